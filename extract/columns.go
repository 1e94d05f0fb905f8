package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// A cell is a piece of a line between bars, tabs or wide gaps.
type cell struct{ start, end int }

var (
	cellGap = regexp.MustCompile(`\s*[|｜\t]\s*|\s{2,}`)
	docForm = regexp.MustCompile(`^[A-Z]{1,2}\d{6,9}[A-Z]?$`)
)

// columns reads a table: a line whose cells are all labels gives every line
// below it with as many cells its kinds. Numbers and sums have forms of their
// own and need no label; names, nicknames and document numbers do.
func (p *page) columns() {
	var head []cell
	for start := 0; start < len(p.text); {
		end := start + len(untilLine(p.text[start:]))
		row := p.cells(start, end)
		switch {
		case p.isHead(row):
			head = row
			for _, c := range row {
				p.add(find{kind: fNoise, start: c.start, end: c.end})
			}
		case len(head) > 1 && len(row) == len(head):
			for i := range row {
				p.column(head[i], row[i])
			}
		case len(row) > 0:
			head = nil
		}
		start = end + 1
	}
}

func (p *page) cells(start, end int) []cell {
	var row []cell
	line := p.tabbed(start, end)
	at := 0
	add := func(from, to int) {
		if t := strings.TrimSpace(line[from:to]); t != "" {
			from += strings.Index(line[from:to], t)
			row = append(row, cell{start + from, start + from + len(t)})
		}
	}
	for _, m := range cellGap.FindAllStringIndex(line, -1) {
		add(at, m[0])
		at = m[1]
	}
	add(at, len(line))
	return row
}

// tabbed is a line with the tabs that folding made blanks.
func (p *page) tabbed(start, end int) string {
	line := []byte(p.text[start:end])
	for i := range line {
		if line[i] == ' ' && p.f.from[p.f.origin[start+i]] == '\t' {
			line[i] = '\t'
		}
	}
	return string(line)
}

// isHead: at least two cells, each no more than labels, one of them for a name
// or a number of a person.
func (p *page) isHead(row []cell) bool {
	if len(row) < 2 {
		return false
	}
	person := false
	labels := 0
	for _, c := range row {
		if utf8.RuneCountInString(p.text[c.start:c.end]) > 24 || strings.ContainsAny(p.text[c.start:c.end], "0123456789:") {
			return false
		}
		if !p.labelCell(c) {
			continue
		}
		for _, q := range p.cuesIn(c.start, c.end) {
			if q.any(kName, kAlias) {
				person = true
			}
			if q.any(kName, kAlias, kID, kPass, kPhone, kHandle, kReward, kAmount, kContact, kPlace, kSex, kAge, kTip) {
				labels++
				break
			}
		}
	}
	return person && labels >= 2 && labels >= len(row)-2
}

// labelCell: the words of the lexicon fill the cell, or all but a little of it.
func (p *page) labelCell(c cell) bool {
	filled := 0
	for _, q := range p.cuesIn(c.start, c.end) {
		filled += q.end - q.start
	}
	return filled*4 >= (c.end-c.start)*3
}

// column reads one cell under the label of its column.
func (p *page) column(head, c cell) {
	text := p.text[c.start:c.end]
	if !p.free(c.start, c.end) || utf8.RuneCountInString(text) > 40 {
		return
	}
	label := cue{}
	for _, q := range p.cuesIn(head.start, head.end) {
		if q.any(kName, kAlias, kPass, kID) {
			label = q
		}
	}
	because := Reason{Code: ReasonLabel, Args: map[string]string{"label": p.text[head.start:head.end]}}
	digits := strings.ContainsAny(text, "0123456789")
	switch {
	case label.roles == nil:
	case label.any(kPass, kID) && docForm.MatchString(strings.ReplaceAll(text, " ", "")):
		p.add(find{kind: fID, start: c.start, end: c.end, value: strings.ReplaceAll(text, " ", ""), label: label, confidence: 0.95, reason: because,
			detail: map[string]string{"type": "passport"}})
	case label.any(kAlias) && !digits && utf8.RuneCountInString(text) <= 20:
		p.add(find{kind: fAlias, start: c.start, end: c.end, value: text, lang: language(text), label: label, sure: 5, confidence: 0.95, reason: because})
	case label.is(kName) && !digits && utf8.RuneCountInString(text) >= 2:
		p.add(find{kind: fName, start: c.start, end: c.end, value: text, lang: language(text), label: label, sure: 6, confidence: 0.97, reason: because})
	}
}
