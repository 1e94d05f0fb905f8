package desk

import (
	"lanna"
	"lanna/handling"
)

// Words is text with the language in which it is written (BCP 47, "" where it
// is in none), as every page must know it.
type Words struct {
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"`
}

// A Reason explains something: why this severity, why this field, why these
// two may be the same. Codes are stable; pages translate them.
type Reason struct {
	Code    string            `json:"code"`
	Args    map[string]string `json:"args,omitempty"`
	Against bool              `json:"against,omitempty"` // speaks against
	Record  lanna.RecordID    `json:"record,omitzero"`   // the record that the reason rests on
}

// A Title is what a page needs to write one line about a record.
type Title struct {
	Code    string  `json:"code"` // bounty, bounty-raised, family, lure, tip, call, person, capture
	Amount  string  `json:"amount,omitempty"`
	Names   []Words `json:"names,omitempty"`
	Aliases []Words `json:"aliases,omitempty"`
}

// A Link is a record as lists and other pages show it.
type Link struct {
	Record   lanna.RecordID   `json:"record"`
	Label    string           `json:"label"`
	Kind     lanna.RecordKind `json:"kind"`
	Title    Title            `json:"title"`
	Severity lanna.Severity   `json:"severity,omitempty"`
	State    string           `json:"state,omitempty"`
	When     lanna.Millis     `json:"when"`
	Why      string           `json:"why,omitempty"` // why it is listed here: person, notice, capture, repost, same
}

// A Step is one act in a record's history, or one that is due.
type Step struct {
	Time      lanna.Millis      `json:"time"`
	Act       string            `json:"act"`
	Officer   lanna.OfficerID   `json:"officer,omitzero"`
	Name      string            `json:"name,omitempty"`   // of the officer
	Second    string            `json:"second,omitempty"` // name of the officer who signed too
	Agency    lanna.AgencyID    `json:"agency"`
	Purpose   lanna.Purpose     `json:"purpose,omitempty"`
	Case      string            `json:"case,omitempty"`
	Reason    string            `json:"reason,omitempty"`
	Rule      string            `json:"rule,omitempty"` // the rule that acted by itself
	Note      Words             `json:"note,omitzero"`
	Args      map[string]string `json:"args,omitempty"` // what changed: owner, outcome, severity …
	Changed   []lanna.Property  `json:"changed,omitempty"`
	Statement lanna.Digest      `json:"statement,omitzero"`
	Unproven  bool              `json:"unproven,omitempty"`
}

// Marking is handling's; pages show it.
type Marking = handling.Marking
