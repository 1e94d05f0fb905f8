package extract

import (
	"strings"
	"unicode/utf8"

	"lanna/extract/hanwords"
)

// A slot is the place in a line where a row of a list names its person.
type slot struct {
	start, end int
	named      bool
	shape      string
}

// alignRows: where rows of a list name somebody in one place, the rows of the
// same shape do.
func (p *page) alignRows() {
	rows := map[string][]slot{}
	for start := 0; start < len(p.text); {
		end := start + len(untilLine(p.text[start:]))
		if s, ok := p.slotOf(start, end); ok && !p.isIdle(start) {
			rows[s.shape] = append(rows[s.shape], s)
		}
		start = end + 1
	}
	for _, same := range rows {
		named := 0
		for _, s := range same {
			if s.named {
				named++
			}
		}
		for _, s := range same {
			if !s.named && (named >= 2 && named*2 >= len(same) || named > 0 && p.doubtAt(s)) && p.mayName(s) {
				p.settle(find{start: s.start, end: s.end, lang: language(p.text[s.start:s.end])}, Reason{Code: ReasonList})
			}
		}
	}
}

// alignSums: in rows that name somebody and end with their one sum, a word
// between them tells why and not what the sum is for (张伟 偷钱 30万).
func (p *page) alignSums() {
	var odd []int
	rows := 0
	for start, i := 0, 0; start < len(p.text); {
		end := start + len(untilLine(p.text[start:]))
		sums, last := 0, -1
		for ; i < len(p.finds) && p.finds[i].start < end; i++ {
			if p.finds[i].kind == fAmount && p.finds[i].start >= start {
				sums, last = sums+1, i
			}
		}
		if s, ok := p.slotOf(start, end); ok && s.named && sums == 1 && p.finds[last].end <= end && !p.isIdle(start) && strings.Trim(p.text[p.finds[last].end:end], " ,;。.!") == "" {
			rows++
			if p.finds[last].use == forOther {
				odd = append(odd, last)
			}
		}
		start = end + 1
	}
	if rows < 3 || len(odd)*2 > rows {
		return
	}
	for _, i := range odd {
		p.finds[i].use, p.finds[i].sure = forPerson, 1
	}
}

func (p *page) doubtAt(s slot) bool {
	for _, d := range p.doubts {
		if d.start == s.start && d.end == s.end {
			return true
		}
	}
	return false
}

// slotOf finds the slot of a line: behind a number, a mark or a tag in
// brackets, up to the next sign that parts cells. A row holds a sum or an ID.
func (p *page) slotOf(start, end int) (slot, bool) {
	at := p.rowHead(start, end)
	s := slot{start: at, end: at}
	if i, ok := p.starts[at]; ok && (p.finds[i].kind == fName || p.finds[i].kind == fAlias) {
		s.end, s.named = min(end, p.finds[i].end), true
	} else {
		s.end = p.runEnd(at, end)
	}
	if s.end == s.start {
		return s, false
	}
	holds := ""
	for i := s.end; i < end; i++ {
		if f, ok := p.findAt(i); ok && (f.kind == fAmount || f.kind == fID) {
			if holds += string('0' + rune(f.kind)); len(holds) > 3 {
				break
			}
		}
	}
	if holds == "" {
		return s, false
	}
	mark := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= '①' && r <= '⓿' || strings.ContainsRune("一二三四五六七八九十", r) {
			return '1'
		}
		return r
	}, strings.ReplaceAll(p.text[start:at], "10", "1"))
	mark = strings.ReplaceAll(strings.ReplaceAll(mark, "*", "1"), "11", "")
	sep := firstRune(strings.TrimLeft(p.text[s.end:end], " "))
	if sep >= '0' && sep <= '9' || latinLetter(sep) || han(sep) || southLetter(sep) || strings.ContainsRune("¥$฿₭", sep) {
		sep = ' '
	}
	s.shape = mark + string(sep) + holds
	return s, true
}

