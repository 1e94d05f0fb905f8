package desk_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/handling"
	"lanna/statement"
)

// someone opens a person's record for rescue and investigation.
func someone(t testing.TB, w *desktest.World, claims ...statement.Claim) lanna.RecordID {
	t.Helper()
	return raise(t, w, lanna.PersonRecord, claims...)
}

func called(name string) statement.Claim { return statement.New(lanna.Name, name) }
func born(date string) statement.Claim   { return statement.New(lanna.BirthDate, date) }

// candidates are the records found for a record, best first.
func candidates(t testing.TB, w *desktest.World, by desk.Actor, q desk.CandidateQuery) []desk.Candidate {
	t.Helper()
	list, err := w.Candidates(t.Context(), by, desktest.Rescue, q)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func byName(name string) desk.CandidateQuery {
	return desk.CandidateQuery{Facts: []desk.Field{{Property: lanna.Name, Value: name}}}
}

func ids(list []desk.Candidate) []lanna.RecordID {
	var out []lanna.RecordID
	for _, c := range list {
		out = append(out, c.Record)
	}
	return out
}

func TestCandidatesMeetAcrossScripts(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	chinese := someone(t, w, called("陈伟明"), born("1990-04-12"))
	latin := someone(t, w, called("TAN Wee Beng"), born("12/04/2533"))
	someone(t, w, called("สมชาย ใจดี"), born("1985-01-02"))
	got := candidates(t, w, w.Duty, desk.CandidateQuery{Record: chinese})
	if !slices.Equal(ids(got), []lanna.RecordID{latin}) {
		t.Fatalf("found %+v", got)
	}
	if c := got[0]; !c.Match.Same || len(c.Match.Reasons) == 0 || c.Match.Model == 0 {
		t.Errorf("%+v", c.Match)
	}
	if got := candidates(t, w, w.Duty, byName("Somchai Jaidee")); len(got) != 1 {
		t.Errorf("by a typed name: %+v", got)
	}
}

func TestCandidatesFollowWhatIsSaid(t *testing.T) {
	dir := t.TempDir()
	w := desktest.New(t, desktest.Options{Config: func(c *desk.Config) { c.Register = filepath.Join(dir, "persons.index") }})
	ctx := t.Context()
	id := someone(t, w, called("EXERCISE Wrong"))
	name := func(n string) bool { return slices.Contains(ids(candidates(t, w, w.Duty, byName(n))), id) }
	if !name("EXERCISE Wrong") {
		t.Fatal("not found by the first name")
	}
	st, err := w.Record(ctx, w.Duty, desktest.Rescue, id)
	must(t, err)
	claim := st.Rows[slices.IndexFunc(st.Rows, func(r desk.FactRow) bool { return r.Property == lanna.Name })].Cells[0][0].Claim
	must(t, w.Correct(ctx, w.Duty, desktest.Rescue, id, claim, desk.Words{Text: "黄志强"}, lanna.Grade{}))
	if !name("Wong Chi Keung") || name("EXERCISE Wrong") {
		t.Error("the index did not follow the correction")
	}
	w.Restart(t)
	if !name("Wong Chi Keung") || name("EXERCISE Wrong") {
		t.Error("another start forgot the correction")
	}
	must(t, w.Rebuild(ctx, nil))
	if !name("Wong Chi Keung") {
		t.Error("a rebuild forgot the person")
	}
	must(t, w.Erase(ctx, w.Leader, w.Signs(w.Admin), desktest.Because("EXERCISE"), id, nil))
	if name("Wong Chi Keung") {
		t.Error("erased, and still found")
	}
	w.Desk.Close()
	if _, err := os.Stat(filepath.Join(dir, "persons.index")); err != nil {
		t.Error(err)
	}
	w.Restart(t)
	if name("Wong Chi Keung") {
		t.Error("erased, and found after another start")
	}
}

// Whoever may not know of a record finds nothing of it: no candidate, and no
// weight that a shared number lost.
func TestCandidatesAreReleased(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	hidden, err := w.RaiseForTest(ctx, w.Duty, desktest.Rescue, lanna.PersonRecord, desk.Marking{Compartments: []lanna.Compartment{lanna.VictimSupport}}, called("陈伟明"), born("1990-04-12"))
	must(t, err)
	if got := candidates(t, w, w.Duty, byName("CHEN WEIMING")); len(got) != 0 {
		t.Errorf("the duty officer is shown %+v", got)
	}
	if got := candidates(t, w, w.Victims, byName("CHEN WEIMING")); !slices.Equal(ids(got), []lanna.RecordID{hidden}) {
		t.Errorf("victim support is shown %+v", got)
	}
	if _, err := w.Candidates(ctx, w.Duty, desktest.Rescue, desk.CandidateQuery{Record: hidden}); lanna.KindOf(err) != lanna.NotFound {
		t.Errorf("asked for a hidden record: %v", err)
	}
	if _, err := w.Candidates(ctx, w.Admin, desktest.Rescue, byName("CHEN WEIMING")); lanna.KindOf(err) != lanna.Denied {
		t.Errorf("an administrator: %v", err)
	}
	if _, err := w.Candidates(ctx, w.Duty, desk.Why{Purpose: lanna.Statistics}, byName("CHEN WEIMING")); err != nil {
		t.Error(err)
	}
}

// An alias that only victim support may know finds the person for them alone.
func TestCandidatesByAHiddenAlias(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	id := someone(t, w, called("Somchai Jaidee"))
	must(t, w.SayForTest(ctx, w.Victims, desktest.Rescue, id, handling.Marking{Compartments: []lanna.Compartment{lanna.VictimSupport}}, statement.New(lanna.Alias, "ขวัญเรือน ทองสุข")))
	if got := candidates(t, w, w.Duty, byName("Khwanruean Thongsuk")); len(got) != 0 {
		t.Errorf("police found by the hidden alias: %+v", got)
	}
	if got := candidates(t, w, w.Victims, byName("Khwanruean Thongsuk")); !slices.Equal(ids(got), []lanna.RecordID{id}) {
		t.Errorf("victim support found %+v", got)
	}
}

func TestJudgementsAreUndoneAndNeverMerge(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	a := someone(t, w, called("陈伟明"), born("1990-04-12"))
	b := someone(t, w, called("TAN Wee Beng"), statement.New(lanna.Phone, "+66810000001"))
	because := desktest.Because("EXERCISE same photo")
	if err := w.Judge(ctx, w.Analyst, desktest.Rescue, a, b, desk.SameOne); lanna.KindOf(err) != lanna.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	must(t, w.Judge(ctx, w.Analyst, because, a, b, desk.SameOne))
	for _, id := range []lanna.RecordID{a, b} {
		p := profile(t, w, w.Duty, id)
		if len(p.Records) != 2 || len(p.Judgements) != 1 || p.Judgements[0].Reason != "EXERCISE same photo" || valuesIn(p, lanna.Name) != 2 || valuesIn(p, lanna.Phone) != 1 {
			t.Errorf("profile of %v: %+v", id, p)
		}
	}
	if c := candidates(t, w, w.Duty, desk.CandidateQuery{Record: b}); len(c) != 1 || c[0].Judged.Own != desk.SameOne {
		t.Errorf("candidates of the other: %+v", c)
	}
	must(t, w.Judge(ctx, w.Analyst, desktest.Because("EXERCISE another scar"), b, a, desk.NotSame))
	if p := profile(t, w, w.Duty, a); len(p.Records) != 1 || len(p.Judgements) != 1 || p.Judgements[0].Verdict != desk.NotSame {
		t.Errorf("after it was undone: %+v", p)
	}
	must(t, w.Judge(ctx, w.Analyst, desktest.Because("EXERCISE"), a, b, desk.NoVerdict))
	if p := profile(t, w, w.Duty, a); len(p.Judgements) != 0 {
		t.Errorf("taken back: %+v", p.Judgements)
	}
	if r, err := w.Record(ctx, w.Duty, desktest.Rescue, b); err != nil || len(r.History) == 0 {
		t.Errorf("the records stand as they were: %v", err)
	}
}

func profile(t testing.TB, w *desktest.World, by desk.Actor, id lanna.RecordID) *desk.Profile {
	t.Helper()
	p, err := w.Profile(t.Context(), by, desktest.Rescue, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func valuesIn(p *desk.Profile, of lanna.Property) int {
	for _, r := range p.Rows {
		if r.Property == of {
			return len(r.Values)
		}
	}
	return 0
}

func TestContradictionsAreFound(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	var p [4]lanna.RecordID
	for i := range p {
		p[i] = someone(t, w, called("陈伟明"))
	}
	because := desktest.Because("EXERCISE")
	must(t, w.Judge(ctx, w.Analyst, because, p[0], p[1], desk.SameOne))
	must(t, w.Judge(ctx, w.Analyst, because, p[2], p[1], desk.SameOne))
	if c := profile(t, w, w.Duty, p[0]).Contradictions; len(c) != 0 {
		t.Errorf("too early: %+v", c)
	}
	must(t, w.Judge(ctx, w.Analyst, because, p[0], p[2], desk.NotSame))
	must(t, w.Judge(ctx, w.Analyst, because, p[0], p[3], desk.Unsure))
	for i, id := range p[:3] {
		c := profile(t, w, w.Duty, id).Contradictions
		if len(c) != 1 || len(c[0].Chain) != 3 || c[0].Chain[1].Record != p[1] {
			t.Errorf("seen from %d: %+v", i, c)
		}
	}
	if c := profile(t, w, w.Duty, p[3]).Contradictions; len(c) != 0 {
		t.Errorf("seen from outside: %+v", c)
	}
}

// Who may not see one of the two learns nothing of the judgement.
func TestJudgementsAreHeldAsCloselyAsBoth(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	open := someone(t, w, called("陈伟明"))
	hidden, err := w.RaiseForTest(ctx, w.Duty, desktest.Rescue, lanna.PersonRecord, desk.Marking{Compartments: []lanna.Compartment{lanna.VictimSupport}}, called("CHEN WEIMING"))
	must(t, err)
	must(t, w.Judge(ctx, w.Victims, desktest.Because("EXERCISE"), open, hidden, desk.SameOne))
	if p := profile(t, w, w.Duty, open); len(p.Records) != 1 || len(p.Judgements) != 0 {
		t.Errorf("the duty officer is shown %+v", p)
	}
	if p := profile(t, w, w.Victims, open); len(p.Records) != 2 || len(p.Judgements) != 1 {
		t.Errorf("victim support is shown %+v", p)
	}
	if err := w.Judge(ctx, w.Analyst, desktest.Because("EXERCISE"), open, hidden, desk.NotSame); lanna.KindOf(err) != lanna.NotFound {
		t.Errorf("judged what is hidden: %v", err)
	}
}

// What protects a record protects all that are judged to be of the same person.
func TestSuspicionIsLockedAcrossJudgements(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	victim := someone(t, w, called("陈伟明"), statement.New(lanna.VictimStatus, desk.Presumed))
	other := someone(t, w, called("TAN Wee Beng"))
	must(t, w.Judge(ctx, w.Analyst, desktest.Because("EXERCISE"), other, victim, desk.SameOne))
	if err := w.Suspect(ctx, w.Analyst, desktest.Rescue, other, desk.Words{Text: "EXERCISE"}); lanna.KindOf(err) != lanna.Locked {
		t.Errorf("suspicion was recorded around the lock: %v", err)
	}
}
