package desk

import (
	"context"
	"errors"
	"strconv"
	"sync"

	"lanna"
	"lanna/store"
)

// listBatch is how many rows share a transaction: officers who write beside an
// import wait for at most one batch (0.96 ms of processor a row, docs/measured/lists.md).
const listBatch = 400

// progressOf is where the node remembers how many rows of a list were dealt with.
// It is written with the rows, and only says where to go on: a row whose record
// is there is never made again.
func progressOf(id lanna.RecordID) string { return "list/at/" + id.String() }

// startCommit makes records of the rows of a list that two officers signed for.
func (d *Desk) startCommit(id lanna.RecordID) <-chan struct{} {
	return d.lists.start(id, func(ctx context.Context) {
		if err := d.commitList(ctx, id); err != nil && ctx.Err() == nil {
			d.listed.set(id, ListWork{Step: "committing", Err: err})
			d.cfg.Log.Error("list not taken over", "record", id.String(), "code", lanna.CodeOf(err), "err", err)
		}
	})
}

// resumeLists goes on with what a crash or a stop cut off.
func (d *Desk) resumeLists(ctx context.Context) error {
	for _, state := range []string{ListCommitting, ListUndoing} {
		var ids []lanna.RecordID
		err := d.cfg.Store.View(ctx, func(r store.Reader) error {
			items, err := r.List(store.ListQuery{View: listView, Name: "work", Values: []string{state}, Audiences: everyone})
			for _, item := range items {
				ids = append(ids, item.ID)
			}
			return err
		})
		if err != nil {
			return storeError(err)
		}
		for _, id := range ids {
			if state == ListCommitting {
				d.startCommit(id)
			} else {
				d.startUndo(id)
			}
		}
	}
	return nil
}

// WaitList waits until what runs on a list is over, and returns why it failed.
// Without anything running it resumes what was cut off.
func (d *Desk) WaitList(ctx context.Context, id lanna.RecordID) error {
	if err := d.resumeLists(ctx); err != nil {
		return err
	}
	select {
	case <-d.lists.idle(id):
	case <-ctx.Done():
		return ctx.Err()
	}
	w, _ := d.listed.get(id)
	return w.Err
}

// A listRun is a list on its way into the register. Who acts is the officer whose
// signature was the second, with the rights of now.
type listRun struct {
	l     *listNow
	by    Actor
	why   Why
	fates map[int]*rowFate
	whos  rowPersons
}

// rowPersons are whose the rows are that were read so far, for pairs that name
// rows. Rows are read while those before them are taken over.
type rowPersons struct {
	mu  sync.RWMutex
	all map[int]lanna.RecordID
}

func (p *rowPersons) note(r *ListedRow) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all[r.Number] = r.Who
}

func (p *rowPersons) of(row int) lanna.RecordID {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.all[row]
}

// What became of a row.
const (
	RowRecorded = "recorded" // its record and its person's are new
	RowJoined   = "joined"   // its record is new, its person was known by a number
	RowLocked   = "locked"   // recorded without the suspicion, which a presumed victim locks
	RowWaits    = "waits"    // of a warrant list: nothing recorded, a presumed victim locks it
	RowFaulty   = "faulty"   // kept apart
	RowSkipped  = "skipped"  // an officer left it out
)

func (d *Desk) listRun(ctx context.Context, id lanna.RecordID) (*listRun, error) {
	st, err := d.stateOf(ctx, id)
	if err != nil {
		return nil, err
	}
	l, err := d.listOf(st)
	if err != nil {
		return nil, err
	}
	signed := l.signatures()
	if len(signed) < 2 || l.checked == nil { // no state of a list says more than its signatures
		return nil, &lanna.Error{Kind: lanna.Locked, Code: "list-unsigned", ID: id.String()}
	}
	last := signed[len(signed)-1]
	run := &listRun{l: l, why: last.why, fates: l.fates(), whos: rowPersons{all: map[int]lanna.RecordID{}}}
	run.by, err = d.Actor(ctx, last.by)
	return run, err
}

func (d *Desk) commitList(ctx context.Context, id lanna.RecordID) error {
	run, err := d.listRun(ctx, id)
	if err != nil {
		return err
	}
	if run.l.state != ListCommitting {
		return nil
	}
	at, err := d.listAt(ctx, id)
	if err != nil {
		return err
	}
	var batches inTurn
	err = d.eachBatch(ctx, run.l, "committing", at, listBatch, run.whos.note, func(rows []ListedRow, n int) error {
		return batches.do(ctx, func() draft { return d.commitBatch(ctx, run, rows, n) })
	})
	if err = batches.end(ctx, err); err == nil {
		err = d.endCommit(ctx, run)
	}
	if err == nil {
		d.listed.clear(id)
	}
	return err
}

func (d *Desk) listAt(ctx context.Context, id lanna.RecordID) (int, error) {
	at := 0
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		b, err := r.Meta(progressOf(id))
		if err == nil {
			at, err = strconv.Atoi(string(b))
		}
		return notThere(err)
	})
	return at, storeError(err)
}

