package list

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"lanna"
)

var today = time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDates(t *testing.T) {
	for _, test := range []struct{ written, order, iso, how string }{
		{"1990-04-12", "", "1990-04-12", ""},
		{"1990/4/12", "", "1990-04-12", ""},
		{"1990年4月12日", "", "1990-04-12", ""},
		{"19900412", "", "1990-04-12", ""},
		{"12.4.1990", "", "1990-04-12", "either"},
		{"12.4.1990", "mdy", "1990-12-04", ""},
		{"25/12/1990", "", "1990-12-25", ""},
		{"12/25/1990", "", "1990-12-25", ""},
		{"12 มี.ค. 2533", "", "1990-03-12", "buddhist"},
		{"๑๒ มีนาคม ๒๕๓๓", "", "1990-03-12", "buddhist"},
		{"25/12/2533", "", "1990-12-25", "buddhist"},
		{"၂၅-၁၂-၁၉၉၀", "", "1990-12-25", ""},
		{"25 ທັນວາ 1990", "", "1990-12-25", ""},
		{"12 Mar 1990", "", "1990-03-12", ""},
		{"March 12, 1990", "", "1990-03-12", ""},
		{"25-12-90", "", "1990-12-25", "short"},
		{"33055", "", "1990-07-01", "serial"},
		{"33055.5", "", "1990-07-01", "serial"},
		{"1990-04-12 00:00:00", "", "1990-04-12", ""},
		{"1990", "", "1990", ""},
		{"2533", "", "1990", "buddhist"},
		{"1990-04", "", "1990-04", ""},
		{"04/1990", "", "1990-04", ""},
		{"31/02/1990", "", "", "date-impossible"},
		{"1990-13-40", "", "", "date-impossible"},
		{"soon", "", "", "date-none"},
		{"7", "", "", "date-none"},
		{"", "", "", "date-none"},
	} {
		d := ParseDate(test.written, test.order)
		how := d.Why
		switch {
		case d.Either:
			how = "either"
		case d.Buddhist:
			how = "buddhist"
		case d.Short:
			how = "short"
		case d.Serial > 0:
			how = "serial"
		}
		if d.ISO() != test.iso || how != test.how {
			t.Errorf("%q (%s) is %q %q, want %q %q", test.written, test.order, d.ISO(), how, test.iso, test.how)
		}
	}
}

func TestCells(t *testing.T) {
	for _, test := range []struct {
		field               Field
		written, value, why string
		notes               string
	}{
		{lanna.Sex, "หญิง", "f", "", ""},
		{lanna.Sex, "ကျား", "m", "", ""},
		{lanna.Sex, "男", "m", "", ""},
		{lanna.Sex, "perhaps", "", "", "word-unknown"},
		{lanna.Nationality, "缅甸", "MM", "", ""},
		{lanna.Nationality, "ເມຍນມາ", "", "", "word-unknown"},
		{lanna.Nationality, "ລາວ", "LA", "", ""},
		{lanna.Nationality, "สัญชาติไทย", "TH", "", ""},
		{lanna.Nationality, "CHN", "CN", "", ""},
		{lanna.Nationality, "Kenya", "KE", "", ""},
		{lanna.Nationality, "ไร้สัญชาติ", "XXA", "", ""},
		{lanna.Nationality, "无国籍", "XXA", "", ""},
		{lanna.FearOfReturn, "ใช่", "yes", "", ""},
		{lanna.FearOfReturn, "he did not say", "unknown", "", "word-unknown"},
		{lanna.MinorFlag, "no", "", "", ""},
		{lanna.MinorFlag, "ဟုတ်", "yes", "", ""},
		{lanna.Phone, "+66 81 234 5678", "+66812345678", "", ""},
		{lanna.Phone, "๐๘๑-๒๓๔-๕๖๗๘", "+66812345678", "", ""},
		{lanna.Phone, "13800138000", "+8613800138000", "", ""},
		{lanna.Phone, "call me", "", "phone-form", ""},
		{lanna.Phone, "1.38001E+10", "", "number-lost-digits", ""},
		{AnyID, "539901199202144428", "539901199202144428", "", "checksum-fails"},
		{AnyID, "1.10101199003072E+17", "", "number-lost-digits", ""},
		{lanna.IDResident, "12345", "", "id-length", ""},
		{AnyID, "EX1234567", "EX1234567", "", ""},
		{AnyID, "1-1037-02071-81-1", "1103702071811", "", ""},
		{lanna.IDThai, "1-1037-02071-81-2", "1103702071812", "", "checksum-fails"},
		{lanna.IDMyanmar, "12/ကမရ(နိုင်)၁၂၃၄၅၆", "12/KAMARA(N)123456", "", ""},
		{lanna.Name, "12345", "", "name-no-letters", ""},
		{lanna.Name, "  陈  伟明 ", "陈 伟明", "", ""},
		{lanna.Name, "n/a", "", "", ""},
		{lanna.Name, "ေမာင္ေမာင္", "ေမာင္ေမာင္", "", "zawgyi"},
		{lanna.Name, strings.Repeat("x", 300), "", "name-too-long", ""},
		{lanna.Name, "safe\u202Egnp.exe", "safegnp.exe", "", "direction"},
		{lanna.Age, "၁၇ နှစ်", "17", "", ""},
		{lanna.Age, "old", "", "age-impossible", ""},
		{Role, "头目", RoleLeader, "", ""},
		{Role, "ตามหมายจับ", RoleWanted, "", ""},
		{Role, "ຜູ້ຖືກເຄາະຮ້າຍ", RoleVictim, "", ""},
	} {
		c := reading{field: test.field}
		values := c.read(test.written)
		value, notes := "", c.notes
		if len(values) > 0 {
			value, notes = values[0].Value, values[0].Notes
		}
		var codes []string
		for _, n := range notes {
			codes = append(codes, n.Code)
		}
		if value != test.value || c.why != test.why || strings.Join(codes, " ") != test.notes {
			t.Errorf("%s %q: %q why %q notes %v; want %q %q %q", test.field, test.written, value, c.why, codes, test.value, test.why, test.notes)
		}
	}
}

