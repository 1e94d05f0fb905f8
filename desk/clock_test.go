package desk_test

import (
	"slices"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/handling"
)

// tick runs the clocks until nothing is due.
func tick(t testing.TB, w *desktest.World) lanna.Millis {
	t.Helper()
	for range 1000 {
		next, err := w.Tick(t.Context())
		must(t, err)
		if next > w.Now() {
			return next
		}
	}
	t.Fatal("the clocks never come to rest")
	return 0
}

func TestAnAlertLeftAloneGoesToTheNextInTheRota(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	w.Shift(t)
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	for _, want := range []struct {
		after time.Duration
		owner lanna.OfficerID
		level int
	}{
		{15*time.Minute - time.Millisecond, lanna.OfficerID{}, 0},
		{time.Millisecond, w.Second.Officer, 1},
		{14 * time.Minute, w.Second.Officer, 1},
		{time.Minute, w.Leader.Officer, 2},
		{15 * time.Minute, w.Leader.Officer, 3}, // stays with the shift leader and is repeated
		{15 * time.Minute, w.Leader.Officer, 4},
	} {
		w.Clock.Add(want.after)
		tick(t, w)
		tick(t, w) // the same moment again changes nothing
		a := look(t, w, w.Duty, id)
		if a.Owner != want.owner || a.Level != want.level || a.State != desk.AlertOpen {
			t.Fatalf("%s later: owner %q, level %d", want.after, a.OwnerName, a.Level)
		}
	}
	a := look(t, w, w.Duty, id)
	if h := a.History[0]; h.Rule != "alert.escalate" || !h.Officer.IsZero() || h.Args["level"] != "4" {
		t.Errorf("the last step says rule %q, args %v", h.Rule, h.Args)
	}
	page, ids := queue(t, w, w.Leader, desk.QueueQuery{Filter: desk.FilterOver})
	if !slices.Equal(ids, []lanna.RecordID{id}) || page.Counts[desk.FilterMine] != 1 {
		t.Errorf("over time: %v; the leader has %d", ids, page.Counts[desk.FilterMine])
	}
	must(t, w.Acknowledge(t.Context(), w.Leader, desktest.Rescue, id))
	if a := look(t, w, w.Leader, id); a.Level != 0 || a.Step != desk.StepDecide {
		t.Errorf("acknowledged: level %d, step %s", a.Level, a.Step)
	}
}

func TestTickTellsWhenToComeBack(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	raise(t, w, lanna.LureRecord)
	raise(t, w, lanna.CaptureRecord)
	if next := tick(t, w); next != w.Now()+10*60_000 {
		t.Errorf("next in %d ms, want when the capture is due", next-w.Now())
	}
}

func TestClocksOutliveARestart(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	w.Shift(t)
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	w.Clock.Add(3 * time.Hour) // the node was off
	w.Restart(t)
	tick(t, w)
	if a := look(t, w, w.Duty, id); a.Owner != w.Second.Officer || a.Level != 1 {
		t.Errorf("after the restart: owner %q, level %d", a.OwnerName, a.Level)
	}
}

func TestClocksWhenTheMachinesClockJumps(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	w.Shift(t)
	w.Clock.Add(24 * time.Hour) // the machine believes it is tomorrow
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	lure := raise(t, w, lanna.LureRecord)
	w.Clock.Add(-24 * time.Hour)
	tick(t, w)
	for record, within := range map[lanna.RecordID]lanna.Millis{id: 15 * 60_000, lure: 2 * 3600_000} {
		a := look(t, w, w.Duty, record)
		if a.Due != w.Now()+within {
			t.Errorf("%s shows %d ms, its step gives %d", a.Kind, a.Due-w.Now(), within)
		}
		if a.Level != 0 {
			t.Errorf("%s was escalated", a.Kind)
		}
	}
	versions := look(t, w, w.Duty, id).Version
	w.Clock.Add(-30 * time.Second) // a small correction is none
	tick(t, w)
	if got := look(t, w, w.Duty, id).Version; got != versions {
		t.Error("a correction of half a minute set the clock anew")
	}
	w.Clock.Add(16 * time.Minute)
	tick(t, w)
	if a := look(t, w, w.Duty, id); a.Level != 1 || a.Owner != w.Second.Officer {
		t.Errorf("a quarter of an hour later: level %d, owner %q", a.Level, a.OwnerName)
	}
}

