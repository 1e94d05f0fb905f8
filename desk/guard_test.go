package desk_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/statement"
)

// noticed lists the officers whose readings of a record were noticed.
func noticed(t testing.TB, w *desktest.World) (out []lanna.OfficerID) {
	t.Helper()
	page, err := w.Audit(t.Context(), w.Auditor, desktest.Rescue, desk.AuditQuery{Noticed: true})
	must(t, err)
	for _, e := range page.Entries {
		if e.Noticed != desk.RuleFar || len(e.Records) == 0 {
			t.Errorf("noticed by %q of %v", e.Noticed, e.Records)
		}
		out = append(out, e.Officer)
	}
	return out
}

func TestAReadingFarFromOnesCasesIsShownToTheAuditor(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	person, err := w.RaiseForTest(ctx, w.Duty, desktest.Rescue, lanna.PersonRecord, everyPolice, statement.New(lanna.Name, "EXERCISE"), statement.New(lanna.IDResident, "539901199001011230"))
	must(t, err)
	plain := desk.Why{Purpose: lanna.Rescue}
	show := func(by desk.Actor, why desk.Why) int {
		t.Helper()
		if _, err := w.Record(ctx, by, why, person); err != nil {
			t.Fatal(err)
		}
		return len(noticed(t, w))
	}
	if n := show(w.Duty, plain) + show(w.Leader, plain); n != 0 {
		t.Fatalf("own cases and those of the own desk are noticed: %d", n)
	}
	if n := show(w.Point, plain); n != 1 {
		t.Errorf("a reading from another desk: %d", n)
	}
	if n := show(w.Point, desktest.Rescue); n != 1 {
		t.Errorf("under the case that a colleague named: %d", n)
	}
	far := w.Hire(t, desk.Account{Login: "far", Desk: "539901", Roles: []lanna.Role{lanna.Analyst}})
	if n := show(far, plain); n != 1 {
		t.Errorf("a person of the own county: %d", n)
	}
	w.Clock.Add(31 * 24 * time.Hour)
	if n := show(w.Duty, plain); n != 2 {
		t.Errorf("a month later: %d", n)
	}
	must(t, w.SayForTest(ctx, w.Duty, plain, person, everyPolice, statement.New(lanna.Note, "EXERCISE")))
	if n := show(w.Duty, plain); n != 2 {
		t.Errorf("after a note of the own: %d", n)
	}
	notice := raise(t, w, lanna.TipRecord, statement.New(lanna.PersonOf, person.String()))
	if n := show(w.Point, plain); n != 2 {
		t.Errorf("a person with an open alert: %d", n)
	}
	if _, err := w.Record(ctx, w.Point, plain, notice); err != nil || len(noticed(t, w)) != 2 {
		t.Errorf("an open alert, %v", err)
	}
	if got := noticed(t, w); !slices.Contains(got, w.Point.Officer) || !slices.Contains(got, w.Duty.Officer) {
		t.Errorf("noticed %v", got)
	}
}

// canary is one of the auditor's.
func canary(t testing.TB, w *desktest.World) lanna.RecordID {
	t.Helper()
	id, err := w.PlantCanary(t.Context(), w.Auditor, desktest.Because("EXERCISE watch"), desk.Plant{As: "EXERCISE Nobody", Case: "EXERCISE", Fields: []desk.Field{
		{Property: lanna.Name, Value: "EXERCISE Canarybird"}, {Property: lanna.BirthDate, Value: "1990-02-03"}, {Property: lanna.IDResident, Value: "539901199002031230"}}})
	must(t, err)
	return id
}

func touches(t testing.TB, w *desktest.World) []desk.AuditEntry {
	t.Helper()
	list, err := w.Canaries(t.Context(), w.Auditor, desktest.Rescue)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d canaries, %v", len(list), err)
	}
	return list[0].Touches
}

