package match

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"lanna/names"
)

// Two spellings of Chinese names in Latin letters, without their signs, tell as
// much as the signs that both may stand for: TAN and CHEN are one surname, CHENG
// and WANG are none, however alike their letters are. For each syllable the
// signs are known that it may stand for in each system of spelling, and how
// likely; the weight of evidence is how much likelier the two spellings are of
// one name than of two (Fellegi and Sunter, 1969).

const sinoSystems = len(names.SpellingSystems)

// What is likely even if no sign has both spellings: a slip of one letter or a
// missing final g, or a reading that the tables lack.
const (
	sinoSlip   = 0.08
	sinoUnlike = 0.003
	sinoLack   = 0.04 // one side leaves a syllable of the given name out
	sinoLast   = 0.15 // the surname stands last
	sinoMixed  = 0.25 // a name is spelled in more than one system
)

// sinoPrior is the weight of evidence, as log odds, at which two names are as
// likely of one person as of two; sinoCap is what names alone can tell at most.
const (
	sinoPrior = 5.5
	sinoCap   = 12
)

// A syllable in letters and what it may stand for.
type sinoSyllable struct {
	letters string
	may     *names.Spelling
	sums    [sinoSystems]float64 // how likely it is spelled so in each system
}

func syllableOf(letters string, may *names.Spelling) sinoSyllable {
	s := sinoSyllable{letters: letters, may: may}
	for i := range may {
		s.sums[i] = sumOf(may[i])
	}
	return s
}

// A sinoReading is a name as surname and given name.
type sinoReading struct {
	word      int     // of the surname
	place     float64 // how likely the surname stands there
	syllables []sinoSyllable
	likely    float64 // how likely somebody is called and spelled so
}

// maxGiven is the longest given name, in syllables.
const maxGiven = 2

// sinoLengths is how likely a given name has so many syllables.
var sinoLengths = [1 + maxGiven]float64{1: 0.2, 2: 0.8}

// sinoReadings reads a name in Latin letters as a Chinese one, surname first and
// surname last; none if it is no such name.
func sinoReadings(n *Name) []sinoReading {
	switch n.Script {
	case names.Thai, names.Lao, names.Burmese:
		return readingsAbroad(n)
	case names.Han:
		return readingsOfSigns(n)
	}
	if !n.latin || len(n.words) < 2 || len(n.words) > 1+maxGiven {
		return nil
	}
	for _, w := range n.words {
		if !w.sino || len(w.letters) < 2 {
			return nil
		}
	}
	var out []sinoReading
	places := []int{0, len(n.words) - 1}
	if n.Comma {
		places = places[:1]
	}
	for i, at := range places {
		letters := n.Parts[n.words[at].part].Letters
		may := names.SpelledSurname(letters)
		if may == nil {
			continue
		}
		place := 1 - sinoLast
		if i > 0 {
			place = sinoLast
		}
		for _, given := range givenSyllables(n, at) {
			r := sinoReading{word: at, place: place, syllables: append([]sinoSyllable{syllableOf(letters, may)}, given...)}
			r.likely = place * sinoLengths[len(given)] * r.spelled()
			out = append(out, r)
		}
	}
	return out
}

// givenSyllables parts the words beside the surname into at most two syllables,
// in each way in which that can be done.
func givenSyllables(n *Name, surname int) [][]sinoSyllable {
	ways := [][]sinoSyllable{nil}
	for i, w := range n.words {
		if i == surname {
			continue
		}
		var next [][]sinoSyllable
		for _, way := range ways {
			for _, s := range partings(n.Parts[w.part].Letters) {
				if len(way)+len(s) <= maxGiven {
					next = append(next, append(way[:len(way):len(way)], s...))
				}
			}
		}
		ways = next
	}
	return ways
}

// partings reads a word as one syllable and as two.
func partings(word string) [][]sinoSyllable {
	var out [][]sinoSyllable
	if may := names.SpelledGiven(word); may != nil && voiced(word) {
		out = append(out, []sinoSyllable{syllableOf(word, may)})
	}
	for i := 2; i < len(word)-1; i++ {
		a, b := names.SpelledGiven(word[:i]), names.SpelledGiven(word[i:])
		if a != nil && b != nil && a.Meets(b) && voiced(word[:i]) && voiced(word[i:]) {
			out = append(out, []sinoSyllable{syllableOf(word[:i], a), syllableOf(word[i:], b)})
		}
	}
	return out
}

