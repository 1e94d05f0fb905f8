package match

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
	lowerTo(b.row[o.lo:o.hi], o.row[o.lo:o.hi], more)
}

// lowerTo makes each place as cheap as another with so much on top.
func lowerTo(row, other []int32, more int32) {
	other = other[:len(row)]
	for i, v := range other {
		row[i] = min(row[i], v+more)
	}
}

// trim leaves out what is too dear at both ends.
func (b *band) trim(most int32) {
	for b.lo < b.hi && b.row[b.lo] >= most {
		b.lo++
	}
	for b.lo < b.hi && b.row[b.hi-1] >= most {
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

// A track is what an alignment runs along: the letters of the Latin name, each
// with what it costs that it is too many, and from what on it is too dear to be
// anywhere.
type track struct {
	name  *Name
	costs *costs
	marks []mark // of each letter
	kept  [costKinds][]mark
	most  int32
	caps  []int32 // of each place: see limitBy
	deep  []int32 // behind each letter of the form in hand: a row for each depth, and one before the first
	ends  [16]int // of these rows

	profiles [costKinds][2]profile // of the first sixteen places, and of the next
	rows     [2][16]lanes          // as deep, of the same
	work     int                   // places that were reckoned, to show that twice the text is twice the work
}

// A mark is a letter, and what it costs that it is too many.
type mark struct {
	add    int32
	letter uint8
}

// along sets the Latin name. What was reckoned of it holds if it is the one before
// again, as that of who is asked for is.
func (t *track) along(name *Name) {
	if t.costs = nil; t.name == name {
		return
	}
	t.name = name
	for i := range t.kept {
		t.kept[i] = t.kept[i][:0]
		t.profiles[i][0].built, t.profiles[i][1].built = 0, 0
	}
	if n := len(name.letters) + 1; cap(t.caps) < n {
		t.caps = make([]int32, n)
		t.deep = make([]int32, n*(maxForm+1))
	}
}

func (t *track) with(c *costs) {
	if t.costs == c {
		return
	}
	t.costs = c
	kept := &t.kept[c.kind]
	if len(*kept) == 0 {
		before := byte(0)
		for _, l := range t.name.letters {
			*kept = append(*kept, mark{c.drop[before&31][l&31], l})
			before = l
		}
	}
	t.marks = *kept
}

// limit sets what is too dear.
func (t *track) limit(most int32) { t.most = most }

// limitBy sets what is too dear at each place where all that is still to be read
// has no other letters than these: each other letter is too many, or a wrong one.
func (t *track) limitBy(most int32, letters uint32, skip *[maxWords]int32) {
	n := len(t.marks)
	t.caps = t.caps[:n+1]
	t.caps[n] = most
	rest, words := int32(0), t.name.words
	for i := len(words) - 1; i >= 0; i-- {
		w := &words[i]
		sum := int32(0)
		for j := w.from + len(w.letters) - 1; j >= w.from; j-- {
			if m := t.marks[j]; letters>>(m.letter&31)&1 == 0 {
				sum += min(m.add, t.costs.nearest(m.letter, letters))
			}
			t.caps[j] = most - rest - sum
		}
		rest += min(sum, skip[min(i, maxWords-1)])
		t.caps[w.from] = most - rest
	}
}

// nearest is the least cost of one of some letters in place of another.
func (c *costs) nearest(letter byte, of uint32) int32 {
	for i := range c.near[letter&31] {
		if n := &c.near[letter&31][i]; n.letters&of != 0 {
			return n.cost
		}
	}
	return far
}

// step moves every place on by one of the forms of the unit: a place of out is
// the cheapest over forms and over ways through their letters.
func (s *scratch) step(in, out *band, u *unit) {
	n := len(s.marks) + 1
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
	if n <= mostLanes && byLanes && len(u.nodes) > 0 {
		s.stepByLanes(in, out, u, n)
		return
	}
	lo := in.lo
	copy(s.deep[lo:in.hi], in.row[lo:in.hi])
	s.ends[0] = in.hi
	for i := range u.nodes {
		x := &u.nodes[i]
		hi := s.letter(x, lo, n)
		if x.rare != none {
			from := int(x.depth+1) * n
			lowerTo(out.row[lo:hi], s.deep[from+lo:from+hi], x.rare)
			out.hi = max(out.hi, hi)
		}
	}
	out.trim(s.most)
}

// letter moves every place of a row of width n on by one letter of a form; it
// gives the end of the row behind it.
func (t *track) letter(x *node, lo, n int) (hi int) {
	hi = t.ends[x.depth&15]
	drop, sub := t.costs.drop[x.before&31][x.here&31], &t.costs.sub[x.here&31]
	twice := min(drop, sameTwice) // the end of one syllable and the beginning of the next, written once
	at := int(x.depth) * n
	in, out := t.deep[at:at+n], t.deep[at+n:at+2*n]
	here := in[lo]
	best := here + drop
	if lo > 0 && t.marks[lo-1].letter == x.here {
		best = here + twice
	}
	out[lo] = best
	here = along(in[lo+1:hi], out[lo+1:hi], t.marks[lo:hi-1], sub, x.here, here, drop, twice, best)
	best = out[hi-1]
	if hi < n { // behind the band only this letter, or a letter too many
		m := t.marks[hi-1]
		best = min(here+sub[m.letter&31], best+m.add)
		for best < t.most {
			out[hi] = best
			if hi++; hi == n {
				break
			}
			best += t.marks[hi-1].add
		}
	}
	t.ends[(x.depth+1)&15] = hi
	t.work += hi - lo
	return hi
}

// along is the inner loop of all alignments: out is the cheapest of this letter in
// place of the one on the track, this one more, and that one more.
func along(in, out []int32, marks []mark, sub *[32]int32, letter uint8, here, drop, twice, best int32) int32 {
	out, marks = out[:len(in)], marks[:len(in)]
	for j, next := range in {
		m := marks[j]
		more := drop
		if m.letter == letter {
			more = twice
		}
		best = min(here+sub[m.letter&31], next+more, best+m.add)
		out[j] = best
		here = next
	}
	return here
}
