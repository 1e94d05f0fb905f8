package index

import (
	"math/bits"

	"lanna/names"
)

// A spelling is a whole name in letters, each a class of those that spellings
// confuse, 1 to letterClasses. Cards hold how a name is mostly spelled in each
// system of reading, so that a question can look at a thousand persons before it
// reads the names of a few dozen.

const (
	letterClasses = 12
	mostLetters   = 40 // of a spelling
	mostSpellings = 8  // of a card
)

var letterClass = func() (class [26]byte) {
	for i, group := range []string{"bpf", "td", "kg", "cjqsxz", "m", "n", "lr", "a", "e", "iy", "o", "uwv"} {
		for _, c := range group {
			class[c-'a'] = byte(i + 1)
		}
	}
	return class
}()

// spell appends the classes of folded letters: an h vanishes, as do a g behind n,
// a t before s, c or z, and the second of two that are the same.
func spell(out []byte, letters string) []byte {
	start := len(out)
	for i := 0; i < len(letters) && len(out)-start < mostLetters; i++ {
		c := letters[i]
		if c < 'a' || c > 'z' || c == 'h' {
			continue
		}
		next := byte(0)
		if i+1 < len(letters) {
			next = letters[i+1]
		}
		if c == 'g' && i > 0 && letters[i-1] == 'n' && !vowel(next) || c == 't' && (next == 's' || next == 'c' || next == 'z') {
			continue
		}
		if class := letterClass[c-'a']; len(out) == start || out[len(out)-1] != class {
			out = append(out, class)
		}
	}
	return out
}

// spellings are those of a name: in each system if it is in Han signs, else of
// its letters, and of its Chinese words alone where others stand beside them.
// With rotate they come in other orders of the parts too.
func spellings(n *names.Name, rotate bool) [][]byte {
	var out [][]byte
	add := func(orders ...[]string) {
		for _, parts := range orders {
			var s []byte
			for _, p := range parts {
				s = append(s, p...)
			}
			if s = spell(nil, string(s)); len(s) > 0 {
				out = append(out, s)
			}
		}
	}
	for _, one := range append([]*names.Name{n}, n.Others...) {
		for _, parts := range lettersOf(one) {
			if add(parts); rotate && len(parts) > 1 {
				add(orders(parts)...)
			}
		}
	}
	return out
}

// orders are those with the first part last and with the last first.
func orders(parts []string) [][]string {
	n := len(parts)
	out := [][]string{append(append([]string{}, parts[1:]...), parts[0])}
	if n > 2 {
		out = append(out, append([]string{parts[n-1]}, parts[:n-1]...))
	}
	return out
}

// lettersOf gives the letters of the parts of a name, in each way that cards hold.
func lettersOf(n *names.Name) [][]string {
	parts := ordinary(n)
	if n.Script != names.Han {
		var all, chinese []string
		for _, p := range parts {
			if all = append(all, p.Letters); len(p.Sounds) == 0 && names.Sino(p.Letters) {
				chinese = append(chinese, p.Letters)
			}
		}
		if k := len(chinese); k > 1 && k < len(all) {
			return [][]string{all, chinese}
		}
		return [][]string{all}
	}
	var out [][]string
	for _, s := range [...]names.System{names.Pinyin, names.Cantonese, names.MinNan, names.Hakka, names.WadeGiles, names.Foreign} {
		if in := inLetters(parts, s); len(in) > 0 {
			out = append(out, in)
		}
	}
	return out
}

func inLetters(parts []*names.Part, s names.System) []string {
	var out []string
	for _, p := range parts {
		for i := range p.Sounds {
			if p.Sounds[i].System == s {
				out = append(out, p.Sounds[i].Primary())
			}
		}
	}
	return out
}

// A pattern is a spelling made ready to be compared with many (Myers, 1999).
type pattern struct {
	where [letterClasses + 1]uint64 // places of each class
	size  int
}

