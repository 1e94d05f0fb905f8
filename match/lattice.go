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

// a row holds, for each place in the Latin letters, the cheapest way to be there.
type row []int32

// Rows of a scratch from deepRows on belong to the letters of the form in hand,
// of which there are at most maxForm.
const (
	deepRows = 24
	maxForm  = 14
)

// A scratch is the memory of one comparison; one a goroutine.
type scratch struct {
	rows  [deepRows + maxForm]row
	word  wordScratch
	clip  bool  // scores below leastTold are asked for no closer
	limit int32 // alignments as dear are not followed
}

func (s *scratch) row(i, n int) row {
	if cap(s.rows[i]) < n {
		s.rows[i] = make(row, max(n, 64))
	}
	return s.rows[i][:n]
}

// step moves every place on by one of the forms of the unit: out[j] is the
// cheapest over forms and over ways through their letters. Forms are sorted, so
// that what one begins with like the one before is reckoned once.
func (s *scratch) step(in, out row, u *unit, c *costs, name *Name) {
	for j := range out {
		out[j] = far
	}
	latin := name.letters
	for i := range name.words { // a letter alone may stand for the whole syllable
		if w := &name.words[i]; len(w.letters) == 1 && u.begins(w.letters[0]) {
			out[w.from+1] = min(out[w.from+1], in[w.from]+byInitial)
		}
	}
	n := len(in)
	var before []byte
	for i, form := range u.forms {
		from := in
		shared := 0
		for shared < len(before) && shared < len(form) && before[shared] == form[shared] {
			shared++
		}
		if shared > 0 {
			from = s.row(deepRows+shared-1, n)
		}
		for depth := shared; depth < len(form); depth++ {
			prev := byte(0)
			if depth > 0 {
				prev = form[depth-1]
			}
			to := s.row(deepRows+depth, n)
			letterStep(from, to, prev, form[depth], c, latin)
			from = to
		}
		rare := u.rare[i]
		for j, v := range from {
			out[j] = min(out[j], v+rare)
		}
		before = form
	}
}

func (u *unit) begins(letter byte) bool {
	for _, form := range u.forms {
		if len(form) > 0 && form[0] == letter {
			return true
		}
	}
	return false
}

