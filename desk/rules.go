package desk

import (
	"slices"
	"strings"
	"time"

	"lanna"
	"lanna/statement"
)

// A Clock is a step that has to be done within a time.
type Clock struct {
	Step   string
	Within time.Duration // from when the alert was raised
	Repeat time.Duration // to the next escalation once the time ran out
}

// Steps of clocks, values of lanna.AlertStep. One step has one length
// throughout the node, so that a clock that shows more time than its step
// gives can be found and mended.
const (
	StepRecord      = "record"      // what came in is on record
	StepConfirm     = "confirm"     // a capture waits for a person's eyes
	StepAcknowledge = "acknowledge" // an officer takes the alert
	StepReply       = "reply"       // the registration place answers
	StepDecide      = "decide"      // protection or rescue is decided
	StepLocate      = "locate"      // a reported person is looked for
	StepTriage      = "triage"      // a lure is judged
	StepReview      = "review"      // a tip is judged
)

// The times are those of journeys 1 to 3 of the domain: record 2 min, alert 10 min,
// acknowledge 15 min, reply 4 h, decision 12 h, locate 6 h, triage 2 h; a tip's
// day and the repeats are ours.
var clocks = map[string]Clock{
	StepRecord:      {StepRecord, 2 * time.Minute, 2 * time.Minute},
	StepConfirm:     {StepConfirm, 10 * time.Minute, 5 * time.Minute},
	StepAcknowledge: {StepAcknowledge, 15 * time.Minute, 15 * time.Minute},
	StepReply:       {StepReply, 4 * time.Hour, time.Hour},
	StepDecide:      {StepDecide, 12 * time.Hour, time.Hour},
	StepLocate:      {StepLocate, 6 * time.Hour, time.Hour},
	StepTriage:      {StepTriage, 2 * time.Hour, 30 * time.Minute},
	StepReview:      {StepReview, 24 * time.Hour, 4 * time.Hour},
}

// clockOf returns the clock of a step; a step of a newer version is as urgent
// as an acknowledgement.
func clockOf(step string) Clock {
	if c, ok := clocks[step]; ok {
		return c
	}
	return clocks[StepAcknowledge]
}

// A Sign is a condition on the claims with which a record opens. It is a
// reason for or against the severity, shown as "why".
type Sign struct {
	Code     string
	Property lanna.Property // "": holds always
	Absent   bool           // holds where there is no such claim
	Against  bool
	Show     bool // the values are arguments of the reason; never for what tells who or where a person is
}

// A Rule says how grave a record of a kind is. Of a kind, the first rule that
// holds counts.
type Rule struct {
	ID       string
	Kind     lanna.RecordKind
	Severity lanna.Severity
	Any      []string // codes of signs, one of which must hold; none: the rule holds always
	Steps    []string // the clocks, one after the other
	Watch    []string // steps that are shown with their time and never escalate
}

// Rules are the node's rules of severity, changeable as data.
var Rules = []Rule{
	{ID: "capture.waiting", Kind: lanna.CaptureRecord, Severity: lanna.High, Steps: []string{StepConfirm}, Watch: []string{StepRecord}},
	{ID: "bounty.life", Kind: lanna.BountyRecord, Severity: lanna.Life, Any: []string{"reward", "tip-reward", "threat", "threat-words"},
		Steps: []string{StepAcknowledge, StepDecide}, Watch: []string{StepReply}},
	{ID: "bounty.bare", Kind: lanna.BountyRecord, Severity: lanna.High, Steps: []string{StepAcknowledge, StepDecide}, Watch: []string{StepReply}},
	{ID: "family.life", Kind: lanna.FamilyRecord, Severity: lanna.Life, Any: []string{"ransom", "threat", "threat-words"},
		Steps: []string{StepAcknowledge, StepLocate}},
	{ID: "family.trapped", Kind: lanna.FamilyRecord, Severity: lanna.High, Steps: []string{StepLocate}},
	{ID: "lure.triage", Kind: lanna.LureRecord, Severity: lanna.High, Steps: []string{StepTriage}},
	{ID: "tip.life", Kind: lanna.TipRecord, Severity: lanna.Life, Any: []string{"threat", "threat-words", "ransom"},
		Steps: []string{StepAcknowledge, StepDecide}},
	{ID: "drill.life", Kind: lanna.DrillRecord, Severity: lanna.Life, Steps: []string{StepAcknowledge}},
	{ID: "tip.review", Kind: lanna.TipRecord, Severity: lanna.Routine, Steps: []string{StepReview}},
}

