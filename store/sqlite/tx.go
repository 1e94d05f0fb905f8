package sqlite

import (
	"lanna/store"
)

// tx is one update; it is a [store.Tx].
type tx struct {
	reader
	batch  *batch
	barred *filter
	counts map[place]int64 // changes of counts, not yet written
	buf    []byte
}

var (
	_ store.Tx     = (*tx)(nil)
	_ store.Reader = (*reader)(nil)
)

func newTx(b *batch) *tx {
	s := b.w.store
	return &tx{reader: reader{c: b.w.c, names: s.names, fresh: b.fresh}, batch: b, barred: s.barred,
		counts: map[place]int64{}}
}

// finish writes what was put off to the end of the update.
func (t *tx) finish() error { return t.writeCounts() }

// place is a list of rows: those under one key name, value and audience.
type place struct {
	list     int64
	value    string
	audience int64
}
