package sqlite

import (
	"fmt"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// indexBits is the room for the indexes of a writer's leaves in the numbers of
// leaves: 2^44 of them.
const indexBits = 44

// scanLeaves is how many leaves or checkpoints are read before the caller sees them.
const scanLeaves = 1024

func (r *reader) writer(w lanna.WriterID) (int64, error) { return r.number(writerName, string(w[:])) }

func (t *tx) giveWriter(w lanna.WriterID) (int64, error) { return t.give(writerName, string(w[:])) }

// LogSize returns the number of leaves of a writer's log.
func (r *reader) LogSize(w lanna.WriterID) (int64, error) {
	n, err := r.writer(w)
	if err != nil || n == 0 {
		return 0, err
	}
	return r.size(n)
}

func (r *reader) size(writer int64) (int64, error) {
	last, found, err := r.c.q("SELECT n FROM leaf WHERE n BETWEEN ? AND ? ORDER BY n DESC LIMIT 1").
		num(writer << indexBits).num((writer+1)<<indexBits - 1).number()
	if err != nil || !found {
		return 0, err
	}
	return last&(1<<indexBits-1) + 1, nil
}

// Leaves calls f with the leaves [from, to).
func (r *reader) Leaves(w lanna.WriterID, from, to int64, f func(store.Leaf) error) error {
	n, err := r.writer(w)
	if err != nil || n == 0 {
		return err
	}
	for from < to {
		batch := make([]store.Leaf, 0, min(to-from, scanLeaves))
		s := r.c.q("SELECT n, data, salt, statement FROM leaf WHERE n >= ? AND n < ? ORDER BY n LIMIT ?").
			num(n<<indexBits | from).num(n<<indexBits | to).num(scanLeaves)
		for s.next() {
			l := store.Leaf{Index: s.int64(0) & (1<<indexBits - 1), Statement: s.int64(3)}
			s.into(1, l.Data[:])
			s.into(2, l.Salt[:])
			batch = append(batch, l)
		}
		if err := s.done(); err != nil || len(batch) == 0 {
			return err
		}
		for _, l := range batch {
			if err := f(l); err != nil {
				return err
			}
			from = l.Index + 1
		}
	}
	return nil
}

// LeafOf returns the place of a statement in the log of its writer.
func (r *reader) LeafOf(w lanna.WriterID, seq int64) (int64, error) {
	n, err := r.writer(w)
	if err != nil {
		return 0, err
	}
	leaf, found, err := r.c.q("SELECT n FROM leaf WHERE statement = ? AND n BETWEEN ? AND ?").
		num(seq).num(n << indexBits).num((n+1)<<indexBits - 1).number()
	if err != nil {
		return 0, err
	}
	if !found {
		return 0, store.ErrNotFound
	}
	return leaf & (1<<indexBits - 1), nil
}

// Hashes returns tree hashes of a level.
func (r *reader) Hashes(w lanna.WriterID, level int, from int64, n int) ([][32]byte, error) {
	writer, err := r.writer(w)
	if err != nil {
		return nil, err
	}
	var out [][32]byte
	next := from
	s := r.c.q("SELECT pos, hash FROM hash WHERE writer = ? AND level = ? AND pos >= ? AND pos < ? ORDER BY pos").
		num(writer).num(int64(level)).num(from).num(from + int64(n))
	for s.next() && s.int64(0) == next {
		var h [32]byte
		s.into(1, h[:])
		out = append(out, h)
		next++
	}
	if err := s.done(); err != nil {
		return nil, err
	}
	if len(out) < n {
		return nil, store.ErrNotFound
	}
	return out, nil
}

// Checkpoints calls f with the stored checkpoints with Size > after.
func (r *reader) Checkpoints(w lanna.WriterID, after int64, f func(store.Checkpoint) error) error {
	n, err := r.writer(w)
	if err != nil || n == 0 {
		return err
	}
	for {
		var batch []store.Checkpoint
		s := r.c.q("SELECT size, note FROM checkpoint WHERE writer = ? AND size > ? ORDER BY size LIMIT ?").
			num(n).num(after).num(scanLeaves)
		for s.next() {
			batch = append(batch, store.Checkpoint{Size: s.int64(0), Note: s.copyOf(1)})
		}
		if err := s.done(); err != nil || len(batch) == 0 {
			return err
		}
		for _, c := range batch {
			if err := f(c); err != nil {
				return err
			}
			after = c.Size
		}
	}
}

// AppendLeaf adds the next leaf.
func (t *tx) AppendLeaf(w lanna.WriterID, l store.Leaf) error {
	n, err := t.giveWriter(w)
	if err != nil {
		return err
	}
	size, err := t.size(n)
	if err != nil {
		return err
	}
	if l.Index != size {
		return fmt.Errorf("%w: leaf %d of a log of size %d", store.ErrExists, l.Index, size)
	}
	s := t.write("INSERT INTO leaf (n, data, salt, statement) VALUES (?, ?, ?, ?)").num(n<<indexBits | l.Index).blob(l.Data[:])
	if l.Statement == 0 && l.Salt == [statement.SaltSize]byte{} {
		err = s.blob(nil).blob(nil).exec()
	} else {
		err = s.blob(l.Salt[:]).num(l.Statement).exec()
	}
	if err == nil {
		t.batch.sizes[n] = size + 1
	}
	return err
}

// size is the reader's, remembered from leaf to leaf.
func (t *tx) size(writer int64) (int64, error) {
	if n, ok := t.batch.sizes[writer]; ok {
		return n, nil
	}
	n, err := t.reader.size(writer)
	if err == nil {
		t.batch.sizes[writer] = n
	}
	return n, err
}

// LogSize returns the number of leaves of a writer's log; an update sees its own.
func (t *tx) LogSize(w lanna.WriterID) (int64, error) {
	n, err := t.writer(w)
	if err != nil || n == 0 {
		return 0, err
	}
	return t.size(n)
}

// PutHash keeps a tree hash.
func (t *tx) PutHash(w lanna.WriterID, level int, pos int64, h [32]byte) error {
	n, err := t.giveWriter(w)
	if err != nil {
		return err
	}
	return t.write("INSERT INTO hash (writer, level, pos, hash) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET hash = excluded.hash").
		num(n).num(int64(level)).num(pos).blob(h[:]).exec()
}

// PutCheckpoint keeps a checkpoint; of one size the first stays.
func (t *tx) PutCheckpoint(w lanna.WriterID, c store.Checkpoint) error {
	n, err := t.giveWriter(w)
	if err != nil {
		return err
	}
	return t.write("INSERT INTO checkpoint (writer, size, note) VALUES (?, ?, ?) ON CONFLICT DO NOTHING").
		num(n).num(c.Size).bytes(c.Note).exec()
}
