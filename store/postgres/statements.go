package postgres

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/jackc/pgx/v5"

	"lanna"
	"lanna/statement"
	"lanna/store"
	"lanna/store/packed"
)

// scanBatch is how many statements are read before the caller sees them, so
// that the caller may use the reader meanwhile.
const scanBatch = 256

func id8(id *lanna.Digest) int64 { return int64(binary.BigEndian.Uint64(id[:8])) }

// keyOf is the number of the key under which a statement's claims are sealed:
// that of its record. What officers read, of which there is much on one record,
// has a key for 256 statements in order of arrival.
func keyOf(kind lanna.StatementKind, record, seq int64) int64 {
	if kind.Signed() {
		return record
	}
	return -(seq >> 8) - 1
}

// Certificates returns all certificates.
func (r *reader) Certificates() (out [][]byte, err error) {
	err = r.rows(func(row pgx.Rows) error {
		var b []byte
		err := row.Scan(&b)
		out = append(out, b)
		return err
	}, "SELECT body FROM certificate ORDER BY n")
	return out, err
}

// record returns the number of a record, 0 where nothing was ever kept of it.
func (r *reader) record(id lanna.RecordID) (int64, error) {
	n, _, err := r.scalar("SELECT n FROM record WHERE id = $1", [16]byte(id))
	return n, err
}

const (
	statementColumns = "SELECT st.seq, st.header, st.sig, st.claims, st.k, seal.key FROM statement st JOIN seal ON seal.k = st.k "
	ofRecord         = "JOIN record ON record.n = st.record WHERE record.id = $1 "
)

// Statements returns a record's statements.
func (r *reader) Statements(record lanna.RecordID) ([]store.Stored, error) {
	return r.stored(statementColumns+ofRecord+"ORDER BY st.seq", [16]byte(record))
}

// Statement returns one statement.
func (r *reader) Statement(record lanna.RecordID, id lanna.Digest) (store.Stored, error) {
	found, err := r.stored(statementColumns+ofRecord+"AND st.kind BETWEEN 0 AND 255 AND st.id8 = $2", [16]byte(record), id8(&id))
	if err != nil {
		return store.Stored{}, err
	}
	if i := slices.IndexFunc(found, func(st store.Stored) bool { return st.ID == id }); i >= 0 {
		return found[i], nil
	}
	return store.Stored{}, store.ErrNotFound
}

