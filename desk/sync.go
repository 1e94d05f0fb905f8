package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/federate"
	"lanna/handling"
	"lanna/store"
)

// A PartySync is how far the exchange with a party is.
type PartySync struct {
	Party
	Lanes   []federate.LaneStatus // the most urgent first
	Refused int                   // messages of the party that lie in quarantine
}

// Waits counts what waits for the party: references that are not sealed, and
// envelopes that are not acked.
func (p *PartySync) Waits() int64 {
	n := int64(0)
	for _, l := range p.Lanes {
		n += l.Waiting + int64(l.UnderWay)
	}
	return n
}

// SyncStatus says of each party what waits for it, how far each lane is, and
// whether one is stopped.
func (d *Desk) SyncStatus(ctx context.Context, by Actor, why Why) ([]PartySync, error) {
	var out []PartySync
	err := d.see(ctx, by, why, "sync.status", func(r store.Reader) (s sight, err error) {
		for _, p := range d.known() {
			one := PartySync{Party: p}
			if one.Lanes, err = d.box.Status(r, p.Writer); err != nil {
				return s, err
			}
			if one.Refused, err = refusedOf(r, p.Writer); err != nil {
				return s, err
			}
			s.records = append(s.records, p.Record)
			out = append(out, one)
		}
		return s, nil
	})
	return out, err
}

// An Exchange is what the strip of every page says of the exchange with others.
// It tells of no record.
type Exchange struct {
	Waiting int64        // references that are not sealed, and envelopes that are not acked, for all parties
	Since   lanna.Millis // when the last message was sealed to a party that has not acked all; 0: all have
	Heard   lanna.Millis // when anything last came from any party; 0 never
}

// Exchange counts what waits for others.
func (d *Desk) Exchange(ctx context.Context) (Exchange, error) {
	var out Exchange
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		for _, p := range d.known() {
			if p.State != PartyAccepted {
				continue
			}
			lanes, err := d.box.Status(r, p.Writer)
			if err != nil {
				return err
			}
			for _, l := range lanes {
				out.Waiting += l.Waiting + int64(l.UnderWay)
				if l.UnderWay > 0 && (out.Since == 0 || l.Sealed < out.Since) {
					out.Since = l.Sealed
				}
				out.Heard = max(out.Heard, l.TakenAt, l.AckAt)
			}
		}
		return nil
	})
	return out, storeError(err)
}

// refusedOf counts what of a party's lies in quarantine.
func refusedOf(r store.Reader, from lanna.WriterID) (int, error) {
	names, err := r.MetaNames(quarantinePrefix + from.String() + "/")
	return len(names), err
}

// ResumeLanes lets the lanes from a party go on that a fork has stopped. A
// person has found out before why there were two messages under one number: a
// copy of the other's node, a restore without a new writer, or somebody with its
// key. What was taken in stays; the message that differed lies in quarantine.
// Conflict "lane-runs" where none is stopped.
func (d *Desk) ResumeLanes(ctx context.Context, by Actor, why Why, party lanna.RecordID) error {
	return d.do(ctx, by, why, "sync.resume", func(w *work) error {
		i := slices.IndexFunc(d.known(), func(p Party) bool { return p.Record == party })
		if i < 0 {
			return &lanna.Error{Kind: lanna.NotFound, Code: "party-unknown"}
		}
		from, stopped := d.known()[i].Writer, []federate.Lane(nil)
		for _, lane := range federate.Lanes {
			_, fork, err := d.box.Taken(w.tx, from, lane)
			if err != nil {
				return err
			}
			if fork != nil {
				stopped = append(stopped, lane)
			}
		}
		if len(stopped) == 0 {
			return &lanna.Error{Kind: lanna.Conflict, Code: "lane-runs", ID: party.String()}
		}
		for _, lane := range stopped {
			w.later(func(tx store.Tx) error { return d.box.Resume(tx, from, lane) })
		}
		_, err := w.say(lanna.Say, party, handling.Marking{}, nil) // who let it go on, and why
		return err
	})
}

// inherit makes wait again what an earlier writer of this node had under way:
// a restored node is a new writer, and nobody knows how far the one before came.
func (d *Desk) inherit(ctx context.Context) error {
	var before []lanna.WriterID
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		before, err = d.box.Earlier(r)
		return err
	})
	if err != nil || len(before) == 0 {
		return storeError(err)
	}
	return storeError(d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		for _, w := range before {
			for _, p := range d.known() {
				if err := d.box.Inherit(tx, w, p.Writer); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}
