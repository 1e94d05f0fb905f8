package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// class says how a folded rune takes part in a token.
type class uint8

const (
	other  class = iota // ends a token: space, punctuation, symbols
	hidden              // format character: neither part of a token nor its end
	mark                // combining mark: belongs to the letter before it
	digit               // decimal digit, folded to 0-9
	letter              // letter of a script that writes spaces between words
	gram                // letter of a script that does not
)

// script tells the unspaced scripts apart: a pair of letters never spans two.
type script uint8

const (
	noScript script = iota
	han
	kana
	thai
	lao
	myanmar
	khmer
)

// stackers join the next consonant to the letter before it: the Burmese virama
// and the Khmer coeng (Unicode 16, chapter 16).
func stacks(r rune) bool { return r == 0x1039 || r == 0x17D2 }

// scriptOf gives the unspaced script of r, noScript for all others.
func scriptOf(r rune) script {
	switch {
	case r < 0x0E00:
		return noScript
	case r < 0x0E80:
		return thai
	case r < 0x0F00:
		return lao
	case r >= 0x1000 && r < 0x10A0, r >= 0xA9E0 && r < 0xAA00, r >= 0xAA60 && r < 0xAA80:
		return myanmar
	case r >= 0x1780 && r < 0x1800:
		return khmer
	case r >= 0x4E00 && r < 0xA000, r >= 0x3400 && r < 0x4DC0, r == 0x3005, r == 0x3007:
		return han
	case r >= 0x3040 && r < 0x3100, r >= 0x31F0 && r < 0x3200:
		return kana
	case r >= 0x20000 && r < 0x32000:
		return han
	}
	return noScript
}

// classOf sorts a rune that has been decomposed.
func classOf(r rune) (class, script) {
	if r < utf8.RuneSelf {
		switch {
		case r >= '0' && r <= '9':
			return digit, noScript
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
			return letter, noScript
		}
		return other, noScript
	}
	s := scriptOf(r)
	if s == han {
		return gram, han
	}
	switch {
	case unicode.Is(unicode.Nd, r):
		return digit, noScript
	case unicode.Is(unicode.M, r):
		return mark, s
	case unicode.IsLetter(r):
		if s != noScript {
			return gram, s
		}
		return letter, noScript
	case unicode.Is(unicode.Cf, r), r == utf8.RuneError:
		return hidden, noScript
	case unicode.Is(unicode.N, r):
		return letter, noScript
	}
	return other, noScript
}

// plain holds letters that carry a stroke or a ligature which Unicode does not
// decompose, and that people type without it.
var plain = map[rune]string{
	'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'ħ': "h", 'ŧ': "t",
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th",
}

// appendLetter appends a letter in the form under which it is indexed.
func appendLetter(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(b, byte(r))
	}
	r = unicode.ToLower(unicode.ToUpper(r)) // up first: folds the final sigma and the dotless i
	if s, ok := plain[r]; ok {
		return append(b, s...)
	}
	return utf8.AppendRune(b, r)
}

// digitValue gives the value of a decimal digit of any script. The ranges of
// [unicode.Nd] each begin with a zero and hold whole tens.
func digitValue(r rune) byte {
	if r < utf8.RuneSelf {
		return byte(r)
	}
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + byte((r-rune(t.Lo))%10)
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + byte((r-rune(t.Lo))%10)
		}
	}
	return '0'
}

// decompose gives the compatibility decomposition of the rune at the start of
// s, or nil when it stands for itself.
func decompose(s string, r rune) []byte {
	if r < 0xA0 || (r >= 0x4E00 && r < 0xA000) {
		return nil
	}
	return norm.NFKD.PropertiesString(s).Decomposition()
}
