package audit

import (
	"crypto/rand"
	"sync"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A Log appends to the log of this node's own writer. Calls must come from
// inside store updates, which run one at a time.
type Log struct {
	signer *statement.Signer
	mu     sync.Mutex
	tree   *tree // nil or stale after a transaction failed; then read again
}

// NewLog returns the log of the signer's writer.
func NewLog(s *statement.Signer) *Log { return &Log{signer: s} }

// Append adds a statement of this writer, kept under seq, as the next leaf.
func (l *Log) Append(tx store.Tx, seq int64, id lanna.Digest) (int64, error) {
	leaf := store.Leaf{Statement: seq}
	rand.Read(leaf.Salt[:])
	leaf.Data = statement.Leaf(leaf.Salt, id)
	return l.add(tx, leaf)
}

// Fill adds random leaves until the log's size is a multiple of step, so that
// a published checkpoint tells less of how much was done.
func (l *Log) Fill(tx store.Tx, step int64) error {
	for {
		size, err := tx.LogSize(l.signer.Writer())
		if err != nil || size%step == 0 {
			return err
		}
		var leaf store.Leaf
		rand.Read(leaf.Data[:])
		if _, err := l.add(tx, leaf); err != nil {
			return err
		}
	}
}

func (l *Log) add(tx store.Tx, leaf store.Leaf) (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.signer.Writer()
	if err := l.current(tx); err != nil {
		return 0, err
	}
	leaf.Index = l.tree.size
	if err := tx.AppendLeaf(w, leaf); err != nil {
		l.tree = nil
		return 0, err
	}
	err := l.tree.add(hashOf(leaf.Data), func(level int, pos int64, h [32]byte) error { return tx.PutHash(w, level, pos, h) })
	if err != nil {
		l.tree = nil
		return 0, err
	}
	return leaf.Index, nil
}

// Reset forgets the tree in memory. An update that fails calls it before the
// next one runs, since its leaves were taken back.
func (l *Log) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tree = nil
}

// current makes sure that the tree in memory is the one in the store. A shared
// transaction that could not be committed shows in the size.
func (l *Log) current(r store.Reader) error {
	size, err := r.LogSize(l.signer.Writer())
	if err != nil {
		return err
	}
	if l.tree != nil && l.tree.size == size {
		return nil
	}
	l.tree, err = load(r, l.signer.Writer())
	return err
}

// Sign signs the log's head as it stands and keeps the checkpoint. A head that
// is signed already is left alone.
func (l *Log) Sign(tx store.Tx) (Head, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.current(tx); err != nil {
		return Head{}, err
	}
	h := Head{Size: l.tree.size, Root: l.tree.root()}
	msg, err := SignHead(l.signer, h)
	if err != nil {
		return Head{}, err
	}
	return h, tx.PutCheckpoint(l.signer.Writer(), store.Checkpoint{Size: h.Size, Note: msg})
}
