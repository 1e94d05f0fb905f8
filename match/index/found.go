package index

import (
	"math"
	"slices"
)

// place64 is a row of a shelf.
type place64 uint64

func at(shelf int, row uint32) place64 { return place64(shelf)<<32 | place64(row) }

// A candidate collects what speaks for a row.
type candidate struct {
	at      place64
	whole   float32 // the best of its whole names
	parts   float32 // sum over parts of a name
	numbers float32
	had     uint32 // parts that counted already
	birth   float32
	far     float32 // how far it sounds from what was asked for
	near    float32 // how far its spelling is from what was asked for
	sex     byte    // see sexCode
	alike   uint8   // how many grams its spelling shares, of 255
	points  float32
	dated   bool // birth is set
	seen    bool // near and sex are set
	scored  bool
}

// found is a table of candidates by place, used again for the next question.
type found struct {
	list  []candidate
	slots []int32 // of the list, one more; 0 is empty
	keys  []uint64
}

func (f *found) clear() {
	if len(f.list) > 0 {
		clear(f.slots)
	}
	f.list = f.list[:0]
}

func (p place64) slot() uint64 { return uint64(p) * 0x9E3779B97F4A7C15 >> 20 }

// of gives the candidate of a place, which holds until the next is asked for.
func (f *found) of(p place64) *candidate {
	if 2*len(f.list) >= len(f.slots) {
		f.grow()
	}
	mask := uint64(len(f.slots) - 1)
	for i := p.slot() & mask; ; i = (i + 1) & mask {
		switch n := f.slots[i]; {
		case n == 0:
			f.list = append(f.list, candidate{at: p, far: 99})
			f.slots[i] = int32(len(f.list))
			return &f.list[len(f.list)-1]
		case f.list[n-1].at == p:
			return &f.list[n-1]
		}
	}
}

func (f *found) grow() {
	f.slots = make([]int32, max(1024, 2*len(f.slots)))
	mask := uint64(len(f.slots) - 1)
	for k := range f.list {
		i := f.list[k].at.slot() & mask
		for f.slots[i] != 0 {
			i = (i + 1) & mask
		}
		f.slots[i] = int32(k + 1)
	}
}

// best takes those that were not scored yet and have most points, the first
// first.
func (f *found) best(most int, into []int32, points func(*candidate) float32) []int32 {
	f.keys = f.keys[:0]
	least := ^uint64(0) // key of the last of the best
	for i := range f.list {
		c := &f.list[i]
		if c.scored {
			continue
		}
		c.points = points(c)
		key := keyOf(c.points, i)
		if key > least {
			continue
		}
		if f.keys = append(f.keys, key); len(f.keys) == 2*most {
			slices.Sort(f.keys)
			f.keys = f.keys[:most]
			least = f.keys[most-1]
		}
	}
	return f.first(most, into)
}

// keyOf puts most points first, and of equals who was found first.
func keyOf(points float32, i int) uint64 {
	bits := math.Float32bits(-points)
	if bits>>31 != 0 {
		bits = ^bits
	} else {
		bits |= 1 << 31
	}
	return uint64(bits)<<32 | uint64(i)
}

// first puts the keys in order and gives whose the first are.
func (f *found) first(most int, into []int32) []int32 {
	slices.Sort(f.keys)
	into = into[:0]
	for _, key := range f.keys[:min(len(f.keys), most)] {
		into = append(into, int32(uint32(key)))
	}
	return into
}

// sorted puts candidates in the order of their points.
func (f *found) sorted(list []int32) []int32 {
	f.keys = f.keys[:0]
	for _, i := range list {
		f.keys = append(f.keys, keyOf(f.list[i].points, int(i)))
	}
	return f.first(len(list), list)
}
