package desk

import (
	"context"
	"errors"
	"slices"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// A Desk is the outbox and inbox of its node.
var _ federate.Post = (*Desk)(nil)

// reference names a statement and those of its claims that go with it.
type reference struct {
	Record    lanna.RecordID
	Statement lanna.Digest
	Claims    []lanna.Digest
}

// send puts references into a party's outbox when the work is kept.
func (w *work) send(to lanna.WriterID, lane federate.Lane, refs ...reference) {
	for _, ref := range refs {
		w.post(to, lane, federate.Ref{Statement: &federate.StatementRef{ID: ref.Statement, Record: ref.Record, Claims: ref.Claims}})
	}
}

func (w *work) post(to lanna.WriterID, lane federate.Lane, ref federate.Ref) {
	if !slices.Contains(w.posted, to) {
		w.posted = append(w.posted, to)
	}
	w.later(func(tx store.Tx) error { return w.d.box.Post(tx, to, lane, ref) })
}

// whole refers to a statement with all of its claims but those that never leave
// the agency.
func whole(st *statement.Statement) reference {
	ref := reference{Record: st.Header.Record, Statement: st.ID}
	for i := range st.Claims {
		if p := st.Claims[i].Property; p != lanna.CaseOf && p != lanna.After && p != lanna.SecondOfficer {
			ref.Claims = append(ref.Claims, st.Claims[i].Digest)
		}
	}
	return ref
}

// Posted is told of a party for which something new waits. Where nobody
// listens it forgets: a forwarder looks at every party when it starts.
func (d *Desk) Posted() <-chan lanna.WriterID { return d.posted }

func (d *Desk) announcePosts(w *work) {
	for _, to := range w.posted {
		select {
		case d.posted <- to:
		default:
		}
	}
}

// Parties lists the writers to whom this node sends.
func (d *Desk) Parties(context.Context) ([]lanna.WriterID, error) {
	var out []lanna.WriterID
	for _, p := range d.known() {
		if p.State == PartyAccepted {
			out = append(out, p.Writer)
		}
	}
	return out, nil
}

// Outgoing returns the sealed envelopes of a lane that follow number n, and
// seals what waits where there is room. A number is given and kept with its
// envelope before anybody sees it.
func (d *Desk) Outgoing(ctx context.Context, to lanna.WriterID, lane federate.Lane, n uint64, size int) ([]federate.Sealed, error) {
	p, ok := d.party(to)
	if !ok {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "party-unknown", ID: to.String()}
	}
	var out []federate.Sealed
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		out, err = d.box.Outgoing(r, to, lane, n, size)
		return err
	})
	total := 0
	for i := range out {
		total += len(out[i].Message)
	}
	for err == nil && (total < size || len(out) == 0) {
		var s federate.Sealed
		var more bool
		err = d.cfg.Store.Update(ctx, func(tx store.Tx) (err error) {
			s, more, err = d.box.Seal(tx, p.Card, lane, size)
			return err
		})
		if err != nil || !more {
			break
		}
		out, total = append(out, s), total+len(s.Message)
	}
	return out, storeError(err)
}

// Deliver takes a message that came by any carrier. Of an envelope it returns
// the ack, once what it holds is durable. What is refused is kept for the
// auditor and is no error: the carrier may forget it. An error says that it is
// to be offered again, as of an envelope whose turn has not come.
func (d *Desk) Deliver(ctx context.Context, m federate.Message) (federate.Message, lanna.WriterID, error) {
	o, err := federate.ParseOuter(m)
	if err != nil {
		return nil, lanna.WriterID{}, d.refuseMessage(ctx, lanna.WriterID{}, m, &lanna.Error{Kind: lanna.Denied, Code: "message-malformed", Err: err})
	}
	if o.Ack {
		return nil, lanna.WriterID{}, d.acked(ctx, m)
	}
	accepted := func(w lanna.WriterID) bool { _, ok := d.party(w); return ok }
	c, err := federate.Open(m, d.cfg.Signer.Writer(), d.ring.Load(), accepted, d.Now())
	switch {
	case errors.Is(err, federate.ErrKeyGone):
		e, bad := federate.ParseEnvelope(m)
		if bad != nil {
			return nil, lanna.WriterID{}, bad
		}
		return d.ackOf(ctx, o.From, o.Lane, e.Key)
	case errors.Is(err, federate.ErrStranger):
		return nil, lanna.WriterID{}, d.refuseMessage(ctx, lanna.WriterID{}, m, err)
	case err != nil:
		return nil, lanna.WriterID{}, d.refuseMessage(ctx, o.From, m, err)
	}
	verdict, err := d.takeContent(ctx, c, m)
	switch {
	case err != nil:
		return nil, lanna.WriterID{}, err
	case verdict == federate.Gap:
		return nil, lanna.WriterID{}, &lanna.Error{Kind: lanna.Unavailable, Code: "lane-gap", ID: o.From.String()}
	case verdict == federate.Forked:
		fork := &lanna.Error{Kind: lanna.Integrity, Code: "lane-fork", ID: o.From.String()}
		return nil, lanna.WriterID{}, d.refuseMessage(ctx, o.From, m, fork)
	}
	return d.ackOf(ctx, o.From, o.Lane, federate.KeyID{})
}

