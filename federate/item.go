package federate

import (
	"bytes"
	"encoding/binary"

	"lanna"
	"lanna/blob"
	"lanna/hit"
	"lanna/statement"
	"lanna/wire"
)

// An ItemType says what an item of a content is. Numbers are part of the format.
type ItemType uint8

// The types. An item of another type is kept as Later and refused with a reason
// by whoever takes it in.
const (
	CertificateType ItemType = 1
	CardType        ItemType = 2
	StatementType   ItemType = 3
	PieceType       ItemType = 4
	HitType         ItemType = 5
	ProofType       ItemType = 6
	HaveType        ItemType = 7
	GivenType       ItemType = 8
)

// maxBlob is the largest blob's ciphertext: 16 bytes a chunk of 64 KiB and a header.
const maxBlob = blob.MaxSize + blob.MaxSize/(64<<10)*16 + 64

// certificateSize is the length of a certificate (docs/spec/statement.md).
const certificateSize = 198

// itemHead is type and length in front of an item.
const itemHead = 1 + 4

// An Item is one thing that a content carries: CertificateItem, CardItem,
// StatementItem, PieceItem, HitItem, ProofItem, HaveItem, GivenItem or Later.
type Item interface {
	kind() ItemType
	appendTo(b []byte) []byte
}

// A CertificateItem is a certificate of an agency's root, 198 bytes.
type CertificateItem []byte

// A CardItem is a party's card.
type CardItem []byte

// A StatementItem is a statement with those of its claims that are sent.
type StatementItem struct {
	Agency lanna.AgencyID // of the writer; claims' digests cover it
	Header []byte
	Sig    []byte // 64 bytes
	Claims []statement.Claim
}

// A PieceItem is a piece of a blob's ciphertext.
type PieceItem struct {
	Name   lanna.Digest
	Size   int64 // of the whole, bytes
	Offset int64
	Data   []byte
}

// A HitItem is a message of hit/no-hit (docs/spec/hit.md). It goes only to a
// party whose card says that it knows them.
type HitItem []byte

// A Later is an item of a type that this version does not know.
type Later struct {
	Type ItemType
	Body []byte
}

func (CertificateItem) kind() ItemType { return CertificateType }
func (CardItem) kind() ItemType        { return CardType }
func (*StatementItem) kind() ItemType  { return StatementType }
func (*PieceItem) kind() ItemType      { return PieceType }
func (HitItem) kind() ItemType         { return HitType }
func (*ProofItem) kind() ItemType      { return ProofType }
func (l *Later) kind() ItemType        { return l.Type }

func (c CertificateItem) appendTo(b []byte) []byte { return append(b, c...) }
func (c CardItem) appendTo(b []byte) []byte        { return append(b, c...) }
func (h HitItem) appendTo(b []byte) []byte         { return append(b, h...) }
func (l *Later) appendTo(b []byte) []byte          { return append(b, l.Body...) }

func (s *StatementItem) appendTo(b []byte) []byte {
	b = append(b, s.Agency[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(s.Header)))
	b = append(b, s.Header...)
	b = append(b, s.Sig...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(s.Claims)))
	for i := range s.Claims {
		b = appendClaim(b, &s.Claims[i])
	}
	return b
}

func appendClaim(b []byte, c *statement.Claim) []byte {
	b = append(b, c.Salt[:]...)
	at := len(b)
	b = c.AppendCanonical(append(b, 0, 0, 0, 0))
	binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4))
	return b
}

