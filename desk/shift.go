package desk

import (
	"context"
	"errors"

	"lanna"
)

// A Shift is who is reached when a clock runs out at a desk. It holds until
// another is set, even past its end: somebody must be reached.
type Shift struct {
	Desk     string            `json:"desk"`
	From     lanna.Millis      `json:"from"`
	To       lanna.Millis      `json:"to"`
	Officers []lanna.OfficerID `json:"officers"` // the first is on duty, then the next in the rota, the last is the shift leader
}

// SetShift sets the shift of a desk in place of the one before.
func (d *Desk) SetShift(ctx context.Context, by Actor, why Why, s Shift) error {
	return errors.ErrUnsupported
}

// CurrentShift returns the shift of a desk, or nil where none was set.
func (d *Desk) CurrentShift(ctx context.Context, desk string) (*Shift, error) {
	return nil, errors.ErrUnsupported
}

// A HandoverSheet is what an officer reads before a shift is handed over.
type HandoverSheet struct {
	Now    lanna.Millis
	From   Actor
	Shift  *Shift  // nil where none was set
	Takers []Actor // who may take it
	Mine   []Alert // open and owned by From, gravest first
	Others []Alert // open and owned by nobody
	More   int64   // open alerts that the sheet leaves out
}

// PrepareHandover lists what is open.
func (d *Desk) PrepareHandover(ctx context.Context, by Actor, why Why) (*HandoverSheet, error) {
	return nil, errors.ErrUnsupported
}

// HandOver hands the named alerts to taker, who has just signed with
// CheckPassword: one statement on the shift's record names both officers and
// what was open, and the alerts change hands in the same transaction. The
// taker becomes the first of the rota. If one of them is not as the sheet said
// (closed meanwhile), nothing changes: Conflict "handover-stale" with its id.
func (d *Desk) HandOver(ctx context.Context, by Actor, why Why, taker Actor, ids []lanna.RecordID, note string) error {
	return errors.ErrUnsupported
}
