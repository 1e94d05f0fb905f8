package match

import (
	"bytes"
	"math/bits"

	"lanna/names"
)

// Words of two names are assigned to each other, cheapest first. A rate is the
// cost of changing one word into the other, a hundred being all wrong.
const (
	sameWord    = 38 // up to this rate two words may be one
	initialRate = 14
	nickRate    = 22
)

type pairing struct {
	a, b   int // first word on each side
	na, nb int // words joined on each side: 1, or 2
	rate   int32
	edits  int32 // letters to change, put in or leave out
	soft   bool  // rests on an initial or a nickname
}

type wordScratch struct {
	row    []int32
	joined []byte
	pairs  []pairing
	found  []pairing
	usedA  [maxWords]bool
	usedB  [maxWords]bool
	rates  [maxWords][maxWords]int32
	work   int // letters that were compared
}

// edit is the cost of changing a into b.
func (s *wordScratch) edit(a, b []byte, c *costs) int32 {
	s.work += len(a) * len(b)
	n := len(b) + 1
	if cap(s.row) < n {
		s.row = make([]int32, max(n, 64))
	}
	r := s.row[:n]
	r[0] = 0
	prev := byte(0)
	for j, l := range b {
		r[j+1] = r[j] + c.drop[prev][l]
		prev = l
	}
	before := byte(0)
	for i, x := range a {
		drop, sub := c.drop[before][x], &c.sub[x]
		diagonal := r[0]
		r[0] += drop
		last := byte(0)
		for j, y := range b {
			v := min(diagonal+sub[y], r[j+1]+drop, r[j]+c.drop[last][y])
			if i > 0 && j > 0 && x == b[j-1] && y == a[i-1] && x != y {
				v = min(v, diagonal+sub[y]-min(sub[y], 40)) // two letters that changed places cost less than two errors
			}
			diagonal = r[j+1]
			r[j+1] = v
			last = y
		}
		before = x
	}
	return r[n-1]
}

// rate of two words; words of very unlike length are not compared.
func (s *wordScratch) rate(a, b []byte, c *costs) int32 {
	la, lb := int32(len(a)), int32(len(b))
	if la == 0 || lb == 0 || la > 3*lb+1 || lb > 3*la+1 || unlike(a, b) {
		return 100
	}
	if bytes.Equal(a, b) {
		return 0
	}
	return min(100, s.edit(a, b, c)*2/(la+lb))
}

// unlike: two words that share hardly a letter are not worth aligning.
func unlike(a, b []byte) bool {
	x, y := letterSet(a), letterSet(b)
	return bits.OnesCount32(x&y)*4 < min(bits.OnesCount32(x), bits.OnesCount32(y))
}

func letterSet(word []byte) uint32 {
	set := uint32(0)
	for _, c := range word {
		set |= 1 << c
	}
	return set
}

// assign pairs the words of both names.
func (s *wordScratch) assign(a, b *Name, c *costs) {
	na, nb := min(len(a.words), maxWords), min(len(b.words), maxWords)
	s.pairs, s.found = s.pairs[:0], s.found[:0]
	for i := range na {
		s.usedA[i] = false
		for j := range nb {
			p := s.wordPair(&a.words[i], &b.words[j], c)
			s.rates[i][j] = p.rate
			if p.rate <= sameWord {
				p.a, p.b, p.na, p.nb = i, j, 1, 1
				s.pairs = append(s.pairs, p)
			}
		}
	}
	for j := range nb {
		s.usedB[j] = false
	}
	s.joins(a, b, c, false)
	s.joins(b, a, c, true)
	for {
		best := -1
		for i, p := range s.pairs {
			if !s.free(p) {
				continue
			}
			if best < 0 || p.before(s.pairs[best]) {
				best = i
			}
		}
		if best < 0 {
			return
		}
		s.take(s.pairs[best])
	}
}

// before: cheaper first; of equals the one that stands at the same place.
func (p pairing) before(q pairing) bool {
	if p.rate != q.rate {
		return p.rate < q.rate
	}
	return abs(p.a-p.b) < abs(q.a-q.b)
}

func abs(x int) int { return max(x, -x) }

func (s *wordScratch) free(p pairing) bool {
	for i := p.a; i < p.a+p.na; i++ {
		if s.usedA[i] {
			return false
		}
	}
	for j := p.b; j < p.b+p.nb; j++ {
		if s.usedB[j] {
			return false
		}
	}
	return true
}

func (s *wordScratch) take(p pairing) {
	for i := p.a; i < p.a+p.na; i++ {
		s.usedA[i] = true
	}
	for j := p.b; j < p.b+p.nb; j++ {
		s.usedB[j] = true
	}
	s.found = append(s.found, p)
}

