package desk

import (
	"context"
	"errors"

	"lanna"
	"lanna/store"
)

// Refresh reads anew what this process remembers, because another that works on the
// same database has written up to the statement last (0: nobody knows how far).
// Reads of officers change nothing but the log; all else may have changed rights,
// certificates, the node's card or parties. Open pages are told, and so is who waits
// for partners. It is for one goroutine.
func (d *Desk) Refresh(ctx context.Context, last int64) error {
	changed, err := d.saidSince(ctx, last)
	if err != nil {
		d.people.forgetAll() // better to ask once too often
		return storeError(err)
	}
	if !changed {
		return d.readNewest(ctx)
	}
	d.people.forgetAll()
	d.hits.forgetDue()
	err = errors.Join(d.loadRoster(ctx), d.loadOwn(ctx), d.loadParties(ctx), d.loadPlanted(ctx), d.readNewest(ctx))
	for _, p := range d.known() {
		if p.State == PartyAccepted {
			select {
			case d.posted <- p.Writer:
			default: // whoever reads them is behind, and looks anyway
			}
		}
	}
	return err
}

// saidSince reads on in the statements, and reports whether anything was said but
// what officers read. Where it does not know from where to read, something was.
func (d *Desk) saidSince(ctx context.Context, last int64) (changed bool, err error) {
	from := d.readTo
	if d.readTo = last; from == 0 || last == 0 {
		return true, nil
	}
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		return r.Scan(from+1, func(s store.Stored) error {
			changed = changed || s.Kind != lanna.Read && s.Kind != lanna.Refuse
			d.readTo = max(d.readTo, s.Seq)
			return nil
		})
	})
	return changed, err
}

// readNewest goes on from the newest event that is known, and wakes the pages.
func (d *Desk) readNewest(ctx context.Context) error {
	b := &d.screen
	for {
		at := b.newest.Load()
		last := at
		err := d.cfg.Store.View(ctx, func(r store.Reader) error {
			list, err := r.Parcels(screens, at, pumpBatch)
			for _, p := range list {
				last = p.N
			}
			return err
		})
		if err != nil {
			return storeError(err)
		}
		if last == at {
			return nil
		}
		b.announce([]Event{{N: last}})
	}
}
