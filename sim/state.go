package sim

import (
	"lanna"
	"lanna/statement"
	"lanna/store"
	"lanna/store/memory"
)

// agencyOf tells for whom a writer of the simulation writes.
func (w *world) agencyOf(id lanna.WriterID) lanna.AgencyID {
	if i := w.placeOf(id); i >= 0 {
		return w.nodes[i].signer.Agency
	}
	return lanna.AgencyID{}
}

// entries reads what a store holds on a record, as the fold takes it.
func (w *world) entries(n *node, r store.Reader, record lanna.RecordID) ([]statement.Entry, error) {
	list, err := r.Statements(record)
	if err != nil {
		return nil, err
	}
	out := make([]statement.Entry, 0, len(list))
	for _, s := range list {
		h, err := statement.ParseHeader(s.Header)
		if err != nil {
			return nil, err
		}
		e := statement.Entry{Statement: &statement.Statement{ID: s.ID, Header: h, Bytes: s.Header, Sig: s.Sig, Claims: s.Claims}, Agency: w.agencyOf(s.Writer)}
		if w.stolen != nil && s.Writer == w.stolen.id() && n.revoked >= 0 {
			at, err := r.LeafOf(s.Writer, s.Seq)
			e.Unproven = err != nil || at >= w.stands
		}
		out = append(out, e)
	}
	return out, nil
}

// state folds a record as a node holds it.
func (w *world) state(n *node, record lanna.RecordID) *statement.State {
	return w.stateIn(n, n.disk.kept, record)
}

// stateIn folds a record as it stands in a store that is, or was, the node's.
func (w *world) stateIn(n *node, s *memory.Store, record lanna.RecordID) *statement.State {
	var st *statement.State
	_ = s.View(w.ctx, func(r store.Reader) error { // a store in memory does not fail
		entries, err := w.entries(n, r, record)
		st = statement.Fold(n.signer.Agency, record, entries)
		return err
	})
	return st
}

// records checks those of a node's records that changed since the last look.
func (w *world) records(n *node, r store.Reader) error {
	for _, id := range n.known {
		v, err := r.Version(id)
		if err != nil {
			return err
		}
		if v == n.at[id] {
			continue
		}
		n.at[id] = v
		entries, err := w.entries(n, r, id)
		if err != nil {
			return err
		}
		w.atEachStep(n, entries, statement.Fold(n.signer.Agency, id, entries))
	}
	return nil
}
