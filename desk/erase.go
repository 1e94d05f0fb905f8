package desk

import (
	"context"
	"errors"

	"lanna"
)

// Erase removes claims, everything derived from them and the pictures that
// they name, for ever, and bars them against coming back.
func (d *Desk) Erase(ctx context.Context, by Actor, why Why, record lanna.RecordID, claims []lanna.Digest) error {
	return errors.ErrUnsupported
}
