package memory

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// LogSize returns the number of leaves of a writer's log.
func (r *reader) LogSize(w lanna.WriterID) (int64, error) {
	var n int64
	r.t.leaves.Descend(key(w)+"\xff\xff\xff\xff\xff\xff\xff\xff", func(k string, l store.Leaf) bool {
		if strings.HasPrefix(k, key(w)) {
			n = l.Index + 1
		}
		return false
	})
	return n, nil
}

// Leaves calls f with leaves in order.
func (r *reader) Leaves(w lanna.WriterID, from, to int64, f func(store.Leaf) error) error {
	var err error
	under(&r.t.leaves, key(w), key(w, from), func(_ string, l store.Leaf) bool {
		if l.Index >= to {
			return false
		}
		err = f(l)
		return err == nil
	})
	return err
}

// LeafOf returns the place of a statement in the log of its writer.
func (r *reader) LeafOf(w lanna.WriterID, seq int64) (int64, error) {
	n, ok := r.t.leafOf.Get(key(w, seq))
	if !ok {
		return 0, store.ErrNotFound
	}
	return n, nil
}

// StatementAt returns the statement that is a leaf.
func (r *reader) StatementAt(w lanna.WriterID, index int64) (store.Stored, error) {
	l, _ := r.t.leaves.Get(key(w, index))
	k, ok := r.t.statements.Get(l.Statement)
	if !ok {
		return store.Stored{}, store.ErrNotFound
	}
	return k.stored(), nil
}

// Log lists a writer's log, newest first.
func (r *reader) Log(q store.LogQuery) ([]store.LogEntry, error) {
	var out []store.LogEntry
	last := key(q.Writer) + "\xff\xff\xff\xff\xff\xff\xff\xff"
	if q.Before > 0 {
		last = key(q.Writer, q.Before-1)
	}
	r.t.leaves.Descend(last, func(k string, l store.Leaf) bool {
		if !strings.HasPrefix(k, key(q.Writer)) {
			return false
		}
		if s, ok := r.t.statements.Get(l.Statement); ok && asked(&q, s) {
			out = append(out, store.LogEntry{Index: l.Index, Stored: s.stored()})
		}
		return len(out) < limit(q.Limit, 100, 1000)
	})
	return out, nil
}

func asked(q *store.LogQuery, k *kept) bool {
	switch {
	case !q.Record.IsZero() && k.Record != q.Record:
		return false
	case q.Record.IsZero() && !q.Officer.IsZero() && k.header.Officer != q.Officer:
		return false
	case len(q.Kinds) > 0:
		return slices.Contains(q.Kinds, k.Kind)
	}
	return k.Kind.Known()
}

// AppendLeaf adds the next leaf.
func (t *tx) AppendLeaf(w lanna.WriterID, l store.Leaf) error {
	size, err := t.LogSize(w)
	if err == nil && l.Index != size {
		err = fmt.Errorf("%w: leaf %d of a log of size %d", store.ErrExists, l.Index, size)
	}
	if err != nil {
		return err
	}
	t.t.leaves.Set(key(w, l.Index), l)
	if l.Statement != 0 || l.Salt != [statement.SaltSize]byte{} {
		t.t.leafOf.Set(key(w, l.Statement), l.Index)
	}
	return nil
}

// Hashes returns tree hashes of a level.
func (r *reader) Hashes(w lanna.WriterID, level int, from int64, n int) ([][32]byte, error) {
	out := make([][32]byte, 0, n)
	for i := range int64(n) {
		h, ok := r.t.hashes.Get(key(w, level, from+i))
		if !ok {
			return nil, store.ErrNotFound
		}
		out = append(out, h)
	}
	return out, nil
}

// PutHash keeps a tree hash.
func (t *tx) PutHash(w lanna.WriterID, level int, pos int64, h [32]byte) error {
	t.t.hashes.Set(key(w, level, pos), h)
	return nil
}

// Checkpoints calls f with the stored checkpoints with Size > after.
func (r *reader) Checkpoints(w lanna.WriterID, after int64, f func(store.Checkpoint) error) error {
	var err error
	under(&r.t.checkpoints, key(w), key(w, after+1), func(k string, note []byte) bool {
		err = f(store.Checkpoint{Size: number(k), Note: bytes.Clone(note)})
		return err == nil
	})
	return err
}

// PutCheckpoint keeps a checkpoint; of one size the first stays.
func (t *tx) PutCheckpoint(w lanna.WriterID, c store.Checkpoint) error {
	at := key(w, c.Size)
	if _, ok := t.t.checkpoints.Get(at); !ok {
		t.t.checkpoints.Set(at, bytes.Clone(c.Note))
	}
	return nil
}