func TestAnOfficerWhoLeftIsPassedOver(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	w.Shift(t)
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	must(t, w.Disable(t.Context(), w.Admin, desktest.Because("EXERCISE left"), w.Second.Officer))
	w.Clock.Add(15 * time.Minute)
	tick(t, w)
	if a := look(t, w, w.Duty, id); a.Owner != w.Leader.Officer {
		t.Errorf("it went to %q", a.OwnerName)
	}
}

func TestAnAlertGoesToNobodyWhoMayNotSeeIt(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	w.Shift(t)
	m := handling.Marking{Compartments: []lanna.Compartment{lanna.SourceProtection}}
	id, err := w.RaiseForTest(ctx, w.Analyst, desktest.Rescue, lanna.BountyRecord, m, bounty("EXERCISE source", "600000 CNY")...)
	must(t, err)
	w.Clock.Add(15 * time.Minute)
	tick(t, w)
	if a := look(t, w, w.Analyst, id); !a.Owner.IsZero() || a.Level != 1 {
		t.Errorf("it went to %q, level %d", a.OwnerName, a.Level)
	}
	_, err = w.Grant(ctx, w.Admin, desktest.Because("EXERCISE let in"), w.Leader.Officer, desk.Rights{Compartments: m.Compartments})
	must(t, err)
	w.Clock.Add(15 * time.Minute)
	tick(t, w)
	if a := look(t, w, w.Analyst, id); a.Owner != w.Leader.Officer {
		t.Errorf("it went to %q", a.OwnerName)
	}
	leader, err := w.Actor(ctx, w.Leader.Officer)
	must(t, err)
	if err := w.Assign(ctx, leader, desktest.Rescue, id, w.Duty.Officer); lanna.CodeOf(err) != "officer-unfit" {
		t.Errorf("given to an officer outside the compartment: %v", err)
	}
}

func TestWithoutAShiftAnAlertStillSaysThatItIsOver(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	w.Clock.Add(15 * time.Minute)
	tick(t, w)
	if a := look(t, w, w.Duty, id); a.Level != 1 || !a.Owner.IsZero() {
		t.Errorf("level %d, owner %q", a.Level, a.OwnerName)
	}
}

func TestATickIsBounded(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	must(t, w.RaiseManyForTest(t.Context(), w.Duty, desktest.Rescue, 620, many))
	w.Clock.Add(25 * time.Hour)
	next, err := w.Tick(t.Context())
	must(t, err)
	if next > w.Now() {
		t.Error("after 500 of 620 there is more to do at once")
	}
	page, _ := queue(t, w, w.Analyst, desk.QueueQuery{})
	if over := page.Counts[desk.FilterOver]; over != 500 {
		t.Errorf("%d escalated in one call", over)
	}
	tick(t, w)
	if page, _ := queue(t, w, w.Analyst, desk.QueueQuery{}); page.Counts[desk.FilterOver] != 620 {
		t.Errorf("%d escalated in all", page.Counts[desk.FilterOver])
	}
}

// A large index of persons takes minutes to be read anew, as after an upgrade. An
// alert's clock waits for none of it.
func TestClocksRunWhileTheRegisterIsRead(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	defer w.HoldRegisterForTest()()
	ran := make(chan error, 1)
	go func() {
		_, err := w.Tick(t.Context())
		ran <- err
	}()
	select {
	case err := <-ran:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the clocks wait for the index of persons")
	}
}
