// Package pgtest starts PostgreSQL servers for tests: each in a temporary folder,
// on a socket in it, and stopped with the test.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"lanna/store/postgres/pgserver"
)

// A Server is a PostgreSQL server of a test.
type Server struct {
	*pgserver.Server
	made atomic.Int64
}

var shared struct {
	once sync.Once
	s    *Server
	err  error
}

// Main runs the tests of a package and stops the server that they shared. TestMain
// calls it.
func Main(m *testing.M) int {
	defer func() {
		if shared.s != nil {
			shared.s.Stop(syscall.SIGINT)
			os.RemoveAll(shared.s.Dir)
		}
	}()
	return m.Run()
}

// Shared returns a server that all tests of the package share, or skips the test
// where PostgreSQL is not installed. Main must run the tests.
func Shared(tb testing.TB) *Server {
	tb.Helper()
	shared.once.Do(func() { shared.s, shared.err = create("") })
	check(tb, shared.err)
	return shared.s
}

// Start returns a server of the test's own, in a new folder under parent ("": the
// folder for temporary files). It is stopped with the test.
func Start(tb testing.TB, parent string, settings ...string) *Server {
	tb.Helper()
	s, err := create(parent, settings...)
	check(tb, err)
	tb.Cleanup(func() {
		s.Stop(syscall.SIGINT)
		os.RemoveAll(s.Dir)
	})
	return s
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if errors.Is(err, pgserver.ErrAbsent) {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

func create(parent string, settings ...string) (*Server, error) {
	dir, err := os.MkdirTemp(parent, "lanna-pg-")
	if err != nil {
		return nil, err
	}
	s, err := pgserver.New(pgserver.Config{Dir: dir, Settings: settings})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &Server{Server: s}, s.Start()
}

// Database makes an empty database and returns its address. (A schema does.)
func (s *Server) Database(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprintf("node%d", s.made.Add(1))
	s.Exec(tb, "CREATE SCHEMA "+name)
	return s.URL("postgres", name)
}

// Exec runs SQL as the owner of all.
func (s *Server) Exec(tb testing.TB, list ...string) {
	tb.Helper()
	ctx := context.Background()
	c, err := s.Connect(ctx)
	if err != nil {
		tb.Fatal(err)
	}
	defer c.Close(ctx)
	for _, sql := range list {
		if _, err := c.Exec(ctx, sql); err != nil {
			tb.Fatal(err)
		}
	}
}

// Files calls f with the content of each file of the server's folder whose path
// holds one of the words; none: all.
func (s *Server) Files(tb testing.TB, f func(path string, content []byte), words ...string) {
	tb.Helper()
	err := filepath.WalkDir(s.Data(), func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(p, w) }) {
			return nil // files come and go while the server runs
		}
		if b, err := os.ReadFile(p); err == nil {
			f(p, b)
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}
