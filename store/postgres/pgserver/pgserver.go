// Package pgserver runs a PostgreSQL server of one's own in a folder, for tests and
// the demo: as a user who is not root, reached from this machine alone, and ended
// with the process that started it. A node that people work with has a server that
// its administrator installed.
package pgserver

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
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// oldest is the oldest version of PostgreSQL that lanna works with.
const oldest = 15

// ErrAbsent is returned where PostgreSQL is not installed.
var ErrAbsent = fmt.Errorf("PostgreSQL %d or later is not installed here (scripts/setup installs it)", oldest)

// Config says where a server is and how it is reached.
type Config struct {
	Dir      string   // of data and socket; it is made where it is not there
	Port     int      // on 127.0.0.1; 0: by the socket in Dir alone
	Password string   // of its one user; "": whoever reaches it is let in
	Settings []string // name=value
}

// role is the one user of a server.
const role = "lanna"

// A Server is a PostgreSQL server.
type Server struct {
	Config
	bin string
	mu  sync.Mutex
	run *run
}

// A run of the server's program.
type run struct {
	process *os.Process
	ended   chan struct{}
	said    *bytes.Buffer // read after ended
}

// New returns the server of a folder, whose files it makes where there are none. It
// does not run yet.
func New(c Config) (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	s := &Server{Config: c, bin: bin}
	if _, err := os.Stat(s.Data()); err == nil {
		return s, nil
	}
	return s, s.create()
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
	return "", ErrAbsent
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

func (s *Server) create() error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	who, err := stranger()
	if err == nil && who != nil {
		err = os.Chown(s.Dir, int(who.Uid), int(who.Gid))
	}
	if err != nil {
		return err
	}
	args := []string{"-D", s.Data(), "-U", role, "--encoding=UTF8", "--no-locale", "--no-sync", "--auth=trust"}
	if s.Password != "" {
		file := filepath.Join(s.Dir, "password")
		defer os.Remove(file)
		if err := writeFor(who, file, s.Password); err != nil {
			return err
		}
		args = append(args[:len(args)-1], "--auth=scram-sha-256", "--pwfile="+file)
	}
	initdb := exec.Command(filepath.Join(s.bin, "initdb"), args...)
	initdb.SysProcAttr, initdb.Dir = &syscall.SysProcAttr{Credential: who}, s.Dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(s.Dir))
	}
	return nil
}

// writeFor writes a file that the server's user alone reads.
func writeFor(who *syscall.Credential, file, text string) error {
	if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil || who == nil {
		return err
	}
	return os.Chown(file, int(who.Uid), int(who.Gid))
}

// Data is the folder of the server's files.
func (s *Server) Data() string { return filepath.Join(s.Dir, "data") }

// Socket is the path of the server's socket, where it has no port.
func (s *Server) Socket() string { return filepath.Join(s.Dir, ".s.PGSQL.5432") }

// URL is the address of a database, without the password.
func (s *Server) URL(database, schema string) string {
	q, host := url.Values{"host": {s.Dir}}, ""
	if s.Port != 0 {
		q, host = url.Values{"sslmode": {"disable"}}, "127.0.0.1:"+strconv.Itoa(s.Port) // it does not leave the machine
	}
	if schema != "" {
		q.Set("search_path", schema)
	}
	return "postgres://" + role + "@" + host + "/" + database + "?" + q.Encode()
}

// Connect connects as the owner of all.
func (s *Server) Connect(ctx context.Context) (*pgx.Conn, error) {
	c, err := pgx.ParseConfig(s.URL("postgres", ""))
	if err != nil {
		return nil, err
	}
	c.Password = s.Password
	return pgx.ConnectConfig(ctx, c)
}

func (s *Server) args() []string {
	where := []string{"-k", s.Dir, "-c", "listen_addresses="}
	if s.Port != 0 {
		where = []string{"-c", "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1", "-c", "port=" + strconv.Itoa(s.Port)}
	}
	args := append([]string{"-D", s.Data(), "-c", "max_connections=120", "-c", "shared_buffers=64MB"}, where...)
	for _, set := range s.Settings {
		args = append(args, "-c", set)
	}
	return args
}

// Start starts the server, at first and after Stop, and waits until it takes
// connections.
func (s *Server) Start() error {
	who, err := stranger()
	if err != nil {
		return err
	}
	c := exec.Command(filepath.Join(s.bin, "postgres"), s.args()...)
	r := &run{ended: make(chan struct{}), said: &bytes.Buffer{}}
	c.Stdout, c.Stderr, c.Dir = r.said, r.said, s.Dir
	c.SysProcAttr = sysProcAttr(who)
	began := make(chan error, 1)
	go func() { // a thread of its own: the server dies with it, and it with this process
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
	r.process = c.Process
	s.mu.Lock()
	s.run = r
	s.mu.Unlock()
	return s.await(r)
}

// await waits until the server takes connections.
func (s *Server) await(r *run) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for {
		c, err := s.Connect(ctx)
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-r.ended:
			return fmt.Errorf("PostgreSQL did not start: %s", r.said)
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL takes no connections: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (s *Server) current() *run {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.run
}

// Stop stops the server: SIGINT as an administrator does, SIGQUIT as a power cut.
func (s *Server) Stop(how syscall.Signal) {
	r := s.current()
	if r == nil {
		return
	}
	_ = r.process.Signal(how) // one that is gone already has ended
	<-r.ended
	s.mu.Lock()
	s.run = nil
	s.mu.Unlock()
}

// Ended is closed when the server has ended; it runs.
func (s *Server) Ended() <-chan struct{} { return s.current().ended }
