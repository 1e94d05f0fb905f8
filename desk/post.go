package desk

import (
	"context"
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

// post puts a reference into the outbox for a node. One that was restored since
// is written to under its new writer.
func (w *work) post(to lanna.WriterID, lane federate.Lane, ref federate.Ref) {
	if p, ok := w.d.partyNow(to); ok {
		to = p.Writer
	}
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

// How much is sealed in one transaction. Envelopes of a long queue share its
// sync; those of a picture are sealed only a little ahead, because their size
// follows the pace of the link.
const (
	sealedAtOnce = 32
	sealedBytes  = 64 << 10
)

// Outgoing returns the sealed envelopes of a lane that follow number n, and
// seals what waits where there is room. A number is given and kept with its
// envelope before anybody sees it.
func (d *Desk) Outgoing(ctx context.Context, to lanna.WriterID, lane federate.Lane, n uint64, size int) ([]federate.Sealed, error) {
	return d.outgoing(ctx, to, lane, n, size, size)
}

// outgoing is Outgoing with envelopes of another size than all together may have.
func (d *Desk) outgoing(ctx context.Context, to lanna.WriterID, lane federate.Lane, n uint64, size, envelope int) ([]federate.Sealed, error) {
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
		var more []federate.Sealed
		if more, err = d.seal32(ctx, p.Card, lane, envelope); len(more) == 0 {
			break
		}
		for _, s := range more {
			if total += len(s.Message); total <= size || len(out) == 0 {
				out = append(out, s)
			}
		}
	}
	return out, storeError(err)
}

// seal32 seals what waits in a lane into some envelopes, in one transaction.
func (d *Desk) seal32(ctx context.Context, to *federate.Card, lane federate.Lane, envelope int) ([]federate.Sealed, error) {
	var out []federate.Sealed
	err := d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		out = nil
		for total := 0; len(out) < sealedAtOnce && (len(out) == 0 || total+envelope <= sealedBytes); {
			s, more, err := d.box.Seal(tx, to, lane, envelope)
			if err != nil || !more {
				return err
			}
			out, total = append(out, s), total+len(s.Message)
		}
		return nil
	})
	return out, err
}

// A parted content is its items by what they are.
type parted struct {
	said   []Consignment
	cards  []federate.CardItem
	hits   []federate.HitItem
	proofs []*federate.ProofItem
	haves  []*federate.HaveItem
	givens []*federate.GivenItem
}

// part takes items apart. One that this version does not know keeps its envelope
// out: nobody could say what it does.
func part(items []federate.Item) (p parted, err error) {
	for _, it := range items {
		switch it := it.(type) {
		case *federate.StatementItem:
			p.said = append(p.said, Consignment{it.Header, it.Sig, it.Claims})
		case federate.CardItem:
			p.cards = append(p.cards, it)
		case federate.HitItem:
			p.hits = append(p.hits, it)
		case *federate.ProofItem:
			p.proofs = append(p.proofs, it)
		case *federate.HaveItem:
			p.haves = append(p.haves, it)
		case *federate.GivenItem:
			p.givens = append(p.givens, it)
		case *federate.PieceItem:
		default:
			err = &lanna.Error{Kind: lanna.Denied, Code: "item-unknown"}
		}
	}
	return p, err
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
		c, err := w.d.cfg.Verified.card(raw)
		if err != nil {
			return nil, err
		}
		if c.Writer == p.Writer && c.Issued <= p.Issued {
			continue // came late
		}
		if c.Writer != p.Writer && !w.d.follows(c, &p) || !c.Newer(p.Card) {
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
