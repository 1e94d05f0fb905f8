package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// auditVersion is the version of the audit view, which is made of leaves.
const auditVersion = 2

// Names of settings. rebuildMark stands from when views have to be made anew
// until that is done: a node that was cut off in between finds it and begins again.
const (
	viewVersion = "view/"
	rebuildMark = "rebuild"
)

// rebuildBatch is how many records or statements share a transaction.
const rebuildBatch = 200

// Rebuild makes all views anew from the statements. progress, which may be
// nil, is told how many statements and records are done of how many. Nobody
// should be served meanwhile: lists are short until it is done.
func (d *Desk) Rebuild(ctx context.Context, progress func(done, total int64)) error {
	if err := d.rebuildParties(ctx, true); err != nil {
		return err
	}
	return d.rebuildOthers(ctx, progress)
}

// rebuildOthers makes all views anew but that of the parties, which is made already.
func (d *Desk) rebuildOthers(ctx context.Context, progress func(done, total int64)) error {
	names := []string{auditView}
	for _, v := range viewList() {
		if v.Name != partyView {
			names = append(names, v.Name)
		}
	}
	if err := d.rebuild(ctx, names, progress); err != nil {
		return err
	}
	return errors.Join(d.loadPlanted(ctx), d.filed.anew(ctx))
}

// rebuildParties makes the view of the parties anew and reads them from it: other
// views ask who the parties are. With more the others are to follow.
func (d *Desk) rebuildParties(ctx context.Context, more bool) error {
	b := &rebuilding{d: d, ctx: ctx, names: []string{partyView}, progress: func(int64, int64) {}, more: more}
	return errors.Join(b.run(), d.loadParties(ctx))
}

// Upgrade makes those views anew whose version is not the stored one, and all
// where a rebuild was cut off or did not begin. Node calls it before it serves.
func (d *Desk) Upgrade(ctx context.Context) error {
	return d.upgrade(ctx, func() error { return errors.Join(d.askPartners(ctx), d.inherit(ctx)) })
}

// Fold makes views like Upgrade in a store that is only looked at: nothing is
// asked of anybody.
func (d *Desk) Fold(ctx context.Context) error {
	return d.upgrade(ctx, func() error { return nil })
}

// upgrade brings views up to date; parties is done once it is known who they are.
func (d *Desk) upgrade(ctx context.Context, parties func() error) error {
	if err := d.renewViews(ctx, parties); err != nil {
		return err
	}
	if err := d.loadPlanted(ctx); err != nil { // read from a view, as parties are, which were read as soon as theirs was made
		return err
	}
	return d.proveDue(ctx)
}

// rebuildDue makes all views anew where that is noted as due.
func (d *Desk) rebuildDue(ctx context.Context) error {
	_, _, due, err := d.staleViews(ctx)
	if err != nil || !due {
		return err
	}
	return d.Rebuild(ctx, nil)
}

func (d *Desk) renewViews(ctx context.Context, parties func() error) error {
	stale, gone, cut, err := d.staleViews(ctx)
	if err != nil {
		return err
	}
	if cut || slices.Contains(stale, partyView) {
		if err := d.rebuildParties(ctx, cut); err != nil {
			return err
		}
		stale = slices.DeleteFunc(stale, func(name string) bool { return name == partyView })
	}
	if err := parties(); err != nil {
		return err
	}
	if cut {
		return d.rebuildOthers(ctx, nil)
	}
	if len(gone) > 0 {
		err := d.cfg.Store.Update(ctx, func(tx store.Tx) error { return dropViews(tx, gone) })
		if err != nil {
			return storeError(err)
		}
	}
	if len(stale) == 0 {
		return nil
	}
	return d.rebuild(ctx, stale, nil)
}

// versions returns the version of every view of this program.
func versions() map[string]int {
	out := map[string]int{auditView: auditVersion}
	for _, v := range viewList() {
		out[v.Name] = v.Version
	}
	return out
}

// staleViews returns the views of another version than stored, those that this
// program does not have, and whether a rebuild was cut off.
func (d *Desk) staleViews(ctx context.Context) (stale, gone []string, cut bool, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		for name, version := range versions() {
			b, err := r.Meta(viewVersion + name)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if string(b) != strconv.Itoa(version) {
				stale = append(stale, name)
			}
		}
		names, err := r.MetaNames(viewVersion)
		if err != nil {
			return err
		}
		for _, n := range names {
			if name := strings.TrimPrefix(n, viewVersion); versions()[name] == 0 {
				gone = append(gone, name)
			}
		}
		_, err = r.Meta(rebuildMark)
		cut = err == nil
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return err
	})
	return stale, gone, cut, storeError(err)
}

