package desk

import (
	"context"
	"errors"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// A Fate is what became of a message that came.
type Fate string

// The fates.
const (
	FateTaken    Fate = "taken"
	FateRepeated Fate = "repeated" // it was taken before
	FateEarly    Fate = "early"    // one before it is missing; it is held in memory for its turn
	FateRefused  Fate = "refused"  // it lies in quarantine
	FateSealed   Fate = "sealed"   // its key is gone; the sender is asked to send it anew
	FateAck      Fate = "ack"      // it was an answer
)

// A received message: what became of it, and what to answer to whom.
type received struct {
	fate Fate
	ack  federate.Message
	to   lanna.WriterID
}

// Deliver takes a message that came by any carrier. Of an envelope it returns
// the ack, once what it holds is durable. What is refused is kept for the
// auditor and is no error, and what came before its turn is held for it: the
// carrier may forget both. Without an ack the writer is zero, but of an ack that
// counts, and of what came early, it is who sent it. An error says that it is to
// be offered again.
func (d *Desk) Deliver(ctx context.Context, m federate.Message) (federate.Message, lanna.WriterID, error) {
	r, err := d.receive(ctx, m)
	return r.ack, r.to, err
}

func (d *Desk) receive(ctx context.Context, m federate.Message) (received, error) {
	o, err := federate.ParseOuter(m)
	if err != nil {
		return received{fate: FateRefused}, d.refuseMessage(ctx, lanna.WriterID{}, m, &lanna.Error{Kind: lanna.Denied, Code: "message-malformed", Err: err})
	}
	if o.Ack {
		return d.acked(ctx, m)
	}
	accepted := func(w lanna.WriterID) bool {
		_, ok := d.party(w)
		return ok && d.writer(w).Standing != statement.Revoked // a thief may have its key
	}
	c, err := federate.Open(m, d.cfg.Signer.Writer(), d.ring.Load(), accepted, d.Now())
	switch {
	case errors.Is(err, federate.ErrKeyGone):
		e, bad := federate.ParseEnvelope(m)
		if bad != nil {
			return received{}, bad
		}
		return d.ackOf(ctx, FateSealed, o.From, o.Lane, e.Key)
	case errors.Is(err, federate.ErrStranger) && d.introduced(ctx, m):
		return d.receive(ctx, m)
	case errors.Is(err, federate.ErrStranger):
		return received{fate: FateRefused}, d.refuseMessage(ctx, lanna.WriterID{}, m, err)
	case c == nil:
		return received{fate: FateRefused}, d.refuseMessage(ctx, o.From, m, err)
	}
	d.clocks.note(c.From, c.Time, 0, d.Now())
	return d.receiveContent(ctx, c, m, err)
}

// receiveContent asks the lane about a content that its sender signed. One whose
// items are malformed (fail) counts in its lane all the same.
func (d *Desk) receiveContent(ctx context.Context, c *federate.Content, m federate.Message, fail error) (received, error) {
	verdict, err := d.takeContent(ctx, c, m, fail)
	if err != nil {
		return received{}, err
	}
	fate := FateTaken
	switch verdict {
	case federate.Gap:
		d.early.Put(c, m, fail)
		d.takeEarly(ctx, c.From, c.Lane) // what it waits for may have come in between
		return received{fate: FateEarly, to: c.From}, nil
	case federate.Forked:
		return received{fate: FateRefused}, d.refuseMessage(ctx, c.From, m, &lanna.Error{Kind: lanna.Integrity, Code: "lane-fork", ID: c.From.String()})
	case federate.Duplicate:
		fate = FateRepeated
		d.cfg.Log.Info("message repeated, not taken again", "party", c.From.String(), "lane", c.Lane, "number", c.N, "code", "lane-repeated")
	default:
		if fail != nil {
			fate = FateRefused
		}
		d.takeEarly(ctx, c.From, c.Lane)
	}
	return d.ackOf(ctx, fate, c.From, c.Lane, federate.KeyID{})
}

// takeEarly takes in what came before its turn and follows now. What cannot be
// taken now is dropped: it was not acked, and so it is sent again.
func (d *Desk) takeEarly(ctx context.Context, from lanna.WriterID, lane federate.Lane) {
	for {
		n, err := d.takenOf(ctx, from, lane)
		if err != nil {
			return
		}
		c, raw, fail, ok := d.early.Next(from, lane, n)
		if !ok {
			return
		}
		if v, err := d.takeContent(ctx, c, raw, fail); err != nil || v != federate.Next {
			d.cfg.Log.Warn("what came early was not taken", "party", from.String(), "lane", lane, "number", c.N, "code", lanna.CodeOf(err))
			return
		}
	}
}

// takenOf returns the last number that was taken in of a lane.
func (d *Desk) takenOf(ctx context.Context, from lanna.WriterID, lane federate.Lane) (n uint64, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		n, _, err = d.box.Taken(r, from, lane)
		return err
	})
	return n, storeError(err)
}

