package match

import "math/bits"

// Most names have fewer than sixteen letters, so that a whole row of an alignment
// is one register of sixteen lanes. Longer names, and processors without such
// registers, go letter by letter: see [track.letter]. Both come to the same costs
// wherever they are less than what is too dear.

const laneCount = 16

type lanes [laneCount]uint16

// mostByLanes is the greatest cost in a lane, and what is too dear there.
const mostByLanes = 1<<15 - 1

// A profile is a Latin name as one table of costs sees it. Its layout is known to
// stepLanes.
type profile struct {
	sums    lanes // what it costs that all letters before a place are too many
	_       lanes
	letters [32]struct {
		sub   lanes // to stand for the letter before each place
		twice lanes // to be written once with it
	}
	built uint32 // which letters were filled in
}

// prepare fills in what a unit's letters cost.
func (p *profile) prepare(c *costs, marks []mark, letters uint32) {
	if p.built == 0 {
		p.sum(marks)
	}
	for missing := letters &^ p.built; missing != 0; missing &= missing - 1 {
		x := uint8(bits.TrailingZeros32(missing)) & 31
		of, sub := &p.letters[x], &c.sub[x]
		of.sub[0], of.twice[0] = mostByLanes, mostByLanes
		for i := 1; i < laneCount; i++ {
			if i > len(marks) {
				of.sub[i], of.twice[i] = mostByLanes, mostByLanes
				continue
			}
			l := marks[i-1].letter
			of.sub[i], of.twice[i] = uint16(sub[l&31]), mostByLanes
			if l == x {
				of.twice[i] = sameTwice
			}
		}
	}
	p.built |= letters | 1
}

func (p *profile) sum(marks []mark) {
	sum := uint16(0)
	for i := range p.sums {
		p.sums[i] = sum
		if i < len(marks) {
			sum += uint16(marks[i].add)
		}
	}
}

// stepByLanes goes on through all forms of a unit.
func (s *scratch) stepByLanes(in, out *band, u *unit, n int) {
	p := &s.profiles[s.costs.kind]
	if u.letters&^p.built != 0 {
		p.prepare(s.costs, s.marks, u.letters)
	}
	from, to := (*[laneCount]int32)(in.row[:laneCount]), (*[laneCount]int32)(out.row[:laneCount])
	for i := range in.lo {
		from[i] = far
	}
	for i := in.hi; i < laneCount; i++ {
		from[i] = far
	}
	for i := out.hi; i < laneCount; i++ {
		to[i] = far
	}
	for i := range in.lo {
		to[i] = far
	}
	less := stepLanes(from, to, &u.nodes[0], len(u.nodes), &s.costs.drop, p, &s.rows, min(s.most, mostByLanes))
	less &= 1<<(2*n) - 1
	out.lo, out.hi = bits.TrailingZeros32(less)/2, (bits.Len32(less)+1)/2
	if less == 0 {
		out.lo = 0
	}
	s.work += n * len(u.nodes)
}
