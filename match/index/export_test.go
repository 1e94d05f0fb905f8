package index

import (
	"encoding/binary"
	"testing"
)

// Plain opens all of a file.
func Plain(t testing.TB, path string, key []byte) []byte {
	t.Helper()
	b, err := openBase(path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	return append([]byte(nil), b.bytes(0, len(b.data))...)
}

// TermBytes are the terms of an entry's sounds, signs and numbers as they stand
// in a file.
func TermBytes(e Entry) [][]byte {
	r := &reader{width: filing}
	var out [][]byte
	for _, t := range r.termsOf(e.Record, &e.Facts) {
		out = append(out, binary.LittleEndian.AppendUint64(nil, uint64(t)))
	}
	return out
}

// SharedTerm reports whether one of the first n of a crowd is filed under the
// term as well.
func SharedTerm(c interface{ Registered(int) Entry }, n int, term []byte) bool {
	for i := range n {
		for _, other := range TermBytes(c.Registered(i)) {
			if string(other) == string(term) {
				return true
			}
		}
	}
	return false
}
