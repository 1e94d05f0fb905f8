package federate

import (
	"encoding/binary"
	"encoding/json"
	"errors"

	"lanna"
	"lanna/blob"
	"lanna/statement"
	"lanna/store"
	"lanna/wire"
)

// A Box is a node's outbox and inbox: the rules of its channels over the
// transaction that it is handed. It keeps nothing itself. It is safe for
// concurrent use as far as its fields are.
type Box struct {
	Signer *statement.Signer
	Clock  lanna.Clock
	// Agency tells for whom a writer writes.
	Agency func(r store.Reader, w lanna.WriterID) (lanna.AgencyID, bool)
	Blobs  Blobs
	// Prove makes the proof that a statement of a revoked writer lies in the log of
	// its writer; nil where the writer was not revoked. False means that the
	// statement needs one and there is none: no party would take it.
	Prove func(r store.Reader, record lanna.RecordID, id lanna.Digest) (*ProofItem, bool, error)
	// Emptied names what erased claims of a statement that is being sent, where it must
	// not come without that: they go in front of it, in one envelope. nil: nothing does.
	Emptied func(r store.Reader, s *store.Stored) ([]StatementRef, error)
	// Checkpoint returns the newest signed note of the node's log; nil sends none.
	Checkpoint func(r store.Reader) ([]byte, error)
	Sealing    Sealing // nil: HPKE
}

func (b *Box) sealing() Sealing {
	if b.Sealing == nil {
		return HPKE
	}
	return b.Sealing
}

// gathered is how many waiting references are read at a time.
const gathered = 64

func (b *Box) now() lanna.Millis { return lanna.MillisOf(b.Clock.Now()) }

func ignoreGone(err error) error {
	if errors.Is(err, blob.ErrNotFound) {
		return nil
	}
	return err
}

// Post puts a reference into a lane to a party.
func (b *Box) Post(tx store.Tx, to lanna.WriterID, lane Lane, ref Ref) error {
	body, err := json.Marshal(ref)
	if err != nil {
		return err
	}
	_, err = tx.Post(waiting(to, lane), body)
	return err
}

// Seal puts references that wait in a lane together into one envelope of about
// size bytes on the wire, and keeps it with its number until it is acked. It
// returns false where nothing waits. Size also limits the pieces of a blob.
func (b *Box) Seal(tx store.Tx, to *Card, lane Lane, size int) (Sealed, bool, error) {
	state, err := b.out(tx, to.Writer, lane)
	if err != nil {
		return Sealed{}, false, err
	}
	key, err := to.SealTo(b.now(), state.Lost)
	if err != nil {
		return Sealed{}, false, err
	}
	c := &Content{From: b.Signer.Writer(), To: to.Writer, Lane: lane, N: state.N + 1, Follows: state.Follows, Before: state.Digest, Time: b.now()}
	if b.Checkpoint != nil {
		if c.Checkpoint, err = b.Checkpoint(tx); err != nil {
			return Sealed{}, false, err
		}
	}
	g := gathering{box: b, tx: tx, content: c, room: size - Overhead - packHeader - contentSize - len(c.Checkpoint)}
	if err := g.run(&state); err != nil || len(c.Items) == 0 {
		return Sealed{}, false, errors.Join(err, save(tx, b.outName(to.Writer, lane), state))
	}
	m, err := c.seal(b.sealing(), b.Signer, key)
	if err != nil {
		return Sealed{}, false, err
	}
	state.N, state.Follows, state.Digest, state.Sealed = c.N, c.N, c.Digest, c.Time
	return Sealed{c.N, m}, true, b.keep(tx, c, state, g.refs, m)
}

// keep writes the sealed envelope and the lane's state.
func (b *Box) keep(tx store.Tx, c *Content, state outState, refs []Ref, m Message) error {
	list, err := json.Marshal(refs)
	if err != nil {
		return err
	}
	body := append(make([]byte, 0, 32+4+len(list)+len(m)), c.Digest[:]...)
	body = binary.BigEndian.AppendUint32(body, uint32(len(list)))
	body = append(append(body, list...), m...)
	n, err := tx.Post(b.sent(c.To, c.Lane), body)
	if err != nil {
		return err
	}
	if uint64(n) != c.N {
		return lanna.Errorf(lanna.Integrity, "lane-numbers", "the outbox gives number %d, the lane %d", n, c.N)
	}
	return save(tx, b.outName(c.To, c.Lane), state)
}

// A gathering fills a content with what waits in its lane.
type gathering struct {
	box     *Box
	tx      store.Tx
	content *Content
	room    int
	refs    []Ref
}

