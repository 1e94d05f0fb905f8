package desk

import (
	"strconv"
	"time"

	"lanna"
)

// Values of lanna.MinorFlag.
const (
	MinorYes      = "yes"
	MinorPossible = "possible"
)

// adult is the age from which a person is no minor (Convention on the Rights
// of the Child, article 1; Palermo Protocol, article 3).
const adult = 18

// minorBy says what a value tells of the person's being a minor at a time:
// MinorYes, MinorPossible or "".
func minorBy(p lanna.Property, value string, now lanna.Millis) string {
	switch p {
	case lanna.Age:
		if n, err := strconv.Atoi(value); err == nil && n < adult {
			return MinorYes
		}
	case lanna.BirthDate:
		return minorBorn(value, now)
	case lanna.IDResident: // GB 11643: the birth date is digits 7 to 14
		if len(value) == 18 {
			return minorBorn(value[6:10]+"-"+value[10:12]+"-"+value[12:14], now)
		}
	}
	return ""
}

// minorBorn judges a birth date that may be cut short to its year or month.
func minorBorn(date string, now lanna.Millis) string {
	for _, form := range []string{time.DateOnly, "2006-01", "2006"} {
		first, err := time.Parse(form, date)
		if err != nil {
			continue
		}
		last := first // the latest day that the date may mean
		switch form {
		case "2006-01":
			last = first.AddDate(0, 1, -1)
		case "2006":
			last = first.AddDate(1, 0, -1)
		}
		switch t := now.Time(); {
		case first.After(t):
			return ""
		case first.AddDate(adult, 0, 0).After(t):
			return MinorYes
		case last.AddDate(adult, 0, 0).After(t):
			return MinorPossible
		}
		return ""
	}
	return ""
}
