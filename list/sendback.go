package list

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// SendBack writes rows for whoever sent the list: row number, reason, and the
// cells as they came, as xlsx or csv. Words puts a reason into words.
//
// A cell that a spreadsheet would run (it begins with =, +, -, @, a tab or a
// return) gets an apostrophe in front in CSV; in XLSX every cell is text, which
// is never run (OWASP, CSV injection).
func SendBack(w io.Writer, format string, header []string, rows []Returned) error {
	if format == "xlsx" {
		return sendBackXLSX(w, header, rows)
	}
	if _, err := io.WriteString(w, "\uFEFF"); err != nil { // Excel reads CSV as UTF-8 only with the mark
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	write := func(cells []string) error {
		safe := make([]string, len(cells))
		for i, c := range cells {
			safe[i] = Harmless(c)
		}
		return out.Write(safe)
	}
	if err := write(header); err != nil {
		return err
	}
	for _, r := range rows {
		if err := write(r.cells()); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// A Returned is a row that goes back.
type Returned struct {
	Number int
	Why    string // in words
	Cells  []string
}

func (r *Returned) cells() []string {
	return append([]string{strconv.Itoa(r.Number), r.Why}, r.Cells...)
}

// Harmless is a cell that no spreadsheet takes for a formula.
func Harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}

func sendBackXLSX(w io.Writer, header []string, rows []Returned) error {
	f := excelize.NewFile()
	defer f.Close()
	s, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	write := func(n int, cells []string) error {
		at, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		values := make([]any, len(cells))
		for i, c := range cells {
			values[i] = c // a string is written as text
		}
		return s.SetRow(at, values)
	}
	if err := write(1, header); err != nil {
		return err
	}
	for i := range rows {
		if err := write(i+2, rows[i].cells()); err != nil {
			return err
		}
	}
	if err := s.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}
