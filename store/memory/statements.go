package memory

import (
	"bytes"
	"cmp"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// reader reads one snapshot; it is a [store.Reader].
type reader struct{ t *tables }

// tx writes; it is a [store.Tx].
type tx struct{ reader }

// Certificates returns all certificates.
func (r *reader) Certificates() ([][]byte, error) { return slices.Clone(r.t.certificates), nil }

// AddCertificate keeps a certificate.
func (t *tx) AddCertificate(b []byte) error {
	if !slices.ContainsFunc(t.t.certificates, func(c []byte) bool { return bytes.Equal(b, c) }) {
		t.t.certificates = append(slices.Clone(t.t.certificates), bytes.Clone(b))
	}
	return nil
}

// stored returns a statement; to its claims the caller may append, and must not
// change them.
func (k *kept) stored() store.Stored {
	out := k.Stored
	out.Claims = slices.Clip(k.Claims)
	return out
}

// Statements returns a record's statements.
func (r *reader) Statements(record lanna.RecordID) ([]store.Stored, error) {
	var out []store.Stored
	under(&r.t.ofRecord, key(record), key(record), func(_ string, seq int64) bool {
		k, _ := r.t.statements.Get(seq)
		out = append(out, k.stored())
		return true
	})
	return out, nil
}

// Version sums up what is held on a record. Claims are of some length, so what
// they hold together tells whether one came or went.
func (r *reader) Version(record lanna.RecordID) (store.Version, error) {
	var v store.Version
	under(&r.t.ofRecord, key(record), key(record), func(_ string, seq int64) bool {
		k, _ := r.t.statements.Get(seq)
		v.Statements, v.Last, v.Bytes = v.Statements+1, seq, v.Bytes+k.bytes
		return true
	})
	return v, nil
}

// Statement returns one statement.
func (r *reader) Statement(record lanna.RecordID, id lanna.Digest) (store.Stored, error) {
	if k := r.find(record, id); k != nil {
		return k.stored(), nil
	}
	return store.Stored{}, store.ErrNotFound
}

func (r *reader) find(record lanna.RecordID, id lanna.Digest) *kept {
	var found *kept
	under(&r.t.ofRecord, key(record), key(record), func(_ string, seq int64) bool {
		if k, _ := r.t.statements.Get(seq); k.ID == id {
			found = k
		}
		return found == nil
	})
	return found
}

// Scan goes through all statements.
func (r *reader) Scan(from int64, f func(store.Stored) error) error {
	var err error
	r.t.statements.Ascend(from, func(_ int64, k *kept) bool {
		err = f(k.stored())
		return err == nil
	})
	return err
}

// Records calls f with every record that has a signed statement.
func (r *reader) Records(after lanna.RecordID, f func(lanna.RecordID) error) error {
	type record struct {
		id lanna.RecordID
		n  int64
	}
	from, known := r.t.arrived.Get(key(after))
	if !known && !after.IsZero() {
		return nil
	}
	if after.IsZero() {
		from = 0
	}
	var list []record
	r.t.arrived.Scan(func(k string, n int64) bool {
		if n > from && r.signed(k) {
			list = append(list, record{lanna.RecordID([]byte(k)), n})
		}
		return true
	})
	slices.SortFunc(list, func(a, b record) int { return cmp.Compare(a.n, b.n) })
	for _, rec := range list {
		if err := f(rec.id); err != nil {
			return err
		}
	}
	return nil
}

// signed reports whether a signed statement stands on a record.
func (r *reader) signed(record string) (found bool) {
	under(&r.t.ofRecord, record, record, func(_ string, seq int64) bool {
		k, _ := r.t.statements.Get(seq)
		found = k.Kind.Signed()
		return !found
	})
	return found
}

// Barred reports whether a claim was erased.
func (r *reader) Barred(agency lanna.AgencyID, claim lanna.Digest) (bool, error) {
	_, ok := r.t.barred.Get(key(agency, claim))
	return ok, nil
}

// Append keeps a statement with its claims.
func (t *tx) Append(agency lanna.AgencyID, s *statement.Statement) (int64, error) {
	for i := range s.Claims {
		if barred, _ := t.Barred(agency, s.Claims[i].Digest); barred {
			return 0, store.ErrBarred
		}
	}
	if k := t.find(s.Header.Record, s.ID); k != nil {
		t.put(k.Seq, k.with(s.Claims))
		return k.Seq, store.ErrExists
	}
	t.t.lastSeq++
	k := &kept{agency: agency, header: s.Header, Stored: store.Stored{Seq: t.t.lastSeq, ID: s.ID, Kind: s.Header.Kind, Writer: s.Header.Writer,
		Record: s.Header.Record, Header: bytes.Clone(s.Bytes), Sig: bytes.Clone(s.Sig), Claims: slices.Clone(s.Claims)}}
	t.put(k.Seq, k)
	t.t.ofRecord.Set(key(s.Header.Record, k.Seq), k.Seq)
	t.arrival(s.Header.Record)
	return k.Seq, nil
}

func (t *tx) put(seq int64, k *kept) {
	var body []byte
	k.bytes = 0
	for i := range k.Claims {
		body = k.Claims[i].AppendCanonical(body[:0])
		k.bytes += int64(len(body))
	}
	t.t.statements.Set(seq, k)
}

// with returns the statement with those claims that it lacks.
func (k *kept) with(claims []statement.Held) *kept {
	out := *k
	out.Claims = slices.Clone(k.Claims)
	for _, c := range claims {
		if !slices.ContainsFunc(out.Claims, func(h statement.Held) bool { return h.Digest == c.Digest }) {
			out.Claims = append(out.Claims, c)
		}
	}
	return &out
}

// Remove removes claims and bars them.
func (t *tx) Remove(record lanna.RecordID, claims []statement.Barred) error {
	if err := t.Bar(claims); err != nil {
		return err
	}
	list, err := t.Statements(record)
	for _, st := range list {
		k, _ := t.t.statements.Get(st.Seq)
		out := *k
		out.Claims = slices.DeleteFunc(slices.Clone(st.Claims), func(h statement.Held) bool {
			return slices.ContainsFunc(claims, func(b statement.Barred) bool { return b.Digest == h.Digest })
		})
		t.put(st.Seq, &out)
	}
	return err
}

// Bar bars claims that may arrive later.
func (t *tx) Bar(claims []statement.Barred) error {
	for _, c := range claims {
		t.t.barred.Set(key(c.Agency, c.Digest), true)
	}
	return nil
}

// arrival returns the place of a record in the order in which records came.
func (t *tx) arrival(id lanna.RecordID) int64 {
	n, ok := t.t.arrived.Get(key(id))
	if !ok {
		n = int64(t.t.arrived.Len()) + 1
		t.t.arrived.Set(key(id), n)
	}
	return n
}
