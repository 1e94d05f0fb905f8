package desk

import (
	"context"
	"errors"

	"lanna"
)

// Tick runs what the clocks say is due: escalations, at most 500 a call. It
// returns when the next clock ends; a time that has come already means that
// there is more to do at once. Node calls it, at least every ten seconds.
func (d *Desk) Tick(ctx context.Context) (next lanna.Millis, err error) {
	return 0, errors.ErrUnsupported
}
