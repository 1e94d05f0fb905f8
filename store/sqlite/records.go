package sqlite

import "lanna"

// A record has a number, given when it is first heard of, so that what is kept
// of it lies together and in order of arrival. Its id is random, and an index
// on it the only one that is written at a random place.

// record returns the number of a record, 0 where nothing was ever kept of it.
func (r *reader) record(id lanna.RecordID) (int64, error) {
	n, _, err := r.c.q("SELECT n FROM record WHERE id = ?").blob(id[:]).number()
	return n, err
}

// A given record is one of which this transaction knows the number.
type given struct {
	n     int64
	fresh bool // given in this transaction: nothing was kept of it before
	said  bool // a statement on it was kept since
	rows  [1 << viewBits / 64]uint64
}

// put notes that a row of a view is written, and reports whether there may be
// one already.
func (g *given) put(view int64) (there bool) {
	bit := uint64(1) << (view % 64)
	there = !g.fresh || g.rows[view/64]&bit != 0
	g.rows[view/64] |= bit
	return there
}

// record returns the number of a record; what an update writes on the same
// records is not looked up twice.
func (t *tx) record(id lanna.RecordID) (int64, error) {
	if g := t.batch.records[id]; g != nil {
		return g.n, nil
	}
	n, err := t.reader.record(id)
	if n != 0 && err == nil {
		t.batch.records[id] = &given{n: n}
	}
	return n, err
}

// giveRecord is record for what is about to be written: a new record gets a
// number.
func (t *tx) giveRecord(id lanna.RecordID) (*given, error) {
	if n, err := t.record(id); n != 0 || err != nil {
		return t.batch.records[id], err
	}
	if err := t.write("INSERT INTO record (id) VALUES (?)").blob(id[:]).exec(); err != nil {
		return nil, err
	}
	g := &given{n: t.c.db.LastInsertRowID(), fresh: true}
	t.batch.records[id] = g
	return g, nil
}
