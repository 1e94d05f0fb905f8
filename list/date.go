package list

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"lanna/names"
)

// A Date is what a cell says of a day. Zero parts are not known.
type Date struct {
	Year, Month, Day int
	Either           bool   // day and month could change places: both are at most 12 and differ, and nothing tells
	Order            string // ymd, dmy or mdy, where the cell itself proves it: one part is over 12 or a word
	Buddhist         bool   // was written in the Buddhist era, 543 years ahead
	Short            bool   // the year was written with two digits
	Serial           int    // Excel's number of the day, where it was that
	Why              string // why it is no date: "", date-none, date-impossible
}

// ISO is the date as a claim has it, cut short where parts are not known.
func (d Date) ISO() string {
	switch {
	case d.Year == 0:
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// swapped is the date with day and month in each other's place.
func (d Date) swapped() Date {
	d.Day, d.Month = d.Month, d.Day
	return d
}

// monthWords are the names of months in the five languages, whole and cut.
var monthWords = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for i, line := range []string{
		"january jan มกราคม มค ม.ค. ဇန်နဝါရီ ဇန်နဝါရီလ ມັງກອນ ມ.ກ. 一月",
		"february feb กุมภาพันธ์ กพ ก.พ. ဖေဖော်ဝါရီ ກຸມພາ ກ.ພ. 二月",
		"march mar มีนาคม มีค มี.ค. မတ် မတ်လ ມີນາ ມ.ນ. 三月",
		"april apr เมษายน เมย เม.ย. ဧပြီ ဧပြီလ ເມສາ ມ.ສ. 四月",
		"may พฤษภาคม พค พ.ค. မေ မေလ ພຶດສະພາ ພ.ພ. 五月",
		"june jun มิถุนายน มิย มิ.ย. ဇွန် ဇွန်လ ມິຖຸນາ ມິ.ຖ. 六月",
		"july jul กรกฎาคม กค ก.ค. ဇူလိုင် ဇူလိုင်လ ກໍລະກົດ ກ.ລ. 七月",
		"august aug สิงหาคม สค ส.ค. ဩဂုတ် သြဂုတ် သြဂုတ်လ ສິງຫາ ສ.ຫ. 八月",
		"september sep sept กันยายน กย ก.ย. စက်တင်ဘာ စက်တင်ဘာလ ກັນຍາ ກ.ຍ. 九月",
		"october oct ตุลาคม ตค ต.ค. အောက်တိုဘာ အောက်တိုဘာလ ຕຸລາ ຕ.ລ. 十月",
		"november nov พฤศจิกายน พย พ.ย. နိုဝင်ဘာ နိုဝင်ဘာလ ພະຈິກ ພ.ຈ. 十一月",
		"december dec ธันวาคม ธค ธ.ค. ဒီဇင်ဘာ ဒီဇင်ဘာလ ທັນວາ ທ.ວ. 十二月",
	} {
		for _, w := range strings.Fields(line) {
			m[strings.ReplaceAll(w, ".", "")] = i + 1
		}
	}
	return m
})

// A datePart is a run of digits or of letters in a date.
type datePart struct {
	number int
	digits int // how many; 0 for a word
	word   string
}

// ParseDate reads a day as any of the parties writes it: ISO, with dots,
// dashes or slashes, 年月日, months in words, digits of any script, years of the
// Buddhist era, Excel's numbers of days. order says which of two small numbers
// is the day ("dmy", "mdy"); with "" such a date is Either, read day first as
// Thailand, Laos and Myanmar write it.
func ParseDate(s, order string) Date {
	if len(s) > 80 {
		return Date{Why: "date-none"}
	}
	if d, ok := serialDate(s); ok {
		return d
	}
	parts := dateParts(s)
	if len(parts) == 1 && parts[0].digits == 8 {
		n := parts[0].number
		parts = []datePart{{number: n / 10000, digits: 4}, {number: n / 100 % 100, digits: 2}, {number: n % 100, digits: 2}}
	}
	var numbers []datePart
	month := 0
	for _, p := range parts {
		switch {
		case p.digits > 0 && len(numbers) < 3:
			numbers = append(numbers, p)
		case p.digits > 0: // the time of day behind it
		case month == 0:
			month = monthWords()[p.word]
		}
	}
	if month > 0 {
		return withWord(numbers, month).checked()
	}
	return ofNumbers(numbers, order).checked()
}

// serialDate reads Excel's number of a day: 1 is 1 January 1900, and there is a
// 29 February 1900 that never was (ECMA-376, part 1, 18.17.4.1).
func serialDate(s string) (Date, bool) {
	whole, fraction, _ := strings.Cut(strings.TrimSpace(s), ".")
	if len(whole) != 5 || !allDigits(whole) || fraction != "" && !allDigits(fraction) {
		return Date{}, false
	}
	n, _ := strconv.Atoi(whole) // five digits
	if n < 366 || n > 73050 {   // 1901 to 2099
		return Date{}, false
	}
	return dayNumber(n), true
}

