package desk_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/handling"
	"lanna/statement"
)

const tooMany = "too-many-persons"

var everyPolice = handling.Marking{Purposes: []lanna.Purpose{lanna.Rescue, lanna.Investigation, lanna.Prosecution}}

// crowd puts n notices of a kind on record, each of somebody else.
func crowd(t testing.TB, w *desktest.World, n int, kind lanna.RecordKind) []lanna.RecordID {
	t.Helper()
	var out []lanna.RecordID
	for range n {
		claims := []statement.Claim{statement.New(lanna.Narrative, "EXERCISE crowd")}
		if kind == lanna.BountyRecord {
			claims = bounty("EXERCISE", "600000 CNY")
		}
		out = append(out, raise(t, w, kind, claims...))
	}
	return out
}

// allow sets how many persons an officer is shown in an hour.
func allow(t testing.TB, w *desktest.World, n int) {
	t.Helper()
	must(t, w.SetPolicy(t.Context(), w.Admin, desktest.Because("EXERCISE order"), desk.Policy{Persons: n}))
}

// opens reports whether the officer may open a record, and refuses every other error.
func opens(t testing.TB, w *desktest.World, by desk.Actor, id lanna.RecordID) bool {
	t.Helper()
	v, err := w.Record(t.Context(), by, desktest.Rescue, id)
	if err != nil && (lanna.CodeOf(err) != tooMany || lanna.KindOf(err) != lanna.Denied || v != nil) {
		t.Fatalf("reading is refused with %v, %v", v, err)
	}
	return err == nil
}

func TestTheReadingThatPassesTheLimitIsRefusedAndLogged(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	if p, err := w.Policy(t.Context()); err != nil || p.Persons != 200 {
		t.Fatalf("the limit is %d, %v", p.Persons, err)
	}
	allow(t, w, 5)
	tips := crowd(t, w, 7, lanna.TipRecord)
	for _, id := range tips[:5] {
		if !opens(t, w, w.Analyst, id) {
			t.Fatal("a reading within the limit is refused")
		}
	}
	if opens(t, w, w.Analyst, tips[5]) {
		t.Fatal("the sixth person is shown")
	}
	if !opens(t, w, w.Analyst, tips[0]) {
		t.Error("who was shown already counts again")
	}
	refused := leaves(t, w, lanna.Refuse)
	last := refused[len(refused)-1]
	if last.Header.Officer != w.Analyst.Officer || last.Value(lanna.Outcome) != tooMany || last.Value(lanna.Act) != "record.show" {
		t.Errorf("the refusal is logged as %s %s", last.Value(lanna.Act), last.Value(lanna.Outcome))
	}
	if !opens(t, w, w.Duty, tips[5]) {
		t.Error("one officer's reading holds up another")
	}
	w.Clock.Add(time.Hour)
	if !opens(t, w, w.Analyst, tips[5]) {
		t.Error("an hour later nothing more is shown")
	}
}

func TestNoDoorLeadsAroundTheLimit(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	allow(t, w, 5)
	tips := crowd(t, w, 7, lanna.TipRecord)
	for _, id := range tips[:5] {
		opens(t, w, w.Duty, id)
	}
	for door, open := range map[string]func() (any, error){
		"record": func() (any, error) { v, err := w.Record(ctx, w.Duty, desktest.Rescue, tips[6]); return v == nil, err },
		"alert": func() (any, error) {
			v, err := w.AlertDetail(ctx, w.Duty, desktest.Rescue, tips[6])
			return v == nil, err
		},
		"queue": func() (any, error) {
			v, err := w.Queue(ctx, w.Duty, desktest.Rescue, desk.QueueQuery{})
			return v == nil, err
		},
		"search": func() (any, error) {
			v, err := w.Search(ctx, w.Duty, desktest.Rescue, desk.SearchQuery{Text: "crowd"})
			return v == nil, err
		},
		"kind": func() (any, error) {
			v, err := w.Queue(ctx, w.Duty, desktest.Rescue, desk.QueueQuery{Kind: lanna.TipRecord})
			return v == nil, err
		},
		"with a lie": func() (any, error) {
			v, err := w.Record(ctx, w.Duty, desktest.Because("urgent"), tips[6])
			return v == nil, err
		},
	} {
		if empty, err := open(); lanna.CodeOf(err) != tooMany || empty != true {
			t.Errorf("%s: nothing shown %v, %v", door, empty, err)
		}
	}
}

