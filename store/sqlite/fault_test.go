package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"lanna/store"
)

func number(s *Store) (n int64, err error) {
	err = s.Update(context.Background(), func(tx store.Tx) (err error) { n, err = writeNumber(tx); return err })
	return n, err
}

// TestFullDisk fills the disk at every distance from the end: the update fails
// as a whole with ErrFull, reading goes on, and so does writing once there is room.
func TestFullDisk(t *testing.T) {
	for free := int64(0); free < 120_000; free += 9_999 {
		disk, cfg := diskStore(t, 1)
		s, err := Open(cfg)
		if err != nil {
			t.Fatal(err)
		}
		var l ledger
		if l.acknowledged, err = number(s); err != nil {
			t.Fatal(err)
		}
		disk.SetFree(free)
		for range 1000 { // small writes go into room that the log left
			var n int64
			if n, err = number(s); err != nil {
				break
			}
			l.acknowledged = n
		}
		if !errors.Is(err, store.ErrFull) {
			t.Fatalf("with %d bytes free the error is %v", free, err)
		}
		if err := s.View(context.Background(), func(r store.Reader) error { return l.compare(r) }); err != nil {
			t.Fatalf("reading on a full disk: %v", err)
		}
		disk.SetFree(-1)
		if l.acknowledged, err = number(s); err != nil {
			t.Fatalf("with room again: %v", err)
		}
		s.Close()
		if err := l.check(cfg); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFailedSync lets a sync fail at every step of a few updates. An update
// that could not be synced is not acknowledged; nothing is there by halves.
func TestFailedSync(t *testing.T) {
	for at := int64(1); at < 120; at += 7 {
		disk, cfg := diskStore(t, uint64(at))
		s, err := Open(cfg)
		if err != nil {
			t.Fatal(err)
		}
		var l ledger
		disk.FailSyncAfter(at)
		failed := 0
		for range 12 {
			n, err := number(s)
			if err != nil {
				failed++
				continue
			}
			l.acknowledged = n
		}
		if failed > 1 {
			t.Errorf("one sync failed and %d updates", failed)
		}
		disk.CutAfter(1)
		_, _ = number(s)
		s.Close()
		disk.Crash()
		if err := l.check(cfg); err != nil {
			t.Fatalf("sync failed at step %d: %v", at, err)
		}
	}
}

// TestCorruptPage turns over one bit in every page in turn. Reading everything
// finds it, with ErrCorrupt; nothing wrong is ever read without an error.
func TestCorruptPage(t *testing.T) {
	disk, cfg := diskStore(t, 1)
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var l ledger
	for range 30 {
		if l.acknowledged, err = number(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Scrub(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	size := int64(len(disk.Content(cfg.Path)))
	found := 0
	for off := int64(100); off < size; off += blockSize {
		disk.Flip(cfg.Path, off, uint(off/blockSize))
		err := l.check(cfg)
		if err != nil {
			if !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("a bit of page %d is wrong: %v", off/blockSize+1, err)
			}
			found++
		}
		disk.Flip(cfg.Path, off, uint(off/blockSize))
	}
	if pages := int(size / blockSize); found < pages-2 { // free pages are not read
		t.Errorf("%d of %d damaged pages were found", found, pages)
	}
	if err := l.check(cfg); err != nil {
		t.Fatalf("with all bits right again: %v", err)
	}
}

func TestLocked(t *testing.T) {
	cfg := Config{Path: filepath.Join(t.TempDir(), "node.db"), Key: testKey, Create: true}
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(cfg); !errors.Is(err, store.ErrLocked) {
		t.Errorf("a second time open: %v", err)
	}
	s.Close()
	if s, err = Open(cfg); err != nil {
		t.Fatalf("after closing: %v", err)
	}
	s.Close()
	if _, err := number(s); err == nil {
		t.Error("a closed store writes")
	}
	if err := s.View(context.Background(), func(store.Reader) error { return nil }); err == nil {
		t.Error("a closed store reads")
	}
}

func TestPassphrase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node #1?%.db") // signs that a URI gives a meaning
	open := func(passphrase string, create bool) error {
		s, err := Open(Config{Path: path, Passphrase: passphrase, Create: create})
		if err == nil {
			_, err = number(s)
			s.Close()
		}
		return err
	}
	steps := []struct {
		what string
		err  error
		want error
	}{
		{"without a database", open("one", false), store.ErrNotFound},
		{"made", open("one", true), nil},
		{"with the wrong passphrase", open("two", true), store.ErrPassphrase},
		{"with none", open("", false), store.ErrPassphrase},
		{"with the right one", open("one", false), nil},
		{"changed with the wrong one", ChangePassphrase(path, "two", "three"), store.ErrPassphrase},
		{"changed", ChangePassphrase(path, "one", "two"), nil},
		{"with the old one", open("one", false), store.ErrPassphrase},
		{"with the new one", open("two", false), nil},
	}
	for _, s := range steps {
		if !errors.Is(s.err, s.want) {
			t.Errorf("%s: %v, want %v", s.what, s.err, s.want)
		}
	}
	for _, suffix := range []string{"", ".key"} {
		info, err := os.Stat(path + suffix)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%q is %v, %v: others may read it", suffix, info.Mode(), err)
		}
	}
}

// TestDamagedFiles opens what is no database of ours.
func TestDamagedFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	cfg := Config{Path: path, Passphrase: "one", Create: true}
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	key, err := os.ReadFile(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	for what, damage := range map[string]string{
		"empty": "", "cut": string(key[:len(key)/2]), "no key": "{}",
		"greedy": strings.Replace(string(key), "65536", "4000000000", 1),
		"newer":  strings.Replace(string(key), `"version": 1`, `"version": 2`, 1),
	} {
		if err := os.WriteFile(path+".key", []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(cfg)
		want := store.ErrCorrupt
		if what == "newer" {
			want = store.ErrVersion
		}
		if !errors.Is(err, want) {
			t.Errorf("key file %s: %v", what, err)
		}
	}
	if err := os.Remove(path + ".key"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(cfg); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("without its key file: %v", err)
	}
	if _, err := os.Stat(path + ".key"); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a new key was made for an old database")
	}
	other := Config{Path: path, Key: make([]byte, KeySize)}
	if _, err := Open(other); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("with another key: %v", err)
	}
}

func TestDatabaseOfAnotherVersion(t *testing.T) {
	for what, change := range map[string]string{
		"newer":                     "PRAGMA user_version = 1000",
		"older, with another table": "DROP TABLE parcel; CREATE TABLE parcel (receiver TEXT, n INTEGER, body BLOB)",
		"older, without one":        "DROP TABLE counter",
		"with one that is not ours": "CREATE TABLE later (n INTEGER PRIMARY KEY)",
	} {
		_, cfg := diskStore(t, 1)
		s, err := Open(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.writer.c.db.Exec(change); err != nil {
			t.Fatal(err)
		}
		s.Close()
		if _, err := Open(cfg); !errors.Is(err, store.ErrVersion) {
			t.Errorf("%s: error is %v", what, err)
		}
	}
}

// TestErrorsTellNothing asks in ways that make SQLite quote the question.
func TestErrorsTellNothing(t *testing.T) {
	_, cfg := diskStore(t, 1)
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c := s.writer.c
	for _, sql := range []string{"SELECT secret FROM row", "SELECT body FROM words WHERE body MATCH 'secret AND'", "syntax secret"} {
		q := c.q(sql)
		q.next()
		if err := q.done(); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// What SQLite says of a disk without room, when it has lost the system's error.
func TestFaultOfAFullDisk(t *testing.T) {
	for _, code := range []sqlite3.ExtendedErrorCode{sqlite3.ExtendedErrorCode(sqlite3.FULL), sqlite3.IOERR_SHMSIZE} {
		if err := fault(code); !errors.Is(err, store.ErrFull) {
			t.Errorf("code %d is %v", code, err)
		}
	}
	if err := fault(sqlite3.IOERR_FSYNC); errors.Is(err, store.ErrFull) {
		t.Error("a sync that fails is called a full disk")
	}
}
