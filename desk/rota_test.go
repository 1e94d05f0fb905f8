package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

// Officers of pure rotas.
var rotaA, rotaB, rotaC, rotaD = lanna.OfficerID{1}, lanna.OfficerID{2}, lanna.OfficerID{3}, lanna.OfficerID{4}

func letters(ids []lanna.OfficerID) string {
	var b strings.Builder
	for _, id := range ids {
		b.WriteByte("?abcd"[id[0]])
	}
	return b.String()
}

type (
	turn    = desk.Turn[lanna.OfficerID]
	standIn = desk.StandIn[lanna.OfficerID]
	holiday = desk.Holiday[lanna.OfficerID]
)

// exampleRota has a day and a night, other people at the weekend, a holiday, and
// stand-ins. 13 March 2026 is a Friday.
func exampleRota() desk.Rota {
	week, end := []string{"mon", "tue", "wed", "thu", "fri"}, []string{"sat", "sun"}
	return desk.Rota{Desk: "centre",
		Turns: []turn{
			{Name: "day", Days: week, From: "06:00", To: "22:00", Officers: []lanna.OfficerID{rotaA, rotaD}},
			{Name: "night", Days: week, From: "22:00", To: "06:00", Officers: []lanna.OfficerID{rotaB, rotaD}},
			{Name: "weekend", Days: end, From: "06:00", To: "06:00", Officers: []lanna.OfficerID{rotaC}},
		},
		Days: []holiday{
			{Date: "2026-03-18", Name: "feast", Like: "sun"},
			{Date: "2026-03-19", Turns: []turn{{Name: "short", From: "10:00", To: "12:00", Officers: []lanna.OfficerID{rotaA}}}},
			{Date: "2026-03-20", Turns: []turn{{Name: "closed", From: "00:00", To: "24:00", Closed: true}}},
		},
		StandIns: []standIn{
			{Date: "2026-03-16", Shift: "day", For: rotaA, By: rotaB},
			{Date: "2026-03-16", Shift: "night", For: rotaB, By: rotaA},
			{Date: "2026-03-17", For: rotaD},                          // away, and nobody comes
			{Date: "2026-03-17", For: rotaB, By: rotaC},               // all of the date
			{Date: "2026-03-17", Shift: "day", For: rotaA, By: rotaD}, // who is away herself
		},
		OnCall: []lanna.OfficerID{rotaD},
	}
}

func TestWhoIsOnDuty(t *testing.T) {
	bangkok, err := time.LoadLocation("Asia/Bangkok")
	must(t, err)
	rota := exampleRota()
	for _, tt := range []struct{ at, want, shift string }{
		{"2026-03-13 05:59", "bd", "night"}, // of Thursday
		{"2026-03-13 06:00", "ad", "day"},
		{"2026-03-13 21:59", "ad", "day"},
		{"2026-03-13 22:00", "bd", "night"},
		{"2026-03-14 00:00", "bd", "night"}, // of Friday, though it is Saturday
		{"2026-03-14 05:59", "bd", "night"},
		{"2026-03-14 06:00", "c", "weekend"},
		{"2026-03-15 06:00", "c", "weekend"},
		{"2026-03-16 05:59", "c", "weekend"}, // of Sunday
		{"2026-03-16 06:00", "bd", "day"},    // two changed places
		{"2026-03-16 23:00", "ad", "night"},
		{"2026-03-17 03:00", "ad", "night"}, // a stand-in stays past midnight
		{"2026-03-17 07:00", "d", "day"},
		{"2026-03-17 23:00", "c", "night"},
		{"2026-03-18 05:00", "c", "night"}, // runs into the holiday
		{"2026-03-18 12:00", "c", "weekend"},
		{"2026-03-19 05:59", "c", "weekend"},
		{"2026-03-19 09:59", "", ""}, // a gap: no shift is planned
		{"2026-03-19 10:00", "a", "short"},
		{"2026-03-19 12:00", "", ""},
		{"2026-03-20 12:00", "", "closed"},
		{"2026-03-21 06:00", "c", "weekend"},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", tt.at, bangkok)
		must(t, err)
		y := desk.DutyAt(&rota, at, bangkok)
		if got, shift := letters(y.Officers), strings.Join(y.Shifts, ","); got != tt.want || shift != tt.shift {
			t.Errorf("at %s %q are on duty in %q, want %q in %q", tt.at, got, shift, tt.want, tt.shift)
		}
		if y.From > lanna.MillisOf(at) || y.To <= lanna.MillisOf(at) {
			t.Errorf("at %s the span is %v to %v", tt.at, y.From.Time(), y.To.Time())
		}
	}
}

