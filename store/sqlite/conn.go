package sqlite

import (
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"lanna/store"
)

// conn is one connection with its prepared statements. It serves one goroutine
// at a time.
type conn struct {
	db    *sqlite3.Conn
	stmts map[string]*stmt
}

// dial opens a connection and hands it the key. Nothing has been read yet.
func dial(cfg *Config, key []byte, cacheKiB int) (*conn, error) {
	u := url.URL{Scheme: "file", OmitHost: true, Path: cfg.Path, RawQuery: "vfs=" + url.QueryEscape(cfg.vfs())}
	db, err := sqlite3.Open(u.String())
	if err != nil {
		return nil, fault(err)
	}
	c := &conn{db: db, stmts: make(map[string]*stmt)}
	for _, pragma := range []string{
		"hexkey = '" + hex.EncodeToString(key) + "'", // first: before it nothing can be read
		"busy_timeout = 2000",
		"temp_store = memory",
		"trusted_schema = off",
		"secure_delete = on",
		"synchronous = full",
		"cache_size = -" + strconv.Itoa(cacheKiB),
	} {
		if err := db.Exec("PRAGMA " + pragma); err != nil {
			c.close()
			return nil, fault(err)
		}
	}
	if err := registerText(db); err != nil {
		c.close()
		return nil, fault(err)
	}
	return c, nil
}

func (c *conn) close() {
	for _, s := range c.stmts {
		_ = s.s.Close()
	}
	c.stmts = nil
	_ = c.db.Close()
}

// exec runs SQL without parameters.
func (c *conn) exec(sql string) error {
	s := c.q(sql)
	return s.exec()
}

func (c *conn) pragmaInt(name string) (int64, error) {
	s := c.q("PRAGMA " + name)
	var v int64
	if s.next() {
		v = s.int64(0)
	}
	return v, s.done()
}

// q returns the prepared statement of some SQL. The SQL is a constant of this
// package, so that there are few of them.
func (c *conn) q(sql string) *stmt {
	if s, ok := c.stmts[sql]; ok {
		s.err, s.at = nil, 0
		return s
	}
	p, tail, err := c.db.PrepareFlags(sql, sqlite3.PREPARE_PERSISTENT)
	if err == nil && strings.TrimSpace(tail) != "" {
		err = sqlite3.MISUSE
	}
	if err != nil {
		return &stmt{err: fault(err)}
	}
	s := &stmt{s: p}
	c.stmts[sql] = s
	return s
}

// stmt is a prepared statement whose parameters are bound from left to right.
// The first error stays until done or exec returns it.
type stmt struct {
	s   *sqlite3.Stmt
	at  int
	err error
}

func (s *stmt) num(v int64) *stmt {
	if s.at++; s.err == nil {
		s.err = s.s.BindInt64(s.at, v)
	}
	return s
}

func (s *stmt) text(v string) *stmt {
	if s.at++; s.err == nil {
		s.err = s.s.BindText(s.at, v)
	}
	return s
}

// blob binds v; nil is NULL.
func (s *stmt) blob(v []byte) *stmt {
	if s.at++; s.err == nil {
		s.err = s.s.BindBlob(s.at, v)
	}
	return s
}

// bytes binds v; nil is an empty blob.
func (s *stmt) bytes(v []byte) *stmt {
	if v == nil {
		v = []byte{}
	}
	return s.blob(v)
}

// exec runs the statement to its end.
func (s *stmt) exec() error {
	if s.err == nil {
		s.err = s.s.Exec()
	}
	return s.end()
}

// next goes to the next row. After the last one done must be called.
func (s *stmt) next() bool { return s.err == nil && s.s.Step() }

func (s *stmt) int64(col int) int64     { return s.s.ColumnInt64(col) }
func (s *stmt) string(col int) string   { return s.s.ColumnText(col) }
func (s *stmt) copyOf(col int) []byte   { return s.s.ColumnBlob(col, nil) }
func (s *stmt) raw(col int) []byte      { return s.s.ColumnRawBlob(col) } // until the next call
func (s *stmt) into(col int, to []byte) { copy(to, s.s.ColumnRawBlob(col)) }

// done ends a statement that was stepped through and returns its error.
func (s *stmt) done() error {
	if s.err == nil {
		s.err = s.s.Err()
	}
	return s.end()
}

func (s *stmt) end() error {
	err := s.err
	s.err, s.at = nil, 0
	if s.s == nil {
		return err
	}
	if e := s.s.Reset(); err == nil {
		err = e
	}
	return fault(err)
}

// number is the first column of the first row; found is false when there is none.
func (s *stmt) number() (v int64, found bool, err error) {
	if found = s.next(); found {
		v = s.int64(0)
	}
	return v, found, s.done()
}

// value is the first column of the first row, or store.ErrNotFound.
func (s *stmt) value() ([]byte, error) {
	var v []byte
	found := s.next()
	if found {
		v = s.s.ColumnBlob(0, []byte{})
	}
	if err := s.done(); err != nil {
		return nil, err
	}
	if !found {
		return nil, store.ErrNotFound
	}
	return v, nil
}
