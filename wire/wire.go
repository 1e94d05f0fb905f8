// Package wire takes fixed-width fields off bytes that came from a stranger, as
// docs/spec/envelope.md and docs/spec/hit.md write them: big-endian, without
// padding between them.
package wire

import (
	"encoding/binary"

	"lanna"
)

// Fields are bytes that are read from the front. Once they run short, Bad is set
// and every further field is zero, so that a decoder asks once at its end. They
// never copy or allocate by a length that was read.
type Fields struct {
	Rest []byte // what was not read yet
	Bad  bool   // something was missing, or not as the decoder has it
}

// Take takes the next n bytes; nil where there are fewer.
func (r *Fields) Take(n int) []byte {
	if r.Bad || n < 0 || n > len(r.Rest) {
		r.Bad = true
		return nil
	}
	v := r.Rest[:n:n]
	r.Rest = r.Rest[n:]
	return v
}

// Prefix takes a string that must stand there.
func (r *Fields) Prefix(s string) {
	if string(r.Take(len(s))) != s {
		r.Bad = true
	}
}

// Uint8 takes a number of one byte.
func (r *Fields) Uint8() uint8 {
	if v := r.Take(1); v != nil {
		return v[0]
	}
	return 0
}

// Uint16 takes a number of two bytes.
func (r *Fields) Uint16() uint16 {
	if v := r.Take(2); v != nil {
		return binary.BigEndian.Uint16(v)
	}
	return 0
}

// Uint32 takes a number of four bytes.
func (r *Fields) Uint32() uint32 {
	if v := r.Take(4); v != nil {
		return binary.BigEndian.Uint32(v)
	}
	return 0
}

// Uint64 takes a number of eight bytes.
func (r *Fields) Uint64() uint64 {
	if v := r.Take(8); v != nil {
		return binary.BigEndian.Uint64(v)
	}
	return 0
}

// Writer takes a writer's id.
func (r *Fields) Writer() (w lanna.WriterID) {
	copy(w[:], r.Take(len(w)))
	return w
}

// Done reports whether all bytes were read and none was missing.
func (r *Fields) Done() bool { return !r.Bad && len(r.Rest) == 0 }
