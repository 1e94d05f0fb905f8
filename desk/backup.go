package desk

import (
	"context"
	"errors"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// BackUp lets an administrator make a backup, which f does. That it was made is
// an entry of the log.
func (d *Desk) BackUp(ctx context.Context, by Actor, why Why, f func() error) error {
	if err := d.admit(ctx, by, why, "backup.make"); err != nil {
		return err
	}
	if err := d.SignCheckpoint(ctx); err != nil {
		return err
	}
	outcome, err := "ok", f()
	if err != nil {
		outcome = "failed"
	}
	if logged := d.trace(ctx, lanna.Read, by, why, "backup.make", outcome, sight{}); err == nil {
		err = logged
	}
	return err
}

// Erasures returns the erase statements that this node's writer said at or
// behind a place in its log, in order, and the place behind the last leaf.
func (d *Desk) Erasures(ctx context.Context, from int64) (list []store.LogEntry, next int64, err error) {
	self := d.cfg.Signer.Writer()
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		if next, err = r.LogSize(self); err != nil {
			return err
		}
		for before := next; before > from; {
			some, err := r.Log(store.LogQuery{Writer: self, Kinds: []lanna.StatementKind{lanna.Erase}, Before: before, Limit: 1000})
			if err != nil {
				return err
			}
			for _, e := range some {
				if before = e.Index; before >= from {
					list = append(list, e)
				}
			}
			if len(some) < 1000 {
				break
			}
		}
		return nil
	})
	slices.Reverse(list)
	return list, next, storeError(err)
}

// ReplayErasures erases again in a store that was read from a backup what was
// erased since the backup: each erasure is a header that a writer of this agency
// signed. It runs before anything is folded, and removes the pictures too.
func (d *Desk) ReplayErasures(ctx context.Context, list []Consignment) (done int, err error) {
	for i := range list {
		fresh, err := d.replayErasure(ctx, &list[i])
		if err != nil {
			return done, err
		}
		if fresh {
			done++
		}
	}
	return done, nil
}

func (d *Desk) replayErasure(ctx context.Context, c *Consignment) (fresh bool, err error) {
	h, err := statement.ParseHeader(c.Header)
	if err != nil || h.Kind != lanna.Erase {
		return false, &lanna.Error{Kind: lanna.Integrity, Code: "header", Err: err}
	}
	st, err := statement.Open(c.Header, c.Sig, d.Agency(), nil)
	if who := d.writer(h.Writer); err != nil || st.Verify() != nil || who.Agency != d.Agency() {
		return false, &lanna.Error{Kind: lanna.Integrity, Code: "signature", ID: h.Writer.String(), Err: err}
	}
	var gone []statement.Fact
	err = d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		gone, fresh = nil, false
		entries, err := d.entries(tx, h.Record)
		if err != nil {
			return err
		}
		barred := make([]statement.Barred, 0, len(h.Names))
		for _, n := range h.Names {
			barred = append(barred, statement.Barred{Agency: d.Agency(), Digest: n})
		}
		for _, e := range entries {
			for i := range e.Claims {
				if namesClaim(h.Names, e.Claims[i].Digest) {
					barred = append(barred, statement.Barred{Agency: e.Agency, Digest: e.Claims[i].Digest})
					gone = append(gone, statement.Fact{Held: e.Claims[i], Agency: e.Agency})
				}
			}
		}
		_, err = tx.Append(d.Agency(), st)
		fresh = err == nil
		if err != nil && !errors.Is(err, store.ErrExists) {
			return err
		}
		return tx.Remove(h.Record, barred)
	})
	e := &eraser{gone: map[lanna.RecordID][]statement.Fact{h.Record: gone}}
	for _, ref := range e.blobs() {
		d.dropBlob(ref)
	}
	return fresh, storeError(err)
}
