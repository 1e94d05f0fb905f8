package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// longName is what a connection that reads long is called, so that an erasure
// finds it.
func longName(id string) string { return "lanna long " + id }

// Snapshot is View on a connection of its own, which an erasure cuts off.
func (s *Store) Snapshot(ctx context.Context, f func(r store.Reader) error) error {
	cfg := s.conn.Copy()
	cfg.RuntimeParams["application_name"] = longName(fmt.Sprintf("%x", s.id[:6]))
	cfg.RuntimeParams["idle_in_transaction_session_timeout"] = "0" // a backup's own disk may be slow
	c, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return fault(err)
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
		return fault(err)
	}
	err = f(&reader{s: s, ctx: ctx, q: c})
	if errors.Is(err, store.ErrAway) && s.pool.Ping(ctx) == nil { // the server is there, and ended this connection alone
		err = fmt.Errorf("%w: %w", store.ErrGaveWay, err)
	}
	return err
}

// Logs returns the writers that logs are kept of.
func (r *reader) Logs() (out []lanna.WriterID, err error) {
	err = r.rows(func(row pgx.Rows) error {
		var b []byte
		err := row.Scan(&b)
		if err == nil && len(b) == len(lanna.WriterID{}) {
			out = append(out, lanna.WriterID(b))
		}
		return err
	}, "SELECT label FROM name w WHERE kind = $1 AND (EXISTS (SELECT 1 FROM leaf WHERE leaf.n >= w.n << 44 AND leaf.n < (w.n + 1) << 44) OR "+
		"EXISTS (SELECT 1 FROM checkpoint WHERE writer = w.n)) ORDER BY label", writerName)
	return out, err
}

// Receivers returns for whom parcels were posted.
func (r *reader) Receivers() (out []store.Receiver, err error) {
	err = r.rows(func(row pgx.Rows) error {
		var label []byte
		var last int64
		err := row.Scan(&label, &last)
		out = append(out, store.Receiver{Label: string(label), Last: last})
		return err
	}, "SELECT label, last FROM receiver ORDER BY label")
	return out, err
}

// Counters returns the names of all counters.
func (r *reader) Counters() (out []string, err error) {
	err = r.rows(func(row pgx.Rows) error {
		var name []byte
		err := row.Scan(&name)
		out = append(out, string(name))
		return err
	}, "SELECT name FROM counter ORDER BY name")
	return out, err
}

// AllBarred goes through all claims that may not be held.
func (r *reader) AllBarred(f func(statement.Barred) error) error {
	agency, digest := []byte{}, []byte{}
	for {
		var batch []statement.Barred
		err := r.rows(func(row pgx.Rows) error {
			err := row.Scan(&agency, &digest)
			if err == nil {
				batch = append(batch, statement.Barred{Agency: lanna.AgencyID(agency), Digest: lanna.Digest(digest)})
			}
			return err
		}, "SELECT agency, digest FROM barred WHERE (agency, digest) > ($1, $2) ORDER BY agency, digest LIMIT $3", slices.Clone(agency), slices.Clone(digest), scanLeaves)
		if err != nil || len(batch) == 0 {
			return err
		}
		for _, b := range batch {
			if err := f(b); err != nil {
				return err
			}
		}
	}
}

// Logs returns the writers that logs are kept of.
func (t *tx) Logs() ([]lanna.WriterID, error) { return synced(t, t.reader.Logs) }

// Receivers returns for whom parcels were posted.
func (t *tx) Receivers() ([]store.Receiver, error) { return synced(t, t.reader.Receivers) }

// Counters returns the names of all counters.
func (t *tx) Counters() ([]string, error) { return synced(t, t.reader.Counters) }

// AllBarred goes through all claims that may not be held.
func (t *tx) AllBarred(f func(statement.Barred) error) error {
	return t.syncedDo(func() error { return t.reader.AllBarred(f) })
}

// Renumber raises the last number given to a receiver.
func (t *tx) Renumber(to string, n int64) error {
	r, err := t.receiver(to)
	if err == nil && r.last < n {
		t.wrote, r.last, r.posted = true, n, true
	}
	return err
}
