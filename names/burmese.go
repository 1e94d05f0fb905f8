package names

import "strings"

// Spellings of Burmese initials: Myanmar Language Commission first, then what
// people write.
var burmeseInitial = map[rune][]string{
	'က': {"k", "g"}, 'ခ': {"kh", "k", "hk"}, 'ဂ': {"g"}, 'ဃ': {"g", "gh"}, 'င': {"ng"}, 'စ': {"s", "z"}, 'ဆ': {"hs", "s"}, 'ဇ': {"z"}, 'ဈ': {"z"}, 'ည': {"ny", "n"}, 'ဉ': {"ny"},
	'ဋ': {"t"}, 'ဌ': {"ht", "t"}, 'ဍ': {"d"}, 'ဎ': {"d"}, 'ဏ': {"n"}, 'တ': {"t", "d"}, 'ထ': {"ht", "t", "d"}, 'ဒ': {"d"}, 'ဓ': {"d", "dh"}, 'န': {"n"}, 'ပ': {"p", "b"}, 'ဖ': {"hp", "ph", "p", "f"}, 'ဗ': {"b"}, 'ဘ': {"b", "bh"},
	'မ': {"m"}, 'ယ': {"y"}, 'ရ': {"y", "r"}, 'လ': {"l"}, 'ဝ': {"w"}, 'သ': {"th", "dh"}, 'ဟ': {"h"}, 'ဠ': {"l"}, 'အ': {""}, 'ဿ': {"th"},
}

// Vowels that stand as letters of their own.
var burmeseVowelLetters = map[rune][]string{
	'ဣ': {"i", "e"}, 'ဤ': {"i", "e"}, 'ဥ': {"u", "oo", "oak"}, 'ဦ': {"u", "oo"}, 'ဧ': {"ay", "e"}, 'ဩ': {"aw", "o"}, 'ဪ': {"aw", "o"},
}

// Rhymes: the vowel signs, and the class of the final (n nasal, k t p stops as
// spoken, y for ya, 0 open). Free spellings of the tones (ar, aye, oe …) are in.
var burmeseRhymes = map[string][]string{
	"": {"a", "ah"}, "\u102C": {"a", "ar", "ah"}, "\u102D": {"i", "ee", "e", "ei"}, "\u102E": {"i", "ee", "e", "y"}, "\u102F": {"u", "oo"}, "\u1030": {"u", "oo"}, "\u1031": {"ay", "e", "aye", "ei", "ai"}, "\u1032": {"e", "ae", "eh", "ai"},
	"\u1031\u102C": {"aw", "o", "or"}, "\u1031\u102C\u103A": {"aw", "o", "or"}, "\u102D\u102F": {"o", "oe", "oh"}, "\u1036": {"an", "am"}, "\u102F\u1036": {"on", "one", "oun", "own"}, "\u102D\u1036": {"ein", "ain"},

	"+က": {"et", "ek", "ak"}, "+င": {"in", "inn"}, "+စ": {"it"}, "+ည": {"i", "ee", "e", "ay", "y"}, "+ဉ": {"in", "yin"}, "+တ": {"at", "ut"}, "+ပ": {"at", "ap", "ut"}, "+န": {"an"}, "+မ": {"an", "am"}, "+ယ": {"e", "ae", "ai", "eh"}, "+ဏ": {"an"}, "+သ": {"at"}, "+ဒ": {"at"}, "+ဓ": {"at"}, "+လ": {"al", "an", ""}, "+ရ": {"ar", "a"},
	"\u102D+တ": {"eik", "ait", "eit"}, "\u102D+ပ": {"eik", "ait", "eit"}, "\u102D+န": {"ein", "ain"}, "\u102D+မ": {"ein", "ain", "eim"}, "\u102D+ဇ": {"eik", "it"}, "\u102D+ဒ": {"eik", "eid"},
	"\u102F+တ": {"ok", "oke", "out", "ut"}, "\u102F+ပ": {"ok", "oke", "ote", "out"}, "\u102F+န": {"on", "one", "oun", "un", "ohn"}, "\u102F+မ": {"on", "one", "oun", "um"}, "\u102F+ဏ": {"on", "one"}, "\u102F+ဒ": {"ok", "od"},
	"\u1031\u102C+က": {"auk", "ouk", "awk"}, "\u1031\u102C+င": {"aung", "oung", "aong"}, "\u102D\u102F+က": {"aik", "ike", "ai"}, "\u102D\u102F+င": {"aing", "ine", "ain", "ai"}, "\u102D\u102F+ယ": {"o", "oe", "oy"}, "\u1031+တ": {"et"}, "\u102C+န": {"an", "arn"}, "\u102C+တ": {"at", "art"}, "\u102C+ယ": {"ai", "e"}, "\u1030+ဇ": {"uz"},
	"\u1031+န": {"en"}, "\u102F\u102D": {"o", "oe"}, "\u102D\u102F+ဟ": {"o"}, "\u102E+န": {"in"}, "\u102E+လ": {"il"}, "\u102C+လ": {"al"}, "\u102F+လ": {"ul"}, "\u1030+န": {"un"},
}

// Rhymes behind medial wa.
var burmeseW = map[string][]string{
	"+န": {"un", "wan", "oon", "on"}, "+မ": {"un", "wam", "wan", "oon"}, "+တ": {"ut", "wut", "oot", "wat"}, "+ပ": {"ut", "wut", "wat"}, "\u1036": {"un", "wan"},
}

