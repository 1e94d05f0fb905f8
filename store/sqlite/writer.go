package sqlite

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"sync"

	"github.com/ncruces/go-sqlite3"

	"lanna/store"
)

// maxGroup is how many updates share a transaction at most.
const maxGroup = 128

// errClosed is returned by a store that was closed.
var errClosed = errors.New("sqlite: database is closed")

// writer runs all updates, on one connection and one goroutine. Updates that
// wait at the same moment share a transaction and so a sync of the disk.
type writer struct {
	store    *Store
	c        *conn
	jobs     chan *job
	quit     chan struct{}
	finished chan struct{}
	closing  sync.Once
	nextWord int64 // number of the next document
	logPages int   // of the write-ahead log, after the last commit
	logLimit int   // from how many it is carried back
}

type job struct {
	ctx   context.Context
	f     func(store.Tx) error
	alone func(*conn) error // in place of f: runs outside any transaction
	err   error
	bug   any // what f panicked with
	done  chan struct{}
}

func newWriter(s *Store, c *conn) (*writer, error) {
	last, _, err := c.q("SELECT max(id) FROM words_content").number()
	if err != nil {
		return nil, err
	}
	w := &writer{store: s, c: c, jobs: make(chan *job, maxGroup), quit: make(chan struct{}),
		finished: make(chan struct{}), nextWord: last>>slotBits + 1, logLimit: cmp.Or(s.cfg.walPages, defaultWALPages)}
	c.db.WALHook(func(_ *sqlite3.Conn, _ string, pages int) error { // in place of SQLite's own, which carries back within the commit
		w.logPages = pages
		return nil
	})
	go w.loop()
	return w, nil
}

// Update runs f in a transaction; see [store.Store]. f must not call Update or
// Scrub: they would wait for f.
func (s *Store) Update(ctx context.Context, f func(tx store.Tx) error) error {
	return s.writer.do(&job{ctx: ctx, f: f, done: make(chan struct{})})
}

func (w *writer) do(j *job) error {
	select {
	case <-w.quit:
		return errClosed
	default:
	}
	select {
	case w.jobs <- j:
	case <-j.ctx.Done():
		return j.ctx.Err()
	case <-w.quit:
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

func (w *writer) truncateLog(ctx context.Context) error {
	return w.do(&job{ctx: ctx, done: make(chan struct{}), alone: func(c *conn) error {
		_, _, err := c.db.WALCheckpoint("main", sqlite3.CHECKPOINT_TRUNCATE)
		return fault(err)
	}})
}

func (w *writer) close() {
	w.closing.Do(func() { close(w.quit) })
	<-w.finished
}

func (w *writer) loop() {
	defer close(w.finished)
	defer w.c.close()
	group := make([]*job, 0, maxGroup)
	for {
		select {
		case j := <-w.jobs:
			group = w.gather(append(group[:0], j), cap(group))
			w.run(group)
		case <-w.quit:
			return
		}
	}
}

// carryBack writes a log that is long back into the database. Callers whose
// updates are on disk went on before: they need not wait for it.
func (w *writer) carryBack() {
	if w.logPages < w.logLimit {
		return
	}
	w.logPages = 0
	_, _, _ = w.c.db.WALCheckpoint("main", sqlite3.CHECKPOINT_PASSIVE) // what fails stays in the log, as where SQLite does it; the next commit comes back to it
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

// run runs a group, cutting it where a job must be alone.
func (w *writer) run(group []*job) {
	defer w.carryBack()
	from := 0
	for i, j := range group {
		if j.alone != nil {
			w.commit(group[from:i])
			j.err = j.alone(w.c)
			close(j.done)
			from = i + 1
		}
	}
	w.commit(group[from:])
}

// commit runs jobs in one transaction and lets their callers go on when it is
// on disk.
func (w *writer) commit(group []*job) {
	if len(group) == 0 {
		return
	}
	defer func() {
		for _, j := range group {
			close(j.done)
		}
	}()
	b, err := w.attempt(group, false)
	if errors.Is(err, errAgain) {
		b, err = w.attempt(group, true)
	}
	if err != nil {
		for _, j := range group {
			if j.err == nil {
				j.err = err
			}
		}
		return
	}
	for k, n := range b.fresh {
		w.store.names.keep(k, n)
	}
}

// attempt runs jobs in one transaction, or leaves nothing of it.
func (w *writer) attempt(group []*job, careful bool) (*batch, error) {
	b := newBatch(w, careful)
	err := w.c.exec("BEGIN IMMEDIATE")
	if err == nil {
		err = b.run(group)
	}
	if err != nil && !w.c.db.GetAutocommit() {
		_ = w.c.exec("ROLLBACK")
	}
	return b, err
}
