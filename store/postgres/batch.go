package postgres

import (
	"context"
	"errors"
	"maps"

	"github.com/jackc/pgx/v5"

	"lanna"
)

// batch is one shared transaction. What updates write waits in it, so that it goes
// to the server together, in one round, however many updates share it; what they
// read of their own writes is answered from here where that can be.
type batch struct {
	s       *Store
	w       *writer
	careful bool // every job in a savepoint of its own
	turn    turn
	memo    *memo

	fresh    map[name]int64 // names given in it
	given    map[nameKind]int64
	newNames []newName

	records    map[lanna.RecordID]*given
	newRecords []newRecord
	seals      map[int64]sealer
	newSeals   []newSeal

	said    []said
	touched map[int64]bool // records with statements that wait
	leaves  []grown
	rows    map[int64]*waiting
	places  map[placed]int64
	moved   map[[16]byte]bool // values of keys that wait
	counts  map[place]int64
	words   map[int64]*wordOp
	parcels []posted
	meta    map[string][]byte
	counted map[string]bool // counters that wait
	more    []statementOf
}

// turn is what the row of that name holds: the numbers last given.
type turn struct{ commits, seq, record, word, barred int64 }

// memo is what one transaction leaves to the next: it is good as long as no other
// process has written in between.
type memo struct {
	sizes     map[int64]int64 // leaves in the logs of writers
	counters  map[string]int64
	receivers map[string]*receiver
	used      map[int64]map[int64]int64 // how often each audience occurs in a view
}

func newMemo() *memo {
	return &memo{map[int64]int64{}, map[string]int64{}, map[string]*receiver{}, map[int64]map[int64]int64{}}
}

// A statementOf SQL waits for its turn.
type statementOf struct {
	sql  string
	args []any
}

func newBatch(w *writer, careful bool) *batch {
	b := &batch{s: w.s, w: w, careful: careful, fresh: map[name]int64{}, given: map[nameKind]int64{}, memo: newMemo()}
	b.records, b.seals = map[lanna.RecordID]*given{}, map[int64]sealer{}
	b.empty()
	return b
}

// empty begins to collect anew.
func (b *batch) empty() {
	b.newNames, b.newRecords, b.newSeals, b.said, b.leaves, b.parcels, b.more = nil, nil, nil, nil, nil, nil, nil
	b.touched, b.rows, b.places, b.moved = map[int64]bool{}, map[int64]*waiting{}, map[placed]int64{}, map[[16]byte]bool{}
	b.counts, b.words, b.meta, b.counted = map[place]int64{}, map[int64]*wordOp{}, map[string][]byte{}, map[string]bool{}
}

// forget drops what the batch knows of its own writes, since they were undone.
func (b *batch) forget(to *mark) {
	b.fresh, b.given, b.turn, b.memo = to.fresh, to.given, to.turn, newMemo()
	b.records, b.seals = map[lanna.RecordID]*given{}, map[int64]sealer{}
	b.empty()
}

// mark is where a batch stood when a job began.
type mark struct {
	fresh map[name]int64
	given map[nameKind]int64
	turn  turn
}

func (b *batch) mark() *mark { return &mark{maps.Clone(b.fresh), maps.Clone(b.given), b.turn} }

// run runs every job and writes what it left. Its error is that of the whole
// transaction: errAgain where the jobs must be run again, each in a savepoint.
func (b *batch) run(ctx context.Context, group []*job) (kept int, err error) {
	for _, j := range group {
		if j.err = j.ctx.Err(); j.err != nil {
			continue
		}
		if err := b.one(ctx, j, len(group) > 1); err != nil {
			return kept, err
		}
		if j.err == nil && j.bug == nil {
			kept++
		}
	}
	return kept, nil
}

// one runs a job. A savepoint costs two rounds, so a job gets one only after one
// failed; most groups never need any.
func (b *batch) one(ctx context.Context, j *job, shared bool) error {
	j.bug = nil
	savepoint := shared && b.careful
	var at *mark
	if savepoint {
		if _, err := b.w.c.Exec(ctx, "SAVEPOINT job"); err != nil {
			return err
		}
		at = b.mark()
	}
	t := &tx{reader: reader{s: b.s, ctx: ctx, q: b.w.c, fresh: b.fresh}, batch: b}
	j.call(t)
	if j.err == nil && j.bug == nil && savepoint {
		j.err = t.flush()
	}
	failed := j.err != nil || j.bug != nil
	switch state := b.w.c.PgConn().TxStatus(); {
	case b.w.c.IsClosed() || state == 'I':
		return errors.Join(errLost, j.err)
	case failed && savepoint:
		b.forget(at)
		_, err := b.w.c.Exec(ctx, "ROLLBACK TO job")
		return err
	case failed && shared && (t.wrote || state == 'E'):
		return errAgain
	}
	if savepoint {
		_, err := b.w.c.Exec(ctx, "RELEASE job")
		return err
	}
	return nil
}

// call calls the job's function and keeps its panic for the caller's goroutine.
func (j *job) call(t *tx) {
	ok := false
	defer func() {
		if !ok {
			if j.bug = recover(); j.bug == nil {
				j.bug = "runtime.Goexit in an update"
			}
		}
	}()
	j.err = j.f(t)
	ok = true
}

var errLost = errors.New("postgres: the transaction was undone with its link")

// flush writes what waits, in one round.
func (t *tx) flush() error {
	q := t.batch.queue()
	if q.Len() == 0 {
		return nil
	}
	t.batch.empty()
	return fault(t.q.SendBatch(t.ctx, q).Close())
}

// queue is what waits, in an order in which each finds what it needs.
func (b *batch) queue() *pgx.Batch {
	q := &pgx.Batch{}
	b.queueNames(q)
	b.queueSaid(q)
	b.queueRows(q)
	b.queuePlaces(q)
	b.queueWords(q)
	b.queueOutbox(q)
	for _, m := range b.more {
		q.Queue(m.sql, m.args...)
	}
	return q
}
