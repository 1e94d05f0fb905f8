package index

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// A gram is two letters of a spelling that stand beside each other, 0 for the
// edge of the name. Whoever is misspelled twice still has most of them, so that
// all spellings of some years are gone through, by columns: a column has a bit
// for each spelling, and those of a question's grams are added up, 64 spellings
// at a time. That reads a dozen bits of a spelling where its letters are sixty.

const (
	gramSide = letterClasses + 1
	grams    = gramSide * gramSide
	mostAdd  = 31 // grams of a question beyond which none are added up
)

// gramsOf are the grams of a spelling, each once.
func gramsOf(out []uint8, text []byte) []uint8 {
	last := byte(0)
	add := func(c byte) {
		if g := last*gramSide + c; !slices.Contains(out, g) {
			out = append(out, g)
		}
		last = c
	}
	for _, c := range text {
		add(min(c, letterClasses))
	}
	add(0)
	return out
}

// columnBits is how many spellings stand in one stretch of columns: a chunk's
// worth, so that a question opens what it reads and no more.
const columnBits = chunkSize * 8

// A stretch is columns of neighbouring spellings.
type stretch struct {
	from   int    // first of the spellings
	words  int    // of 64
	sizes  []byte // how many grams each has
	of     func(gram uint8) []byte
	within func(slot int) bool // nil: all
}

// A gramCounter adds columns up.
type gramCounter struct {
	columns [mostAdd + 4][]byte
	hits    []gramHit
	order   []gramHit
	raised  int        // how many hits there were when the floor was raised
	tally   [256]int32 // hits by rank
	floor   uint8      // lower ranks are not noted: enough others are
	other   uint8      // the sex that it is not, 0 where that is not known
}

// A gramHit is a spelling that shares grams with the one asked for.
type gramHit struct {
	slot  uint32
	alike uint8 // Dice's share, of 255
	rank  uint8 // the same, less where the sex is another
	sex   uint8
}

// add goes through the spellings from one place to another of a stretch and
// notes those that share at least so many grams.
func (g *gramCounter) add(st *stretch, from, to int, asked []uint8, least, most int) {
	n := 0
	for _, a := range asked[:min(len(asked), mostAdd)] {
		g.columns[n] = st.of(a)
		if len(g.columns[n]) < 8*st.words {
			return // damaged, which the file notices
		}
		n++
	}
	for ; n%4 != 0; n++ {
		g.columns[n] = zeroColumn[:8*st.words]
	}
	columns := g.columns[:n]
	least = g.mustShare(len(asked), least)
	start := startOf(least)
words:
	for w := (from - st.from) / 64; w < min((to-st.from+63)/64, st.words); w++ {
		at := 8 * w
		c0, c1, c2, c3, c4, over := start[0], start[1], start[2], start[3], start[4], uint64(0)
		for i := 0; i+3 < len(columns); i += 4 {
			four := columns[i : i+4 : i+4]
			x, y := binary.LittleEndian.Uint64(four[0][at:]), binary.LittleEndian.Uint64(four[1][at:])
			u := c0 ^ x
			a := c0&x | u&y
			c0 = u ^ y
			x, y = binary.LittleEndian.Uint64(four[2][at:]), binary.LittleEndian.Uint64(four[3][at:])
			u = c0 ^ x
			b := c0&x | u&y
			c0 = u ^ y
			u = c1 ^ a
			c := c1&a | u&b
			c1 = u ^ b
			d := c2 & c
			c2 ^= c
			e := c3 & d
			c3 ^= d
			over |= c4 & e
			c4 ^= e
			switch len(columns) - i - 4 { // with what is left none of the 64 can overflow
			case 8:
				if over|c4&c3 == 0 {
					continue words
				}
			case 4:
				if over|c4&c3&c2 == 0 {
					continue words
				}
			}
		}
		if over != 0 {
			g.note(st, w, over, [5]uint64{c0, c1, c2, c3, c4}, least, len(asked), from, to)
			if len(g.hits) >= 2*most && len(g.hits) >= 2*g.raised {
				g.raise(most)
				least = g.mustShare(len(asked), least)
				start = startOf(least)
			}
		}
	}
}

// startOf are counts from which on who has the least overflows.
func startOf(least int) (start [5]uint64) {
	for i := range start {
		if (32-least)>>i&1 != 0 {
			start[i] = ^uint64(0)
		}
	}
	return start
}

// mustShare is how many grams must be the same for a share that is noted: a spelling
// has at least those.
func (g *gramCounter) mustShare(asked, least int) int {
	floor := int(g.floor) - 1 // Dice's share is rounded
	return min(max(least, floor*asked/(510-floor)), asked)
}

// dice is 2*255/n in 65536ths: Dice's share is that of two sets whose sizes add up
// to n.
var dice = func() (of [128]int) {
	for n := 1; n < len(of); n++ {
		of[n] = (510<<16 + n - 1) / n
	}
	return of
}()

// raise leaves out whoever ranks behind so many that were noted already.
func (g *gramCounter) raise(most int) {
	g.raised = len(g.hits)
	sum := int32(0)
	for rank := 255; rank > int(g.floor); rank-- {
		if sum += g.tally[rank]; sum >= int32(most) {
			g.floor = uint8(rank)
		}
	}
}

// sexRanks is what another sex takes away from a rank, as it does from a guess.
const sexRanks = uint8(255 * 7 / (2 * gramsTell))

var zeroColumn [chunkSize]byte

func (g *gramCounter) note(st *stretch, w int, over uint64, planes [5]uint64, least, asked, from, to int) {
	for ; over != 0; over &= over - 1 {
		bit := bits.TrailingZeros64(over)
		slot := st.from + 64*w + bit
		if slot < from || slot >= to || st.within != nil && !st.within(slot) {
			continue
		}
		shared := least
		for i, p := range planes {
			shared += int(p>>bit&1) << i
		}
		size := st.sizes[slot-st.from]
		alike := uint8(min(255, shared*dice[(asked+int(size&sizeMask))&127]>>16))
		rank, sex := alike, size>>sexShift
		if sex == g.other && sex != 0 {
			rank = max(alike, sexRanks) - sexRanks
		}
		if rank < g.floor {
			continue
		}
		g.tally[rank]++
		g.hits = append(g.hits, gramHit{uint32(slot), alike, rank, sex})
	}
}

// best gives the hits, those of the highest rank first, until f returns false, and
// forgets all.
func (g *gramCounter) best(f func(h gramHit) bool) {
	at, sum := [256]int32{}, int32(0)
	for rank := 255; rank >= 0; rank-- {
		at[rank] = sum
		sum += g.tally[rank]
	}
	g.order = slices.Grow(g.order[:0], len(g.hits))[:len(g.hits)]
	for _, h := range g.hits {
		g.order[at[h.rank]] = h
		at[h.rank]++
	}
	for _, h := range g.order {
		if !f(h) {
			break
		}
	}
	g.hits, g.floor, g.raised = g.hits[:0], 0, 0
	clear(g.tally[:])
}
