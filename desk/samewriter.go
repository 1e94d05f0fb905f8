package desk

import (
	"slices"

	"lanna"
	"lanna/federate"
	"lanna/statement"
)

// Nodes of one agency: a joint operation point is a writer of its agency. All
// that it signs on records goes to the agency's other nodes, but for accounts,
// shifts, settings and parties, which are each node's own. To a point goes what
// an officer releases to it.

// syncHome sends what this point has just said on a record to the nodes of its
// agency that are no points.
func (w *work) syncHome(st *statement.State) {
	us := w.d.Agency()
	if own := w.d.own.Load(); own == nil || own.Role != federate.Point || slices.Contains(private, lanna.RecordKind(st.Of(us, lanna.KindOfRecord))) {
		return
	}
	for _, p := range w.d.known() {
		if p.Agency != us || p.Role == federate.Point || p.State != PartyAccepted {
			continue
		}
		for _, s := range w.said {
			if s.st.Header.Record == st.Record && s.st.Header.Kind.Signed() && s.st.Header.Kind != lanna.Grant && !slices.Contains(w.stays, s.st.ID) {
				w.sendHome(p.Writer, urgency(st, us), s.st)
			}
		}
	}
}

func (w *work) sendHome(to lanna.WriterID, lane federate.Lane, st *statement.Statement) {
	ref := reference{Record: st.Header.Record, Statement: st.ID}
	for i := range st.Claims {
		ref.Claims = append(ref.Claims, st.Claims[i].Digest)
	}
	w.send(to, lane, ref)
	for i := range st.Claims {
		f := statement.Fact{Held: st.Claims[i]}
		if ref, ok := pictureOf(&f); ok {
			w.post(to, federate.Bulk, federate.Ref{Blob: &federate.BlobRef{Name: ref.Name}})
		}
	}
}

// clockHere reports whether this node counts the alert's clock: of the nodes of
// one agency it is the one that set it last. Whoever acknowledges takes the
// clock along, so it runs once. A writer that is no party is this node's own
// from before it was restored.
func (d *Desk) clockHere(st *statement.State) bool {
	var last *statement.Fact
	for i := range st.Facts {
		if f := &st.Facts[i]; f.Property == lanna.AlertDue && f.Agency == st.Self && f.Live() {
			last = f
		}
	}
	return last == nil || !slices.ContainsFunc(d.known(), func(p Party) bool { return p.was(last.Writer) })
}
