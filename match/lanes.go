package match

import "math/bits"

// Most names have fewer than sixteen letters, so that a whole row of an alignment
// is one register of sixteen lanes, and nearly all others have fewer than thirty-two
// and take two. Longer names, and processors without such registers, go letter by
// letter: see [track.letter]. All come to the same costs wherever they are less than
// what is too dear.

const (
	laneCount = 16
	mostLanes = 2 * laneCount
)

type lanes [laneCount]uint16

// mostByLanes is the greatest cost in a lane, and what is too dear there.
const mostByLanes = 1<<15 - 1

// A profile is sixteen places of a Latin name as one table of costs sees them. Its
// layout is known to stepLanes, as is that of two beside each other.
type profile struct {
	sums    lanes  // what it costs that all letters before a place are too many
	built   uint32 // which letters were filled in
	_       [28]byte
	letters [32]struct {
		sub   lanes // to stand for the letter before each place
		twice lanes // to be written once with it
	}
}

// prepare fills in what a unit's letters cost at the places from so many on.
func (p *profile) prepare(c *costs, marks []mark, from int, letters uint32) {
	if p.built == 0 {
		p.sum(marks, from)
	}
	for missing := letters &^ p.built; missing != 0; missing &= missing - 1 {
		x := uint8(bits.TrailingZeros32(missing)) & 31
		of, sub := &p.letters[x], &c.sub[x]
		for i := range laneCount {
			of.sub[i], of.twice[i] = mostByLanes, mostByLanes
			if at := from + i - 1; at >= 0 && at < len(marks) {
				l := marks[at].letter
				of.sub[i] = uint16(sub[l&31])
				if l == x {
					of.twice[i] = sameTwice
				}
			}
		}
	}
	p.built |= letters | 1
}

func (p *profile) sum(marks []mark, from int) {
	sum := uint16(0)
	for i := range from + laneCount {
		if i >= from {
			p.sums[i-from] = sum
		}
		if i < len(marks) {
			sum += uint16(marks[i].add)
		}
	}
}

// stepByLanes goes on through all forms of a unit.
func (s *scratch) stepByLanes(in, out *band, u *unit, n int) {
	p := &s.profiles[s.costs.kind]
	width := laneCount
	if n > laneCount {
		width = mostLanes
	}
	if u.letters&^p[0].built != 0 {
		for i := 0; i < width; i += laneCount {
			p[i/laneCount].prepare(s.costs, s.marks, i, u.letters)
		}
	}
	s.work += n * len(u.nodes)
	fillFar(in.row[:in.lo], in.row[in.hi:width])
	fillFar(out.row[:in.lo], out.row[out.hi:width])
	most, less := min(s.most, mostByLanes), uint64(0)
	if width == laneCount {
		less = uint64(stepLanes(&in.row[0], &out.row[0], &u.nodes[0], len(u.nodes), &s.costs.drop, p, &s.rows, most))
	} else {
		less = stepWide(&in.row[0], &out.row[0], &u.nodes[0], len(u.nodes), &s.costs.drop, p, &s.rows, most)
	}
	less &= 1<<(2*n) - 1
	out.lo, out.hi = bits.TrailingZeros64(less)/2, (bits.Len64(less)+1)/2
	if less == 0 {
		out.lo = 0
	}
}

// fillFar makes places at both ends too dear.
func fillFar(front, back []int32) {
	for i := range front {
		front[i] = far
	}
	for i := range back {
		back[i] = far
	}
}
