package match

import (
	"lanna/names"
)

const (
	far     = int32(1 << 20)
	rowSize = names.MaxRunes*4 + 1
)

// Penalties of an alignment, in the unit of costs.
const (
	skipOther  = 20  // a word that cannot be part of the native name: an English given name
	skipAlike  = 170 // a word that could be
	skipTitle  = 15
	overEdge   = 60 // surname and given name part in the middle of a word
	otherRead  = 45 // surname in one system, given name in another
	lateOrder  = 12 // the surname stands last
	sameTwice  = 8  // a letter of two syllables that is written once
	rarer      = 3  // each spelling that is likelier than the one taken, up to rarest of them
	rarest     = 3
	byInitial  = 50 // a syllable given by its first letter
	hopeless   = 50 // a letter: dearer alignments are not followed to their end
	goodEnough = 6  // a letter: so near, no further reading is tried
	foreignTax = 30 // a short Han name read as a foreign one
)

// maxForm bounds the letters of a form.
const maxForm = 14

// maxSounds bounds the systems of reading that are tried.
const maxSounds = 10

// A scratch is the memory of one comparison; one a goroutine.
type scratch struct {
	track
	begin  band // before the first part
	shared band // the first part in any system
	parts  [maxSounds]band
	spare  [2]band
	word   wordScratch
	least  float64 // scores that are less are asked for no closer

	freely bool // the last alignment was: see alignment.freely
}

// skipCosts gives for each word of the Latin name what it costs to pass over it.
func (n *Name) skipCosts(han bool) [maxWords]int32 {
	var out [maxWords]int32
	for i, w := range n.words {
		if i == maxWords {
			break
		}
		switch {
		case w.role == names.Titular || w.role == names.Initial:
			out[i] = skipTitle
		case han && !w.sino:
			out[i] = skipOther
		default:
			out[i] = skipAlike
		}
	}
	return out
}

const maxWords = 16

// start is the band before the first sign: at the beginning, or behind words
// that are passed over.
func (s *scratch) start(n *Name, skip *[maxWords]int32) {
	s.begin.sized(len(n.letters) + 1)
	total := int32(0)
	for i, w := range n.words {
		s.begin.lower(w.from, total)
		total += skip[min(i, maxWords-1)]
	}
}

// pass lets words be passed over between two parts, and asks for the edge of a
// word there.
func (n *Name) pass(b *band, skip *[maxWords]int32) {
	if len(n.words) < 2 || b.empty() {
		return
	}
	for j := b.lo; j < b.hi; j++ {
		if !n.edges[j] {
			b.row[j] += overEdge
		}
	}
	for i := 0; i+1 < len(n.words); i++ {
		if v := b.at(n.words[i].from); v < far {
			b.lower(n.words[i+1].from, v+skip[min(i, maxWords-1)])
		}
	}
}

// finish is the cheapest end: the last letter, or the edge of a word with the
// rest passed over.
func (n *Name) finish(b *band, skip *[maxWords]int32) int32 {
	best, total := b.at(len(n.letters)), int32(0)
	for i := len(n.words) - 1; i > 0; i-- {
		total += skip[min(i, maxWords-1)]
		best = min(best, b.at(n.words[i].from)+total)
	}
	return best
}

// An alignment is the cheapest way found.
type alignment struct {
	cost    int32        // with all penalties
	worst   int32        // cost a letter of the dearest part
	surname int32        // cost a letter of the surname alone
	letters int32        // of the native name, likeliest forms
	system  names.System // of the given name
	late    bool         // surname last
}

// align finds the cheapest alignment of a native name with Latin letters, where
// one costs less than so much; its cost is far where none does.
func (s *scratch) align(native, latin *Name, less int32) alignment {
	if len(latin.letters) == 0 || len(native.sounds) == 0 {
		return alignment{cost: far}
	}
	limit := min(less, hopeless*int32(max(len(latin.letters), len(native.letters))))
	if s.least > 0 && latin.latin {
		limit = tooDear(native, latin, s.least, limit)
	}
	best := alignment{cost: limit}
	skip := latin.skipCosts(native.Script == names.Han)
	s.along(latin)
	s.start(latin, &skip)
	parts := len(native.sounds[0].parts)
	for _, late := range [...]bool{false, true} {
		if late && (parts < 2 || best.cost <= int32(len(latin.letters))*goodEnough/2) {
			break
		}
		s.inOrder(native, late, &skip, &best)
	}
	if best.cost == limit {
		best.cost = far
	}
	return best
}

