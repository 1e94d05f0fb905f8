package sim

import (
	"slices"
	"strings"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// atEachStep checks what must hold of a record at every moment: nobody holds
// what was not released to them or what the marking denies, and nothing that
// the node knows to be taken back lies in its store.
func (w *world) atEachStep(n *node, entries []statement.Entry, st *statement.State) {
	us := n.signer.Agency
	for i := range st.Facts {
		f := &st.Facts[i]
		switch {
		case f.Kind != lanna.Say || f.Property == lanna.Marked:
		case f.Agency == us:
			w.allows(n, f)
		case !w.truth.any(lanna.Release, f.Agency, f.Digest, n.id()):
			w.violated(Denied, n, f.Digest.String(), "was released to nobody here")
		case !f.Unproven && !w.lets(f, us):
			w.violated(Denied, n, f.Digest.String(), "its marking lets nobody here hold it")
		}
	}
	for _, b := range st.Erased {
		for _, e := range entries {
			if e.Agency == b.Agency && slices.ContainsFunc(e.Claims, func(c statement.Held) bool { return c.Digest == b.Digest }) {
				w.violated(Recalled, n, b.Digest.String(), "the node knows and holds it")
			}
		}
	}
}

// allows checks that the originator's own marking lets everybody hold a claim
// to whom it was released from this node.
func (w *world) allows(n *node, f *statement.Fact) {
	if w.silent(n) || w.stolen != nil && n == w.nodes[w.stolen.of] && n.revoked >= 0 {
		return // the thief's, or the home of who was robbed: marks of a revoked writer count once they are proven, which may be late
	}
	for _, a := range w.truth.named[f.Digest] {
		if a.kind != lanna.Release || a.by != n {
			continue
		}
		if to := w.agencyOf(a.to); to != n.signer.Agency && !w.lets(f, to) { // its own agency needs no leave
			w.violated(Denied, n, f.Digest.String(), "the originator's marking does not name whom it was released to")
		}
	}
}

// lets reports whether a fact's markings let the agency hold it.
func (w *world) lets(f *statement.Fact, a lanna.AgencyID) bool {
	key := strings.Join(f.Markings, "\x00")
	m, known := w.markings[key]
	if !known {
		m = handling.CombineStrings(f.Markings).Holders
		w.markings[key] = m
	}
	return slices.Contains(m, a)
}
