package desk_test

import (
	"slices"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
	"lanna/handling"
	"lanna/statement"
)

// A chain is three nations of which the middle one passes on.
type chain struct {
	*desktest.Federation
	a, b, c *desktest.World
	id      lanna.RecordID // a's notice, of which b holds alias and amount
}

func newChain(t *testing.T, m handling.Marking) *chain {
	t.Helper()
	f := desktest.Federate(t, desktest.Node{Name: "a", Role: federate.National}, desktest.Node{Name: "b", Role: federate.National}, desktest.Node{Name: "c", Role: federate.National})
	k := &chain{f, f.Nodes[0], f.Nodes[1], f.Nodes[2], lanna.RecordID{}}
	// What goes between a and c goes through b alone.
	f.Lose = func(from, to *desktest.World) bool { return from == k.a && to == k.c || from == k.c && to == k.a }
	k.id = wantedNotice(t, k.a, m)
	release(t, k.a, k.b, k.id, lanna.Alias, lanna.Amount)
	f.Carry(t)
	return k
}

// theirs returns a's claims of the property as the world holds them.
func (k *chain) theirs(t *testing.T, w *desktest.World, p lanna.Property) []lanna.Digest {
	t.Helper()
	st, err := w.StateForTest(t.Context(), k.id)
	if lanna.KindOf(err) == lanna.NotFound {
		return nil
	}
	must(t, err)
	var out []lanna.Digest
	for i := range st.Facts {
		if f := &st.Facts[i]; f.Agency == k.a.Agency() && f.Property == p && f.Live() && slices.Contains(handling.CombineStrings(f.Markings).Holders, w.Agency()) {
			out = append(out, f.Digest)
		}
	}
	return out
}

// ask has b ask a for leave and a answer it.
func (k *chain) ask(t *testing.T, leave, answer, note string) lanna.RecordID {
	t.Helper()
	q := desk.Question{Kind: desk.AskLeave, To: k.a.Writer(), About: k.id, Subjects: k.theirs(t, k.b, lanna.Alias), Text: desk.Words{Text: "EXERCISE may we?"}, Basis: "MOU", Leave: leave}
	if leave == desk.LeavePassOn {
		q.Onward = k.c.Writer()
	}
	request, err := k.b.Ask(t.Context(), k.b.National, desktest.Because("EXERCISE"), q)
	must(t, err)
	k.Carry(t)
	must(t, k.a.AcceptRequest(t.Context(), k.a.National, desktest.Rescue, request, "own"))
	must(t, k.a.AnswerRequest(t.Context(), k.a.National, desktest.Because("EXERCISE"), request, []string{answer}, desk.Words{Text: note}))
	k.Carry(t)
	return request
}

func (k *chain) passOn(t *testing.T) error {
	t.Helper()
	_, err := k.b.Release(t.Context(), k.b.National, desk.Actor{}, desktest.Because("EXERCISE"), desk.ReleaseDraft{
		Record: k.id, To: k.c.Writer(), Claims: k.theirs(t, k.b, lanna.Alias)})
	k.Carry(t)
	return err
}

func (k *chain) receipts(t *testing.T, recall bool, to *desktest.World) map[string]lanna.Millis {
	t.Helper()
	rows, err := k.a.Releases(t.Context(), k.a.National, desktest.Rescue, k.id)
	must(t, err)
	for _, r := range rows {
		if r.Recall == recall && r.To.Writer == to.Writer() {
			return r.Receipts
		}
	}
	t.Fatal("no such release or recall")
	return nil
}

func (k *chain) sound(t *testing.T) {
	t.Helper()
	nothingRefused(t, k.Nodes...)
	for _, w := range k.Nodes {
		rebuilt(t, w)
	}
}

func TestNothingIsPassedOnWithoutLeave(t *testing.T) {
	k := newChain(t, rescueOnly)
	if err := k.passOn(t); lanna.CodeOf(err) != "withheld" {
		t.Errorf("passed on without leave: %v", err)
	}
	k.ask(t, desk.LeavePassOn, "not-granted", "")
	if err := k.passOn(t); lanna.CodeOf(err) != "withheld" {
		t.Errorf("passed on although it was not granted: %v", err)
	}
	if k.theirs(t, k.c, lanna.Alias) != nil {
		t.Error("the third holds it")
	}
	k.sound(t)
}

