package audit

import (
	"golang.org/x/mod/sumdb/tlog"

	"lanna"
	"lanna/store"
)

// tileWidth is the number of hashes in a C2SP tile, tileLevels its height.
const (
	tileWidth  = 256
	tileLevels = 8
)

// A tree is the right edge of a log: at each tile level the hashes of the tile
// that is not full yet. Level 0 holds leaf hashes, level 1 the hashes of full
// tiles, and so on. It makes the next root without reading the log.
type tree struct {
	size  int64
	edges [][]tlog.Hash
}

// add appends a leaf hash. full is called for every tile that becomes complete,
// with its hash's level in tree levels (8, 16 …) and position.
func (t *tree) add(h tlog.Hash, full func(level int, pos int64, h [32]byte) error) error {
	pos := t.size
	t.size++
	for level := 0; ; level++ {
		if level == len(t.edges) {
			t.edges = append(t.edges, make([]tlog.Hash, 0, tileWidth))
		}
		t.edges[level] = append(t.edges[level], h)
		if len(t.edges[level]) < tileWidth {
			return nil
		}
		h = fold(t.edges[level])
		t.edges[level] = t.edges[level][:0]
		pos /= tileWidth
		if err := full((level+1)*tileLevels, pos, h); err != nil {
			return err
		}
	}
}

// root returns the root hash of the tree as it stands.
func (t *tree) root() tlog.Hash {
	if t.size == 0 {
		h, _ := tlog.TreeHash(0, nil) // the hash of the empty tree needs no reader
		return h
	}
	var rest tlog.Hash
	have := false
	for _, edge := range t.edges {
		list := edge
		if have {
			list = append(edge[:len(edge):len(edge)], rest)
		}
		if len(list) == 0 {
			continue
		}
		rest, have = fold(list), true
	}
	return rest
}

// fold returns the RFC 6962 hash of a run of subtree hashes, all of one size
// but for the last, which may be smaller.
func fold(list []tlog.Hash) tlog.Hash {
	if len(list) == 1 {
		return list[0]
	}
	k := 1
	for k*2 < len(list) {
		k *= 2
	}
	return tlog.NodeHash(fold(list[:k]), fold(list[k:]))
}

// load reads the right edge of a writer's log.
func load(r store.Reader, w lanna.WriterID) (*tree, error) {
	size, err := r.LogSize(w)
	if err != nil {
		return nil, err
	}
	t := &tree{size: size}
	leaves := make([]tlog.Hash, 0, tileWidth)
	err = r.Leaves(w, size-size%tileWidth, size, func(l store.Leaf) error {
		leaves = append(leaves, hashOf(l.Data))
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.edges = append(t.edges, leaves)
	for level, n := tileLevels, size/tileWidth; n > 0; level, n = level+tileLevels, n/tileWidth {
		hs, err := r.Hashes(w, level, n-n%tileWidth, int(n%tileWidth))
		if err != nil {
			return nil, err
		}
		edge := make([]tlog.Hash, 0, tileWidth)
		for _, h := range hs {
			edge = append(edge, h)
		}
		t.edges = append(t.edges, edge)
	}
	return t, nil
}
