package desk

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"lanna"
	"lanna/store"
)

// Factors are what an officer proves the own name with beside the password.
type Factors struct {
	TOTP     bool `json:"totp,omitempty"`
	Passkeys int  `json:"passkeys,omitempty"`
}

func (f Factors) any() bool { return f.TOTP || f.Passkeys > 0 }

func factorsOf(r store.Reader, officer lanna.OfficerID) (f Factors, err error) {
	k, err := totpOf(r, officer)
	if err != nil {
		return f, err
	}
	list, err := passkeysOf(r, officer)
	return Factors{TOTP: k.Secret != "", Passkeys: len(list)}, err
}

// FactorsOf tells an officer what of the own is set up.
func (d *Desk) FactorsOf(ctx context.Context, by Actor) (f Factors, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		f, err = factorsOf(r, by.Officer)
		return err
	})
	return f, storeError(err)
}

// Codes of an authenticator (RFC 6238): six digits by HMAC-SHA-1 every 30
// seconds, which is what every app reads. A clock may be a step off either way.
const (
	totpPeriod = 30 // seconds
	totpSkew   = 1  // steps
)

var totpForm = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// A totpKey is what the store keeps of an authenticator.
type totpKey struct {
	Secret string `json:"secret"` // base32
	Last   int64  `json:"last"`   // the newest step whose code was used: it and those before are void
}

func totpName(officer lanna.OfficerID) string { return "totp/" + officer.String() }

func totpOf(r store.Reader, officer lanna.OfficerID) (k totpKey, err error) {
	b, err := r.Meta(totpName(officer))
	if errors.Is(err, store.ErrNotFound) {
		return k, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &k)
	}
	return k, err
}

// step returns the step whose code was given, if that was not used before.
func (k totpKey) step(code string, now lanna.Millis) (int64, bool) {
	at := int64(now) / 1000 / totpPeriod
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	found := int64(0)
	for step := at - totpSkew; step <= at+totpSkew; step++ {
		if ok, err := hotp.ValidateCustom(code, uint64(step), k.Secret, totpForm); err == nil && ok && step > k.Last {
			found = step
		}
	}
	return found, found != 0
}

// spend voids a step for good. It reports false where somebody was quicker.
func (d *Desk) spend(ctx context.Context, officer lanna.OfficerID, step int64) (ok bool, err error) {
	err = d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		k, err := totpOf(tx, officer)
		if ok = err == nil && k.Secret != "" && step > k.Last; !ok {
			return err
		}
		k.Last = step
		b, err := json.Marshal(k)
		if err != nil {
			return err
		}
		return tx.SetMeta(totpName(officer), b)
	})
	return ok && err == nil, storeError(err)
}

// An Authenticator is an app that is about to be set up.
type Authenticator struct {
	Secret string // base32, for one who cannot scan
	URI    string // otpauth:, for the QR code
}

// NewAuthenticator draws a secret for the actor. Nothing is kept of it before
// SetAuthenticator.
func (d *Desk) NewAuthenticator(by Actor) (Authenticator, error) {
	k, err := totp.Generate(totp.GenerateOpts{Issuer: "Lanna", AccountName: by.Login, Period: totpPeriod})
	if err != nil {
		return Authenticator{}, &lanna.Error{Kind: lanna.Internal, Code: "authenticator", Err: err}
	}
	return Authenticator{k.Secret(), k.URL()}, nil
}

// SetAuthenticator sets the actor's own authenticator up in place of the one
// before. The proof holds the password, and the code of the one before; code is
// the new one's, and shows that the app works: else Denied "code-wrong".
func (d *Desk) SetAuthenticator(ctx context.Context, by Actor, p Proof, secret, code string) error {
	step, ok := totpKey{Secret: secret}.step(code, d.Now())
	if !ok {
		return &lanna.Error{Kind: lanna.Denied, Code: "code-wrong"}
	}
	if _, err := d.authenticate(ctx, p.own(by), "officer.authenticator"); err != nil {
		return err
	}
	b, err := json.Marshal(totpKey{Secret: secret, Last: step})
	if err != nil {
		return err
	}
	return d.setMeta(ctx, totpName(by.Officer), b)
}

// DropAuthenticator puts the actor's own authenticator away. Where the agency
// requires a second factor and there is no passkey it is Denied
// "second-factor".
func (d *Desk) DropAuthenticator(ctx context.Context, by Actor, p Proof) error {
	f, err := d.FactorsOf(ctx, by)
	if err != nil {
		return err
	}
	policy, err := d.Policy(ctx)
	if err != nil {
		return err
	}
	if policy.SecondFactor == FactorRequired && f.Passkeys == 0 {
		return &lanna.Error{Kind: lanna.Denied, Code: "second-factor"}
	}
	if _, err := d.authenticate(ctx, p.own(by), "officer.authenticator"); err != nil {
		return err
	}
	return d.setMeta(ctx, totpName(by.Officer), nil)
}
