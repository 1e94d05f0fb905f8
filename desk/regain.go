package desk

import (
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// regained says anew what this node had said after its backup, and a partner
// gave back. The partner holds what was released to it, without the marking that
// stayed at home; and what comes without its marking nobody may see. So the node
// says it once more, under the terms of the release, which are no looser, and
// gives the record a label where that was lost. What the partner never had is lost.
func (a *arrival) regained(record lanna.RecordID) error {
	us, w := a.w.d.Agency(), a.w
	if a.from.Agency == us || !slices.ContainsFunc(a.news(record), func(e statement.Entry) bool { return e.Agency == us && w.d.isSelf(e.Header.Writer) }) {
		return nil
	}
	return w.asRule(ruleRestored, func() error {
		st, err := w.state(record)
		if err != nil {
			return err
		}
		facts, m := lostMarking(st, ledgerOf(st))
		if len(facts) == 0 {
			return nil
		}
		claims, names, err := w.sayAgain(st, facts)
		if err == nil {
			_, err = w.say(lanna.Say, record, m, claims, names...)
		}
		return err
	})
}

// lostMarking finds the agency's own live claims whose marking is not here, and
// what the releases of them say.
func lostMarking(st *statement.State, l releaseLedger) (facts []*statement.Fact, m handling.Marking) {
	var all []handling.Marking
	var holders []lanna.AgencyID
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Agency != st.Self || !f.Live() || f.Kind != lanna.Say || f.Property == lanna.Marked || !slices.Contains(f.Markings, "") {
			continue
		}
		found := false
		for _, r := range l {
			if r.Agency != st.Self || r.Kind != lanna.Release || !r.About(f.Digest) {
				continue
			}
			found = true
			holders = append(holders, r.to)
			for k := range st.Facts {
				if o := &st.Facts[k]; o.Statement == r.Statement && o.Property == lanna.Marked {
					all = append(all, handling.Parse(o.Value))
				}
			}
		}
		if found {
			facts = append(facts, f)
		}
	}
	if len(all) == 0 {
		return nil, m
	}
	m = handling.Combine(all...)
	slices.SortFunc(holders, func(a, b lanna.AgencyID) int { return slices.Compare(a[:], b[:]) })
	m.Holders = slices.Compact(holders)
	return facts, m
}

func (w *work) sayAgain(st *statement.State, facts []*statement.Fact) (claims []statement.Claim, names []lanna.Digest, err error) {
	kind := lanna.RecordKind("")
	for _, f := range facts {
		c := statement.New(f.Property, f.Value)
		c.Lang, c.Grade, c.From = f.Lang, f.Grade, f.From
		claims, names = append(claims, c), append(names, f.Digest)
		if f.Property == lanna.KindOfRecord {
			kind = lanna.RecordKind(f.Value)
		}
	}
	if kind == "" || st.Of(st.Self, lanna.Label) != "" {
		return claims, names, nil
	}
	label, err := w.label(kind)
	claims = append(claims, statement.New(lanna.Label, label))
	if rule, why, from, ok := w.d.judgeState(st, kind); ok && err == nil {
		claims = append(append(claims, rule.raised(w.now)...), whyClaim(why, from))
	}
	return claims, names, err
}
