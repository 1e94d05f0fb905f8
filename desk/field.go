package desk

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lanna"
	"lanna/extract"
)

// sayable are the properties that an officer may say on a notice, a report or
// a person by filling in a field. Everything else has a command of its own:
// what holds a record together, alerts, safeguards, suspicion.
var sayable = []lanna.Property{
	lanna.Name, lanna.Alias, lanna.BirthDate, lanna.Age, lanna.Sex, lanna.Nationality, lanna.IDResident, lanna.IDThai, lanna.IDMyanmar,
	lanna.IDLao, lanna.Passport, lanna.MRZ, lanna.IDOther, lanna.Phone, lanna.Handle, lanna.BankCard, lanna.Wallet, lanna.URL, lanna.Email,
	lanna.Vehicle, lanna.MarkOnBody, lanna.Amount, lanna.TipAmount, lanna.Ransom, lanna.Place, lanna.Compound, lanna.LastPlace, lanna.Route,
	lanna.Threat, lanna.ThreatCode, lanna.Accusation, lanna.Date, lanna.PostedAt, lanna.Poster, lanna.Contact, lanna.Relation,
	lanna.Narrative, lanna.Translation, lanna.Health, lanna.LastMessage, lanna.Status, lanna.HeldBy, lanna.Consent, lanna.FearOfReturn,
}

const (
	maxField = 4 << 10 // bytes of a value
	maxStory = 64 << 10
)

var (
	amountForm = regexp.MustCompile(`^\d{1,15}(\.\d{1,8})? [A-Z]{3,5}$`)
	dateForm   = regexp.MustCompile(`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)
	ageForm    = regexp.MustCompile(`^\d{1,3}$`)
	stateForm  = regexp.MustCompile(`^([A-Z]{2}|XXA)$`)
)

// words of properties whose values are a closed list. None of them is a word
// of suspicion: that is for Suspect alone.
var closedLists = map[lanna.Property][]string{
	lanna.Sex:          {"f", "m", "x"},
	lanna.Status:       {"trapped", "out-of-contact", "fled", "moved", "in-care", "home", "safe", "died", "unknown"},
	lanna.FearOfReturn: {"yes", "no", "unknown"},
	lanna.ThreatCode:   extract.ThreatCodes,
}

// checkField returns why the value cannot stand for the property.
func checkField(p lanna.Property, value string) error {
	switch {
	case p == lanna.SuspectOf:
		return &lanna.Error{Kind: lanna.Locked, Code: "suspect-apart", ID: string(p)}
	case !slices.Contains(sayable, p):
		return &lanna.Error{Kind: lanna.Invalid, Code: "property-unknown", ID: string(p)}
	case !wellFormed(p, value):
		return &lanna.Error{Kind: lanna.Invalid, Code: "value-malformed", ID: string(p)}
	}
	return nil
}

func wellFormed(p lanna.Property, v string) bool {
	if v == "" || len(v) > maxStory || !utf8.ValidString(v) || strings.ContainsFunc(v, unprintable) {
		return false
	}
	if list, ok := closedLists[p]; ok {
		return slices.Contains(list, v)
	}
	switch p {
	case lanna.Narrative, lanna.Translation, lanna.LastMessage, lanna.Contact:
		return true
	case lanna.Amount, lanna.TipAmount, lanna.Ransom:
		return amountForm.MatchString(v)
	case lanna.BirthDate:
		return dateForm.MatchString(v)
	case lanna.Age:
		return ageForm.MatchString(v)
	case lanna.Nationality:
		return stateForm.MatchString(v)
	}
	return len(v) <= maxField
}

func unprintable(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }
