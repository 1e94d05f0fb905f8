package desk

import (
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// ruleAdopt is the rule by which a node makes a record of its own of what
// another agency released: label, alert and person, so that it stands in the
// agency's own lists with the agency's own clock and safeguards.
const ruleAdopt = "exchange.adopt"

// adopt says by rule what the agency itself keeps on a record that others
// opened, and adds to the person what came later.
func (w *work) adopt(record lanna.RecordID) error {
	return w.asRule(ruleAdopt, func() error {
		st, err := w.state(record)
		if err != nil {
			return err
		}
		n, tags, m, ok := w.received(st)
		if !ok {
			return nil
		}
		if st.Of(w.d.Agency(), lanna.KindOfRecord) != "" {
			return w.adoptMore(st, n, tags, m)
		}
		if erasedWhole(st) {
			return nil // whatever a partner still says of it
		}
		return w.adoptNew(st, n, tags, m)
	})
}

// erasedWhole reports whether the agency had a record that says nothing of its
// kind, and erased it: the kind goes with the whole record alone.
func erasedWhole(st *statement.State) bool {
	said := map[lanna.Digest]bool{}
	for i := range st.History {
		if a := &st.History[i]; a.Agency == st.Self && a.Kind == lanna.Say {
			for _, d := range a.Claims {
				said[d] = true
			}
		}
	}
	return slices.ContainsFunc(st.History, func(a statement.Act) bool {
		return a.Agency == st.Self && a.Kind == lanna.Erase && slices.ContainsFunc(a.Names, func(d lanna.Digest) bool { return said[d] })
	})
}

// received reads what others released here as a notice; false where nothing is
// held of them, or not under a marking that lets this agency hold it.
func (w *work) received(st *statement.State) (*notice, []lanna.Digest, handling.Marking, bool) {
	us := w.d.Agency()
	n := &notice{}
	var tags []lanna.Digest
	var all []handling.Marking
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Agency == us || !f.Live() || f.Kind != lanna.Say || !slices.Contains(handling.CombineStrings(f.Markings).Holders, us) {
			continue
		}
		all = append(all, handling.CombineStrings(f.Markings))
		if n.take(f) {
			tags = append(tags, f.Digest)
		}
	}
	m := handling.Combine(all...)
	m.Holders = nil
	return n, tags, m, len(all) > 0 && n.kind != ""
}

// take takes over a fact that was released, and reports whether as a field.
func (n *notice) take(f *statement.Fact) bool {
	switch f.Property {
	case lanna.KindOfRecord:
		n.kind = lanna.RecordKind(f.Value)
	case lanna.ContactSafety:
		n.safety = f.Value
	}
	if len(n.fields) > 0 && n.has(f.Property) && !f.Property.Multiple() {
		return false
	}
	n.fields = append(n.fields, saidField{Field: Field{f.Property, f.Value, f.Lang}})
	return true
}

func (w *work) adoptNew(st *statement.State, n *notice, tags []lanna.Digest, m handling.Marking) error {
	var claims []statement.Claim
	if n.concernsPerson() {
		person, err := w.person(n, tags, m)
		if err != nil {
			return err
		}
		claims = append(claims, statement.New(lanna.PersonOf, person.String()))
	}
	if minor := n.flag(w.now); minor != "" {
		claims = append(claims, statement.New(lanna.MinorFlag, minor))
	}
	if n.kind != lanna.CaptureRecord {
		if rule, why, from, ok := w.d.judgeState(st, n.kind); ok {
			claims = append(append(claims, rule.raised(w.now)...), whyClaim(why, from))
		}
	}
	return w.createOn(st.Record, n.kind, m, claims...)
}

// adoptMore takes over to the person what was released later. One that a point
// opened may come later than the record that names it; what was released to
// both, the point has taken over.
func (w *work) adoptMore(st *statement.State, n *notice, tags []lanna.Digest, m handling.Marking) error {
	for _, person := range w.linked(st, lanna.PersonOf) {
		l, err := w.ledger(person, false)
		if err != nil {
			return err
		}
		if len(l.entries) > 0 {
			return w.addToPerson(person, n, tags, m)
		}
	}
	return nil
}

// flag is what the partner says of a minor, or what the fields tell.
func (n *notice) flag(now lanna.Millis) string {
	for _, f := range n.fields {
		if f.Property == lanna.MinorFlag {
			return f.Value
		}
	}
	return n.minor(now)
}

// createOn gives a record that others opened its own kind and label here.
func (w *work) createOn(record lanna.RecordID, kind lanna.RecordKind, m handling.Marking, claims ...statement.Claim) error {
	label, err := w.label(kind)
	if err != nil {
		return err
	}
	head := []statement.Claim{statement.New(lanna.KindOfRecord, string(kind)), statement.New(lanna.Label, label)}
	_, err = w.say(lanna.Say, record, m, append(head, claims...))
	return err
}

// judgeState judges a record by all that is live on it, whoever said it. What a
// partner withheld is no reason against anything, and the partner's own word on
// how grave it is is never lowered here.
func (d *Desk) judgeState(st *statement.State, kind lanna.RecordKind) (Rule, []Reason, []lanna.Digest, bool) {
	return judgeFor(d.Agency(), st, kind)
}

// judgeFor judges as a node of an agency does.
func judgeFor(us lanna.AgencyID, st *statement.State, kind lanna.RecordKind) (Rule, []Reason, []lanna.Digest, bool) {
	var claims []statement.Claim
	var from []lanna.Digest
	foreign, word := false, lanna.Severity("")
	for i := range st.Facts {
		f := &st.Facts[i]
		if !f.Live() || f.Agency != us && !slices.Contains(handling.CombineStrings(f.Markings).Holders, us) {
			continue
		}
		if f.Agency != us {
			foreign = foreign || f.Property == lanna.KindOfRecord
			if f.Property == lanna.AlertSeverity && (word == "" || graver(lanna.Severity(f.Value), word)) {
				word = lanna.Severity(f.Value)
			}
		}
		claims = append(claims, f.Claim)
		if quotes(kind, f.Property) {
			from = append(from, f.Digest)
		}
	}
	rule, why, ok := judge(kind, claims)
	if !ok || !foreign {
		return rule, why, from, ok
	}
	why = slices.DeleteFunc(why, func(r Reason) bool { return r.Against })
	if i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Kind == kind && r.Severity == word }); i >= 0 && graver(word, rule.Severity) {
		rule = Rules[i]
	}
	return rule, why, from, true
}
