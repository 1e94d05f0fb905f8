package sim

import (
	"slices"

	"lanna"
	"lanna/desk"
	"lanna/handling"
	"lanna/statement"
	"lanna/store/memory"
)

// somebody draws an officer and a purpose.
func (w *world) somebody(n *node) (desk.Actor, lanna.Purpose) {
	p := &n.people
	who := pick(w.draw, []desk.Actor{p.duty, p.national, p.county, p.analyst, p.victims, p.leader})
	return who, pick(w.draw, []lanna.Purpose{lanna.Rescue, lanna.Investigation, lanna.Prosecution, lanna.Prevention, lanna.Statistics})
}

// asRead returns what gives the store as a view read it. A view reads one
// snapshot and then writes its line on the log; what another officer does
// between the two, an erasure say, is of after the view. Called before the view.
func (n *node) asRead() func() *memory.Store {
	var was *memory.Store
	if meanwhile := n.disk.after; meanwhile != nil {
		n.disk.after = func() {
			was = n.disk.kept.Fork()
			meanwhile()
		}
	}
	return func() *memory.Store {
		if was != nil {
			return was
		}
		return n.disk.kept
	}
}

// lookUp opens a record's page and checks each fact on it against the markings
// that held when it was read.
func (w *world) lookUp(n *node) (string, error) {
	if len(n.known) == 0 {
		return "", errNothing
	}
	id := pick(w.draw, n.known)
	who, purpose := w.somebody(n)
	read := n.asRead()
	page, err := n.desk.Record(w.ctx, who, desk.Why{Purpose: purpose, Case: "EXERCISE"}, id)
	if err != nil {
		return short(id), err
	}
	st := w.stateIn(n, read(), id)
	for _, row := range page.Rows {
		for _, cell := range row.Cells {
			for i := range cell {
				w.mayRead(n, st, who, purpose, cell[i].Claim)
			}
		}
	}
	for i := range page.Notes {
		w.mayRead(n, st, who, purpose, page.Notes[i].Claim)
	}
	return short(id), nil
}

// mayRead is a violation where the officer was shown a fact that its marking
// keeps from them, or that is not there at all.
func (w *world) mayRead(n *node, st *statement.State, who desk.Actor, purpose lanna.Purpose, claim lanna.Digest) {
	i := slices.IndexFunc(st.Facts, func(f statement.Fact) bool { return f.Digest == claim })
	if i < 0 {
		w.violated(Denied, n, claim.String(), "shown and not there")
		return
	}
	f := &st.Facts[i]
	r := handling.Reader{Agency: n.signer.Agency, Grants: who.Grants, Compartments: who.Compartments}
	for _, asked := range st.Live(lanna.Asked) {
		r.Asked = append(r.Asked, asked.Value)
	}
	if v := handling.Release(handling.CombineStrings(f.Markings), f.Agency, f.Property, r, purpose); !v.Allowed {
		w.violated(Denied, n, claim.String(), "shown to "+who.Login+" for "+string(purpose)+": "+v.Code)
	}
}

// search looks for a word that half of all records hold, and checks that each
// hit held it, when it was read, in a fact that the officer may read.
func (w *world) search(n *node) (string, error) {
	who, purpose := w.somebody(n)
	read := n.asRead()
	found, err := n.desk.Search(w.ctx, who, desk.Why{Purpose: purpose, Case: "EXERCISE"}, desk.SearchQuery{Text: "alias"})
	if err != nil {
		return "", err
	}
	for _, h := range found.Hits {
		st := w.stateIn(n, read(), h.Record)
		if !slices.ContainsFunc(st.Facts, func(f statement.Fact) bool { return f.Property == h.Field && w.readable(n, st, &f, who, purpose) }) {
			w.violated(Denied, n, h.Record.String(), "found by "+who.Login+" for "+string(purpose))
		}
	}
	return "", nil
}

func (w *world) readable(n *node, st *statement.State, f *statement.Fact, who desk.Actor, purpose lanna.Purpose) bool {
	r := handling.Reader{Agency: n.signer.Agency, Grants: who.Grants, Compartments: who.Compartments}
	for _, asked := range st.Live(lanna.Asked) {
		r.Asked = append(r.Asked, asked.Value)
	}
	return handling.Release(handling.CombineStrings(f.Markings), f.Agency, f.Property, r, purpose).Allowed
}
