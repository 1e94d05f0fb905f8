package list

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lanna"
)

// book makes a workbook of rows; f may change it.
func book(t testing.TB, rows [][]any, change func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r))
	}
	if change != nil {
		change(f)
	}
	b, err := f.WriteToBuffer()
	must(t, err)
	return b.Bytes()
}

func warned(table *Table, code string) bool {
	return slices.ContainsFunc(table.Warnings, func(n Note) bool { return n.Code == code })
}

func TestWorkbook(t *testing.T) {
	data := book(t, [][]any{{"EXERCISE 移交名单"}, {"姓名", "出生日期", "身份证号", "电话"},
		{"陈伟明", today.AddDate(-30, 0, 0), "539901199603124428", "13800138000"},
		{"王小燕", "1992-02-14", 539901199202144428, "13800138001"}}, nil)
	list, table := people(t, data, Options{})
	if list[0].First(lanna.BirthDate) != "1996-03-12" {
		t.Errorf("a day of Excel's is %s", list[0].First(lanna.BirthDate))
	}
	if table.Title[0] != "EXERCISE 移交名单" || len(list) != 2 {
		t.Errorf("%v %d", table.Title, len(list))
	}
	if f := list[1].Faults; len(f) != 0 && f[0].Code != NoteNumberLost {
		t.Errorf("%+v", f)
	}
}

func TestTwoHeadersAndMergedCells(t *testing.T) {
	data := book(t, [][]any{{"Name", "", "Dates", ""}, {"Chinese", "Latin name", "birth date", "handover date"},
		{"陈伟明", "CHEN Weiming", "1990-04-12", "2026-03-01"}, {"王小燕", "WANG Xiaoyan", "1992-02-14", ""}},
		func(f *excelize.File) {
			must(t, f.MergeCell("Sheet1", "A1", "B1"))
			must(t, f.MergeCell("Sheet1", "D3", "D4"))
		})
	list, table := people(t, data, Options{})
	if !warned(table, "two-headers") || !warned(table, "merged") || len(list) != 2 {
		t.Fatalf("%v %v %d", table.Header, table.Warnings, len(list))
	}
	if names := list[0].Claims()[lanna.Name]; len(names) != 2 {
		t.Errorf("names %v", names)
	}
	if list[1].First(lanna.Date) != "2026-03-01" {
		t.Errorf("a merged cell speaks for each row that it stands in: %+v", list[1])
	}
}

func TestFormulasAndMacrosAreTold(t *testing.T) {
	data := book(t, [][]any{{"name", "dob", "country"}, {"A Ba", "1990-01-01", "TH"}, {"B Ca", "1990-01-02", "TH"}}, func(f *excelize.File) {
		must(t, f.SetCellFormula("Sheet1", "A3", `=CONCATENATE("B"," Ca")`))
	})
	list, table := people(t, data, Options{})
	if !warned(table, "formulas") || len(list) != 2 {
		t.Fatalf("%v", table.Warnings)
	}
	withMacro := addPart(t, data, "xl/vbaProject.bin", []byte("EXERCISE"))
	if table, err := Read(withMacro, Options{}); err != nil || !warned(table, "macros") {
		t.Errorf("macros: %v %v", err, table)
	}
}

func addPart(t *testing.T, data []byte, name string, body []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range z.File {
		must(t, w.Copy(p))
	}
	part, err := w.Create(name)
	must(t, err)
	_, err = part.Write(body)
	must(t, err)
	must(t, w.Close())
	return out.Bytes()
}

func TestBadWorkbooks(t *testing.T) {
	good := book(t, [][]any{{"name", "dob"}, {"A Ba", "1990-01-01"}}, nil)
	var plainZip bytes.Buffer
	w := zip.NewWriter(&plainZip)
	_, err := w.Create("hello.txt")
	must(t, err)
	must(t, w.Close())
	for name, test := range map[string]struct {
		data []byte
		code string
	}{
		"cut":             {good[:len(good)/2], "list-damaged"},
		"bomb":            {addPart(t, good, "xl/media/image1.png", make([]byte, 64<<20)), "list-bomb"},
		"no workbook":     {plainZip.Bytes(), "list-format"},
		"old":             {append([]byte(oldContainer), make([]byte, 600)...), "list-old-excel"},
		"nothing in it":   {book(t, nil, nil), "list-empty"},
		"a bent sheet":    {bytes.Replace(good, []byte("PK\x01\x02"), []byte("PK\x01\x03"), 1), "list-damaged"},
		"a title alone":   {book(t, [][]any{{"EXERCISE"}}, nil), "list-no-header"},
		"unknown headers": {book(t, [][]any{{"1234", "5678"}, {"1234", "5678"}}, nil), "list-no-header"},
	} {
		if _, err := Read(test.data, Options{}); lanna.CodeOf(err) != test.code {
			t.Errorf("%s: want %s, got %v", name, test.code, err)
		}
	}
	if _, err := Read(good, Options{Sheet: "other"}); lanna.CodeOf(err) != "list-sheet" {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

// A million empty rows are what a program leaves that once coloured a column.
func TestAMillionEmptyRows(t *testing.T) {
	good := book(t, [][]any{{"name", "dob"}, {"A Ba", "1990-01-01"}, {"B Ca", "1990-01-02"}}, nil)
	z, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range z.File {
		if p.Name != "xl/worksheets/sheet1.xml" {
			must(t, w.Copy(p))
		}
	}
	part, err := w.Create("xl/worksheets/sheet1.xml")
	must(t, err)
	var rows strings.Builder
	rows.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` +
		`<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="B1" t="inlineStr"><is><t>dob</t></is></c></row>`)
	for i := 2; i <= 1_000_000; i++ {
		fmt.Fprintf(&rows, `<row r="%d"/>`, i)
	}
	rows.WriteString(`<row r="1000001"><c r="A1000001" t="inlineStr"><is><t>A Ba</t></is></c><c r="B1000001"><v>33055</v></c></row></sheetData></worksheet>`)
	_, err = part.Write([]byte(rows.String()))
	must(t, err)
	must(t, w.Close())
	list, table := people(t, out.Bytes(), Options{})
	if len(list) != 1 || list[0].Number != 1_000_001 || list[0].First(lanna.BirthDate) != "1990-07-01" {
		t.Errorf("%d rows of %v: %+v", len(list), table.Header, list)
	}
}

func FuzzReadWorkbook(f *testing.F) {
	f.Add(book(f, [][]any{{"name", "dob"}, {"A Ba", "1990-01-01"}}, nil))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		if table, err := Read(data, Options{}); err == nil {
			Check(table, Plan{Kind: Wanted, Mapping: Propose(table, nil), Today: today})
		}
	})
}
