package relay

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"lanna/federate/carriertest"
	"lanna/federate/identity"
)

// Strangers who fill their room, and go on, neither keep a party out nor drive out one
// that is in.
func TestStrangersDoNotShutAPartyOut(t *testing.T) {
	on := listen(t)
	r := open(t, t.TempDir(), Config{})
	closed := make(chan bool, 100)
	b := newBound(on, func() { closed <- true })
	b.strangers.most, b.parties.most = 4, 1
	served := make(chan error)
	ctx, stop := context.WithCancel(context.Background())
	go func() { served <- r.serve(ctx, b) }()
	defer func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		r.Close()
	}()
	come := func(goes int) (first net.Conn) {
		for range 4 {
			if c := dial(t, on); first == nil {
				first = c
			}
		}
		for range goes {
			one(t, closed)
		}
		return first
	}
	first := come(0)
	come(4)
	ends(t, first)
	party := clientOf(t, r)
	if again := asks(t, party, on); again {
		t.Error("the first connection was there before")
	}
	one(t, closed) // the stranger whose place it had
	come(3)
	come(4)
	if again := asks(t, party, on); !again {
		t.Error("strangers drove out a party that was in")
	}
}

// One address, however often it comes, or many that hold more, take nothing from one
// that holds little; a network of 64 bits is one. There is room again when one goes.
func TestTheOldestOfThoseWhoHoldMostGoes(t *testing.T) {
	r := room{most: 4, each: 2}
	come := func(from, goes string) *held {
		t.Helper()
		a, err := net.ResolveTCPAddr("tcp", from)
		if err != nil {
			t.Fatal(err)
		}
		c := &held{}
		c.of, c.many = addressOf(a)
		out := ""
		if o := r.enter(c); o != nil {
			out = o.of
		}
		if out != goes {
			t.Errorf("%s comes: %q goes, want %q", from, out, goes)
		}
		return c
	}
	come("198.51.100.7:9", "")
	first := come("[2001:db8::1]:9", "")
	come("[2001:db8::2]:9", "")
	last := come("[2001:db8::3]:9", "2001:db8::/64") // as many as one has
	if first.in != nil || last.in == nil {
		t.Error("not the oldest went")
	}
	come("127.0.0.1:9", "")
	come("127.0.0.1:9", "2001:db8::/64") // full
	come("127.0.0.1:9", "127.0.0.1")
	last.in.leave(last)
	come("127.0.0.1:9", "") // no bound of its own
	if r.of["198.51.100.7"] != 1 || len(r.held) != 4 || len(r.of) != 2 {
		t.Errorf("%d are held, %v", len(r.held), r.of)
	}
}

// A connection that is closed more than once is counted once.
func TestAClosedConnectionMakesRoomOnce(t *testing.T) {
	on := listen(t)
	b := newBound(on, func() { t.Error("one had to go") })
	for range 2 {
		dial(t, on)
	}
	one, err := b.Accept()
	two, err2 := b.Accept()
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	one.Close()
	one.Close()
	if len(b.strangers.held) != 1 || b.strangers.held[0] != two {
		t.Errorf("%d are counted", len(b.strangers.held))
	}
	two.Close()
	if len(b.strangers.held) != 0 || len(b.strangers.of) != 0 {
		t.Errorf("%d are counted, %v", len(b.strangers.held), b.strangers.of)
	}
}

// However many connections have to go, the log has a line a minute, and none when none.
func TestTheLogHasALineAMinute(t *testing.T) {
	var log bytes.Buffer
	r := open(t, t.TempDir(), Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	defer r.Close()
	minute, done := make(chan time.Time), make(chan bool)
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		r.tellClosed(ctx, minute)
		close(done)
	}()
	r.closed.Add(5000)
	minute <- time.Time{}
	minute <- time.Time{}
	stop()
	<-done
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "count=5000") {
		t.Errorf("the log says %q", got)
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { on.Close() })
	return on
}

func dial(t *testing.T, on net.Listener) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", on.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// one waits until a connection had to go.
func one(t *testing.T, closed <-chan bool) {
	t.Helper()
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Fatal("none had to go")
	}
}

// ends fails where the other end holds c still.
func ends(t *testing.T, c net.Conn) {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second)) // shorter than the relay waits for a handshake
	_, err := c.Read(make([]byte, 1))
	if ne, ok := err.(net.Error); err == nil || ok && ne.Timeout() {
		t.Errorf("a connection too many is still open: %v", err)
	}
}

// clientOf speaks to the relay as bob.
func clientOf(t *testing.T, r *Relay) *http.Client {
	t.Helper()
	conf, err := identity.Client(carriertest.Key(2), carriertest.Writer(r.c.Key))
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: conf}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// asks asks what waits, and reports whether over a connection that was there before.
func asks(t *testing.T, party *http.Client, on net.Listener) (again bool) {
	t.Helper()
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { again = i.Reused }})
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+on.Addr().String()+PathMessages, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := party.Do(q)
	if err != nil {
		t.Fatalf("a party is shut out: %v", err)
	}
	defer a.Body.Close()
	if _, err := io.Copy(io.Discard, a.Body); err != nil || a.StatusCode != http.StatusNoContent {
		t.Errorf("a party gets %d, %v", a.StatusCode, err)
	}
	return again
}
