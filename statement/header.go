package statement

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"

	"lanna"
)

// Limits and padding of the two lists of a header. The lists are sorted and
// filled up with random digests to the next step, so that neither order nor
// length tells anything.
const (
	MaxList     = 4096
	claimsStart = 8
	namesStart  = 4
)

// A Header is what a writer signs: who, when, on which record, and digests.
// Everything with meaning is in the claims.
type Header struct {
	Kind    lanna.StatementKind
	Writer  lanna.WriterID
	Record  lanna.RecordID
	Officer lanna.OfficerID
	Time    lanna.Millis
	Claims  []lanna.Digest // digests of the statement's own claims, sorted, padded
	Names   []lanna.Digest // digests of the claims that it is about, sorted, padded
}

// A Statement is a header in its canonical bytes with the signature over them,
// and those of its claims that the holder has. Claims that were withheld or
// erased are simply not there.
type Statement struct {
	ID     lanna.Digest // SHA-256 of Bytes
	Header Header
	Bytes  []byte
	Sig    []byte // 64 bytes; empty for kinds that are not signed
	Claims []Held
}

// A Held claim is a claim with its digest.
type Held struct {
	Claim
	Digest lanna.Digest
}

// Errors of statements.
var (
	ErrHeader    = errors.New("statement header is malformed")
	ErrSignature = errors.New("signature does not verify")
	ErrForeign   = errors.New("claim is not of this statement")
)

// AppendCanonical appends the canonical bytes of the header.
func (h *Header) AppendCanonical(b []byte) []byte {
	b = append(b, headerDomain...)
	b = append(b, byte(h.Kind))
	b = append(b, h.Writer[:]...)
	b = append(b, h.Record[:]...)
	b = append(b, h.Officer[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(h.Time))
	b = appendDigests(b, h.Claims)
	return appendDigests(b, h.Names)
}

// ParseHeader reads canonical bytes. Lists that are not sorted, not padded to
// a step or hold a digest twice are refused: there is one way to write a header.
func ParseHeader(b []byte) (Header, error) {
	var h Header
	rest, ok := bytes.CutPrefix(b, []byte(headerDomain))
	if !ok {
		return h, ErrHeader
	}
	r := reader{b: rest}
	h.Kind = lanna.StatementKind(r.byte())
	copy(h.Writer[:], r.take(32))
	copy(h.Record[:], r.take(16))
	copy(h.Officer[:], r.take(16))
	h.Time = lanna.Millis(r.uint64())
	h.Claims = r.digests(claimsStart)
	h.Names = r.digests(namesStart)
	if r.bad || len(r.b) != 0 || h.Kind == 0 {
		return Header{}, ErrHeader
	}
	return h, nil
}

func appendDigests(b []byte, list []lanna.Digest) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(list)))
	for i := range list {
		b = append(b, list[i][:]...)
	}
	return b
}

func (r *reader) digests(start int) []lanna.Digest {
	n := int(r.uint16())
	if r.bad || n > MaxList || n != step(n, start) || n*32 > len(r.b) {
		r.bad = true
		return nil
	}
	list := make([]lanna.Digest, n)
	for i := range list {
		copy(list[i][:], r.take(32))
		if i > 0 && bytes.Compare(list[i-1][:], list[i][:]) >= 0 {
			r.bad = true
		}
	}
	return list
}

// step returns the length to which n digests are padded: start doubled as
// often as needed.
func step(n, start int) int {
	for start < n {
		start *= 2
	}
	return start
}

