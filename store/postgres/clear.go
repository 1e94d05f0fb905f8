package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// kept are the tables that Clear leaves: what the database is, and who works on it.
var kept = map[string]bool{"lanna_version": true, "vault": true, "process": true, "lease": true, "turn": true}

// Clear empties the database, but for its key. It is for one in which a node was
// begun and never finished.
func (s *Store) Clear(ctx context.Context) error {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return fault(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // of one that is committed it does nothing
	if _, err := tx.Exec(ctx, "SELECT 1 FROM turn FOR UPDATE"); err != nil {
		return fault(err)
	}
	rows, err := tx.Query(ctx, "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
	if err != nil {
		return fault(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fault(err)
	}
	var gone []string
	for _, t := range tables {
		if !kept[t] {
			gone = append(gone, pgx.Identifier{t}.Sanitize())
		}
	}
	for _, sql := range []string{
		fmt.Sprintf("TRUNCATE %s RESTART IDENTITY", strings.Join(gone, ", ")),
		"UPDATE turn SET commits = commits + 1, seq = 0, record = 0, word = 0, barred = 0", // another count: nobody's memory is good
	} {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fault(err)
		}
	}
	if err := tx.Commit(ctx); err != nil {
		return fault(err)
	}
	s.names.forget()
	return nil
}

func (m *names) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.number)
	clear(m.label)
	clear(m.last)
}
