package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"lanna/store"
)

// reader reads one snapshot; it is a [store.Reader].
type reader struct {
	s     *Store
	ctx   context.Context
	q     *pgx.Conn
	fresh map[name]int64 // names given in this transaction; nil for a reader
}

// attempts is how often a snapshot is asked for where a connection turns out to
// be dead: each connection of the pool may be, after the server began anew.
const attempts = maxReaders + 1

// View runs f on one snapshot; see [store.Store].
func (s *Store) View(ctx context.Context, f func(r store.Reader) error) error {
	c, err := s.snapshot(ctx)
	if err != nil {
		return err
	}
	defer c.Release() // closes it where a transaction is still open
	defer func() {
		end := context.WithoutCancel(ctx)
		_, _ = c.Exec(end, "ROLLBACK") // of a snapshot there is nothing to lose
	}()
	return f(&reader{s: s, ctx: ctx, q: c.Conn()})
}

func (s *Store) snapshot(ctx context.Context) (*pgxpool.Conn, error) {
	for try := 1; ; try++ {
		c, err := s.pool.Acquire(ctx)
		if err != nil {
			return nil, fault(err)
		}
		if _, err = c.Exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err == nil {
			return c, nil
		}
		c.Release()
		if ctx.Err() != nil || !broken(err) || try == attempts {
			return nil, fault(err)
		}
	}
}

// rows runs a query and calls f on each row; f scans it.
func (r *reader) rows(f func(row pgx.Rows) error, sql string, args ...any) error {
	rows, err := r.q.Query(r.ctx, sql, args...)
	if err != nil {
		return fault(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return fault(err)
		}
	}
	return fault(rows.Err())
}

// one scans the only row, or returns store.ErrNotFound.
func (r *reader) one(to []any, sql string, args ...any) error {
	return fault(r.q.QueryRow(r.ctx, sql, args...).Scan(to...))
}

// scalar is the number in the only row.
func (r *reader) scalar(sql string, args ...any) (n int64, found bool, err error) {
	err = r.rows(func(row pgx.Rows) error { found = true; return row.Scan(&n) }, sql, args...)
	return n, found, err
}
