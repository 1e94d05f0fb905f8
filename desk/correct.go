package desk

import (
	"context"
	"errors"

	"lanna"
)

// Correct replaces a claim of this agency by a new value; an empty value
// withdraws it. Conflict "replaced-already" where somebody was quicker.
func (d *Desk) Correct(ctx context.Context, by Actor, why Why, id lanna.RecordID, claim lanna.Digest, value Words, grade lanna.Grade) error {
	return errors.ErrUnsupported
}

// AddFact says one more thing on a record. Suspicion goes through Suspect,
// safeguards through Screen and SetSafety.
func (d *Desk) AddFact(ctx context.Context, by Actor, why Why, id lanna.RecordID, p lanna.Property, value Words, grade lanna.Grade) error {
	return errors.ErrUnsupported
}

// AddNote puts a note on a record.
func (d *Desk) AddNote(ctx context.Context, by Actor, why Why, id lanna.RecordID, note Words) error {
	return errors.ErrUnsupported
}
