package index

import (
	"bufio"
	"container/heap"
	"encoding/binary"
	"errors"
	"slices"
)

// A run is sorted postings, written small because all runs of a build lie in
// memory at once: no name's key goes to a disk in the clear. For each posting,
// the difference of the term, 0 for the same, then birth and row.
type run []byte

func sortRun(list []posting) run {
	slices.SortFunc(list, byTerm)
	out := make(run, 0, 9*len(list))
	last := term(0)
	for i := range list {
		p := &list[i]
		out = binary.AppendUvarint(out, uint64(p.term-last))
		out = append(out, byte(p.birth>>16), byte(p.birth>>8), byte(p.birth))
		out = binary.AppendUvarint(out, uint64(p.row))
		last = p.term
	}
	return slices.Clip(out)
}

// next reads the posting at the beginning of the run.
func (r *run) next(p *posting) bool {
	if len(*r) == 0 {
		return false
	}
	d, n := binary.Uvarint(*r)
	b := (*r)[n:]
	p.term += term(d)
	p.birth = uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])
	row, n := binary.Uvarint(b[3:])
	p.row = uint32(row)
	*r = b[3+n:]
	return true
}

// A merger writes the postings of all runs in order and collects the terms.
type merger struct {
	out    *bufio.Writer
	terms  []term
	starts []uint32
	posts  int64
	heads  heads
	places []uint32 // of each row, in the order of births
}

type head struct {
	posting
	rest run
}

type heads []head

func (h heads) Len() int           { return len(h) }
func (h heads) Less(i, j int) bool { return byTerm(h[i].posting, h[j].posting) < 0 }
func (h heads) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *heads) Push(x any)        { *h = append(*h, x.(head)) }
func (h *heads) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

var errManyPosts = errors.New("index: more postings than a file holds")

func (m *merger) merge(runs []run) error {
	for _, r := range runs {
		h := head{rest: r}
		if h.rest.next(&h.posting) {
			m.heads = append(m.heads, h)
		}
	}
	heap.Init(&m.heads)
	var four [4]byte
	for len(m.heads) > 0 {
		h := &m.heads[0]
		if n := len(m.terms); n == 0 || m.terms[n-1] != h.term {
			m.terms = append(m.terms, h.term)
			m.starts = append(m.starts, uint32(m.posts))
		}
		binary.LittleEndian.PutUint32(four[:], m.places[h.row])
		if _, err := m.out.Write(four[:]); err != nil {
			return err
		}
		if m.posts++; m.posts == 1<<32-1 {
			return errManyPosts
		}
		if h.rest.next(&h.posting) {
			heap.Fix(&m.heads, 0)
		} else {
			heap.Pop(&m.heads)
		}
	}
	return m.out.Flush()
}
