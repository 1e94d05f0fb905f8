package postgres

import (
	"fmt"

	"github.com/jackc/pgx/v5"

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

// LogSize returns the number of leaves of a writer's log.
func (r *reader) LogSize(w lanna.WriterID) (int64, error) {
	n, err := r.writer(w)
	if err != nil || n == 0 {
		return 0, err
	}
	return r.size(n)
}

func (r *reader) size(writer int64) (int64, error) {
	last, found, err := r.scalar("SELECT n FROM leaf WHERE n BETWEEN $1 AND $2 ORDER BY n DESC LIMIT 1", writer<<indexBits, (writer+1)<<indexBits-1)
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
		var batch []store.Leaf
		err := r.rows(func(row pgx.Rows) error {
			l, err := scanLeaf(row)
			batch = append(batch, l)
			return err
		}, "SELECT n, data, salt, statement FROM leaf WHERE n >= $1 AND n < $2 ORDER BY n LIMIT $3", n<<indexBits|from, n<<indexBits|to, scanLeaves)
		if err != nil || len(batch) == 0 {
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

func scanLeaf(row pgx.Rows) (l store.Leaf, err error) {
	var data, salt []byte
	var n int64
	var st *int64
	if err := row.Scan(&n, &data, &salt, &st); err != nil {
		return l, err
	}
	l.Index = n & (1<<indexBits - 1)
	copy(l.Data[:], data)
	copy(l.Salt[:], salt)
	if st != nil {
		l.Statement = *st
	}
	return l, nil
}

// LeafOf returns the place of a statement in the log of its writer.
func (r *reader) LeafOf(w lanna.WriterID, seq int64) (int64, error) {
	n, err := r.writer(w)
	if err != nil {
		return 0, err
	}
	leaf, found, err := r.scalar("SELECT n FROM leaf WHERE statement = $1 AND n BETWEEN $2 AND $3", seq, n<<indexBits, (n+1)<<indexBits-1)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	return leaf & (1<<indexBits - 1), err
}

// Hashes returns tree hashes of a level.
func (r *reader) Hashes(w lanna.WriterID, level int, from int64, n int) ([][32]byte, error) {
	writer, err := r.writer(w)
	if err != nil {
		return nil, err
	}
	var out [][32]byte
	whole := true
	err = r.rows(func(row pgx.Rows) error {
		var pos int64
		var b []byte
		if err := row.Scan(&pos, &b); err != nil {
			return err
		}
		whole = whole && pos == from+int64(len(out)) && len(b) == 32
		if whole {
			out = append(out, [32]byte(b))
		}
		return nil
	}, "SELECT pos, hash FROM hash WHERE writer = $1 AND level = $2 AND pos >= $3 AND pos < $4 ORDER BY pos", writer, level, from, from+int64(n))
	if err == nil && len(out) < n {
		err = store.ErrNotFound
	}
	if err != nil {
		return nil, err
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
		err := r.rows(func(row pgx.Rows) error {
			var c store.Checkpoint
			err := row.Scan(&c.Size, &c.Note)
			batch = append(batch, c)
			return err
		}, "SELECT size, note FROM checkpoint WHERE writer = $1 AND size > $2 ORDER BY size LIMIT $3", n, after, scanLeaves)
		if err != nil || len(batch) == 0 {
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

// A grown leaf waits to be written.
type grown struct {
	n          int64
	statement  *int64
	data, salt []byte
}

// AppendLeaf adds the next leaf.
func (t *tx) AppendLeaf(w lanna.WriterID, l store.Leaf) error {
	n, err := t.give(writerName, string(w[:]))
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
	t.wrote = true
	g := grown{n: n<<indexBits | l.Index, data: l.Data[:]}
	if l.Statement != 0 || l.Salt != [statement.SaltSize]byte{} {
		g.statement, g.salt = &l.Statement, l.Salt[:]
	}
	t.batch.leaves = append(t.batch.leaves, g)
	t.batch.memo.sizes[n] = size + 1
	return nil
}

// size is the reader's, remembered from leaf to leaf.
func (t *tx) size(writer int64) (int64, error) {
	if n, ok := t.batch.memo.sizes[writer]; ok {
		return n, nil
	}
	n, err := t.reader.size(writer)
	if err == nil {
		t.batch.memo.sizes[writer] = n
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
	n, err := t.give(writerName, string(w[:]))
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO hash (writer, level, pos, hash) VALUES ($1, $2, $3, $4) ON CONFLICT (writer, level, pos) DO UPDATE SET hash = excluded.hash",
		n, level, pos, h[:])
}

// PutCheckpoint keeps a checkpoint; of one size the first stays.
func (t *tx) PutCheckpoint(w lanna.WriterID, c store.Checkpoint) error {
	n, err := t.give(writerName, string(w[:]))
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO checkpoint (writer, size, note) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", n, c.Size, some(c.Note))
}
