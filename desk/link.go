package desk

import (
	"context"
	"strings"

	"lanna"
	"lanna/store"
)

// Subject is who somebody is to an identity provider, in the form of
// lanna.SubjectOf.
func Subject(issuer, subject string) string { return issuer + " " + subject }

// maxSubject is the longest subject that is looked at, in bytes; OpenID Connect
// has at most 255 for the subject alone.
const maxSubject = 1024

// Link says who an officer is at the agency's identity provider. Whoever
// chooses that could come in as the officer, so a second administrator has to
// agree: true says that one was asked.
func (d *Desk) Link(ctx context.Context, by Actor, why Why, officer lanna.OfficerID, subject string) error {
	issuer, name, ok := strings.Cut(subject, " ")
	if !ok || issuer == "" || name == "" || len(subject) > maxSubject {
		return &lanna.Error{Kind: lanna.Invalid, Code: "subject-malformed"}
	}
	return d.onAccount(ctx, by, why, "officer.link", officer, func(w *work, a *account) error {
		if err := w.subjectFree(subject); err != nil {
			return err
		}
		return a.ask(Ask{What: AskLink, Subject: subject})
	})
}

// Unlink takes the link away: the officer comes in with the own password again.
func (d *Desk) Unlink(ctx context.Context, by Actor, why Why, officer lanna.OfficerID) error {
	return d.onAccount(ctx, by, why, "officer.unlink", officer, func(w *work, a *account) error {
		if a.was.Subject == "" {
			return &lanna.Error{Kind: lanna.Conflict, Code: "granted-not", ID: officer.String()}
		}
		a.set(lanna.SubjectOf, "")
		a.endSessions()
		return nil
	})
}

// subjectFree reports a subject that is another officer's already.
func (w *work) subjectFree(subject string) error {
	if a, err := bySubject(w.tx, subject); err != nil || !a.Officer.IsZero() {
		if err == nil {
			err = &lanna.Error{Kind: lanna.Conflict, Code: "subject-taken", ID: a.Officer.String()}
		}
		return err
	}
	return nil
}

func bySubject(r store.Reader, subject string) (a Actor, err error) {
	list, err := r.List(store.ListQuery{View: officerView, Name: "subject", Values: []string{subject}, Audiences: everyone, Limit: 1})
	if err != nil || len(list) == 0 {
		return Actor{}, err
	}
	return actorOf(list[0].ID, list[0].Body)
}

// SignInSubject signs in the officer who is linked to a subject that the
// agency's identity provider vouched for. It never opens an account and never
// grants anything: nobody linked is Denied "sign-in", and a leaf of the log.
func (d *Desk) SignInSubject(ctx context.Context, subject, remote string) (Actor, error) {
	var who Actor
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		who, err = bySubject(r, subject)
		return err
	})
	if err != nil {
		return Actor{}, storeError(err)
	}
	ok := !who.Officer.IsZero() && !who.Disabled
	outcome := "ok"
	if !ok {
		outcome = "sign-in"
	}
	if err := d.trace(ctx, lanna.Session, who, Why{}, "officer.sign-in-provider", outcome, sight{words: remote}); err != nil {
		return Actor{}, err
	}
	if !ok {
		return Actor{}, &lanna.Error{Kind: lanna.Denied, Code: "sign-in"}
	}
	return who, nil
}
