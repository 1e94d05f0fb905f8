package desk

import (
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// ruleUnite is the rule by which a node puts one marking in the place of those
// by which nodes of its agency, at the same moment and without knowing of each
// other, let different parties hold a claim. The strictest of them would let
// neither.
const ruleUnite = "release.unite"

// united unites what another node of this agency marked with what this one did.
func (a *arrival) united(record lanna.RecordID) error {
	us := a.w.d.Agency()
	if !slices.ContainsFunc(a.news(record), func(e statement.Entry) bool { return e.Agency == us }) {
		return nil
	}
	st, err := a.w.state(record)
	if err != nil {
		return err
	}
	l, err := a.w.ledger(record, false)
	if err != nil {
		return err
	}
	var facts []*statement.Fact
	with := map[*statement.Fact][]lanna.AgencyID{}
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Agency != us || !f.Live() || len(f.MarkedBy) < 2 {
			continue
		}
		if holders, ok := marksOn(l.entries, f).holders(f.MarkedBy); ok {
			facts, with[f] = append(facts, f), holders
		}
	}
	return a.w.asRule(ruleUnite, func() error {
		return a.w.remark(st, facts, func(f *statement.Fact, m handling.Marking) handling.Marking {
			m.Holders = with[f]
			return m
		})
	})
}

// claimMarks are all markings that a claim ever had from its agency, each with
// those whose place it took.
type claimMarks map[lanna.Digest]*claimMark

type claimMark struct {
	handling.Marking
	before []lanna.Digest
}

func marksOn(entries []statement.Entry, f *statement.Fact) claimMarks {
	out := claimMarks{}
	each := func(do func(e *statement.Entry, d lanna.Digest, value string)) {
		for i := range entries {
			e := &entries[i]
			about := e.ID == f.Statement || e.Header.Kind == lanna.Mark && e.Agency == f.Agency && namesClaim(e.Header.Names, f.Digest)
			for j := range e.Claims {
				if c := &e.Claims[j]; about && c.Property == lanna.Marked {
					do(e, c.Digest, c.Value)
				}
			}
		}
	}
	each(func(_ *statement.Entry, d lanna.Digest, value string) {
		out[d] = &claimMark{Marking: handling.Parse(value)}
	})
	each(func(e *statement.Entry, d lanna.Digest, _ string) {
		for was := range out {
			if e.ID != f.Statement && namesClaim(e.Header.Names, was) {
				out[d].before = append(out[d].before, was)
			}
		}
	})
	return out
}

// holders returns whom the newest markings let hold the claim together. It is
// not ok where one of them, since they parted, did anything but let more hold
// it: then the strictest stays, until an officer says otherwise.
func (ms claimMarks) holders(newest []lanna.Digest) (all []lanna.AgencyID, ok bool) {
	common := map[lanna.Digest]int{} // how many of the newest stand on a marking
	for _, d := range newest {
		for was := range ms.under(d) {
			common[was]++
		}
	}
	for d, n := range common {
		if n < len(newest) && !ms.widens(d) {
			return nil, false
		}
	}
	for _, d := range newest {
		for _, h := range ms[d].Holders {
			if !slices.Contains(all, h) {
				all = append(all, h)
			}
		}
	}
	return all, true
}

// under returns a marking and all in whose place it came to stand.
func (ms claimMarks) under(d lanna.Digest) map[lanna.Digest]bool {
	out := map[lanna.Digest]bool{}
	for next := []lanna.Digest{d}; len(next) > 0; {
		d, next = next[0], next[1:]
		if !out[d] && ms[d] != nil {
			out[d] = true
			next = append(next, ms[d].before...)
		}
	}
	return out
}

// widens reports whether a marking stands in the place of others that are held,
// and differs in nothing but that it lets more hold the claim.
func (ms claimMarks) widens(d lanna.Digest) bool {
	m := ms[d]
	if m == nil || len(m.before) == 0 {
		return false
	}
	var was []handling.Marking
	for _, b := range m.before {
		was = append(was, ms[b].Marking)
	}
	return m.Widens(handling.Combine(was...))
}
