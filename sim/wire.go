package sim

import (
	"crypto/sha256"
	"slices"

	"lanna"
	"lanna/federate"
)

// Carriers, as a message meets them.
const (
	direct  = iota // lost where the link is cut, and where it is not taken
	relayed        // kept until it is taken; may come again
	courier        // kept, comes late and in any order
	carriers
)

// A letter is a message on its way.
type letter struct {
	from, to int
	by       int // carrier
	m        federate.Message
	damaged  bool
}

// A wire is everything between the nodes.
type wire struct {
	cut     map[[2]int]bool // by the two places, the smaller first
	by      map[[2]int]int  // the carrier that a sender uses to a receiver
	flying  []letter
	archive []letter // of what was once sent, for late copies
	given   map[numberKey][32]byte
}

type numberKey struct {
	from, to int
	lane     federate.Lane
	n        uint64
}

func newWire() *wire {
	return &wire{cut: map[[2]int]bool{}, by: map[[2]int]int{}, given: map[numberKey][32]byte{}}
}

func pair(a, b int) [2]int { return [2]int{min(a, b), max(a, b)} }

// maxArchive is how many letters are kept for late copies.
const maxArchive = 64

// put sends a letter. Over a link that is cut a direct one is lost.
func (x *wire) put(l letter) {
	if len(x.archive) < maxArchive && !l.damaged {
		x.archive = append(x.archive, l)
	}
	if l.by == direct && x.cut[pair(l.from, l.to)] {
		return
	}
	x.flying = append(x.flying, l)
}

// reachable lists the places in flying of letters that can be delivered now.
func (x *wire) reachable() []int {
	var out []int
	for i := range x.flying {
		l := &x.flying[i]
		if l.by == courier || !x.cut[pair(l.from, l.to)] {
			out = append(out, i)
		}
	}
	return out
}

func (x *wire) take(i int) letter {
	l := x.flying[i]
	x.flying = slices.Delete(x.flying, i, i+1)
	return l
}

// sever cuts a link: what flies directly is lost.
func (x *wire) sever(a, b int) {
	x.cut[pair(a, b)] = true
	x.flying = slices.DeleteFunc(x.flying, func(l letter) bool { return l.by == direct && pair(l.from, l.to) == pair(a, b) })
}

// number notes what was given out under a number, and reports whether it is
// still the same.
func (x *wire) number(k numberKey, m federate.Message) bool {
	sum := sha256.Sum256(m)
	was, ok := x.given[k]
	if !ok {
		x.given[k] = sum
	}
	return !ok || was == sum
}

// damage changes a message on its way.
func damage(c chance, m federate.Message) federate.Message {
	if len(m) == 0 {
		return m
	}
	out := slices.Clone(m)
	switch c.IntN(3) {
	case 0:
		return out[:c.IntN(len(out))]
	case 1:
		out[c.IntN(len(out))] ^= 1 << c.IntN(8)
	default:
		out = append(out, byte(c.Uint32()))
	}
	return out
}

// placeOf finds a node by its writer.
func (w *world) placeOf(id lanna.WriterID) int {
	return slices.IndexFunc(w.nodes, func(n *node) bool { return n.id() == id })
}
