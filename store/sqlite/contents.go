package sqlite

import (
	"context"
	"errors"
	"sync"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// givingWay is the long readings that are under way.
type givingWay struct {
	mu   sync.Mutex
	next int
	end  map[int]context.CancelCauseFunc
}

func (g *givingWay) begin(ctx context.Context) (context.Context, func()) {
	ctx, end := context.WithCancelCause(ctx)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.end == nil {
		g.end = map[int]context.CancelCauseFunc{}
	}
	n := g.next
	g.next++
	g.end[n] = end
	return ctx, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.end, n)
		end(nil)
	}
}

// cut ends all of them, because an erasure waits.
func (g *givingWay) cut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, end := range g.end {
		end(store.ErrGaveWay)
	}
}

// Snapshot runs f on one snapshot; see [store.Store].
func (s *Store) Snapshot(ctx context.Context, f func(r store.Reader) error) error {
	ctx, end := s.long.begin(ctx)
	defer end()
	err := s.View(ctx, func(r store.Reader) error { return f(&cut{r, ctx}) })
	if err != nil && errors.Is(context.Cause(ctx), store.ErrGaveWay) {
		return store.ErrGaveWay
	}
	return err
}

// cut is a reader that ends between two statements or lines when its time is over.
type cut struct {
	store.Reader
	ctx context.Context
}

func (c *cut) Scan(from int64, f func(store.Stored) error) error {
	return c.Reader.Scan(from, func(s store.Stored) error {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		return f(s)
	})
}

func (c *cut) Dump(f func(line []byte) error) error {
	return c.Reader.Dump(func(line []byte) error {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		return f(line)
	})
}

// Logs returns the writers that logs are kept of.
func (r *reader) Logs() ([]lanna.WriterID, error) {
	var out []lanna.WriterID
	s := r.c.q("SELECT label FROM name WHERE kind = ? AND (EXISTS (SELECT 1 FROM leaf WHERE leaf.n BETWEEN name.n << ? AND (name.n + 1 << ?) - 1) " +
		"OR EXISTS (SELECT 1 FROM checkpoint WHERE writer = name.n)) ORDER BY label").num(int64(writerName)).num(indexBits).num(indexBits)
	for s.next() {
		var w lanna.WriterID
		s.into(0, w[:])
		out = append(out, w)
	}
	return out, s.done()
}

// Receivers returns for whom parcels were posted.
func (r *reader) Receivers() ([]store.Receiver, error) {
	var out []store.Receiver
	s := r.c.q("SELECT label, last FROM receiver ORDER BY label")
	for s.next() {
		out = append(out, store.Receiver{Label: s.string(0), Last: s.int64(1)})
	}
	return out, s.done()
}

// Counters returns the names of all counters.
func (r *reader) Counters() ([]string, error) {
	var out []string
	s := r.c.q("SELECT name FROM counter ORDER BY name")
	for s.next() {
		out = append(out, s.string(0))
	}
	return out, s.done()
}

// AllBarred goes through all claims that may not be held.
func (r *reader) AllBarred(f func(statement.Barred) error) error {
	var last statement.Barred
	for first := true; ; first = false {
		var batch []statement.Barred
		s := r.c.q("SELECT agency, digest FROM barred WHERE (agency, digest) >= (?, ?) ORDER BY agency, digest LIMIT ?").
			blob(last.Agency[:]).blob(last.Digest[:]).num(scanLeaves)
		for s.next() {
			var b statement.Barred
			s.into(0, b.Agency[:])
			s.into(1, b.Digest[:])
			if first || b != last {
				batch = append(batch, b)
			}
		}
		if err := s.done(); err != nil || len(batch) == 0 {
			return err
		}
		for _, b := range batch {
			if err := f(b); err != nil {
				return err
			}
		}
		last = batch[len(batch)-1]
	}
}

// Renumber raises the last number given to a receiver.
func (t *tx) Renumber(to string, n int64) error {
	r, err := t.giveReceiver(to)
	if err == nil {
		r.last = max(r.last, n)
	}
	return err
}
