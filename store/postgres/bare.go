package postgres

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// bareTables are the tables that rows go into, with their columns and their order of
// arrival.
var bareTables = []struct{ name, order, columns string }{
	{"name", "kind, n", "kind, n, label"},
	{"record", "n", "n, id"},
	{"seal", "k", "k, key"},
	{"statement", "seq", "seq, record, k, id8, kind, officer, header, sig, claims"},
	{"row", "n", "n, id, notes, body"},
	{"place", "record", "list, audience, tag, ord, record"},
	{"tally", "list", "list, audience, tag, n"},
	{"words", "n", "n, record, view, audience, tokens, body"},
	{"leaf", "n", "n, statement, data, salt"},
	{"hash", "pos", "writer, level, pos, hash"},
	{"parcel", "n", "n, body"},
	{"meta", "name", "name, value"},
	{"counter", "name", "name, n"},
}

// Bare is the rows of a database, to be inserted into another by the same driver and
// nothing else: the measure of what updates cost at least.
type Bare struct {
	rows [][]bareRow // of each transaction
}

type bareRow struct {
	sql    string
	values []any
}

// NewBare reads all rows of the store and deals them out to transactions: of each
// table in order, as many rows to each.
func NewBare(ctx context.Context, s *Store, transactions int) (*Bare, error) {
	b := &Bare{rows: make([][]bareRow, transactions)}
	for _, t := range bareTables {
		rows, err := s.pool.Query(ctx, fmt.Sprintf("SELECT %s FROM %s ORDER BY %s", t.columns, t.name, t.order))
		if err != nil {
			return nil, fault(err)
		}
		n := strings.Count(t.columns, ",") + 1
		list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (bareRow, error) {
			values, err := row.Values()
			return bareRow{insertOne(t.name, t.columns, n), values}, err
		})
		if err != nil {
			return nil, fault(err)
		}
		for k, r := range list {
			at := k * transactions / len(list)
			b.rows[at] = append(b.rows[at], r)
		}
	}
	return b, nil
}

func insertOne(table, columns string, n int) string {
	places := make([]string, n)
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, columns, strings.Join(places, ", "))
}

// Insert inserts the rows into a new, empty store of the same kind on so many
// connections at once, a transaction in one round. each is called before every
// transaction.
func (b *Bare) Insert(ctx context.Context, s *Store, connections int, each func() error) error {
	work := make(chan []bareRow)
	var wg sync.WaitGroup
	errs := make([]error, connections)
	for i := range connections {
		wg.Go(func() {
			c, err := pgx.ConnectConfig(ctx, s.conn)
			if err != nil {
				errs[i] = fault(err)
			} else {
				defer c.Close(ctx)
			}
			for rows := range work {
				if errs[i] == nil {
					errs[i] = insertBare(ctx, c, rows, each)
				}
			}
		})
	}
	for _, rows := range b.rows {
		work <- rows
	}
	close(work)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func insertBare(ctx context.Context, c *pgx.Conn, rows []bareRow, each func() error) error {
	if err := each(); err != nil {
		return err
	}
	q := &pgx.Batch{}
	q.Queue("BEGIN")
	for i := range rows {
		q.Queue(rows[i].sql, rows[i].values...)
	}
	q.Queue("COMMIT")
	return fault(c.SendBatch(ctx, q).Close())
}
