package sqlite

import (
	"context"
	"fmt"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"lanna/search"
	"lanna/store"
)

// bareTables are the tables that rows go into, with their columns.
var bareTables = []struct {
	name    string
	order   string // of arrival
	columns []string
}{
	{"name", "n", []string{"n", "kind", "label"}},
	{"view", "n", []string{"n", "label"}},
	{"audience", "n", []string{"n", "label"}},
	{"record", "n", []string{"n", "id"}},
	{"statement", "seq", []string{"seq", "record", "kind", "id8", "officer", "header", "sig", "claims"}},
	{"row", "n", []string{"n", "id", "keys", "texts", "body"}},
	{"place", "record", []string{"list", "value", "audience", "ord", "record"}},
	{"tally", "n", []string{"list", "value", "audience", "n"}},
	{"words", "rowid", []string{"rowid", "about", "audience", "body"}},
	{"leaf", "n", []string{"n", "data", "salt", "statement"}},
	{"hash", "pos", []string{"writer", "level", "pos", "hash"}},
	{"receiver", "n", []string{"n", "label", "last"}},
	{"parcel", "n", []string{"n", "body"}},
	{"meta", "name", []string{"name", "value"}},
	{"counter", "name", []string{"name", "n"}},
}

// Bare is the rows of a database, to be inserted into another by plain SQL and
// nothing else: the measure of what updates cost at least.
type Bare struct {
	rows [][]bareRow // of each transaction
}

type bareRow struct {
	table  int
	values []bareValue
}

// bareValue is an integer, or bytes of a blob or a text; or NULL.
type bareValue struct {
	kind sqlite3.Datatype
	num  int64
	data []byte
}

// NewBare reads all rows of the store and deals them out to transactions: of
// each table in order, as many rows to each.
func NewBare(s *Store, transactions int) (*Bare, error) {
	b := &Bare{rows: make([][]bareRow, transactions)}
	c, err := dial(&s.cfg, s.key, readerCacheKiB)
	if err != nil {
		return nil, err
	}
	defer c.close()
	for i := range bareTables {
		rows, err := readBare(c, i)
		if err != nil {
			return nil, err
		}
		for k, r := range rows {
			t := k * transactions / len(rows)
			b.rows[t] = append(b.rows[t], r)
		}
	}
	return b, nil
}

func readBare(c *conn, table int) ([]bareRow, error) {
	t := &bareTables[table]
	var out []bareRow
	s := c.q(fmt.Sprintf("SELECT %s FROM %s ORDER BY %s", strings.Join(t.columns, ", "), t.name, t.order))
	for s.next() {
		r := bareRow{table: table, values: make([]bareValue, len(t.columns))}
		for col := range r.values {
			v := &r.values[col]
			switch v.kind = s.s.ColumnType(col); v.kind {
			case sqlite3.INTEGER:
				v.num = s.int64(col)
			case sqlite3.TEXT:
				v.data = []byte(s.string(col))
			case sqlite3.BLOB:
				v.data = s.s.ColumnBlob(col, []byte{})
			}
		}
		out = append(out, r)
	}
	return out, s.done()
}

// Insert inserts the rows into a new, empty store of the same kind, on its own
// connection, and calls each before each transaction. The store must not be
// used otherwise.
func (b *Bare) Insert(s *Store, each func() error) error {
	return s.writer.do(&job{ctx: context.Background(), done: make(chan struct{}), alone: func(c *conn) error {
		var inserts []*stmt
		for _, t := range bareTables {
			inserts = append(inserts, c.q(fmt.Sprintf("INSERT INTO %s (%s) VALUES (?%s)",
				t.name, strings.Join(t.columns, ", "), strings.Repeat(", ?", len(t.columns)-1))))
		}
		for _, rows := range b.rows {
			if err := each(); err != nil {
				return err
			}
			if err := insertBare(c, inserts, rows); err != nil {
				return err
			}
			s.writer.carryBack()
		}
		return nil
	}})
}

func insertBare(c *conn, inserts []*stmt, rows []bareRow) error {
	if err := c.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for i := range rows {
		s := inserts[rows[i].table]
		for k := range rows[i].values {
			switch v := &rows[i].values[k]; v.kind {
			case sqlite3.INTEGER:
				s.num(v.num)
			case sqlite3.TEXT:
				s.text(string(v.data))
			default:
				s.blob(v.data)
			}
		}
		if err := s.exec(); err != nil {
			_ = c.exec("ROLLBACK")
			return err
		}
	}
	return c.exec("COMMIT")
}

// BareSearch asks the full-text table itself, newest first, and returns how many
// texts it read: the measure of what Search costs at least. It looks at no
// audience.
func (s *Store) BareSearch(ctx context.Context, query string, limit int) (found int, err error) {
	match := expression(search.Parse(query))
	err = s.View(ctx, func(r store.Reader) error {
		q := r.(*reader).c.q("SELECT rowid, about, body FROM words WHERE body MATCH ? ORDER BY rowid DESC LIMIT ?").
			text(match).num(int64(limit))
		for q.next() {
			_, _ = q.copyOf(1), q.string(2)
			found++
		}
		return q.done()
	})
	return found, err
}
