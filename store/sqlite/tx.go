package sqlite

import (
	"lanna/store"
)

// tx is one update; it is a [store.Tx].
type tx struct {
	reader
	batch  *batch
	barred *filter
	wrote  bool // something, so that a failure must undo it
}

var (
	_ store.Tx     = (*tx)(nil)
	_ store.Reader = (*reader)(nil)
)

func newTx(b *batch) *tx {
	s := b.w.store
	return &tx{reader: reader{c: b.w.c, names: s.names, fresh: b.fresh}, batch: b, barred: s.barred}
}

// write is c.q for SQL that changes something.
func (t *tx) write(sql string) *stmt {
	t.wrote = true
	return t.c.q(sql)
}

// place is a list of rows: those under one key name, value and audience.
type place struct {
	list     int64
	value    string
	audience int64
}
