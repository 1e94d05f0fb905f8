package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// An Invitation is what an administrator hands to an officer, by a way that
// nobody else hears. The code is shown once and kept nowhere: only its digest.
type Invitation struct {
	Officer lanna.OfficerID `json:"officer"`
	Code    string          `json:"code,omitempty"`  // "": nobody is invited yet
	Until   lanna.Millis    `json:"until,omitempty"` // of the code
	Asked   bool            `json:"asked,omitempty"` // something waits for a second administrator
}

// invitationHolds is how long a code is good: over a weekend.
const invitationHolds = lanna.Millis(72 * time.Hour / time.Millisecond)

func invitation(officer lanna.OfficerID) string { return "invitation/" + officer.String() }

// An invited is what the store keeps of an invitation.
type invited struct {
	Digest string       `json:"digest"`
	Until  lanna.Millis `json:"until"`
}

// newCode returns 80 random bits in four groups of letters and digits that are
// not taken for one another.
func newCode() string {
	t := strings.ToLower(rand.Text())
	return t[:4] + "-" + t[4:8] + "-" + t[8:12] + "-" + t[12:16]
}

// codeDigest is of the code as a person types it.
func codeDigest(code string) string {
	keep := func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}
	d := sha256.Sum256([]byte("lanna invitation\n" + strings.Map(keep, strings.ToLower(code))))
	return hex.EncodeToString(d[:])
}

// invite keeps a code for an officer and returns what is said of it.
func (w *work) invite(officer lanna.OfficerID, code string) statement.Claim {
	until := w.now + invitationHolds
	body, err := json.Marshal(invited{codeDigest(code), until})
	w.later(func(tx store.Tx) error {
		if err != nil {
			return err
		}
		return tx.SetMeta(invitation(officer), body)
	})
	return statement.New(lanna.Invited, timestamp(until))
}

// invite gives the officer a new code in place of the password.
func (a *account) invite(code string) {
	a.w.setMeta(credential(a.was.Login), nil)
	a.set(lanna.Invited, "")
	a.add(a.w.invite(a.was.Officer, code))
	a.endSessions()
}

// dropFactors takes away what the officer proves the own name with beside the
// password, and the browsers: who lost the one may have lost the other.
func (a *account) dropFactors() {
	a.w.setMeta(totpName(a.was.Officer), nil)
	a.w.setMeta(passkeys(a.was.Officer), nil)
	a.w.setMeta(pushes(a.was.Officer), nil)
}

// Reset gives an officer a one-time code with which to choose a new password;
// the old one is void at once and all sessions end. A second factor stays, and
// one administrator is enough. Where it was lost, or a passkey is all the
// officer has, which a password would get around, the second administrator is
// asked: Invitation.Asked, without a code.
func (d *Desk) Reset(ctx context.Context, by Actor, why Why, officer lanna.OfficerID, lost bool) (Invitation, error) {
	made := Invitation{Officer: officer}
	code := newCode()
	err := d.onAccount(ctx, by, why, "officer.reset", officer, func(w *work, a *account) error {
		f, err := factorsOf(w.tx, officer)
		if err != nil {
			return err
		}
		made.Code, made.Until = "", 0
		if made.Asked = lost && f.any() || f.Passkeys > 0 && !f.TOTP; made.Asked {
			return a.ask(Ask{What: AskReset})
		}
		made.Code, made.Until = code, w.now+invitationHolds
		a.invite(code)
		return nil
	})
	if err != nil {
		return Invitation{}, err
	}
	return made, nil
}

// ruleJoin is the rule by which an officer who has a code chooses a password.
const ruleJoin = "officer.join"

// Join has an officer choose a password with a one-time code, which is void
// from then on. remote is the address of the device, "" for the control socket.
// Every failure is the same Denied "invitation" and takes the same
// work. Who tries too often gets Exhausted "too-many-tries".
func (d *Desk) Join(ctx context.Context, login, code, password, remote string) error {
	if err := checkNewPassword(password, login); err != nil {
		return err
	}
	login = loginOf(login[:min(len(login), maxLogin)])
	if remote == "" {
		remote = socketRemote
	}
	leave, err := d.tries.enter(ctx, d.Now(), login, remote)
	if err != nil {
		return err
	}
	defer func() { leave(d.Now()) }()
	hash := d.hash(password)
	err = d.join(ctx, login, code, hash)
	if err == nil {
		d.giveBack(ctx, "officer.join", login, remote)
		return nil
	}
	if lanna.CodeOf(err) != "invitation" {
		return err
	}
	who, _, err2 := d.credentials(ctx, login)
	if err2 != nil {
		return storeError(err2)
	}
	return errors.Join(err, d.trace(ctx, lanna.Session, who.Actor, Why{}, "officer.join", "invitation", sight{words: remote}))
}

func (d *Desk) join(ctx context.Context, login, code, hash string) error {
	refused := &lanna.Error{Kind: lanna.Denied, Code: "invitation"}
	given := codeDigest(code)
	var who Actor
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		who, err = loginIn(r, login)
		return err
	})
	if err != nil {
		return storeError(err)
	}
	if who.Officer.IsZero() || who.Disabled {
		return refused
	}
	by := Actor{Officer: who.Officer, rule: ruleJoin}
	return d.onAccount(ctx, by, Why{}, "officer.join", who.Officer, func(w *work, a *account) error {
		raw, err := w.tx.Meta(invitation(who.Officer))
		if errors.Is(err, store.ErrNotFound) {
			return refused
		}
		var kept invited
		if err == nil {
			err = json.Unmarshal(raw, &kept)
		}
		if err != nil {
			return err
		}
		if subtle.ConstantTimeCompare([]byte(kept.Digest), []byte(given)) != 1 || kept.Until <= w.now || a.was.Disabled {
			return refused
		}
		a.set(lanna.Invited, "")
		a.endSessions()
		w.setMeta(invitation(who.Officer), nil)
		w.setMeta(credential(who.Login), []byte(hash))
		return nil
	})
}
