package desk

import (
	"context"

	"lanna"
	"lanna/federate"
	"lanna/store"
)

// A Load is some of what waits for a party, to be carried by hand.
type Load struct {
	Messages []federate.Message
	Lane     federate.Lane // where the next load goes on
	After    uint64
	More     bool // there is one
}

// onDisk is how large an envelope is that goes onto a disk: small enough that
// one which goes by a narrow link after all does not hold up what is urgent for
// long, 4 s at 64 kbit/s, and large enough that its seal is a twentieth of it.
const onDisk = 32 << 10

// Pack returns what waits for a party behind a place in its lanes, the most
// urgent first, about size bytes of it. The first load begins with the acks of
// what came from the party, because they may have no other way. What is packed
// waits on for its ack: it may go by any other carrier as well, and comes once.
func (d *Desk) Pack(ctx context.Context, by Actor, why Why, to lanna.WriterID, lane federate.Lane, after uint64, size int) (*Load, error) {
	if err := d.admit(ctx, by, why, "courier.pack"); err != nil {
		return nil, err
	}
	out := &Load{Lane: lane, After: after}
	if lane == federate.Urgent && after == 0 {
		if err := d.trace(ctx, lanna.Read, by, why, "courier.pack", "ok", sight{words: to.String()}); err != nil {
			return nil, err
		}
		if err := d.packAcks(ctx, out, to); err != nil {
			return nil, err
		}
	}
	for total := 0; out.Lane <= federate.Bulk; out.Lane, out.After = out.Lane+1, 0 {
		for {
			list, err := d.outgoing(ctx, to, out.Lane, out.After, size-total, onDisk)
			if err != nil {
				return nil, err
			}
			for _, s := range list {
				out.Messages, out.After, total = append(out.Messages, s.Message), s.N, total+len(s.Message)
			}
			if total >= size {
				out.More = true
				return out, nil
			}
			if len(list) == 0 {
				break
			}
		}
	}
	return out, nil
}

func (d *Desk) packAcks(ctx context.Context, out *Load, to lanna.WriterID) error {
	return storeError(d.cfg.Store.View(ctx, func(r store.Reader) error {
		for _, lane := range federate.Lanes {
			n, _, err := d.box.Taken(r, to, lane)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			ack, err := d.box.Ack(r, to, lane, federate.KeyID{})
			if err != nil {
				return err
			}
			out.Messages = append(out.Messages, ack)
		}
		return nil
	}))
}

// An Unpacked says what became of one message that was carried by hand.
type Unpacked struct {
	Fate Fate
	Code string           // why it could not be taken now
	To   lanna.WriterID   // to whom the answer goes, where there is one
	Ack  federate.Message // the answer; it goes onto a disk with the next Pack as well
}

// Unpack takes messages in that were carried by hand, in the order in which
// they are given. It stops at none of them.
func (d *Desk) Unpack(ctx context.Context, by Actor, why Why, list []federate.Message) ([]Unpacked, error) {
	if err := d.admit(ctx, by, why, "courier.unpack"); err != nil {
		return nil, err
	}
	if err := d.trace(ctx, lanna.Read, by, why, "courier.unpack", "ok", sight{}); err != nil {
		return nil, err
	}
	out := make([]Unpacked, len(list))
	for i, m := range list {
		r, err := d.receive(ctx, m)
		out[i] = Unpacked{Fate: r.fate, To: r.to, Ack: r.ack}
		if err != nil {
			out[i].Code = lanna.CodeOf(err)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return out, nil
}