func (d *Desk) ackOf(ctx context.Context, to lanna.WriterID, lane federate.Lane, lost federate.KeyID) (m federate.Message, _ lanna.WriterID, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		m, err = d.box.Ack(r, to, lane, lost)
		return err
	})
	return m, to, storeError(err)
}

// acked forgets what a party has.
func (d *Desk) acked(ctx context.Context, m federate.Message) error {
	a, err := federate.ParseAck(m)
	if err != nil {
		return d.refuseMessage(ctx, lanna.WriterID{}, m, err)
	}
	if _, ok := d.party(a.From); !ok {
		return nil
	}
	err = d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		_, err := d.box.Acknowledge(tx, a)
		return err
	})
	if e, ok := errors.AsType[*lanna.Error](err); ok && e.Kind != lanna.Internal {
		return d.refuseMessage(ctx, a.From, m, err)
	}
	return storeError(err)
}

// refuseMessage keeps a message that no work took in.
func (d *Desk) refuseMessage(ctx context.Context, from lanna.WriterID, m federate.Message, why error) error {
	return d.do(ctx, byRule(ruleDeliver), Why{}, ruleDeliver, func(w *work) error { return w.quarantine(from, nil, m, why) })
}

// errVerdict ends a work whose content is not the next one after all.
var errVerdict = errors.New("desk: the lane has moved")

// takeContent lets the lane decide and takes the content in, both in one
// transaction.
func (d *Desk) takeContent(ctx context.Context, c *federate.Content, raw federate.Message) (federate.Verdict, error) {
	for {
		next, err := d.isNext(ctx, c)
		if err != nil {
			return federate.Gap, err
		}
		if next {
			if err := d.takeNext(ctx, c, raw); !errors.Is(err, errVerdict) {
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
		list, err := d.box.Status(r, c.From)
		for _, s := range list {
			if s.Lane == c.Lane {
				next = s.Fork == nil && c.Follows == s.Taken && c.N > s.Taken
			}
		}
		return err
	})
	return next, storeError(err)
}

func (d *Desk) takeNext(ctx context.Context, c *federate.Content, raw federate.Message) error {
	p, ok := d.party(c.From)
	if !ok {
		return &lanna.Error{Kind: lanna.Denied, Code: "party-unknown", ID: c.From.String()}
	}
	items, cards, bad := sorted(c.Items)
	if bad == nil {
		if err := d.keepPieces(c.Items); err != nil {
			return err
		}
	}
	var newer []*federate.Card
	err := d.do(ctx, byRule(ruleDeliver), Why{}, ruleDeliver, func(w *work) error {
		w.later(func(tx store.Tx) error {
			v, err := d.box.Take(tx, c)
			if err == nil && v != federate.Next {
				err = errVerdict
			}
			return err
		})
		if bad != nil {
			return w.quarantine(p.Writer, items, raw, bad)
		}
		var err error
		if newer, err = w.takeCards(p, cards); err == nil {
			err = w.takeIn(p, items)
		}
		if err != nil && lanna.KindOf(err) != lanna.Internal {
			newer = nil
			w.forget(1)
			return w.quarantine(p.Writer, items, raw, err)
		}
		return err
	})
	for _, c := range newer {
		err = errors.Join(err, d.cardTaken(ctx, c))
	}
	return err
}

// sorted takes items apart. One that this version does not know keeps its
// envelope out: nobody could say what it does.
func sorted(items []federate.Item) (out []Consignment, cards []federate.CardItem, err error) {
	for _, it := range items {
		switch it := it.(type) {
		case *federate.StatementItem:
			out = append(out, Consignment{it.Header, it.Sig, it.Claims})
		case federate.CardItem:
			cards = append(cards, it)
		case *federate.PieceItem:
		default:
			err = &lanna.Error{Kind: lanna.Denied, Code: "item-unknown"}
		}
	}
	return out, cards, err
}

// keepPieces keeps pieces of pictures. They are ciphertext under a key that
// lies in a claim; a piece that comes twice is kept once.
func (d *Desk) keepPieces(items []federate.Item) error {
	for _, it := range items {
		p, ok := it.(*federate.PieceItem)
		if !ok {
			continue
		}
		if _, err := d.cfg.Blobs.AddPiece(p.Name, p.Size, p.Offset, p.Data); err != nil {
			return &lanna.Error{Kind: lanna.Unavailable, Code: "blob-not-kept", ID: p.Name.String(), Err: err}
		}
	}
	return nil
}

// takeCards takes newer cards of the party itself, which need no comparing.
func (w *work) takeCards(p Party, cards []federate.CardItem) ([]*federate.Card, error) {
	var out []*federate.Card
	for _, raw := range cards {
		c, err := parseCard(raw)
		if err != nil {
			return nil, err
		}
		if c.Writer == p.Writer && c.Issued <= p.Issued {
			continue // came late
		}
		if c.Writer != p.Writer || !c.Newer(p.Card) {
			return nil, &lanna.Error{Kind: lanna.Denied, Code: "card-foreign", ID: c.Writer.String()}
		}
		if err := w.d.checkCertificates(c); err != nil {
			return nil, err
		}
		if err := w.asRule(rulePartyUpdate, func() error { _, err := w.acceptCard(c, raw); return err }); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}
