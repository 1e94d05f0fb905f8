package extract

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// isoDate turns a date in digits into ISO 8601, cut short where the day or the
// year is not there, or "" where there is no such date. Years of the Buddhist
// era (over 2400) lose 543. Of 03/04/2024 the day comes first, as in Thailand,
// Laos and Myanmar.
func isoDate(s string) string {
	f := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) })
	n := make([]int, len(f))
	for i := range f {
		n[i], _ = strconv.Atoi(f[i])
	}
	switch {
	case len(n) == 3 && len(f[0]) == 4:
		return iso(n[0], n[1], n[2])
	case len(n) == 3 && len(f[2]) == 4:
		return iso(n[2], n[1], n[0])
	case len(n) == 3 && len(f[2]) == 2:
		return iso(2000+n[2], n[1], n[0])
	case len(n) == 2 && len(f[0]) == 4:
		return fmt.Sprintf("%04d-%02d", n[0], n[1])
	case len(n) == 2 && n[0] >= 1 && n[0] <= 12 && n[1] >= 1 && n[1] <= 31:
		return fmt.Sprintf("--%02d-%02d", n[0], n[1])
	}
	return ""
}

func iso(year, month, day int) string {
	if year > 2400 {
		year -= 543
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || int(t.Month()) != month || year < 1900 || year > 2100 {
		return ""
	}
	return t.Format(time.DateOnly)
}
