package list

import (
	"slices"
	"strconv"
	"strings"
)

// headLines is how far down a header is looked for: titles stand above it.
const headLines = 25

// table finds the header among the rows and makes a table of the rest.
func (s *sheet) table() (*Table, error) {
	at := s.headerAt()
	if at < 0 {
		if len(s.rows) == 0 {
			return nil, bad("list-empty")
		}
		return nil, bad("list-no-header")
	}
	t := &s.Table
	groups := at > 0 && len(s.rows[at-1].Cells) > 1 && s.secondHeader(s.rows[at-1].Cells, s.rows[at].Cells)
	if groups {
		at--
	}
	for _, r := range s.rows[:at] {
		t.Title = append(t.Title, strings.Join(slices.Compact(slices.DeleteFunc(slices.Clone(r.Cells), func(c string) bool { return c == "" })), " "))
	}
	t.Header = slices.Clone(s.rows[at].Cells)
	heads := [][]string{t.Header}
	body := s.rows[at+1:]
	if groups || len(body) > 0 && s.secondHeader(t.Header, body[0].Cells) {
		heads = append(heads, body[0].Cells)
		t.Header = joinHeaders(t.Header, body[0].Cells)
		body = body[1:]
		s.warn("two-headers")
	}
	s.body(body, heads)
	if len(t.Rows) == 0 {
		return nil, bad("list-empty")
	}
	return t, nil
}

// headerAt is the row with the most names of columns that we know, or, where
// none is known, the first that is as wide as most.
func (s *sheet) headerAt() int {
	best, most := -1, 0
	for i := range s.rows[:min(len(s.rows), headLines)] {
		if n := known(s.rows[i].Cells); n > most {
			best, most = i, n
		}
	}
	if most >= 2 || best >= 0 && len(s.rows[best].Cells) == 1 {
		return best
	}
	widths := map[int]int{}
	for i := range s.rows[:min(len(s.rows), 200)] {
		widths[len(s.rows[i].Cells)]++
	}
	wide, count := 0, 0
	for w, n := range widths {
		if n > count || n == count && w > wide {
			wide, count = w, n
		}
	}
	for i := range s.rows[:min(len(s.rows), headLines)] {
		if len(s.rows[i].Cells) >= wide && wide > 1 && !slices.ContainsFunc(s.rows[i].Cells, looksLikeData) {
			return i
		}
	}
	return -1
}

// known counts the different things that the cells name as columns.
func known(cells []string) int {
	var seen []Field
	for _, c := range cells {
		if f := fieldNamed(c); f != "" && !slices.Contains(seen, f) {
			seen = append(seen, f)
		}
	}
	return len(seen)
}

// looksLikeData tells a value from a heading: it has four digits or more.
func looksLikeData(cell string) bool {
	n := 0
	for _, r := range foldDigits(cell) {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n >= 4
}

// secondHeader reports whether the row under the header is one as well: groups
// stand above ("Name") and what they hold below ("Chinese", "Latin").
func (s *sheet) secondHeader(header, next []string) bool {
	if slices.ContainsFunc(next, looksLikeData) || slices.Equal(header, next) {
		return false
	}
	if known(next) >= 2 {
		return true
	}
	gaps := 0 // under a group of two the header repeats itself, where it was merged
	for i := 1; i < len(header); i++ {
		if header[i] != "" && header[i] == header[i-1] && i < len(next) && next[i] != "" {
			gaps++
		}
	}
	return gaps > 0
}

func joinHeaders(header, next []string) []string {
	out := slices.Clone(header)
	for len(out) < len(next) {
		out = append(out, "")
	}
	for i := range out {
		if i < len(next) && next[i] != "" && next[i] != out[i] {
			out[i] = strings.TrimSpace(out[i] + " " + next[i])
		}
	}
	return out
}

// body takes the rows below the header. Headers that a print program repeated
// are passed over; a row of another width says so.
func (s *sheet) body(rows []Row, heads [][]string) {
	t := &s.Table
	repeated := 0
	for _, r := range rows {
		if slices.ContainsFunc(heads, func(h []string) bool { return repeats(r.Cells, h) }) {
			repeated++
			continue
		}
		if len(r.Cells) > len(t.Header) && r.Fault == "" {
			r.Fault = "too-many-cells"
		}
		if t.Format == "csv" && r.Fault == "" && len(r.Cells) == 1 && len(t.Header) > 2 {
			r.Fault = "too-few-cells"
		}
		for len(r.Cells) < len(t.Header) {
			r.Cells = append(r.Cells, "")
		}
		t.Rows = append(t.Rows, r)
	}
	if repeated > 0 {
		s.warn("header-repeated", strconv.Itoa(repeated))
	}
}

// repeats reports whether a row is the header once more.
func repeats(cells, header []string) bool {
	same, all := 0, 0
	for i, h := range header {
		if h == "" {
			continue
		}
		all++
		if i < len(cells) && cells[i] == h {
			same++
		}
	}
	return same > 0 && same*4 >= all*3
}