func TestWithLeaveItIsPassedOnAndARecallReachesBoth(t *testing.T) {
	k := newChain(t, rescueOnly)
	k.ask(t, desk.LeavePassOn, "granted", "")
	if k.theirs(t, k.c, lanna.Alias) != nil {
		t.Error("it left without an officer of the one who passes on")
	}
	if len(k.theirs(t, k.b, lanna.Alias)) != 1 {
		t.Error("a release to the third took it from the second")
	}
	must(t, k.passOn(t))
	if len(k.theirs(t, k.c, lanna.Alias)) != 1 || k.theirs(t, k.c, lanna.Amount) != nil {
		t.Errorf("the third holds alias %v, amount %v", k.theirs(t, k.c, lanna.Alias), k.theirs(t, k.c, lanna.Amount))
	}
	if k.receipts(t, false, k.c)[desk.ReceiptStored] == 0 {
		t.Error("the originator does not know that the third holds it")
	}
	k.sound(t)

	must(t, k.a.Recall(t.Context(), k.a.National, desktest.Because("EXERCISE"), k.id, nil, lanna.WriterID{}))
	k.Carry(t)
	for _, w := range []*desktest.World{k.b, k.c} {
		if k.theirs(t, w, lanna.Alias) != nil {
			t.Error("a holder has it still")
		}
		if k.receipts(t, true, w)[desk.ReceiptRecalled] == 0 {
			t.Error("a holder did not answer the recall")
		}
		for _, v := range held(t, w) {
			if v == "EXERCISE alias" {
				t.Error("a holder's log holds the word still")
			}
		}
	}
	if err := k.passOn(t); err == nil {
		t.Error("passed on after the recall")
	}
	k.sound(t)
}

// A recall from the third alone leaves the second its copy.
func TestARecallFromTheThirdAlone(t *testing.T) {
	k := newChain(t, rescueOnly)
	k.ask(t, desk.LeavePassOn, "granted", "")
	must(t, k.passOn(t))
	must(t, k.a.Recall(t.Context(), k.a.National, desktest.Because("EXERCISE"), k.id, nil, k.c.Writer()))
	k.Carry(t)
	if k.theirs(t, k.c, lanna.Alias) != nil || len(k.theirs(t, k.b, lanna.Alias)) != 1 {
		t.Errorf("third %v, second %v", k.theirs(t, k.c, lanna.Alias), k.theirs(t, k.b, lanna.Alias))
	}
	if err := k.passOn(t); lanna.CodeOf(err) != "withheld" {
		t.Errorf("passed on again after the recall: %v", err)
	}
	k.sound(t)
}

// What was never passed on is recalled without a word to the third.
func TestARecallOfWhatWasNeverPassedOnIsAnsweredByTheSecond(t *testing.T) {
	k := newChain(t, rescueOnly)
	k.ask(t, desk.LeavePassOn, "granted", "")
	must(t, k.a.Recall(t.Context(), k.a.National, desktest.Because("EXERCISE"), k.id, nil, k.c.Writer()))
	k.Carry(t)
	if k.receipts(t, true, k.c)[desk.ReceiptRecalled] == 0 {
		t.Error("nobody answered")
	}
	if st, err := k.c.StateForTest(t.Context(), k.id); err == nil && len(st.History) > 0 {
		t.Error("the third learned of the record")
	}
	if err := k.passOn(t); lanna.CodeOf(err) != "withheld" {
		t.Errorf("passed on after the recall: %v", err)
	}
	k.sound(t)
}

// Erasures and corrections reach the third through the second.
func TestErasuresAndCorrectionsArePassedOn(t *testing.T) {
	k := newChain(t, rescueOnly)
	k.ask(t, desk.LeavePassOn, "granted", "")
	must(t, k.passOn(t))
	old := claimsOf(t, k.a, k.id, lanna.Alias)
	must(t, k.a.Correct(t.Context(), k.a.Duty, desktest.Because("EXERCISE"), k.id, old[0], desk.Words{Text: "EXERCISE another"}, lanna.Grade{}))
	k.Carry(t)
	if k.theirs(t, k.c, lanna.Alias) != nil {
		t.Error("the third is left with the old word")
	}
	must(t, k.a.Erase(t.Context(), k.a.Leader, k.a.Signs(k.a.Admin), desktest.Because("EXERCISE"), k.id, old))
	k.Carry(t)
	for _, v := range held(t, k.c) {
		if v == "EXERCISE alias" {
			t.Error("what was erased lies with the third")
		}
	}
	k.sound(t)
}

// Leave to use it as evidence lifts H1 and nothing else; a condition binds.
func TestLeaveToUseAsEvidence(t *testing.T) {
	m := rescueOnly
	m.Codes = []lanna.HandlingCode{lanna.H0, lanna.H1, lanna.H2}
	k := newChain(t, m)
	at := func() handling.Marking {
		st, err := k.b.StateForTest(t.Context(), k.id)
		must(t, err)
		for i := range st.Facts {
			if f := &st.Facts[i]; f.Agency == k.a.Agency() && f.Property == lanna.Alias {
				return handling.CombineStrings(f.Markings)
			}
		}
		t.Fatal("not held")
		return handling.Marking{}
	}
	if !slices.Contains(at().Codes, lanna.H1) || slices.Contains(at().Purposes, lanna.Prosecution) {
		t.Fatalf("before: %s", at())
	}
	k.ask(t, desk.LeaveEvidence, "granted-with-conditions", "EXERCISE behind closed doors")
	got := at()
	if slices.Contains(got.Codes, lanna.H1) || !slices.Contains(got.Codes, lanna.H2) || !slices.Contains(got.Purposes, lanna.Prosecution) || got.Words != "EXERCISE behind closed doors" {
		t.Errorf("after: %s", got)
	}
	k.sound(t)
}

