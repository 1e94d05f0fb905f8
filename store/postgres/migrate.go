package postgres

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"lanna/store"
)

// Migrations lead from each version of the schema to the next. They only go
// forward; one that was released is never changed.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to this program's version. Processes that start at
// the same moment take turns.
func migrate(ctx context.Context, cfg *pgx.ConnConfig) error {
	db := stdlib.OpenDB(*cfg)
	defer db.Close()
	p, err := provider(db)
	if err != nil {
		return err
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return fault(err)
	}
	sources := p.ListSources()
	if last := sources[len(sources)-1].Version; have > last {
		return store.ErrVersion
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migration: %w", fault(err))
	}
	return nil
}

func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	turns, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(turns), goose.WithTableName("lanna_version"))
}

// made reports whether the database holds the tables of a node.
func made(ctx context.Context, c *pgx.Conn) (bool, error) {
	var there bool
	err := c.QueryRow(ctx, "SELECT to_regclass('lanna_version') IS NOT NULL AND to_regclass('vault') IS NOT NULL").Scan(&there)
	return there, fault(err)
}