func TestAThreatToLifeIsNeverHeldUp(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	allow(t, w, 5)
	tips, lives := crowd(t, w, 6, lanna.TipRecord), crowd(t, w, 3, lanna.BountyRecord)
	for _, id := range tips[:5] {
		opens(t, w, w.Duty, id)
	}
	page, err := w.Queue(ctx, w.Duty, desktest.Rescue, desk.QueueQuery{Filter: desk.FilterLife})
	if err != nil || len(page.Alerts) != 3 {
		t.Fatalf("threats to life: %v", err)
	}
	look(t, w, w.Duty, lives[0])
	if !opens(t, w, w.Duty, lives[1]) {
		t.Error("the record of a threat to life is held up")
	}
	must(t, w.Acknowledge(ctx, w.Duty, desktest.Rescue, lives[0]))
	must(t, w.CloseAlert(ctx, w.Duty, desktest.Rescue, lives[2], desk.OutcomeSafe, lanna.RecordID{}))
	w.Clock.Add(30 * time.Minute) // what was shown stays counted, also of threats to life
	if got := readingOf(t, w, w.Duty).Persons; got != 8 {
		t.Errorf("%d persons count, want 8", got)
	}
	w.Clock.Add(30 * time.Minute)
	for _, id := range tips[:5] {
		opens(t, w, w.Duty, id)
	}
	if opens(t, w, w.Duty, lives[2]) {
		t.Error("a threat to life that was closed is still spared")
	}
}

func readingOf(t testing.TB, w *desktest.World, by desk.Actor) *desk.Reading {
	t.Helper()
	r, err := w.ReadingNow(t.Context(), by)
	must(t, err)
	return r
}

func TestARestartForgetsNoReading(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	allow(t, w, 60)
	tips := crowd(t, w, 61, lanna.TipRecord)
	for _, id := range tips[:60] {
		opens(t, w, w.Duty, id)
		w.Clock.Add(time.Second)
	}
	w.Restart(t)
	if got := readingOf(t, w, w.Duty).Persons; got != 60 {
		t.Errorf("after a restart %d persons count", got)
	}
	if opens(t, w, w.Duty, tips[60]) {
		t.Error("a restart opens the limit")
	}
	w.Clock.Add(time.Hour - 59*time.Second) // the first two were shown an hour ago
	if got := readingOf(t, w, w.Duty).Persons; got != 58 {
		t.Errorf("%d persons count, want 58", got)
	}
}

func TestReadingsAtTheSameMomentCountTogether(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	allow(t, w, 5)
	tips := crowd(t, w, 20, lanna.TipRecord)
	var shown atomic.Int32
	var wg sync.WaitGroup
	for _, id := range tips {
		wg.Go(func() {
			if _, err := w.Record(t.Context(), w.Duty, desktest.Rescue, id); err == nil {
				shown.Add(1)
			}
		})
	}
	wg.Wait()
	if shown.Load() != 5 {
		t.Errorf("%d persons were shown at once, with a limit of 5", shown.Load())
	}
}

func TestANoticeAndItsPersonAreOnePerson(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	notice := raise(t, w, lanna.TipRecord)
	person, err := w.RaiseForTest(t.Context(), w.Duty, desktest.Rescue, lanna.PersonRecord, everyPolice, statement.New(lanna.Name, "EXERCISE"))
	must(t, err)
	must(t, w.SayForTest(t.Context(), w.Duty, desktest.Rescue, notice, everyPolice, statement.New(lanna.PersonOf, person.String())))
	opens(t, w, w.Duty, notice)
	opens(t, w, w.Duty, person)
	if got := readingOf(t, w, w.Duty).Persons; got != 1 {
		t.Errorf("%d persons, want 1", got)
	}
}

