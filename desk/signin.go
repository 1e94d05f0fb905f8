package desk

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"lanna"
	"lanna/store"
)

// provedFor is how long a second officer's password, once checked, can sign.
const provedFor = lanna.Millis(5 * time.Minute / time.Millisecond)

// maxLogin is the longest login that is looked at, in bytes.
const maxLogin = 256

// signs reports whether CheckPassword made this actor a short while ago.
func (a Actor) signs(now lanna.Millis) bool {
	return a.proved != 0 && now >= a.proved && now-a.proved <= provedFor
}

func credential(login string) string          { return "credential/" + login }
func passkeys(officer lanna.OfficerID) string { return "passkey/" + officer.String() }

// SignIn checks a password. Every failure is the same Denied "sign-in", takes
// the same work, and is a leaf of the log, as success is. Who tries too often
// gets Exhausted "too-many-tries". remote is the address of the device, for
// the limit and the log.
func (d *Desk) SignIn(ctx context.Context, login, password, remote string) (Actor, error) {
	return d.authenticate(ctx, login, password, remote, "officer.sign-in")
}

// CheckPassword is SignIn for a second officer who signs something on a
// colleague's screen: no session begins. The Actor that it returns can sign a
// handover or an erasure for five minutes.
func (d *Desk) CheckPassword(ctx context.Context, login, password, remote string) (Actor, error) {
	a, err := d.authenticate(ctx, login, password, remote, "officer.check")
	a.proved = d.Now()
	return a, err
}

// authenticate does the same for every login, known or not: one hash, one look
// at the accounts, one leaf. The leaf of a failure names the officer where the
// login is one, never what was typed: it might be a password.
func (d *Desk) authenticate(ctx context.Context, login, password, remote, act string) (Actor, error) {
	login = loginOf(login[:min(len(login), maxLogin)])
	if !d.tries.take(d.Now(), login, remote) {
		return Actor{}, &lanna.Error{Kind: lanna.Exhausted, Code: "too-many-tries"}
	}
	who, hash, err := d.credentials(ctx, login)
	if err != nil {
		return Actor{}, storeError(err)
	}
	ok := d.matches(hash, password) && !who.Disabled && !who.Officer.IsZero()
	outcome := "ok"
	if !ok {
		outcome = "sign-in"
	}
	if err := d.trace(ctx, lanna.Session, who, Why{}, act, outcome, sight{words: remote}); err != nil {
		return Actor{}, err
	}
	if !ok {
		return Actor{}, &lanna.Error{Kind: lanna.Denied, Code: "sign-in"}
	}
	d.tries.succeed(login, remote)
	return who, nil
}

// credentials returns the officer of a login, or nobody, and the hash of the
// password, or nothing.
func (d *Desk) credentials(ctx context.Context, login string) (who Actor, hash string, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		list, err := r.List(store.ListQuery{View: officerView, Name: "login", Values: []string{login}, Audiences: everyone, Limit: 1})
		if err != nil {
			return err
		}
		b, err := r.Meta(credential(login))
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		hash = string(b)
		if len(list) == 0 {
			return nil
		}
		who, err = actorOf(list[0].ID, list[0].Body)
		return err
	})
	return who, hash, err
}

// SignInPasskey signs in an officer whose passkey the page has verified.
func (d *Desk) SignInPasskey(ctx context.Context, officer lanna.OfficerID, remote string) (Actor, error) {
	who, err := d.officer(ctx, officer)
	ok := err == nil && !who.Disabled
	outcome := "ok"
	if !ok {
		outcome = "sign-in"
	}
	if err := d.trace(ctx, lanna.Session, who, Why{}, "officer.sign-in-passkey", outcome, sight{words: remote}); err != nil {
		return Actor{}, err
	}
	if !ok {
		return Actor{}, &lanna.Error{Kind: lanna.Denied, Code: "sign-in"}
	}
	return who, nil
}

// SignOut puts the end of a session on the log.
func (d *Desk) SignOut(ctx context.Context, by Actor) error {
	return d.trace(ctx, lanna.Session, by, Why{}, "officer.sign-out", "ok", sight{})
}

// SetPassword changes the actor's own password.
func (d *Desk) SetPassword(ctx context.Context, by Actor, old, password string) error {
	if err := checkNewPassword(password); err != nil {
		return err
	}
	if _, err := d.authenticate(ctx, by.Login, old, "", "officer.password"); err != nil {
		return err
	}
	hash := d.hash(password)
	return d.setMeta(ctx, credential(by.Login), []byte(hash))
}

// Passkeys returns an officer's passkeys as the page stored them.
func (d *Desk) Passkeys(ctx context.Context, officer lanna.OfficerID) (list [][]byte, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		b, err := r.Meta(passkeys(officer))
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return json.Unmarshal(b, &list)
	})
	return list, storeError(err)
}

// SetPasskeys keeps the actor's own passkeys in place of those before.
func (d *Desk) SetPasskeys(ctx context.Context, by Actor, list [][]byte) error {
	b, err := json.Marshal(list)
	if err != nil {
		return err
	}
	if err := d.trace(ctx, lanna.Session, by, Why{}, "officer.passkeys", "ok", sight{}); err != nil {
		return err
	}
	return d.setMeta(ctx, passkeys(by.Officer), b)
}

func (d *Desk) setMeta(ctx context.Context, name string, value []byte) error {
	return storeError(d.cfg.Store.Update(ctx, func(tx store.Tx) error { return tx.SetMeta(name, value) }))
}
