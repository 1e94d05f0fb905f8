package desk

import (
	"slices"

	"lanna"
	"lanna/federate"
	"lanna/handling"
	"lanna/statement"
)

// What leave is asked for, values of lanna.RequestFor.
const (
	LeaveEvidence = "evidence" // to use it in proceedings (H1)
	LeavePassOn   = "pass-on"  // to let another agency hold it (H2)
)

// Leaves lists them in the order in which pages show them.
var Leaves = []string{LeaveEvidence, LeavePassOn}

// leaveClaims are what a request for leave says: which of the asked agency's
// claims, for what, and who is to hold them. It names digests and says no value
// anew: whoever is asked has said them.
func (w *work) leaveClaims(q *Question, to Party) ([]statement.Claim, error) {
	switch {
	case !slices.Contains(Leaves, q.Leave):
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "leave-what"}
	case q.About.IsZero() || len(q.Subjects) == 0:
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "nothing-chosen"}
	}
	out := []statement.Claim{statement.New(lanna.RequestFor, q.Leave)}
	if q.Leave == LeavePassOn {
		onward, err := w.partner(q.Onward)
		if err != nil {
			return nil, err
		}
		if onward.Agency == to.Agency || onward.Agency == w.d.Agency() {
			return nil, &lanna.Error{Kind: lanna.Invalid, Code: "leave-onward", ID: q.Onward.String()}
		}
		out = append(out, statement.New(lanna.RequestOnward, q.Onward.String()))
	}
	st, err := w.open(q.About)
	if err != nil {
		return nil, err
	}
	for _, d := range q.Subjects {
		i := slices.IndexFunc(st.Facts, func(f statement.Fact) bool { return f.Digest == d && f.Agency == to.Agency && f.Live() })
		if i < 0 || !w.d.released(st, &st.Facts[i], w.by, w.why.Purpose) {
			return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: d.String()}
		}
		out = append(out, statement.New(lanna.RequestClaim, d.String()))
	}
	return out, nil
}

// grant gives the leave that a request asks for, with the answer that says so.
// Leave to pass on is a release to the third party that goes to the one who asked;
// leave to use as evidence is another release to the one who asked.
func (w *work) grant(r *requestNow, codes []string, conditions string) error {
	granted := slices.Contains(codes, "granted") || slices.Contains(codes, "granted-with-conditions")
	what := valueOfAny(r.st, lanna.RequestFor)
	if r.kind != AskLeave || !granted || what == "" {
		return nil // what was asked in words alone is answered in words
	}
	if slices.Contains(codes, "granted") {
		conditions = ""
	}
	about, err := lanna.ParseRecordID(valueOfAny(r.st, lanna.RequestAbout))
	if err != nil {
		return &lanna.Error{Kind: lanna.Integrity, Code: "request-malformed", ID: r.st.Record.String()}
	}
	st, err := w.open(about)
	if err != nil {
		return err
	}
	facts, err := w.askedFor(r, st)
	if err != nil {
		return err
	}
	how := releasing{loosen: func(m handling.Marking) handling.Marking { return withConditions(m, conditions) }}
	to := r.other.Writer
	if what == LeavePassOn {
		if to, err = parseWriter(valueOfAny(r.st, lanna.RequestOnward)); err != nil {
			return err
		}
		how.via = &r.other
	} else {
		how.loosen = func(m handling.Marking) handling.Marking { return withConditions(asEvidence(m), conditions) }
	}
	_, err = w.releaseOwn(st, to, how, facts)
	return err
}

// askedFor finds the claims for which leave is asked: of this agency, and held by
// who asks.
func (w *work) askedFor(r *requestNow, st *statement.State) ([]*statement.Fact, error) {
	l, us := ledgerOf(st), w.d.Agency()
	var out []*statement.Fact
	for _, c := range r.st.Live(lanna.RequestClaim) {
		d, err := lanna.ParseDigest(c.Value)
		i := slices.IndexFunc(st.Facts, func(f statement.Fact) bool { return f.Digest == d && f.Agency == us && f.Live() })
		if err != nil || c.Agency != r.asker || i < 0 || !l.holds(r.other.Writer, d) {
			return nil, &lanna.Error{Kind: lanna.Conflict, Code: "leave-not-held", ID: c.Value}
		}
		out = append(out, &st.Facts[i])
	}
	if len(out) == 0 {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "nothing-chosen"}
	}
	return out, nil
}

