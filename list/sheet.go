package list

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A sheetReader takes in one sheet as its tokens come.
type sheetReader struct {
	book   *workbookFile
	s      *sheet
	row    Row
	number int      // of the row; of the last where none is open
	column int      // of the cell, from 1; of the last where none is open
	kind   string   // of the cell: s is shared, inlineStr and str are text, others are stored as they are
	made   bool     // by a formula
	within bool     // a cell
	merged []string // ranges of cells that stand in one
	known  map[string]string
	depth  int
	text   texter
}

// readSheet reads a sheet's rows. Formulas and merged cells are found on the way:
// no library tells of them before it has built the whole sheet in memory.
func (b *workbookFile) readSheet(p sheetPart) (*sheet, error) {
	r := &sheetReader{book: b, s: &sheet{Table: Table{Format: "xlsx", Encoding: utf8Name, Sheet: p.name}}, known: map[string]string{}}
	if err := b.each(p.part, r.token); err != nil {
		return nil, err
	}
	if r.depth != 0 { // it was cut
		return nil, bad("list-damaged")
	}
	if r.s.formulas > 0 {
		r.s.warn("formulas")
	}
	r.s.merge(r.merged)
	return r.s, nil
}

func (r *sheetReader) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		r.depth++
		return r.start(t)
	case xml.CharData:
		if r.within {
			r.text.chars(t)
		}
	case xml.EndElement:
		r.depth--
		return r.end(t.Name.Local)
	}
	return nil
}

func (r *sheetReader) start(e xml.StartElement) error {
	switch name := e.Name.Local; name {
	case "row":
		return r.startRow(attribute(e, "r"))
	case "c":
		return r.startCell(e)
	case "f":
		r.made = r.within
	case "mergeCell":
		if len(r.merged) < maxMerged {
			r.merged = append(r.merged, attribute(e, "ref"))
		}
	default:
		if r.within {
			r.text.start(name)
		}
	}
	return nil
}

// startRow begins a row. One without a number stands below the last; none stands
// above it.
func (r *sheetReader) startRow(number string) error {
	r.number++
	if number != "" {
		n, err := strconv.Atoi(number)
		if err != nil || n < r.number || n > excelize.TotalRows {
			return bad("list-damaged")
		}
		r.number = n
	}
	r.row, r.column = Row{Number: r.number}, 0
	return nil
}

func (r *sheetReader) startCell(e xml.StartElement) error {
	r.column++
	if at := attribute(e, "r"); at != "" {
		column, _, err := excelize.CellNameToCoordinates(at)
		if err != nil || column < r.column {
			return bad("list-damaged")
		}
		r.column = column
	}
	r.kind, r.made, r.within, r.text = attribute(e, "t"), false, true, texter{text: r.text.text[:0]}
	return nil
}

func (r *sheetReader) end(name string) error {
	switch name {
	case "row":
		row := r.row
		r.row = Row{}
		return r.s.keep(row)
	case "c":
		r.within = false
		return r.endCell()
	}
	if r.within {
		r.text.end(name)
	}
	return nil
}

// endCell puts a cell into its row.
func (r *sheetReader) endCell() error {
	value, err := r.value()
	if err != nil {
		return err
	}
	if r.made {
		r.s.formulas++
		r.mark("formula")
	}
	if r.kind == "e" { // #N/A, #REF!: what could not be reckoned
		r.mark("error")
	}
	if value == "" {
		return nil
	}
	if len(value) > maxCell {
		value, r.row.Fault = strings.ToValidUTF8(value[:maxCell], ""), "cell-too-long"
	}
	if r.column > maxColumns {
		return tooLarge("list-too-many-columns")
	}
	for len(r.row.Cells) < r.column-1 {
		r.row.Cells = append(r.row.Cells, "")
	}
	r.row.Cells = append(r.row.Cells, value)
	return nil
}

func (r *sheetReader) mark(code string) {
	if len(r.row.Marks) < 2*maxColumns {
		r.row.Marks = append(r.row.Marks, Mark{r.column - 1, code})
	}
}

// value is what the cell says.
func (r *sheetReader) value() (string, error) {
	text := r.text.take()
	switch r.kind {
	case "s":
		if text == "" {
			return "", nil
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n >= len(r.book.strings) {
			return "", bad("list-damaged")
		}
		return r.book.strings[n], nil
	case "d": // a day as ISO 8601 writes it
		day, _, _ := strings.Cut(text, "T")
		return day, nil
	}
	return r.same(text), nil
}

// mostKnown are the values of which a sheet is kept once: sexes, countries, roles
// stand in every row.
const mostKnown = 4096

func (r *sheetReader) same(s string) string {
	if len(s) > 64 {
		return s
	}
	if known, ok := r.known[s]; ok {
		return known
	}
	if len(r.known) < mostKnown {
		r.known[s] = s
	}
	return s
}

// maxMerged bounds the cells that merged ranges may name together.
const maxMerged = 200_000

// merge fills cells that stand in one with others: only the first of them holds
// the value, and whoever reads the sheet sees it in all.
func (s *sheet) merge(ranges []string) {
	room := maxMerged
	for _, cells := range ranges {
		from, to, _ := strings.Cut(cells, ":")
		c1, r1, err1 := excelize.CellNameToCoordinates(from)
		c2, r2, err2 := excelize.CellNameToCoordinates(to)
		if err1 != nil || err2 != nil || c2 < c1 || r2 < r1 {
			continue
		}
		if c2 = min(c2, maxColumns); (r2-r1+1)*(c2-c1+1) > room {
			s.warn("merged-too-many")
			return
		}
		room -= (r2 - r1 + 1) * (c2 - c1 + 1)
		s.fill(r1, c1-1, r2, c2-1)
	}
	if room < maxMerged {
		s.warn("merged")
	}
}

func (s *sheet) fill(r1, c1, r2, c2 int) {
	first, ok := s.at(r1)
	if !ok || c1 >= len(first.Cells) {
		return
	}
	value := first.Cells[c1]
	for n := r1; n <= r2; n++ {
		row, ok := s.at(n)
		if !ok {
			continue
		}
		for c := c1; c <= c2; c++ {
			if n == r1 && c == c1 {
				continue
			}
			for len(row.Cells) <= c {
				row.Cells = append(row.Cells, "")
			}
			if row.Cells[c] == "" {
				row.Cells[c] = value
				row.Marks = append(row.Marks, Mark{c, "merged"})
			}
		}
	}
}

func (s *sheet) at(number int) (*Row, bool) {
	i, ok := slices.BinarySearchFunc(s.rows, number, func(r Row, n int) int { return r.Number - n })
	if !ok {
		return nil, false
	}
	return &s.rows[i], true
}
