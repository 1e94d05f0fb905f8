package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A folded text is what the rules match: digits of every script, full width
// and traditional signs as their plain forms, and invisible characters gone.
// Every byte of it knows the byte of the original that it came from.
type folded struct {
	from   string // the original
	text   string
	origin []int32 // for each byte of text, and one more for the end
	bidi   bool    // right-to-left controls were there
	hidden bool    // invisible characters stood between visible ones
	broken bool    // invalid UTF-8
}

// span of the original under the folded bytes from start to end.
func (f folded) span(start, end int) (int, int) {
	from := int(f.origin[start])
	if start >= end {
		return from, from
	}
	last := int(f.origin[end-1])
	next := int(f.origin[end])
	_, n := utf8.DecodeRuneInString(f.from[last:])
	if pair := f.from[last:min(next, len(f.from))]; strings.HasPrefix(pair, "ຫນ") || strings.HasPrefix(pair, "ຫມ") {
		n = len("ຫນ")
	}
	return from, last + n
}

func fold(s string) folded {
	f := folded{from: s, origin: make([]int32, 0, len(s)+1)}
	out := make([]byte, 0, len(s))
	emit := func(at int, b ...byte) {
		for range b {
			f.origin = append(f.origin, int32(at))
		}
		out = append(out, b...)
	}
	var prev rune
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r < 0x80:
			if r == '\r' || r == '\t' || r == '\v' || r == '\f' {
				r = ' '
			}
			emit(i, byte(r))
		case r == utf8.RuneError && n == 1:
			f.broken = true
			emit(i, ' ')
		case bidiControl(r):
			f.bidi = true
		case invisible(r):
			f.hidden = f.hidden || !complexScript(prev)
		default:
			if r == 'ຫ' && i+n < len(s) { // ຫນ and ຫມ are written ໜ and ໝ too
				if next, m := utf8.DecodeRuneInString(s[i+n:]); next == 'ນ' || next == 'ມ' {
					r, n = map[rune]rune{'ນ': 'ໜ', 'ມ': 'ໝ'}[next], n+m
				}
			}
			if r = foldRune(r); r == 'ဝ' && zeroHere(prev, s[i+n:]) {
				r = '0'
			}
			var buf [utf8.UTFMax]byte
			emit(i, buf[:utf8.EncodeRune(buf[:], r)]...)
		}
		prev = r
		i += n
	}
	f.origin = append(f.origin, int32(len(s)))
	f.text = string(out)
	return f
}

// zeroHere: people and readers write the letter wa for the digit zero, which
// looks the same, among Burmese digits.
func zeroHere(prev rune, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	after := next >= '၀' && next <= '၉' || next >= '0' && next <= '9'
	vowel := next >= 'ါ' && next <= 'ှ'
	return (prev >= '0' && prev <= '9' && !vowel) || after
}

func bidiControl(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }

func invisible(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200D, r == 0x2060, r == 0xFEFF, r == 0x00AD, r == 0x180E, r >= 0xFE00 && r <= 0xFE0F,
		r >= 0xE0000 && r <= 0xE007F:
		return true
	}
	return false
}

// complexScript reports scripts that use invisible characters lawfully, to
// mark where a line may break.
func complexScript(r rune) bool { return thai(r) || lao(r) || burmese(r) || r > 0x1F000 }

func thai(r rune) bool    { return r >= 0x0E00 && r <= 0x0E7F }
func lao(r rune) bool     { return r >= 0x0E80 && r <= 0x0EFF }
func burmese(r rune) bool { return r >= 0x1000 && r <= 0x109F || r >= 0xAA60 && r <= 0xAA7F }
func han(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0x20000 && r <= 0x2FFFF || r == '〇'
}

var digitBlocks = []rune{'๐', '໐', '၀', '႐', '٠', '۰', '०', '០', '０'}

func foldRune(r rune) rune {
	for _, zero := range digitBlocks {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero
		}
	}
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r == 0xFFE5:
		return '¥'
	case r >= 0x1D7CE && r <= 0x1D7FF: // mathematical digits
		return '0' + (r-0x1D7CE)%10
	case r >= 0x2000 && r <= 0x200A, r == 0x3000, r == 0xA0, r == 0x202F, r == 0x205F:
		return ' '
	}
	if p, ok := plain[r]; ok {
		return p
	}
	return r
}
