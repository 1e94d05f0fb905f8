package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lanna"
	"lanna/statement"
	"lanna/store"
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
	// OutcomeDrill closes a drill when somebody has acknowledged it.
	OutcomeDrill = "drill"
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
	Notice  int      // number of the notice in its capture; 0 where there is one alone
	Notices int      // notices in the capture
	History []Step   // newest first
	Wakes   []Wakeup // who was woken, oldest first
	Next    []Step   // what is due, nearest first
	Marking Marking
	May     map[string]bool // acts that this actor may do now, by the names of acts.go
}

// onAlert runs f on an alert that the actor may see, in one transaction, and
// says what f returns. Nothing returned is nothing said.
func (d *Desk) onAlert(ctx context.Context, by Actor, why Why, act string, id lanna.RecordID, f func(w *work, a *alertNow) ([]statement.Claim, error)) error {
	return d.do(ctx, by, why, act, func(w *work) error {
		a, err := w.alert(id)
		if err != nil {
			return err
		}
		set, err := f(w, a)
		if err != nil || len(set) == 0 {
			return err
		}
		return w.change(a, set)
	})
}

// alert returns the alert of a record. Not there, not yours and no alert are
// the same answer.
func (w *work) alert(id lanna.RecordID) (*alertNow, error) {
	st, err := w.open(id)
	if err != nil {
		return nil, err
	}
	a, ok := w.d.alertOf(st)
	if !ok {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
	}
	return a, nil
}

// Acknowledge makes the actor the owner of an alert. Where a colleague was
// quicker it is Conflict "acknowledged-already" and the error's ID is the
// colleague's officer id. An alert that is the actor's already stays as it is.
func (d *Desk) Acknowledge(ctx context.Context, by Actor, why Why, id lanna.RecordID) error {
	return d.onAlert(ctx, by, why, "alert.acknowledge", id, func(w *work, a *alertNow) ([]statement.Claim, error) {
		switch {
		case a.state == AlertClosed:
			return nil, &lanna.Error{Kind: lanna.Conflict, Code: "closed-already", ID: id.String()}
		case a.state == AlertAcknowledged && a.owner == by.Officer:
			return nil, nil
		case a.state == AlertAcknowledged:
			return nil, &lanna.Error{Kind: lanna.Conflict, Code: "acknowledged-already", ID: a.owner.String()}
		}
		if a.rule.Kind == lanna.DrillRecord { // nothing follows
			return append(closing(OutcomeDrill, lanna.RecordID{}), statement.New(lanna.AlertOwner, by.Officer.String())), nil
		}
		set := []statement.Claim{statement.New(lanna.AlertState, AlertAcknowledged), statement.New(lanna.AlertOwner, by.Officer.String())}
		if a.step == StepAcknowledge {
			set = append(set, a.next(w.now)...)
		}
		return set, nil
	})
}

// next starts the clock that follows. It counts from when the alert was
// raised, and leaves at least the time of an acknowledgement.
func (a *alertNow) next(now lanna.Millis) []statement.Claim {
	step := a.rule.after(a.step)
	due := max(a.raised+millis(clockOf(step).Within), now+millis(clockOf(StepAcknowledge).Within))
	return []statement.Claim{
		statement.New(lanna.AlertStep, step),
		statement.New(lanna.AlertDue, timestamp(due)),
		statement.New(lanna.AlertLevel, "0"),
	}
}

// Assign gives an alert to an officer who may acknowledge it. The clock runs on.
func (d *Desk) Assign(ctx context.Context, by Actor, why Why, id lanna.RecordID, to lanna.OfficerID) error {
	return d.onAlert(ctx, by, why, "alert.assign", id, func(w *work, a *alertNow) ([]statement.Claim, error) {
		if a.state == AlertClosed {
			return nil, &lanna.Error{Kind: lanna.Conflict, Code: "closed-already", ID: id.String()}
		}
		if err := w.taker(to, w.takes(a)); err != nil || to == a.owner {
			return nil, err
		}
		return []statement.Claim{statement.New(lanna.AlertOwner, to.String())}, nil
	})
}

