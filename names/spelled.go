package names

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

//go:embed tables/given.txt
var givenTXT string

//go:embed tables/common.txt
var commonTXT string

// A Likely sign is one that a spelling may stand for: how likely it is that
// somebody is called by it, and how likely the sign is then spelled so in the
// system at hand.
type Likely struct {
	Sign  rune
	P     float32 // of all signs of a system adds up to one
	Share float32 // of all spellings of the sign in a system adds up to one
}

// SpellingSystems are the systems in which people spell Chinese names in Latin
// letters, and how often each is met with beside the others: an order of
// magnitude for the region between Yunnan and the Straits, not a count.
var SpellingSystems = [...]struct {
	System System
	Share  float64
}{{Pinyin, 0.45}, {WadeGiles, 0.1}, {Cantonese, 0.2}, {MinNan, 0.2}, {Hakka, 0.05}}

// A Spelling is what one syllable in Latin letters may stand for: for each of
// SpellingSystems the signs, in the order of their code points. It is shared and
// must not be changed.
type Spelling [len(SpellingSystems)][]Likely

// SpelledSurname and SpelledGiven return what folded letters may stand for as a
// Chinese surname, and as one syllable of a given name; nil for nothing.
func SpelledSurname(letters string) *Spelling { return spelled().surnames[letters] }

// SpelledGiven is described at SpelledSurname.
func SpelledGiven(letters string) *Spelling { return spelled().given[letters] }

// SignSurname and SignGiven return a sign itself as that Spelling would: it stands
// for nothing else, however it is read; nil where no name has it.
func SignSurname(sign rune) *Spelling {
	if han().surnames[string(sign)] == nil {
		return nil
	}
	return spelled().surnameSums.of(sign, borne(sign))
}

// SignGiven is described at SignSurname.
func SignGiven(sign rune) *Spelling { return spelled().givenSums.of(sign, given(sign)) }

// sums are the weights of all signs in each system.
type sums [len(SpellingSystems)]float32

func (s *sums) of(sign rune, weight float32) *Spelling {
	if weight <= 0 {
		return nil
	}
	out := &Spelling{}
	for i := range out {
		out[i] = []Likely{{sign, weight / s[i], 1}}
	}
	return out
}

type spellings struct {
	surnames, given        map[string]*Spelling
	surnameSums, givenSums sums
}

// spelled turns the tables of readings around. It takes some 50 ms at first use.
var spelled = sync.OnceValue(func() *spellings {
	t := han()
	out := &spellings{surnames: map[string]*Spelling{}, given: map[string]*Spelling{}}
	for signs, forms := range t.surnames {
		if r, n := utf8.DecodeRuneInString(signs); n == len(signs) {
			add(out.surnames, r, borne(r), forms)
		}
	}
	for r, forms := range t.forms {
		if w := given(r); w > 0 {
			add(out.given, r, w, forms)
		}
	}
	out.surnameSums = settle(out.surnames)
	out.givenSums = settle(out.given)
	return out
})

// add shares a sign's weight out among its spellings: the first is the likeliest.
func add(all map[string]*Spelling, r rune, weight float32, forms *hanForms) {
	for i, s := range SpellingSystems {
		list := forms.in[s.System]
		if s.System == Cantonese || s.System == MinNan || s.System == Hakka {
			list = southernForms(list)
		}
		total := float32(0)
		for k := range list {
			total += 1 / float32(k+1)
		}
		for k, form := range list {
			if all[form] == nil {
				all[form] = &Spelling{}
			}
			all[form][i] = append(all[form][i], Likely{r, weight, 1 / float32(k+1) / total})
		}
	}
}

// How English ears wrote southern finals in the Straits and in Hong Kong, beside
// the spellings that the tables have: LEE, SIEW, BOON, KEEN.
var southernFinals = [][2]string{{"iau", "iew"}, {"iao", "iew"}, {"iu", "iew"}, {"in", "een"}, {"un", "oon"}, {"i", "ee"}, {"u", "oo"}, {"o", "oh"}, {"a", "ah"}}

func southernForms(list []string) []string {
	out := slices.Clone(list)
	for _, form := range list {
		for _, f := range southernFinals {
			if rest, ok := strings.CutSuffix(form, f[0]); ok {
				out = appendNew(out, rest+f[1])
				break
			}
		}
	}
	return out
}

// settle puts the signs in order and has those of each system add up to one; it
// returns what they added up to.
func settle(all map[string]*Spelling) (sum sums) {
	for _, form := range slices.Sorted(maps.Keys(all)) { // in one order: sums differ in their last digits, and scores are to be the same again
		s := all[form]
		for i := range s {
			slices.SortFunc(s[i], func(a, b Likely) int { return int(a.Sign - b.Sign) })
			for _, l := range s[i] {
				sum[i] += l.P * l.Share
			}
		}
	}
	for _, s := range all {
		for i := range s {
			for k := range s[i] {
				s[i][k].P /= sum[i]
			}
		}
	}
	return sum
}

// borne is how many bear a surname, beside other surnames.
func borne(r rune) float32 {
	if place := strings.IndexRune(commonSigns(), r); place >= 0 {
		return 1 / (8 + float32(place/3))
	}
	return 1.0 / 600
}

// given is how frequent a sign is in given names beside other signs. Those
// outside GB 2312 are left out: they would only blur what a spelling tells.
func given(r rune) float32 {
	if strings.ContainsRune(givenSigns(), r) {
		return 12
	}
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
	switch {
	case err != nil || len(b) != 2 || b[0] < 0xB0 || b[0] > 0xF7 || b[1] < 0xA1:
		return 0
	case b[0] <= 0xD7: // level 1, by frequency
		return 1
	}
	return 0.15
}

var commonSigns, givenSigns = sync.OnceValue(func() string { return tableText(commonTXT) }), sync.OnceValue(func() string { return tableText(givenTXT) })

// tableText is a table of signs without its comments.
func tableText(table string) string {
	var out strings.Builder
	for line := range lines(table) {
		out.WriteString(line)
	}
	return out.String()
}

// Meets reports whether some system has both spellings.
func (s *Spelling) Meets(o *Spelling) bool {
	for i := range s {
		if len(s[i]) > 0 && len(o[i]) > 0 {
			return true
		}
	}
	return false
}