// voiced leaves out syllables that no name has: what some sign of a sound without
// vowel is spelled as.
func voiced(syllable string) bool { return syllable == "ng" || strings.ContainsAny(syllable, "aeiouy") }

// sinoEvidence is the weight of evidence, in natural log odds, that two names are
// spellings of one Chinese name, over all their readings, and the readings that
// say most; false if one of them is no such name.
func sinoEvidence(a, b *Name) (evidence float64, x, y sinoReading, ok bool) {
	if c := bytes.Compare(b.letters, a.letters); c < 0 || c == 0 && b.Text < a.Text { // one order for both ways of asking: sums would differ in the last digit
		evidence, y, x, ok = sinoEvidence(b, a)
		return evidence, x, y, ok
	}
	var both, pa, pb, most float64
	as := a.sinoReadings()
	if len(as) == 0 { // most names: the other need not be read
		return 0, x, y, false
	}
	bs := b.sinoReadings()
	for _, p := range as {
		pa += p.likely
	}
	for _, q := range bs {
		pb += q.likely
		for _, p := range as {
			one := p.with(q)
			if both += one; one > most {
				most, x, y = one, p, q
			}
		}
	}
	if pa == 0 || pb == 0 {
		return 0, x, y, false
	}
	return min(math.Log(max(both/(pa*pb), sinoUnlike)), sinoCap), x, y, true
}

// sinoScore is how likely two names are spellings of one Chinese name of one
// person; false where they are not compared so: one of them is no such name, or
// both are written in the same script of another country.
func sinoScore(a, b *Name) (float64, bool) {
	if !a.latin && a.Script == b.Script {
		return 0, false
	}
	evidence, _, _, ok := sinoEvidence(a, b)
	if !ok {
		return 0, false
	}
	return 1 / (1 + math.Exp(sinoPrior+sinoDoubt(a, b)-evidence)), true
}

// signsAndLetters reports that Chinese signs meet Latin letters, which are aligned
// with how the signs sound.
func signsAndLetters(a, b *Name) bool {
	return a.Script == names.Han && b.latin || b.Script == names.Han && a.latin
}

// doubtedFrom is the score of an alignment from which on its syllables are asked
// for: what is less is no match anyway.
const doubtedFrom = 0.2

// bySyllables is the score of signs that were aligned with Latin letters. Letters
// alone make Jin Weiming and Chen Weilin out of 陈伟明; where the letters read as a
// Chinese name, each syllable must be a spelling of its sign, or a free one.
func (s *scratch) bySyllables(a, b *Name, aligned float64) float64 {
	if aligned < doubtedFrom || s.freely {
		return aligned
	}
	if chinese, ok := sinoScore(a, b); ok {
		return min(aligned, chinese)
	}
	return aligned
}

// sinoReadings is read once.
func (n *Name) sinoReadings() []sinoReading {
	n.sinoOnce.Do(func() { n.sino = sinoReadings(n) })
	return n.sino
}

// with is how likely somebody is called by one name that is read in both ways.
// Where one given name has a syllable less, the better of its two places counts.
func (r sinoReading) with(o sinoReading) float64 {
	a, b := r.syllables, o.syllables
	if len(a) > len(b) {
		a, b = b, a
	}
	both := 0.0
	if len(a) == len(b) {
		both = bothSpelled(a, b)
	} else {
		both = sinoLack * max(bothSpelled(a, b[:2])*b[2].anything(), bothSpelled(a, []sinoSyllable{b[0], b[2]})*b[1].anything())
	}
	return r.place * o.place * sinoLengths[len(b)-1] * both
}

// anything is how likely a syllable is spelled so, in whichever system.
func (s sinoSyllable) anything() float64 {
	return spelledMixed(1, func(_, i int) float64 { return s.sums[i] })
}

// spelled is how likely somebody is called and spelled so.
func (r sinoReading) spelled() float64 {
	return spelledEither(len(r.syllables), func(k, i int) float64 { return r.syllables[k].sums[i] })
}

// A joint is how likely one syllable is spelled so in one system (first index)
// and so in another.
type joint [sinoSystems][sinoSystems]float64