// asEvidence is the marking of what may be used in proceedings.
func asEvidence(m handling.Marking) handling.Marking {
	m.Codes = slices.DeleteFunc(slices.Clone(m.Codes), func(c lanna.HandlingCode) bool { return c == lanna.H1 })
	if len(m.Purposes) > 0 && !slices.Contains(m.Purposes, lanna.Prosecution) {
		m.Purposes = append(slices.Clone(m.Purposes), lanna.Prosecution)
	}
	return m
}

func withConditions(m handling.Marking, conditions string) handling.Marking {
	if conditions == "" {
		return m
	}
	return handling.Combine(m, handling.Marking{Holders: m.Holders, Purposes: m.Purposes, Codes: []lanna.HandlingCode{lanna.H3}, Words: conditions})
}

// passOnward sends another agency's claims to a party, with the originator's own
// release to it, and notes that it did: what the originator says of them later is
// passed on too.
func (w *work) passOnward(st *statement.State, to lanna.WriterID, second Actor, facts []*statement.Fact) (*statement.Statement, error) {
	party, err := w.partner(to)
	if err != nil {
		return nil, err
	}
	l := ledgerOf(st)
	j := &releaseJudge{d: w.d, st: st, to: party, by: w.by, ledger: l}
	if _, _, err := w.mayGo(j, second, facts); err != nil {
		return nil, err
	}
	var leaves []*releaseAct
	for _, f := range facts {
		if r := l.leave(f, w.d.isSelf, to); !slices.Contains(leaves, r) {
			leaves = append(leaves, r)
		}
	}
	var passed []statement.Claim
	for _, r := range leaves {
		passed = append(passed, statement.New(lanna.ReleasePassed, r.Statement.String()))
	}
	said, err := w.say(lanna.Say, st.Record, markingOf(st), passed)
	if err != nil {
		return nil, err
	}
	lane := urgency(st, w.d.Agency())
	for _, r := range leaves {
		w.forward(party.Writer, lane, st.Record, r.Statement)
	}
	w.sendFacts(party, lane, st.Record, facts)
	w.forwardLater(party.Writer, lane, st, facts)
	return said, nil
}

// forwardLater sends on what the originator said about the facts in a kind of
// statement of a later version. What that means this node cannot know, so it may
// not be the one that drops it.
func (w *work) forwardLater(to lanna.WriterID, lane federate.Lane, st *statement.State, facts []*statement.Fact) {
	for i := range st.History {
		a := &st.History[i]
		about := func(f *statement.Fact) bool { return f.Agency == a.Agency && a.About(f.Digest) }
		if !a.Kind.Known() && !a.Unproven && slices.ContainsFunc(facts, about) {
			w.forward(to, lane, st.Record, a.Statement)
		}
	}
}

// onTheWay are the claims of another's statement that are passed on with it: to
// whom it was sent and under what, never why an officer did it.
var onTheWay = []lanna.Property{lanna.ReleaseTo, lanna.ReleaseNode, lanna.ReleaseVia, lanna.Marked, lanna.Act, lanna.ReceiptOf, lanna.PurposeOf}

// forward sends another's statement on: its header, and what of it tells of the
// act alone. Other claims of it were released to nobody but this node.
func (w *work) forward(to lanna.WriterID, lane federate.Lane, record lanna.RecordID, id lanna.Digest) {
	ref := reference{Record: record, Statement: id}
	for _, e := range w.records[record].entries {
		for i := range e.Claims {
			if e.ID == id && e.Header.Kind != lanna.Say && slices.Contains(onTheWay, e.Claims[i].Property) {
				ref.Claims = append(ref.Claims, e.Claims[i].Digest)
			}
		}
	}
	w.send(to, lane, ref)
}
