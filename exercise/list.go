package exercise

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"lanna/exercise/wording"
)

// A List is a handover list as a party would send it: 31,000 people, of whom it
// calls 63 leaders and 1,531 wanted. 2 % stand in it twice, spelt otherwise;
// 0.5 % may be minors; dates come in six ways, some with day and month swapped.
type List struct {
	Header []string
	Rows   [][]string
	Truth  ListTruth
}

// ListTruth is what is really so in a list. Rows count from 1 below the header.
type ListTruth struct {
	Seed       uint64         `json:"seed"`
	Rows       int            `json:"rows"`
	Leaders    []int          `json:"leaders"`
	Wanted     []int          `json:"wanted"`
	Duplicates map[int]int    `json:"duplicates"` // row, and the earlier row of the same person
	Minors     []int          `json:"possible_minors"`
	Swapped    []int          `json:"swapped_dates"`
	Fears      []int          `json:"fears"`
	Stateless  []int          `json:"stateless"`
	Bad        []int          `json:"bad"`              // cells that no one can read
	Missed     map[int]string `json:"missed,omitempty"` // row, and the report of the family that misses the person
}

// Sizes of the exercise's handover.
const (
	ListRows    = 31000
	listLeaders = 63
	listWanted  = 1531
)

// HandoverList draws a list of n rows. The same seed draws the same. Some of those
// whom families miss stand in it too.
func HandoverList(seed uint64, n int, missed ...FamilyReport) *List {
	g := &lister{r: rand.New(rand.NewPCG(seed, 31000)), l: &List{Header: []string{
		"序号 No.", "姓名 Name", "英文名 Latin name", "性别 Sex", "出生日期 Date of birth", "国籍 Nationality", "证件号码 Document No.", "联系电话 Phone", "园区 Compound",
		"角色 Role", "涉嫌罪名 Offence", "通缉编号 Warrant No.", "伤情 Injuries", "是否害怕回国 Fear of return", "随身物品 Belongings", "翻译 Interpreter", "去向 Destination"}}}
	g.l.Truth = ListTruth{Seed: seed, Rows: n, Duplicates: map[int]int{}, Missed: map[int]string{}}
	g.missed = missed
	for i := 1; i <= n; i++ {
		role := g.role(i, n)
		if role == "一般" && g.known(i) {
			continue
		}
		if i > 50 && role == "一般" && g.r.IntN(49) == 0 {
			g.again(i)
			continue
		}
		g.person(i, role)
	}
	return g.l
}

// A lister draws one list.
type lister struct {
	r      *rand.Rand
	l      *List
	people []listed
	missed []FamilyReport
}

// A listed person as the lister knows it.
type listed struct {
	row    int
	name   listName
	sex    string
	birth  time.Time
	lang   string
	nation int
	id     string
	phone  string
}

var listLangs = []string{"zh", "zh", "zh", "zh", "zh", "zh", "th", "my", "my", "lo", "en", "en"}

var listNations = map[string][]struct{ code, words string }{
	"zh": {{"CN", "中国"}, {"CN", "中国籍"}, {"CN", "CHN"}, {"MY", "马来西亚"}},
	"th": {{"TH", "ไทย"}, {"TH", "泰国"}, {"TH", "THA"}},
	"my": {{"MM", "မြန်မာ"}, {"MM", "缅甸"}, {"MM", "Myanmar"}},
	"lo": {{"LA", "ລາວ"}, {"LA", "老挝"}},
	"en": {{"KE", "Kenya"}, {"ET", "Ethiopia"}, {"IN", "印度"}, {"PH", "Philippines"}, {"BR", "BRA"}, {"NG", "Nigeria"}, {"BD", "Bangladesh"}, {"NP", "Nepal"}, {"PK", "Pakistan"}, {"GH", "Ghana"}, {"LK", "Sri Lanka"}},
}

