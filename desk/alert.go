package desk

import (
	"context"
	"errors"

	"lanna"
)

// States of an alert, values of lanna.AlertState.
const (
	AlertOpen         = "open"
	AlertAcknowledged = "acknowledged"
	AlertClosed       = "closed"
)

// Outcomes of an alert, values of lanna.AlertOutcome.
const (
	OutcomeFalse   = "false"
	OutcomeSafe    = "safe" // already safe
	OutcomeRescued = "rescued"
	OutcomeDied    = "died"
	OutcomeLost    = "lost"   // lost sight of
	OutcomeMerged  = "merged" // with another alert
	// OutcomeHandled closes a capture when a person has confirmed or dropped it.
	OutcomeHandled = "handled"
)

// Outcomes lists the outcomes that an officer may choose.
var Outcomes = []string{OutcomeRescued, OutcomeSafe, OutcomeFalse, OutcomeDied, OutcomeLost, OutcomeMerged}

// An Alert is a line of the queue. What handling does not release to the
// reader is absent.
type Alert struct {
	Record    lanna.RecordID
	Label     string
	Kind      lanna.RecordKind
	Severity  lanna.Severity
	State     string
	Step      string       // what the clock counts to: confirm, acknowledge, locate, triage, decide
	Due       lanna.Millis // when the clock ends; 0 where none runs
	Raised    lanna.Millis
	Closed    lanna.Millis // 0 while it is open
	Owner     lanna.OfficerID
	OwnerName string
	Level     int // how often a clock ran out
	Version   int // number of statements on the record
	Title     Title
	Place     Words // compound, or else place
	Why       []Reason
	Rule      string // id of the rule that raised it
	Outcome   string
	Merged    lanna.RecordID
	Minor     bool
}

// An AlertDetail is an alert with what stands beside it.
type AlertDetail struct {
	Alert
	Words   []Words // the words of the notice or report
	Facts   []Fact  // what is known, in the order in which pages show it
	Person  *Link
	Capture *Link
	Notice  int    // number of the notice in its capture; 0 where there is one alone
	Notices int    // notices in the capture
	History []Step // newest first
	Next    []Step // what is due, nearest first
	Marking Marking
	May     map[string]bool // acts that this actor may do now, by the names of acts.go
}

// AlertDetail shows an alert.
func (d *Desk) AlertDetail(ctx context.Context, by Actor, why Why, id lanna.RecordID) (*AlertDetail, error) {
	return nil, errors.ErrUnsupported
}

// Acknowledge makes the actor the owner of an alert. Where a colleague was
// quicker it is Conflict "acknowledged-already" and the error's ID is the
// colleague's officer id. An alert that is the actor's already stays as it is.
func (d *Desk) Acknowledge(ctx context.Context, by Actor, why Why, id lanna.RecordID) error {
	return errors.ErrUnsupported
}

// Assign gives an alert to an officer who may acknowledge it.
func (d *Desk) Assign(ctx context.Context, by Actor, why Why, id lanna.RecordID, to lanna.OfficerID) error {
	return errors.ErrUnsupported
}

// Escalate hands an alert to the next in the rota, as the clock would.
func (d *Desk) Escalate(ctx context.Context, by Actor, why Why, id lanna.RecordID) error {
	return errors.ErrUnsupported
}

// AlertNote puts a note on an alert.
func (d *Desk) AlertNote(ctx context.Context, by Actor, why Why, id lanna.RecordID, note Words) error {
	return errors.ErrUnsupported
}

// CloseAlert closes an alert with one of Outcomes. merged names the other
// alert where the outcome is OutcomeMerged.
func (d *Desk) CloseAlert(ctx context.Context, by Actor, why Why, id lanna.RecordID, outcome string, merged lanna.RecordID) error {
	return errors.ErrUnsupported
}

// Reopen opens a closed alert again, with a fresh clock; why needs a reason.
func (d *Desk) Reopen(ctx context.Context, by Actor, why Why, id lanna.RecordID) error {
	return errors.ErrUnsupported
}
