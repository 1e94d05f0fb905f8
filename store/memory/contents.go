package memory

import (
	"bytes"
	"context"
	"slices"

	"github.com/tidwall/btree"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// Snapshot is View: nothing waits for a reader here.
func (s *Store) Snapshot(ctx context.Context, f func(r store.Reader) error) error {
	return s.View(ctx, f)
}

// Logs returns the writers that logs are kept of.
func (r *reader) Logs() ([]lanna.WriterID, error) {
	out := append(writers(&r.t.leaves), writers(&r.t.checkpoints)...)
	slices.SortFunc(out, byID)
	return slices.Compact(out), nil
}

// writers returns those with which keys of a table begin.
func writers[V any](m *btree.Map[string, V]) []lanna.WriterID {
	var out []lanna.WriterID
	for from, more := "", true; more; {
		more = false
		m.Ascend(from, func(k string, _ V) bool {
			w := lanna.WriterID([]byte(k[:len(lanna.WriterID{})]))
			out, more = append(out, w), true
			from = key(w) + "\xff\xff\xff\xff\xff\xff\xff\xff\xff"
			return false
		})
	}
	return out
}

// Receivers returns for whom parcels were posted.
func (r *reader) Receivers() ([]store.Receiver, error) {
	var out []store.Receiver
	r.t.posted.Scan(func(label string, last int64) bool {
		out = append(out, store.Receiver{Label: label, Last: last})
		return true
	})
	return out, nil
}

// Counters returns the names of all counters.
func (r *reader) Counters() ([]string, error) { return r.t.counters.Keys(), nil }

// AllBarred goes through all claims that may not be held.
func (r *reader) AllBarred(f func(statement.Barred) error) error {
	var err error
	r.t.barred.Scan(func(k string, _ bool) bool {
		var b statement.Barred
		copy(b.Agency[:], k)
		copy(b.Digest[:], k[len(b.Agency):])
		err = f(b)
		return err == nil
	})
	return err
}

// Renumber raises the last number given to a receiver.
func (t *tx) Renumber(to string, n int64) error {
	if last, _ := t.t.posted.Get(to); last < n {
		t.t.posted.Set(to, n)
	}
	return nil
}

func byID(a, b lanna.WriterID) int { return bytes.Compare(a[:], b[:]) }