// joins proposes two neighbours of a against one word of b: ABDUL HAKIM and
// Abdulhakim, WEI MING and WEIMING.
func (s *wordScratch) joins(a, b *Name, c *costs, swapped bool) {
	for i := 0; i+1 < min(len(a.words), maxWords); i++ {
		x, y := a.words[i].letters, a.words[i+1].letters
		for j := range min(len(b.words), maxWords) {
			w := b.words[j].letters
			if abs(len(x)+len(y)-len(w)) > 2 || len(w) < 4 {
				continue
			}
			s.joined = append(append(s.joined[:0], x...), y...)
			if r := s.rate(s.joined, w, c); r <= 24 {
				p := pairing{a: i, b: j, na: 2, nb: 1, rate: r, edits: s.plain(s.joined, w)}
				if swapped {
					p.a, p.b, p.na, p.nb = j, i, 1, 2
				}
				s.pairs = append(s.pairs, p)
			}
		}
	}
}

func (s *wordScratch) wordPair(a, b *word, c *costs) pairing {
	if len(a.letters) == 1 || len(b.letters) == 1 {
		switch {
		case a.letters[0] != b.letters[0]:
			return pairing{rate: 100}
		case len(a.letters) == len(b.letters):
			return pairing{soft: true}
		}
		return pairing{rate: initialRate, soft: true}
	}
	r := s.rate(a.letters, b.letters, c)
	if r > nickRate && nicknames(a.letters, b.letters) {
		return pairing{rate: nickRate, soft: true}
	}
	if r == 0 || r > sameWord {
		return pairing{rate: r}
	}
	return pairing{rate: r, edits: s.plain(a.letters, b.letters)}
}

// plain is the number of letters to change, put in or leave out (Levenshtein).
func (s *wordScratch) plain(a, b []byte) int32 {
	s.work += len(a) * len(b)
	n := len(b) + 1
	if cap(s.row) < n {
		s.row = make([]int32, max(n, 64))
	}
	r := s.row[:n]
	for j := range r {
		r[j] = int32(j)
	}
	for i, x := range a {
		diagonal := r[0]
		r[0] = int32(i) + 1
		for j, y := range b {
			v := diagonal
			if x != y {
				v = min(diagonal, r[j], r[j+1]) + 1
			}
			diagonal, r[j+1] = r[j+1], v
		}
	}
	return r[n-1]
}

// A comparison is what comparing two names by their words found; all values are
// from 0 to about 1.
type comparison struct {
	rate, worst        float64 // mean and dearest rate of paired words
	coverLow, coverTop float64 // share of the weight that is paired, of the side with less and with more
	clash              float64 // words left over on both sides, by weight
	extra              float64 // words left over on one side only
	near               float64 // how alike the left over words of both sides are: 1 for no two left
	info               float64 // weight of what is paired, saturating
	crossed            float64 // share of pairs out of order
	whole              float64 // rate of all letters in a row, both orders
	single             float64 // 1 if a side has only one word
	initials           float64 // share of pairs that rest on an initial or a nickname
	ends               float64 // rate between the surnames, where a comma or the place tells them
	edits, worstEdits  float64 // letters that differ in paired words: all, and in the worst, by eighths
	tail               float64 // 1 if the worst pair begins alike and ends otherwise: Subandrio, Subianto
	patronym           float64 // 1 if words changed places around a bin or ben: father and son
	rarest             float64 // weight of the rarest word that both have
	bag                float64 // pairs of letters that both have, of all (Dice)
	first              float64 // least rate between words that are no surnames
	begins             float64 // 1 if a left over word is the beginning of one of the other side: Nur, Nurullah
}

func (s *wordScratch) compare(a, b *Name, c *costs) comparison {
	s.assign(a, b, c)
	out := comparison{rate: 1}
	var lettersPaired, cost, soft, pairedA, pairedB float64
	crossed := 0
	for k, p := range s.found {
		pairedA += sumWeight(a.words[p.a : p.a+p.na])
		pairedB += sumWeight(b.words[p.b : p.b+p.nb])
		x, y := a.words[p.a].letters, b.words[p.b].letters
		l := float64(min(len(x), len(y)))
		if p.soft {
			soft++
		} else if p.rate < 25 {
			out.rarest = max(out.rarest, float64(min(a.words[p.a].weight, b.words[p.b].weight)))
		}
		lettersPaired += l
		cost += l * float64(p.rate)
		out.worst = max(out.worst, float64(p.rate)/100)
		out.edits += float64(p.edits) / 8
		if e := float64(p.edits) / 8; e > out.worstEdits {
			out.worstEdits, out.tail = e, 0
			if n := sharedStart(x, y); n*2 >= min(len(x), len(y)) && n < max(len(x), len(y))-1 {
				out.tail = 1
			}
		}
		for _, q := range s.found[:k] {
			if (p.a < q.a) != (p.b < q.b) {
				crossed++
			}
		}
	}
	if lettersPaired > 0 {
		out.rate = cost / lettersPaired / 100
		out.initials = soft / float64(len(s.found))
	}
	out.leftOver(pairedA, pairedB, sumWeight(a.words), sumWeight(b.words))
	if n := len(s.found); n > 1 {
		out.crossed = float64(crossed) / float64(n*(n-1)/2)
		if out.crossed > 0 && !a.Comma && !b.Comma && a.patronymic() && b.patronymic() {
			out.patronym = 1
		}
	}
	out.near, out.begins = s.nearest(a, b)
	out.whole = s.wholeRate(a, b, c, crossed > 0)
	if len(a.words) == 1 || len(b.words) == 1 {
		out.single = 1
	}
	out.ends = s.ends(a, b)
	out.first = s.givens(a, b)
	out.bag = bag(a.letters, b.letters)
	if out.whole <= 0.03 { // the same letters, parted otherwise
		out.coverLow, out.coverTop, out.clash, out.extra = 1, 1, 0, 0
	}
	return out
}

