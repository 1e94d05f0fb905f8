package desk

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"lanna"
	"lanna/audit"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// What a writer said before it was revoked stands, and what a thief signed with
// its key after that does not, whatever either says of the time. A node that has
// the writer's log sees it there; another is sent a proof, which it keeps.

// proofPrefix is where proofs lie that others sent, by the statement's id.
const proofPrefix = "proof/"

// proven reports whether a statement of a revoked writer lies in what stands of
// the writer's log, by the log itself or by a proof that is kept.
func (d *Desk) proven(r store.Reader, who statement.Writer, s store.Stored) (bool, error) {
	if at, err := r.LeafOf(s.Writer, s.Seq); err == nil {
		return at < int64(who.Size), nil
	}
	p, err := keptProof(r, s.ID)
	return p != nil && p.Shows(who, s.ID), err
}

func keptProof(r store.Reader, id lanna.Digest) (*audit.Proof, error) {
	b, err := r.Meta(proofPrefix + id.String())
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	var p audit.Proof
	if err == nil {
		err = json.Unmarshal(b, &p)
	}
	return &p, err
}

// prove makes the item that shows a statement of a revoked writer to a partner;
// nil where the writer was not revoked, false where it was and nothing shows that
// it said it in time. The box asks when it seals, so that what waited since before
// the revocation has its proof too.
func (d *Desk) prove(r store.Reader, record lanna.RecordID, id lanna.Digest) (*federate.ProofItem, bool, error) {
	if !d.revoked.Load() {
		return nil, true, nil
	}
	s, err := r.Statement(record, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && d.writer(s.Writer).Standing != statement.Revoked {
		return nil, true, nil
	}
	if err != nil {
		return nil, false, err
	}
	p, err := audit.Prove(r, s.Writer, s.Seq, int64(d.writer(s.Writer).Size))
	if errors.Is(err, store.ErrNotFound) {
		p, err = keptProof(r, id)
	}
	if err != nil || p == nil {
		return nil, false, err
	}
	item := &federate.ProofItem{Record: record, Statement: id, Index: uint64(p.Index), Salt: p.Salt}
	for _, h := range p.Hashes {
		item.Hashes = append(item.Hashes, h)
	}
	return item, true, nil
}

// takeProofs keeps the proofs of an envelope, and returns them by statement. Only
// what is of a statement that is here, or comes in the same envelope, is kept.
func (w *work) takeProofs(items []*federate.ProofItem, with []Consignment) (map[lanna.Digest]*audit.Proof, error) {
	out := map[lanna.Digest]*audit.Proof{}
	for _, it := range items {
		p := &audit.Proof{Index: int64(min(it.Index, 1<<62)), Salt: it.Salt}
		for _, h := range it.Hashes {
			p.Hashes = append(p.Hashes, tlog.Hash(h))
		}
		_, err := w.tx.Statement(it.Record, it.Statement)
		here := err == nil
		if !here && !slices.ContainsFunc(with, func(c Consignment) bool { return sha256.Sum256(c.Header) == it.Statement }) {
			continue
		}
		b, err := json.Marshal(p)
		if err != nil {
			return nil, err
		}
		w.setMeta(proofPrefix+it.Statement.String(), b)
		out[it.Statement] = p
		if here {
			if err := w.proveNow(it, p); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// proveNow lets what is here already count again.
func (w *work) proveNow(it *federate.ProofItem, p *audit.Proof) error {
	l, err := w.ledger(it.Record, false)
	if err != nil {
		return err
	}
	for i := range l.entries {
		e := &l.entries[i]
		if e.ID == it.Statement && e.Unproven && p.Shows(w.d.writer(e.Header.Writer), e.ID) {
			e.Unproven, l.changed = false, true
		}
	}
	return nil
}

// proveMark stands, with a writer's name behind it, from when the writer was
// revoked until parties are sent the proofs.
const proveMark = "prove/"

// proveDue sends proofs where that is noted as due.
func (d *Desk) proveDue(ctx context.Context) error {
	var due []string
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		due, err = r.MetaNames(proveMark)
		return err
	})
	for _, name := range due {
		var w lanna.WriterID
		if err == nil {
			err = w.UnmarshalText([]byte(strings.TrimPrefix(name, proveMark)))
		}
		if err == nil {
			err = d.proveHeld(ctx, w)
		}
	}
	return storeError(err)
}

// proveHeld sends every party the proofs of what it holds of a writer of this
// agency that was revoked: to it all of that writer's words would be unproven.
func (d *Desk) proveHeld(ctx context.Context, revoked lanna.WriterID) error {
	refs, err := d.heldOf(ctx, revoked)
	if err != nil {
		return storeError(err)
	}
	err = d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		for to, list := range refs {
			for _, ref := range list {
				if err := d.box.Post(tx, to, federate.Ordinary, federate.Ref{Proof: ref}); err != nil {
					return err
				}
			}
		}
		return tx.SetMeta(proveMark+revoked.String(), nil)
	})
	for to := range refs {
		select {
		case d.posted <- to:
		default:
		}
	}
	return storeError(err)
}

// heldOf returns the statements of a writer that each party holds some of.
func (d *Desk) heldOf(ctx context.Context, revoked lanna.WriterID) (map[lanna.WriterID][]*federate.StatementRef, error) {
	out := map[lanna.WriterID][]*federate.StatementRef{}
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		seen := map[lanna.RecordID]bool{}
		for i := range int64(d.writer(revoked).Size) {
			s, err := r.StatementAt(revoked, i)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			h, err := statement.ParseHeader(s.Header)
			if err != nil || seen[h.Record] || h.Kind >= lanna.Read && h.Kind.Known() {
				continue
			}
			seen[h.Record] = true
			entries, err := d.entries(r, h.Record)
			if err != nil {
				return err
			}
			d.heldOn(statement.Fold(d.Agency(), h.Record, entries), revoked, out)
		}
		return nil
	})
	return out, err
}

func (d *Desk) heldOn(st *statement.State, revoked lanna.WriterID, out map[lanna.WriterID][]*federate.StatementRef) {
	l := ledgerOf(st)
	add := func(to lanna.WriterID, id lanna.Digest) {
		if to == d.cfg.Signer.Writer() || slices.ContainsFunc(out[to], func(r *federate.StatementRef) bool { return r.ID == id }) {
			return
		}
		out[to] = append(out[to], &federate.StatementRef{ID: id, Record: st.Record})
	}
	for _, r := range l {
		if r.Agency == d.Agency() && r.Writer == revoked {
			add(l.reach(d.Agency(), r.node), r.Statement)
		}
	}
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Agency != d.Agency() || f.Writer != revoked {
			continue
		}
		for _, node := range l.holders(d.Agency(), f.Digest) {
			add(l.reach(d.Agency(), node), f.Statement)
		}
	}
	for i := range st.History { // what replaced or erased a claim, and receipts
		if a := &st.History[i]; a.Writer == revoked && (a.Kind == lanna.Receipt || a.Kind == lanna.Erase || a.Kind == lanna.Say) {
			for _, p := range d.known() {
				if p.State == PartyAccepted && slices.ContainsFunc(l, func(r *releaseAct) bool { return r.node == p.Writer || r.Writer == p.Writer }) {
					add(p.Writer, a.Statement)
				}
			}
		}
	}
}
