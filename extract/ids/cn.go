// Package ids knows the numbers that identify people, cards and wallets: their
// forms and their checksums. Every function takes the sign run alone, already
// folded to ASCII digits, and never looks at the words around it.
package ids

import (
	"strings"
	"time"

	"lanna/extract/county"
)

// A Resident is a Chinese resident ID (GB 11643-1999), or the older form of
// fifteen digits.
type Resident struct {
	Number string // 18 or 15 signs, X in capitals, * where masked
	Valid  bool   // the checksum holds; false for masked and 15-digit numbers
	Masked bool
	County county.County // of the first six digits, as far as they are there
	Birth  string        // ISO 8601, possibly cut short; empty where masked
	Sex    string        // f or m, empty where masked
}

// Why a resident ID that is not Valid is not.
const (
	WhyChecksum = "checksum-fails"
	WhyMasked   = "masked"
	WhyOldForm  = "fifteen-digits"
	WhyLength   = "wrong-length"
)

// Why names the reason for which the number is not Valid, or "".
func (r Resident) Why() string {
	switch {
	case r.Valid:
		return ""
	case r.Masked:
		return WhyMasked
	case len(r.Number) == 15:
		return WhyOldForm
	}
	return WhyChecksum
}

// ParseResident reads 18 or 15 signs. It accepts a number whose checksum fails
// but refuses one whose province or birth date cannot be: most runs of 18
// digits are something else. Masked signs are *, and must not hide everything.
func ParseResident(s string) (Resident, bool) {
	s = strings.ToUpper(s)
	if (len(s) != 18 && len(s) != 15) || !residentSigns(s) {
		return Resident{}, false
	}
	r := Resident{Number: s, Masked: strings.Contains(s, "*")}
	if r.Masked && len(s)-strings.Count(s, "*") < 3 {
		return Resident{}, false
	}
	if !r.place(s[:6]) || !r.born(s) {
		return Resident{}, false
	}
	if order := s[len(s)-2]; len(s) == 18 && order != '*' {
		r.Sex = sexOf(order)
	} else if last := s[len(s)-1]; len(s) == 15 && last != '*' {
		r.Sex = sexOf(last)
	}
	r.Valid = len(s) == 18 && !r.Masked && ResidentCheck(s[:17]) == s[17]
	return r, true
}

func residentSigns(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c >= '0' && c <= '9' || c == '*' || c == 'X' && i == 17 {
			continue
		}
		return false
	}
	return true
}

func sexOf(order byte) string {
	if (order-'0')%2 == 1 {
		return "m"
	}
	return "f"
}

func (r *Resident) place(code string) bool {
	if code[0] == '*' || code[1] == '*' {
		return true
	}
	if _, ok := county.Province(code[:2]); !ok && !exercise(code) {
		return false
	}
	if strings.Contains(code, "*") {
		code = code[:2] + "0000"
	}
	c, ok := county.Lookup(code)
	if !ok {
		c, _ = county.Lookup(code[:2] + "0000")
	}
	r.County = c
	return true
}

// exercise numbers may begin with 99, a province that is not: they are read, so
// that training looks like work.
func exercise(code string) bool { return code[0] == '9' && code[1] == '9' }

func (r *Resident) born(s string) bool {
	digits := s[6:14]
	if len(s) == 15 {
		digits = "19" + s[6:12]
	}
	known := digits
	if i := strings.IndexByte(digits, '*'); i >= 0 {
		known = digits[:i]
	}
	if len(known) == 8 {
		t, err := time.Parse("20060102", known)
		if err != nil || t.Year() < 1880 || t.Year() > 2100 {
			return false
		}
		r.Birth = t.Format(time.DateOnly)
		return true
	}
	if len(known) >= 4 {
		if known[:2] != "19" && known[:2] != "20" {
			return false
		}
		r.Birth = known[:4]
		if len(known) >= 6 && known[4:6] >= "01" && known[4:6] <= "12" {
			r.Birth += "-" + known[4:6]
		}
	}
	return true
}

// ResidentCheck is the 18th sign for the first 17 digits (ISO 7064 MOD 11-2).
func ResidentCheck(first17 string) byte {
	sum := 0
	for i := range 17 {
		sum += int(first17[i]-'0') * residentWeights[i]
	}
	return "10X98765432"[sum%11]
}

var residentWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