func TestAColleagueOpensTheLimitForAnHour(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	allow(t, w, 5)
	tips := crowd(t, w, 9, lanna.TipRecord)
	for _, id := range tips[:5] {
		opens(t, w, w.Analyst, id)
	}
	if err := w.AskMore(ctx, w.Analyst, desktest.Rescue, 2); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("asking without a reason: %v", err)
	}
	must(t, w.AskMore(ctx, w.Analyst, desktest.Because("EXERCISE chart"), 2))
	if opens(t, w, w.Analyst, tips[5]) {
		t.Fatal("asking alone opens the limit")
	}
	asks := readingOf(t, w, w.Leader).Asks
	if len(asks) != 1 || asks[0].N != 2 || asks[0].Reason != "EXERCISE chart" || asks[0].Officer != w.Analyst.Officer {
		t.Fatalf("the leader is asked %+v", asks)
	}
	if n, err := w.AskedForMore(ctx, w.Leader); n != 1 || err != nil {
		t.Errorf("the leader's pages say %d, %v", n, err)
	}
	for who, want := range map[*desk.Actor]string{&w.Analyst: "asked-oneself", &w.Auditor: "role", &w.Admin: "role", &w.County: "role"} {
		if err := w.AgreeMore(ctx, *who, desktest.Because("EXERCISE"), w.Analyst.Officer, asks[0].ID); lanna.CodeOf(err) != want {
			t.Errorf("%s agrees: %v, want %s", who.Login, err, want)
		}
	}
	if err := w.AgreeMore(ctx, w.Leader, desktest.Rescue, w.Analyst.Officer, asks[0].ID); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("agreeing without a reason: %v", err)
	}
	must(t, w.AgreeMore(ctx, w.Leader, desktest.Because("EXERCISE seen"), w.Analyst.Officer, asks[0].ID))
	if !opens(t, w, w.Analyst, tips[5]) || !opens(t, w, w.Analyst, tips[6]) || opens(t, w, w.Analyst, tips[7]) {
		t.Error("not exactly two more are shown")
	}
	if err := w.AgreeMore(ctx, w.Leader, desktest.Because("EXERCISE again"), w.Analyst.Officer, asks[0].ID); lanna.CodeOf(err) != "ask-over" {
		t.Errorf("agreeing twice: %v", err)
	}
	w.Restart(t)
	if r := readingOf(t, w, w.Analyst); r.Limit != 7 || len(r.Agreed) != 1 || r.Agreed[0].By != w.Leader.Officer {
		t.Errorf("after a restart %+v", r)
	}
	w.Clock.Add(time.Hour)
	if r := readingOf(t, w, w.Analyst); r.Limit != 5 || len(r.Agreed) != 0 {
		t.Errorf("an hour later %+v", r)
	}
}

func TestAColleagueDeclinesOrTheAskerTakesItBack(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	ask := func() lanna.Digest {
		must(t, w.AskMore(ctx, w.Analyst, desktest.Because("EXERCISE"), 100))
		return readingOf(t, w, w.Leader).Asks[0].ID
	}
	first := ask()
	second := ask() // in place of the first
	if err := w.AgreeMore(ctx, w.Leader, desktest.Because("EXERCISE"), w.Analyst.Officer, first); lanna.CodeOf(err) != "ask-over" {
		t.Errorf("agreeing to what was asked before: %v", err)
	}
	must(t, w.DeclineMore(ctx, w.Leader, desktest.Because("EXERCISE no"), w.Analyst.Officer, second))
	if r := readingOf(t, w, w.Analyst); r.Ask != nil || r.Limit != desk.DefaultPersons {
		t.Errorf("declined, and yet %+v", r)
	}
	ask()
	must(t, w.UnaskMore(ctx, w.Analyst, desktest.Rescue))
	if asks := readingOf(t, w, w.Leader).Asks; len(asks) != 0 {
		t.Errorf("taken back, and yet %v", asks)
	}
	last := ask()
	w.Clock.Add(12 * time.Hour)
	if err := w.AgreeMore(ctx, w.Leader, desktest.Because("EXERCISE late"), w.Analyst.Officer, last); lanna.CodeOf(err) != "ask-over" {
		t.Errorf("agreeing a shift later: %v", err)
	}
	if err := w.AgreeMore(ctx, w.Leader, desktest.Because("EXERCISE"), lanna.NewRecordID(), last); lanna.CodeOf(err) != "ask-over" {
		t.Errorf("an officer who is not there: %v", err)
	}
	if err := w.AskMore(ctx, w.Analyst, desktest.Because("EXERCISE"), desk.MaxMore+1); lanna.KindOf(err) != lanna.Invalid {
		t.Errorf("asking for everybody: %v", err)
	}
}