// leftOver takes in how much of each side is paired.
func (c *comparison) leftOver(pairedA, pairedB, weightA, weightB float64) {
	x, y := ratio(pairedA, weightA), ratio(pairedB, weightB)
	c.coverLow, c.coverTop = min(x, y), max(x, y)
	leftA, leftB := max(0, weightA-pairedA), max(0, weightB-pairedB)
	c.clash = min(1.5, min(leftA, leftB))
	c.extra = min(3, max(leftA, leftB)-min(leftA, leftB))
	c.info = 1 - 1/(1+min(pairedA, pairedB))
}

func sharedStart(x, y []byte) int {
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

// patronymic: a bin, ben or ibn stands inside.
func (n *Name) patronymic() bool {
	for _, w := range n.words {
		switch n.Parts[w.part].Letters {
		case "bin", "ben", "ibn", "binti", "bint":
			return true
		}
	}
	return false
}

func ratio(x, of float64) float64 {
	if of == 0 {
		return 0
	}
	return min(1, x/of)
}

func sumWeight(list []word) float64 {
	sum := 0.0
	for _, w := range list {
		sum += float64(w.weight)
	}
	return sum
}

// nearest is the least rate between words that are left over on both sides, and
// whether one of them begins with another.
func (s *wordScratch) nearest(a, b *Name) (rate, begins float64) {
	best := int32(100)
	for i := range min(len(a.words), maxWords) {
		for j := range min(len(b.words), maxWords) {
			if s.usedA[i] || s.usedB[j] || a.words[i].role == names.Particle || b.words[j].role == names.Particle {
				continue
			}
			best = min(best, s.rates[i][j])
			x, y := a.words[i].letters, b.words[j].letters
			if n := sharedStart(x, y); n > 3 && n == min(len(x), len(y)) {
				begins = 1
			}
		}
	}
	return float64(best) / 100, begins
}

func (s *wordScratch) wholeRate(a, b *Name, c *costs, crossed bool) float64 {
	if len(a.letters) > 60 || len(b.letters) > 60 {
		return 1
	}
	best := s.rate(a.letters, b.letters, c)
	if crossed && best > 10 && len(a.words) > 1 {
		for _, cut := range [...]int{a.words[1].from, a.words[len(a.words)-1].from} {
			s.joined = append(append(s.joined[:0], a.letters[cut:]...), a.letters[:cut]...)
			best = min(best, s.rate(s.joined, b.letters, c)+3)
		}
	}
	return float64(best) / 100
}

// ends compares surnames: the word before a comma, else the last word, or the
// first where that is alike.
func (s *wordScratch) ends(a, b *Name) float64 {
	best := int32(100)
	la, lb := min(len(a.words), maxWords)-1, min(len(b.words), maxWords)-1
	for _, p := range [...][2]int{{a.surnameAt(la), b.surnameAt(lb)}, {la, lb}, {0, lb}, {la, 0}} {
		best = min(best, s.rates[p[0]][p[1]])
		if a.Comma && b.Comma {
			break
		}
	}
	return float64(best) / 100
}

// givens is the least rate between words other than the surnames.
func (s *wordScratch) givens(a, b *Name) float64 {
	best := int32(100)
	la, lb := min(len(a.words), maxWords), min(len(b.words), maxWords)
	sa, sb := a.surnameAt(la-1), b.surnameAt(lb-1)
	for i := range la {
		for j := range lb {
			if (i != sa || la == 1) && (j != sb || lb == 1) && a.words[i].role != names.Particle {
				best = min(best, s.rates[i][j])
			}
		}
	}
	return float64(best) / 100
}

// bag is the share of pairs of letters that two names have in common.
func bag(a, b []byte) float64 {
	if len(a) < 2 || len(b) < 2 {
		return 0
	}
	var count [27 * 27]int8
	for i := 1; i < len(a); i++ {
		if c := &count[int(a[i-1])*27+int(a[i])]; *c < 100 {
			*c++
		}
	}
	shared := 0
	for i := 1; i < len(b); i++ {
		if c := &count[int(b[i-1])*27+int(b[i])]; *c > 0 {
			*c--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(a)+len(b)-2)
}

func (n *Name) surnameAt(last int) int {
	if n.Comma {
		return 0
	}
	return last
}
