package postgres

import (
	"github.com/jackc/pgx/v5"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// tx is one update; it is a [store.Tx]. What it reads is answered from what waits,
// or what waits is written first.
type tx struct {
	reader
	batch *batch
	wrote bool // something, so that a failure must undo it
}

var (
	_ store.Tx     = (*tx)(nil)
	_ store.Reader = (*reader)(nil)
)

// exec lets SQL wait until what waits is written.
func (t *tx) exec(sql string, args ...any) error {
	t.wrote = true
	t.batch.more = append(t.batch.more, statementOf{sql, args})
	return nil
}

// synced runs a read after what waits was written.
func synced[T any](t *tx, read func() (T, error)) (T, error) {
	if err := t.flush(); err != nil {
		var none T
		return none, err
	}
	return read()
}

func (t *tx) syncedDo(do func() error) error {
	if err := t.flush(); err != nil {
		return err
	}
	return do()
}

// Certificates returns all certificates.
func (t *tx) Certificates() ([][]byte, error) { return synced(t, t.reader.Certificates) }

// Statements returns a record's statements.
func (t *tx) Statements(record lanna.RecordID) ([]store.Stored, error) {
	if err := t.syncRecord(record); err != nil {
		return nil, err
	}
	return t.reader.Statements(record)
}

// syncRecord writes what waits where it is about the record.
func (t *tx) syncRecord(record lanna.RecordID) error {
	if g := t.batch.records[record]; g != nil && (g.fresh || t.batch.touched[g.n]) {
		return t.flush()
	}
	return nil
}

// Statement returns one statement.
func (t *tx) Statement(record lanna.RecordID, id lanna.Digest) (store.Stored, error) {
	if err := t.syncRecord(record); err != nil {
		return store.Stored{}, err
	}
	return t.reader.Statement(record, id)
}

// Version sums up what is held on a record.
func (t *tx) Version(record lanna.RecordID) (store.Version, error) {
	if err := t.syncRecord(record); err != nil {
		return store.Version{}, err
	}
	return t.reader.Version(record)
}

// Scan goes through all statements.
func (t *tx) Scan(from int64, f func(store.Stored) error) error {
	return t.syncedDo(func() error { return t.reader.Scan(from, f) })
}

// Records calls f with every record that has a signed statement.
func (t *tx) Records(after lanna.RecordID, f func(lanna.RecordID) error) error {
	return t.syncedDo(func() error { return t.reader.Records(after, f) })
}

// Barred reports whether a claim was erased.
func (t *tx) Barred(agency lanna.AgencyID, claim lanna.Digest) (bool, error) {
	if !t.s.barred.maybe(&claim) {
		return false, nil
	}
	return synced(t, func() (bool, error) { return t.reader.Barred(agency, claim) })
}

// Leaves calls f with the leaves [from, to).
func (t *tx) Leaves(w lanna.WriterID, from, to int64, f func(store.Leaf) error) error {
	return t.syncedDo(func() error { return t.reader.Leaves(w, from, to, f) })
}

// LeafOf returns the place of a statement in the log of its writer.
func (t *tx) LeafOf(w lanna.WriterID, seq int64) (int64, error) {
	return synced(t, func() (int64, error) { return t.reader.LeafOf(w, seq) })
}

// StatementAt returns the statement that is a leaf.
func (t *tx) StatementAt(w lanna.WriterID, index int64) (store.Stored, error) {
	return synced(t, func() (store.Stored, error) { return t.reader.StatementAt(w, index) })
}

// Log lists a writer's log.
func (t *tx) Log(q store.LogQuery) ([]store.LogEntry, error) {
	return synced(t, func() ([]store.LogEntry, error) { return t.reader.Log(q) })
}

// Hashes returns tree hashes of a level.
func (t *tx) Hashes(w lanna.WriterID, level int, from int64, n int) ([][32]byte, error) {
	return synced(t, func() ([][32]byte, error) { return t.reader.Hashes(w, level, from, n) })
}

// Checkpoints calls f with the stored checkpoints with Size > after.
func (t *tx) Checkpoints(w lanna.WriterID, after int64, f func(store.Checkpoint) error) error {
	return t.syncedDo(func() error { return t.reader.Checkpoints(w, after, f) })
}

// Parcels returns what waits for a receiver.
func (t *tx) Parcels(to string, after int64, limit int) ([]store.Parcel, error) {
	return synced(t, func() ([]store.Parcel, error) { return t.reader.Parcels(to, after, limit) })
}

// MetaNames returns the names that begin with prefix.
func (t *tx) MetaNames(prefix string) ([]string, error) {
	return synced(t, func() ([]string, error) { return t.reader.MetaNames(prefix) })
}

// Dump writes what is made from statements.
func (t *tx) Dump(f func(line []byte) error) error {
	return t.syncedDo(func() error { return t.reader.Dump(f) })
}

// Bar bars claims that may arrive later.
func (t *tx) Bar(claims []statement.Barred) error {
	for i := range claims {
		t.s.barred.add(&claims[i].Digest)
		t.batch.turn.barred++
		err := t.exec("INSERT INTO barred (agency, digest, n) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", claims[i].Agency[:], claims[i].Digest[:], t.batch.turn.barred)
		if err != nil {
			return err
		}
	}
	return nil
}

// loadBarred notes the claims that other processes barred since.
func (r *reader) loadBarred(after int64) error {
	return r.rows(func(row pgx.Rows) error {
		var b []byte
		err := row.Scan(&b)
		if err == nil {
			d := lanna.Digest(b)
			r.s.barred.add(&d)
		}
		return err
	}, "SELECT digest FROM barred WHERE n > $1", after)
}
