// Package lanna is the vocabulary: the nouns of the field as types. It imports
// only the standard library, and every room of the house speaks it.
//
// An agency runs a node. A node's writer signs statements about records; what
// a statement says is a set of claims. A claim carries a marking, and a reader
// (an officer of an agency, in a role, at a desk) sees of it what the marking
// allows for the purpose that was given.
package lanna

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"
)

// A Digest is a SHA-256 digest. Claims, statements, pictures and blobs are
// named by digests.
type Digest [32]byte

// An AgencyID names an agency: the digest of its first root key.
type AgencyID [32]byte

// A WriterID names a writer: its Ed25519 public key, one key on one node.
type WriterID [32]byte

// A RecordID names a record: 16 random bytes, so that it tells nothing, not
// even when the record was opened.
type RecordID [16]byte

// An OfficerID is an officer's pseudonym, and the record on which the agency
// keeps what it says about that officer. Outside the agency it is only a number.
type OfficerID = RecordID

// NewRecordID returns a fresh random id.
func NewRecordID() RecordID {
	var id RecordID
	rand.Read(id[:]) // never fails: crypto/rand aborts the program instead
	return id
}

func (d Digest) String() string   { return hex.EncodeToString(d[:]) }
func (a AgencyID) String() string { return hex.EncodeToString(a[:]) }
func (w WriterID) String() string { return hex.EncodeToString(w[:]) }
func (r RecordID) String() string { return hex.EncodeToString(r[:]) }

// IsZero reports whether nothing is named.
func (d Digest) IsZero() bool { return d == Digest{} }

// IsZero reports whether no record is named.
func (r RecordID) IsZero() bool { return r == RecordID{} }

// MarshalText writes a digest as 64 hexadecimal digits.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (d *Digest) UnmarshalText(b []byte) error { return fromHex(d[:], b) }

// MarshalText writes an agency's id as 64 hexadecimal digits.
func (a AgencyID) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (a *AgencyID) UnmarshalText(b []byte) error { return fromHex(a[:], b) }

// MarshalText writes a writer's id as 64 hexadecimal digits.
func (w WriterID) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (w *WriterID) UnmarshalText(b []byte) error { return fromHex(w[:], b) }

// MarshalText writes a record's id as 32 hexadecimal digits.
func (r RecordID) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads 32 hexadecimal digits.
func (r *RecordID) UnmarshalText(b []byte) error { return fromHex(r[:], b) }

// ParseRecordID reads the text form of a record's id.
func ParseRecordID(s string) (RecordID, error) {
	var id RecordID
	err := id.UnmarshalText([]byte(s))
	return id, err
}

// ParseDigest reads the text form of a digest.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	err := d.UnmarshalText([]byte(s))
	return d, err
}

func fromHex(dst, src []byte) error {
	if len(src) != 2*len(dst) {
		return fmt.Errorf("want %d hexadecimal digits, got %d", 2*len(dst), len(src))
	}
	if _, err := hex.Decode(dst, src); err != nil {
		return fmt.Errorf("not hexadecimal")
	}
	return nil
}

// Millis is a wall-clock time in milliseconds since 1970 UTC. It is shown and
// counted against deadlines; it never decides which statement came first.
type Millis int64

// MillisOf returns t in milliseconds.
func MillisOf(t time.Time) Millis { return Millis(t.UnixMilli()) }

// Time returns m as a time in UTC.
func (m Millis) Time() time.Time { return time.UnixMilli(int64(m)).UTC() }

// A Clock tells the time. Rooms are handed one; only node and cmd read the
// machine's.
type Clock interface{ Now() time.Time }

// ClockFunc makes a Clock of a function.
type ClockFunc func() time.Time

// Now calls f.
func (f ClockFunc) Now() time.Time { return f() }
