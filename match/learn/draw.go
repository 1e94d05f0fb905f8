package main

import (
	"strings"

	"lanna/match/drawn"
)

// Drawn pairs are names that nobody was asked for: signs and syllables put
// together at random, spelled as the systems of package names allow and then
// misspelled now and then. They teach how much to make of an alignment, not
// which letters stand for which sign.
const (
	seed      = 20261127
	drawnEach = 1500
)

type artist struct{ *drawn.Artist }

// A kindOfName is drawn and spelled; near is the weight of its wrong pairs that
// look alike. An index returns many of these for one right pair, and the more so
// the fewer names a language has.
type kindOfName struct {
	source string
	native func() string
	spell  func(string) string
	near   float64
}

func drawnPairs() []pair {
	var out []pair
	for i := range (artist{}).kinds() {
		a := artist{drawn.New(seed, uint64(i)<<8+1)} // each kind its own, so that a new piece of one changes no other
		out = append(out, a.pairs(a.kinds()[i])...)
	}
	return out
}

// kinds are what is drawn.
func (a artist) kinds() []kindOfName {
	return []kindOfName{
		{"drawn-han", a.HanName, a.SpellHan, 1},
		{"drawn-foreign", a.ForeignName, a.SpellForeign, 0.4}, // the list is short: half of the nearest share a name
		{"drawn-thai", a.ThaiName, a.SpellNative, 3},
		{"drawn-burmese", a.BurmeseName, a.SpellNative, 2},
		{"drawn-lao", a.LaoName, a.SpellNative, 2},
		{"drawn-khmer", a.KhmerName, a.SpellNative, 1},
		{"drawn-latin", a.ThaiName, a.SpellNative, 3},
		{"drawn-signs", a.HanName, a.Respell, 1},
	}
}

// pairs draws names with their spellings; wrong pairs are the nearest spelling
// of another name, and a random one.
func (a artist) pairs(d kindOfName) []pair {
	natives, left, right := make([]string, drawnEach), make([]string, drawnEach), make([]string, drawnEach)
	for i := range left {
		n := d.native()
		natives[i] = n
		left[i], right[i] = n, d.spell(n)
		if d.source == "drawn-latin" {
			left[i] = d.spell(n)
		}
	}
	var out []pair
	for i := range left {
		near, other := a.nearest(natives, right, i), a.IntN(len(right))
		out = append(out, pair{left[i], right[i], true, 1, d.source}, pair{left[i], right[near], false, d.near, d.source})
		if natives[other] != natives[i] {
			out = append(out, pair{left[i], right[other], false, 1, d.source})
		}
	}
	return out
}

// nearest finds the spelling that has most pairs of letters in common with that
// of i, but is another name's.
func (a artist) nearest(names, spelled []string, i int) int {
	best, found := -1000.0, 0
	for j := range spelled {
		if names[j] == names[i] || spelled[j] == spelled[i] {
			continue
		}
		if n := shared(spelled[i], spelled[j]); n > best {
			best, found = n, j
		}
	}
	return found
}

// shared is the share of pairs of letters that both have.
func shared(x, y string) float64 {
	if len(x) < 3 || len(y) < 3 {
		return 0
	}
	n := 0
	for i := 0; i+2 <= len(x); i++ {
		if strings.Contains(y, x[i:i+2]) {
			n++
		}
	}
	return 2 * float64(n) / float64(len(x)+len(y)-2)
}
