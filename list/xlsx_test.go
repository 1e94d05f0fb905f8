package list

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
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

// withPart puts another body in the place of a part.
func withPart(t *testing.T, data []byte, name, body string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range z.File {
		if p.Name != name {
			must(t, w.Copy(p))
		}
	}
	part, err := w.Create(name)
	must(t, err)
	_, err = part.Write([]byte(body))
	must(t, err)
	must(t, w.Close())
	return out.Bytes()
}

const (
	sheetOne   = "xl/worksheets/sheet1.xml"
	sheetBegin = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	headRow    = `<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="B1" t="inlineStr"><is><t>dob</t></is></c></row>`
	sheetEnd   = `</sheetData></worksheet>`
)

// sheetOf is a workbook whose sheet has these rows below a header of name and dob.
func sheetOf(t *testing.T, rows string) []byte {
	t.Helper()
	return withPart(t, book(t, [][]any{{"name", "dob"}}, nil), sheetOne, sheetBegin+headRow+rows+sheetEnd)
}

// rowOf is a row whose cells are text.
func rowOf(n int, cells ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, n)
	for i, c := range cells {
		fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, n, c)
	}
	return b.String() + `</row>`
}

// A million empty rows are what a program leaves that once coloured a column.
func TestAMillionEmptyRows(t *testing.T) {
	var empty []byte
	for i := range 999_999 {
		empty = append(strconv.AppendInt(append(empty, `<row r="`...), int64(i+2), 10), `"/>`...)
	}
	rows := string(empty) + `<row r="1000001"><c r="A1000001" t="inlineStr"><is><t>A Ba</t></is></c><c r="B1000001"><v>33055</v></c></row>`
	list, table := people(t, sheetOf(t, rows), Options{})
	if len(list) != 1 || list[0].Number != 1_000_001 || list[0].First(lanna.BirthDate) != "1990-07-01" {
		t.Errorf("%d rows of %v: %+v", len(list), table.Header, list)
	}
}