// person draws a row of somebody new.
func (g *lister) person(i int, role string) {
	r := g.r
	p := listed{row: i, lang: listLangs[r.IntN(len(listLangs))], sex: []string{"m", "m", "m", "f"}[r.IntN(4)]}
	p.name = newListName(r, p.lang)
	p.nation = r.IntN(len(listNations[p.lang]))
	p.birth = time.Date(1966+r.IntN(40), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
	if r.IntN(200) == 0 {
		p.birth = time.Date(2009+r.IntN(3), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
		g.l.Truth.Minors = append(g.l.Truth.Minors, i)
	}
	p.id, p.phone = g.document(&p), wording.NewPhone(r, map[string]string{"zh": "CN", "th": "TH", "my": "MM", "lo": "LA", "en": "GB"}[p.lang])
	g.people = append(g.people, p)
	g.row(i, p, role)
}

// role spreads leaders and wanted people over the list, exactly as many as there
// are.
func (g *lister) role(i, n int) string {
	r := g.r
	j, others := i-len(g.l.Truth.Leaders), n-listLeaders*n/ListRows // among those who are no leaders
	leaders, wanted := listLeaders*n/ListRows, listWanted*n/ListRows
	switch {
	case i*leaders/n != (i-1)*leaders/n:
		g.l.Truth.Leaders = append(g.l.Truth.Leaders, i)
		return []string{"头目", "主犯", "leader"}[r.IntN(3)]
	case j*wanted/others != (j-1)*wanted/others:
		g.l.Truth.Wanted = append(g.l.Truth.Wanted, i)
		return []string{"网逃", "通缉", "wanted"}[r.IntN(3)]
	}
	return "一般"
}

// document is a number that belongs to nobody. One in five has none.
func (g *lister) document(p *listed) string {
	if g.r.IntN(5) == 0 {
		return ""
	}
	switch p.lang {
	case "zh":
		if p.nation == 3 {
			return wording.Passport(g.r)
		}
		v := wording.ResidentIDBorn(g.r, p.birth.Format("20060102")).Value
		if order := int(v[16]-'0') % 2; order == 1 != (p.sex == "m") { // the 17th digit is odd for men; the checksum stays wrong
			p.sex = map[string]string{"m": "f", "f": "m"}[p.sex]
		}
		return v
	case "th":
		return wording.ThaiID(g.r)
	case "my":
		return wording.NRC(g.r)
	}
	return wording.Passport(g.r)
}

// again writes somebody who stands in the list already, as another office would:
// another spelling, another way of the date, sometimes without the number.
func (g *lister) again(i int) {
	p := g.people[g.r.IntN(len(g.people))]
	g.l.Truth.Duplicates[i] = p.row
	p.name.native, p.name.latin = p.name.variant, ""
	if g.r.IntN(2) == 0 {
		p.id = ""
	}
	if g.r.IntN(3) == 0 {
		p.phone = ""
	}
	g.row(i, p, "一般")
}

func (g *lister) row(i int, p listed, role string) {
	r, t := g.r, &g.l.Truth
	name, latin := p.name.native, p.name.latin
	if p.lang == "my" && r.IntN(12) == 0 && latin != "" {
		name = zawgyiNames[r.IntN(len(zawgyiNames))]
	}
	if r.IntN(3) == 0 {
		latin = ""
	}
	nation := listNations[p.lang][p.nation].words
	if r.IntN(3000) == 0 {
		nation = []string{"无国籍", "ไร้สัญชาติ", "stateless"}[r.IntN(3)]
		t.Stateless = append(t.Stateless, i)
	}
	offence, warrant := "", ""
	if role != "一般" {
		offence, warrant = "电信网络诈骗", fmt.Sprintf("EXERCISE-%06d", r.IntN(1_000_000))
	}
	fear := []string{"", "", "", "", "", "", "", "", "否", "no"}[r.IntN(10)]
	if r.IntN(775) == 0 {
		fear = []string{"是", "yes", "ใช่"}[r.IntN(3)]
		t.Fears = append(t.Fears, i)
	}
	injury := ""
	if r.IntN(60) == 0 {
		injury = []string{"手臂淤青", "bruises on both arms", "มีรอยช้ำที่แขน"}[r.IntN(3)]
	}
	g.l.Rows = append(g.l.Rows, []string{strconv.Itoa(i), name, latin, g.sex(p), g.date(i, p), nation, g.written(p), p.phone,
		compounds[r.IntN(len(compounds))].names[0], role, offence, warrant, injury, fear,
		[]string{"", "", "手机1部", "2 phones, bag"}[r.IntN(4)], []string{"", "", "中文", "ไทย", "English"}[r.IntN(5)], []string{"", "EXERCISE 演习中心"}[r.IntN(2)]})
}

func (g *lister) sex(p listed) string {
	return map[string][]string{"m": {"男", "M", "ชาย", "male"}, "f": {"女", "F", "หญิง", "female"}}[p.sex][g.r.IntN(4)]
}

// written is the document's number as an office types it.
func (g *lister) written(p listed) string {
	if len(p.id) == 18 && g.r.IntN(12) == 0 {
		return p.id[:6] + " " + p.id[6:14] + " " + p.id[14:]
	}
	if len(p.id) == 13 && g.r.IntN(3) == 0 {
		return strings.Join([]string{p.id[:1], p.id[1:5], p.id[5:10], p.id[10:12], p.id[12:]}, "-")
	}
	return p.id
}

// date is the birth date in one of the ways of the parties. One in a thousand is
// no date at all; one in a hundred has day and month swapped.
func (g *lister) date(i int, p listed) string {
	d := p.birth
	if g.r.IntN(1000) == 0 {
		g.l.Truth.Bad = append(g.l.Truth.Bad, i)
		return fmt.Sprintf("%d-02-%d", d.Year(), 30+g.r.IntN(2))
	}
	if d.Day() <= 12 && d.Day() != int(d.Month()) && g.r.IntN(40) == 0 {
		g.l.Truth.Swapped = append(g.l.Truth.Swapped, i)
		d = time.Date(d.Year(), time.Month(d.Day()), int(d.Month()), 0, 0, 0, 0, time.UTC)
	}
	thai := fmt.Sprintf("%02d/%02d/%d", d.Day(), d.Month(), d.Year()+543)
	switch g.r.IntN(7) {
	case 0:
		return d.Format("2006/1/2")
	case 1:
		return d.Format("2006年1月2日")
	case 2:
		return thai
	case 3:
		return wording.Digits(thai, 0x0E50)
	case 4:
		return strconv.Itoa(int(d.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24))
	case 5:
		return d.Format("02-Jan-2006")
	}
	return d.Format(time.DateOnly)
}

// Write writes the list as "xlsx" or "csv". A CSV is put together of parts of
// several offices: every third thousand rows is in GB 18030.
func (l *List) Write(w io.Writer, format string) error {
	const title = "EXERCISE 演习 移交人员名单 Handover list"
	if format == "xlsx" {
		return l.writeXLSX(w, title)
	}
	write := func(to io.Writer, rows ...[]string) error {
		c := csv.NewWriter(to)
		c.UseCRLF = true
		return c.WriteAll(rows)
	}
	if err := write(w, []string{title}, l.Header); err != nil {
		return err
	}
	n := 0
	for part := range slices.Chunk(l.Rows, 1000) {
		var b bytes.Buffer
		if err := write(&b, part...); err != nil {
			return err
		}
		body := b.Bytes()
		if n++; n%3 == 0 {
			var err error
			if body, err = simplifiedchinese.GB18030.NewEncoder().Bytes(body); err != nil {
				return err
			}
		}
		if _, err := w.Write(body); err != nil {
			return err
		}
	}
	return nil
}

func (l *List) writeXLSX(w io.Writer, title string) error {
	f := excelize.NewFile()
	defer f.Close()
	s, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	for i, row := range append([][]string{{title}, l.Header}, l.Rows...) {
		cells := make([]any, len(row))
		for k, c := range row {
			cells[k] = c
			if k == 4 && len(c) == 5 { // Excel keeps a day as a number
				if n, err := strconv.Atoi(c); err == nil {
					cells[k] = n
				}
			}
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := s.SetRow(at, cells); err != nil {
			return err
		}
	}
	if err := s.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}
