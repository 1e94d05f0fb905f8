package postgres

import (
	"errors"

	"lanna"
	"lanna/store"
)

// A given record is one of which this transaction knows the number.
type given struct {
	n     int64
	fresh bool // given in this transaction: nothing was kept of it before
	said  bool // a statement on it was kept since
	rows  [1 << viewBits / 64]uint64
}

// holds reports whether there may be a row of a view.
func (g *given) holds(view int64) bool { return !g.fresh || g.rows[view/64]&(1<<(view%64)) != 0 }

// put notes that a row of a view is written, and reports whether there may be
// one already.
func (g *given) put(view int64) (there bool) {
	there = g.holds(view)
	g.rows[view/64] |= 1 << (view % 64)
	return there
}

// known returns a record that was kept or given before, or nil.
func (t *tx) known(id lanna.RecordID) (*given, error) {
	if g := t.batch.records[id]; g != nil {
		return g, nil
	}
	g := &given{}
	var key []byte
	err := t.one([]any{&g.n, &key}, "SELECT record.n, seal.key FROM record JOIN seal ON seal.k = record.n WHERE id = $1", [16]byte(id))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if _, ok := t.batch.seals[g.n]; !ok {
		if t.batch.seals[g.n], err = t.s.master.sealerOf(g.n, key); err != nil {
			return nil, err
		}
	}
	t.batch.records[id] = g
	return g, nil
}

// recordOf returns the number of a record, 0 where nothing was ever kept of it.
func (t *tx) recordOf(id lanna.RecordID) (int64, error) {
	g, err := t.known(id)
	if err != nil || g == nil {
		return 0, err
	}
	return g.n, nil
}

// giveRecord is known for what is about to be written: a new record gets a number.
func (t *tx) giveRecord(id lanna.RecordID) (*given, error) {
	g, err := t.known(id)
	if g != nil || err != nil {
		return g, err
	}
	t.wrote = true
	b := t.batch
	b.turn.record++
	g = &given{n: b.turn.record, fresh: true}
	b.records[id] = g
	b.newRecords = append(b.newRecords, newRecord{g.n, id})
	b.newSeal(g.n)
	return g, nil
}

type newRecord struct {
	n  int64
	id [16]byte
}

// A newSeal is a key that waits to be written.
type newSeal struct {
	k   int64
	key []byte
}

func (b *batch) newSeal(k int64) sealer {
	s, key := b.s.master.fresh(k)
	b.seals[k] = s
	b.newSeals = append(b.newSeals, newSeal{k, key})
	return s
}

// sealerFor returns the key for content, and draws it where there is none.
func (t *tx) sealerFor(k int64) (sealer, error) {
	if s, ok := t.batch.seals[k]; ok {
		return s, nil
	}
	var key []byte
	err := t.one([]any{&key}, "SELECT key FROM seal WHERE k = $1", k)
	if errors.Is(err, store.ErrNotFound) {
		return t.batch.newSeal(k), nil
	}
	if err != nil {
		return sealer{}, err
	}
	s, err := t.s.master.sealerOf(k, key)
	if err == nil {
		t.batch.seals[k] = s
	}
	return s, err
}
