package tess

import (
	"strings"
	"unicode"

	"lanna/cmd/lanna-read/internal/recognise"
)

// spelled writes what tesseract spells in another way. The letter jha of Burmese
// looks as ca or the vowel e with a medial ya, which are not written; its full stops come
// out as what looks alike in ASCII.
func (l language) spelled(chars []recognise.Char) []recognise.Char {
	if l.code == lao.code {
		return laoSpelled(chars)
	}
	if l.code != burmese.code {
		return chars
	}
	var out []recognise.Char
	for i, c := range chars {
		last := len(out) - 1
		ends := i+1 == len(chars) || isSpace(chars[i+1])
		switch after := last >= 0 && unicode.Is(l.table, out[last].Rune); {
		case c.Rune == 'ျ' && last >= 0 && (out[last].Rune == 'စ' || out[last].Rune == 'ဧ'):
			out[last].Rune, out[last].Right = 'ဈ', c.Right
			continue
		case after && ends && (c.Rune == '#' || c.Rune == '!'), last >= 0 && ends && c.Rune == '#' && unicode.IsDigit(out[last].Rune):
			c.Rune = '။'
		case after && ends && (c.Rune == ';' || c.Rune == '\''):
			c.Rune = '၊'
		}
		out = append(out, c)
	}
	return burmeseVowels(burmeseSigns(out))
}

// burmeseVowels writes the vowel o whole. It is of two signs, i above and u below;
// before a final ka, nga or ya neither stands without the other.
func burmeseVowels(chars []recognise.Char) []recognise.Char {
	at := func(i int) rune {
		if i < 0 || i >= len(chars) {
			return ' '
		}
		return chars[i].Rune
	}
	const i, u, asat, stacked = '\u102d', '\u102f', '\u103a', '\u1039'
	var out []recognise.Char
	for k, c := range chars {
		final := strings.ContainsRune("ကငယ", at(k+1)) && at(k+2) == asat && at(k+3) != stacked
		other := recognise.Char{Confidence: c.Confidence, Left: c.Left, Right: c.Left}
		switch {
		case final && c.Rune == u && at(k-1) != i:
			other.Rune = i
			out = append(out, other, c)
		case final && c.Rune == i:
			other.Rune = u
			out = append(out, c, other)
		default:
			out = append(out, c)
		}
	}
	return out
}

// burmeseSigns tells signs of Burmese that look alike by what stands around them:
// a nought within a word is the letter wa, wa within a number a nought, and two
// ones within a word are the letter sa.
func burmeseSigns(chars []recognise.Char) []recognise.Char {
	var out []recognise.Char
	for i := 0; i < len(chars); i++ {
		c, before, after := chars[i], ' ', ' '
		if len(out) > 0 {
			before = out[len(out)-1].Rune
		}
		if i+1 < len(chars) {
			after = chars[i+1].Rune
		}
		switch {
		case c.Rune == '၀' && (burmeseMark(after) || burmeseWord(before) && burmeseWord(after)):
			c.Rune = 'ဝ'
		case c.Rune == 'ဝ' && burmeseDigit(after) && (burmeseDigit(before) || strings.ContainsRune(",.", before)):
			c.Rune = '၀'
		case c.Rune == '၁' && after == '၁' && i+2 < len(chars) && burmeseWord(before) && burmeseWord(chars[i+2].Rune):
			c.Rune, c.Right = 'သ', chars[i+1].Right
			i++
		}
		out = append(out, c)
	}
	return out
}

func burmeseDigit(r rune) bool { return r >= '၀' && r <= '၉' }

// burmeseMark: no digit carries one.
func burmeseMark(r rune) bool { return unicode.Is(unicode.Myanmar, r) && unicode.IsMark(r) }

// burmeseWord: a letter or mark of a word.
func burmeseWord(r rune) bool {
	return unicode.Is(unicode.Myanmar, r) && !burmeseDigit(r) && r != '။' && r != '၊'
}

// laoSpelled puts right what the spelling of Lao, which writes each vowel, rules
// out. The vowel ໄ ahead of a consonant comes out as a bracket that nothing
// closes. The vowel ໍ ends its syllable; before a consonant that ends the syllable
// only ົ is written, and no syllable with such an end is without a vowel.
func laoSpelled(chars []recognise.Char) []recognise.Char {
	out := laoLigatures(chars)
	at := func(i int) rune {
		if i < 0 || i >= len(out) {
			return ' '
		}
		return out[i].Rune
	}
	open := func(i int) bool { // no bracket closes it in its word
		for ; i < len(out) && !isSpace(out[i]); i++ {
			if out[i].Rune == ']' {
				return false
			}
		}
		return true
	}
	for i := range out {
		switch {
		case at(i) == '[' && laoConsonant(at(i+1)) && open(i):
			out[i].Rune = 'ໄ'
		case at(i) == '\u0ecd' && laoConsonant(at(i-1)) && laoEnd(at(i+1), at(i+2)):
			out[i].Rune = '\u0ebb'
		case at(i) == '\u0ec8' && laoConsonant(at(i-1)) && !laoLead(at(i-2)) && !laoLead(at(i-3)) && laoEnd(at(i+1), at(i+2)):
			out[i].Rune = '\u0ebb'
		}
	}
	return out
}

// laoLigatures writes ຫນ and ຫມ as the one letter that they are today: tesseract
// knows no other spelling of it.
func laoLigatures(chars []recognise.Char) []recognise.Char {
	var out []recognise.Char
	for _, c := range chars {
		if last := len(out) - 1; last >= 0 && out[last].Rune == 'ຫ' && (c.Rune == 'ນ' || c.Rune == 'ມ') {
			out[last].Rune, out[last].Right = map[rune]rune{'ນ': 'ໜ', 'ມ': 'ໝ'}[c.Rune], c.Right
			continue
		}
		out = append(out, c)
	}
	return out
}

func laoConsonant(r rune) bool { return r >= 'ກ' && r <= 'ຮ' || r == 'ໜ' || r == 'ໝ' }

// laoLead: a vowel that is written ahead of its consonant, or a consonant with
// which the next may begin the syllable.
func laoLead(r rune) bool { return strings.ContainsRune("ເແໂໃໄຫ", r) }

// laoEnd: a consonant ends its syllable, since none of the signs behind it makes
// it the first of one.
func laoEnd(r, next rune) bool {
	return strings.ContainsRune("ກງຍດນບມ", r) && !unicode.IsMark(next) && !strings.ContainsRune("ະາຳອວຽ", next)
}
