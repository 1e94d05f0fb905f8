package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

const (
	tellEvery = lanna.Millis(60_000)                 // how often rotas are looked at
	tellOnce  = lanna.Millis(10 * 365 * 24 * 3600e3) // a message that was sent has no second way: the page shows it too
)

// tellOfEmpty sends each administrator one message for each empty shift that
// begins within a day or runs, by the first of their ways that works. How it went
// stands on the rota's record, so that nobody is told twice.
func (d *Desk) tellOfEmpty(ctx context.Context) {
	if now := d.Now(); now-d.wakes.told >= tellEvery || now < d.wakes.told {
		d.wakes.told = now
	} else {
		return
	}
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		list, err := d.emptyIn(r, nil)
		if err != nil {
			return err
		}
		admins, err := officers(r)
		if err == nil {
			err = reached(r, admins)
		}
		admins = slices.DeleteFunc(admins, func(a Actor) bool { return a.Disabled || !a.Has(lanna.Administrator) || len(a.Wake) == 0 })
		for _, e := range list {
			if err == nil && e.From <= d.Now()+millis(TellAhead) {
				err = d.tellAdmins(ctx, r, e, admins)
			}
		}
		return err
	})
	if err != nil && ctx.Err() == nil {
		d.cfg.Log.Error("nobody told of an empty shift", "code", lanna.CodeOf(storeError(err)))
	}
}

func (d *Desk) tellAdmins(ctx context.Context, r store.Reader, e EmptyShift, admins []Actor) error {
	entries, err := d.entries(r, e.Record)
	if err != nil {
		return err
	}
	st := statement.Fold(d.Agency(), e.Record, entries)
	var chains [][]call
	for _, a := range admins {
		chains = append(chains, callsTo(a))
	}
	round := e.round()
	due, _ := plan(round, chains, d.wakeNowOf(st).tries, tellOnce, d.Now())
	for _, c := range due {
		d.start(ctx, st, round, c)
	}
	return nil
}

// round names the empty shift by when it ends: who is told of one that begins
// tomorrow is not told again when it runs.
func (e *EmptyShift) round() string {
	sum := sha256.Sum256([]byte("lanna rota empty\n" + e.Record.String() + "\n" + strconv.FormatInt(int64(e.To), 10)))
	return hex.EncodeToString(sum[:8])
}