// Where shifts overlap, the order of the rota says who comes first.
func TestShiftsOverlap(t *testing.T) {
	rota := desk.Rota{Turns: []turn{
		{Name: "early", From: "06:00", To: "14:30", Officers: []lanna.OfficerID{rotaA, rotaC}},
		{Name: "late", From: "14:00", To: "22:00", Officers: []lanna.OfficerID{rotaB, rotaC}},
	}}
	day := time.Date(2026, 3, 13, 0, 0, 0, 0, time.UTC)
	var got []string
	for _, y := range desk.Duties(&rota, day.Add(6*time.Hour), day.Add(22*time.Hour), time.UTC) {
		got = append(got, y.From.Time().Format("15:04")+letters(y.Officers))
	}
	if want := []string{"06:00ac", "14:00acb", "14:30bc"}; !slices.Equal(got, want) {
		t.Errorf("on duty are %v, want %v", got, want)
	}
}

// On the nights on which clocks change, a shift is an hour shorter or longer,
// and there is neither a gap nor an overlap.
func TestClocksArePutForwardAndBack(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	must(t, err)
	rota := desk.Rota{Turns: []turn{
		{Name: "day", From: "06:00", To: "22:00", Officers: []lanna.OfficerID{rotaA}},
		{Name: "night", From: "22:00", To: "02:30", Officers: []lanna.OfficerID{rotaB}},
		{Name: "dawn", From: "02:30", To: "06:00", Officers: []lanna.OfficerID{rotaC}},
	}}
	for date, want := range map[string]time.Duration{"2026-03-28": 7 * time.Hour, "2026-10-24": 9 * time.Hour, "2026-06-01": 8 * time.Hour} {
		day, err := time.ParseInLocation(time.DateOnly, date, berlin)
		must(t, err)
		y, m, d := day.Date()
		from, to := time.Date(y, m, d, 22, 0, 0, 0, berlin), time.Date(y, m, d+1, 6, 0, 0, 0, berlin)
		list := desk.Duties(&rota, from, to, berlin)
		if len(list) != 2 || list[0].To != list[1].From || letters(list[0].Officers) != "b" || letters(list[1].Officers) != "c" {
			t.Fatalf("%s: %+v", date, list)
		}
		if got := list[1].To.Time().Sub(list[0].From.Time()); got != want {
			t.Errorf("%s: from 22:00 to 06:00 it is %v, want %v", date, got, want)
		}
	}
}

// Whatever the rota, spans follow each other without gap, and at each instant of
// a span the answer is that span's.
func TestSpansCoverTheTime(t *testing.T) {
	zones := []string{"Asia/Bangkok", "America/St_Johns", "Australia/Lord_Howe", "Europe/Berlin"}
	hour := rapid.Custom(func(t *rapid.T) string {
		return time.Date(0, 1, 1, rapid.IntRange(0, 23).Draw(t, "h"), rapid.SampledFrom([]int{0, 30, 45}).Draw(t, "m"), 0, 0, time.UTC).Format("15:04")
	})
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		var rota desk.Rota
		for i := range rapid.IntRange(0, 4).Draw(t, "turns") {
			rota.Turns = append(rota.Turns, turn{Name: string(rune('a' + i)), From: hour.Draw(t, "from"), To: hour.Draw(t, "to"),
				Days: rapid.SliceOfNDistinct(rapid.SampledFrom(desk.Weekdays), 0, 7, rapid.ID).Draw(t, "days"), Officers: []lanna.OfficerID{{byte(i + 1)}}})
		}
		from := time.Date(2026, 1, 1, 0, 0, 0, 0, zone).Add(time.Duration(rapid.IntRange(0, 365*24*60).Draw(t, "minute")) * time.Minute)
		list := desk.Duties(&rota, from, from.AddDate(0, 0, 9), zone)
		if list[0].From > lanna.MillisOf(from) || list[len(list)-1].To < lanna.MillisOf(from.AddDate(0, 0, 9)) {
			t.Fatalf("the ends are not covered")
		}
		for i, y := range list {
			if y.From >= y.To || i > 0 && list[i-1].To != y.From {
				t.Fatalf("span %d is %v to %v", i, y.From.Time(), y.To.Time())
			}
			middle := (y.From + y.To) / 2
			if now := desk.DutyAt(&rota, middle.Time(), zone); !slices.Equal(now.Shifts, y.Shifts) || !slices.Equal(now.Officers, y.Officers) {
				t.Fatalf("in the middle of span %d it is %v, not %v", i, now.Shifts, y.Shifts)
			}
		}
	})
}

