package desk

import (
	"time"

	"lanna"
	"lanna/handling"
)

// Choices of marking.
const (
	MarkLife    = "life"    // rescue, investigation, prosecution; H0, H2; review in 90 days
	MarkHere    = "here"    // the same, never released by itself
	MarkSource  = "source"  // as here, in the compartment of source protection
	MarkSupport = "support" // as here, in the compartment of victim support
)

// reviewAfter is when a marking has to be renewed with a reason.
const reviewAfter = 90 * 24 * time.Hour

// notByItself is the restriction (H3) of what no standing release may carry.
const notByItself = "no-standing-release"

// markingFor returns the marking that a choice stands for. All claims of a
// notice carry it alike: a standing release picks alias, reward, threat code,
// compound and crop by property, and where a person hides, whom to call and who
// reported are never among them. A claim that must be held more closely gets a
// mark statement of its own, which the fold combines to the strictest.
func markingFor(choice string, by Actor, now lanna.Millis) (handling.Marking, error) {
	m := handling.Marking{
		Purposes: []lanna.Purpose{lanna.Rescue, lanna.Investigation, lanna.Prosecution},
		Codes:    []lanna.HandlingCode{lanna.H0, lanna.H2},
		Review:   now.Time().Add(reviewAfter).Format(time.DateOnly),
	}
	switch choice {
	case MarkLife, "":
		return m, nil
	case MarkSource:
		if !by.in(lanna.SourceProtection) {
			return m, &lanna.Error{Kind: lanna.Denied, Code: "compartment"}
		}
		m.Compartments = []lanna.Compartment{lanna.SourceProtection}
	case MarkSupport:
		if !by.in(lanna.VictimSupport) {
			return m, &lanna.Error{Kind: lanna.Denied, Code: "compartment"}
		}
		m.Compartments = []lanna.Compartment{lanna.VictimSupport}
	case MarkHere:
	default:
		return m, &lanna.Error{Kind: lanna.Invalid, Code: "marking-unknown"}
	}
	m.Codes, m.Words = append(m.Codes, lanna.H3), notByItself
	return m, nil
}
