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
	via      lanna.WriterID // the holder that passes it on; zero where it was sent straight
	passed   lanna.Millis   // when this node passed it on
	rule     string
	reason   string
	purpose  lanna.Purpose
	marks    []lanna.Digest          // its marking claims
	receipts map[string]lanna.Millis // by what happened: when, by the holder's clock
	reviewed lanna.Millis            // of one made by a rule: when an officer looked at it
	answers  []lanna.Digest          // receipts
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
		if f.Property != lanna.ReleaseSeen && f.Property != lanna.ReleasePassed {
			continue
		}
		for id, r := range at {
			switch {
			case f.Property == lanna.ReleaseSeen && id.String() == f.Value && r.Agency == f.Agency:
				r.reviewed = f.Time
			case f.Property == lanna.ReleasePassed && id.String() == f.Value && f.Agency == st.Self:
				r.passed = f.Time
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
	case lanna.ReleaseVia:
		_ = r.via.UnmarshalText([]byte(f.Value))
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
// sent can answer for it, or the holder that had not passed it on.
func (l releaseLedger) answer(f *statement.Fact, a *statement.Act) {
	for _, r := range l {
		if r.to != f.Agency && r.via != f.Writer || !a.About(r.Statement) {
			continue
		}
		r.answers = append(r.answers, a.Statement)
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

// sentTo returns the nodes to which a release, a recall or a receipt was sent;
// of any other statement none.
func (l releaseLedger) sentTo(id lanna.Digest) []lanna.WriterID {
	for _, r := range l {
		switch {
		case r.Statement == id && r.node != (lanna.WriterID{}):
			return []lanna.WriterID{r.node}
		case slices.Contains(r.answers, id):
			return []lanna.WriterID{r.via, r.Writer}
		}
	}
	return nil
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

// A nodeIs tells whether a writer is, or was before a restore, that of a node.
type nodeIs func(lanna.WriterID) bool

// toUs returns the releases that were sent to this node by other agencies.
func (l releaseLedger) toUs(us lanna.AgencyID, self nodeIs) releaseLedger {
	var out releaseLedger
	for _, r := range l {
		if r.Agency != us && self(r.node) {
			out = append(out, r)
		}
	}
	return out
}

// reach returns the node to which a word for a holder is sent: the holder, or,
// where it only holds what was passed on to it, the one that passes on.
func (l releaseLedger) reach(us lanna.AgencyID, node lanna.WriterID) lanna.WriterID {
	via := lanna.WriterID{}
	for _, r := range l {
		if r.Agency != us || r.Kind != lanna.Release || r.node != node {
			continue
		}
		if r.via == (lanna.WriterID{}) {
			return node
		}
		via = r.via
	}
	if via == (lanna.WriterID{}) {
		return node
	}
	return via
}

// leave returns the originator's release to a node that is for this node to pass
// on, of a claim that was not taken back from it; nil where there is none.
func (l releaseLedger) leave(f *statement.Fact, self nodeIs, node lanna.WriterID) *releaseAct {
	for _, r := range l {
		if r.Agency == f.Agency && r.Kind == lanna.Release && self(r.via) && r.node == node && r.About(f.Digest) && !l.recalled(r.Agency, node, f.Digest) {
			return r
		}
	}
	return nil
}

// onward returns the nodes to which this node passed on any of the agency's
// claims that are named, or any of what the release itself says.
func (l releaseLedger) onward(agency lanna.AgencyID, self nodeIs, named func(lanna.Digest) bool) []lanna.WriterID {
	var out []lanna.WriterID
	for _, r := range l {
		if r.Agency == agency && r.Kind == lanna.Release && self(r.via) && r.passed != 0 && !slices.Contains(out, r.node) &&
			(slices.ContainsFunc(r.Names, named) || slices.ContainsFunc(r.Claims, named)) {
			out = append(out, r.node)
		}
	}
	return out
}