func TestRotasThatAreRefused(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	set := func(by desk.Actor, why desk.Why, change func(*desk.Rota)) error {
		r := desk.AllDay("centre", w.Duty.Officer, w.Leader.Officer)
		change(&r)
		return w.SetRota(t.Context(), by, why, r, lanna.Digest{})
	}
	because := desktest.Because("EXERCISE")
	for what, tt := range map[string]struct {
		code   string
		change func(*desk.Rota)
	}{
		"two shifts of one name": {"rota-malformed", func(r *desk.Rota) { r.Turns = append(r.Turns, r.Turns[0]) }},
		"no time of day":         {"rota-malformed", func(r *desk.Rota) { r.Turns[0].From = "24:00" }},
		"no weekday":             {"rota-malformed", func(r *desk.Rota) { r.Turns[0].Days = []string{"monday"} }},
		"no date":                {"rota-malformed", func(r *desk.Rota) { r.Days = []holiday{{Date: "2026-02-30", Like: "sun"}} }},
		"closed with people":     {"rota-malformed", func(r *desk.Rota) { r.Turns[0].Closed = true }},
		"two stand-ins": {"rota-malformed", func(r *desk.Rota) {
			r.StandIns = []standIn{{Date: "2026-03-13", For: w.Duty.Officer, By: w.Second.Officer}, {Date: "2026-03-13", For: w.Duty.Officer, By: w.Leader.Officer}}
		}},
		"an auditor on duty":   {"officer-unfit", func(r *desk.Rota) { r.OnCall = []lanna.OfficerID{w.Auditor.Officer} }},
		"a desk with an @":     {"rota-malformed", func(r *desk.Rota) { r.Desk = "a@b" }},
		"more than it holds":   {"rota-large", func(r *desk.Rota) { r.StandIns = make([]standIn, 500) }},
		"a stand-in's own act": {"rota-malformed", func(r *desk.Rota) { r.StandIns = []standIn{{Date: "2026-03-13", For: rotaA, By: rotaA}} }},
	} {
		if err := set(w.Leader, because, tt.change); lanna.CodeOf(err) != tt.code {
			t.Errorf("%s: %v, want %s", what, err, tt.code)
		}
	}
	if err := set(w.Leader, desktest.Rescue, func(*desk.Rota) {}); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("without a reason: %v", err)
	}
	if err := set(w.Duty, because, func(*desk.Rota) {}); lanna.KindOf(err) != lanna.Denied {
		t.Errorf("by a duty officer: %v", err)
	}
}

// A rota that was changed meanwhile is not overwritten in silence.
func TestTwoChangeTheRotaAtOnce(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx, why := t.Context(), desktest.Because("EXERCISE")
	w.Shift(t)
	seen, err := w.Rota(ctx, w.Leader, desktest.Rescue, "centre", w.Clock.Now(), w.Clock.Now())
	must(t, err)
	must(t, w.SetRota(ctx, w.Admin, why, desk.AllDay("centre", w.Second.Officer), seen.Base))
	if err := w.SetRota(ctx, w.Leader, why, desk.AllDay("centre", w.Duty.Officer), seen.Base); lanna.CodeOf(err) != "rota-changed" {
		t.Errorf("from what was changed meanwhile: %v", err)
	}
	y, err := w.OnDuty(ctx, "centre")
	must(t, err)
	if !slices.Equal(y.Officers, []lanna.OfficerID{w.Second.Officer}) {
		t.Errorf("on duty are %v", y.Officers)
	}
}

// nightly sets a rota of the centre with a day of Duty and a night of Second.
func nightly(t *testing.T, w *desktest.World) desk.Rota {
	r := desk.Rota{Desk: "centre", Turns: []turn{
		{Name: "day", From: "06:00", To: "22:00", Officers: []lanna.OfficerID{w.Duty.Officer}},
		{Name: "night", From: "22:00", To: "06:00", Officers: []lanna.OfficerID{w.Second.Officer}},
	}}
	must(t, w.SetRota(t.Context(), w.Leader, desktest.Because("EXERCISE"), r, lanna.Digest{}))
	return r
}

func TestAHandoverHoldsUntilTheShiftEnds(t *testing.T) {
	w := desktest.New(t, desktest.Options{}) // 07:32
	ctx := t.Context()
	nightly(t, w)
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	must(t, w.HandOver(ctx, w.Duty, desktest.Rescue, w.Signs(w.Leader), []lanna.RecordID{id}, ""))
	first := func() lanna.OfficerID {
		y, err := w.OnDuty(ctx, "centre")
		must(t, err)
		return y.Officers[0]
	}
	if first() != w.Leader.Officer {
		t.Error("who took the shift does not have it")
	}
	w.Clock.Add(15 * time.Hour)
	if first() != w.Second.Officer {
		t.Error("a handover of the day reaches into the night")
	}
	w.Clock.Add(9 * time.Hour)
	if first() != w.Duty.Officer {
		t.Error("a handover of the day holds on the next day")
	}
}

