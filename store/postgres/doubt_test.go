package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"lanna"
	"lanna/store"
	"lanna/store/postgres/pgtest"
)

// A cutter stands between a store and its server and cuts a link after a number of
// bytes, in one direction.
type cutter struct {
	to string
	mu sync.Mutex
	up int // bytes that may still go to the server; negative: all
	in int // bytes that may still come from it
}

// through makes a store's address lead through a cutter.
func through(t *testing.T, server *pgtest.Server, address string) (*cutter, string) {
	t.Helper()
	dir := t.TempDir()
	l, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	c := &cutter{to: server.Socket(), up: -1, in: -1}
	go c.serve(l)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("host", dir)
	u.RawQuery = q.Encode()
	return c, u.String()
}

func (c *cutter) serve(l net.Listener) {
	for {
		near, err := l.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("unix", c.to)
		if err != nil {
			near.Close()
			continue
		}
		go c.carry(far, near, &c.up)
		go c.carry(near, far, &c.in)
	}
}

// carry carries bytes until they are used up, then cuts both ends.
func (c *cutter) carry(to, from net.Conn, left *int) {
	defer to.Close()
	defer from.Close()
	b := make([]byte, 1<<16)
	for {
		n, err := from.Read(b)
		if err != nil {
			return
		}
		c.mu.Lock()
		cut := *left >= 0 && n > *left
		if cut {
			n, *left = *left, -1
			c.up, c.in = -1, -1 // only this link
		} else if *left >= 0 {
			*left -= n
		}
		c.mu.Unlock()
		if _, err := to.Write(b[:n]); err != nil || cut {
			return
		}
	}
}

func (c *cutter) allow(up, in int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.up, c.in = up, in
}

// TestACutCommitIsFoundOut cuts the link of an update at places that a seed draws:
// an update that returns nil is there, and one that returns an error is not.
func TestACutCommitIsFoundOut(t *testing.T) {
	server := pgtest.Shared(t)
	c, address := through(t, server, server.Database(t))
	s := open(t, address)
	s.must(t, func(tx store.Tx) error { return tx.SetMeta("begin", []byte{1}) })
	draw := rand.New(rand.NewPCG(6, 11))
	kept, lost, inDoubt := 0, 0, 0
	for i := range 60 {
		name := fmt.Sprintf("update %d", i)
		err := s.Update(context.Background(), func(tx store.Tx) error {
			if i%2 == 0 {
				c.allow(draw.IntN(700), -1)
			} else {
				c.allow(-1, draw.IntN(400))
			}
			return tx.SetMeta(name, []byte(name))
		})
		c.allow(-1, -1)
		there := has(t, s, name)
		switch {
		case err == nil && there:
			kept++
		case err != nil && !there:
			lost++
			if !errors.Is(err, store.ErrAway) {
				t.Errorf("%s: %v", name, err)
			}
			if errors.Is(err, errUndone) {
				inDoubt++
			}
		default:
			t.Fatalf("%s returned %v, and it is there: %t", name, err, there)
		}
	}
	if kept == 0 || lost == 0 || inDoubt == 0 {
		t.Errorf("%d updates were kept, %d lost, %d of these in doubt: the cuts miss what they are for", kept, lost, inDoubt)
	}
}

func has(t *testing.T, s *Store, name string) bool {
	t.Helper()
	there := false
	err := s.View(context.Background(), func(r store.Reader) error {
		_, err := r.Meta(name)
		there = err == nil
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return there
}

// TestTheServerRestarts stops the server as a power cut does, while updates run.
func TestTheServerRestarts(t *testing.T) {
	server := pgtest.Start(t, "")
	s := open(t, server.Database(t))
	outcomes := make(chan error)
	const updates = 400
	go func() {
		for i := range updates {
			outcomes <- s.Update(context.Background(), func(tx store.Tx) error { return tx.SetMeta(fmt.Sprintf("update %d", i), []byte{1}) })
		}
	}()
	var results []error
	for i := range updates {
		if i == 100 || i == 200 {
			server.Stop(syscall.SIGQUIT)
			if err := server.Start(); err != nil {
				t.Fatal(err)
			}
		}
		results = append(results, <-outcomes)
	}
	for i, err := range results {
		if there := has(t, s, fmt.Sprintf("update %d", i)); there != (err == nil) {
			t.Fatalf("update %d returned %v, and it is there: %t", i, err, there)
		}
	}
	if err := results[updates-1]; err != nil {
		t.Errorf("the store does not find back to the server: %v", err)
	}
}

// TestTheServersDiskIsFull fills a small disk until updates fail, and then makes
// room.
func TestTheServersDiskIsFull(t *testing.T) {
	disk := smallDisk(t)
	server := pgtest.Start(t, disk, "min_wal_size=32MB", "max_wal_size=32MB", "autovacuum=off")
	s := open(t, server.Database(t))
	filler := filepath.Join(disk, "filler")
	if err := os.WriteFile(filler, make([]byte, 40<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	full := make(chan struct{}) // closed when there is room again
	room := sync.OnceFunc(func() {
		if err := os.Remove(filler); err != nil {
			t.Error(err)
		}
		close(full)
	})
	keepUp(t, server, room)
	done, failed := fill(t, s, full)
	if failed != nil && !errors.Is(failed, store.ErrFull) && !errors.Is(failed, store.ErrAway) {
		t.Errorf("on a full disk an update returns %v", failed)
	}
	room()
	var err error
	for range 100 { // a server that went down by itself is on its way up
		if err = s.Update(context.Background(), func(tx store.Tx) error { return tx.SetMeta("after", []byte{1}) }); err == nil {
			break
		}
		_ = pause(context.Background(), 100*time.Millisecond)
	}
	if err != nil {
		t.Fatalf("with room again: %v", err)
	}
	for i := range done {
		if !has(t, s, fmt.Sprintf("large %d", i)) {
			t.Errorf("update %d was confirmed and is gone", i)
		}
	}
	if has(t, s, fmt.Sprintf("large %d", done)) {
		t.Error("the update that failed is there")
	}
}

// smallDisk returns the folder of a disk of 160 MB. It is no TempDir, since the
// server's user must reach it.
func smallDisk(t *testing.T) string {
	t.Helper()
	disk, err := os.MkdirTemp("", "lanna-disk-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(disk) })
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=160m,mode=0755"); err != nil {
		t.Skipf("no small disk can be made here, it takes root: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	return disk
}

// keepUp is the server's administrator: a server whose log did not fit stops rather
// than lose anything, and he makes room and starts it again. An update that has to
// find out what became of it waits for him.
func keepUp(t *testing.T, server *pgtest.Server, room func()) {
	t.Helper()
	over, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		for {
			select {
			case <-over:
				return
			case <-server.Ended():
				room()
				server.Stop(syscall.SIGINT)
				if err := server.Start(); err != nil {
					t.Error(err)
					return
				}
			}
		}
	}()
	t.Cleanup(func() {
		close(over)
		<-gone
	})
}

// fill gives large updates until one fails or there is room again, and returns how
// many were confirmed.
func fill(t *testing.T, s *Store, full <-chan struct{}) (done int, failed error) {
	t.Helper()
	noise := make([]byte, 1<<20)
	for {
		select {
		case <-full:
			return done, nil
		default:
		}
		err := s.Update(context.Background(), func(tx store.Tx) error {
			_, err := tx.Append(testAgency, say(t, lanna.NewRecordID(), "EXERCISE"))
			return errors.Join(err, tx.SetMeta(fmt.Sprintf("large %d", done), noise))
		})
		if err != nil {
			return done, err
		}
		done++
	}
}
