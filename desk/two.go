package desk

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"lanna"
	"lanna/statement"
)

// What one administrator can ask another to agree to.
const (
	AskGrant = "grant" // rights that two have to agree on
	AskReset = "reset" // a new password in place of a second factor that was lost
	AskLink  = "link"  // who an officer is at the agency's identity provider
)

// askHolds is how long an administrator has to agree: over a night and a day
// off, and not so long that nobody remembers what was asked and why.
const askHolds = lanna.Millis(48 * time.Hour / time.Millisecond)

// An Ask waits for a second administrator.
type Ask struct {
	ID      lanna.Digest    `json:"id"` // of the claim: who agrees says to what
	What    string          `json:"what"`
	Rights  Rights          `json:"rights"`
	Subject string          `json:"subject,omitempty"`
	By      lanna.OfficerID `json:"by"`
	Until   lanna.Millis    `json:"until"`
}

// ask says what a second administrator is asked. One thing waits at a time.
func (a *account) ask(q Ask) error {
	if old := a.was.Ask; old != nil && old.Until > a.w.now {
		return &lanna.Error{Kind: lanna.Conflict, Code: "asked-already", ID: a.was.Officer.String()}
	}
	claim, err := a.w.asking(q)
	if err == nil {
		a.set(lanna.AskedTwo, "")
		a.add(claim)
	}
	return err
}

func (w *work) asking(q Ask) (statement.Claim, error) {
	q.By, q.Until = w.by.Officer, w.now+askHolds
	body, err := json.Marshal(q)
	return statement.New(lanna.AskedTwo, string(body)), err
}

// Agree does what another administrator asked for, as the ask with the id says
// it. The Invitation has a code where it was a reset. Who asked cannot agree
// (Denied "asked-oneself"), nor the officer concerned ("own-account"); what is
// over or was changed since is Conflict "ask-over".
func (d *Desk) Agree(ctx context.Context, by Actor, why Why, officer lanna.OfficerID, ask lanna.Digest) (Invitation, error) {
	made := Invitation{Officer: officer}
	code, self := newCode(), false
	err := d.onAccount(ctx, by, why, "officer.agree", officer, func(w *work, a *account) error {
		q := a.was.Ask
		if q == nil || q.ID != ask || q.Until <= w.now {
			return &lanna.Error{Kind: lanna.Conflict, Code: "ask-over", ID: officer.String()}
		}
		if self = q.By == by.Officer; self {
			return &lanna.Error{Kind: lanna.Denied, Code: "asked-oneself", ID: officer.String()}
		}
		asker, err := officerIn(w.tx, q.By)
		if err != nil {
			return err
		}
		if asker.Disabled || !asker.May("officer.agree") {
			return &lanna.Error{Kind: lanna.Conflict, Code: "ask-over", ID: officer.String()}
		}
		a.set(lanna.AskedTwo, "")
		switch q.What {
		case AskGrant:
			a.add(a.lacks(q.Rights).claims()...)
		case AskReset:
			made.Code, made.Until = code, w.now+invitationHolds
			a.dropFactors()
			a.invite(code)
		case AskLink:
			if err := w.subjectFree(q.Subject); err != nil {
				return err
			}
			a.set(lanna.SubjectOf, q.Subject)
		}
		return nil
	})
	if self {
		err = errors.Join(err, d.refuse(ctx, by, why, "officer.agree", "asked-oneself", officer))
	}
	if err != nil {
		return Invitation{}, err
	}
	return made, nil
}

// Decline takes away what waits for a second administrator; who asked may too.
func (d *Desk) Decline(ctx context.Context, by Actor, why Why, officer lanna.OfficerID, ask lanna.Digest) error {
	return d.onAccount(ctx, by, why, "officer.decline", officer, func(w *work, a *account) error {
		if a.was.Ask == nil || a.was.Ask.ID != ask {
			return &lanna.Error{Kind: lanna.Conflict, Code: "ask-over", ID: officer.String()}
		}
		a.set(lanna.AskedTwo, "")
		return nil
	})
}
