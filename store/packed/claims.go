// Package packed is how engines pack what lies together in one row: the claims
// of a statement, and lists of numbers and words.
package packed

import (
	"bytes"
	"encoding/binary"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// The claims of a statement lie in one row with it, packed one after the other:
//
//	place   uint16   of the claim's digest in the header's list
//	salt    16 bytes
//	length  uvarint
//	body    the canonical form
//
// Digests are not kept twice: the header has them all.

// Claims packs the claims; statement.ErrForeign where the header does not
// name one of them.
func Claims(h *statement.Header, claims []statement.Held) ([]byte, error) {
	size := 0
	for i := range claims {
		size += 2 + statement.SaltSize + 32 + len(claims[i].Property) + len(claims[i].Value) + 32*len(claims[i].From)
	}
	b := make([]byte, 0, size)
	var body []byte
	for i := range claims {
		c := &claims[i]
		at, ok := placeOf(h.Claims, &c.Digest)
		if !ok {
			return nil, statement.ErrForeign
		}
		body = c.AppendCanonical(body[:0])
		b = binary.BigEndian.AppendUint16(b, uint16(at))
		b = append(b, c.Salt[:]...)
		b = binary.AppendUvarint(b, uint64(len(body)))
		b = append(b, body...)
	}
	return b, nil
}

func placeOf(list []lanna.Digest, d *lanna.Digest) (int, bool) {
	return slices.BinarySearchFunc(list, d, func(x lanna.Digest, y *lanna.Digest) int { return bytes.Compare(x[:], y[:]) })
}

// Each calls f with the digest, the salt and the canonical form of every
// packed claim, and with all its bytes together.
func Each(h *statement.Header, b []byte, f func(d *lanna.Digest, salt [statement.SaltSize]byte, body, whole []byte) error) error {
	u := Fields{Rest: b}
	for len(u.Rest) > 0 {
		begin := len(b) - len(u.Rest)
		var salt [statement.SaltSize]byte
		at := int(binary.BigEndian.Uint16(u.TakeAll(2)))
		copy(salt[:], u.TakeAll(len(salt)))
		body := u.Take(int(u.Uvarint()))
		if u.Bad || at >= len(h.Claims) {
			return store.ErrCorrupt
		}
		if err := f(&h.Claims[at], salt, body, b[begin:len(b)-len(u.Rest)]); err != nil {
			return err
		}
	}
	return nil
}

// Read unpacks claims.
func Read(h *statement.Header, b []byte) ([]statement.Held, error) {
	var out []statement.Held
	err := Each(h, b, func(d *lanna.Digest, salt [statement.SaltSize]byte, body, _ []byte) error {
		c, err := statement.ParseClaim(body, salt)
		if err != nil {
			return store.ErrCorrupt
		}
		out = append(out, statement.Held{Claim: c, Digest: *d})
		return nil
	})
	return out, err
}

// Without returns the packed claims less those that are gone.
func Without(h *statement.Header, b []byte, gone map[lanna.Digest]bool) ([]byte, error) {
	out := make([]byte, 0, len(b))
	err := Each(h, b, func(d *lanna.Digest, _ [statement.SaltSize]byte, _, whole []byte) error {
		if !gone[*d] {
			out = append(out, whole...)
		}
		return nil
	})
	return out, err
}
