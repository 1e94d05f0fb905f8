// Package hit is hit/no-hit: two agencies learn whether both know the same
// identifier or person, and nothing else. It is pure protocol. What the inputs
// mean, who may be asked for what, and who is left out is the desk's to say.
//
// A publisher evaluates a verifiable oblivious pseudorandom function (RFC 9497,
// ristretto255-SHA512) over all that it would admit to know, under keys that
// are drawn for one publication to one partner, and hands over the beginnings
// of the outputs: a filter. Whoever asks blinds an input, gets it evaluated
// with a proof that the publication's key was used, and looks for the output in
// the filter without telling anybody what it found.
//
// docs/spec/hit.md specifies the bytes and says what each side can learn;
// docs/design/hit.md says what was refused.
package hit

import (
	"encoding/binary"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/oprf"

	"lanna"
)

var suite = oprf.SuiteRistretto255

// Sizes in bytes.
const (
	ElementSize = 32 // a blinded or evaluated element, compressed
	ProofSize   = 64 // a proof for a whole batch
	EntrySize   = 8  // what a filter holds of an output
	VoucherSize = 32 // what shows that an output was computed and not read off a filter
	OutputSize  = 64
	SeedSize    = 32
)

// MaxInput is the longest input, in bytes.
const MaxInput = 1024

// MaxBatch is the most elements of one question. RFC 9497 allows 65,535; fewer
// keep a question within one envelope and a node's answer within half a second.
const MaxBatch = 2048

// A Topic is what a publication answers for. Each has a key of its own within a
// publication, so that an input evaluated for one topic says nothing for another.
// The desk uses the purposes (lanna.Purpose); cells and time windows of plans
// can be a topic later.
type Topic string

// An Entry is what a filter holds of an output: its first eight bytes, big-endian.
type Entry uint64

// A Voucher is the 32 bytes behind an output's entry. No filter holds it, so
// whoever names one has had the input evaluated.
type Voucher [VoucherSize]byte

// An Output is the function's value for one input under one key.
type Output [OutputSize]byte

// Entry returns what the filter holds of the output.
func (o Output) Entry() Entry { return Entry(binary.BigEndian.Uint64(o[:])) }

// Voucher returns what stands behind the entry.
func (o Output) Voucher() Voucher { return Voucher(o[EntrySize:]) }

// refused makes the error of bytes that are not as version 1 has them.
func refused(code, why string) error { return lanna.Errorf(lanna.Invalid, code, "%s", why) }

// element reads a group element. The identity is none (RFC 9497, 2.1).
func element(b []byte) (group.Element, error) {
	e := suite.Group().NewElement()
	if err := e.UnmarshalBinary(b); err != nil || e.IsIdentity() {
		return nil, refused("hit-element", "an element is not one of the group, or the identity")
	}
	return e, nil
}

// elements reads elements that stand one behind the other.
func elements(b []byte) ([]group.Element, error) {
	if len(b) == 0 || len(b)%ElementSize != 0 || len(b) > MaxBatch*ElementSize {
		return nil, refused("hit-batch", "it has no elements, too many, or a part of one")
	}
	out := make([]group.Element, len(b)/ElementSize)
	for i := range out {
		var err error
		if out[i], err = element(b[i*ElementSize : (i+1)*ElementSize]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func appendElements(b []byte, list []group.Element) ([]byte, error) {
	for _, e := range list {
		raw, err := e.MarshalBinaryCompress()
		if err != nil {
			return nil, err
		}
		b = append(b, raw...)
	}
	return b, nil
}
