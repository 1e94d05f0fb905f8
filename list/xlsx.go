package list

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// workbook reports whether the bytes begin as a zip does, or as the containers
// of old or encrypted workbooks do.
func workbook(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, oldContainer)
}

// oldContainer begins a compound file (MS-CFB): Excel before 2007, and
// workbooks with a password.
var oldContainer = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")

// maxRatio is how many times a part may grow when it is unpacked. Sheets of
// people reach 30; a bomb, a thousand.
const maxRatio = 200

// readWorkbook reads the sheet of a workbook row by row. Values are taken as
// they are stored, so that a date is its number and no locale's writing of it.
func readWorkbook(data []byte, o Options) (*sheet, error) {
	if bytes.HasPrefix(data, oldContainer) {
		if bytes.Contains(data, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e")) {
			return nil, bad("list-password")
		}
		return nil, bad("list-old-excel")
	}
	parts, err := unpackable(data)
	if err != nil {
		return nil, err
	}
	// The limits are alike so that no part of a list is ever put into a
	// temporary file, where it would lie open.
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxPlain, UnzipXMLSizeLimit: maxPlain})
	if err != nil {
		return nil, bad("list-damaged")
	}
	defer f.Close()
	s, err := firstList(f, o)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(parts, func(p *zip.File) bool { return strings.HasSuffix(strings.ToLower(p.Name), "vbaproject.bin") }) {
		s.warn("macros") // never run, and not kept in what is sent back
	}
	return s, s.special(data, f)
}

// unpackable refuses what is no workbook, was cut, or would unpack to too much.
func unpackable(data []byte) ([]*zip.File, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, bad("list-damaged")
	}
	var total uint64
	book := false
	for _, p := range z.File {
		total += p.UncompressedSize64
		if total > maxPlain || len(z.File) > 4096 || p.UncompressedSize64 > 1<<20 && p.UncompressedSize64 > maxRatio*max(p.CompressedSize64, 1) {
			return nil, tooLarge("list-bomb")
		}
		book = book || strings.EqualFold(path.Clean(p.Name), "xl/workbook.xml")
	}
	if !book {
		return nil, bad("list-format")
	}
	return z.File, nil
}

// firstList reads the sheet that was asked for, or the first that holds more
// than a title.
func firstList(f *excelize.File, o Options) (*sheet, error) {
	names := f.GetSheetList()
	var best *sheet
	for _, name := range names {
		if o.Sheet != "" && name != o.Sheet {
			continue
		}
		s, err := readSheet(f, name)
		if err != nil {
			return nil, err
		}
		s.Sheets = names
		if best == nil || len(best.rows) < 2 && len(s.rows) > len(best.rows) {
			best = s
		}
		if len(s.rows) >= 2 {
			break
		}
	}
	if best == nil {
		return nil, bad("list-sheet")
	}
	if len(names) > 1 && o.Sheet == "" {
		best.warn("sheets", best.Sheet)
	}
	return best, nil
}

func readSheet(f *excelize.File, name string) (*sheet, error) {
	s := &sheet{Table: Table{Format: "xlsx", Encoding: utf8Name, Sheet: name}}
	rows, err := f.Rows(name)
	if err != nil {
		return nil, bad("list-damaged")
	}
	defer rows.Close()
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, bad("list-damaged")
		}
		r := Row{Number: n}
		for _, c := range cells[:min(len(cells), maxColumns+1)] {
			c = strings.TrimSpace(strings.ToValidUTF8(c, "\uFFFD"))
			if len(c) > maxCell {
				c, r.Fault = strings.ToValidUTF8(c[:maxCell], ""), "cell-too-long"
			}
			r.Cells = append(r.Cells, c)
		}
		if err := s.keep(r); err != nil {
			return nil, err
		}
	}
	if err := rows.Error(); err != nil {
		return nil, bad("list-damaged")
	}
	return s, nil
}