func TestLeaveIsAskedForWhatIsHeld(t *testing.T) {
	k := newChain(t, rescueOnly)
	q := desk.Question{Kind: desk.AskLeave, To: k.a.Writer(), About: k.id, Subjects: k.theirs(t, k.b, lanna.Alias), Text: desk.Words{Text: "EXERCISE"}, Basis: "MOU"}
	for _, bad := range []struct {
		code string
		with func(*desk.Question)
	}{
		{"leave-what", func(q *desk.Question) { q.Leave = "emperor" }},
		{"nothing-chosen", func(q *desk.Question) { q.Leave, q.Subjects = desk.LeaveEvidence, nil }},
		{"party-unknown", func(q *desk.Question) { q.Leave = desk.LeavePassOn }},
		{"leave-onward", func(q *desk.Question) { q.Leave, q.Onward = desk.LeavePassOn, k.a.Writer() }},
		{"not-found", func(q *desk.Question) { q.Leave, q.Subjects = desk.LeaveEvidence, []lanna.Digest{{1}} }},
	} {
		one := q
		bad.with(&one)
		if _, err := k.b.Ask(t.Context(), k.b.National, desktest.Because("EXERCISE"), one); lanna.CodeOf(err) != bad.code {
			t.Errorf("%v, want %s", err, bad.code)
		}
	}
}

// A newer node says what an older one does not know. The old one keeps it, shows
// it as unknown, and passes it on to whom it passes on the facts that it is about,
// whether it came before those went or after.
func TestWhatALaterVersionSaysIsKeptShownAndPassedOn(t *testing.T) {
	k := newChain(t, rescueOnly)
	later := func(value string) lanna.Digest {
		id, err := k.a.SayLaterForTest(t.Context(), k.a.National, desktest.Because("EXERCISE"), k.id, k.b.Writer(), claimsOf(t, k.a, k.id, lanna.Alias), statement.New("later", value))
		must(t, err)
		k.Carry(t)
		return id
	}
	before := later("EXERCISE before")
	k.ask(t, desk.LeavePassOn, "granted", "")
	must(t, k.passOn(t))
	after := later("EXERCISE after")
	for _, w := range []*desktest.World{k.b, k.c} {
		v, err := w.Record(t.Context(), w.National, desktest.Rescue, k.id)
		must(t, err)
		for _, id := range []lanna.Digest{before, after} {
			if i := slices.IndexFunc(v.History, func(h desk.Step) bool { return h.Statement == id }); i < 0 || v.History[i].Act != "unknown" {
				t.Errorf("%s: a statement of a later kind is not shown as unknown", w.Agency())
			}
		}
	}
	if !slices.Contains(held(t, k.b), "EXERCISE before") || !slices.Contains(held(t, k.b), "EXERCISE after") {
		t.Error("what it says is dropped")
	}
	if got := held(t, k.c); slices.Contains(got, "EXERCISE before") || slices.Contains(got, "EXERCISE after") {
		t.Error("the third holds what was released to the second alone")
	}
	k.sound(t)
}

// What erases the whole record takes what the second needs to find the third: it
// finds it all the same, also after a recall.
func TestAnErasureOfTheWholeRecordIsPassedOn(t *testing.T) {
	for _, recalled := range []bool{false, true} {
		k := newChain(t, rescueOnly)
		k.ask(t, desk.LeavePassOn, "granted", "")
		must(t, k.passOn(t))
		if recalled {
			must(t, k.a.Recall(t.Context(), k.a.National, desktest.Because("EXERCISE"), k.id, nil, lanna.WriterID{}))
			k.Carry(t)
		}
		must(t, k.a.Erase(t.Context(), k.a.Leader, k.a.Signs(k.a.Admin), desktest.Because("EXERCISE"), k.id, nil))
		k.Carry(t)
		for _, w := range []*desktest.World{k.b, k.c} {
			st, err := w.StateForTest(t.Context(), k.id)
			must(t, err)
			for _, f := range st.Facts {
				if f.Agency == k.a.Agency() && f.Property != lanna.ReleaseTo && f.Property != lanna.ReleaseNode && f.Property != lanna.ReleaseVia {
					t.Errorf("recalled %v: a holder has %s of what was erased", recalled, f.Property)
				}
			}
		}
		k.sound(t)
	}
}
