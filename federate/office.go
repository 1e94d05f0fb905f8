package federate

import (
	"context"

	"lanna"
	"lanna/store"
)

// Fill is what a Post's Outgoing does over a store: it reads what is sealed
// already, and where nothing is, seals what waits in envelopes of about size
// bytes, some in one transaction. card returns the newest accepted card of a party.
func (b *Box) Fill(ctx context.Context, s store.Store, card func(r store.Reader, w lanna.WriterID) (*Card, error), to lanna.WriterID, lane Lane, n uint64, size int) ([]Sealed, error) {
	var out []Sealed
	waits := false
	err := s.View(ctx, func(r store.Reader) (err error) {
		if out, err = b.Outgoing(r, to, lane, n, size); err != nil || len(out) > 0 {
			return err
		}
		first, err := r.Parcels(waiting(to, lane), 0, 1)
		waits = len(first) > 0
		return err
	})
	if err != nil || !waits {
		return out, err
	}
	err = s.Update(ctx, func(tx store.Tx) error {
		out = nil // an update may run twice
		c, err := card(tx, to)
		if err != nil {
			return err
		}
		for ok := true; ok && len(out) < ahead(lane); {
			var m Sealed
			if m, ok, err = b.Seal(tx, c, lane, size); err != nil {
				return err
			}
			if ok {
				out = append(out, m)
			}
		}
		return nil
	})
	return out, err
}

// ahead is how many envelopes are sealed in one transaction. Pieces of pictures
// are few, because the next may have to be of another size.
func ahead(lane Lane) int {
	if lane == Bulk {
		return 2
	}
	return 32
}
