package sqlite

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
	"lanna/store/packed"
)

// reader reads one snapshot; it is a [store.Reader].
type reader struct {
	c     *conn
	names *names
	fresh map[name]int64 // names given in this transaction; nil for a reader
}

// scanBatch is how many statements are read before the caller sees them, so
// that the caller may use the reader meanwhile.
const scanBatch = 128

// id8 is the part of a statement's id by which it is looked up.
func id8(id *lanna.Digest) int64 { return int64(binary.BigEndian.Uint64(id[:8])) }

// Certificates returns all certificates.
func (r *reader) Certificates() ([][]byte, error) {
	var out [][]byte
	s := r.c.q("SELECT body FROM certificate ORDER BY n")
	for s.next() {
		out = append(out, s.copyOf(0))
	}
	return out, s.done()
}

const statementColumns = "SELECT seq, header, sig, claims FROM statement "

// Statements returns a record's statements.
func (r *reader) Statements(record lanna.RecordID) ([]store.Stored, error) {
	n, err := r.record(record)
	if err != nil || n == 0 {
		return nil, err
	}
	s := r.c.q(statementColumns + "WHERE record = ? ORDER BY seq").num(n)
	return r.stored(s)
}

// Statement returns one statement.
func (r *reader) Statement(record lanna.RecordID, id lanna.Digest) (store.Stored, error) {
	n, err := r.record(record)
	if err != nil {
		return store.Stored{}, err
	}
	s := r.c.q(statementColumns + "WHERE record = ? AND kind BETWEEN 0 AND 255 AND id8 = ?").num(n).num(id8(&id))
	found, err := r.stored(s)
	if err != nil {
		return store.Stored{}, err
	}
	for _, st := range found {
		if st.ID == id {
			return st, nil
		}
	}
	return store.Stored{}, store.ErrNotFound
}

// Scan goes through all statements.
func (r *reader) Scan(from int64, f func(store.Stored) error) error {
	for {
		s := r.c.q(statementColumns + "WHERE seq >= ? ORDER BY seq LIMIT ?").num(from).num(scanBatch)
		batch, err := r.stored(s)
		if err != nil {
			return err
		}
		for _, st := range batch {
			if err := f(st); err != nil {
				return err
			}
			from = st.Seq + 1
		}
		if len(batch) < scanBatch {
			return nil
		}
	}
}

// stored reads the statements that s finds.
func (r *reader) stored(s *stmt) ([]store.Stored, error) {
	var out []store.Stored
	for s.next() {
		st := store.Stored{Seq: s.int64(0), Header: s.copyOf(1), Sig: s.copyOf(2)}
		h, err := statement.ParseHeader(st.Header)
		if err == nil {
			st.Claims, err = packed.Read(&h, s.raw(3))
		}
		if err != nil {
			_ = s.done()
			return nil, store.ErrCorrupt
		}
		st.ID, st.Kind, st.Writer, st.Record = sha256.Sum256(st.Header), h.Kind, h.Writer, h.Record
		out = append(out, st)
	}
	return out, s.done()
}

// Records calls f with every record that has a signed statement.
func (r *reader) Records(after lanna.RecordID, f func(lanna.RecordID) error) error {
	from, err := r.record(after)
	if err != nil || from == 0 && !after.IsZero() {
		return err
	}
	if after.IsZero() {
		from = 0 // also where the zero id is a record's
	}
	for {
		batch, last, err := r.signedRecords(from)
		if err != nil || len(batch) == 0 {
			return err
		}
		for _, id := range batch {
			if err := f(id); err != nil {
				return err
			}
		}
		from = last
	}
}

func (r *reader) signedRecords(after int64) (out []lanna.RecordID, last int64, err error) {
	s := r.c.q("SELECT n, id FROM record WHERE n > ? AND EXISTS (SELECT 1 FROM statement WHERE record = record.n AND kind BETWEEN ? AND ?) " +
		"ORDER BY n LIMIT ?").num(after).num(int64(lanna.Say)).num(int64(lanna.Grant)).num(scanBatch)
	for s.next() {
		var id lanna.RecordID
		last = s.int64(0)
		s.into(1, id[:])
		out = append(out, id)
	}
	return out, last, s.done()
}

// Version sums up what is held on a record.
func (r *reader) Version(record lanna.RecordID) (v store.Version, err error) {
	n, err := r.record(record)
	if err != nil || n == 0 {
		return v, err
	}
	s := r.c.q("SELECT count(*), max(seq), sum(length(claims)) FROM statement WHERE record = ?").num(n)
	if s.next() {
		v = store.Version{Statements: s.int64(0), Last: s.int64(1), Bytes: s.int64(2)}
	}
	return v, s.done()
}

// Barred reports whether a claim was erased.
func (r *reader) Barred(agency lanna.AgencyID, claim lanna.Digest) (bool, error) {
	_, found, err := r.c.q("SELECT 1 FROM barred WHERE agency = ? AND digest = ?").blob(agency[:]).blob(claim[:]).number()
	return found, err
}

