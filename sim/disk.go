package sim

import (
	"context"
	"errors"

	"lanna/store"
	"lanna/store/memory"
)

// errPower is what every call answers once the power is gone.
var errPower = errors.New("sim: the power is gone")

// A disk is a node's store with a power switch. Each call counts as one or two
// steps: the power can go before a transaction, and after it, before anybody
// was told. What was committed survives; all else of the node does not.
type disk struct {
	kept  *memory.Store
	left  int    // steps until the power goes; 0: it stays
	dead  bool   // the power is gone
	after func() // runs once, before the next transaction: another officer at the same moment
	fault *fault

	writes int // transactions so far
}

var _ store.Store = (*disk)(nil)

// step counts and reports whether the power is gone.
func (d *disk) step() bool {
	if d.left > 0 {
		if d.left--; d.left == 0 {
			d.cut()
		}
	}
	return d.dead
}

// cut takes the power away.
func (d *disk) cut() {
	d.left, d.dead, d.after = 0, true, nil
	d.fault.power(d)
}

// started is the disk of the node that starts on what this one holds. This one
// stays dead: whatever of the old node still runs can write no more.
func (d *disk) started() *disk {
	d.dead, d.after = true, nil
	return &disk{kept: d.kept, fault: d.fault, writes: d.writes + 1}
}

// Update runs f in a transaction.
func (d *disk) Update(ctx context.Context, f func(tx store.Tx) error) error {
	if meanwhile := d.after; meanwhile != nil && !d.dead {
		d.after = nil
		meanwhile()
	}
	if d.step() {
		return errPower
	}
	d.writes++
	err := d.fault.update(ctx, d, f)
	if d.step() {
		return errPower
	}
	return err
}

// View runs f on what is committed.
func (d *disk) View(ctx context.Context, f func(r store.Reader) error) error {
	if d.step() {
		return errPower
	}
	return d.kept.View(ctx, func(r store.Reader) error { return f(d.fault.reader(r)) })
}

// Snapshot is View.
func (d *disk) Snapshot(ctx context.Context, f func(r store.Reader) error) error {
	return d.View(ctx, f)
}

// Scrub does nothing: what was removed is in no file.
func (d *disk) Scrub(context.Context) error {
	if d.step() {
		return errPower
	}
	return nil
}

// Close does nothing.
func (d *disk) Close() error { return nil }
