package list

import (
	"strings"
	"unicode"

	"lanna"
	"lanna/extract/ids"
	"lanna/names"
)

// sampled is how many values of a column are looked at.
const sampled = 400

// content says what the values of a column look like, and how many of a hundred
// do.
func (t *Table) content(column int) (Field, int) {
	counts := map[Field]int{}
	all := 0
	step := max(1, len(t.Rows)/sampled)
	for i := 0; i < len(t.Rows); i += step {
		r := &t.Rows[i]
		if column >= len(r.Cells) || r.Cells[column] == "" || r.Fault != "" {
			continue
		}
		all++
		if f := looksLike(r.Cells[column]); f != "" {
			counts[f]++
		}
	}
	best, most := Field(""), 0
	for f, n := range counts {
		if n > most || n == most && f < best {
			best, most = f, n
		}
	}
	if all < 3 {
		return "", 0
	}
	return best, most * 100 / all
}

// looksLike is the field that a value can only be of.
func looksLike(s string) Field {
	v := plainNumber(s)
	switch {
	case len(s) > 120:
		return ""
	case isResident(v):
		return lanna.IDResident
	case nrcForm.MatchString(strings.ToUpper(strings.Join(strings.Fields(names.FoldDigits(s)), ""))):
		return lanna.IDMyanmar
	case len(v) == 13 && thaiForm(v):
		return lanna.IDThai
	case phoneLike(s, v):
		return lanna.Phone
	}
	if d := ParseDate(s, ""); d.Day > 0 && d.Year > 1900 && d.Serial == 0 {
		return lanna.BirthDate
	}
	if sexWords()[plainHead(s)] != "" {
		return lanna.Sex
	}
	if _, ok := nationOf(s); ok {
		return lanna.Nationality
	}
	return ""
}

func isResident(v string) bool { _, ok := ids.ParseResident(v); return ok }

func thaiForm(v string) bool { form, _ := ids.ThaiID(v); return form }

func phoneLike(s, v string) bool {
	digits := strings.TrimPrefix(v, "+")
	if !allDigits(digits) || len(digits) < 8 || len(digits) > 15 {
		return false
	}
	return strings.HasPrefix(v, "+") || v[0] == '0' && v[1] != '0' || len(v) == 11 && v[0] == '1' && v[1] >= '3'
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// plainNumber folds digits, and takes out what people put between them.
func plainNumber(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '-' || r == '.' || r == '(' || r == ')' || r == '\u00A0' || r == '\u200B' || unicode.IsSpace(r):
			return -1
		case r == '＋':
			return '+'
		}
		return unicode.ToUpper(r)
	}, names.FoldDigits(strings.TrimPrefix(s, "'")))
}

// likeNames is the unmapped column whose cells are most like names: letters, no
// digits, short, and nearly all different. -1 where none is.
func (t *Table) likeNames(m Mapping) int {
	best, most := -1, 0
	for i := range t.Header {
		if m[i].Field != "" {
			continue
		}
		like, all := 0, 0
		seen := map[string]bool{}
		for j := 0; j < len(t.Rows); j += max(1, len(t.Rows)/sampled) {
			c := t.Rows[j].Cells[i]
			if c == "" {
				continue
			}
			all++
			if n := len([]rune(c)); n >= 2 && n <= 60 && strings.IndexFunc(c, unicode.IsDigit) < 0 && strings.IndexFunc(c, unicode.IsLetter) >= 0 {
				like++
				seen[c] = true
			}
		}
		if all >= 3 && like*10 >= all*9 && len(seen)*2 >= all && len(seen) > most {
			best, most = i, len(seen)
		}
	}
	return best
}
