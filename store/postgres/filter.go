package postgres

import (
	"encoding/binary"

	"lanna"
)

// filter tells quickly that a digest is surely not barred: one bit stands for
// many digests, and a set bit means that the table must be asked. Bits are only
// ever set, so a transaction that failed does no harm. The writer alone uses it.
type filter struct {
	bits []uint64
}

const filterBits = 1 << 20 // 128 KiB; 100,000 barred digests ask the table for one claim in ten

func newFilter() *filter { return &filter{bits: make([]uint64, filterBits/64)} }

func (f *filter) place(d *lanna.Digest) (int, uint64) {
	h := binary.BigEndian.Uint64(d[:8]) % filterBits
	return int(h / 64), 1 << (h % 64)
}

func (f *filter) add(d *lanna.Digest) {
	i, bit := f.place(d)
	f.bits[i] |= bit
}

func (f *filter) maybe(d *lanna.Digest) bool {
	i, bit := f.place(d)
	return f.bits[i]&bit != 0
}