// special finds formulas and merged cells in the sheet's own bytes: excelize
// tells of them only after it has built the whole sheet in memory.
func (s *sheet) special(data []byte, f *excelize.File) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return bad("list-damaged")
	}
	for _, p := range z.File {
		if !strings.EqualFold(path.Clean(p.Name), s.part(f)) {
			continue
		}
		r, err := p.Open()
		if err != nil {
			return bad("list-damaged")
		}
		defer r.Close()
		xml, err := io.ReadAll(io.LimitReader(r, maxPlain))
		if err != nil {
			return bad("list-damaged")
		}
		s.formulas(xml)
		s.merged(xml)
	}
	return nil
}

// part is where the sheet lies in the zip.
func (s *sheet) part(f *excelize.File) string {
	i, err := f.GetSheetIndex(s.Sheet)
	if err != nil || i < 0 {
		return ""
	}
	for n, relation := range relations(f) {
		if n == i {
			return strings.ToLower(relation)
		}
	}
	return ""
}

// relations are the parts of the workbook's sheets in their order.
func relations(f *excelize.File) []string {
	targets := map[string]string{}
	raw, _ := f.Pkg.Load("xl/_rels/workbook.xml.rels")
	b, _ := raw.([]byte)
	for tag := range tags(b, "Relationship") {
		targets[attribute(tag, "Id")] = attribute(tag, "Target")
	}
	var out []string
	if f.WorkBook == nil {
		return nil
	}
	for _, sh := range f.WorkBook.Sheets.Sheet {
		t := targets[sh.ID]
		if strings.HasPrefix(t, "/") {
			t = t[1:]
		} else {
			t = path.Join("xl", t)
		}
		out = append(out, t)
	}
	return out
}

// formulas marks cells whose value a formula made: it is whatever the sender's
// program last reckoned, or nothing.
func (s *sheet) formulas(xml []byte) {
	found := false
	for rest := xml; ; {
		i := bytes.Index(rest, []byte("<f"))
		if i < 0 {
			break
		}
		if c := rest[min(i+2, len(rest)-1)]; c == '>' || c == ' ' || c == '/' {
			start := len(xml) - len(rest) + i
			if at := bytes.LastIndex(xml[max(0, start-400):start], []byte("<c ")); at >= 0 {
				tag := xml[max(0, start-400)+at : start]
				s.markCell(attribute(tag[:bytes.IndexByte(tag, '>')+1], "r"), "formula")
				found = true
			}
		}
		rest = rest[i+2:]
	}
	if found {
		s.warn("formulas")
	}
}

// maxMerged bounds the cells that merged ranges may name together.
const maxMerged = 200_000

// merged fills cells that stand in one with others: only the first of them holds
// the value, and whoever reads the sheet sees it in all.
func (s *sheet) merged(xml []byte) {
	at := bytes.LastIndex(xml, []byte("<mergeCells"))
	if at < 0 {
		return
	}
	room := maxMerged
	for tag := range tags(xml[at:], "mergeCell") {
		from, to, _ := strings.Cut(attribute(tag, "ref"), ":")
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

func (s *sheet) markCell(name, code string) {
	c, r, err := excelize.CellNameToCoordinates(name)
	if err != nil {
		return
	}
	if row, ok := s.at(r); ok && len(row.Marks) < maxColumns {
		row.Marks = append(row.Marks, Mark{c - 1, code})
	}
}

// tags gives the opening tags of a name, with what stands in them.
func tags(xml []byte, name string) func(yield func([]byte) bool) {
	open := []byte("<" + name + " ")
	return func(yield func([]byte) bool) {
		for {
			i := bytes.Index(xml, open)
			if i < 0 {
				return
			}
			end := bytes.IndexByte(xml[i:], '>')
			if end < 0 || !yield(xml[i:i+end+1]) {
				return
			}
			xml = xml[i+end:]
		}
	}
}

// attribute reads one attribute of a tag.
func attribute(tag []byte, name string) string {
	_, rest, ok := bytes.Cut(tag, []byte(" "+name+`="`))
	value, _, closed := bytes.Cut(rest, []byte(`"`))
	if !ok || !closed {
		return ""
	}
	return string(value)
}