// signs are looked for in the records of a kind, in the order in which pages
// show them.
var signs = map[lanna.RecordKind][]Sign{
	lanna.CaptureRecord: {{Code: "may-be-life"}},
	lanna.BountyRecord: {
		{Code: "reward", Property: lanna.Amount, Show: true},
		{Code: "tip-reward", Property: lanna.TipAmount, Show: true},
		{Code: "threat", Property: lanna.ThreatCode, Show: true},
		{Code: "threat-words", Property: lanna.Threat},
		{Code: "raised", Property: lanna.RepostOf},
		{Code: "id-printed", Property: lanna.IDResident},
		{Code: "phone-printed", Property: lanna.Phone},
		{Code: "minor", Property: lanna.MinorFlag, Show: true},
		{Code: "no-reward", Property: lanna.Amount, Absent: true, Against: true},
		{Code: "no-threat", Property: lanna.ThreatCode, Absent: true, Against: true},
		{Code: "no-name", Property: lanna.Name, Absent: true, Against: true},
		{Code: "poster-unknown", Property: lanna.Poster, Absent: true, Against: true},
	},
	lanna.FamilyRecord: {
		{Code: "out-of-contact"},
		{Code: "ransom", Property: lanna.Ransom, Show: true},
		{Code: "threat", Property: lanna.ThreatCode, Show: true},
		{Code: "threat-words", Property: lanna.Threat},
		{Code: "injured", Property: lanna.Health},
		{Code: "minor", Property: lanna.MinorFlag, Show: true},
		{Code: "no-ransom", Property: lanna.Ransom, Absent: true, Against: true},
		{Code: "no-place", Property: lanna.LastPlace, Absent: true, Against: true},
	},
	lanna.LureRecord: {
		{Code: "lure"},
		{Code: "contact-printed", Property: lanna.Handle},
		{Code: "no-contact", Property: lanna.Handle, Absent: true, Against: true},
	},
	lanna.DrillRecord: {{Code: "drill"}},
	lanna.TipRecord: {
		{Code: "tip"},
		{Code: "ransom", Property: lanna.Ransom, Show: true},
		{Code: "threat", Property: lanna.ThreatCode, Show: true},
		{Code: "threat-words", Property: lanna.Threat},
		{Code: "no-threat", Property: lanna.ThreatCode, Absent: true, Against: true},
	},
}

// ruleOf returns the rule with the id, or, for a rule of a newer version, one
// with the clocks of a threat to life.
func ruleOf(id string) Rule {
	for _, r := range Rules {
		if r.ID == id {
			return r
		}
	}
	return Rule{ID: id, Severity: lanna.Life, Steps: []string{StepAcknowledge, StepDecide}}
}

// after returns the step that follows, or the last one again.
func (r Rule) after(step string) string {
	i := slices.Index(r.Steps, step)
	return r.Steps[min(i+1, len(r.Steps)-1)]
}

// judge returns the rule that counts for a new record of the kind, and every
// reason for and against. A kind without rules has no alert.
func judge(kind lanna.RecordKind, claims []statement.Claim) (Rule, []Reason, bool) {
	var reasons []Reason
	for _, s := range signs[kind] {
		reasons = append(reasons, s.reasons(claims)...)
	}
	holds := func(code string) bool {
		return slices.ContainsFunc(reasons, func(r Reason) bool { return r.Code == code })
	}
	for _, r := range Rules {
		if r.Kind == kind && (len(r.Any) == 0 || slices.ContainsFunc(r.Any, holds)) {
			return r, reasons, true
		}
	}
	return Rule{}, nil, false
}

// reasons returns a reason for each claim that bears the sign, or one alone
// where the values are not shown.
func (s Sign) reasons(claims []statement.Claim) []Reason {
	var out []Reason
	for i := range claims {
		if claims[i].Property != s.Property || claims[i].Value == "" {
			continue
		}
		r := Reason{Code: s.Code, Against: s.Against}
		if s.Show {
			r.Args = map[string]string{"value": claims[i].Value}
		}
		if !slices.ContainsFunc(out, func(o Reason) bool { return o.Args["value"] == r.Args["value"] }) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b Reason) int { return strings.Compare(a.Args["value"], b.Args["value"]) }) // whatever order they were said in
	switch {
	case s.Property == "" || s.Absent && len(out) == 0:
		return []Reason{{Code: s.Code, Against: s.Against}}
	case s.Absent:
		return nil
	}
	return out
}
