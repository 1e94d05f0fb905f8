package desk

import (
	"context"
	"crypto/sha256"

	"lanna"
	"lanna/store"
)

// ByLabel finds the record with a label, such as B-0021. It shows nothing and
// leaves no leaf: the view or command that is asked next decides whether the
// record is there for the actor.
func (d *Desk) ByLabel(ctx context.Context, label string) (lanna.RecordID, error) {
	var id lanna.RecordID
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		audiences, err := r.Audiences(recordView)
		if err != nil {
			return err
		}
		items, err := r.List(store.ListQuery{View: recordView, Name: "label", Values: []string{label}, Audiences: audiences, Limit: 1})
		if err == nil && len(items) == 0 {
			err = store.ErrNotFound
		}
		if err == nil {
			id = items[0].ID
		}
		return err
	})
	return id, storeError(err)
}

// A RebuildReport tells whether the views, made anew, are what they were.
type RebuildReport struct {
	Records int64        `json:"records"` // records and leaves that views were made of
	Before  lanna.Digest `json:"before"`  // SHA-256 of the ordered dump
	After   lanna.Digest `json:"after"`
	Equal   bool         `json:"equal"`
}

// RebuildBy makes all views anew for an administrator and compares the ordered
// dumps.
func (d *Desk) RebuildBy(ctx context.Context, by Actor, why Why) (RebuildReport, error) {
	var rep RebuildReport
	err := d.do(ctx, by, why, "rebuild", func(*work) error { return nil })
	if err != nil {
		return rep, err
	}
	if err := d.trace(ctx, lanna.Read, by, why, "rebuild", "ok", sight{}); err != nil {
		return rep, err
	}
	if rep.Before, err = d.dumpDigest(ctx); err != nil {
		return rep, err
	}
	if err := d.Rebuild(ctx, func(_, total int64) { rep.Records = total }); err != nil {
		return rep, err
	}
	rep.After, err = d.dumpDigest(ctx)
	rep.Equal = rep.Before == rep.After
	return rep, err
}

func (d *Desk) dumpDigest(ctx context.Context) (lanna.Digest, error) {
	h := sha256.New()
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		return r.Dump(func(line []byte) error {
			_, err := h.Write(line)
			return err
		})
	})
	var out lanna.Digest
	h.Sum(out[:0])
	return out, storeError(err)
}
