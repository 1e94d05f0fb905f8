package extract

import (
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"lanna/extract/reading"
)

// strokeComma is a comma of enumeration between Han signs that was read as the stroke
// it looks like, which is no word.
var strokeComma = regexp.MustCompile(`(\p{Han})丶(\p{Han})`)

func betweenHan(s string) string { return strokeComma.ReplaceAllString(s, "$1、$2") }

// withoutTail cuts off what a reader makes of three emoji at a line's end: the same
// capital three times, right behind small letters or a digit, where no writer sets it.
func withoutTail(s string) string {
	head := strings.TrimRight(s, s[max(0, len(s)-1):])
	tail := s[len(head):]
	if len(tail) != 3 || tail[0] < 'A' || tail[0] > 'Z' || head == "" {
		return s
	}
	if c := head[len(head)-1]; !isDigit(c) && c != '_' && (c < 'a' || c > 'z') {
		return s
	}
	return head
}

// tighten takes out the blanks that a reader sets beside thin signs (1, i, l)
// inside of numbers and account names: they are narrower than half a sign. The
// edges go with the signs.
func tighten(l reading.Line) reading.Line {
	rs := []rune(l.Text)
	if len(l.Edges) != len(rs)+1 {
		return l
	}
	typical := typicalWidth(rs, l.Edges)
	southern := southernWidth(rs, l.Edges)
	var text []rune
	var edges []int
	for i, r := range rs {
		if r == ' ' && i > 0 && i+1 < len(rs) && southLetter(rs[i-1]) && (southLetter(rs[i+1]) || mark(rs[i+1])) {
			if torn(rs, i, l.Edges[i+1]-l.Edges[i], southern) {
				continue
			}
		} else if r == ' ' && i > 0 && i+1 < len(rs) && spurious(rs, i, l.Edges[i+1]-l.Edges[i], typical, l.Script) {
			continue
		}
		text, edges = append(text, r), append(edges, l.Edges[i])
	}
	l.Text, l.Edges = string(text), append(edges, l.Edges[len(rs)])
	return l
}

// typicalWidth is the median width of digits and Latin letters.
func typicalWidth(rs []rune, edges []int) int {
	var ws []int
	for i, r := range rs {
		if r != ' ' && r < 0x80 && (asciiDigit(r) || latinLetter(r)) {
			ws = append(ws, edges[i+1]-edges[i])
		}
	}
	if len(ws) == 0 {
		return 0
	}
	sort.Ints(ws)
	return ws[len(ws)/2]
}

// southernWidth is the median width of Thai, Lao and Burmese letters.
func southernWidth(rs []rune, edges []int) int {
	var ws []int
	for i, r := range rs {
		if w := edges[i+1] - edges[i]; southLetter(r) && w > 0 {
			ws = append(ws, w)
		}
	}
	if len(ws) == 0 {
		return 0
	}
	sort.Ints(ws)
	return ws[len(ws)/2]
}

// torn: the blank at i stands in the middle of a Thai, Lao or Burmese word. It
// stands before a sign that hangs on the letter before it or behind a vowel
// that leads a syllable, is narrow, or parts a word of the lexicon.
func torn(rs []rune, i, width, typical int) bool {
	a, b := rs[i-1], rs[i+1]
	switch {
	case mark(b), strings.ContainsRune("เแโใไເແໂໃໄ", a):
		return true
	case width*100 < typical*55:
		return true
	}
	from, to := i, i+1
	for from > 0 && rs[from-1] != ' ' {
		from--
	}
	for to < len(rs) && rs[to] != ' ' {
		to++
	}
	left, right := string(rs[from:i]), string(rs[i+1:to])
	if i-from == 1 && thai(a) && a != 'ณ' || to-i == 2 && thai(b) && b != 'ๆ' && b != 'ณ' {
		return true // a lone consonant is no word
	}
	return parted(left, right)
}

// parted: the end of one piece and the beginning of the next make a word of
// three signs or more, and neither is a word by itself.
func parted(left, right string) bool {
	whole := left + right
	if e, ok := currencies.at(whole); ok && len(e.word) == len(whole) {
		return true
	}
	if e, ok := units.at(whole); ok && len(e.word) > len(left) {
		return true
	}
	end, roles := lexicon().longest(whole, 0)
	return roles != nil && end > len(left) && utf8.RuneCountInString(whole[:end]) >= 3 && (end == len(whole) || end >= 15)
}

func spurious(rs []rune, i, width, typical int, script string) bool {
	a, b := rs[i-1], rs[i+1]
	switch {
	case a == ',' && asciiDigit(b) && digitBefore(rs, i-2), b == ',' && asciiDigit(a) && i+3 < len(rs):
		return threeDigits(rs, i)
	case a == '_' && shortEnd(rs, i) && i > 1 && tokenSign(rs[i-2]):
		return true // no account's name ends with an underscore
	case width*100 > typical*62:
		return false
	case a == '*' && b == '*':
		return true
	case (asciiDigit(a) || a == '*') && (asciiDigit(b) || b == '*'):
		return thin(a) || thin(b) || a == '*' || b == '*'
	case loneThin(rs, i-1) || loneThin(rs, i+1):
		return (tokenSign(a) || a == '_') && (tokenSign(b) || b == '_')
	case script != reading.ScriptHan:
		return false
	case (tokenSign(a) || a == '_') && (tokenSign(b) || b == '_'):
		return thin(a) || thin(b)
	}
	return false
}

// shortEnd: up to three signs of an account's name stand behind the blank at i.
func shortEnd(rs []rune, i int) bool {
	n := 0
	for n < 4 && i+1+n < len(rs) && tokenSign(rs[i+1+n]) {
		n++
	}
	return n > 0 && n < 4
}

func digitBefore(rs []rune, i int) bool {
	for i >= 0 && rs[i] == ' ' {
		i--
	}
	return i >= 0 && asciiDigit(rs[i])
}

// loneThin: a small i or l or a 1 with blanks on both sides is a piece of a
// word; the English I is a capital.
func loneThin(rs []rune, i int) bool {
	r := rs[i]
	return (r == 'i' || r == 'l' || r == '1') && i > 0 && i+1 < len(rs) && rs[i-1] == ' ' && rs[i+1] == ' '
}

func thin(r rune) bool {
	return r == '1' || r == 'i' || r == 'l' || r == 'I' || r == 'j' || r == '-' || r == '.'
}

// threeDigits: around the blank at i stands a comma and three digits follow it.
func threeDigits(rs []rune, i int) bool {
	n := 0
	for j := i + 1; j < len(rs) && n < 4; j++ {
		switch {
		case asciiDigit(rs[j]):
			n++
		case (rs[j] == ',' || rs[j] == ' ') && n == 0:
		default:
			return n == 3
		}
	}
	return n == 3
}
