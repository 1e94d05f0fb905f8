package extract

import (
	"regexp"
	"strings"
)

// bareMark: a number and a blank open a line of letters of Thailand, Laos or
// Myanmar; readers lose the point behind the number.
var bareMark = regexp.MustCompile(`^ ?(\d{1,2}) {1,2}(?:\. ?)?([\p{Thai}\p{Lao}\p{Myanmar}])`)

// bareMarks are the lines that a number without its point opens, in turn with
// the marks of the lines before or behind them.
func bareMarks(text string) map[int]bool {
	type mark struct {
		line, n int
		sure    bool
	}
	var all []mark
	for start := 0; start < len(text); {
		line := untilLine(text[start:])
		if itemMark(line) {
			all = append(all, mark{start, leadingNumber(line), true})
		} else if m := bareMark.FindStringSubmatchIndex(line); m != nil {
			if _, unit := units.at(line[m[4]:]); !unit {
				all = append(all, mark{start, leadingNumber(line), false})
			}
		}
		start += len(line) + 1
	}
	var bare map[int]bool
	for i, m := range all {
		after := i > 0 && all[i-1].n == m.n-1 && (all[i-1].sure || bare[all[i-1].line])
		ahead := i+2 < len(all) && all[i+1].n == m.n+1 && all[i+2].n == m.n+2
		if !m.sure && (after || ahead || i+1 < len(all) && all[i+1].n == m.n+1 && all[i+1].sure) {
			if bare == nil {
				bare = map[int]bool{}
			}
			bare[m.line] = true
		}
	}
	return bare
}

// leadingNumber is the number that a line begins with, or -1.
func leadingNumber(line string) int {
	line = strings.TrimLeft(line, " (【[")
	n, i := 0, 0
	for ; i < len(line) && i < 2 && isDigit(line[i]); i++ {
		n = n*10 + int(line[i]-'0')
	}
	if i == 0 {
		return -1
	}
	return n
}

// item: the line that begins at a byte opens an item of a list.
func (p *page) item(start int) bool {
	return p.marks[start] || itemMark(untilLine(p.text[start:]))
}

// lineOf is the first byte of the line of a byte.
func (p *page) lineOf(at int) int { return strings.LastIndexByte(p.text[:at], '\n') + 1 }

// itemBetween: a new item of a list begins between two bytes.
func (p *page) itemBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if p.text[i] == '\n' && p.item(i+1) {
			return true
		}
	}
	return false
}

// rowOfList: the draft is an item of a numbered list in a picture whose other
// items are persons with a sum; its own sum could not be read.
func (b *builder) rowOfList(d *draft) bool {
	if !d.has(fID) || !d.itemOfPicture() {
		return false
	}
	priced := 0
	for _, o := range b.drafts {
		if o != d && o.message == d.message && o.has(fID) && o.hasUse(forPerson) && o.itemOfPicture() {
			priced++
		}
	}
	return priced >= 3
}

// itemOfPicture: somebody is named in an item of a list that was read in a
// picture.
func (d *draft) itemOfPicture() bool {
	for _, n := range d.named() {
		return n.page.place.picture && n.page.item(n.page.lineOf(n.start))
	}
	return false
}

// rowWithCard: the line opens an item and holds the whole number of a Thai
// identity card. It is of a person and no talk of prices.
func (p *page) rowWithCard(start, end int) bool {
	return p.item(start) && thaiCard.MatchString(p.text[start:end])
}

var thaiCard = regexp.MustCompile(`(?:^|[^\d])\d(?:[ -]?\d){12}(?:[^\d]|$)`)