// inOrder tries every system with the first part in front or last.
func (s *scratch) inOrder(native *Name, late bool, skip *[maxWords]int32, best *alignment) {
	s.shared.sized(len(s.name.letters) + 1)
	sounds := native.sounds[:min(len(native.sounds), maxSounds)]
	// First part: each system, and the cheapest over all for a mixed reading.
	for i := range sounds {
		snd := &sounds[i]
		s.with(snd.costs)
		s.limit(best.cost - taxOf(native, snd, late))
		s.through(snd.parts[snd.order(0, late)].units, &s.begin, &s.parts[i])
		if len(snd.parts) > 1 && snd.system != names.Foreign {
			s.shared.meet(&s.parts[i], 0)
		}
	}
	for i := range sounds {
		if sounds[i].system == names.Foreign && !native.Foreign && best.cost < int32(len(s.name.letters))*goodEnough {
			continue
		}
		s.restOf(&sounds[i], &s.parts[i], late, taxOf(native, &sounds[i], late), skip, best)
	}
}

// taxOf is what a way of reading costs whatever the letters are.
func taxOf(native *Name, snd *sound, late bool) (tax int32) {
	if late {
		tax += lateOrder
	}
	if snd.system == names.Foreign && !native.Foreign {
		tax += foreignTax
	}
	return tax
}

// restOf reads the parts behind the first one, which came to a band, in one
// system.
func (s *scratch) restOf(snd *sound, b *band, late bool, tax int32, skip *[maxWords]int32, best *alignment) {
	count := len(snd.parts)
	found := alignment{system: snd.system, late: late}
	before := int32(0)
	for k := range count {
		at := snd.order(k, late)
		part := &snd.parts[at]
		if k > 0 && !s.next(snd, k, b, late, best.cost-tax, skip) {
			return
		}
		low := b.lowest()
		if low+tax >= best.cost {
			return // dearer already
		}
		rate := max(0, low-before) / max(part.length, 2)
		if at == 0 {
			found.surname = rate
		}
		found.worst = max(found.worst, rate)
		before = low
		found.letters += part.length
		if k == count-1 {
			cost := s.name.finish(b, skip)
			found.worst = max(found.worst, (cost-before)/max(part.length, 2))
			found.cost = cost + tax
		}
	}
	if found.cost < best.cost {
		*best = found
	}
}

// order is which part is read as the k-th: where the surname is late, the first
// is read last.
func (snd *sound) order(k int, late bool) int {
	if late {
		return (k + 1) % len(snd.parts)
	}
	return k
}

// next reads one more part; false where what is left cannot be so cheap, which
// the letters tell before they are aligned.
func (s *scratch) next(snd *sound, k int, b *band, late bool, most int32, skip *[maxWords]int32) bool {
	if k == 1 && snd.system != names.Foreign {
		b.meet(&s.shared, otherRead)
	}
	s.name.pass(b, skip)
	letters := uint32(0)
	for j := k; j < len(snd.parts); j++ {
		letters |= snd.parts[snd.order(j, late)].letters
	}
	s.with(snd.costs)
	s.limitBy(most, letters, skip)
	if !b.within(s.caps) {
		return false
	}
	s.limit(most)
	s.through(snd.parts[snd.order(k, late)].units, b, b)
	return true
}

// through reads all units of a part. In Thai and Lao names an initial stands for
// a whole part: S. Jaidee.
func (s *scratch) through(part []*unit, in, out *band) {
	latin := s.name
	var initials [maxWords]int32 // the cheapest way to be behind one, 0 for none
	if len(part) > 1 && (s.costs == thaiCosts || s.costs == laoCosts) {
		for i, w := range latin.words[:min(len(latin.words), maxWords)] {
			if v := in.at(w.from); v < far && len(w.letters) == 1 && part[0].begins(w.letters[0]) {
				initials[i] = v + byInitial
			}
		}
	}
	cur := in
	for i := range part {
		to := &s.spare[i&1]
		if i == len(part)-1 && out != in {
			to = out
		}
		s.step(cur, to, part[i])
		if cur = to; cur.empty() {
			break
		}
	}
	if cur != out {
		out.sized(len(latin.letters) + 1)
		out.meet(cur, 0)
	}
	for i, v := range initials {
		if v > 0 {
			out.lower(latin.words[i].from+1, v)
		}
	}
}