// eachBatch hands on the rows of a list behind the first at, size of them at a
// time, with the number of rows read by then, and tells how far the step is.
// Every row is seen, those before at too; they were done before the node stopped.
// do may keep the rows.
func (d *Desk) eachBatch(ctx context.Context, l *listNow, step string, at, size int, seen func(*ListedRow), do func(rows []ListedRow, n int) error) error {
	var batch []ListedRow
	n := 0 // rows read
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		d.listed.set(l.id, ListWork{Step: step, Done: n - len(batch), Total: l.tally.Rows})
		err := do(batch, n)
		batch = nil
		return err
	}
	err := d.eachRow(ctx, *l.checked, ListAll, func(r *ListedRow) error {
		seen(r)
		if n++; n <= at {
			return nil
		}
		if batch = append(batch, *r); len(batch) == size {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// commitBatch makes records of some rows, all or none.
func (d *Desk) commitBatch(ctx context.Context, run *listRun, rows []ListedRow, at int) draft {
	return d.draft(ctx, run.by, run.why, "list.commit", func(w *work) error {
		l, err := w.openList(run.l.id, ListCommitting)
		if err != nil {
			return err
		}
		m := markingOf(l.st)
		for i := range rows {
			if err := w.commitRow(run, &rows[i], m); err != nil {
				return err
			}
		}
		w.setMeta(progressOf(run.l.id), []byte(strconv.Itoa(at)))
		return nil
	})
}

// endCommit says what became of the rows. It counts records, not what was meant.
func (d *Desk) endCommit(ctx context.Context, run *listRun) error {
	tally := run.l.tally
	tally.Done = map[string]int{}
	n := 0
	err := d.eachReceipt(ctx, run.l, 0, func(r *ListReceipt) error {
		tally.Done[r.What]++
		if n++; n%receiptBatch == 0 {
			d.listed.set(run.l.id, ListWork{Step: "receipts", Done: n, Total: tally.Rows})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.do(ctx, run.by, run.why, "list.commit", func(w *work) error {
		l, err := w.openList(run.l.id)
		if err != nil || l.state == ListCommitted {
			return err
		}
		w.setMeta(progressOf(l.id), nil)
		return w.set(l.st, markingOf(l.st), statementsOf(ListCommitted, tally)...)
	})
}

// A ListReceipt says what became of one row: which record it is, and the
// statement that proves it, with its place in this node's log.
type ListReceipt struct {
	Row       int            `json:"row"`
	What      string         `json:"what"`
	Record    lanna.RecordID `json:"record,omitzero"`
	Label     string         `json:"label,omitempty"`
	Person    lanna.RecordID `json:"person,omitzero"`
	Statement lanna.Digest   `json:"statement,omitzero"`
	Leaf      int64          `json:"leaf,omitempty"`
}

// ListReceipts calls f with a receipt for each row behind number after. It holds
// ids alone and names nobody.
func (d *Desk) ListReceipts(ctx context.Context, by Actor, why Why, id lanna.RecordID, after int, f func(r *ListReceipt) error) error {
	l, err := d.listFor(ctx, by, why, id)
	if err != nil {
		return d.missed(ctx, by, why, "list.show", err)
	}
	if l.checked == nil {
		return &lanna.Error{Kind: lanna.Conflict, Code: "list-state", ID: id.String()}
	}
	err = d.see(ctx, by, why, "list.show", func(store.Reader) (sight, error) { return sight{records: []lanna.RecordID{id}, words: "receipts"}, nil })
	if err != nil {
		return err
	}
	return d.eachReceipt(ctx, l, after, f)
}

// receiptBatch is how many receipts are read on one snapshot.
const receiptBatch = 500

func (d *Desk) eachReceipt(ctx context.Context, l *listNow, after int, f func(r *ListReceipt) error) error {
	fates := l.fates()
	var batch []ListedRow
	flush := func() error {
		var out []ListReceipt
		err := d.cfg.Store.View(ctx, func(r store.Reader) error {
			out = out[:0]
			for i := range batch {
				receipt, err := d.receiptOf(r, l, &batch[i], fates[batch[i].Number])
				if err != nil {
					return err
				}
				out = append(out, receipt)
			}
			return nil
		})
		batch = batch[:0]
		for i := range out {
			if err == nil {
				err = f(&out[i])
			}
		}
		return storeError(err)
	}
	err := d.eachRow(ctx, *l.checked, ListAll, func(r *ListedRow) error {
		if r.Number <= after {
			return nil
		}
		if batch = append(batch, *r); len(batch) == receiptBatch {
			return flush()
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	if errors.Is(err, errRead) {
		return nil
	}
	return err
}

// receiptOf reads from the record itself what became of a row.
func (d *Desk) receiptOf(r store.Reader, l *listNow, row *ListedRow, fate *rowFate) (ListReceipt, error) {
	out := ListReceipt{Row: row.Number}
	entries, err := d.entries(r, row.ID)
	if err != nil {
		return out, err
	}
	if len(entries) == 0 {
		switch {
		case len(row.Faults) > 0:
			out.What = RowFaulty
		case fate != nil && fate.skip:
			out.What = RowSkipped
		default:
			out.What = RowWaits
		}
		return out, nil
	}
	return out, d.receiptFrom(r, &out, row, entries)
}
