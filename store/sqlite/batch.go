package sqlite

import (
	"errors"

	"lanna"
)

// batch is one shared transaction. What many updates of it change (counts,
// counters, the last parcel) is kept here and written once, at its end; so are
// keys, which are then written in order and many at a time.
type batch struct {
	w       *writer
	careful bool // every job in a savepoint of its own

	fresh     map[name]int64 // names given in it
	records   map[lanna.RecordID]*given
	sizes     map[int64]int64           // leaves in the logs of writers
	places    []placed                  // keys that came and went, in order
	moved     map[string]bool           // their values
	counts    map[place]int64           // changes of counts
	used      map[int64]map[int64]int64 // how often each audience occurs in a view, as it is written
	counters  map[string]int64
	receivers map[string]*receiver
	words     []wordOp // texts to be indexed at its end
	saved     int      // how many of them are done already
}

func newBatch(w *writer, careful bool) *batch {
	b := &batch{w: w, careful: careful}
	b.forget()
	return b
}

// forget drops what the batch knows of its own writes, since they were undone.
func (b *batch) forget() {
	b.fresh, b.records, b.sizes = map[name]int64{}, map[lanna.RecordID]*given{}, map[int64]int64{}
	b.places, b.moved = nil, map[string]bool{}
	b.used = map[int64]map[int64]int64{}
	b.counts, b.counters, b.receivers = map[place]int64{}, map[string]int64{}, map[string]*receiver{}
}

var (
	errLost  = errors.New("transaction was undone by another update's failure")
	errAgain = errors.New("a job failed after it had written")
)

// run runs every job and commits. Its error is that of the whole transaction:
// errAgain where the jobs must be run again, each in a savepoint.
func (b *batch) run(group []*job) error {
	kept := 0
	for _, j := range group {
		if j.err = j.ctx.Err(); j.err != nil {
			continue
		}
		if err := b.one(j, len(group) > 1); err != nil {
			return err
		}
		if j.err == nil && j.bug == nil {
			kept++
		}
	}
	if kept == 0 {
		b.forget()
		return b.w.c.exec("ROLLBACK")
	}
	if err := errors.Join(b.flush(), b.index()); err != nil {
		return err
	}
	return b.w.c.exec("COMMIT")
}

// one runs a job. SQLite copies every page that a savepoint touches, so a job
// gets one only after one failed; most groups never need any.
func (b *batch) one(j *job, shared bool) error {
	j.bug = nil
	c := b.w.c
	savepoint := shared && b.careful
	if savepoint {
		if err := c.exec("SAVEPOINT job"); err != nil {
			return err
		}
	}
	words, saved := len(b.words), b.saved
	t := newTx(b)
	b.call(j, t)
	if j.err == nil && j.bug == nil && savepoint {
		j.err = b.flush()
	}
	switch failed := j.err != nil || j.bug != nil; {
	case c.db.GetAutocommit(): // SQLite undid everything: disk full, input/output error
		return errors.Join(errLost, j.err)
	case failed && savepoint:
		b.words, b.saved = b.words[:words], saved
		b.forget()
		if err := c.exec("ROLLBACK TO job"); err != nil {
			return err
		}
	case failed && shared && t.wrote:
		return errAgain
	}
	if savepoint {
		return c.exec("RELEASE job")
	}
	return nil
}

// call calls the job's function and keeps its panic for the caller's goroutine.
func (b *batch) call(j *job, t *tx) {
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

// flush writes the numbers that were kept back.
func (b *batch) flush() error {
	return errors.Join(b.flushPlaces(), b.flushCounts(), b.flushCounters(), b.flushReceivers())
}
