package desk

import (
	"slices"
	"strings"
	"time"

	"lanna"
	"lanna/extract/county"
)

// Kinds of request, values of lanna.RequestKind.
const (
	AskVerification = "verification" // of a person, by the place of household registration
	AskInformation  = "information"
	AskLeave        = "leave"   // to use as evidence (H1) or to pass on (H2)
	AskWelfare      = "welfare" // somebody goes and sees how a person is
)

// States of a request. The asker's agency says the first two, the asked one the others.
const (
	RequestOpen      = "open"
	RequestWithdrawn = "withdrawn"
	RequestAccepted  = "accepted"
	RequestDrafted   = "drafted" // the county has answered, and the national desk has not sent it
	RequestAnswered  = "answered"
	RequestRefused   = "refused"
)

// A requestKind is what a kind of request may be answered with, and how long
// that may take where the asked party's card says nothing else.
type requestKind struct {
	Answers []string
	Within  time.Duration
}

// requestKinds are data. The answers of a verification are those that a county
// desk can give without judging the person: being on a persuasion list says
// nothing of victim or suspect (4-domain), so both are answers beside others.
// Four hours are journey 1's time for the reply of a registration place.
var requestKinds = map[string]requestKind{
	AskVerification: {Within: 4 * time.Hour, Answers: []string{"registered-here", "not-registered-here", "namesake", "out-of-contact", "in-contact",
		"at-home", "deceased", "on-persuasion-list", "victim-status-unknown", "reported-victim", "family-fears-retaliation", "being-verified", "documents-differ"}},
	AskInformation: {Within: 24 * time.Hour, Answers: []string{"known", "not-known", "see-note"}},
	AskLeave:       {Within: 24 * time.Hour, Answers: []string{"granted", "granted-with-conditions", "not-granted"}},
	AskWelfare:     {Within: 6 * time.Hour, Answers: []string{"safe", "not-found", "held", "injured", "does-not-wish-contact", "see-note"}},
}

// RequestKinds lists the kinds in the order in which pages show them.
var RequestKinds = []string{AskVerification, AskInformation, AskLeave, AskWelfare}

// Answers returns the fixed choices of a kind of request.
func Answers(kind string) []string { return slices.Clone(requestKinds[kind].Answers) }

// Refusals are the reasons for which a request may be refused.
var Refusals = []string{"no-legal-basis", "not-competent", "risk-to-person", "risk-of-refoulement", "too-vague", "pending-case", "other"}

// exclusive are answers of which only one can be true.
var exclusive = [][]string{
	{"registered-here", "not-registered-here", "namesake"},
	{"out-of-contact", "in-contact", "at-home", "deceased"},
	{"granted", "granted-with-conditions", "not-granted"},
	{"known", "not-known"},
	{"safe", "not-found", "held"},
}

// checkAnswers refuses what is no choice of the kind, and choices that deny
// each other.
func checkAnswers(kind string, codes []string) error {
	bad := func(code string) error { return &lanna.Error{Kind: lanna.Invalid, Code: code} }
	if len(codes) == 0 {
		return bad("answer-empty")
	}
	for _, c := range codes {
		if !slices.Contains(requestKinds[kind].Answers, c) {
			return bad("answer-unknown")
		}
	}
	for _, group := range exclusive {
		n := 0
		for _, c := range group {
			if slices.Contains(codes, c) {
				n++
			}
		}
		if n > 1 {
			return bad("answers-contradict")
		}
	}
	return nil
}

// A Calendar is when a party's offices work. Holidays are dates, ISO 8601.
type Calendar struct {
	Weekend  []time.Weekday
	Holidays []string
	Zone     *time.Location // nil: UTC
}

// after returns the moment that lies d of working days after from: days that
// are no working days do not count, hours of the day do.
func (c Calendar) after(from time.Time, d time.Duration) time.Time {
	zone := c.Zone
	if zone == nil {
		zone = time.UTC
	}
	at := from.In(zone)
	for range 3660 { // ten years: a calendar without a working day must not hang
		midnight := time.Date(at.Year(), at.Month(), at.Day()+1, 0, 0, 0, 0, zone)
		switch left := midnight.Sub(at); {
		case c.rests(at):
		case left >= d:
			return at.Add(d).UTC()
		default:
			d -= left
		}
		at = midnight
	}
	return at.UTC()
}

func (c Calendar) rests(at time.Time) bool {
	return slices.Contains(c.Weekend, at.Weekday()) || slices.Contains(c.Holidays, at.Format(time.DateOnly))
}

// countyDesks returns the codes of the county desks that may answer for a
// resident ID: the county by which the number was given out, that is, at the
// year of birth, and those that took its place. Digits that are masked name no
// county.
func countyDesks(id string) []string {
	if len(id) < 6 || strings.Contains(id[:6], "*") {
		return nil
	}
	out := []string{id[:6]}
	if c, ok := county.Lookup(id[:6]); ok {
		out = append(out, c.Now...)
	}
	return out
}
