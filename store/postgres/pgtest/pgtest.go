// Package pgtest starts PostgreSQL servers for tests: each in a temporary folder,
// on a socket in it, under a user who is not root, and stopped with the test.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// oldest is the oldest version of PostgreSQL that lanna works with.
const oldest = 15

// A Server is a PostgreSQL server of a test.
type Server struct {
	Dir  string // data and socket
	bin  string
	args []string
	run  *run
	made atomic.Int64
}

// A run of the server's program.
type run struct {
	process *os.Process
	ended   chan struct{}
	said    *bytes.Buffer // read after ended
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

var errAbsent = fmt.Errorf("PostgreSQL %d or later is not installed here (scripts/setup installs it); this test starts a server of its own", oldest)

func check(tb testing.TB, err error) {
	tb.Helper()
	if errors.Is(err, errAbsent) {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// programs finds the folder of the newest version that is installed.
func programs() (string, error) {
	best, at := 0, ""
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	for _, p := range found {
		n, err := strconv.Atoi(strings.Split(p, "/")[4])
		if err == nil && n > best {
			best, at = n, filepath.Dir(p)
		}
	}
	if best >= oldest {
		return at, nil
	}
	return "", errAbsent
}

// stranger is who the server runs as: PostgreSQL refuses to run as root.
func stranger() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
	}
	return nil, errors.New("no user but root to run PostgreSQL as")
}

func create(parent string, settings ...string) (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(parent, "lanna-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{Dir: dir, bin: bin}
	who, err := stranger()
	if err == nil && who != nil {
		err = os.Chown(dir, int(who.Uid), int(who.Gid))
	}
	if err != nil {
		return nil, err
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", s.data(), "-U", "lanna", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = &syscall.SysProcAttr{Credential: who}, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	s.args = []string{"-D", s.data(), "-k", dir, "-c", "listen_addresses=", "-c", "max_connections=120", "-c", "shared_buffers=64MB"}
	for _, set := range settings {
		s.args = append(s.args, "-c", set)
	}
	return s, s.Start()
}

func (s *Server) data() string { return filepath.Join(s.Dir, "data") }

// Start starts the server, after Stop.
func (s *Server) Start() error {
	who, err := stranger()
	if err != nil {
		return err
	}
	c := exec.Command(filepath.Join(s.bin, "postgres"), s.args...)
	r := &run{ended: make(chan struct{}), said: &bytes.Buffer{}}
	c.Stdout, c.Stderr, c.Dir = r.said, r.said, s.Dir
	c.SysProcAttr = &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGQUIT, Setpgid: true}
	began := make(chan error, 1)
	go func() { // a thread of its own: the server dies with it, and it with the test's process
		runtime.LockOSThread()
		err := c.Start()
		began <- err
		if err == nil {
			_ = c.Wait() // how it ended is in what it said
		}
		close(r.ended)
	}()
	if err := <-began; err != nil {
		return err
	}
	r.process, s.run = c.Process, r
	return s.await()
}

// await waits until the server takes connections.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for {
		c, err := pgx.Connect(ctx, s.url("postgres", ""))
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-s.run.ended:
			return fmt.Errorf("PostgreSQL did not start: %s", s.run.said)
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL takes no connections: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Stop stops the server: SIGINT as an administrator does, SIGQUIT as a power cut.
func (s *Server) Stop(how syscall.Signal) {
	if s.run == nil {
		return
	}
	_ = s.run.process.Signal(how) // one that is gone already has ended
	<-s.run.ended
	s.run = nil
}

// Said returns what the server wrote to its log, once it has ended.
func (s *Server) Said() string {
	if s.run == nil {
		return ""
	}
	<-s.run.ended
	return s.run.said.String()
}

// Ended is closed when the server has ended.
func (s *Server) Ended() <-chan struct{} { return s.run.ended }

func (s *Server) url(database, schema string) string {
	q := url.Values{"host": {s.Dir}}
	if schema != "" {
		q.Set("search_path", schema)
	}
	return "postgres://lanna@/" + database + "?" + q.Encode()
}

// Socket is the path of the server's socket.
func (s *Server) Socket() string { return filepath.Join(s.Dir, ".s.PGSQL.5432") }

// Database makes an empty database and returns its address. (A schema does.)
func (s *Server) Database(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprintf("node%d", s.made.Add(1))
	s.Exec(tb, "CREATE SCHEMA "+name)
	return s.url("postgres", name)
}

// Exec runs SQL as the owner of all.
func (s *Server) Exec(tb testing.TB, list ...string) {
	tb.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, s.url("postgres", ""))
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
	err := filepath.WalkDir(s.data(), func(p string, d os.DirEntry, err error) error {
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
