package desk

import (
	"context"
	"errors"

	"lanna"
)

// SignIn checks a password. Every failure is the same Denied "sign-in", takes
// the same work, and is a leaf of the log, as success is. Who tries too often
// gets Exhausted "too-many-tries". remote is the address of the device, for
// the limit and the log.
func (d *Desk) SignIn(ctx context.Context, login, password, remote string) (Actor, error) {
	return Actor{}, errors.ErrUnsupported
}

// SignInPasskey signs in an officer whose passkey the page has verified.
func (d *Desk) SignInPasskey(ctx context.Context, officer lanna.OfficerID, remote string) (Actor, error) {
	return Actor{}, errors.ErrUnsupported
}

// CheckPassword is SignIn for a second officer who signs something on a
// colleague's screen: no session begins. The Actor that it returns can sign a
// handover for five minutes.
func (d *Desk) CheckPassword(ctx context.Context, login, password, remote string) (Actor, error) {
	return Actor{}, errors.ErrUnsupported
}

// SignOut puts the end of a session on the log.
func (d *Desk) SignOut(ctx context.Context, by Actor) error { return errors.ErrUnsupported }

// SetPassword changes the actor's own password.
func (d *Desk) SetPassword(ctx context.Context, by Actor, old, password string) error {
	return errors.ErrUnsupported
}

// Passkeys returns an officer's passkeys as the page stored them.
func (d *Desk) Passkeys(ctx context.Context, officer lanna.OfficerID) ([][]byte, error) {
	return nil, errors.ErrUnsupported
}

// SetPasskeys keeps the actor's own passkeys in place of those before.
func (d *Desk) SetPasskeys(ctx context.Context, by Actor, list [][]byte) error {
	return errors.ErrUnsupported
}
