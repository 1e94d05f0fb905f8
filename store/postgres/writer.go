package postgres

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"github.com/jackc/pgx/v5"

	"lanna/store"
)

// maxGroup is how many updates share a transaction at most.
const maxGroup = 128

// errClosed is returned by a store that was closed.
var errClosed = errors.New("postgres: database is closed")

// writer runs all updates of this process, on one connection and one goroutine.
// Updates that wait at the same moment share a transaction and so a sync of the
// server's disk; those of other processes wait for the row of turn.
type writer struct {
	s        *Store
	c        *pgx.Conn // nil until there is one
	ctx      context.Context
	stop     context.CancelFunc
	jobs     chan *job
	finished chan struct{}
	closing  sync.Once
	ticket   int64 // of the last transaction that was begun
	last     turn  // as the last transaction of this process left it
	memo     *memo // nil: nothing is known
}

type job struct {
	ctx  context.Context
	f    func(store.Tx) error
	err  error
	bug  any // what f panicked with
	done chan struct{}
}

func newWriter(s *Store) *writer {
	ctx, stop := context.WithCancel(context.Background())
	w := &writer{s: s, ctx: ctx, stop: stop, jobs: make(chan *job, maxGroup), finished: make(chan struct{})}
	go w.loop()
	return w
}

// Update runs f in a transaction; see [store.Store]. f must not call Update or
// Scrub: they would wait for f. Where the link breaks while the transaction is
// being committed, Update returns when it has found out what became of it.
func (s *Store) Update(ctx context.Context, f func(tx store.Tx) error) error {
	return s.writer.do(&job{ctx: ctx, f: f, done: make(chan struct{})})
}

func (w *writer) do(j *job) error {
	if w.ctx.Err() != nil {
		return errClosed
	}
	select {
	case w.jobs <- j:
	case <-j.ctx.Done():
		return j.ctx.Err()
	case <-w.ctx.Done():
		return errClosed
	}
	select {
	case <-j.done:
	case <-w.finished: // closed with the job still waiting, or just done
		select {
		case <-j.done:
		default:
			return errClosed
		}
	}
	if j.bug != nil {
		panic(j.bug)
	}
	return j.err
}

func (w *writer) close() {
	w.closing.Do(w.stop)
	<-w.finished
}

func (w *writer) loop() {
	defer close(w.finished)
	defer w.hangUp()
	group := make([]*job, 0, maxGroup)
	for {
		select {
		case j := <-w.jobs:
			group = w.gather(append(group[:0], j), cap(group))
			w.commit(group)
		case <-w.ctx.Done():
			return
		}
	}
}

// gather adds the updates that wait. Those whose turn has just ended are about
// to come back with the next: they are let run once before the group is closed.
func (w *writer) gather(group []*job, limit int) []*job {
	last := limit
	for len(group) < limit && len(group) != last {
		last = len(group)
		runtime.Gosched()
		for more := true; more && len(group) < limit; {
			select {
			case j := <-w.jobs:
				group = append(group, j)
			default:
				more = false
			}
		}
	}
	return group
}

// commit runs jobs in one transaction and lets their callers go on when it is
// on disk.
func (w *writer) commit(group []*job) {
	defer func() {
		for _, j := range group {
			close(j.done)
		}
	}()
	err := w.attempt(group, false)
	if errors.Is(err, errAgain) {
		err = w.attempt(group, true)
	}
	if err == nil {
		return
	}
	w.memo = nil
	for _, j := range group {
		if j.err == nil {
			j.err = fault(err)
		}
	}
}

// attempt runs jobs in one transaction, or leaves nothing of it.
func (w *writer) attempt(group []*job, careful bool) (err error) {
	defer func() {
		if err != nil {
			w.s.undone()
		}
	}()
	b, err := w.begin(careful)
	if err != nil {
		w.undo()
		return err
	}
	kept, err := b.run(w.ctx, group)
	if err != nil || kept == 0 {
		w.undo()
		return err
	}
	return w.finish(b)
}

// undo ends a transaction that is not wanted. A link that does not answer is given
// up, and the server undoes what hung on it.
func (w *writer) undo() {
	w.memo = nil
	if w.c == nil {
		return
	}
	if w.c.IsClosed() {
		w.c = nil
		return
	}
	if _, err := w.c.Exec(w.ctx, "ROLLBACK"); err != nil {
		w.hangUp()
	}
}

func (w *writer) hangUp() {
	if w.c != nil {
		ctx, cancel := context.WithTimeout(context.Background(), hangUpTime)
		defer cancel()
		_ = w.c.Close(ctx)
		w.c = nil
	}
}

// begin begins a transaction and waits for its turn. Nobody else writes until it
// ends.
func (w *writer) begin(careful bool) (*batch, error) {
	for fresh := false; ; fresh = true {
		if w.c == nil {
			var err error
			if w.c, err = pgx.ConnectConfig(w.ctx, w.s.conn); err != nil {
				return nil, err
			}
			fresh = true
		}
		b := newBatch(w, careful)
		err := w.takeTurn(b)
		if err == nil {
			return b, w.catchUp(b)
		}
		if w.hangUp(); fresh || !broken(err) || w.ctx.Err() != nil {
			return nil, err
		} // an old link may have died in its sleep: once more by a new one
	}
}

func (w *writer) takeTurn(b *batch) error {
	q := &pgx.Batch{}
	q.Queue("BEGIN")
	q.Queue("SELECT commits, seq, record, word, barred FROM turn FOR UPDATE").QueryRow(func(row pgx.Row) error {
		t := &b.turn
		return row.Scan(&t.commits, &t.seq, &t.record, &t.word, &t.barred)
	})
	return w.c.SendBatch(w.ctx, q).Close()
}

// catchUp makes use of what the last transaction knew, or reads what others gave
// in between.
func (w *writer) catchUp(b *batch) error {
	if w.memo != nil && w.last.commits == b.turn.commits {
		b.memo = w.memo
		return nil
	}
	r := &reader{s: w.s, ctx: w.ctx, q: w.c}
	if err := r.loadNames(); err != nil {
		return err
	}
	return r.loadBarred(w.last.barred)
}

// finish writes what waits and commits.
func (w *writer) finish(b *batch) error {
	q := b.queue()
	b.turn.commits++
	w.ticket++
	t := &b.turn
	q.Queue("UPDATE turn SET commits = $1, seq = $2, record = $3, word = $4, barred = $5", t.commits, t.seq, t.record, t.word, t.barred)
	q.Queue("UPDATE process SET ticket = $1 WHERE id = $2", w.ticket, w.s.id)
	q.Queue("SELECT pg_notify($1, $2)", w.s.channel, b.notice())
	q.Queue("COMMIT")
	err := w.c.SendBatch(w.ctx, q).Close()
	if err != nil {
		if !broken(err) {
			w.undo()
			return err
		}
		if err = w.findOut(err); err != nil {
			return err
		}
	}
	for k, n := range b.fresh {
		w.s.names.keep(k, n)
	}
	w.last, w.memo = b.turn, b.memo
	return nil
}