func (d *Desk) ackOf(ctx context.Context, fate Fate, to lanna.WriterID, lane federate.Lane, lost federate.KeyID) (received, error) {
	out := received{fate: fate, to: to}
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		out.ack, err = d.box.Ack(r, to, lane, lost)
		return err
	})
	return out, storeError(err)
}

// acked forgets what a party has.
func (d *Desk) acked(ctx context.Context, m federate.Message) (received, error) {
	a, err := federate.ParseAck(m)
	if err != nil {
		return received{fate: FateRefused}, d.refuseMessage(ctx, lanna.WriterID{}, m, err)
	}
	if _, ok := d.party(a.From); !ok {
		return received{fate: FateAck}, nil
	}
	err = d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		useful, err := d.box.Acknowledge(tx, a)
		if useful && err == nil {
			err = d.noteAck(tx, a)
		}
		return err
	})
	if e, ok := errors.AsType[*lanna.Error](err); ok && e.Kind != lanna.Internal {
		return received{fate: FateRefused}, d.refuseMessage(ctx, a.From, m, err)
	}
	return received{fate: FateAck, to: a.From}, storeError(err)
}

// Ack returns the ack of a lane from a party as it stands.
func (d *Desk) Ack(ctx context.Context, from lanna.WriterID, lane federate.Lane) (federate.Message, error) {
	r, err := d.ackOf(ctx, FateAck, from, lane, federate.KeyID{})
	return r.ack, err
}

// refuseMessage keeps a message that no work took in.
func (d *Desk) refuseMessage(ctx context.Context, from lanna.WriterID, m federate.Message, why error) error {
	return d.do(ctx, byRule(ruleDeliver), Why{}, ruleDeliver, func(w *work) error { return w.quarantine(from, nil, m, why) })
}

// errVerdict ends a work whose content is not the next one after all.
var errVerdict = errors.New("desk: the lane has moved")

// takeContent lets the lane decide and takes the content in, both in one
// transaction.
func (d *Desk) takeContent(ctx context.Context, c *federate.Content, raw federate.Message, fail error) (federate.Verdict, error) {
	for {
		next, err := d.isNext(ctx, c)
		if err != nil {
			return federate.Gap, err
		}
		if next {
			if err := d.takeNext(ctx, c, raw, fail); !errors.Is(err, errVerdict) {
				return federate.Next, err
			}
		}
		v := federate.Gap
		err = d.cfg.Store.Update(ctx, func(tx store.Tx) (err error) {
			if v, err = d.box.Take(tx, c); err == nil && v == federate.Next {
				err = errVerdict // it moved in between: nothing of it is taken yet
			}
			return err
		})
		if !errors.Is(err, errVerdict) {
			return v, storeError(err)
		}
	}
}

// isNext looks whether the content seems to be the one whose turn it is.
func (d *Desk) isNext(ctx context.Context, c *federate.Content) (next bool, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		n, fork, err := d.box.Taken(r, c.From, c.Lane)
		next = fork == nil && c.Follows == n && c.N > n
		return err
	})
	return next, storeError(err)
}

func (d *Desk) takeNext(ctx context.Context, c *federate.Content, raw federate.Message, bad error) error {
	p, ok := d.party(c.From)
	if !ok {
		return &lanna.Error{Kind: lanna.Denied, Code: "party-unknown", ID: c.From.String()}
	}
	var in parted
	if bad == nil {
		in, bad = part(c.Items)
	}
	if bad == nil {
		if err := d.keepPieces(c.Items); err != nil {
			return err
		}
	}
	var newer []*federate.Card
	memo := newHitMemo()
	err := d.do(ctx, byRule(ruleDeliver), Why{}, ruleDeliver, func(w *work) error {
		w.later(func(tx store.Tx) error {
			v, err := d.box.Take(tx, c)
			if err == nil && v != federate.Next {
				err = errVerdict
			}
			return err
		})
		if bad != nil {
			return w.quarantine(p.Writer, in.said, raw, bad)
		}
		var err error
		if newer, err = w.takeCards(p, in.cards); err == nil {
			err = w.takeIn(p, in.said, in.proofs...)
		}
		if err == nil {
			err = w.takeHits(p, in.hits, memo)
		}
		if err == nil {
			err = w.takeCatchUp(p, c.Lane, &in)
		}
		if err != nil && lanna.KindOf(err) != lanna.Internal {
			newer = nil
			w.forget(1)
			return w.quarantine(p.Writer, in.said, raw, err)
		}
		return err
	})
	if len(newer) > 0 {
		err = errors.Join(err, d.cardTaken(ctx))
	}
	return err
}