const handover = "序号,姓名,性别,出生日期,国籍,证件号码,联系电话,角色,是否害怕回国\n" +
	"1,陈伟明,男,1990-04-12,中国,539901199004124428,13800138000,头目,否\n" +
	"2,เฉิน เหว่ยหมิง,ชาย,25/12/2533,ไทย,1103702071812,0812345678,一般,是\n" +
	"3,王小燕,女,31/02/1990,中国,539901199202144428,13800138001,,\n" +
	"4,,女,1995-01-01,缅甸,,,,\n"

func people(t *testing.T, data []byte, o Options) ([]Person, *Table) {
	t.Helper()
	table, err := Read(data, o)
	must(t, err)
	return Check(table, Plan{Kind: Handover, Mapping: Propose(table, nil), Today: today}), table
}

func TestHandoverInEveryEncoding(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(handover))
	must(t, err)
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(handover))
	must(t, err)
	bare, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(handover))
	must(t, err)
	for name, data := range map[string][]byte{
		"utf-8": []byte(handover), "gb18030": gb, "utf-16le": utf16, "utf-16be": bare,
		"utf-8 with its mark": append([]byte("\xEF\xBB\xBF"), handover...),
		"tabs":                []byte(strings.ReplaceAll(handover, ",", "\t")),
		"semicolons":          []byte(strings.ReplaceAll(handover, ",", ";")),
		"returns alone":       []byte(strings.ReplaceAll(handover, "\n", "\r")),
	} {
		list, table := people(t, data, Options{})
		if len(list) != 4 || !strings.HasPrefix(name, table.Encoding) && strings.HasPrefix(name, "utf-1") {
			t.Errorf("%s: %d rows, read as %s", name, len(list), table.Encoding)
			continue
		}
		p := list[0]
		if p.First(lanna.Name) != "陈伟明" || p.First(lanna.BirthDate) != "1990-04-12" || p.First(lanna.Sex) != "m" || p.Role != RoleLeader || p.First(lanna.FearOfReturn) != "no" {
			t.Errorf("%s: %+v", name, p)
		}
		if p := list[1]; p.First(lanna.BirthDate) != "1990-12-25" || p.First(lanna.IDThai) == "" || p.First(lanna.Phone) != "+66812345678" || p.First(lanna.FearOfReturn) != "yes" {
			t.Errorf("%s: %+v", name, p)
		}
		if f := list[2].Faults; len(f) != 1 || f[0].Code != "date-impossible" {
			t.Errorf("%s: %+v", name, f)
		}
		if f := list[3].Faults; len(f) != 1 || f[0].Code != "nobody-named" {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestThaiAndMixedEncodings(t *testing.T) {
	thai := "ลำดับ,ชื่อ-สกุล,วันเกิด,สัญชาติ\n1,สมชาย ใจดี,๑๒/๐๓/๒๕๓๓,ไทย\n2,สมหญิง กล้าหาญ,25/12/2540,ลาว\n"
	tis, err := charmap.Windows874.NewEncoder().Bytes([]byte(thai))
	must(t, err)
	list, table := people(t, tis, Options{})
	if table.Encoding != thai874 || list[0].First(lanna.Name) != "สมชาย ใจดี" || list[0].First(lanna.BirthDate) != "1990-03-12" {
		t.Errorf("%s %+v", table.Encoding, list[0])
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("3,陈伟明,1990-04-12,中国\n4,王小燕,1991-05-03,缅甸\n"))
	must(t, err)
	list, table = people(t, append([]byte(thai), gb...), Options{})
	if table.Encoding != mixed || len(list) != 4 || list[2].First(lanna.Name) != "陈伟明" || list[3].First(lanna.Nationality) != "MM" {
		t.Errorf("%s %+v", table.Encoding, list)
	}
	latin, _ := people(t, []byte("name,country\nJos\xe9 Mu\xf1oz,BR\nAna,BR\n"), Options{})
	if latin[0].First(lanna.Name) != "José Muñoz" {
		t.Errorf("%+v", latin[0])
	}
}

func TestColumnDecidesTheOrderOfDates(t *testing.T) {
	list, _ := people(t, []byte("name,dob\nA Ba,03/04/1990\nB Ca,25/04/1990\nC Da,07/08/1991\n"), Options{})
	if d := list[0].First(lanna.BirthDate); d != "1990-04-03" {
		t.Errorf("day first is proved by the second row, and the first is %s", d)
	}
	list, _ = people(t, []byte("name,dob\nA Ba,03/04/1990\nB Ca,25/04/1990\nC Da,07/28/1991\n"), Options{})
	if d := list[0].First(lanna.BirthDate); d != "1990" || !list[0].Doubtful() {
		t.Errorf("rows prove both orders, so the first is a year alone and doubtful: %s", d)
	}
}

func TestIDNumberDecidesSwappedDates(t *testing.T) {
	list, _ := people(t, []byte("name,dob,id\n陈伟明,1990-12-04,539901199004124428\n王小燕,1992-02-14,539901199202144428\n李四,1993-05-06,539901199202144428\n"), Options{})
	for i, want := range []string{"1990-04-12 date-swapped", "1992-02-14", "1993-05-06 birth-not-as-id"} {
		got := list[i].First(lanna.BirthDate)
		for _, v := range list[i].Values {
			for _, n := range v.Notes {
				if v.Property == lanna.BirthDate {
					got += " " + n.Code
				}
			}
		}
		if got != want {
			t.Errorf("row %d: %s, want %s", i, got, want)
		}
	}
}

func TestMappingByNameContentAndMemory(t *testing.T) {
	table, err := Read([]byte("EXERCISE list\n\nA,Name / 姓名,x1,x2,Passport No.,备注\n1,CHEN WEI,1990-04-12,+66812345678,EX1234567,ok\n2,LI MIN,1991-04-12,+66812345679,EX1234568,ok\n3,WU HUI,1992-04-12,+66812345670,EX1234569,ok\n"), Options{})
	must(t, err)
	m := Propose(table, map[string]Column{"a": {Field: Serial}})
	var got []string
	for _, c := range m {
		got = append(got, string(c.Field)+"/"+c.Why)
	}
	want := "serial/remembered name/name birth-date/content phone/content id.passport/name narrative/name"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	if len(table.Title) != 1 {
		t.Errorf("title %v", table.Title)
	}
}

func TestHeadings(t *testing.T) {
	for head, want := range map[string]Field{
		"姓名": lanna.Name, "出生日期(年/月/日)": lanna.BirthDate, "ชื่อ-นามสกุล": lanna.Name, "အမည်": lanna.Name, "မွေးသက္ကရာဇ်": lanna.BirthDate,
		"ຊື່ ແລະ ນາມສະກຸນ": lanna.Name, "ສັນຊາດ": lanna.Nationality, "Date of birth (dd/mm/yyyy)": lanna.BirthDate, "身份證號碼": lanna.IDResident,
		"Name Latin name": lanna.Name, "กลัวการส่งกลับ": lanna.FearOfReturn, "Fear of return": lanna.FearOfReturn, "weather": "",
	} {
		if got := fieldNamed(head); got != want {
			t.Errorf("%q is %q, want %q", head, got, want)
		}
	}
}

func TestBadCSV(t *testing.T) {
	head := "name,dob,country\n"
	for name, test := range map[string]struct {
		data  string
		fault string // of some row
		rows  int
	}{
		"open quote spoils its own row": {head + "\"A Ba,1990-01-01,TH\nB Ca,1990-01-02,TH\nC Da,1990-01-03,TH\n", "quote-open", 3},
		"cut in the middle":             {head + "A Ba,1990-01-01,TH\nB Ca,1990-01-02,TH\nC D", "cut", 3},
		"too many cells":                {head + "A Ba,1990-01-01,TH,one,two\nB Ca,1990-01-02,TH\n", "too-many-cells", 2},
		"a cell of a megabyte":          {head + strings.Repeat("A", 1<<20) + ",1990-01-01,TH\nB Ca,1990-01-02,TH\n", "cell-too-long", 2},
		"header again":                  {head + "A Ba,1990-01-01,TH\n" + head + "B Ca,1990-01-02,TH\n", "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			list, _ := people(t, []byte(test.data), Options{})
			var faults []string
			for _, p := range list {
				for _, f := range p.Faults {
					faults = append(faults, f.Code)
				}
			}
			if len(list) != test.rows || strings.Join(faults, " ") != test.fault {
				t.Errorf("%d rows, faults %v", len(list), faults)
			}
		})
	}
	for code, data := range map[string][]byte{
		"list-empty": []byte("\n\n"), "list-no-header": []byte("1234,5678\n1234,5678\n"), "list-format": []byte("\x00\x01\x02binary\x00"),
		"list-too-large": make([]byte, MaxFile+1), "list-too-many-columns": []byte("name,dob\n" + strings.Repeat("a,", 400) + "\n"),
	} {
		if _, err := Read(data, Options{}); lanna.CodeOf(err) != code {
			t.Errorf("want %s, got %v", code, err)
		}
	}
}

func TestSendBackIsHarmless(t *testing.T) {
	rows := []Returned{{Number: 7, Why: "no such day", Cells: []string{"=HYPERLINK(\"http://x.invalid\")", "+66812345678", "@SUM(A1)", "-2+3", "陈伟明", "\tx"}}}
	var b bytes.Buffer
	must(t, SendBack(&b, "csv", []string{"row", "reason", "a", "b", "c", "d", "e", "f"}, rows))
	table, err := Read(b.Bytes(), Options{})
	must(t, err)
	cells := table.Rows[0].Cells
	for _, c := range cells {
		if c != "" && strings.ContainsRune("=+-@\t", rune(c[0])) {
			t.Errorf("a spreadsheet would run %q", c)
		}
	}
	if !slices.Contains(cells, "陈伟明") || cells[1] != "no such day" {
		t.Errorf("%q", cells)
	}
	b.Reset()
	must(t, SendBack(&b, "xlsx", []string{"row", "reason", "name", "b", "c", "d", "e", "f"}, rows))
	if bytes.Contains(b.Bytes(), []byte("<f>")) {
		t.Error("a formula was written")
	}
	table, err = Read(b.Bytes(), Options{})
	must(t, err)
	if got := table.Rows[0].Cells[2]; got != rows[0].Cells[0] || slices.ContainsFunc(table.Warnings, func(n Note) bool { return n.Code == "formulas" }) {
		t.Errorf("%q %v", got, table.Warnings)
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte(handover))
	f.Add([]byte("a;b\r\"x\"\"y\n\";2\r\n"))
	f.Add([]byte("\xFF\xFEn\x00a\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := readCSV(data, Options{})
		if err != nil {
			return
		}
		got, err := table.table()
		if err != nil {
			return
		}
		for _, p := range Check(got, Plan{Kind: Handover, Mapping: Propose(got, nil), Today: today}) {
			if len(p.Faults) == 0 && len(p.Values) == 0 && len(p.Dropped) == 0 {
				t.Fatal("a good row says nothing")
			}
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"12 มี.ค. 2533", "33055", "1990年4月12日", "12/4/90", "၂၅-၁၂-၁၉၉၀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, order := range []string{"", "dmy", "mdy"} {
			d := ParseDate(s, order)
			if d.Why == "" && d.Day > 0 {
				if _, err := time.Parse(time.DateOnly, d.ISO()); err != nil {
					t.Fatalf("%q is %q", s, d.ISO())
				}
			}
		}
	})
}

func FuzzCell(f *testing.F) {
	f.Add("539901199202144428", 0)
	f.Add("+66 81 234 5678 / 0812345678", 7)
	f.Fuzz(func(t *testing.T, s string, n int) {
		if len(s) > maxCell {
			return
		}
		c := reading{field: Fields[((n%len(Fields))+len(Fields))%len(Fields)], region: "TH"}
		for _, v := range c.read(s) {
			if v.Value == "" {
				t.Fatal("an empty value is none")
			}
		}
	})
}
