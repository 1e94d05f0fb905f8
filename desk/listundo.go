package desk

import (
	"context"
	"slices"
	"strconv"

	"lanna"
	"lanna/statement"
)

// undoBatch is how many rows are erased in one transaction: each looks for what
// was derived from it.
const undoBatch = 20

// RollBackList takes a whole list back: every record that it made is erased for
// ever, at every party that holds any of it as well, and so are the people who
// came with it and of whom nobody said anything since. It takes two officers, as
// every erasure before its day does: second has just signed with CheckPassword.
func (d *Desk) RollBackList(ctx context.Context, by, second Actor, why Why, id lanna.RecordID) error {
	err := d.do(ctx, by, why, "list.rollback", func(w *work) error {
		l, err := w.openList(id, ListCommitting, ListCommitted)
		if err != nil {
			return err
		}
		if second.Officer == by.Officer || !second.May("list.rollback") || !second.signs(w.now) {
			return &lanna.Error{Kind: lanna.Denied, Code: "second-signature", ID: id.String()}
		}
		w.setMeta(progressOf(id), []byte("0"))
		return w.set(l.st, markingOf(l.st), statement.New(lanna.ListState, ListUndoing), statement.New(lanna.SecondOfficer, second.Officer.String()))
	})
	if err == nil {
		d.await(ctx, d.startUndo(id), patience)
	}
	return err
}

func (d *Desk) startUndo(id lanna.RecordID) <-chan struct{} {
	return d.lists.start(id, func(ctx context.Context) {
		if err := d.undoList(ctx, id); err != nil && ctx.Err() == nil {
			d.listed.set(id, ListWork{Step: "rolling-back", Err: err})
			d.cfg.Log.Error("list not rolled back", "record", id.String(), "code", lanna.CodeOf(err), "err", err)
		}
	})
}

// An undo is a list on its way out.
type undo struct {
	d      *Desk
	l      *listNow
	by     Actor
	why    Why
	second lanna.OfficerID
}

// undoOf reads who ordered it: officer and reason stand in the statement that
// set the state.
func (d *Desk) undoOf(ctx context.Context, id lanna.RecordID) (*undo, error) {
	st, err := d.stateOf(ctx, id)
	if err != nil {
		return nil, err
	}
	l, err := d.listOf(st)
	if err != nil {
		return nil, err
	}
	u := &undo{d: d, l: l}
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Property != lanna.ListState || !f.Live() || f.Value != ListUndoing || f.Agency != d.Agency() {
			continue
		}
		u.by.Officer = f.Officer
		for k := range st.Facts {
			o := &st.Facts[k]
			if o.Statement != f.Statement {
				continue
			}
			switch o.Property {
			case lanna.PurposeOf:
				u.why.Purpose = lanna.Purpose(o.Value)
			case lanna.CaseOf:
				u.why.Case = o.Value
			case lanna.Reason:
				u.why.Reason = o.Value
			case lanna.SecondOfficer:
				u.second = officerID(o.Value)
			}
		}
	}
	if u.second.IsZero() || l.checked == nil {
		return nil, &lanna.Error{Kind: lanna.Locked, Code: "list-unsigned", ID: id.String()}
	}
	u.by, err = d.Actor(ctx, u.by.Officer)
	return u, err
}

func (d *Desk) undoList(ctx context.Context, id lanna.RecordID) error {
	u, err := d.undoOf(ctx, id)
	if err != nil || u.l.state != ListUndoing {
		return err
	}
	at, err := d.listAt(ctx, id)
	if err != nil {
		return err
	}
	err = d.eachBatch(ctx, u.l, "rolling-back", at, undoBatch,
		func(*ListedRow) {},
		func(rows []ListedRow, n int) error { return u.batch(ctx, rows, n) })
	if err == nil {
		err = u.end(ctx)
	}
	if err == nil {
		d.listed.clear(id)
		err = storeError(d.cfg.Store.Scrub(ctx))
	}
	return err
}

func (u *undo) batch(ctx context.Context, rows []ListedRow, at int) error {
	return u.d.do(ctx, u.by, u.why, "list.rollback", func(w *work) error {
		e := &eraser{w: w, gone: map[lanna.RecordID][]statement.Fact{}, second: u.second}
		for i := range rows {
			if err := u.name(w, e, &rows[i]); err != nil {
				return err
			}
		}
		w.setMeta(progressOf(u.l.id), []byte(strconv.Itoa(at)))
		if len(e.order) == 0 {
			return nil
		}
		if err := e.spread(); err != nil {
			return err
		}
		if err := e.searches(); err != nil {
			return err
		}
		w.blobs = append(w.blobs, e.blobs()...)
		return e.erase()
	})
}

// name names what a row brought: its record, and its person where all that was
// said of that person came with this list.
func (u *undo) name(w *work, e *eraser, r *ListedRow) error {
	l, err := w.ledger(r.ID, false)
	if err != nil || len(l.entries) == 0 {
		return err
	}
	st, err := w.state(r.ID)
	if err != nil {
		return err
	}
	us := u.d.Agency()
	take := func(id lanna.RecordID, st *statement.State) {
		for i := range st.Facts {
			if f := &st.Facts[i]; f.Agency == us {
				e.take(id, f)
			}
		}
	}
	people := w.linked(st, lanna.PersonOf)
	take(r.ID, st)
	for _, id := range people {
		only, person, err := u.onlyOurs(w, id)
		if err != nil {
			return err
		}
		if only {
			take(id, person)
		}
	}
	return nil
}

// onlyOurs reports whether a person came with this list and nobody has said
// anything of them since.
func (u *undo) onlyOurs(w *work, id lanna.RecordID) (bool, *statement.State, error) {
	st, err := w.state(id)
	if err != nil {
		return false, nil, err
	}
	for i := range st.Facts {
		if f := &st.Facts[i]; f.Property == lanna.Act && f.Value != "list.commit" && f.Value != "list.rollback" || f.Agency != u.d.Agency() {
			return false, st, nil
		}
	}
	rows, err := w.linkedTo(lanna.PersonOf, id)
	if err != nil {
		return false, nil, err
	}
	for _, row := range rows {
		of, err := w.state(row)
		if err != nil {
			return false, nil, err
		}
		if !slices.Contains(w.linked(of, lanna.ListOf), u.l.id) {
			return false, st, nil
		}
	}
	return true, st, nil
}

func (u *undo) end(ctx context.Context) error {
	return u.d.do(ctx, u.by, u.why, "list.rollback", func(w *work) error {
		l, err := w.openList(u.l.id)
		if err != nil || l.state == ListUndone {
			return err
		}
		w.setMeta(progressOf(l.id), nil)
		return w.forgetRows(l, ListUndone)
	})
}
