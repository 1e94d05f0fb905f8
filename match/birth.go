package match

import (
	"strconv"
	"strings"
	"time"

	"lanna/names"
)

// A Birth is a date of birth as far as it is known; 0 stands for unknown.
type Birth struct {
	Year, Month, Day int
	Buddhist         bool // was written in the Buddhist era, 543 years ahead
	FromAge          bool // reckoned from an age: the year may be one less
}

// ParseBirth reads ISO 8601, possibly cut short, a year alone, and day, month
// and year with other signs between them; digits of any script; years of the
// Buddhist era (2400 and later). What it cannot read is unknown.
func ParseBirth(s string) Birth {
	fields := strings.FieldsFunc(names.FoldDigits(s), func(r rune) bool { return r < '0' || r > '9' })
	var n []int
	for _, f := range fields {
		v, err := strconv.Atoi(f)
		if err != nil || len(f) > 8 {
			return Birth{}
		}
		n = append(n, v)
	}
	if len(n) == 1 && n[0] > 18000000 { // 19900412
		n = []int{n[0] / 10000, n[0] / 100 % 100, n[0] % 100}
	}
	if len(n) == 0 || len(n) > 3 {
		return Birth{}
	}
	if n[0] < 1000 { // the year stands last
		for i, j := 0, len(n)-1; i < j; i, j = i+1, j-1 {
			n[i], n[j] = n[j], n[i]
		}
	}
	b := Birth{Year: n[0]}
	if len(n) > 1 {
		b.Month = n[1]
	}
	if len(n) > 2 {
		b.Day = n[2]
	}
	return b.checked()
}

// checked turns Buddhist years and drops what is no date.
func (b Birth) checked() Birth {
	if b.Year >= 2400 && b.Year < 2700 {
		b.Year, b.Buddhist = b.Year-543, true
	}
	if b.Month > 12 && b.Day >= 1 && b.Day <= 12 {
		b.Month, b.Day = b.Day, b.Month
	}
	if b.Year < 1850 || b.Year > 2150 {
		return Birth{}
	}
	if b.Month < 1 || b.Month > 12 {
		b.Month, b.Day = 0, 0
	}
	if b.Day < 1 || b.Day > 31 {
		b.Day = 0
	}
	return b
}

// BirthFromAge reckons the year from an age on a day.
func BirthFromAge(age int, on time.Time) Birth {
	if age < 0 || age > 120 {
		return Birth{}
	}
	return Birth{Year: on.Year() - age, FromAge: true}.checked()
}

// A birthMatch is how two dates of birth agree.
type birthMatch struct {
	code   Code
	weight string // which weight of the model counts
}

// compare says how two births agree; ok is false where one is unknown.
func (b Birth) compare(o Birth) (m birthMatch, ok bool) {
	if b.Year == 0 || o.Year == 0 {
		return m, false
	}
	apart := abs(b.Year - o.Year)
	full := b.Day > 0 && o.Day > 0
	switch {
	case apart == 0 && full && b.Month == o.Month && b.Day == o.Day:
		return birthMatch{BirthSame, "birth-same"}, true
	case apart == 0 && full && b.Month == o.Day && b.Day == o.Month:
		return birthMatch{BirthSwapped, "birth-swapped"}, true
	case apart == 0 && full && (b.Month == o.Month || b.Day == o.Day):
		return birthMatch{BirthNear, "birth-near"}, true
	case apart == 0 && full:
		return birthMatch{BirthYear, "birth-year-only"}, true // same year, another day: little
	case apart == 0 && b.Month > 0 && o.Month > 0 && b.Month != o.Month:
		return birthMatch{BirthYear, "birth-year-only"}, true
	case apart == 0:
		return birthMatch{BirthYear, "birth-year"}, true
	case apart == 1 && full && b.Month == o.Month && b.Day == o.Day:
		return birthMatch{BirthYearsApart, "birth-near"}, true
	case apart == 1 && (b.FromAge || o.FromAge):
		return birthMatch{BirthYearsApart, "birth-year"}, true
	case apart == 1:
		return birthMatch{BirthYearsApart, "birth-one-apart"}, true
	case full && b.Month == o.Month && b.Day == o.Day && (apart == 10 || apart == 543):
		return birthMatch{BirthYearsApart, "birth-one-apart"}, true // one wrong digit, or the wrong era
	case apart <= 3:
		return birthMatch{BirthYearsApart, "birth-few-apart"}, true
	}
	return birthMatch{BirthYearsApart, "birth-far"}, true
}
