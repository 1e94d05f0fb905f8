package extract

import (
	"regexp"
	"slices"
	"strings"

	"lanna/extract/reading"
)

// What a program counts stands beside a post and not in it: likes under icons at the
// screen's right edge, a row of figures below, the frame of a spreadsheet.

var (
	// countForm is a figure as programs print one, with what a reader makes of its icon.
	countForm = regexp.MustCompile(`^[0-9]{1,4}(?: ?[.,][0-9]{1,3})? ?[KkMmWw万]?$`)
	// byline: an account and how long ago it wrote.
	byline = regexp.MustCompile(`@\w+ ?[·•.\-—] ?\d{1,3} ?(?:[smhdw]|min|hrs?|days?|分钟|小时|天|ชม\.?|นาที|วัน)$`)
	// ago: how long ago something was written, and no more.
	ago        = regexp.MustCompile(`(?i)^(?:[0-9၀-၉๐-๙໐-໙]{1,2} ?(?:(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?) ago|秒前|分钟前|小时前|天前|(?:นาที|ชั่วโมง|วัน)ที่แล้ว|(?:ນາທີ|ຊົ່ວໂມງ|ມື້)ກ່ອນ|(?:မိနစ်|နာရီ|ရက်)(?:ခန့်)?က)|[0-9]{1,2} ?[hmd](?: +like)?(?: +reply)?)$`)
	letterHead = regexp.MustCompile(`^[A-H](?: +[A-H])*$`)
)

// withoutCounts leaves out what programs print around a page's text.
func withoutCounts(lines []reading.Line, pageW int) []reading.Line {
	drop := make([]bool, len(lines))
	for i, l := range lines {
		text := strings.TrimSpace(l.Text)
		drop[i] = ago.MatchString(text) || byline.MatchString(text)
	}
	iconColumn(lines, pageW, drop)
	countRow(lines, drop)
	sheetFrame(lines, drop)
	var out []reading.Line
	for i, l := range lines {
		if !drop[i] {
			out = append(out, l)
		}
	}
	return out
}

func isCount(l reading.Line) bool { return countForm.MatchString(strings.TrimSpace(l.Text)) }

// iconColumn: three figures below one another at the right edge, of which one stands
// beside no text or lower than it: under icons, and in no table.
func iconColumn(lines []reading.Line, pageW int, drop []bool) {
	var column []int
	beside := 0
	for i, l := range lines {
		if !isCount(l) || l.Box.X*100 < pageW*82 {
			continue
		}
		column = append(column, i)
		if slices.ContainsFunc(lines, func(o reading.Line) bool { return o.Box.Right() < l.Box.X && level(o, l) }) {
			beside++
		}
	}
	if len(column) < 3 || beside == len(column) {
		return
	}
	for _, i := range column {
		drop[i] = true
	}
}

// countRow: three figures and more in one row, and nothing else in it, of which no two
// are the groups of a number: figures of a post are set far apart.
func countRow(lines []reading.Line, drop []bool) {
	for _, r := range rows(lines) {
		far := len(r.lines) >= 3
		for i, l := range r.lines {
			far = far && isCount(l) && (i == 0 || l.Box.X-r.lines[i-1].Box.Right() > 2*l.Box.H)
		}
		if !far {
			continue
		}
		for i, l := range lines {
			drop[i] = drop[i] || slices.ContainsFunc(r.lines, func(o reading.Line) bool { return o.Box == l.Box })
		}
	}
}

// sheetFrame is the letters above the columns of a spreadsheet and, below and left of
// them, the numbers of its rows.
func sheetFrame(lines []reading.Line, drop []bool) {
	top := slices.IndexFunc(lines, func(l reading.Line) bool { return letterHead.MatchString(strings.TrimSpace(l.Text)) })
	if top < 0 {
		return
	}
	var numbers []int
	for i, l := range lines {
		if text := strings.TrimSpace(l.Text); middle(l) > middle(lines[top]) && l.Box.Right() <= lines[top].Box.X && len(text) <= 2 && isCount(l) {
			numbers = append(numbers, i)
		}
	}
	if len(numbers) < 3 {
		return
	}
	for _, i := range numbers {
		drop[i] = true
	}
	for i, l := range lines {
		drop[i] = drop[i] || letterHead.MatchString(strings.TrimSpace(l.Text)) && level(l, lines[top])
	}
}
