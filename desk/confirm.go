package desk

import (
	"context"
	"errors"

	"lanna"
)

// A Confirmation is what a person made of the proposals.
type Confirmation struct {
	Marking    string // life, here, source
	Notices    []ConfirmedNotice
	Transcript string // what the picture says, where a person read it
	Key        string // the form's own id: the same key twice is one confirmation
}

// Choices of marking.
const (
	MarkLife   = "life"   // rescue, investigation, prosecution; H0, H2; review in 90 days
	MarkHere   = "here"   // the same, never released by itself
	MarkSource = "source" // as here, in the compartment of source protection
)

// A ConfirmedNotice is one notice as a person confirmed it.
type ConfirmedNotice struct {
	Number   int // of the proposal; 0 for one that was added
	Keep     bool
	Kind     lanna.RecordKind // "" means a bounty
	RepostOf lanna.RecordID
	Fields   []ConfirmedField
}

// A ConfirmedField is one value as a person confirmed it.
type ConfirmedField struct {
	ID       string // of the proposed field; "" for one that was added
	Property lanna.Property
	Value    string
	Lang     string
	Compared bool // the person compared it with the picture
	Drop     bool
}

// Confirm records the notices that are kept: each a record of its own with its
// person and its alert. It returns their ids in the order of c.Notices.
// Invalid "not-compared" where a field that needs eyes was not ticked.
func (d *Desk) Confirm(ctx context.Context, by Actor, why Why, capture lanna.RecordID, c Confirmation) ([]lanna.RecordID, error) {
	return nil, errors.ErrUnsupported
}