// Scan goes through all statements.
func (r *reader) Scan(from int64, f func(store.Stored) error) error {
	for {
		batch, err := r.stored(statementColumns+"WHERE st.seq >= $1 ORDER BY st.seq LIMIT $2", from, scanBatch)
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

// stored reads the statements that a query finds.
func (r *reader) stored(sql string, args ...any) (out []store.Stored, err error) {
	keys := map[int64]sealer{}
	err = r.rows(func(row pgx.Rows) error {
		var st store.Stored
		var claims, key []byte
		var k int64
		if err := row.Scan(&st.Seq, &st.Header, &st.Sig, &claims, &k, &key); err != nil {
			return err
		}
		s, err := r.opened(keys, k, key)
		if err == nil {
			err = unseal(&st, s, claims)
		}
		out = append(out, st)
		return err
	}, sql, args...)
	return out, err
}

// opened opens a key, once for many rows.
func (r *reader) opened(keys map[int64]sealer, k int64, sealed []byte) (sealer, error) {
	s, ok := keys[k]
	if ok {
		return s, nil
	}
	s, err := r.s.master.sealerOf(k, sealed)
	if err == nil {
		keys[k] = s
	}
	return s, err
}

// unseal fills in a statement whose header and signature were read.
func unseal(st *store.Stored, s sealer, claims []byte) error {
	h, err := statement.ParseHeader(st.Header)
	if err != nil {
		return store.ErrCorrupt
	}
	plain, err := s.open(claims, ofClaims, st.Seq)
	if err != nil {
		return err
	}
	if st.Claims, err = packed.Read(&h, plain); err != nil {
		return store.ErrCorrupt
	}
	st.ID, st.Kind, st.Writer, st.Record = sha256.Sum256(st.Header), h.Kind, h.Writer, h.Record
	return nil
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
	err = r.rows(func(row pgx.Rows) error {
		var id [16]byte
		err := row.Scan(&last, &id)
		out = append(out, id)
		return err
	}, "SELECT n, id FROM record WHERE n > $1 AND EXISTS (SELECT 1 FROM statement WHERE record = record.n AND kind BETWEEN $2 AND $3) ORDER BY n LIMIT $4",
		after, lanna.Say, lanna.Grant, scanBatch)
	return out, last, err
}

// Version sums up what is held on a record.
func (r *reader) Version(record lanna.RecordID) (v store.Version, err error) {
	err = r.one([]any{&v.Statements, &v.Last, &v.Bytes}, "SELECT count(*), coalesce(max(st.seq), 0), coalesce(sum(length(st.claims)), 0)::bigint "+
		"FROM statement st "+ofRecord, [16]byte(record))
	return v, err
}

// Barred reports whether a claim was erased.
func (r *reader) Barred(agency lanna.AgencyID, claim lanna.Digest) (bool, error) {
	_, found, err := r.scalar("SELECT n FROM barred WHERE agency = $1 AND digest = $2", agency[:], claim[:])
	return found, err
}

// AddCertificate keeps a certificate.
func (t *tx) AddCertificate(b []byte) error {
	d := sha256.Sum256(b)
	return t.exec("INSERT INTO certificate (digest, body) VALUES ($1, $2) ON CONFLICT DO NOTHING", d[:], some(b))
}

// some is b, and never NULL.
func some(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// A said statement waits to be written.
type said struct {
	seq, record, k, id8 int64
	kind                lanna.StatementKind
	officer             [16]byte
	header, sig, claims []byte
}

// Append keeps a statement with its claims.
func (t *tx) Append(agency lanna.AgencyID, s *statement.Statement) (int64, error) {
	for i := range s.Claims {
		if err := t.admit(agency, &s.Claims[i].Digest); err != nil {
			return 0, err
		}
	}
	g, err := t.giveRecord(s.Header.Record)
	if err != nil {
		return 0, err
	}
	if !g.fresh || g.said {
		seq, err := t.kept(g, s)
		if err != nil || seq != 0 {
			return seq, err
		}
	}
	claims, err := packed.Claims(&s.Header, s.Claims)
	if err != nil {
		return 0, err
	}
	t.wrote, g.said = true, true
	b := t.batch
	b.turn.seq++
	st := said{seq: b.turn.seq, record: g.n, id8: id8(&s.ID), kind: s.Header.Kind, officer: s.Header.Officer, header: s.Bytes, sig: s.Sig}
	st.k = keyOf(st.kind, g.n, st.seq)
	key, err := t.sealerFor(st.k)
	if err != nil {
		return 0, err
	}
	st.claims = key.seal(claims, ofClaims, st.seq)
	b.said = append(b.said, st)
	b.touched[g.n] = true
	return st.seq, nil
}

// admit returns ErrBarred for a claim that was erased.
func (t *tx) admit(agency lanna.AgencyID, claim *lanna.Digest) error {
	if !t.s.barred.maybe(claim) {
		return nil
	}
	barred, err := t.Barred(agency, *claim)
	if err == nil && barred {
		err = store.ErrBarred
	}
	return err
}

// kept looks for a statement on a record. It returns its number and ErrExists,
// after adding claims that were not held, or 0.
func (t *tx) kept(g *given, s *statement.Statement) (int64, error) {
	if t.batch.touched[g.n] {
		if err := t.flush(); err != nil {
			return 0, err
		}
	}
	found, err := t.stored(statementColumns+"WHERE st.record = $1 AND st.kind = $2 AND st.id8 = $3", g.n, s.Header.Kind, id8(&s.ID))
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(found, func(st store.Stored) bool { return bytes.Equal(st.Header, s.Bytes) })
	if i < 0 {
		return 0, nil
	}
	held := found[i].Claims
	more := slices.DeleteFunc(slices.Clone(s.Claims), func(c statement.Held) bool {
		return slices.ContainsFunc(held, func(h statement.Held) bool { return h.Digest == c.Digest })
	})
	if len(more) > 0 {
		if err := t.putClaims(g.n, &found[i], &s.Header, append(held, more...)); err != nil {
			return 0, err
		}
	}
	return found[i].Seq, store.ErrExists
}

// putClaims writes the claims of a statement that is kept.
func (t *tx) putClaims(record int64, st *store.Stored, h *statement.Header, claims []statement.Held) error {
	plain, err := packed.Claims(h, claims)
	if err != nil {
		return err
	}
	key, err := t.sealerFor(keyOf(st.Kind, record, st.Seq))
	if err != nil {
		return err
	}
	return t.exec("UPDATE statement SET claims = $1 WHERE seq = $2", key.seal(plain, ofClaims, st.Seq), st.Seq)
}
