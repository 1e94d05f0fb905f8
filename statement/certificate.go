package statement

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"

	"lanna"
)

// A CertificateAct is what the agency's root says of a writer.
type CertificateAct uint8

// The acts. Numbers are part of the format.
const (
	Certify CertificateAct = 1 // the writer writes for the agency; there is no end date
	End     CertificateAct = 2 // the writer writes no more (its disk is lost, or it was rotated); all that it said stands
	Revoke  CertificateAct = 3 // its key is stolen; what its log held at the checkpoint stands, the rest is unproven
)

// A Certificate is signed by the agency's root, which stays offline.
type Certificate struct {
	Act    CertificateAct
	Root   [32]byte // the root's public key; its digest is the agency's id
	Writer lanna.WriterID
	Time   lanna.Millis
	Size   uint64   // Revoke: size of the writer's log at the last checkpoint that counts
	Tree   [32]byte // Revoke: the log's root hash at that size
	Sig    []byte
}

// ErrCertificate says that a certificate is malformed or its signature wrong.
var ErrCertificate = errors.New("certificate is malformed or not signed by its root")

// AgencyOf returns the id of the agency whose root key this is.
func AgencyOf(root ed25519.PublicKey) lanna.AgencyID {
	return sha256.Sum256(append([]byte(agencyDomain), root...))
}

// Agency returns the agency that signed the certificate.
func (c *Certificate) Agency() lanna.AgencyID { return AgencyOf(c.Root[:]) }

// NewCertificate signs what the root says of a writer. Size and tree are zero
// but for Revoke.
func NewCertificate(root ed25519.PrivateKey, act CertificateAct, w lanna.WriterID, at lanna.Millis, size uint64, tree [32]byte) *Certificate {
	c := &Certificate{Act: act, Writer: w, Time: at, Size: size, Tree: tree}
	copy(c.Root[:], root.Public().(ed25519.PublicKey))
	c.Sig = Sign(root, c.body())
	return c
}

func (c *Certificate) body() []byte {
	b := append([]byte(certificateDomain), byte(c.Act))
	b = append(b, c.Root[:]...)
	b = append(b, c.Writer[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(c.Time))
	b = binary.BigEndian.AppendUint64(b, c.Size)
	return append(b, c.Tree[:]...)
}

// Bytes returns the certificate with its signature, 198 bytes in all.
func (c *Certificate) Bytes() []byte { return append(c.body(), c.Sig...) }

// ParseCertificate reads what Bytes writes and verifies the signature.
func ParseCertificate(b []byte) (*Certificate, error) {
	rest, ok := bytes.CutPrefix(b, []byte(certificateDomain))
	if !ok {
		return nil, ErrCertificate
	}
	r := reader{b: rest}
	c := &Certificate{Act: CertificateAct(r.byte())}
	copy(c.Root[:], r.take(32))
	copy(c.Writer[:], r.take(32))
	c.Time = lanna.Millis(r.uint64())
	c.Size = r.uint64()
	copy(c.Tree[:], r.take(32))
	c.Sig = bytes.Clone(r.take(ed25519.SignatureSize))
	if r.bad || len(r.b) != 0 || c.Act < Certify || c.Act > Revoke || !Verified(c.Root[:], c.body(), c.Sig) {
		return nil, ErrCertificate
	}
	return c, nil
}

// Standing is how far a writer's word goes.
type Standing uint8

// The standings.
const (
	Unknown Standing = iota // no certificate: nothing of it is folded
	Active                  // certified
	Ended                   // all that it said stands
	Revoked                 // what its log held at the checkpoint stands
)

// A Writer is what the certificates say of one writer.
type Writer struct {
	ID       lanna.WriterID
	Agency   lanna.AgencyID
	Standing Standing
	Since    lanna.Millis // time of the act that gave the standing
	Size     uint64       // Revoked: leaves that stand
	Tree     [32]byte     // Revoked
}

// A Roster answers whether a writer may speak, and for whom. It is folded from
// certificates in any order: Revoke outweighs End, End outweighs Certify, and
// of two revocations the one with the smaller checkpoint counts.
type Roster struct{ writers map[lanna.WriterID]Writer }

// NewRoster folds certificates, which ParseCertificate has verified. A writer
// that two agencies certify stays with the one whose certificate is older, and
// of the same time with the smaller agency id.
func NewRoster(certs ...*Certificate) *Roster {
	r := &Roster{writers: map[lanna.WriterID]Writer{}}
	owner := map[lanna.WriterID]*Certificate{}
	for _, c := range certs {
		if o := owner[c.Writer]; c.Act == Certify && (o == nil || older(c, o)) {
			owner[c.Writer] = c
		}
	}
	for id, c := range owner {
		r.writers[id] = Writer{ID: id, Agency: c.Agency(), Standing: Active, Since: c.Time}
	}
	for _, c := range certs {
		w, ok := r.writers[c.Writer]
		if !ok || w.Agency != c.Agency() {
			continue
		}
		r.writers[c.Writer] = w.after(c)
	}
	return r
}

func older(a, b *Certificate) bool {
	if a.Time != b.Time {
		return a.Time < b.Time
	}
	x, y := a.Agency(), b.Agency()
	return bytes.Compare(x[:], y[:]) < 0
}

func (w Writer) after(c *Certificate) Writer {
	switch {
	case c.Act == End && (w.Standing == Active || w.Standing == Ended && c.Time < w.Since):
		w.Standing, w.Since = Ended, c.Time
	case c.Act == Revoke && (w.Standing != Revoked || c.Size < w.Size ||
		c.Size == w.Size && (c.Time < w.Since || c.Time == w.Since && bytes.Compare(c.Tree[:], w.Tree[:]) < 0)):
		w.Standing, w.Since, w.Size, w.Tree = Revoked, c.Time, c.Size, c.Tree
	}
	return w
}

// Writer returns what is known of a writer; Standing is Unknown where nothing is.
func (r *Roster) Writer(id lanna.WriterID) Writer { return r.writers[id] }

// Writers returns all writers in the order of their ids.
func (r *Roster) Writers() []Writer {
	out := make([]Writer, 0, len(r.writers))
	for _, w := range r.writers {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b Writer) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return out
}