// pad sorts the digests and fills them up with random ones.
func pad(list []lanna.Digest, start int) []lanna.Digest {
	n := step(len(list), start)
	out := make([]lanna.Digest, n)
	copy(out, list)
	if k := len(list); k < n {
		fill := make([]byte, 32*(n-k))
		rand.Read(fill)
		for i := range n - k {
			copy(out[k+i][:], fill[32*i:])
		}
	}
	slices.SortFunc(out, func(a, b lanna.Digest) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(out)
}

// A Draft is a statement before it is signed.
type Draft struct {
	Kind    lanna.StatementKind
	Record  lanna.RecordID
	Officer lanna.OfficerID
	Time    lanna.Millis
	Claims  []Claim
	Names   []lanna.Digest
}

// A Signer is a writer's key with the agency for which it writes.
type Signer struct {
	Agency lanna.AgencyID
	key    ed25519.PrivateKey
	id     lanna.WriterID
}

// NewSigner makes a Signer of a private key.
func NewSigner(agency lanna.AgencyID, key ed25519.PrivateKey) *Signer {
	s := &Signer{Agency: agency, key: key}
	copy(s.id[:], key.Public().(ed25519.PublicKey))
	return s
}

// Writer returns the signer's writer.
func (s *Signer) Writer() lanna.WriterID { return s.id }

// Key returns the private key, for the log's checkpoints.
func (s *Signer) Key() ed25519.PrivateKey { return s.key }

// Sign makes the statement. Kinds that are not signed get no signature.
func (s *Signer) Sign(d Draft) (*Statement, error) {
	st, err := s.Prepare(d)
	if err == nil {
		s.Seal(st)
	}
	return st, err
}

// Prepare makes the statement without its signature. All else is final, its ID
// included, so that what rests on the statement can go on while Seal works.
func (s *Signer) Prepare(d Draft) (*Statement, error) {
	if len(d.Claims) > MaxList || len(d.Names) > MaxList || d.Kind == 0 {
		return nil, ErrHeader
	}
	st := &Statement{Claims: make([]Held, len(d.Claims))}
	own := make([]lanna.Digest, len(d.Claims))
	for i := range d.Claims {
		if err := d.Claims[i].Check(); err != nil {
			return nil, err
		}
		own[i] = d.Claims[i].Digest(s.Agency, d.Record)
		st.Claims[i] = Held{d.Claims[i], own[i]}
	}
	names := slices.Clone(d.Names)
	slices.SortFunc(names, func(a, b lanna.Digest) int { return bytes.Compare(a[:], b[:]) })
	names = slices.Compact(names)
	st.Header = Header{d.Kind, s.id, d.Record, d.Officer, d.Time, pad(own, claimsStart), pad(names, namesStart)}
	if len(st.Header.Claims) != step(len(own), claimsStart) { // one claim twice, salt and all: nobody could read the header
		return nil, ErrClaim
	}
	size := len(headerDomain) + 1 + 32 + 16 + 16 + 8 + 4 + 32*(len(st.Header.Claims)+len(st.Header.Names))
	st.Bytes = st.Header.AppendCanonical(make([]byte, 0, size))
	st.ID = sha256.Sum256(st.Bytes)
	return st, nil
}

// Seal signs a statement that Prepare made, if it is of a kind that is signed.
func (s *Signer) Seal(st *Statement) {
	if st.Header.Kind.Signed() {
		st.Sig = Sign(s.key, st.Bytes)
	}
}

// Open reads a stored or received statement and checks that its claims are its
// own. It does not verify the signature: see Verify.
func Open(header, sig []byte, agency lanna.AgencyID, claims []Claim) (*Statement, error) {
	h, err := ParseHeader(header)
	if err != nil {
		return nil, err
	}
	st := &Statement{ID: sha256.Sum256(header), Header: h, Bytes: header, Sig: sig, Claims: make([]Held, len(claims))}
	for i := range claims {
		d := claims[i].Digest(agency, h.Record)
		if _, ok := slices.BinarySearchFunc(h.Claims, d, func(a, b lanna.Digest) int { return bytes.Compare(a[:], b[:]) }); !ok {
			return nil, ErrForeign
		}
		st.Claims[i] = Held{claims[i], d}
	}
	return st, nil
}

// Verify checks the signature. Kinds from lanna.Read on may go without one, but
// one that is there must hold. Whether the writer may sign is the Roster's to
// say.
func (s *Statement) Verify() error {
	return VerifyBytes(s.Header.Kind, s.Header.Writer, s.Bytes, s.Sig)
}

// VerifyBytes is Verify for a header that is already parsed.
func VerifyBytes(kind lanna.StatementKind, writer lanna.WriterID, header, sig []byte) error {
	if kind >= lanna.Read && len(sig) == 0 {
		return nil
	}
	if !Verified(writer[:], header, sig) {
		return ErrSignature
	}
	return nil
}

// Value returns the value of the first held claim with the property.
func (s *Statement) Value(p lanna.Property) string {
	for i := range s.Claims {
		if s.Claims[i].Property == p {
			return s.Claims[i].Value
		}
	}
	return ""
}