// takes tells whether an officer can be given the alert: one who takes alerts
// and may know of this one for some purpose.
func (w *work) takes(a *alertNow) func(who Actor) bool {
	return func(who Actor) bool {
		return who.takesAlerts() && slices.ContainsFunc(lanna.Purposes, func(p lanna.Purpose) bool { return w.d.visible(a.st, who, p) })
	}
}

// taker checks that an officer is there and fits.
func (w *work) taker(id lanna.OfficerID, fits func(Actor) bool) error {
	who, err := officerIn(w.tx, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err != nil || !fits(who) {
		return &lanna.Error{Kind: lanna.Invalid, Code: "officer-unfit", ID: id.String()}
	}
	return nil
}

// AlertNote puts a note on an alert.
func (d *Desk) AlertNote(ctx context.Context, by Actor, why Why, id lanna.RecordID, note Words) error {
	note.Text = strings.TrimSpace(note.Text)
	if note.Text == "" {
		return &lanna.Error{Kind: lanna.Invalid, Code: "note-empty"}
	}
	return d.onAlert(ctx, by, why, "alert.note", id, func(w *work, a *alertNow) ([]statement.Claim, error) {
		c := statement.New(lanna.Note, note.Text)
		c.Lang = note.Lang
		return []statement.Claim{c}, nil
	})
}

// CloseAlert closes an alert with one of Outcomes. merged names the other
// alert where the outcome is OutcomeMerged; Conflict "merged-with" where that
// one was itself merged with another.
func (d *Desk) CloseAlert(ctx context.Context, by Actor, why Why, id lanna.RecordID, outcome string, merged lanna.RecordID) error {
	if !slices.Contains(Outcomes, outcome) {
		return &lanna.Error{Kind: lanna.Invalid, Code: "outcome-unknown"}
	}
	if (outcome == OutcomeMerged) == (merged.IsZero() || merged == id) {
		return &lanna.Error{Kind: lanna.Invalid, Code: "merged-with"}
	}
	return d.onAlert(ctx, by, why, "alert.close", id, func(w *work, a *alertNow) ([]statement.Claim, error) {
		switch {
		case a.state == AlertClosed:
			return nil, &lanna.Error{Kind: lanna.Conflict, Code: "closed-already", ID: id.String()}
		case a.step == StepConfirm: // a capture is confirmed or dropped, never closed over
			return nil, &lanna.Error{Kind: lanna.Locked, Code: "capture-waits", ID: id.String()}
		case !merged.IsZero():
			into, err := w.alert(merged)
			if err != nil {
				return nil, err
			}
			if into.state == AlertClosed && into.st.Of(d.Agency(), lanna.AlertOutcome) == OutcomeMerged { // else two could be closed over each other
				return nil, &lanna.Error{Kind: lanna.Conflict, Code: "merged-with", ID: merged.String()}
			}
		}
		return closing(outcome, merged), nil
	})
}

// Reopen opens a closed alert again, with a fresh clock; why needs a reason.
func (d *Desk) Reopen(ctx context.Context, by Actor, why Why, id lanna.RecordID) error {
	return d.onAlert(ctx, by, why, "alert.reopen", id, func(w *work, a *alertNow) ([]statement.Claim, error) {
		if a.state != AlertClosed {
			return nil, &lanna.Error{Kind: lanna.Conflict, Code: "open-already", ID: id.String()}
		}
		step := a.rule.Steps[0]
		if step == StepConfirm { // a capture that was dealt with stays so; a new one is taken in instead
			return nil, &lanna.Error{Kind: lanna.Locked, Code: "capture-done", ID: id.String()}
		}
		return []statement.Claim{
			statement.New(lanna.AlertState, AlertOpen),
			statement.New(lanna.AlertStep, step),
			statement.New(lanna.AlertDue, timestamp(w.now+millis(clockOf(step).Within))),
			statement.New(lanna.AlertLevel, "0"),
			statement.New(lanna.AlertOwner, ""),
			statement.New(lanna.AlertOutcome, ""),
			statement.New(lanna.AlertMerged, ""),
		}, nil
	})
}
