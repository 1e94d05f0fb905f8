package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// special letters that do not decompose.
var special = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i", 'ħ': "h", 'ŋ': "ng",
	'ə': "a", 'ɓ': "b", 'ɗ': "d", 'ƙ': "k", 'ư': "u", 'ơ': "o", 'ⁿ': "n",
}

// Letters folds text in Latin letters to a to z: lower case, no accents, "ee"
// and "oo" as i and u, other double letters once. Signs and blanks vanish.
func Letters(s string) string {
	return collapse(basic(s))
}

// basic folds to a to z without touching double letters.
func basic(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] < 'a' || s[i] > 'z' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	if small, ok := basicASCII(s); ok {
		return small
	}
	var out strings.Builder
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		switch {
		case r >= 'a' && r <= 'z':
			out.WriteRune(r)
		case special[r] != "":
			out.WriteString(special[r])
		}
	}
	return out.String()
}

// basicASCII is basic of text that has nothing to decompose; false for other text.
func basicASCII(s string) (string, bool) {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return "", false
		case c >= 'a' && c <= 'z':
			out = append(out, c)
		case c >= 'A' && c <= 'Z':
			out = append(out, c-'A'+'a')
		}
	}
	return string(out), true
}

// usualScript is the script of the letters and marks that nearly all names are
// made of; NoScript for every other sign. None of them is a digit, a blank or
// parts a name, so that whoever meets one need not look further.
func usualScript(r rune) Script {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		return Latin
	case r >= 0x4E00 && r <= 0x9FA5:
		return Han
	case r >= 0x0E01 && r <= 0x0E3A, r >= 0x0E40 && r <= 0x0E4E:
		return Thai
	case r >= 0x1000 && r <= 0x103F:
		return Burmese
	case r >= 0x0E94 && r <= 0x0E97, r >= 0x0EB0 && r <= 0x0EB9, r >= 0x0EC0 && r <= 0x0EC4, r >= 0x0EC8 && r <= 0x0ECD:
		return Lao
	}
	return NoScript
}

func collapse(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if i > 0 && c == s[i-1] {
			switch n := len(out); {
			case c == 'e' && out[n-1] == 'e':
				out[n-1] = 'i'
			case c == 'o' && out[n-1] == 'o':
				out[n-1] = 'u'
			}
			continue
		}
		if c == 'k' && i > 0 && s[i-1] == 'c' {
			out[len(out)-1] = 'k'
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

// digit gives the value of the decimal digits of Thai, Lao, Burmese, Khmer,
// Arabic and full width writing as 0 to 9. Shan digits are left alone: Zawgyi
// writes letters with their code points.
func digit(r rune) (rune, bool) {
	for _, zero := range [...]rune{'0', 0xFF10, 0x0E50, 0x0ED0, 0x1040, 0x17E0, 0x0660, 0x06F0} {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero, true
		}
	}
	return r, false
}

// FoldDigits writes the digits of other scripts as 0 to 9.
func FoldDigits(s string) string {
	return strings.Map(func(r rune) rune { d, _ := digit(r); return d }, s)
}

func scriptOf(r rune) Script {
	switch {
	case r < 0x41:
		return NoScript
	case r < 0x250, r >= 0x1E00 && r < 0x1F00, r >= 0x2C60 && r < 0x2C80, r >= 0xA720 && r < 0xA800, r >= 0x250 && r < 0x2B0:
		if unicode.IsLetter(r) {
			return Latin
		}
		return NoScript
	case unicode.Is(unicode.Han, r):
		return Han
	case r >= 0x0E00 && r < 0x0E80:
		return Thai
	case r >= 0x0E80 && r < 0x0F00:
		return Lao
	case r >= 0x1000 && r < 0x10A0, r >= 0xAA60 && r < 0xAA80, r >= 0xA9E0 && r < 0xAA00:
		return Burmese
	case r >= 0x1780 && r < 0x1800:
		return Khmer
	case r >= 0x0400 && r < 0x0530:
		return Cyrillic
	case r >= 0x0600 && r < 0x0700, r >= 0x0750 && r < 0x0780:
		return Arabic
	case r >= 0xAC00 && r < 0xD7B0, r >= 0x1100 && r < 0x1200:
		return Hangul
	case unicode.IsLetter(r):
		return OtherScript
	}
	return NoScript
}

// mainScript is the script of most letters; a tie goes to the one that is not
// Latin, because its reader wrote the Latin letters beside it.
func mainScript(s string) Script {
	var count [OtherScript + 1]int
	for _, r := range s {
		if usual := usualScript(r); usual != NoScript {
			count[usual]++
		} else if unicode.IsLetter(r) || unicode.IsMark(r) {
			count[scriptOf(r)]++
		}
	}
	best := NoScript
	for script := OtherScript; script > NoScript; script-- {
		n := count[script]
		if n > 0 && (best == NoScript || n > count[best]) {
			best = script
		}
	}
	if best == Latin && count[Han] > 1 {
		return Han
	}
	return best
}