func TestACanaryLooksLikeAnyPerson(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	true1, err := w.RaiseForTest(ctx, w.Duty, desktest.Rescue, lanna.PersonRecord, everyPolice, statement.New(lanna.Name, "EXERCISE Realbird"))
	must(t, err)
	id := canary(t, w)
	hits, err := w.Search(ctx, w.Duty, desktest.Rescue, desk.SearchQuery{Text: "EXERCISE"})
	if err != nil || len(hits.Hits) != 2 || hits.Kinds[lanna.PersonRecord] != 2 {
		t.Fatalf("the search finds %v, %v", hits, err)
	}
	v, err := w.Record(ctx, w.Duty, desktest.Rescue, id)
	must(t, err)
	if v.Kind != lanna.PersonRecord || len(v.History) != 1 || v.History[0].Name != "EXERCISE Nobody" || v.History[0].Act != "capture.confirm" {
		t.Errorf("its history: %+v", v.History)
	}
	if other, err := w.Record(ctx, w.Duty, desktest.Rescue, true1); err != nil || len(other.May) != len(v.May) {
		t.Errorf("what may be done differs: %v, %v, %v", v.May, other.May, err)
	}
	list, err := w.Canaries(ctx, w.Auditor, desktest.Rescue)
	must(t, err)
	for _, by := range []desk.Actor{w.Duty, w.Leader, w.National, w.Admin} {
		_, err := w.Canaries(ctx, by, desktest.Rescue)
		wantError(t, err, lanna.Denied, "role")
		if by.May("record.show") {
			_, err = w.Record(ctx, by, desktest.Rescue, list[0].Canary)
			wantError(t, err, lanna.NotFound, "not-found")
			if r, err := w.Search(ctx, by, desktest.Rescue, desk.SearchQuery{Text: list[0].Label}); err == nil && len(r.Hits) != 0 {
				t.Errorf("%s finds %s", by.Login, list[0].Label)
			}
		}
	}
	for want, p := range map[string]desk.Plant{
		"canary-name":      {As: w.Duty.Name, Fields: []desk.Field{{Property: lanna.Name, Value: "EXERCISE"}}},
		"canary-number":    {As: "EXERCISE Other", Fields: []desk.Field{{Property: lanna.Name, Value: "EXERCISE"}, {Property: lanna.IDResident, Value: "539901199002031230"}}},
		"canary-malformed": {As: "EXERCISE Other", Fields: []desk.Field{{Property: lanna.Narrative, Value: "EXERCISE"}}},
	} {
		if _, err := w.PlantCanary(ctx, w.Auditor, desktest.Because("EXERCISE"), p); lanna.CodeOf(err) != want {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestTouchingACanaryIsSeenByTheAuditorAlone(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	id := canary(t, w)
	if got := touches(t, w); len(got) != 0 {
		t.Fatalf("untouched, and yet %+v", got)
	}
	_, err := w.Record(ctx, w.Analyst, desktest.Rescue, id)
	must(t, err)
	_, err = w.Search(ctx, w.Duty, desktest.Rescue, desk.SearchQuery{Text: "Canarybird"})
	must(t, err)
	must(t, w.SayForTest(ctx, w.Leader, desktest.Rescue, id, everyPolice, statement.New(lanna.Note, "EXERCISE")))
	_, err = w.Record(ctx, w.Analyst, desk.Why{Purpose: lanna.Prevention}, id)
	wantError(t, err, lanna.NotFound, "not-found")
	for by, want := range map[*desk.Actor]int{&w.Auditor: 1, &w.Analyst: 0, &w.Admin: 0} {
		if n, err := w.CanariesTouched(ctx, *by); n != want || err != nil {
			t.Errorf("%s is told of %d, %v", by.Login, n, err)
		}
	}
	var who []string
	for _, e := range touches(t, w) {
		who = append(who, e.Name+" "+e.Act)
	}
	want := "EXERCISE analyst record.show, EXERCISE leader record.note, EXERCISE duty record.search, EXERCISE analyst record.show"
	if got := strings.Join(who, ", "); got != want {
		t.Errorf("touched by %s", got)
	}
	if n, err := w.CanariesTouched(ctx, w.Auditor); n != 0 || err != nil {
		t.Errorf("after looking: %d, %v", n, err)
	}
	w.Restart(t)
	if got := touches(t, w); len(got) != 4 {
		t.Errorf("after a restart %d touches", len(got))
	}
}

// A ringer notes what it is asked to send.
type ringer struct {
	mu   sync.Mutex
	sent []desk.WakeMessage
	fail bool
}

func (r *ringer) Wake(_ context.Context, m desk.WakeMessage) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, m)
	if r.fail {
		return &lanna.Error{Kind: lanna.Unavailable, Code: "smtp-away"}
	}
	return nil
}

func TestAuditorsAreWokenWhenACanaryIsTouched(t *testing.T) {
	bell := &ringer{fail: true}
	w := desktest.New(t, desktest.Options{Config: func(c *desk.Config) { c.Wakers = map[string]desk.Waker{desk.WakeEmail: bell} }})
	ctx := t.Context()
	id := canary(t, w)
	must(t, w.SetWays(ctx, w.Auditor, desktest.Rescue, w.Auditor.Officer, []desk.Way{{Via: desk.WakeEmail, To: "auditor@agency.example"}}))
	must(t, w.SetWays(ctx, w.Duty, desktest.Rescue, w.Duty.Officer, []desk.Way{{Via: desk.WakeEmail, To: "duty@agency.example"}}))
	rings := func() int {
		w.Clock.Add(10 * time.Second)
		_, err := w.Wake(ctx)
		must(t, err)
		w.WakesRest()
		return len(bell.sent)
	}
	if n := rings(); n != 0 {
		t.Fatalf("untouched, and yet %d", n)
	}
	_, err := w.Record(ctx, w.Duty, desktest.Rescue, id)
	must(t, err)
	if n := rings(); n != 1 {
		t.Fatalf("%d messages", n)
	}
	bell.fail = false
	if n := rings() + rings(); n != 4 { // again, and then no more: 2 and 2
		t.Errorf("after a failure: %d", n)
	}
	m := bell.sent[1]
	if m.To != "auditor@agency.example" || m.Record == id || m.Severity != lanna.High || m.Drill || !m.Canary || bell.sent[0].ID != m.ID {
		t.Errorf("%+v", m)
	}
}
