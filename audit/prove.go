package audit

import (
	"golang.org/x/mod/sumdb/tlog"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// MaxProof is how many hashes a proof has at most: a log of 2^64 leaves has no more.
const MaxProof = 64

// A Proof shows to whoever knows a log's head that a statement is a leaf of it.
// It tells nothing of other leaves (RFC 6962, 2.1.1).
type Proof struct {
	Index  int64
	Salt   [statement.SaltSize]byte // of the leaf
	Hashes []tlog.Hash
}

// Prove makes the proof that a statement lies in the first size leaves of its
// writer's log. ErrNotFound where the log is not here, or it does not.
func Prove(r store.Reader, w lanna.WriterID, seq, size int64) (*Proof, error) {
	index, err := r.LeafOf(w, seq)
	if err != nil {
		return nil, err
	}
	if have, err := r.LogSize(w); err != nil || index >= size || size > have {
		return nil, store.ErrNotFound
	}
	p := &Proof{Index: index}
	err = r.Leaves(w, index, index+1, func(l store.Leaf) error {
		p.Salt = l.Salt
		return nil
	})
	if err != nil {
		return nil, err
	}
	p.Hashes, err = tlog.ProveRecord(size, index, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			var err error
			level, n := tlog.SplitStoredHashIndex(x)
			if out[i], err = subtree(r, w, level, n); err != nil {
				return nil, err
			}
		}
		return out, nil
	}))
	return p, err
}

// subtree is hash n of a level of the tree. Stored are leaves and every eighth
// level; what lies between is made of up to 128 of those below.
func subtree(r store.Reader, w lanna.WriterID, level int, n int64) (tlog.Hash, error) {
	stored := level - level%tileLevels
	from, count := n<<(level-stored), 1<<(level-stored)
	var list []tlog.Hash
	if stored == 0 {
		err := r.Leaves(w, from, from+int64(count), func(l store.Leaf) error {
			list = append(list, hashOf(l.Data))
			return nil
		})
		if err != nil {
			return tlog.Hash{}, err
		}
	} else {
		hashes, err := r.Hashes(w, stored, from, count)
		if err != nil {
			return tlog.Hash{}, err
		}
		for _, h := range hashes {
			list = append(list, h)
		}
	}
	if len(list) != count {
		return tlog.Hash{}, &lanna.Error{Kind: lanna.Integrity, Code: "log-hashes", ID: w.String()}
	}
	return fold(list), nil
}

// Shows reports whether the proof shows that the statement lies in what stands of
// a revoked writer's log.
func (p *Proof) Shows(w statement.Writer, id lanna.Digest) bool {
	if p.Index < 0 || uint64(p.Index) >= w.Size || len(p.Hashes) > MaxProof {
		return false
	}
	leaf := hashOf(statement.Leaf(p.Salt, id))
	return tlog.CheckRecord(p.Hashes, int64(w.Size), tlog.Hash(w.Tree), p.Index, leaf) == nil
}