func dropViews(tx store.Tx, names []string) error {
	for _, name := range names {
		if err := errors.Join(tx.DropView(name), tx.SetMeta(viewVersion+name, nil)); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) rebuild(ctx context.Context, names []string, progress func(done, total int64)) error {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	b := &rebuilding{d: d, ctx: ctx, names: names, progress: progress}
	return b.run()
}

func (b *rebuilding) run() error {
	for _, step := range []func() error{b.begin, b.records, b.leaves, b.end} {
		if err := step(); err != nil {
			return storeError(err)
		}
	}
	b.d.people.forgetAll()
	return nil
}

type rebuilding struct {
	d        *Desk
	ctx      context.Context
	names    []string
	more     bool // others are to follow: the mark stays
	progress func(done, total int64)
	ids      []lanna.RecordID
	seqs     []int64 // statements that may have a row in the audit view
	done     int64
}

func (b *rebuilding) wants(view string) bool { return slices.Contains(b.names, view) }

func (b *rebuilding) step(n int) error {
	b.done += int64(n)
	b.progress(b.done, int64(len(b.ids)+len(b.seqs)))
	return b.ctx.Err()
}

// begin drops the views and lists what they are made of.
func (b *rebuilding) begin() error {
	err := b.d.cfg.Store.Update(b.ctx, func(tx store.Tx) error {
		if err := tx.SetMeta(rebuildMark, []byte("1")); err != nil {
			return err
		}
		return dropViews(tx, b.names)
	})
	if err != nil {
		return err
	}
	return b.d.cfg.Store.View(b.ctx, func(r store.Reader) error {
		err := r.Records(lanna.RecordID{}, func(id lanna.RecordID) error {
			b.ids = append(b.ids, id)
			return nil
		})
		if err != nil || !b.wants(auditView) {
			return err
		}
		return r.Scan(1, func(s store.Stored) error {
			if !s.Kind.Signed() {
				b.seqs = append(b.seqs, s.Seq)
			}
			return nil
		})
	})
}

// records makes the rows of all records.
func (b *rebuilding) records() error {
	for batch := range slices.Chunk(b.ids, rebuildBatch) {
		err := b.d.cfg.Store.Update(b.ctx, func(tx store.Tx) error {
			for _, id := range batch {
				if err := b.record(tx, id); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			err = b.step(len(batch))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *rebuilding) record(tx store.Tx, id lanna.RecordID) error {
	entries, err := b.d.entries(tx, id)
	if err != nil {
		return err
	}
	st := statement.Fold(b.d.Agency(), id, entries)
	for _, v := range viewList() {
		if !b.wants(v.Name) {
			continue
		}
		if row, ok := v.Fold(b.d, st); ok {
			row.View, row.ID = v.Name, id
			if err := tx.PutRow(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// leaves makes the rows of the audit view.
func (b *rebuilding) leaves() error {
	for batch := range slices.Chunk(b.seqs, rebuildBatch) {
		err := b.d.cfg.Store.Update(b.ctx, func(tx store.Tx) error { return b.leavesOf(tx, batch) })
		if err == nil {
			err = b.step(len(batch))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var errEnough = errors.New("enough")

func (b *rebuilding) leavesOf(tx store.Tx, batch []int64) error {
	var list []store.Stored
	err := tx.Scan(batch[0], func(s store.Stored) error {
		if s.Seq > batch[len(batch)-1] {
			return errEnough
		}
		list = append(list, s)
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	for _, s := range list {
		if s.Kind.Signed() {
			continue
		}
		leaf, err := tx.LeafOf(s.Writer, s.Seq)
		if errors.Is(err, store.ErrNotFound) {
			continue // another writer's, whose log is not here
		}
		if err != nil {
			return err
		}
		e, err := b.d.entry(tx, s)
		if err != nil {
			return err
		}
		if row, ok := auditRow(e.Statement, b.d.placeOf(s.Writer, leaf)); ok {
			if err := tx.PutRow(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// end notes the versions and that the views are whole.
func (b *rebuilding) end() error {
	return b.d.cfg.Store.Update(b.ctx, func(tx store.Tx) error {
		for _, name := range b.names {
			if err := tx.SetMeta(viewVersion+name, []byte(strconv.Itoa(versions()[name]))); err != nil {
				return err
			}
		}
		if b.more {
			return nil
		}
		return tx.SetMeta(rebuildMark, nil)
	})
}
