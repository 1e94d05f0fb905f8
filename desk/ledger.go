package desk

import (
	"slices"

	"lanna"
	"lanna/statement"
)

// Receipts, values of lanna.ReceiptOf.
const (
	ReceiptStored   = "stored"   // it is durable at the holder
	ReceiptOpened   = "opened"   // an officer looked
	ReceiptActed    = "acted"    // an officer did something about it
	ReceiptRecalled = "recalled" // the claims and all that was derived from them are gone
	ReceiptExpired  = "expired"  // gone by the date of review
)

// A releaseAct is a release or recall statement as a record's state tells it.
type releaseAct struct {
	statement.Act
	to       lanna.AgencyID
	node     lanna.WriterID
	rule     string
	reason   string
	purpose  lanna.Purpose
	marks    []lanna.Digest          // its marking claims
	receipts map[string]lanna.Millis // by what happened: when, by the holder's clock
	reviewed lanna.Millis            // of one made by a rule: when an officer looked at it
}

// A releaseLedger is every release and recall on a record, oldest first.
type releaseLedger []*releaseAct

func ledgerOf(st *statement.State) releaseLedger {
	var out releaseLedger
	at := map[lanna.Digest]*releaseAct{}
	answers := map[lanna.Digest]*statement.Act{}
	for i := range st.History {
		a := &st.History[i]
		switch {
		case a.Unproven:
		case a.Kind == lanna.Release || a.Kind == lanna.Recall:
			r := &releaseAct{Act: *a, receipts: map[string]lanna.Millis{}}
			at[a.Statement] = r
			out = append(out, r)
		case a.Kind == lanna.Receipt:
			answers[a.Statement] = a
		}
	}
	if len(out) == 0 {
		return nil
	}
	for i := range st.Facts {
		if r := at[st.Facts[i].Statement]; r != nil {
			r.take(&st.Facts[i])
		}
	}
	for i := range st.Facts { // now that it is known to whom each was sent, whatever the clocks said
		f := &st.Facts[i]
		if a := answers[f.Statement]; a != nil && f.Property == lanna.ReceiptOf {
			out.answer(f, a)
		}
		if f.Property == lanna.ReleaseSeen {
			for id, r := range at {
				if id.String() == f.Value && r.Agency == f.Agency {
					r.reviewed = f.Time
				}
			}
		}
	}
	return out
}

func (r *releaseAct) take(f *statement.Fact) {
	switch f.Property {
	case lanna.ReleaseTo:
		_ = r.to.UnmarshalText([]byte(f.Value)) // what is malformed names nobody
	case lanna.ReleaseNode:
		_ = r.node.UnmarshalText([]byte(f.Value))
	case lanna.Rule:
		r.rule = f.Value
	case lanna.Reason:
		r.reason = f.Value
	case lanna.PurposeOf:
		r.purpose = lanna.Purpose(f.Value)
	case lanna.Marked:
		r.marks = append(r.marks, f.Digest)
	}
}

// answer notes a receipt at what it answers. Only the agency to which it was
// sent can answer for it.
func (l releaseLedger) answer(f *statement.Fact, a *statement.Act) {
	for _, r := range l {
		if r.to != f.Agency || !a.About(r.Statement) {
			continue
		}
		if at, ok := r.receipts[f.Value]; !ok || f.Time < at {
			r.receipts[f.Value] = f.Time
		}
	}
}

// holds reports whether the agency's node was sent the claim, and it was not
// taken back since.
func (l releaseLedger) holds(node lanna.WriterID, claim lanna.Digest) bool {
	return slices.ContainsFunc(l, func(r *releaseAct) bool { return r.Kind == lanna.Release && r.node == node && r.About(claim) }) &&
		!slices.ContainsFunc(l, func(r *releaseAct) bool { return r.Kind == lanna.Recall && r.node == node && r.About(claim) })
}

// holders returns the nodes to which the agency released the claim and from
// which it was not taken back.
func (l releaseLedger) holders(us lanna.AgencyID, claim lanna.Digest) []lanna.WriterID {
	var out []lanna.WriterID
	for _, r := range l {
		if r.Agency == us && r.Kind == lanna.Release && r.About(claim) && !slices.Contains(out, r.node) && l.holds(r.node, claim) {
			out = append(out, r.node)
		}
	}
	return out
}

func (l releaseLedger) recalled(us lanna.AgencyID, node lanna.WriterID, claim lanna.Digest) bool {
	return slices.ContainsFunc(l, func(r *releaseAct) bool {
		return r.Agency == us && r.Kind == lanna.Recall && r.node == node && r.About(claim)
	})
}

// marksFor returns the markings of earlier releases of any of the facts to the
// node, in whose place a new one stands.
func (l releaseLedger) marksFor(node lanna.WriterID, facts []*statement.Fact) []lanna.Digest {
	var out []lanna.Digest
	for _, r := range l {
		if r.Kind == lanna.Release && r.node == node && slices.ContainsFunc(facts, func(f *statement.Fact) bool { return r.About(f.Digest) }) {
			out = append(out, r.marks...)
		}
	}
	return out
}

// toUs returns the releases that were sent to a node by other agencies.
func (l releaseLedger) toUs(us lanna.AgencyID, node lanna.WriterID) releaseLedger {
	var out releaseLedger
	for _, r := range l {
		if r.Agency != us && r.node == node {
			out = append(out, r)
		}
	}
	return out
}
