package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// Remove removes claims and bars them. PostgreSQL leaves what was removed in dead
// rows and in its log. So what stays is sealed under another key, and the old key
// goes: without it the remains are noise. The key's own bytes are wiped by Scrub.
func (t *tx) Remove(record lanna.RecordID, claims []statement.Barred) error {
	if err := t.Bar(claims); err != nil {
		return err
	}
	g, err := t.known(record)
	if err != nil || g == nil {
		return err
	}
	if err := t.flush(); err != nil {
		return err
	}
	gone := make(map[lanna.Digest]bool, len(claims))
	for _, c := range claims {
		gone[c.Digest] = true
	}
	keys, err := t.without(g.n, gone)
	if err != nil {
		return err
	}
	for k := range keys {
		if err := t.reseal(k); err != nil {
			return err
		}
	}
	return t.flush()
}

// without takes claims out of a record's statements and returns the keys under
// which they were sealed.
func (t *tx) without(record int64, gone map[lanna.Digest]bool) (map[int64]bool, error) {
	list, err := t.stored(statementColumns+"WHERE st.record = $1", record)
	if err != nil {
		return nil, err
	}
	keys := map[int64]bool{record: true}
	for i := range list {
		st := &list[i]
		var left []statement.Held
		for _, c := range st.Claims {
			if !gone[c.Digest] {
				left = append(left, c)
			}
		}
		if len(left) == len(st.Claims) {
			continue
		}
		h, err := statement.ParseHeader(st.Header)
		if err != nil {
			return nil, store.ErrCorrupt
		}
		if err := t.putClaims(record, st, &h, left); err != nil {
			return nil, err
		}
		keys[keyOf(st.Kind, record, st.Seq)] = true
	}
	return keys, t.flush()
}

// reseal draws another key in the place of k and seals under it all that was
// sealed under the old one.
func (t *tx) reseal(k int64) error {
	old, err := t.sealerFor(k)
	if err != nil {
		return err
	}
	fresh, key := t.s.master.fresh(k)
	r := resealing{t, old, fresh}
	for _, c := range sealedColumns {
		if c.ofRecord == (k > 0) {
			if err := r.column(&c, k); err != nil {
				return err
			}
		}
	}
	t.batch.seals[k] = fresh
	return t.exec("UPDATE seal SET key = $1 WHERE k = $2", key, k)
}

// A sealedColumn is what may be sealed under a key: that of a record, or that of 256
// statements.
type sealedColumn struct {
	ofRecord  bool
	what      byte
	find, put string
}

var sealedColumns = []sealedColumn{
	{true, ofClaims, "SELECT seq, claims FROM statement WHERE record = $1 AND k = $1", "UPDATE statement SET claims = $1 WHERE seq = $2"},
	{true, ofNotes, "SELECT n, notes FROM row WHERE n >= $1::bigint << 8 AND n < ($1::bigint + 1) << 8", "UPDATE row SET notes = $1 WHERE n = $2"},
	{true, ofBody, "SELECT n, body FROM row WHERE n >= $1::bigint << 8 AND n < ($1::bigint + 1) << 8", "UPDATE row SET body = $1 WHERE n = $2"},
	{true, ofWords, "SELECT n, body FROM words WHERE record = $1", "UPDATE words SET body = $1 WHERE n = $2"},
	{false, ofClaims, "SELECT seq, claims FROM statement WHERE seq >= (-$1::bigint - 1) << 8 AND seq < -$1::bigint << 8 AND k = $1", "UPDATE statement SET claims = $1 WHERE seq = $2"},
}

type resealing struct {
	t          *tx
	old, fresh sealer
}

func (r *resealing) column(c *sealedColumn, k int64) error {
	type sealed struct {
		n    int64
		text []byte
	}
	var list []sealed
	err := r.t.rows(func(row pgx.Rows) error {
		var s sealed
		err := row.Scan(&s.n, &s.text)
		list = append(list, s)
		return err
	}, c.find, k)
	if err != nil {
		return err
	}
	for _, s := range list {
		plain, err := r.old.open(s.text, c.what, s.n)
		if err != nil {
			return err
		}
		if err := r.t.exec(c.put, r.fresh.seal(plain, c.what, s.n), s.n); err != nil {
			return err
		}
	}
	return nil
}

// Scrub wipes what was removed, as far as the server's tables go. It waits for
// snapshots that are older, writes the table of keys anew, so that no page of it
// holds one that was let go, and clears dead rows from the tables that an erasure
// touches. It must not be called from inside a View or an Update.
//
// The server's log holds old pages until it goes round; its archive and its copies
// are the operator's (docs/design/store.md).
func (s *Store) Scrub(ctx context.Context) error {
	c, err := s.pool.Acquire(ctx)
	if err != nil {
		return fault(err)
	}
	defer c.Release()
	if err := settle(ctx, c.Conn()); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, "SET lock_timeout = '2s'"); err != nil {
		return fault(err)
	}
	defer func() { _, _ = c.Exec(context.WithoutCancel(ctx), "RESET lock_timeout") }()
	for _, sql := range []string{"VACUUM FULL seal", "VACUUM (INDEX_CLEANUP ON) statement, row, place, words, meta, parcel"} {
		if err := patiently(ctx, func() error { _, err := c.Exec(ctx, sql); return err }); err != nil {
			return fault(err)
		}
	}
	return nil
}

// settle waits until no snapshot is left that is older than now: dead rows are
// kept for those. Long readings are cut off, in whatever process they run.
func settle(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE $1", longName("%"))
	if err != nil {
		return fault(err)
	}
	var now string
	if err := c.QueryRow(ctx, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text").Scan(&now); err != nil {
		return fault(err)
	}
	for {
		var older bool
		err := c.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' "+
			"AND backend_xmin IS NOT NULL AND age(backend_xmin) > age($1::xid8::xid))", now).Scan(&older)
		if err != nil || !older {
			return fault(err)
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

// patiently tries again where a reader holds the lock.
func patiently(ctx context.Context, do func() error) error {
	for {
		err := do()
		if err == nil || !isLocked(err) {
			return err
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