func patternOf(s []byte) pattern {
	p := pattern{size: min(len(s), 64)}
	for i, c := range s[:p.size] {
		p.where[c] |= 1 << i
	}
	return p
}

// edits is the number of letters to change, put in or leave out; begins is that
// number where text may go on behind the pattern.
func (p *pattern) edits(text []byte) (whole, begins int) {
	plus, minus := ^uint64(0), uint64(0)
	last := uint64(1) << (p.size - 1)
	whole = p.size
	begins = whole
	for _, c := range text {
		eq := p.where[c&15%(letterClasses+1)]
		xv := eq | minus
		xh := (eq&plus + plus) ^ plus | eq
		ph := minus | ^(xh | plus)
		mh := plus & xh
		if ph&last != 0 {
			whole++
		} else if mh&last != 0 {
			whole--
		}
		begins = min(begins, whole)
		ph = ph<<1 | 1
		mh <<= 1
		plus = mh | ^(xv | ph)
		minus = ph & xv
	}
	return whole, begins
}

const (
	goesOn     = 0.2 // a part of the name is missing
	leastBegun = 4   // letters that it must have then
)

// An askedSpelling is a spelling of the question.
type askedSpelling struct {
	pattern
	text    []byte
	letters bag
	systems uint32 // by their places among those of a Han name; 0 where parts are turned around
}

// hanSpellings is from how many spellings on a card is that of a Han name, and
// two such names are compared system by system.
const hanSpellings = 4

// nearness is the share of letters that differ between a spelling asked for and
// one on a card, the least; a little more than most where that is more.
func (s *search) nearness(card []byte, most float32) float32 {
	best := min(1, most+0.001)
	bySystem := s.systems > 0 && spellingsOf(card) == s.systems
	for k := 0; len(card) > 0; k++ {
		n := int(card[0])
		text := card[1:min(1+n, len(card))]
		card = card[1+len(text):]
		letters := bagOf(text)
		for i := range s.asked {
			if p := &s.asked[i]; (!bySystem || p.systems>>k&1 != 0) && p.reaches(best, letters, len(text)) {
				best = min(best, p.apart(text, best))
			}
		}
	}
	return best
}

func spellingsOf(card []byte) int {
	n := 0
	eachSpelling(card, func([]byte) { n++ })
	return n
}

// A bag holds the letters of a spelling without their order: a bit for the first of a
// class, one for the second, to the fifth.
type bag uint64

const (
	bagDeep = 5
	bagMask = 1<<bagDeep - 1
)

func bagOf(text []byte) bag {
	var b bag
	for _, c := range text {
		at := bagDeep * (c&15%(letterClasses+1) - 1)
		b |= (b>>at&bagMask<<1 | 1) & bagMask << at
	}
	return b
}

// without counts the letters that are not in another bag.
func (b bag) without(o bag) int { return bits.OnesCount64(uint64(b &^ o)) }

// reaches reports whether a spelling of these letters can be nearer than the best: each
// letter that only one of two has is to be changed, put in or left out.
func (p *askedSpelling) reaches(best float32, letters bag, size int) bool {
	lacks := p.letters.without(letters)
	edits := max(lacks, letters.without(p.letters))
	return float32(edits) < best*float32(max(p.size, size)) || p.size >= leastBegun && float32(lacks) < (best-goesOn)*float32(p.size)
}

// apart is how far a spelling is from another, where that is less than the best.
func (p *pattern) apart(text []byte, best float32) float32 {
	longer := float32(max(p.size, len(text)))
	over := p.size - len(text)
	if over < 0 && p.size < leastBegun {
		over = -over
	}
	if float32(over) >= best*longer { // so many letters more are too far already
		return best
	}
	whole, begins := p.edits(text)
	best = float32(whole) / longer
	if begins < whole && p.size >= leastBegun {
		best = min(best, float32(begins)/float32(p.size)+goesOn)
	}
	return best
}