func letterStep(from, to row, prev, letter byte, c *costs, latin []byte) {
	drop, sub := c.drop[prev&31][letter&31], &c.sub[letter&31]
	twice := min(drop, sameTwice)
	from, to = from[:len(latin)+1], to[:len(latin)+1]
	here := from[0]
	best := here + drop
	to[0] = best
	before := byte(0)
	for j, l := range latin {
		next := from[j+1]
		add := best + c.drop[before&31][l&31]
		if l == letter { // the end of one syllable and the beginning of the next, written once
			best = min(here, next+twice, add)
		} else {
			best = min(here+sub[l&31], next+drop, add)
		}
		to[j+1] = best
		here, before = next, l
	}
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

// start is the row before the first sign: at the beginning, or behind words
// that are passed over.
func (n *Name) start(r row, skip *[maxWords]int32) {
	for j := range r {
		r[j] = far
	}
	total := int32(0)
	for i, w := range n.words {
		r[w.from] = total
		total += skip[min(i, maxWords-1)]
	}
}

// pass lets words be passed over between two parts, and asks for the edge of a
// word there.
func (n *Name) pass(r row, skip *[maxWords]int32) {
	if len(n.words) < 2 {
		return
	}
	for j := range r {
		if !n.edges[j] {
			r[j] += overEdge
		}
	}
	for i := 0; i+1 < len(n.words); i++ {
		w := n.words[i]
		r[n.words[i+1].from] = min(r[n.words[i+1].from], r[w.from]+skip[min(i, maxWords-1)])
	}
}

// finish is the cheapest end: the last letter, or the edge of a word with the
// rest passed over.
func (n *Name) finish(r row, skip *[maxWords]int32) int32 {
	best, total := r[len(r)-1], int32(0)
	for i := len(n.words) - 1; i > 0; i-- {
		total += skip[min(i, maxWords-1)]
		best = min(best, r[n.words[i].from]+total)
	}
	return best
}

func lowest(r row) int32 {
	best := r[0]
	for _, v := range r[1:] {
		best = min(best, v)
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

// align finds the cheapest alignment of a native name with Latin letters.
func (s *scratch) align(native, latin *Name) alignment {
	if len(latin.letters) == 0 || len(native.sounds) == 0 {
		return alignment{cost: far}
	}
	limit := hopeless * int32(max(len(latin.letters), len(native.letters)))
	if s.clip && latin.latin {
		limit = tooDear(native, latin, limit)
	}
	best := alignment{cost: limit}
	isHan := native.Script == names.Han
	skip := latin.skipCosts(isHan)
	parts := len(native.sounds[0].parts)
	for _, late := range [...]bool{false, true} {
		if late && (parts < 2 || best.cost <= int32(len(latin.letters))*goodEnough/2) {
			break
		}
		s.inOrder(native, latin, late, &skip, &best)
	}
	if best.cost == limit {
		best.cost = far
	}
	return best
}

// inOrder tries every system with the first part in front or last.
func (s *scratch) inOrder(native, latin *Name, late bool, skip *[maxWords]int32, best *alignment) {
	n := len(latin.letters) + 1
	shared := s.row(0, n)
	for j := range shared {
		shared[j] = far
	}
	first := 0 // index of the part that is read first
	count := len(native.sounds[0].parts)
	if late {
		first = 1
	}
	// First part: each system, and the cheapest over all for a mixed reading.
	limit := len(native.sounds)
	if limit > 10 {
		limit = 10
	}
	for i := 0; i < limit; i++ {
		snd := &native.sounds[i]
		r := s.row(10+i, n)
		latin.start(s.row(1, n), skip)
		s.limit = best.cost
		s.through(snd.parts[first], r, 1, snd.costs, latin)
		if count > 1 && snd.system != names.Foreign {
			for j, v := range r {
				shared[j] = min(shared[j], v)
			}
		}
	}
	for i := 0; i < limit; i++ {
		if native.sounds[i].system == names.Foreign && !native.Foreign && best.cost < int32(len(latin.letters))*goodEnough {
			continue
		}
		s.restOf(native, latin, i, late, shared, skip, best)
	}
}

// restOf reads the parts behind the first one in one system.
func (s *scratch) restOf(native, latin *Name, i int, late bool, shared row, skip *[maxWords]int32, best *alignment) {
	snd := &native.sounds[i]
	n := len(latin.letters) + 1
	count := len(snd.parts)
	r := s.row(10+i, n)
	order := func(k int) int {
		if !late {
			return k
		}
		return (k + 1) % count
	}
	length, worst := int32(0), int32(0)
	before := int32(0)
	surname := int32(0)
	tax := int32(0)
	if late {
		tax += lateOrder
	}
	if snd.system == names.Foreign && !native.Foreign {
		tax += foreignTax
	}
	for k := 0; k < count; k++ {
		part := snd.parts[order(k)]
		if k > 0 {
			if k == 1 && snd.system != names.Foreign {
				for j, v := range shared {
					r[j] = min(r[j], v+otherRead)
				}
			}
			latin.pass(r, skip)
			copy(s.row(1, n), r)
			s.limit = best.cost
			s.through(part, r, 1, snd.costs, latin)
		}
		low := lowest(r)
		letters := lengthOf(part)
		rate := max(0, low-before) / max(letters, 2)
		if order(k) == 0 {
			surname = rate
		}
		worst = max(worst, rate)
		before = low
		length += letters
		if low+tax >= best.cost {
			return // dearer already
		}
	}
	cost := latin.finish(r, skip) + tax
	if count > 0 {
		last := (cost - tax - before) / max(lengthOf(snd.parts[order(count-1)]), 2)
		worst = max(worst, last)
	}
	if cost < best.cost {
		*best = alignment{cost: cost, worst: worst, surname: surname, letters: length, system: snd.system, late: late}
	}
}

// through reads all units of a part from the row at index in to r. In Thai and
// Lao names an initial stands for a whole part: S. Jaidee.
func (s *scratch) through(part []unit, r row, in int, c *costs, latin *Name) {
	n := len(r)
	from := s.row(in, n)
	var initials [maxWords]int32 // the cheapest way to be behind one, 0 for none
	abbreviates := c == thaiCosts || c == laoCosts
	if len(part) > 1 && abbreviates {
		for i, w := range latin.words[:min(len(latin.words), maxWords)] {
			if len(w.letters) == 1 && part[0].begins(w.letters[0]) {
				initials[i] = from[w.from] + byInitial
			}
		}
	}
	cur, spare := from, s.row(4, n)
	for i := range part {
		s.step(cur, spare, &part[i], c, latin)
		cur, spare = spare, cur
		if !abbreviates && i+1 < len(part) && lowest(cur) >= s.limit { // dearer already
			for j := range r {
				r[j] = far
			}
			return
		}
	}
	copy(r, cur)
	for i, v := range initials {
		if v > 0 {
			at := latin.words[i].from + 1
			r[at] = min(r[at], v)
		}
	}
}

func lengthOf(part []unit) int32 {
	n := int32(0)
	for _, u := range part {
		n += u.length
	}
	return n
}