func TestEmptyShiftsAreSeenBefore(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx, why := t.Context(), desktest.Because("EXERCISE")
	r := nightly(t, w)
	empty := func() (out []string) {
		list, err := w.EmptyShifts(ctx)
		must(t, err)
		for _, e := range list {
			out = append(out, e.From.Time().Format("2 15:04 ")+strings.Join(e.Shifts, ","))
		}
		return out
	}
	if got := empty(); len(got) != 0 {
		t.Errorf("empty are %q", got)
	}
	r.StandIns = []standIn{{Date: "2026-03-14", Shift: "night", For: w.Second.Officer}}
	r.Days = []holiday{r.ClosedOn("2026-03-16", "feast")}
	r.OnCall = []lanna.OfficerID{w.Leader.Officer}
	must(t, w.SetRota(ctx, w.Leader, why, r, lanna.Digest{}))
	if got := empty(); !slices.Equal(got, []string{"14 22:00 night"}) {
		t.Errorf("empty are %q", got)
	}
	must(t, w.Disable(ctx, w.Admin, why, w.Duty.Officer))
	if got := empty(); len(got) != 8 || got[0] != "12 06:00 day" || got[1] != "13 06:00 day" {
		t.Errorf("with the only officer of the day barred, empty are %q", got)
	}
	if list, err := w.EmptyShifts(ctx, "county"); err != nil || len(list) != 0 {
		t.Errorf("a desk without a rota: %v, %v", list, err)
	}
}

// A clock that ends in a shift whose only officer was disabled reaches who is on
// call, and where nobody is, everybody.
func TestAnEmptyShiftLeavesNoAlertAlone(t *testing.T) {
	w, mail, _ := waking(t)
	ctx, why := t.Context(), desktest.Because("EXERCISE")
	r := desk.AllDay("centre", w.National.Officer)
	must(t, w.SetRota(ctx, w.Leader, why, r, lanna.Digest{}))
	must(t, w.Disable(ctx, w.Admin, why, w.National.Officer))
	raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	wake(t, w)
	to := mail.to()
	slices.Sort(to)
	if len(to) != 3 {
		t.Errorf("woken are %q", to)
	}
}

func TestAdministratorsAreToldOnceOfAnEmptyShift(t *testing.T) {
	w, mail, hook := waking(t)
	ctx, why := t.Context(), desktest.Because("EXERCISE")
	must(t, w.SetWays(ctx, w.Admin, why, w.Admin.Officer, []desk.Way{{Via: desk.WakeEmail, To: "admin@agency.example"}, {Via: desk.WakeWebhook, To: "https://sms.example/admin"}}))
	r := nightly(t, w)
	r.StandIns = []standIn{{Date: "2026-03-14", Shift: "night", For: w.Second.Officer}}
	must(t, w.SetRota(ctx, w.Leader, why, r, lanna.Digest{}))
	wake(t, w)
	if got := mail.to(); len(got) != 0 {
		t.Fatalf("two days before, %q were told", got)
	}
	w.Clock.Add(39 * time.Hour) // 22:32 on the 13th
	mail.plan = []error{&lanna.Error{Kind: lanna.Invalid, Code: "wake-refused"}}
	for range 3 {
		wake(t, w)
		w.Clock.Add(2 * time.Minute)
	}
	w.Restart(t)
	wake(t, w)
	if got := mail.to(); !slices.Equal(got, []string{"admin@agency.example"}) {
		t.Errorf("mail went to %q", got)
	}
	if got := hook.to(); !slices.Equal(got, []string{"https://sms.example/admin"}) {
		t.Errorf("after the mail failed, the other way went to %q", got)
	}
	if m := hook.sent[0]; !m.Rota || m.Drill || m.Label == "" || m.Severity == lanna.Life {
		t.Errorf("the message is %+v", m)
	}
}

// What was said before there were rotas by the week still counts, until a rota
// is set.
func TestAShiftFromBeforeThereWereRotas(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	must(t, w.HandOver(ctx, w.Duty, desktest.Rescue, w.Signs(w.Second), nil, "")) // without a rota a handover says what a shift said
	w.Clock.Add(40 * time.Hour)
	y, err := w.OnDuty(ctx, "centre")
	must(t, err)
	if y == nil || y.Officers[0] != w.Second.Officer {
		t.Errorf("past its end on duty are %+v", y)
	}
	nightly(t, w)
	if y, err = w.OnDuty(ctx, "centre"); err != nil || y.Officers[0] != w.Second.Officer && y.Officers[0] != w.Duty.Officer || y.Taken {
		t.Errorf("with a rota on duty are %+v, %v", y, err)
	}
}
