// Package statement holds what officers said: claims, the statements that sign
// their digests, the certificates of writers, and the fold that makes a
// record's state of them. It is pure: it reads no clock, no disk and no
// network. The bytes are specified in docs/spec/statement.md and cannot change.
package statement

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"unicode/utf8"

	"lanna"
)

// Domains separate everything that is hashed or signed here from everything
// else, so that no digest or signature can be taken for another's.
const (
	claimDomain       = "lanna/claim/v1\n"
	headerDomain      = "lanna/statement/v1\n"
	certificateDomain = "lanna/certificate/v1\n"
	agencyDomain      = "lanna/agency/v1\n"
	leafDomain        = "lanna/leaf/v1\n"
)

// Limits of a claim. A value larger than MaxValue belongs into a blob.
const (
	MaxProperty = 64
	MaxValue    = 1 << 20
	MaxFrom     = 32
	SaltSize    = 16
)

// A Claim is one thing that is said: a property and its value, in a language,
// graded, derived from other claims. The salt makes its digest tell nothing to
// whoever does not hold the claim.
//
// A claim with an empty Value withdraws what it replaces.
type Claim struct {
	Property lanna.Property
	Value    string // UTF-8; its form depends on the property
	Lang     string // BCP 47, empty where the value is in no language
	Grade    lanna.Grade
	From     []lanna.Digest // the claims that this one was derived from, such as the picture
	Salt     [SaltSize]byte
}

// New returns a claim with a fresh salt.
func New(p lanna.Property, value string) Claim {
	c := Claim{Property: p, Value: value}
	rand.Read(c.Salt[:])
	return c
}

// Errors of claims.
var (
	ErrClaim = errors.New("claim is malformed")
)

// Check returns ErrClaim where the claim breaks a limit or is not UTF-8.
func (c *Claim) Check() error {
	ok := len(c.Property) > 0 && len(c.Property) <= MaxProperty && utf8.ValidString(string(c.Property)) &&
		len(c.Value) <= MaxValue && utf8.ValidString(c.Value) &&
		len(c.Lang) <= 255 && utf8.ValidString(c.Lang) && len(c.From) <= MaxFrom && c.Grade.Valid()
	if !ok {
		return ErrClaim
	}
	return nil
}

// AppendCanonical appends the canonical form of the claim without its salt.
func (c *Claim) AppendCanonical(b []byte) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(len(c.Property)))
	b = append(b, c.Property...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(c.Value)))
	b = append(b, c.Value...)
	b = append(b, byte(len(c.Lang)))
	b = append(b, c.Lang...)
	b = append(b, c.Grade.Reliability, c.Grade.Credibility, byte(len(c.From)))
	for _, d := range c.From {
		b = append(b, d[:]...)
	}
	return b
}

// ParseClaim reads the canonical form. The salt travels beside it.
func ParseClaim(b []byte, salt [SaltSize]byte) (Claim, error) {
	r := reader{b: b}
	c := Claim{Salt: salt}
	c.Property = lanna.Property(r.take(int(r.uint16())))
	c.Value = string(r.take(int(r.uint32())))
	c.Lang = string(r.take(int(r.byte())))
	c.Grade = lanna.Grade{Reliability: r.byte(), Credibility: r.byte()}
	if n := int(r.byte()); n > 0 && n <= MaxFrom {
		c.From = make([]lanna.Digest, n)
		for i := range c.From {
			copy(c.From[i][:], r.take(32))
		}
	} else if n > MaxFrom {
		return Claim{}, ErrClaim
	}
	if r.bad || len(r.b) != 0 || c.Check() != nil {
		return Claim{}, ErrClaim
	}
	return c, nil
}

// Digest returns the digest by which statements of the agency on the record
// name the claim.
func (c *Claim) Digest(agency lanna.AgencyID, record lanna.RecordID) lanna.Digest {
	b := make([]byte, 0, len(claimDomain)+64+SaltSize+len(c.Property)+len(c.Value)+len(c.Lang)+16+32*len(c.From))
	b = append(b, claimDomain...)
	b = append(b, agency[:]...)
	b = append(b, record[:]...)
	b = append(b, c.Salt[:]...)
	return sha256.Sum256(c.AppendCanonical(b))
}

// A reader takes fixed-width fields off a byte string; once it runs short it
// is bad and returns zeros.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if r.bad || n > len(r.b) {
		r.bad = true
		return nil
	}
	v := r.b[:n]
	r.b = r.b[n:]
	return v
}

func (r *reader) byte() byte {
	if v := r.take(1); v != nil {
		return v[0]
	}
	return 0
}

func (r *reader) uint16() uint16 {
	if v := r.take(2); v != nil {
		return binary.BigEndian.Uint16(v)
	}
	return 0
}

func (r *reader) uint32() uint32 {
	if v := r.take(4); v != nil {
		return binary.BigEndian.Uint32(v)
	}
	return 0
}

func (r *reader) uint64() uint64 {
	if v := r.take(8); v != nil {
		return binary.BigEndian.Uint64(v)
	}
	return 0
}
