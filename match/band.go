package match

import "math/bits"

// A band is the part of a row that is not too dear: for each place in the Latin
// letters from lo to before hi, the cheapest way to be there.
type band struct {
	row    []int32
	lo, hi int
}

// sized makes the row of a band as long as that, without content.
func (b *band) sized(n int) {
	if cap(b.row) < n {
		b.row = make([]int32, max(n, 64))
	}
	b.row, b.lo, b.hi = b.row[:n], 0, 0
}

func (b *band) empty() bool { return b.lo >= b.hi }

func (b *band) at(j int) int32 {
	if j < b.lo || j >= b.hi {
		return far
	}
	return b.row[j]
}

// lower makes a place as cheap as that, if it is not already.
func (b *band) lower(j int, v int32) {
	switch {
	case b.empty():
		b.lo, b.hi = j, j+1
		b.row[j] = v
		return
	case j < b.lo:
		b.lo = b.widen(j, b.lo)
	case j >= b.hi:
		b.widen(b.hi, j+1)
		b.hi = j + 1
	}
	b.row[j] = min(b.row[j], v)
}

func (b *band) widen(from, to int) int {
	for i := from; i < to; i++ {
		b.row[i] = far
	}
	return from
}

// meet takes over what is cheaper in another band, with so much on top.
func (b *band) meet(o *band, more int32) {
	if o.empty() {
		return
	}
	if b.empty() {
		b.lo, b.hi = o.lo, o.lo
	}
	if o.lo < b.lo {
		b.lo = b.widen(o.lo, b.lo)
	}
	if o.hi > b.hi {
		b.widen(b.hi, o.hi)
		b.hi = o.hi
	}
	to := b.row[o.lo:o.hi]
	for i, v := range o.row[o.lo:o.hi] {
		to[i] = min(to[i], v+more)
	}
}

// trim leaves out what is too dear at both ends.
func (b *band) trim(caps []int32) {
	for b.lo < b.hi && b.row[b.lo] >= caps[b.lo] {
		b.lo++
	}
	for b.lo < b.hi && b.row[b.hi-1] >= caps[b.hi-1] {
		b.hi--
	}
}

// within reports whether a place is not too dear.
func (b *band) within(caps []int32) bool {
	for j := b.lo; j < b.hi; j++ {
		if b.row[j] < caps[j] {
			return true
		}
	}
	return false
}

func (b *band) lowest() int32 {
	best := far
	for _, v := range b.row[b.lo:b.hi] {
		best = min(best, v)
	}
	return best
}

// A track is what an alignment runs along: the letters of the Latin name, what
// it costs that one of them is too many, and from what on it is too dear to be
// before one of them.
type track struct {
	name  *Name
	costs *costs
	adds  []int32 // of each letter
	caps  []int32 // of each place
	work  int     // places that were reckoned, to show that twice the text is twice the work
}

func (t *track) along(name *Name) {
	t.name, t.costs = name, nil
	if n := len(name.letters) + 1; cap(t.adds) < n {
		t.adds, t.caps = make([]int32, n), make([]int32, n)
	}
}

func (t *track) with(c *costs) {
	if t.costs == c {
		return
	}
	t.costs = c
	t.adds = t.adds[:len(t.name.letters)]
	before := byte(0)
	for j, l := range t.name.letters {
		t.adds[j] = c.drop[before&31][l&31]
		before = l
	}
}

// limit sets what is too dear at every place.
func (t *track) limit(most int32) {
	t.caps = t.caps[:len(t.name.letters)+1]
	for j := range t.caps {
		t.caps[j] = most
	}
}

// limitBy sets what is too dear where all that is still to be read has no other
// letters than these: each other letter is too many, or a wrong one.
func (t *track) limitBy(most int32, letters uint32, skip *[maxWords]int32) {
	n := len(t.name.letters)
	t.caps = t.caps[:n+1]
	t.caps[n] = most
	rest, words := int32(0), t.name.words
	for i := len(words) - 1; i >= 0; i-- {
		w := &words[i]
		sum := int32(0)
		for j := w.from + len(w.letters) - 1; j >= w.from; j-- {
			if l := t.name.letters[j]; letters>>(l&31)&1 == 0 {
				sum += min(t.adds[j], t.costs.nearest(l, letters))
			}
			t.caps[j] = most - rest - sum
		}
		rest += min(sum, skip[min(i, maxWords-1)])
		t.caps[w.from] = most - rest
	}
}

// nearest is the least cost of one of some letters in place of another.
func (c *costs) nearest(letter byte, of uint32) int32 {
	best := far
	for ; of != 0; of &= of - 1 {
		best = min(best, c.sub[bits.TrailingZeros32(of)&31][letter&31])
	}
	return best
}

// step moves every place on by one of the forms of the unit: a place of out is
// the cheapest over forms and over ways through their letters.
func (s *scratch) step(in, out *band, u *unit) {
	n := len(s.name.letters) + 1
	out.sized(n)
	if in.empty() {
		return
	}
	out.lo, out.hi = in.lo, in.lo+1
	out.widen(in.lo, n)
	if u.silent != none {
		out.meet(in, u.silent)
	}
	for i := range s.name.words { // a letter alone may stand for the whole syllable
		if w := &s.name.words[i]; len(w.letters) == 1 && u.begins(w.letters[0]) {
			if v := in.at(w.from); v < far {
				out.row[w.from+1] = min(out.row[w.from+1], v+byInitial)
				out.hi = max(out.hi, w.from+2)
			}
		}
	}
	for i := range u.nodes {
		x := &u.nodes[i]
		from := in
		if x.depth > 0 {
			from = &s.deep[x.depth-1]
		}
		to := &s.deep[x.depth]
		if cap(to.row) < n {
			to.sized(n)
		}
		to.row = to.row[:n]
		s.letter(from, to, x)
		if x.rare != none {
			for j, v := range to.row[to.lo:to.hi] {
				out.row[to.lo+j] = min(out.row[to.lo+j], v+x.rare)
			}
			out.hi = max(out.hi, to.hi)
		}
	}
	out.trim(s.caps)
}

// letter moves every place on by one letter of a form.
func (t *track) letter(from, to *band, x *node) {
	letter := x.here
	drop, sub := t.costs.drop[x.before&31][letter&31], &t.costs.sub[letter&31]
	twice := min(drop, sameTwice) // the end of one syllable and the beginning of the next, written once
	lo, hi := from.lo, from.hi
	m := hi - lo - 1
	latin, adds := t.name.letters[lo:lo+m], t.adds[lo:lo+m]
	in, out := from.row[lo+1:hi], to.row[lo+1:hi]
	here := from.row[lo]
	best := here + drop
	if lo > 0 && t.name.letters[lo-1] == letter {
		best = here + twice
	}
	to.row[lo] = best
	in, out, adds = in[:len(latin)], out[:len(latin)], adds[:len(latin)]
	for j, l := range latin {
		next, more := in[j], drop
		if l == letter {
			more = twice
		}
		best = min(here+sub[l&31], next+more, best+adds[j])
		out[j] = best
		here = next
	}
	if hi < len(to.row) { // behind the band only this letter, or a letter too many
		best = min(here+sub[t.name.letters[hi-1]&31], best+t.adds[hi-1])
		for best < t.caps[hi] {
			to.row[hi] = best
			if hi++; hi == len(to.row) {
				break
			}
			best += t.adds[hi-1]
		}
	}
	to.lo, to.hi = lo, hi
	t.work += hi - lo
}
