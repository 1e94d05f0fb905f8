package list

import (
	"strconv"
	"strings"
)

// maxQuoted is how many lines one quoted cell may take: a longer one is a quote
// that was never closed, and must not swallow the rows behind it. That is why
// the reader is ours: encoding/csv gives up or swallows.
const maxQuoted = 20

// readCSV reads delimited text.
func readCSV(data []byte, o Options) (*sheet, error) {
	text, name, err := decode(data, o.Encoding)
	if err != nil {
		return nil, err
	}
	if strings.Count(text[:min(len(text), 4096)], "\x00") > 0 {
		return nil, bad("list-format")
	}
	s := &sheet{Table: Table{Format: "csv", Encoding: name, Delimiter: o.Delimiter}}
	if s.Delimiter == "" {
		s.Delimiter = delimiterOf(text)
	}
	if name != utf8Name && o.Encoding == "" {
		s.warn("encoding", name)
	}
	c := csvReader{text: text, delimiter: s.Delimiter, line: 1}
	for c.more() {
		r := c.row()
		if len(r.Cells) > 0 && strings.HasPrefix(r.Cells[0], "sep=") && r.Number == 1 {
			continue // Excel's own first line
		}
		if err := s.keep(r); err != nil {
			return nil, err
		}
	}
	if n := len(s.rows); n > 0 && !strings.HasSuffix(text, "\n") && !strings.HasSuffix(text, "\r") {
		s.cut(&s.rows[n-1])
	}
	return s, nil
}

// cut marks a last row that ends without a line end and with fewer cells than
// the row before: the file was cut in the middle.
func (s *sheet) cut(last *Row) {
	n := len(s.rows)
	if n > 2 && len(last.Cells) < len(s.rows[n-2].Cells) {
		last.Fault = "cut"
		s.warn("cut", strconv.Itoa(last.Number))
	}
}

// delimiterOf takes the sign that parts the first lines most evenly.
func delimiterOf(text string) string {
	best, most := ",", 0
	head := text[:min(len(text), 32<<10)]
	lines := strings.FieldsFunc(head, func(r rune) bool { return r == '\n' || r == '\r' })
	lines = lines[:min(len(lines), 30)]
	for _, d := range []string{",", "\t", ";", "|", "，"} {
		counts := map[int]int{}
		for _, l := range lines {
			if n := strings.Count(outside(l), d); n > 0 {
				counts[n]++
			}
		}
		for n, lines := range counts {
			if score := lines*8 + n; lines > 0 && score > most {
				best, most = d, score
			}
		}
	}
	return best
}

// outside drops what stands in quotes.
func outside(line string) string {
	if !strings.Contains(line, `"`) {
		return line
	}
	var b strings.Builder
	quoted := false
	for _, r := range line {
		if r == '"' {
			quoted = !quoted
		} else if !quoted {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// A csvReader reads rows as RFC 4180 has them, and as people write them.
type csvReader struct {
	text      string
	delimiter string
	at        int
	line      int
}

func (c *csvReader) more() bool { return c.at < len(c.text) }

// row reads one row. A quote that does not close spoils its own line alone.
func (c *csvReader) row() Row {
	start, line := c.at, c.line
	r := Row{Number: line}
	for {
		cell, end, ok := c.cell()
		if !ok {
			c.at, c.line = start, line
			return Row{Number: line, Cells: strings.Split(c.rawLine(), c.delimiter), Fault: "quote-open"}
		}
		if len(cell) > maxCell {
			cell, r.Fault = cell[:maxCell], "cell-too-long"
		}
		if r.Cells = append(r.Cells, strings.TrimSpace(strings.ToValidUTF8(cell, "\uFFFD"))); end || len(r.Cells) > maxColumns {
			if !end {
				c.rawLine()
			}
			return r
		}
	}
}

// rawLine takes the rest of the line.
func (c *csvReader) rawLine() string {
	rest := c.text[c.at:]
	n := strings.IndexAny(rest, "\r\n")
	if n < 0 {
		c.at = len(c.text)
		return rest
	}
	c.at += n
	c.endLine()
	return rest[:min(n, maxCell)]
}

func (c *csvReader) endLine() {
	if strings.HasPrefix(c.text[c.at:], "\r\n") {
		c.at++
	}
	c.at++
	c.line++
}

// cell reads one cell and its end; end tells that it was the row's last.
func (c *csvReader) cell() (cell string, end, ok bool) {
	if strings.HasPrefix(c.text[c.at:], `"`) {
		if cell, ok = c.quoted(); !ok {
			return "", false, false
		}
	}
	from := c.at
	for ; c.at < len(c.text); c.at++ {
		switch ch := c.text[c.at]; {
		case ch == '\r' || ch == '\n':
			cell += c.text[from:c.at]
			c.endLine()
			return cell, true, true
		case ch == c.delimiter[0] && strings.HasPrefix(c.text[c.at:], c.delimiter):
			cell += c.text[from:c.at]
			c.at += len(c.delimiter)
			return cell, false, true
		}
	}
	return cell + c.text[from:], true, true
}

// quoted reads what stands in quotes, "" for a quote in it.
func (c *csvReader) quoted() (string, bool) {
	var b strings.Builder
	lines := 0
	for i := c.at + 1; i < len(c.text); i++ {
		switch ch := c.text[i]; {
		case ch == '"' && i+1 < len(c.text) && c.text[i+1] == '"':
			b.WriteByte('"')
			i++
		case ch == '"':
			c.at = i + 1
			c.line += lines
			return b.String(), true
		default:
			if ch == '\n' || ch == '\r' && !strings.HasPrefix(c.text[i+1:], "\n") {
				lines++
			}
			if lines > maxQuoted || b.Len() > maxCell {
				return "", false
			}
			b.WriteByte(ch)
		}
	}
	return "", false
}
