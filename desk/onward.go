package desk

import (
	"slices"

	"lanna"
	"lanna/federate"
	"lanna/statement"
)

// rulePassOn is the rule by which a holder passes on what an originator says to
// those who hold its claims through this node, and their answers.
const rulePassOn = "exchange.pass-on"

// onward reports whether a release or recall is for this node to pass on and for
// another agency to obey.
func (a *arrival) onward(e *statement.Entry) bool {
	return (e.Header.Kind == lanna.Release || e.Header.Kind == lanna.Recall) && a.w.d.isSelfText(e.Value(lanna.ReleaseVia)) &&
		e.Value(lanna.ReleaseTo) != a.w.d.Agency().String()
}

// back is the node to which an answer to the statement goes.
func (a *arrival) back(e *statement.Entry) lanna.WriterID {
	r := &releaseAct{Act: statement.Act{Writer: e.Header.Writer}}
	_ = r.via.UnmarshalText([]byte(e.Value(lanna.ReleaseVia))) // none: it came straight
	return a.w.backTo(r)
}

// partner is the one agency that a statement on an act is for.
func (a *arrival) partner(e *statement.Entry) (lanna.AgencyID, error) {
	us := a.w.d.Agency()
	switch {
	case a.onward(e):
		var to lanna.AgencyID
		if err := to.UnmarshalText([]byte(e.Value(lanna.ReleaseTo))); err != nil {
			return us, refusal("release-incomplete", e.ID)
		}
		return to, nil
	case e.Header.Kind == lanna.Receipt:
		r, err := a.answered(e)
		if r != nil {
			return r.Agency, err
		}
		return us, err
	}
	return us, nil
}

// answered finds the act of another agency, passed on by this node, that a
// receipt answers; nil where it is for this agency.
func (a *arrival) answered(e *statement.Entry) (*releaseAct, error) {
	l, err := a.w.ledger(e.Header.Record, false)
	if err != nil || len(l.entries) == 0 {
		return nil, err
	}
	for _, r := range ledgerOf(statement.Fold(a.w.d.Agency(), e.Header.Record, l.entries)) {
		if a.w.d.isSelf(r.via) && r.Agency != a.w.d.Agency() && namesClaim(e.Header.Names, r.Statement) {
			return r, nil
		}
	}
	return nil, nil
}

// passOn sends on what came of an originator for those who hold its claims
// through this node: recalls, erasures, what replaces a claim; and their
// receipts back to it. A recall of what was never passed on is answered here.
func (a *arrival) passOn(record lanna.RecordID) error {
	st, err := a.w.state(record)
	if err != nil {
		return err
	}
	l, us := ledgerOf(st), a.w.d.Agency()
	if !slices.ContainsFunc(l, func(r *releaseAct) bool { return a.w.d.isSelf(r.via) && r.Agency != us }) {
		return nil
	}
	return a.w.asRule(rulePassOn, func() error {
		for _, e := range a.news(record) {
			if e.Agency == us {
				continue
			}
			if err := a.passOne(st, l, &e); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *arrival) passOne(st *statement.State, l releaseLedger, e *statement.Entry) error {
	w, named := a.w, func(d lanna.Digest) bool { return namesClaim(e.Header.Names, d) }
	switch e.Header.Kind {
	case lanna.Receipt:
		r, err := a.answered(e)
		if r != nil && r.Agency != e.Agency {
			w.forward(r.Writer, federate.Ordinary, st.Record, e.ID)
		}
		return err
	case lanna.Recall:
		if !a.onward(e) {
			return nil
		}
		var node lanna.WriterID
		if err := node.UnmarshalText([]byte(e.Value(lanna.ReleaseNode))); err != nil {
			return refusal("release-incomplete", e.ID)
		}
		if slices.Contains(l.onward(e.Agency, a.w.d.isSelf, named), node) {
			w.forward(node, federate.Urgent, st.Record, e.ID)
			return nil
		}
		return w.receipt(st, ReceiptRecalled, e.Agency, e.Header.Writer, e.ID)
	}
	if e.Header.Kind == lanna.Say || e.Header.Kind == lanna.Erase || !e.Header.Kind.Known() { // what a later version says may matter to them
		for _, node := range l.onward(e.Agency, a.w.d.isSelf, named) {
			w.forward(node, federate.Urgent, st.Record, e.ID)
		}
	}
	return nil
}