func (g *gathering) run(state *outState) error {
	from := waiting(g.content.To, g.content.Lane)
	for after := int64(0); ; {
		list, err := g.tx.Parcels(from, after, gathered)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, p := range list {
			whole, err := g.add(p.Body, state)
			if err != nil {
				return err
			}
			if !whole {
				return g.tx.Forget(from, after)
			}
			after = p.N
		}
		if err := g.tx.Forget(from, after); err != nil {
			return err
		}
	}
}

// add adds one reference. It returns false where it, or the rest of it, waits
// for the next envelope.
func (g *gathering) add(body []byte, state *outState) (whole bool, err error) {
	var ref Ref
	if err := json.Unmarshal(body, &ref); err != nil {
		return false, lanna.Errorf(lanna.Integrity, "outbox-damaged", "a reference in the outbox is malformed")
	}
	if state.Rest != nil {
		ref = *state.Rest
	}
	p, fits, err := g.box.resolve(g.tx, ref, g.room, len(g.content.Items) == 0)
	if err != nil || !fits {
		return false, err
	}
	if len(g.content.Items) > 0 && len(g.content.Items)+len(p.with)+1 > MaxItems {
		return false, nil
	}
	state.Rest = p.rest
	if p.item == nil {
		return true, nil
	}
	for _, it := range p.with {
		g.content.Items = append(g.content.Items, it)
		g.room -= sizeOf(it)
	}
	g.content.Items = append(g.content.Items, p.item)
	g.refs = append(g.refs, p.sent)
	g.room -= sizeOf(p.item)
	return p.rest == nil, nil
}

// parcel is a sealed envelope as the outbox keeps it.
type parcel struct {
	digest lanna.Digest
	refs   []byte
	m      Message
}

func parseParcel(body []byte) (parcel, error) {
	r := fields{wire.Fields{Rest: body}}
	p := parcel{digest: r.digest(), refs: r.Take(int(r.Uint32()))}
	p.m = r.Rest
	if r.Bad {
		return p, lanna.Errorf(lanna.Integrity, "outbox-damaged", "a sealed envelope in the outbox is malformed")
	}
	return p, nil
}

// Outgoing returns the sealed envelopes of a lane that follow number n, as many
// as fit into size bytes but at least one if there is one.
func (b *Box) Outgoing(r store.Reader, to lanna.WriterID, lane Lane, n uint64, size int) ([]Sealed, error) {
	var out []Sealed
	for total := 0; ; {
		list, err := r.Parcels(b.sent(to, lane), int64(n), 8)
		if err != nil || len(list) == 0 {
			return out, err
		}
		for _, stored := range list {
			p, err := parseParcel(stored.Body)
			if err != nil {
				return nil, err
			}
			if total += len(p.m); total > size && len(out) > 0 {
				return out, nil
			}
			n = uint64(stored.N)
			out = append(out, Sealed{n, p.m})
		}
	}
}

// Acknowledge takes an ack that ParseAck has verified: what it covers is
// forgotten. It returns false where the ack is of no use any more. An ack for
// what was never sent, or with the digest of another content, is refused.
func (b *Box) Acknowledge(tx store.Tx, a *Ack) (bool, error) {
	if a.To != b.Signer.Writer() {
		return false, refused("ack-not-ours", "it is for another writer")
	}
	state, err := b.out(tx, a.From, a.Lane)
	if err != nil {
		return false, err
	}
	if a.N > state.N {
		return false, refused("ack-unsent", "it is for a number that was never given")
	}
	if a.Lost != (KeyID{}) && a.N >= state.Acked {
		return true, b.remake(tx, a, state)
	}
	if a.N <= state.Acked {
		return false, nil
	}
	if err := b.settle(tx, a, &state); err != nil {
		return false, err
	}
	return true, save(tx, b.outName(a.From, a.Lane), state)
}

// settle forgets what the ack covers.
func (b *Box) settle(tx store.Tx, a *Ack, state *outState) error {
	list, err := tx.Parcels(b.sent(a.From, a.Lane), int64(a.N)-1, 1)
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].N != int64(a.N) {
		return refused("ack-unsent", "it is for a number that was never given")
	}
	p, err := parseParcel(list[0].Body)
	if err != nil {
		return err
	}
	if p.digest != a.Digest {
		return lanna.Errorf(lanna.Integrity, "ack-fork", "it is for another content under number %d", a.N)
	}
	state.Acked, state.Base, state.AckAt = a.N, a.Digest, b.now()
	return tx.Forget(b.sent(a.From, a.Lane), int64(a.N))
}