// Programs write cells in many ways: shared and in runs, with how a sign is said,
// with escapes, with a prefix, without places.
func TestCellsAsProgramsWriteThem(t *testing.T) {
	data := withPart(t, book(t, [][]any{{"name", "dob"}}, nil), "xl/sharedStrings.xml",
		`<sst><si><t>name</t></si><si><t>dob</t></si><si><r><t>陈</t></r><r><t xml:space="preserve">伟明 </t></r><rPh sb="0" eb="1"><t>CHEN</t></rPh></si><si><t>A_x0020_Ba &amp; Ca</t></si></sst>`)
	data = withPart(t, data, sheetOne, `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>`+
		`<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c></x:row>`+
		`<x:row><x:c t="s"><x:v>2</x:v></x:c><x:c t="d"><x:v>1990-04-12T00:00:00</x:v></x:c></x:row>`+
		`<x:row><x:c t="s"><x:v>3</x:v></x:c><x:c t="str"><x:f>TEXT(B2,"@")</x:f><x:v>1990-04-13</x:v></x:c></x:row></x:sheetData></x:worksheet>`)
	table, err := Read(data, Options{})
	must(t, err)
	got := fmt.Sprint(table.Header, table.Rows[0].Cells, table.Rows[1].Cells, table.Rows[1].Marks)
	if want := "[name dob] [陈伟明 1990-04-12] [A Ba & Ca 1990-04-13] [{1 formula}]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Where a workbook counts its days from 1904 on, a birth would else be four years
// early, and a child no child.
func TestDaysSince1904(t *testing.T) {
	rows := `<row r="2"><c r="A2" t="inlineStr"><is><t>A Ba</t></is></c><c r="B2"><v>38717</v></c></row>`
	early, _ := people(t, sheetOf(t, rows), Options{})
	late := withPart(t, sheetOf(t, rows), "xl/workbook.xml", `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`)
	list, _ := people(t, late, Options{})
	if early[0].First(lanna.BirthDate) != "2005-12-31" || list[0].First(lanna.BirthDate) != "2010-01-01" {
		t.Errorf("%s and since 1904 %s", early[0].First(lanna.BirthDate), list[0].First(lanna.BirthDate))
	}
}

// What a sheet holds that no one can read keeps its own row apart, with a reason.
func TestRowsThatASheetSpoils(t *testing.T) {
	for name, test := range map[string]struct{ row, code string }{
		"a name of 3,000 signs":          {rowOf(2, strings.Repeat("陈", 3_000), "1990-01-01"), "name-too-long"},
		"a name of 10,000 signs":         {rowOf(2, strings.Repeat("陈", 10_000), "1990-01-01"), "cell-too-long"},
		"a name of 10,000 letters":       {rowOf(2, strings.Repeat("a ", 5_000), "1990-01-01"), "name-too-long"},
		"an error in place of a date":    {`<row r="2"><c r="A2" t="inlineStr"><is><t>A Ba</t></is></c><c r="B2" t="e"><f>VLOOKUP(A2,X,2)</f><v>#N/A</v></c></row>`, "cell-error"},
		"more cells than the header has": {rowOf(2, "A Ba", "1990-01-01", "x", "y"), "too-many-cells"},
		"a day that never was":           {rowOf(2, "A Ba", "1990-02-31"), "date-impossible"},
	} {
		list, _ := people(t, sheetOf(t, test.row+rowOf(3, "B Ca", "1990-01-02")), Options{})
		if len(list) != 2 || len(list[0].Faults) != 1 || list[0].Faults[0].Code != test.code || len(list[1].Faults) != 0 {
			t.Errorf("%s: %+v", name, list)
		}
	}
}

// A column of mixed dates: Excel's days, Buddhist years, words, both orders. What
// no row proves is not guessed.
func TestAColumnOfMixedDates(t *testing.T) {
	var rows strings.Builder
	dates := []string{"12/03/2533", "1990-04-12", "12 มี.ค. 2533", "03/04/1990", "1990年4月12日", "25/12/1990", "12/25/1990", "yesterday"}
	for i, d := range dates {
		rows.WriteString(rowOf(i+2, "A Ba "+string(rune('a'+i)), d))
	}
	fmt.Fprintf(&rows, `<row r="%d"><c t="inlineStr"><is><t>Z Za</t></is></c><c><v>33055</v></c></row>`, len(dates)+2)
	list, _ := people(t, sheetOf(t, rows.String()), Options{})
	var got []string
	for _, p := range list {
		s := p.First(lanna.BirthDate)
		for _, f := range p.Faults {
			s += "!" + f.Code
		}
		got = append(got, s)
	}
	if want := "1990 1990-04-12 1990-03-12 1990 1990-04-12 1990-12-25 1990-12-25 !date-none 1990-07-01"; strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

// A sheet that was cut, or that is bent so that it names no row or goes on for
// ever, is refused as a whole.
func TestBentSheets(t *testing.T) {
	good := sheetOf(t, rowOf(2, "A Ba", "1990-01-01"))
	for name, test := range map[string]struct {
		sheet, code string
	}{
		"cut behind a row":      {sheetBegin + headRow + rowOf(2, "A Ba", "1990-01-01"), "list-damaged"},
		"cut in a cell":         {sheetBegin + headRow + `<row r="2"><c r="A2" t="inlineStr"><is><t>A B`, "list-damaged"},
		"rows that go back":     {sheetBegin + headRow + rowOf(3, "A Ba") + rowOf(2, "B Ca") + sheetEnd, "list-damaged"},
		"cells that go back":    {sheetBegin + headRow + `<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>` + sheetEnd, "list-damaged"},
		"a row beyond the last": {sheetBegin + headRow + rowOf(1_048_577, "A Ba") + sheetEnd, "list-damaged"},
		"a string that is none": {sheetBegin + headRow + `<row r="2"><c t="s"><v>7</v></c></row>` + sheetEnd, "list-damaged"},
		"an entity of its own":  {`<!DOCTYPE x [<!ENTITY a "aaaa">]>` + sheetBegin + headRow + rowOf(2, "&a;") + sheetEnd, "list-damaged"},
		"500 columns":           {sheetBegin + headRow + `<row r="2"><c r="SF2"><v>1</v></c></row>` + sheetEnd, "list-too-many-columns"},
		"a text without end":    {sheetBegin + headRow + `<row r="2"><c t="inlineStr"><is><t>` + noise(2<<20) + `</t></is></c></row>` + sheetEnd, "list-bomb"},
	} {
		if _, err := Read(withPart(t, good, sheetOne, test.sheet), Options{}); lanna.CodeOf(err) != test.code {
			t.Errorf("%s: want %s, got %v", name, test.code, err)
		}
	}
}

// noise is text that is hardly smaller when it is packed.
func noise(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a' + byte(r.IntN(26))
	}
	return string(b)
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
