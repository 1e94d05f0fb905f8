package federate

import (
	"errors"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A Ref is what waits in the outbox: a reference, never the content. What it
// names is looked up when an envelope is sealed, so a claim that was erased in
// the meantime is not there. Exactly one of its members
// is set. A message of hit/no-hit is kept itself: it names nobody.
type Ref struct {
	Statement   *StatementRef `json:"statement,omitempty"`
	Certificate []byte        `json:"certificate,omitempty"` // 198 bytes
	Card        []byte        `json:"card,omitempty"`
	Proof       *StatementRef `json:"proof,omitempty"` // that the statement lies in its writer's log; without claims
	Blob        *BlobRef      `json:"blob,omitempty"`
	Hit         []byte        `json:"hit,omitempty"`
	Have        []byte        `json:"have,omitempty"`  // the body of a HaveItem
	Given       []byte        `json:"given,omitempty"` // the body of a GivenItem
}

// A StatementRef names a statement and those of its claims that were released.
// Without any, its header alone is sent.
type StatementRef struct {
	ID     lanna.Digest   `json:"id"`
	Record lanna.RecordID `json:"record"`
	Claims []lanna.Digest `json:"claims,omitempty"`
}

// A BlobRef names a blob, or what is left of it to send. Its key is in a claim
// and travels there.
type BlobRef struct {
	Name   lanna.Digest `json:"name"`
	Offset int64        `json:"offset,omitempty"`
}

// Blobs are a node's ciphertexts.
type Blobs interface {
	// Piece returns up to n bytes of a blob from offset on, and the size of the
	// whole. An error that is blob.ErrNotFound means that there is none.
	Piece(name lanna.Digest, offset int64, n int) (data []byte, size int64, err error)
}

// minRoom is the least room for a statement or a piece that is put behind
// others into an envelope; with less a new envelope is begun.
const minRoom = 256

// A part is what one reference gives to one envelope.
type part struct {
	item Item   // nil: nothing is left of it
	with []Item // go in front of it
	sent Ref    // what went, to make it anew
	rest *Ref   // what is left for the next envelope
}

// resolve looks a reference up. A part takes at most room bytes, but where it
// stands first in its envelope it takes what it needs up to the limit of a
// content. fits is false where it has to wait for the next envelope.
func (b *Box) resolve(r store.Reader, ref Ref, room int, first bool) (p part, fits bool, err error) {
	switch {
	case ref.Statement != nil:
		return b.resolveStatement(r, ref, room, first)
	case ref.Blob != nil:
		return b.resolveBlob(ref, room, first)
	case ref.Certificate != nil:
		p = part{item: CertificateItem(ref.Certificate), sent: ref}
	case ref.Card != nil:
		if cardWriter(ref.Card) != b.Signer.Writer() {
			return part{}, true, nil // of the writer that this node had before
		}
		p = part{item: CardItem(ref.Card), sent: ref}
	case ref.Proof != nil:
		item, _, err := b.proof(r, ref.Proof)
		if err != nil || item == nil {
			return part{}, true, err // it is here no more: who gets the statement refuses it
		}
		p = part{item: item, sent: ref}
	case ref.Have != nil:
		h, err := ParseHave(ref.Have)
		if err != nil {
			return part{}, true, err
		}
		p = part{item: h, sent: ref}
	case ref.Given != nil:
		g, err := parseGiven(ref.Given)
		if err != nil {
			return part{}, true, err
		}
		p = part{item: g, sent: ref}
	case ref.Hit != nil:
		p = part{item: HitItem(ref.Hit), sent: ref}
	default:
		return part{}, true, nil
	}
	return p, first || sizeOf(p.item) <= room, nil
}

func sizeOf(it Item) int { return len(appendItem(nil, it)) }

func (b *Box) resolveStatement(r store.Reader, ref Ref, room int, first bool) (part, bool, error) {
	s, err := r.Statement(ref.Statement.Record, ref.Statement.ID)
	if errors.Is(err, store.ErrNotFound) {
		return part{}, true, nil
	}
	if err != nil {
		return part{}, false, err
	}
	agency, ok := b.Agency(r, s.Writer)
	if !ok || len(s.Sig) == 0 {
		return part{}, true, nil // nobody could verify it
	}
	if first {
		room = MaxContent - contentSize - maxCheckpoint
	}
	item := &StatementItem{Agency: agency, Header: s.Header, Sig: s.Sig}
	p := part{item: item, sent: ref}
	stands := false
	if p.with, stands, err = b.inFront(r, &s); err != nil || !stands {
		return part{}, !stands, err
	}
	for _, it := range append(p.with, item) {
		room -= sizeOf(it)
	}
	for i, d := range ref.Statement.Claims {
		c := held(s.Claims, d)
		if c == nil {
			continue
		}
		if room -= len(appendClaim(nil, c)); room < 0 {
			if !first {
				return part{}, false, nil
			}
			rest := *ref.Statement
			rest.Claims = ref.Statement.Claims[i:]
			p.rest = &Ref{Statement: &rest}
			sent := *ref.Statement
			sent.Claims = ref.Statement.Claims[:i]
			p.sent = Ref{Statement: &sent}
			break
		}
		item.Claims = append(item.Claims, *c)
	}
	return p, room >= 0 || first, nil
}

// inFront makes what goes in front of a statement: what erased claims of it, and its
// proof. False where it needs a proof that there is not.
func (b *Box) inFront(r store.Reader, s *store.Stored) (with []Item, stands bool, err error) {
	if b.Emptied != nil {
		erasures, err := b.Emptied(r, s)
		if err != nil {
			return nil, false, err
		}
		for i := range erasures {
			with, err = b.headerAlone(r, with, &erasures[i])
			if err != nil {
				return nil, false, err
			}
		}
	}
	proof, stands, err := b.proof(r, &StatementRef{ID: s.ID, Record: s.Record})
	if proof != nil {
		with = append(with, proof)
	}
	return with, stands, err
}

// headerAlone adds a statement without claims, and its proof where it needs one;
// nothing where it cannot be proven.
func (b *Box) headerAlone(r store.Reader, to []Item, ref *StatementRef) ([]Item, error) {
	s, err := r.Statement(ref.Record, ref.ID)
	if err != nil {
		return to, err
	}
	agency, known := b.Agency(r, s.Writer)
	proof, stands, err := b.proof(r, ref)
	if err != nil || !known || !stands {
		return to, err
	}
	if proof != nil {
		to = append(to, proof)
	}
	return append(to, &StatementItem{Agency: agency, Header: s.Header, Sig: s.Sig}), nil
}

// proof makes the proof that a statement needs since its writer was revoked;
// false where it needs one that there is not.
func (b *Box) proof(r store.Reader, ref *StatementRef) (*ProofItem, bool, error) {
	if b.Prove == nil {
		return nil, true, nil
	}
	return b.Prove(r, ref.Record, ref.ID)
}

func held(claims []statement.Held, d lanna.Digest) *statement.Claim {
	for i := range claims {
		if claims[i].Digest == d {
			return &claims[i].Claim
		}
	}
	return nil
}

func (b *Box) resolveBlob(ref Ref, room int, first bool) (part, bool, error) {
	const head = itemHead + 32 + 8 + 8
	if room-head < minRoom && !first {
		return part{}, false, nil
	}
	data, size, err := b.Blobs.Piece(ref.Blob.Name, ref.Blob.Offset, min(max(room-head, minRoom), MaxContent/2))
	if err != nil || len(data) == 0 {
		return part{}, true, ignoreGone(err)
	}
	p := part{item: &PieceItem{ref.Blob.Name, size, ref.Blob.Offset, data}, sent: ref}
	if end := ref.Blob.Offset + int64(len(data)); end < size {
		p.rest = &Ref{Blob: &BlobRef{ref.Blob.Name, end}}
	}
	return p, true, nil
}
