package list

import "lanna"

// Limits of a file. A list that passes them is cut into parts by its sender.
const (
	MaxFile    = 40 << 20  // bytes as it came
	maxPlain   = 256 << 20 // bytes unpacked
	maxRows    = 200_000   // that hold something
	maxColumns = 256
	maxCell    = 16 << 10 // bytes
)

// A Table is a list as text: a header and rows.
type Table struct {
	Format    string   // csv, xlsx
	Encoding  string   // as it was read: utf-8, utf-16le, utf-16be, gb18030, windows-874, windows-1252, mixed
	Delimiter string   // of CSV
	Sheet     string   // of XLSX
	Sheets    []string // all of them
	Title     []string // lines above the header
	Header    []string
	Rows      []Row
	Since1904 bool   // Excel's days count from 1904 on, as programs for the Mac wrote them
	Warnings  []Note // of the file as a whole
}

// A Row is one row that holds something.
type Row struct {
	Number int      // in the file, from 1: its first line, or its number in the sheet
	Cells  []string // as many as the header has, where Fault is empty
	Fault  string   // why it could not be read as a row
	Marks  []Mark   // what is special about its cells
}

// A Mark is a property of a cell that its text does not show.
type Mark struct {
	Column int
	Code   string // formula, merged, error
}

// mark is what is special about a cell; an error goes before all else.
func (r *Row) mark(column int) string {
	code := ""
	for _, m := range r.Marks {
		if m.Column == column && (code == "" || m.Code == "error") {
			code = m.Code
		}
	}
	return code
}

// A Note says something about a file, a row or a cell: a code that pages put
// into words, and what it is about. Args hold no value of a person.
type Note struct {
	Code string   `json:"code"`
	Args []string `json:"args,omitempty"`
}

// Options say how to read a file where it does not tell by itself.
type Options struct {
	Encoding  string // of CSV; "" finds out
	Delimiter string // of CSV; "" finds out
	Sheet     string // of XLSX; "" takes the first that holds a list
}

// bad is an error of a file that cannot be read as a list.
func bad(code string) error { return &lanna.Error{Kind: lanna.Invalid, Code: code} }

func tooLarge(code string) error { return &lanna.Error{Kind: lanna.Exhausted, Code: code} }

// Read reads a file. Errors are of the whole file: "list-empty", "list-no-header",
// "list-format", "list-damaged" (a workbook that was cut), "list-password",
// "list-old-excel", "list-too-large", "list-encoding", "list-sheet".
func Read(data []byte, o Options) (*Table, error) {
	switch {
	case len(data) > MaxFile:
		return nil, tooLarge("list-too-large")
	case len(data) == 0:
		return nil, bad("list-empty")
	}
	var sheet *sheet
	var err error
	if workbook(data) {
		sheet, err = readWorkbook(data, o)
	} else {
		sheet, err = readCSV(data, o)
	}
	if err != nil {
		return nil, err
	}
	return sheet.table()
}

// A sheet is rows of text before a header was found among them.
type sheet struct {
	Table
	rows     []Row
	formulas int // cells whose value is whatever the sender's program last reckoned
}

// keep takes a row, unless it is empty.
func (s *sheet) keep(r Row) error {
	for len(r.Cells) > 0 && r.Cells[len(r.Cells)-1] == "" {
		r.Cells = r.Cells[:len(r.Cells)-1]
	}
	switch {
	case len(r.Cells) == 0 && r.Fault == "":
		return nil
	case len(s.rows) >= maxRows:
		return tooLarge("list-too-many-rows")
	case len(r.Cells) > maxColumns:
		return tooLarge("list-too-many-columns")
	}
	s.rows = append(s.rows, r)
	return nil
}

func (s *sheet) warn(code string, args ...string) {
	s.Warnings = append(s.Warnings, Note{code, args})
}
