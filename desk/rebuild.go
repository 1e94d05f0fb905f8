package desk

import (
	"context"
	"errors"
)

// Rebuild makes all views anew from the statements. progress, which may be
// nil, is told how many statements and records are done of how many.
func (d *Desk) Rebuild(ctx context.Context, progress func(done, total int64)) error {
	return errors.ErrUnsupported
}

// Upgrade makes those views anew whose version is not the stored one, and all
// where a rebuild was cut off. Node calls it before it serves.
func (d *Desk) Upgrade(ctx context.Context) error { return errors.ErrUnsupported }