func (out *joint) of(a, b *sinoSyllable) {
	anyway := sinoUnlike
	if slip(a.letters, b.letters) {
		anyway = sinoSlip
	}
	for i := range sinoSystems {
		for j := range sinoSystems {
			if a.sums[i] == 0 || b.sums[j] == 0 {
				out[i][j] = 0
				continue
			}
			out[i][j] = sharedMass(a.may[i], b.may[j]) + anyway*a.sums[i]*b.sums[j]
		}
	}
}

// spelledIn is how likely n syllables are spelled as they are, all in one system.
func spelledIn(n int, p func(k, system int) float64) float64 {
	sum := 0.0
	for i, s := range names.SpellingSystems {
		one := s.Share
		for k := range n {
			one *= p(k, i)
		}
		sum += one
	}
	return sum
}

// spelledMixed is the same with a system for each syllable, as in HUANG Chee Hao.
func spelledMixed(n int, p func(k, system int) float64) float64 {
	all := 1.0
	for k := range n {
		sum := 0.0
		for i, s := range names.SpellingSystems {
			sum += s.Share * p(k, i)
		}
		all *= sum
	}
	return all
}

// spelledEither is one or the other.
func spelledEither(n int, p func(k, system int) float64) float64 {
	return (1-sinoMixed)*spelledIn(n, p) + sinoMixed*spelledMixed(n, p)
}

// bothSpelled is how likely one name is spelled in both ways: each side in one
// system, or in several.
func bothSpelled(a, b []sinoSyllable) float64 {
	n := len(a)
	var tables [1 + maxGiven]joint
	for k := range a {
		tables[k].of(&a[k], &b[k])
	}
	one := 0.0
	for i, s := range names.SpellingSystems {
		one += s.Share * spelledEither(n, func(k, j int) float64 { return tables[k][i][j] })
	}
	mixed := spelledEither(n, func(k, j int) (sum float64) { // any system for each syllable of the first side
		for i, s := range names.SpellingSystems {
			sum += s.Share * tables[k][i][j]
		}
		return sum
	})
	return (1-sinoMixed)*one + sinoMixed*mixed
}

func sumOf(list []names.Likely) float64 {
	sum := 0.0
	for _, l := range list {
		sum += float64(l.P * l.Share)
	}
	return sum
}

// sharedMass is how likely somebody is called by a sign that is spelled so in one
// system and so in the other.
func sharedMass(x, y []names.Likely) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i].Sign < y[j].Sign:
			i++
		case x[i].Sign > y[j].Sign:
			j++
		default:
			sum += float64(x[i].P * x[i].Share * y[j].Share)
			i++
			j++
		}
	}
	return sum
}

// slip reports whether one spelling may be the other, written wrongly: a final g
// more or less, or another letter in three.
func slip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	switch {
	case b == a+"g":
		return true
	case len(a) < 3 || len(b)-len(a) > 1:
		return false
	}
	i, j := 0, 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	for j < len(a)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	return len(b)-i-j <= 1
}

// syllables says of each syllable what sign both spellings may stand for.
func (e *Explanation) syllables(p, q sinoReading) {
	n := min(len(p.syllables), len(q.syllables))
	for k := range n {
		a, b := p.syllables[k], q.syllables[k]
		switch sign := a.commonSign(b); {
		case sign != 0:
			e.add(SignMaybe, &yes, a.letters, b.letters, string(sign))
		case slip(a.letters, b.letters):
			e.add(WordLike, &yes, a.letters, b.letters)
		default:
			e.add(SignNever, &no, a.letters, b.letters)
		}
	}
	for _, over := range append(p.syllables[n:len(p.syllables):len(p.syllables)], q.syllables[n:]...) {
		e.add(WordOver, &no, over.letters)
	}
	if p.word != q.word {
		e.add(OtherOrder, nil)
	}
}

// commonSign is the likeliest sign that both may stand for, 0 for none.
func (s sinoSyllable) commonSign(o sinoSyllable) (sign rune) {
	best := 0.0
	for i, from := range names.SpellingSystems {
		for j, to := range names.SpellingSystems {
			for _, x := range s.may[i] {
				k, ok := slices.BinarySearchFunc(o.may[j], x.Sign, func(l names.Likely, r rune) int { return int(l.Sign - r) })
				if !ok {
					continue
				}
				if p := from.Share * to.Share * float64(x.P*x.Share*o.may[j][k].Share); p > best {
					best, sign = p, x.Sign
				}
			}
		}
	}
	return sign
}