// rowHead passes what opens a row: blanks, a number or a mark, a tag in
// brackets, a word of capture or reward.
func (p *page) rowHead(start, end int) int {
	at := start
	for range 4 {
		if i, ok := p.starts[at]; ok && p.finds[i].kind == fID {
			at = min(end, p.finds[i].end) // a number may be broken in two lines
		}
		at += len(p.text[at:end]) - len(strings.TrimLeft(p.text[at:end], " -*•·#>★☆●■◆▶►→.、:|+=_~"))
		if tag := p.tagEnd(at, end); tag > at {
			at = tag
			continue
		}
		at += len(p.text[at:end]) - len(strings.TrimLeft(p.text[at:end], "()[]【】"))
		from := at
		for at < end && at-from < 4 && isDigit(p.text[at]) && p.free(at, at+1) {
			at++
		}
		if at-from == 4 || at > from && at < end && !strings.ContainsAny(p.text[at:at+1], " .):]") && !strings.HasPrefix(p.text[at:], "、") && !strings.HasPrefix(p.text[at:], "】") {
			return from
		}
		if r, n := utf8.DecodeRuneInString(p.text[at:end]); n > 1 && (r >= '①' && r <= '⓿' || r > 0x1F000) {
			at += n
		}
		if at > from {
			continue
		}
		if c, ok := p.cueAt(at); ok && c.start == at && c.end < end && c.any(kReward, kCatch, kSeek, kName) && p.free(c.start, c.end) {
			at = c.end
		}
		if at == from {
			break
		}
	}
	return at
}

// tagEnd is behind a short tag in brackets that opens a row (【悬】, [转发]), where
// a name could follow.
func (p *page) tagEnd(at, end int) int {
	for _, b := range [][2]string{{"【", "】"}, {"[", "]"}, {"(", ")"}, {"「", "」"}} {
		rest, ok := strings.CutPrefix(p.text[at:end], b[0])
		i := strings.Index(rest, b[1])
		if !ok || i < 0 || utf8.RuneCountInString(rest[:i]) > 6 {
			continue
		}
		next := at + len(b[0]) + i + len(b[1])
		next += len(p.text[next:end]) - len(strings.TrimLeft(p.text[next:end], " "))
		if next < end && strings.HasPrefix(p.text[next:end], b[0]) && len(p.cuesIn(at, next)) == 0 {
			continue // a cell
		}
		if next < end && !isDigit(p.text[next]) && (p.free(next, next+1) || p.named(next, next+1)) && !p.named(at, next) {
			return next
		}
	}
	return at
}

// runEnd is the end of the signs of one script that could be a name: two to
// four Han signs, or letters up to a sign that parts cells.
func (p *page) runEnd(at, end int) int {
	i, signs := at, 0
	first := firstRune(p.text[at:end])
	for i < end && signs < 40 {
		r, n := utf8.DecodeRuneInString(p.text[i:end])
		same := han(first) && (han(r) || r == '·') || latinLetter(first) && (latinLetter(r) || r == ' ' && !(i+1 < end && p.text[i+1] == ' ')) || southLetter(first) && (southLetter(r) || r == ' ')
		if !same || !p.free(i, i+n) {
			break
		}
		i += n
		signs++
	}
	i = at + len(strings.TrimRight(p.text[at:i], " "))
	if signs < 2 || han(first) && signs > 4 && !strings.Contains(p.text[at:i], "·") {
		return at
	}
	return i
}

// mayName: nothing in the slot is a word that names nobody.
func (p *page) mayName(s slot) bool {
	text := p.text[s.start:s.end]
	if titled(text) || placeName(text) || !p.free(s.start, s.end) {
		return false
	}
	if han(firstRune(text)) && utf8.RuneCountInString(text) == 2 && hanwords.Rank(text) > 0 && surnameAt(text) == 0 {
		return false
	}
	if latinLetter(firstRune(text)) && !(text[0] >= 'A' && text[0] <= 'Z') {
		return false
	}
	for _, c := range p.cuesIn(s.start, s.end) {
		if c.end-c.start > 3 && !onlyWord(c) || c.start == s.start && c.end == s.end {
			return false
		}
	}
	return true
}