func (p *PieceItem) appendTo(b []byte) []byte {
	b = append(b, p.Name[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(p.Size))
	b = binary.BigEndian.AppendUint64(b, uint64(p.Offset))
	return append(b, p.Data...)
}

func appendItem(b []byte, it Item) []byte {
	at := len(b)
	b = it.appendTo(append(b, byte(it.kind()), 0, 0, 0, 0))
	binary.BigEndian.PutUint32(b[at+1:], uint32(len(b)-at-itemHead))
	return b
}

var errItem = refused("item-malformed", "an item is not as version 1 has it")

func (r *fields) item() (Item, error) {
	t := ItemType(r.Uint8())
	body := r.Take(int(r.Uint32()))
	if r.Bad {
		return nil, errItem
	}
	switch t {
	case CertificateType:
		if len(body) != certificateSize {
			return nil, errItem
		}
		return CertificateItem(body), nil
	case CardType:
		if len(body) > MaxCard {
			return nil, errItem
		}
		return CardItem(body), nil
	case StatementType:
		return parseStatementItem(body)
	case PieceType:
		return parsePieceItem(body)
	case ProofType:
		return parseProofItem(body)
	case HaveType:
		return ParseHave(body)
	case GivenType:
		return parseGiven(body)
	case HitType:
		if len(body) > hit.MaxMessage {
			return nil, errItem
		}
		return HitItem(body), nil
	}
	return &Later{t, bytes.Clone(body)}, nil
}

// maxProof is how many hashes a proof has at most (RFC 6962).
const maxProof = 64

// A ProofItem shows that a statement of a revoked writer lies in what stands of
// the writer's log.
type ProofItem struct {
	Record    lanna.RecordID
	Statement lanna.Digest
	Index     uint64                   // of the leaf
	Salt      [statement.SaltSize]byte // of the leaf
	Hashes    [][32]byte
}

func (p *ProofItem) appendTo(b []byte) []byte {
	b = append(append(b, p.Record[:]...), p.Statement[:]...)
	b = append(binary.BigEndian.AppendUint64(b, p.Index), p.Salt[:]...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(p.Hashes)))
	for _, h := range p.Hashes {
		b = append(b, h[:]...)
	}
	return b
}

func parseProofItem(b []byte) (Item, error) {
	r := fields{wire.Fields{Rest: b}}
	p := &ProofItem{}
	copy(p.Record[:], r.Take(len(p.Record)))
	p.Statement, p.Index = r.digest(), r.Uint64()
	copy(p.Salt[:], r.Take(len(p.Salt)))
	n := int(r.Uint16())
	if r.Bad || n > maxProof || len(r.Rest) != n*32 {
		return nil, errItem
	}
	for range n {
		p.Hashes = append(p.Hashes, r.digest())
	}
	return p, nil
}

func parseStatementItem(b []byte) (Item, error) {
	r := fields{wire.Fields{Rest: b}}
	s := &StatementItem{}
	copy(s.Agency[:], r.Take(32))
	s.Header = r.Take(int(r.Uint32()))
	s.Sig = r.Take(64)
	n := int(r.Uint16())
	if r.Bad || n > statement.MaxList {
		return nil, errItem
	}
	for range n {
		var salt [statement.SaltSize]byte
		copy(salt[:], r.Take(len(salt)))
		canonical := r.Take(int(r.Uint32()))
		if r.Bad {
			return nil, errItem
		}
		c, err := statement.ParseClaim(canonical, salt)
		if err != nil {
			return nil, errItem
		}
		s.Claims = append(s.Claims, c)
	}
	if !r.Done() {
		return nil, errItem
	}
	return s, nil
}

func parsePieceItem(b []byte) (Item, error) {
	r := fields{wire.Fields{Rest: b}}
	p := &PieceItem{Name: r.digest(), Size: int64(r.Uint64()), Offset: int64(r.Uint64()), Data: r.Rest}
	if r.Bad || p.Size <= 0 || p.Size > maxBlob || p.Offset < 0 || len(p.Data) == 0 || p.Offset > p.Size-int64(len(p.Data)) {
		return nil, errItem
	}
	return p, nil
}

// Statement checks the item: its writer writes for the agency, the signature
// holds, and each claim is one that the statement names. Whether the claims may
// be held here is the desk's to judge.
func (s *StatementItem) Statement(roster *statement.Roster) (*statement.Statement, error) {
	st, err := statement.Open(s.Header, s.Sig, s.Agency, s.Claims)
	if err != nil {
		code := "statement-malformed"
		if err == statement.ErrForeign {
			code = "claim-foreign"
		}
		return nil, refused(code, err.Error())
	}
	w := roster.Writer(st.Header.Writer)
	if w.Standing == statement.Unknown || w.Agency != s.Agency {
		return nil, &lanna.Error{Kind: lanna.Denied, Code: "writer-unknown", ID: st.ID.String()}
	}
	if err := st.Verify(); err != nil {
		return nil, &lanna.Error{Kind: lanna.Integrity, Code: "statement-unsigned", ID: st.ID.String(), Err: err}
	}
	return st, nil
}