func dayNumber(n int) Date {
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
	return Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day(), Serial: n, Order: "ymd"}
}

// since1904 are the days between the two beginnings of Excel's count (ECMA-376,
// part 1, 18.17.4.1).
const since1904 = 1462

// since moves a day that was given by its number where the count began late.
func (d Date) since(late bool) Date {
	if !late {
		return d
	}
	return dayNumber(d.Serial + since1904)
}

// dateParts takes a date apart. Abbreviations keep their letters: ม.ค. is one word.
func dateParts(s string) []datePart {
	var out []datePart
	var word strings.Builder
	flush := func() {
		if w := strings.ToLower(word.String()); w != "" {
			out = append(out, datePart{word: w})
		}
		word.Reset()
	}
	for _, r := range names.FoldDigits(s) {
		switch {
		case r >= '0' && r <= '9':
			flush()
			if n := len(out) - 1; n >= 0 && out[n].digits > 0 && out[n].word == "" && out[n].digits < 9 {
				out[n].number, out[n].digits = out[n].number*10+int(r-'0'), out[n].digits+1
			} else {
				out = append(out, datePart{number: int(r - '0'), digits: 1})
			}
		case unicode.IsLetter(r) || unicode.IsMark(r):
			word.WriteRune(r)
			closeNumber(out)
		case r == '.' && word.Len() > 0: // ม.ค.
		default:
			flush()
			closeNumber(out)
		}
	}
	flush()
	for i := range out {
		if out[i].word == closed {
			out[i].word = ""
		}
	}
	return out
}

// closed marks a run of digits that has ended.
const closed = "\x00"

func closeNumber(out []datePart) {
	if n := len(out) - 1; n >= 0 && out[n].digits > 0 {
		out[n].word = closed
	}
}

// withWord: the month is a word, so of the numbers one is the day and one the year.
func withWord(n []datePart, month int) Date {
	d := Date{Month: month, Order: "dmy"}
	switch {
	case len(n) == 1:
		d.year(n[0])
	case len(n) >= 2 && (n[0].digits >= 3 || n[0].number > 31):
		d.year(n[0])
		d.Day = n[1].number
	case len(n) >= 2:
		d.Day = n[0].number
		d.year(n[1])
	}
	return d
}

func ofNumbers(n []datePart, order string) Date {
	var d Date
	switch {
	case len(n) == 0:
		return Date{Why: "date-none"}
	case len(n) == 1 && n[0].digits == 4:
		d.year(n[0])
		return d
	case len(n) == 1:
		return Date{Why: "date-none"}
	case len(n) == 2 && n[0].digits >= 3:
		d.year(n[0])
		d.Month = n[1].number
		return d
	case len(n) == 2 && n[1].digits >= 3:
		d.year(n[1])
		d.Month = n[0].number
		return d
	case len(n) == 2:
		return Date{Why: "date-none"}
	case n[0].digits >= 3:
		d.year(n[0])
		d.Month, d.Day, d.Order = n[1].number, n[2].number, "ymd"
		return d
	}
	d.year(n[2])
	a, b := n[0].number, n[1].number
	switch {
	case a > 12:
		d.Day, d.Month, d.Order = a, b, "dmy"
	case b > 12:
		d.Day, d.Month, d.Order = b, a, "mdy"
	case order == "mdy":
		d.Day, d.Month = b, a
	default:
		d.Day, d.Month = a, b
		d.Either = order == "" && a != b
	}
	return d
}

// year takes a year of two or four digits. Of two digits up to 29 are of this
// century: people in lists are alive, and few are under 1930's age.
func (d *Date) year(p datePart) {
	d.Year = p.number
	if p.digits <= 2 {
		d.Short = true
		if d.Year += 1900; p.number < 30 {
			d.Year += 100
		}
	}
	if d.Year >= 2400 && d.Year < 2700 {
		d.Year, d.Buddhist = d.Year-543, true
	}
}

// checked drops what is no day of the calendar.
func (d Date) checked() Date {
	if d.Why != "" {
		return d
	}
	last := 31
	if d.Month >= 1 && d.Month <= 12 {
		last = time.Date(d.Year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	}
	if d.Year < 1880 || d.Year > 2200 || d.Month < 0 || d.Month > 12 || d.Day < 0 || d.Day > last || d.Month == 0 && d.Day > 0 {
		return Date{Why: "date-impossible"}
	}
	return d
}

// orderOf is the order that a column's dates prove: "dmy" or "mdy" where all
// that prove one prove the same, "mixed" where some prove each, "" where none
// does.
func orderOf(values []string) string {
	day, month := 0, 0
	for _, v := range values {
		switch d := ParseDate(v, ""); d.Order {
		case "dmy":
			day++
		case "mdy":
			month++
		}
	}
	switch {
	case day > 0 && month > 0:
		return "mixed"
	case day > 0:
		return "dmy"
	case month > 0:
		return "mdy"
	}
	return ""
}
