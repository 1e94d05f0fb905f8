package desk

import (
	"context"
	"errors"

	"lanna"
)

// States of presumption, values of lanna.VictimStatus.
const (
	Presumed       = "presumed"
	ScreenedVictim = "screened-victim"
	ScreenedNot    = "screened-not"
	Overridden     = "overridden"
)

// Values of lanna.ContactSafety.
const (
	DoNotContact = "do-not-contact"
	SafeWindow   = "safe-window"
	FreeContact  = "free"
)

// Suspect records a suspicion against a person. While the person is presumed a
// victim it is Locked "presumed-victim" unless why gives a reason: then the
// override is recorded with the reason, and shown.
func (d *Desk) Suspect(ctx context.Context, by Actor, why Why, id lanna.RecordID, value Words) error {
	return errors.ErrUnsupported
}

// Screen records the result of a screening: screened-victim, screened-not or
// presumed. Only the role victim support may.
func (d *Desk) Screen(ctx context.Context, by Actor, why Why, id lanna.RecordID, result string) error {
	return errors.ErrUnsupported
}

// SetSafety records how the person may be contacted.
func (d *Desk) SetSafety(ctx context.Context, by Actor, why Why, id lanna.RecordID, value string, note Words) error {
	return errors.ErrUnsupported
}
