package sim

import (
	"slices"
	"testing"

	"lanna"
	"lanna/desk"
)

// watched runs f in a world of three nodes of which the first holds one notice.
func watched(t *testing.T, seed uint64, f func(w *world, n *node, notice lanna.RecordID)) *world {
	t.Helper()
	base, err := newBase(t.Context(), 3, cheap{})
	must(t, err)
	w := &world{Options: Options{Seed: seed, Nodes: 3}, ctx: t.Context(), draw: newChance(seed, "watched")}
	w.prepare(base)
	must(t, withChance(seed, "ids", func() error {
		if err := w.begin(base); err != nil {
			return err
		}
		n := w.nodes[0]
		if _, err := w.report(n); err != nil {
			return err
		}
		w.look(n)
		st, _ := w.notice(n)
		f(w, n, st.Record)
		return nil
	}))
	return w
}

// eraseAll erases a record's claims, as another officer may at the same moment.
func eraseAll(w *world, n *node, id lanna.RecordID) error {
	second, err := n.desk.CheckPassword(w.ctx, desk.Proof{Login: "admin", Password: password})
	if err != nil {
		return err
	}
	return n.desk.Erase(w.ctx, n.people.leader, second, because("EXERCISE"), id, nil)
}

// An erasure that is done after a page or a search was read, and before its
// line is on the log, is of after it: nobody was shown what was denied.
func TestAnErasureWhileAPageIsReadIsAfterIt(t *testing.T) {
	erased := 0
	for seed := uint64(1); seed <= 24; seed++ {
		w := watched(t, seed, func(w *world, n *node, notice lanna.RecordID) {
			n.known = []lanna.RecordID{notice}
			show := (*world).lookUp
			if seed%2 == 0 {
				show = (*world).search
			}
			n.disk.after = func() {
				if eraseAll(w, n, notice) == nil { // the leader may not see a protected source's
					erased++
				}
			}
			if _, err := show(w, n); err != nil && lanna.KindOf(err) == lanna.Internal {
				t.Error(err)
			}
			n.disk.after = nil
		})
		for _, v := range w.result.Violations {
			t.Error(v)
		}
	}
	if erased == 0 {
		t.Error("nothing was erased while it was read")
	}
}

// What a page shows is still held against what was there: a fact of before an
// erasure, shown on a page that was read after it, is a violation.
func TestWhatWasErasedBeforeIsFoundOnAPage(t *testing.T) {
	w := watched(t, 7, func(w *world, n *node, notice lanna.RecordID) {
		who := n.people.victims
		page, err := n.desk.Record(w.ctx, who, desk.Why{Purpose: lanna.Rescue, Case: "EXERCISE"}, notice)
		must(t, err)
		must(t, eraseAll(w, n, notice))
		st := w.stateIn(n, n.asRead()(), notice)
		for _, row := range page.Rows {
			for _, f := range row.Cells[0] {
				w.mayRead(n, st, who, lanna.Rescue, f.Claim)
			}
		}
	})
	if !slices.ContainsFunc(w.result.Violations, func(v Violation) bool { return v.Invariant == Denied }) {
		t.Error("a fact that was erased was shown and not found")
	}
}
