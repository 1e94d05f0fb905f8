package extract

import (
	"strings"
)

// strength of a border between two bytes, and where its next part begins.
const (
	noBorder = iota
	atComma
	atSentence
	atLine
	atBlankLine
	atItem
)

// itemMark: the line begins with 1. or 2、 or ③ or (4).
func itemMark(line string) bool {
	s := strings.TrimLeft(line, " (【[")
	if r := firstRune(s); r >= '①' && r <= '⓿' {
		return true
	}
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	if n == 0 || n > 2 {
		return false
	}
	rest := s[n:]
	for _, m := range []string{".", "、", ")", ":", "]", "】", "，", "号", "။", "၊"} {
		if strings.HasPrefix(rest, m) && (len(rest) == len(m) || !isDigit(rest[len(m)])) {
			return true
		}
	}
	return false
}

// border is the last of the strongest borders between two bytes.
func (p *page) border(lo, hi int) int {
	best, at := noBorder, hi
	for i := lo; i < hi; i++ {
		s, next := p.borderAt(i)
		if s >= best && s > noBorder && next <= hi {
			best, at = s, next
		}
	}
	return at
}

func (p *page) borderAt(i int) (strength, next int) {
	rest := p.text[i:]
	switch {
	case rest[0] == '\n' && p.item(i+1):
		return atItem, i + 1
	case strings.HasPrefix(rest, "\n\n") || strings.HasPrefix(rest, "\n--") || strings.HasPrefix(rest, "\n=="):
		return atBlankLine, i + 1
	case rest[0] == '\n':
		return atLine, i + 1
	case strings.HasPrefix(rest, "。"), strings.HasPrefix(rest, "！"):
		return atSentence, i + len("。")
	case rest[0] == ';', rest[0] == '!', rest[0] == '.' && len(rest) > 1 && rest[1] == ' ':
		return atSentence, i + 1
	case strings.HasPrefix(rest, "，"), strings.HasPrefix(rest, "、"), strings.HasPrefix(rest, "၊"):
		return atComma, i + len("，")
	case rest[0] == ',' && !(i > 0 && isDigit(p.text[i-1]) && len(rest) > 1 && isDigit(rest[1])):
		return atComma, i + 1
	}
	return noBorder, i
}

func untilLine(s string) string {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return s[:i]
	}
	return s
}

// lineHead moves before the label of a find, so that 悬赏: 30万 is not torn.
func (p *page) lineHead(at, least int) int {
	if before := p.cuesIn(max(least, at-40), at); len(before) > 0 {
		c := before[len(before)-1]
		if c.any(kReward, kAmount, kID, kGive, kCatch) && !strings.Contains(p.text[c.end:at], "\n") {
			return max(least, c.start)
		}
	}
	return at
}
