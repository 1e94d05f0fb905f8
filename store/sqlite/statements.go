package sqlite

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// reader reads one snapshot; it is a [store.Reader].
type reader struct {
	c     *conn
	names *names
	fresh map[name]int64 // names given in this transaction; nil for a reader
}

// claimBits is the room for a statement's claims in the numbers of claims:
// statement.MaxList of them, and as many again that came back later.
const claimBits = 13

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

const statementColumns = "SELECT seq, header, sig FROM statement "

// Statements returns a record's statements.
func (r *reader) Statements(record lanna.RecordID) ([]store.Stored, error) {
	s := r.c.q(statementColumns + "WHERE record = ? ORDER BY seq").blob(record[:])
	return r.stored(s)
}

// Statement returns one statement.
func (r *reader) Statement(id lanna.Digest) (store.Stored, error) {
	s := r.c.q(statementColumns + "WHERE id8 = ? ORDER BY seq").num(id8(&id))
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

// stored reads the statements that s finds, then their claims.
func (r *reader) stored(s *stmt) ([]store.Stored, error) {
	var out []store.Stored
	for s.next() {
		st := store.Stored{Seq: s.int64(0), Header: s.copyOf(1), Sig: s.copyOf(2)}
		h, err := statement.ParseHeader(st.Header)
		if err != nil {
			_ = s.done()
			return nil, store.ErrCorrupt
		}
		st.ID, st.Kind, st.Writer, st.Record = sha256.Sum256(st.Header), h.Kind, h.Writer, h.Record
		out = append(out, st)
	}
	if err := s.done(); err != nil {
		return nil, err
	}
	for i := range out {
		if err := r.claims(&out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r *reader) claims(st *store.Stored) error {
	s := r.c.q("SELECT digest, salt, body FROM claim WHERE n BETWEEN ? AND ? ORDER BY n").
		num(st.Seq << claimBits).num(st.Seq<<claimBits | (1<<claimBits - 1))
	for s.next() {
		var h statement.Held
		var salt [statement.SaltSize]byte
		s.into(0, h.Digest[:])
		s.into(1, salt[:])
		c, err := statement.ParseClaim(s.raw(2), salt)
		if err != nil {
			_ = s.done()
			return store.ErrCorrupt
		}
		h.Claim = c
		st.Claims = append(st.Claims, h)
	}
	return s.done()
}

// Records calls f with every record that has a signed statement. The index
// gives each record's lowest kind first, and the signed kinds are the lowest.
func (r *reader) Records(after lanna.RecordID, f func(lanna.RecordID) error) error {
	from := after[:]
	if after.IsZero() {
		from = []byte{} // before the zero id itself
	}
	for {
		s := r.c.q("SELECT record, kind FROM statement WHERE record > ? ORDER BY record, kind LIMIT 1").bytes(from)
		var id lanna.RecordID
		var kind lanna.StatementKind
		found := s.next()
		if found {
			s.into(0, id[:])
			kind = lanna.StatementKind(s.int64(1))
		}
		if err := s.done(); err != nil || !found {
			return err
		}
		if kind.Signed() {
			if err := f(id); err != nil {
				return err
			}
		}
		from = id[:]
	}
}

// Barred reports whether a claim was erased.
func (r *reader) Barred(agency lanna.AgencyID, claim lanna.Digest) (bool, error) {
	_, found, err := r.c.q("SELECT 1 FROM barred WHERE agency = ? AND digest = ?").blob(agency[:]).blob(claim[:]).number()
	return found, err
}

// AddCertificate keeps a certificate.
func (t *tx) AddCertificate(b []byte) error {
	d := sha256.Sum256(b)
	return t.c.q("INSERT INTO certificate (digest, body) VALUES (?, ?) ON CONFLICT DO NOTHING").blob(d[:]).bytes(b).exec()
}

// Append keeps a statement with its claims.
func (t *tx) Append(agency lanna.AgencyID, s *statement.Statement) (int64, error) {
	for i := range s.Claims {
		if err := t.admit(agency, &s.Claims[i].Digest); err != nil {
			return 0, err
		}
	}
	seq, err := t.seqOf(s)
	if err != nil {
		return 0, err
	}
	if seq != 0 {
		if err := t.addClaims(seq, s.Claims); err != nil {
			return 0, err
		}
		return seq, store.ErrExists
	}
	err = t.c.q("INSERT INTO statement (id8, record, kind, header, sig) VALUES (?, ?, ?, ?, ?)").
		num(id8(&s.ID)).blob(s.Header.Record[:]).num(int64(s.Header.Kind)).blob(s.Bytes).blob(s.Sig).exec()
	if err != nil {
		return 0, err
	}
	seq = t.c.db.LastInsertRowID()
	for i := range s.Claims {
		if err := t.putClaim(seq<<claimBits|int64(i), &s.Claims[i]); err != nil {
			return 0, err
		}
	}
	return seq, nil
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

// seqOf returns the number under which a statement is kept, or 0.
func (t *tx) seqOf(s *statement.Statement) (int64, error) {
	q := t.c.q("SELECT seq, header FROM statement WHERE id8 = ?").num(id8(&s.ID))
	var seq int64
	for q.next() {
		if bytes.Equal(q.raw(1), s.Bytes) {
			seq = q.int64(0)
		}
	}
	return seq, q.done()
}

// addClaims adds those claims of a statement that are not held.
func (t *tx) addClaims(seq int64, claims []statement.Held) error {
	held := map[lanna.Digest]bool{}
	next := seq << claimBits
	s := t.c.q("SELECT n, digest FROM claim WHERE n BETWEEN ? AND ? ORDER BY n").num(next).num(next | (1<<claimBits - 1))
	for s.next() {
		var d lanna.Digest
		s.into(1, d[:])
		held[d], next = true, s.int64(0)+1
	}
	if err := s.done(); err != nil {
		return err
	}
	for i := range claims {
		if held[claims[i].Digest] {
			continue
		}
		if next>>claimBits != seq {
			return store.ErrCorrupt
		}
		if err := t.putClaim(next, &claims[i]); err != nil {
			return err
		}
		next++
	}
	return nil
}

func (t *tx) putClaim(n int64, h *statement.Held) error {
	t.buf = h.Claim.AppendCanonical(t.buf[:0])
	return t.c.q("INSERT INTO claim (n, digest, salt, body) VALUES (?, ?, ?, ?)").
		num(n).blob(h.Digest[:]).blob(h.Salt[:]).blob(t.buf).exec()
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
	var out []int64
	s := t.c.q("SELECT seq FROM statement WHERE record = ?").blob(record[:])
	for s.next() {
		out = append(out, s.int64(0))
	}
	return out, s.done()
}

func (t *tx) removeFrom(seq int64, gone map[lanna.Digest]bool) error {
	var numbers []int64
	s := t.c.q("SELECT n, digest FROM claim WHERE n BETWEEN ? AND ?").num(seq << claimBits).num(seq<<claimBits | (1<<claimBits - 1))
	for s.next() {
		var d lanna.Digest
		if s.into(1, d[:]); gone[d] {
			numbers = append(numbers, s.int64(0))
		}
	}
	if err := s.done(); err != nil {
		return err
	}
	for _, n := range numbers {
		if err := t.c.q("DELETE FROM claim WHERE n = ?").num(n).exec(); err != nil {
			return err
		}
	}
	return nil
}

// Bar bars claims that may arrive later.
func (t *tx) Bar(claims []statement.Barred) error {
	for i := range claims {
		t.barred.add(&claims[i].Digest)
		err := t.c.q("INSERT INTO barred (agency, digest) VALUES (?, ?) ON CONFLICT DO NOTHING").
			blob(claims[i].Agency[:]).blob(claims[i].Digest[:]).exec()
		if err != nil {
			return err
		}
	}
	return nil
}
