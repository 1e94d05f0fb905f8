// Package sqlite keeps a node's database in one encrypted SQLite file.
//
// Beside the database lie its key file (path + ".key"), its write-ahead log
// ("-wal", encrypted like the database), the log's index ("-shm", page numbers
// only) and a lock file (".lock"). One process opens a database at a time.
//
// Pages are encrypted by Adiantum under a random key, and carry checksums:
// encryption alone does not tell a damaged page from a whole one.
package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/ncruces/go-sqlite3/vfs"
	"github.com/ncruces/go-sqlite3/vfs/adiantum"

	"lanna/store"
	"lanna/store/sqlite/joinvfs"
)

// defaultVFS is the file system under encryption.
const defaultVFS = "lanna"

func init() { vfs.Register(defaultVFS, Encrypt(vfs.Find(""))) }

// Encrypt returns a VFS that encrypts what it keeps on base.
func Encrypt(base vfs.VFS) vfs.VFS { return joinvfs.Wrap(adiantum.Wrap(base, nil)) }

// Config says which database to open and how.
type Config struct {
	Path       string
	Passphrase string  // opens the key file beside the database
	Key        []byte  // KeySize bytes, in place of passphrase and key file
	Create     bool    // make the database where there is none
	KeyCost    KeyCost // of a key file that is made; zero: the usual cost
	Upgrade    bool    // bring one of an older version up to date; else it is store.ErrOlder
	VFS        string  // name of a registered VFS made by Encrypt; "" is the file system

	steps    []string                // in place of migrations
	walPages int                     // length of the log from which it is written back; 0 is the default
	trim     func(path string) error // trimFile on the VFS
}

func (c *Config) vfs() string {
	if c.VFS == "" {
		return defaultVFS
	}
	return c.VFS
}

// Cache sizes per connection.
const (
	writerCacheKiB = 16 << 10
	readerCacheKiB = 4 << 10
)

// defaultWALPages is the length of the write-ahead log, in pages, from which it
// is written back: 16 MiB.
const defaultWALPages = 4096

// Store is a [store.Store] in one encrypted file.
type Store struct {
	cfg     Config
	key     []byte
	lock    *os.File // nil for a VFS of its own
	names   *names
	barred  *filter
	writer  *writer
	readers *pool
	long    givingWay
	closing sync.Once
}

var _ store.Store = (*Store)(nil)

// Open opens a database, or makes it where cfg.Create is set. It returns
// store.ErrNotFound, ErrPassphrase, ErrLocked, ErrCorrupt, ErrFull or
// ErrVersion where one of them is the reason.
func Open(cfg Config) (*Store, error) {
	s := &Store{cfg: cfg, key: cfg.Key, names: newNames(), barred: newFilter()}
	if err := s.open(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) open() error {
	if s.cfg.VFS == "" {
		if err := s.prepareFile(); err != nil {
			return err
		}
	}
	if len(s.key) != KeySize {
		return errors.New("sqlite: key must be 32 bytes")
	}
	if err := s.trimLogs(); err != nil {
		return err
	}
	c, err := s.openWriter()
	if err != nil {
		return err
	}
	s.writer, err = newWriter(s, c)
	if err != nil {
		c.close()
		return err
	}
	s.readers = newPool(func() (*conn, error) { return dial(&s.cfg, s.key, readerCacheKiB) })
	return nil
}

// prepareFile locks the database and gets its key. The key is safe on disk
// before the database holds its first byte.
func (s *Store) prepareFile() error {
	_, err := os.Stat(s.cfg.Path)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return err
	}
	if missing && !s.cfg.Create {
		return fmt.Errorf("%w: no database at this path", store.ErrNotFound)
	}
	if s.lock, err = lockFile(s.cfg.Path + ".lock"); err != nil {
		return err
	}
	if s.key == nil {
		if s.key, err = openKey(s.cfg.Path, s.cfg.Passphrase, missing, s.cfg.KeyCost); err != nil {
			return err
		}
	}
	if missing {
		f, err := os.OpenFile(s.cfg.Path, os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		return f.Close()
	}
	return nil
}

// blockSize is what Adiantum encrypts as a whole, in bytes.
const blockSize = 4096

// trimLogs cuts the last block off the logs where a crash or a full disk left
// only a part of it. Such a block cannot be decrypted; SQLite would take that
// for an error of the disk and not for the end of the log, which it is.
func (s *Store) trimLogs() error {
	trim := s.cfg.trim
	if trim == nil {
		trim = trimFile
	}
	return errors.Join(trim(s.cfg.Path+"-wal"), trim(s.cfg.Path+"-journal"))
}

func trimFile(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || info.Size()%blockSize == 0 {
		return err
	}
	return os.Truncate(path, info.Size()/blockSize*blockSize)
}

// openWriter opens the connection that writes and brings the schema up to date.
func (s *Store) openWriter() (*conn, error) {
	c, err := dial(&s.cfg, s.key, writerCacheKiB)
	if err != nil {
		return nil, err
	}
	err = s.prepareDatabase(c)
	if err == nil {
		err = migrate(c, &s.cfg)
	}
	if err == nil {
		err = s.barred.load(c)
	}
	if err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// prepareDatabase sets what a new database is made with, and switches an old
// one to the write-ahead log, where it was not.
func (s *Store) prepareDatabase(c *conn) error {
	version, err := c.pragmaInt("user_version")
	if err != nil {
		return err
	}
	if version == 0 {
		if err := reserveChecksums(c); err != nil {
			return err
		}
	}
	q := c.q("PRAGMA journal_mode = wal")
	mode := ""
	if q.next() {
		mode = q.string(0)
	}
	if err := q.done(); err != nil {
		return err
	}
	if mode != "wal" {
		return errors.New("sqlite: this VFS cannot keep a write-ahead log")
	}
	// The writer's connection alone carries the log back, while the schema is
	// brought up to date by itself, later between updates (carryBack). A
	// connection learns from page 1 in the file that pages have checksums; one
	// that always found page 1 in the log would write pages without.
	return fault(c.db.WALAutoCheckpoint(cmp.Or(s.cfg.walPages, defaultWALPages)))
}

// Scrub waits for readers of old snapshots, writes the log back and cuts it to
// nothing. What was removed before is then in no file: SQLite overwrites what
// it frees (secure_delete), and so does the text index. It must not be called
// from inside a View or an Update, for whose end it waits.
func (s *Store) Scrub(ctx context.Context) error {
	s.long.cut()
	resume, err := s.readers.pause(ctx)
	if err != nil {
		return err
	}
	defer resume()
	return s.writer.truncateLog(ctx)
}

// Close ends all transactions and closes the database. It may be called twice.
func (s *Store) Close() error {
	s.closing.Do(func() {
		if s.readers != nil {
			s.readers.close()
		}
		if s.writer != nil {
			s.writer.close()
		}
		if s.lock != nil {
			_ = s.lock.Close()
		}
	})
	return nil
}
