package match

import (
	"sync"

	"lanna/names"
)

// A Reader reads names and keeps what it read of late: the rows of a list and the
// people they are compared with bear the same names again and again, and what a
// name is read into takes thirty times as long as to look it up. A nil Reader
// keeps nothing. It is safe for concurrent use, holds people's names, and is to
// be dropped with the work that it was made for.
type Reader struct {
	most int

	mu    sync.Mutex
	young map[string]*Name
	old   map[string]*Name // read before the young ones, and not asked for since
}

// NewReader makes a Reader that keeps between most and twice as many names; each
// takes about 2 KB.
func NewReader(most int) *Reader { return &Reader{most: most, young: map[string]*Name{}} }

// longestRead is the longest text that is kept, in bytes: no name is so long.
const longestRead = 400

// Name is a name as it was written, made ready to be compared.
func (r *Reader) Name(written string) *Name {
	if r == nil || len(written) > longestRead {
		return Prepare(names.Parse(written))
	}
	if n := r.known(written); n != nil {
		return n
	}
	n := Prepare(names.Parse(written))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keep(written, n)
	return n
}

// Names are as many of the names as are compared, but for those that hold nothing
// to compare.
func (r *Reader) Names(written []string) (out []*Name) {
	for _, v := range first(written, MostNames) {
		if n := r.Name(v); len(n.Parts) > 0 {
			out = append(out, n)
		}
	}
	return out
}

func (r *Reader) known(written string) *Name {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n, ok := r.young[written]; ok {
		return n
	}
	n := r.old[written]
	if n != nil {
		r.keep(written, n)
	}
	return n
}

func (r *Reader) keep(written string, n *Name) {
	if len(r.young) >= r.most {
		r.old, r.young = r.young, make(map[string]*Name, r.most)
	}
	r.young[written] = n
}
