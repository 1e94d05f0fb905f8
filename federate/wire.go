package federate

import (
	"encoding/binary"

	"lanna"
)

// refused makes the error of something that is not taken in; the code is what
// the auditor sees beside it in quarantine.
func refused(code, why string) error {
	return lanna.Errorf(lanna.Invalid, code, "%s", why)
}

// A field reader takes fixed-width fields off a byte string; once it runs
// short it is bad and returns zeros. It never copies or allocates by a length
// that it read.
type fields struct {
	b   []byte
	bad bool
}

func (r *fields) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.b) {
		r.bad = true
		return nil
	}
	v := r.b[:n:n]
	r.b = r.b[n:]
	return v
}

func (r *fields) prefix(s string) {
	if string(r.take(len(s))) != s {
		r.bad = true
	}
}

func (r *fields) uint8() uint8 {
	if v := r.take(1); v != nil {
		return v[0]
	}
	return 0
}

func (r *fields) uint16() uint16 {
	if v := r.take(2); v != nil {
		return binary.BigEndian.Uint16(v)
	}
	return 0
}

func (r *fields) uint32() uint32 {
	if v := r.take(4); v != nil {
		return binary.BigEndian.Uint32(v)
	}
	return 0
}

func (r *fields) uint64() uint64 {
	if v := r.take(8); v != nil {
		return binary.BigEndian.Uint64(v)
	}
	return 0
}

func (r *fields) writer() (w lanna.WriterID) {
	copy(w[:], r.take(len(w)))
	return w
}

func (r *fields) digest() (d lanna.Digest) {
	copy(d[:], r.take(len(d)))
	return d
}

// lane reads a lane and refuses one that there is not.
func (r *fields) lane() Lane {
	l := Lane(r.uint8())
	if l > Bulk {
		r.bad = true
	}
	return l
}

// done reports whether all bytes were read and none was missing.
func (r *fields) done() bool { return !r.bad && len(r.b) == 0 }

func numberBytes(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
