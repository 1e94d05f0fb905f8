package ids

import (
	_ "embed"
	"strings"
	"sync"
)

// ThaiID reports whether s has the form of a Thai national ID (13 digits, the
// first not 0) and whether its checksum holds.
func ThaiID(s string) (form, valid bool) {
	if len(s) != 13 || s[0] == '0' || !digits(s) {
		return false, false
	}
	return true, ThaiCheck(s[:12]) == s[12]
}

// ThaiCheck is the 13th digit for the first 12: weights 13 down to 2, modulo 11.
func ThaiCheck(first12 string) byte {
	sum := 0
	for i := range 12 {
		sum += int(first12[i]-'0') * (13 - i)
	}
	return byte('0' + (11-sum%11)%10)
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// A Township is one that issues Myanmar identity cards (NRC). Several share a
// Latin code, so the Burmese letters are the key.
type Township struct {
	State   string // 1 to 14
	Latin   string // ISC table's spelling: KAMAYA
	Burmese string // ကမရ
	Name    string // in Burmese
}

//go:embed mm_nrc_townships.csv
var townshipTable string

var townships = sync.OnceValue(func() []Township {
	var all []Township
	for line := range strings.Lines(townshipTable) {
		f := strings.Split(strings.TrimSpace(line), ",")
		if len(f) != 4 || f[0] == "state" || strings.HasPrefix(line, "#") {
			continue
		}
		all = append(all, Township{State: f[0], Latin: f[1], Burmese: f[2], Name: f[3]})
	}
	return all
})

// Townships are the candidates for a state number and the letters of an NRC,
// Burmese or Latin. None means that the table does not know the letters.
func Townships(state, letters string) []Township {
	var hits []Township
	upper := strings.ToUpper(letters)
	for _, t := range townships() {
		if t.State == state && (t.Burmese == letters || t.Latin == upper) {
			hits = append(hits, t)
		}
	}
	return hits
}

// An NRC is a Myanmar identity number: 12/ကမရ(နိုင်)123456.
type NRC struct {
	State, Letters, Class, Number string // Class is one of N, E, P, T, Y, S
	Candidates                    []Township
}

// NRCClass maps the word in brackets to its Latin letter; "" is unknown.
func NRCClass(word string) string {
	switch strings.ToUpper(word) {
	case "နိုင်", "N", "NAING":
		return "N"
	case "ဧည့်", "E":
		return "E"
	case "ပြု", "P":
		return "P"
	case "သီ", "T":
		return "T"
	case "ယာယီ", "Y":
		return "Y"
	case "သ", "S":
		return "S"
	}
	return ""
}

// String is the Latin form where the letters stand for one spelling alone, and
// the letters as written elsewhere.
func (n NRC) String() string {
	letters := n.Letters
	if len(n.Candidates) > 0 && same(n.Candidates) {
		letters = n.Candidates[0].Latin
	}
	return n.State + "/" + strings.ToUpper(letters) + "(" + n.Class + ")" + n.Number
}

func same(ts []Township) bool {
	for _, t := range ts[1:] {
		if t.Latin != ts[0].Latin {
			return false
		}
	}
	return true
}
