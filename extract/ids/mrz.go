package ids

import "strings"

// An MRZ is what a machine readable zone says (ICAO 9303 parts 4 to 6).
type MRZ struct {
	Format  string // TD1, TD2, TD3
	Kind    string // document code: P, ID, AC, V
	Issuer  string // three letters
	Number  string
	Country string // nationality, three letters
	Surname string
	Given   string
	Birth   string // YYMMDD as printed: the century is not in the zone
	Sex     string // f, m, x
	Expiry  string // YYMMDD
	Valid   bool   // all check digits hold
}

// ParseMRZ reads the two or three lines of a zone, blanks removed.
func ParseMRZ(lines []string) (MRZ, bool) {
	switch {
	case len(lines) == 2 && len(lines[0]) == 44 && len(lines[1]) == 44:
		return td2or3("TD3", lines)
	case len(lines) == 2 && len(lines[0]) == 36 && len(lines[1]) == 36:
		return td2or3("TD2", lines)
	case len(lines) == 3 && len(lines[0]) == 30 && len(lines[1]) == 30 && len(lines[2]) == 30:
		return td1(lines)
	}
	return MRZ{}, false
}

func mrzSigns(lines []string) bool {
	for _, l := range lines {
		for i := range len(l) {
			if mrzValue(l[i]) < 0 {
				return false
			}
		}
	}
	return true
}

func td2or3(format string, l []string) (MRZ, bool) {
	if !mrzSigns(l) {
		return MRZ{}, false
	}
	b := l[1]
	m := MRZ{Format: format, Kind: fill(l[0][:2]), Issuer: fill(l[0][2:5]), Number: fill(b[:9]), Country: fill(b[10:13]),
		Birth: b[13:19], Sex: mrzSex(b[20]), Expiry: b[21:27]}
	m.Surname, m.Given = mrzName(l[0][5:])
	m.Valid = checked(b[:9], b[9]) && checked(b[13:19], b[19]) && checked(b[21:27], b[27])
	end := len(b) - 1
	m.Valid = m.Valid && checked(b[:10]+b[13:20]+b[21:end], b[end])
	if format == "TD3" {
		m.Valid = m.Valid && (checked(b[28:42], b[42]) || b[42] == '<' && strings.Trim(b[28:42], "<") == "")
	}
	return m, m.plausible()
}

func td1(l []string) (MRZ, bool) {
	if !mrzSigns(l) {
		return MRZ{}, false
	}
	a, b := l[0], l[1]
	m := MRZ{Format: "TD1", Kind: fill(a[:2]), Issuer: fill(a[2:5]), Number: fill(a[5:14]), Country: fill(b[15:18]),
		Birth: b[:6], Sex: mrzSex(b[7]), Expiry: b[8:14]}
	m.Surname, m.Given = mrzName(l[2])
	m.Valid = checked(a[5:14], a[14]) && checked(b[:6], b[6]) && checked(b[8:14], b[14]) &&
		checked(a[5:30]+b[:7]+b[8:15]+b[18:29], b[29])
	return m, m.plausible()
}

func (m MRZ) plausible() bool {
	return m.Kind != "" && strings.ContainsAny(m.Kind[:1], "PVIAC") && m.Number != "" && digits(strings.ReplaceAll(m.Birth, "<", "0"))
}

func fill(s string) string { return strings.Trim(strings.ReplaceAll(s, "<", " "), " ") }

func mrzName(s string) (surname, given string) {
	surname, given, _ = strings.Cut(s, "<<")
	return fill(surname), fill(given)
}

func mrzSex(c byte) string {
	switch c {
	case 'F':
		return "f"
	case 'M':
		return "m"
	}
	return "x"
}

func mrzValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	case c == '<':
		return 0
	}
	return -1
}

// MRZCheck is the check digit of a field: weights 7, 3, 1, modulo 10.
func MRZCheck(field string) byte {
	sum := 0
	for i := range len(field) {
		sum += mrzValue(field[i]) * [3]int{7, 3, 1}[i%3]
	}
	return byte('0' + sum%10)
}

func checked(field string, digit byte) bool { return MRZCheck(field) == digit }
