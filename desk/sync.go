package desk

import (
	"context"

	"lanna"
	"lanna/federate"
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

// refusedOf counts what of a party's lies in quarantine.
func refusedOf(r store.Reader, from lanna.WriterID) (int, error) {
	names, err := r.MetaNames(quarantinePrefix + from.String() + "/")
	return len(names), err
}
