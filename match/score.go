package match

import (
	"bytes"
	"sync"

	"lanna/names"
)

var scratches = sync.Pool{New: func() any { return &scratch{} }}

// kind says how two names are compared; each kind has its own weights.
type kind uint8

const (
	byWords   kind = iota // both in letters
	byHan                 // Han signs against letters
	byForeign             // a foreign name in Han signs against letters
	byThai                // Thai against letters
	byBurmese
	byOther  // Khmer against letters
	bySigns  // Han against Han
	bySingle // one word in letters against one
	byLao    // Lao against letters
	kinds
)

var kindNames = [...]string{"words", "han", "foreign", "thai", "burmese", "other", "signs", "single", "lao"}

// lattice scripts are aligned by their sounds; the order is that of who is read
// in all systems when two of them meet.
func latticeRank(s names.Script) int {
	switch s {
	case names.Han:
		return 5
	case names.Burmese:
		return 4
	case names.Thai:
		return 3
	case names.Lao:
		return 2
	case names.Khmer:
		return 1
	}
	return 0
}

// Feature vectors have a fixed length; what a kind does not use is 0.
const featureCount = 21

type features [featureCount]float64

// weigh compares two prepared names.
func (s *scratch) weigh(a, b *Name) (kind, features) {
	if ra, rb := latticeRank(a.Script), latticeRank(b.Script); rb > ra || rb == ra && bytes.Compare(b.letters, a.letters) < 0 {
		a, b = b, a // one order for both ways of asking
	}
	switch {
	case a.Script == names.Han && b.Script == names.Han:
		return bySigns, s.signFeatures(a, b)
	case latticeRank(a.Script) > 0 && a.Script != b.Script:
		native, letters, al := s.alignBoth(a, b)
		s.freely = al.freely(int32(len(letters.letters)))
		return kindOf(native, al), al.features(native, letters)
	}
	if len(a.words) == 1 && len(b.words) == 1 {
		return bySingle, s.singleFeatures(a, b)
	}
	return byWords, s.wordFeatures(a, b)
}

// alignBoth aligns a native name with the letters of the other. Where both are
// native and one is Han, the other's spellings are tried against each reading of
// the signs as well, and the cheapest counts.
func (s *scratch) alignBoth(a, b *Name) (native, letters *Name, al alignment) {
	native, letters, al = a, b, s.align(a, b, far)
	if latticeRank(b.Script) == 0 {
		return native, letters, al
	}
	for _, spelled := range a.lettered() {
		if other := s.align(b, spelled, al.cost); other.cost < al.cost {
			native, letters, al = b, spelled, other
		}
	}
	return native, letters, al
}

// A part of a name that costs so little a letter is a free spelling of its sign.
const freePart = 12

// freely reports that an alignment with so many letters is a near one in a system
// whose spellings the tables do not hold all: Koreans and Vietnamese spell in systems
// of their own, and southern Chinese as they please.
func (al alignment) freely(letters int32) bool {
	switch al.system {
	case names.Korean, names.Vietnamese:
		return al.cost <= goodEnough*letters
	case names.Cantonese, names.MinNan, names.Hakka:
		return al.cost <= (goodEnough+1)*letters && al.worst <= freePart
	}
	return false
}

// singleFeatures compares two single words: nothing tells what language they
// are of, so each language's confusions are tried.
func (s *scratch) singleFeatures(a, b *Name) features {
	x, y := a.letters, b.letters
	w := &s.word
	n := float64(max(len(x), len(y)))
	plain, thai := float64(w.rate(x, y, latinCosts))/100, float64(w.rate(x, y, thaiCosts))/100
	edits := float64(w.plain(x, y))
	f := features{plain, thai, float64(w.rate(x, y, burmeseCosts)) / 100, bag(x, y), edits / n, edits / 8, 1 / n, plain * thai, plain * plain, thai * thai}
	if len(x) == 1 || len(y) == 1 {
		f[10] = 1
	}
	if x[0] != y[0] {
		f[11] = 1
	}
	if nicknames(x, y) {
		f[12] = 1
	}
	f[13] = float64(sharedStart(x, y)) / n
	f[14] = float64(a.words[0].weight)
	return f
}

func kindOf(a *Name, al alignment) kind {
	switch {
	case a.Script == names.Han && (al.system == names.Foreign || a.Foreign):
		return byForeign
	case a.Script == names.Han:
		return byHan
	case a.Script == names.Thai:
		return byThai
	case a.Script == names.Lao:
		return byLao
	case a.Script == names.Burmese:
		return byBurmese
	}
	return byOther
}

func (al alignment) features(a, b *Name) features {
	var f features
	if al.cost >= far {
		return features{0: 2, 1: 2, 2: 2, 4: 4, 5: 2}
	}
	n := float64(max(al.letters, int32(len(b.letters)), 2))
	f[0] = min(2, float64(al.cost)/n/50)
	f[1] = min(2, float64(al.worst)/50)
	f[2] = min(2, float64(al.surname)/50)
	f[3] = 1 / n
	f[4] = f[0] * f[0]
	f[5] = min(2, float64(al.cost)/300)
	f[6] = min(n, 30) / 30 // two long names that agree tell more than two short ones
	return f
}

func (s *scratch) wordFeatures(a, b *Name) features {
	var f features
	if len(a.words) == 0 || len(b.words) == 0 {
		f[3], f[9] = 1, 1
		return f
	}
	c := s.word.compare(a, b, wordCosts(a, b))
	return c.features()
}

func (c comparison) features() features {
	return features{c.rate, c.worst, c.coverLow, 1 - c.coverTop, c.clash, c.extra, c.near, c.info, c.crossed, c.whole, c.single, c.initials, c.ends, c.edits, c.worstEdits, c.tail, c.patronym, c.rarest, c.begins, c.bag, c.first}
}

// wordCosts: two Thai or two Burmese names are compared by their own likeliest
// spelling, with their own confusions.
func wordCosts(a, b *Name) *costs {
	if a.Script == b.Script {
		switch a.Script {
		case names.Thai:
			return thaiCosts
		case names.Lao:
			return laoCosts
		case names.Burmese:
			return burmeseCosts
		}
	}
	return latinCosts
}

// signFeatures compares two names in Han signs: signs that are the same, sound
// the same, or are left over.
func (s *scratch) signFeatures(a, b *Name) features {
	x, y := []rune(a.Signs), []rune(b.Signs)
	var f features
	if len(x) == 0 || len(y) == 0 {
		f[0] = 1
		return f
	}
	same := 0
	for i := range min(len(x), len(y)) {
		if x[i] == y[i] {
			same++
		}
	}
	n := float64(max(len(x), len(y)))
	f[0] = 1 - float64(same)/n
	f[1] = min(1, float64(s.word.edit(a.letters, b.letters, hanCosts))/50/float64(max(len(a.letters), len(b.letters), 1)))
	f[2] = 1 / n
	if x[0] != y[0] {
		f[3] = 1
	}
	f[4] = float64(abs(len(x)-len(y))) / n
	return f
}