// A burmeseSyllable is one syllable as written.
type burmeseSyllable struct {
	text    strings.Builder
	letter  rune
	medials string // y r w h
	vowels  string
	final   rune // consonant under asat or before a stacked one
	creaky  bool // under a dot: spelled with a t behind a nasal
}

// burmeseUnits parts text into syllables and spells each.
func burmeseUnits(text string) []Unit {
	var units []Unit
	var s *burmeseSyllable
	add := func() {
		if s != nil {
			if forms := s.forms(); len(forms) > 0 {
				units = append(units, Unit{Text: s.text.String(), Forms: forms})
			}
		}
		s = nil
	}
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case burmeseConsonant(r) && s != nil && closes(runes, i):
			s.final = r
			s.text.WriteRune(r)
		case burmeseConsonant(r):
			add()
			s = &burmeseSyllable{letter: r}
			s.text.WriteRune(r)
		case s != nil:
			s.text.WriteRune(r)
			s.sign(r)
		}
	}
	add()
	return units
}

// closes: the consonant ends the syllable before it: an asat follows (a dot may
// stand between), or the next consonant is stacked below it.
func closes(runes []rune, i int) bool {
	for j := i + 1; j < len(runes) && j < i+3; j++ {
		switch runes[j] {
		case 0x103A, 0x1039:
			return true
		case 0x1037:
		default:
			return false
		}
	}
	return false
}

func (s *burmeseSyllable) sign(r rune) {
	switch r {
	case 0x103B, 0x103C, 0x103D, 0x103E:
		if len(s.medials) < 4 {
			s.medials += "yrwh"[r-0x103B : r-0x103A]
		}
	case 0x102B:
		s.vowels += "\u102C"
	case 0x103A:
		if s.final == 0 && strings.HasSuffix(s.vowels, "\u1031\u102C") {
			s.vowels += "\u103A"
		}
	case 0x1037:
		s.creaky = true
	case 0x1038, 0x1039:
	default:
		if rank(r) > 0 && len(s.vowels) < 12 {
			s.vowels += string(r)
		}
	}
}

// spelledSyllables remembers syllables that were spelled before.
var spelledSyllables memo[burmeseKey]

type burmeseKey struct {
	letter, final   rune
	medials, vowels string
	creaky          bool
}

func (s *burmeseSyllable) forms() []string {
	return spelledSyllables.get(burmeseKey{s.letter, s.final, s.medials, s.vowels, s.creaky}, s.spell)
}

func (s *burmeseSyllable) spell() []string {
	if v := burmeseVowelLetters[s.letter]; v != nil {
		if s.letter == 0x1025 && s.vowels == "\u102E" {
			return []string{"u"}
		}
		if s.final != 0 {
			return []string{Letters(v[0] + "n"), "ok", "in", "on"}
		}
		return folded(v)
	}
	initials := s.initials()
	var out []string
	for _, v := range s.rhymes() {
		if s.creaky && strings.HasSuffix(v, "n") {
			v += "t"
		}
		for _, i := range initials {
			out = append(out, Letters(i+v))
		}
	}
	return unique(out[:min(len(out), 16)])
}

func folded(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = Letters(s)
	}
	return unique(out)
}

// initials with their medials: ky and kr are both said ch, hm is said m.
func (s *burmeseSyllable) initials() []string {
	base := burmeseInitial[s.letter]
	if base == nil {
		return nil
	}
	if strings.ContainsAny(s.medials, "yr") {
		switch s.letter {
		case 'က':
			base = []string{"ky", "ch", "gy", "j"}
		case 'ခ':
			base = []string{"ch", "khy", "ky"}
		case 'ဂ':
			base = []string{"gy", "j"}
		case 'သ', 'လ', 'ရ', 'ယ':
			base = addEach(base, "y")
		case 'င':
			base = []string{"ny", "ngy"}
		default:
			base = addEach(base, "y")
		}
	}
	if strings.Contains(s.medials, "h") {
		switch s.letter {
		case 'ရ', 'ယ':
			base = []string{"sh"}
		case 'သ':
		case 'လ':
			if strings.Contains(s.medials, "y") {
				base = []string{"sh", "hly"}
				break
			}
			base = []string{"hl", "l"}
		default:
			base = append(addBefore(base, "h"), base...)
		}
	}
	if strings.Contains(s.medials, "w") && burmeseW[s.key()] == nil {
		base = addEach(base, "w")
	}
	return base
}

func addEach(list []string, tail string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = s + tail
	}
	return out
}

func addBefore(list []string, head string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = head + s
	}
	return out
}

func (s *burmeseSyllable) key() string {
	if s.final == 0 {
		return s.vowels
	}
	return s.vowels + "+" + string(s.final)
}

func (s *burmeseSyllable) rhymes() []string {
	key := s.key()
	if strings.Contains(s.medials, "w") && burmeseW[key] != nil {
		return burmeseW[key]
	}
	if r := burmeseRhymes[key]; r != nil {
		return r
	}
	vowel := burmeseRhymes[s.vowels]
	if vowel == nil {
		vowel = []string{"a"}
	}
	if s.final == 0 {
		return vowel
	}
	final := burmeseInitial[s.final]
	if len(final) == 0 {
		return vowel
	}
	return addEach(vowel, final[0]) // a loan: the vowel and the letter
}
