package desk

import (
	"context"
	"errors"

	"lanna"
)

// Picture returns a safe picture or a crop that the reader may see, with its
// media type. It is part of the page that names it and is not logged again.
func (d *Desk) Picture(ctx context.Context, by Actor, why Why, record lanna.RecordID, claim lanna.Digest) (data []byte, mediaType string, err error) {
	return nil, "", errors.ErrUnsupported
}
