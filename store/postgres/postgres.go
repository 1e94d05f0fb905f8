// Package postgres keeps a node's database in PostgreSQL 15 or later, for nodes
// that outgrew one machine. Several processes may open one database: updates take
// turns (writer.go), each process hears of the others' (changes.go), and what only
// one of them may do is done by whoever holds a lease (lease.go).
//
// The tables are those of store/sqlite in native SQL. What has meaning is sealed
// before it leaves this process; see seal.go for what the server can see.
package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"lanna/store"
	"lanna/store/keyfile"
)

// Config says which database to open and how.
type Config struct {
	URL        string // postgres://user@host/database?search_path=...; PGPASSWORD and ~/.pgpass are read
	Passphrase string // opens the key that lies in the database
	Key        []byte // keyfile.Size bytes, in place of the passphrase
	Create     bool   // make the tables where there are none
	Readers    int    // snapshots at once; 0: maxReaders
}

// maxReaders is how many snapshots a process reads at once, if not said otherwise.
const maxReaders = 8

// Store is a [store.Store] in PostgreSQL.
type Store struct {
	cfg     Config
	conn    *pgx.ConnConfig
	id      [16]byte // of this process
	channel string
	master  *master
	names   *names
	barred  *filter
	pool    *pgxpool.Pool
	writer  *writer
	ears    *ears
	closing sync.Once
	undone  func() // see Undone
}

var (
	_ store.Store  = (*Store)(nil)
	_ store.Shared = (*Store)(nil)
)

// Open opens a database, or makes its tables where cfg.Create is set. It returns
// store.ErrNotFound, ErrPassphrase, ErrAway, ErrCorrupt, ErrFull or ErrVersion
// where one of them is the reason.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	conn, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return nil, errors.New("postgres: this is no address of a database: postgres://user@host:port/database") // the driver's message may hold the password
	}
	s := &Store{cfg: cfg, conn: conn, names: newNames(), barred: newFilter(), undone: func() {}}
	rand.Read(s.id[:])
	s.prepareConfig()
	if err := s.open(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Undone has f called when updates were taken back, before the next one runs.
func (s *Store) Undone(f func()) { s.undone = f }

// What a connection asks of the server, whatever it does for others.
var settings = map[string]string{
	"synchronous_commit":                  "on", // an update that returned survives a power cut
	"idle_in_transaction_session_timeout": "60s",
	"jit":                                 "off",
	"standard_conforming_strings":         "on",
	"client_min_messages":                 "error",
}

func (s *Store) prepareConfig() {
	s.conn.DialFunc = dial
	if s.conn.ConnectTimeout == 0 {
		s.conn.ConnectTimeout = 5 * time.Second
	}
	for name, value := range settings {
		if _, set := s.conn.RuntimeParams[name]; !set {
			s.conn.RuntimeParams[name] = value
		}
	}
	s.conn.RuntimeParams["application_name"] = fmt.Sprintf("lanna %x", s.id[:6])
}

func (s *Store) open(ctx context.Context) error {
	c, err := pgx.ConnectConfig(ctx, s.conn)
	if err != nil {
		return fault(err)
	}
	defer c.Close(context.WithoutCancel(ctx))
	if err := s.prepare(ctx, c); err != nil {
		return err
	}
	pool, err := pgxpool.ParseConfig(s.cfg.URL)
	if err != nil {
		return err
	}
	pool.ConnConfig = s.conn
	pool.MaxConns = int32(s.cfg.Readers)
	if s.cfg.Readers == 0 {
		pool.MaxConns = maxReaders
	}
	if s.pool, err = pgxpool.NewWithConfig(ctx, pool); err != nil {
		return fault(err)
	}
	s.writer = newWriter(s)
	s.ears = newEars(s)
	return nil
}

// prepare brings the schema up to date, opens the key and reads what is kept in
// memory.
func (s *Store) prepare(ctx context.Context, c *pgx.Conn) error {
	if err := durable(ctx, c); err != nil {
		return err
	}
	there, err := made(ctx, c)
	if err == nil && !there && !s.cfg.Create {
		err = fmt.Errorf("%w: no node in this database", store.ErrNotFound)
	}
	if err == nil {
		err = migrate(ctx, s.conn)
	}
	if err == nil {
		err = s.unlock(ctx, c)
	}
	if err != nil {
		return err
	}
	if err := c.QueryRow(ctx, "SELECT channel FROM turn").Scan(&s.channel); err != nil {
		return fault(err)
	}
	_, err = c.Exec(ctx, "INSERT INTO process (id) VALUES ($1)", s.id)
	if err == nil {
		_, err = c.Exec(ctx, "DELETE FROM process WHERE began < now() - interval '400 days'")
	}
	return fault(err)
}

// durable refuses a server that does not sync: an update would return and be gone
// with the next power cut.
func durable(ctx context.Context, c *pgx.Conn) error {
	for name, bad := range map[string]string{"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"} {
		var value string
		if err := c.QueryRow(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return fault(err)
		}
		if value == bad {
			return fmt.Errorf("postgres: the server runs with %s = off and would lose what it has confirmed; set it on", name)
		}
	}
	return nil
}

// unlock opens the database's key, or draws one for a new database.
func (s *Store) unlock(ctx context.Context, c *pgx.Conn) error {
	key := s.cfg.Key
	if key == nil {
		var err error
		if key, err = s.vault(ctx, c); err != nil {
			return err
		}
	}
	if len(key) != keyfile.Size {
		return errors.New("postgres: key must be 32 bytes")
	}
	s.master = newMaster(key)
	return nil
}

func (s *Store) vault(ctx context.Context, c *pgx.Conn) ([]byte, error) {
	var sealed []byte
	err := fault(c.QueryRow(ctx, "SELECT sealed FROM vault").Scan(&sealed))
	if err == nil {
		return keyfile.Open(sealed, s.cfg.Passphrase)
	}
	if !errors.Is(err, store.ErrNotFound) || !s.cfg.Create {
		return nil, err
	}
	key := keyfile.New()
	if sealed, err = keyfile.Seal(key, s.cfg.Passphrase); err != nil {
		return nil, err
	}
	done, err := c.Exec(ctx, "INSERT INTO vault (sealed) VALUES ($1) ON CONFLICT DO NOTHING", sealed)
	if err == nil && done.RowsAffected() == 0 { // another process was first
		return s.vault(ctx, c)
	}
	return key, fault(err)
}

// ChangePassphrase seals the key of the database under a new passphrase. Processes
// may have it open. Copies of the server still open with the old one.
func ChangePassphrase(ctx context.Context, url, old, passphrase string) error {
	s, err := Open(ctx, Config{URL: url, Passphrase: old})
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Update(ctx, func(t store.Tx) error { return t.(*tx).changePassphrase(old, passphrase) })
}

func (t *tx) changePassphrase(old, passphrase string) error {
	var sealed []byte
	if err := fault(t.q.QueryRow(t.ctx, "SELECT sealed FROM vault").Scan(&sealed)); err != nil {
		return err
	}
	key, err := keyfile.Open(sealed, old)
	if err != nil {
		return err
	}
	if sealed, err = keyfile.Seal(key, passphrase); err != nil {
		return err
	}
	return t.exec("UPDATE vault SET sealed = $1", sealed)
}

// Close ends all transactions and lets go of what this process holds. It may be
// called twice.
func (s *Store) Close() error {
	s.closing.Do(func() {
		if s.ears != nil {
			s.ears.close()
		}
		if s.writer != nil {
			s.writer.close()
		}
		if s.pool != nil {
			s.pool.Close()
		}
	})
	return nil
}
