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

// A Proof is what somebody gives to show who they are.
type Proof struct {
	Login    string
	Password string
	Code     string // of the officer's authenticator, where there is one
	Remote   string // address of the device, for limits and the log

	// Socket says that the proof came over the control socket. That is a file of
	// the machine's owner alone, who holds the passphrase of the node: having
	// got there stands for the second factor.
	Socket bool
}

// SignIn checks a proof. Every failure is the same Denied "sign-in", takes the
// same work, and is a leaf of the log, as success is. Who tries too often gets
// Exhausted "too-many-tries", whether or not there is such an account.
//
// An officer without a second factor, where the agency requires one, is let in
// with Actor.Enrol set. One who has a passkey alone cannot come in without it
// there.
func (d *Desk) SignIn(ctx context.Context, p Proof) (Actor, error) {
	return d.authenticate(ctx, p, "officer.sign-in")
}

// CheckPassword is SignIn for a second officer who signs something on a
// colleague's screen: no session begins. The Actor that it returns can sign a
// handover or an erasure for five minutes.
func (d *Desk) CheckPassword(ctx context.Context, p Proof) (Actor, error) {
	a, err := d.authenticate(ctx, p, "officer.check")
	if err == nil {
		a.proved = d.Now()
	}
	return a, err
}

// authenticate does the same for every login, known or not: one hash, one look
// at the accounts, one leaf. The leaf of a failure names the officer where the
// login is one, never what was typed: it might be a password.
func (d *Desk) authenticate(ctx context.Context, p Proof, act string) (Actor, error) {
	login := loginOf(p.Login[:min(len(p.Login), maxLogin)])
	if p.Socket {
		p.Remote = socketRemote
	}
	leave, err := d.tries.enter(ctx, d.Now(), login, p.Remote)
	if err != nil {
		return Actor{}, err
	}
	who, hash, err := d.credentials(ctx, login)
	if err != nil {
		leave(d.Now())
		return Actor{}, storeError(err)
	}
	ok := d.matches(hash, p.Password) && !who.Disabled && !who.Officer.IsZero()
	leave(d.Now())
	second, step := who.second(p, d.Now())
	if ok = ok && second; ok && step != 0 {
		if ok, err = d.spend(ctx, who.Officer, step); err != nil {
			return Actor{}, err
		}
	}
	outcome := "ok"
	if !ok {
		outcome = "sign-in"
	}
	if err := d.trace(ctx, lanna.Session, who.Actor, Why{}, act, outcome, sight{words: p.Remote}); err != nil {
		return Actor{}, err
	}
	if !ok {
		return Actor{}, &lanna.Error{Kind: lanna.Denied, Code: "sign-in"}
	}
	d.giveBack(ctx, act, login, p.Remote)
	who.Enrol = who.required && !who.factors.any() && !p.Socket
	return who.Actor, nil
}

// giveBack gives back the try of who came in. Whoever did has: a password that was
// chosen stands, a code is used up and the log says so. Where what processes
// remember together is away, the try stays counted and the device unknown.
func (d *Desk) giveBack(ctx context.Context, act, login, remote string) {
	if err := d.tries.succeed(ctx, d.Now(), login, remote); err != nil {
		d.cfg.Log.Warn("try not given back", "act", act, "code", lanna.CodeOf(err))
	}
}

// A claimant is the officer whose login was typed, with what the proof is held
// against.
type claimant struct {
	Actor
	factors  Factors
	totp     totpKey
	required bool // the agency wants a second factor
}

// second reports whether the proof holds beside its password, and which step
// of the authenticator's clock it used up; 0 where none.
func (c *claimant) second(p Proof, now lanna.Millis) (ok bool, step int64) {
	if p.Socket {
		return true, 0
	}
	if c.factors.TOTP {
		step, ok = c.totp.step(p.Code, now)
		return ok, step
	}
	return !c.required || c.factors.Passkeys == 0, 0
}

// credentials returns the officer of a login, or nobody, and the hash of the
// password, or nothing.
func (d *Desk) credentials(ctx context.Context, login string) (who claimant, hash string, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		who.Actor, err = loginIn(r, login)
		if err != nil {
			return err
		}
		b, err := r.Meta(credential(login))
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		hash = string(b)
		if who.factors, err = factorsOf(r, who.Officer); err != nil {
			return err
		}
		if who.totp, err = totpOf(r, who.Officer); err != nil {
			return err
		}
		p, err := policyIn(r)
		who.required = p.SecondFactor == FactorRequired
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

// own is the actor's own proof: nobody can give a colleague's.
func (p Proof) own(by Actor) Proof {
	p.Login = by.Login
	return p
}

// SetPassword changes the actor's own password.
func (d *Desk) SetPassword(ctx context.Context, by Actor, p Proof, password string) error {
	if err := checkNewPassword(password, by.Login); err != nil {
		return err
	}
	if _, err := d.authenticate(ctx, p.own(by), "officer.password"); err != nil {
		return err
	}
	hash := d.hash(password)
	return d.setMeta(ctx, credential(by.Login), []byte(hash))
}

// Passkeys returns an officer's passkeys as the page stored them.
func (d *Desk) Passkeys(ctx context.Context, officer lanna.OfficerID) (list [][]byte, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		list, err = passkeysOf(r, officer)
		return err
	})
	return list, storeError(err)
}

func passkeysOf(r store.Reader, officer lanna.OfficerID) (list [][]byte, err error) {
	b, err := r.Meta(passkeys(officer))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &list)
	}
	return list, err
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