// AddCertificate keeps a certificate.
func (t *tx) AddCertificate(b []byte) error {
	d := sha256.Sum256(b)
	return t.write("INSERT INTO certificate (digest, body) VALUES (?, ?) ON CONFLICT DO NOTHING").blob(d[:]).bytes(b).exec()
}

// Append keeps a statement with its claims.
func (t *tx) Append(agency lanna.AgencyID, s *statement.Statement) (int64, error) {
	for i := range s.Claims {
		if err := t.admit(agency, &s.Claims[i].Digest); err != nil {
			return 0, err
		}
	}
	record, err := t.giveRecord(s.Header.Record)
	if err != nil {
		return 0, err
	}
	if !record.fresh || record.said {
		seq, held, err := t.kept(record.n, s)
		if err != nil {
			return 0, err
		}
		if seq != 0 {
			if err = t.addClaims(seq, held, s); err == nil {
				err = store.ErrExists
			}
			return seq, err
		}
	}
	claims, err := packed.Claims(&s.Header, s.Claims)
	if err != nil {
		return 0, err
	}
	record.said = true
	err = t.write("INSERT INTO statement (record, kind, id8, officer, header, sig, claims) VALUES (?, ?, ?, ?, ?, ?, ?)").
		num(record.n).num(int64(s.Header.Kind)).num(id8(&s.ID)).blob(s.Header.Officer[:]).blob(s.Bytes).blob(s.Sig).bytes(claims).exec()
	return t.c.db.LastInsertRowID(), err
}

// admit returns ErrBarred for a claim that was erased.
func (t *tx) admit(agency lanna.AgencyID, claim *lanna.Digest) error {
	if !t.barred.maybe(claim) {
		return nil
	}
	barred, err := t.Barred(agency, *claim)
	if err == nil && barred {
		err = store.ErrBarred
	}
	return err
}

// kept returns the number under which a statement is kept, or 0, and its packed claims.
func (t *tx) kept(record int64, s *statement.Statement) (seq int64, claims []byte, err error) {
	q := t.c.q("SELECT seq, header, claims FROM statement WHERE record = ? AND kind = ? AND id8 = ?").
		num(record).num(int64(s.Header.Kind)).num(id8(&s.ID))
	for q.next() {
		if bytes.Equal(q.raw(1), s.Bytes) {
			seq, claims = q.int64(0), q.copyOf(2)
		}
	}
	return seq, claims, q.done()
}

// addClaims adds those claims of a statement that are not held.
func (t *tx) addClaims(seq int64, lying []byte, s *statement.Statement) error {
	held := map[lanna.Digest]bool{}
	err := packed.Each(&s.Header, lying, func(d *lanna.Digest, _ [statement.SaltSize]byte, _, _ []byte) error {
		held[*d] = true
		return nil
	})
	if err != nil {
		return err
	}
	more := slices.DeleteFunc(slices.Clone(s.Claims), func(c statement.Held) bool { return held[c.Digest] })
	if len(more) == 0 {
		return nil
	}
	added, err := packed.Claims(&s.Header, more)
	if err != nil {
		return err
	}
	return t.putClaims(seq, append(lying, added...))
}

func (t *tx) putClaims(seq int64, lying []byte) error {
	return t.write("UPDATE statement SET claims = ? WHERE seq = ?").bytes(lying).num(seq).exec()
}

// Remove removes claims and bars them.
func (t *tx) Remove(record lanna.RecordID, claims []statement.Barred) error {
	if err := t.Bar(claims); err != nil {
		return err
	}
	gone := make(map[lanna.Digest]bool, len(claims))
	for _, c := range claims {
		gone[c.Digest] = true
	}
	seqs, err := t.seqsOf(record)
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		if err := t.removeFrom(seq, gone); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) seqsOf(record lanna.RecordID) ([]int64, error) {
	n, err := t.record(record)
	if err != nil {
		return nil, err
	}
	var out []int64
	s := t.c.q("SELECT seq FROM statement WHERE record = ?").num(n)
	for s.next() {
		out = append(out, s.int64(0))
	}
	return out, s.done()
}

func (t *tx) removeFrom(seq int64, gone map[lanna.Digest]bool) error {
	var header, lying []byte
	s := t.c.q("SELECT header, claims FROM statement WHERE seq = ?").num(seq)
	if s.next() {
		header, lying = s.copyOf(0), s.copyOf(1)
	}
	if err := s.done(); err != nil {
		return err
	}
	h, err := statement.ParseHeader(header)
	if err != nil {
		return store.ErrCorrupt
	}
	left, err := packed.Without(&h, lying, gone)
	if err != nil || len(left) == len(lying) {
		return err
	}
	return t.putClaims(seq, left)
}

// Bar bars claims that may arrive later.
func (t *tx) Bar(claims []statement.Barred) error {
	for i := range claims {
		t.barred.add(&claims[i].Digest)
		err := t.write("INSERT INTO barred (agency, digest) VALUES (?, ?) ON CONFLICT DO NOTHING").
			blob(claims[i].Agency[:]).blob(claims[i].Digest[:]).exec()
		if err != nil {
			return err
		}
	}
	return nil
}
