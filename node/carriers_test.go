package node

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/relay"
	"lanna/statement"
)

// A hall is a relay to which the way over NATS can be barred.
type hall struct {
	place relay.Place
	ready relay.Ready
	stop  context.CancelFunc
	done  chan error
	nats  *door
}

func newHall(t *testing.T, parties []lanna.WriterID) *hall {
	t.Helper()
	dir := t.TempDir()
	h := &hall{place: relay.Place{Dir: filepath.Join(dir, "relay"), Parties: filepath.Join(dir, "parties"), NATS: "127.0.0.1:0", HTTPS: "127.0.0.1:0",
		Clock: Clock, Log: slog.New(slog.DiscardHandler)}}
	text := "# EXERCISE\n"
	for _, p := range parties {
		text += fmt.Sprintln(p, "an invented party")
	}
	if err := os.WriteFile(h.place.Parties, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	h.Mend(t)
	h.nats = newDoor(t, h.place.NATS)
	t.Cleanup(func() { h.Cut(t) })
	return h
}

func (h *hall) Join(t *testing.T, key ed25519.PrivateKey) federate.Carrier {
	t.Helper()
	n := &Node{signer: statement.NewSigner(lanna.AgencyID{}, key)}
	list, end, err := n.carriersTo(Relay{NATS: h.nats.Addr().String(), URL: "https://" + h.place.HTTPS, Key: h.ready.Relay})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	c := oneOf(list).(*fallback)
	c.patience = time.Millisecond
	return c
}

func (h *hall) Cut(t *testing.T) {
	t.Helper()
	if h.stop == nil {
		return
	}
	h.stop()
	h.stop = nil
	if err := <-h.done; err != nil {
		t.Error(err)
	}
}

func (h *hall) Mend(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ready := make(chan relay.Ready, 1)
	p := h.place
	p.Ready = func(r relay.Ready) { ready <- r }
	h.stop, h.done = stop, make(chan error, 1)
	go func() { h.done <- relay.Run(ctx, p) }()
	select {
	case h.ready = <-ready:
		h.place.NATS, h.place.HTTPS = h.ready.NATS.String(), h.ready.HTTPS.String()
	case err := <-h.done:
		t.Fatal(err)
	case <-t.Context().Done():
		t.Fatal("the relay does not start")
	}
}

// TestCarrierWithFallback: whichever way is in use, it is a carrier.
func TestCarrierWithFallback(t *testing.T) {
	carriertest.Run(t, func(t *testing.T, parties []lanna.WriterID) carriertest.Network { return newHall(t, parties) })
}

// Behind a proxy only HTTPS comes through; what is sent arrives, and over NATS
// again once that is open.
func TestMessagesGoOverHTTPSWhileNATSIsBarred(t *testing.T) {
	fromKey, toKey := carriertest.Key(0), carriertest.Key(1)
	from, to := carriertest.Writer(fromKey), carriertest.Writer(toKey)
	h := newHall(t, []lanna.WriterID{from, to})
	h.nats.bar(true)
	a, b := h.Join(t, fromKey), h.Join(t, toKey)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	defer func() { cancel(); running.Wait() }()
	came := make(chan federate.Message, 10)
	running.Go(func() { _ = a.Receive(ctx, func(federate.Message) error { return nil }) })
	running.Go(func() { _ = b.Receive(ctx, func(m federate.Message) error { came <- m; return nil }) })
	for i, way := range []string{"https", "nats"} {
		h.nats.bar(way == "https")
		for a.Name() != way || !up(a) || b.Name() != way {
			pauseBriefly(t)
		}
		m := carriertest.Message(from, to, federate.Urgent, fmt.Appendf(nil, "EXERCISE %d", i))
		for a.Send(ctx, to, m) != nil {
			pauseBriefly(t)
		}
		if got := <-came; string(got) != string(m) {
			t.Errorf("over %s came %q", way, got)
		}
	}
}

func up(c federate.Carrier) bool { up, _ := c.Link(); return up }

func pauseBriefly(t *testing.T) {
	if t.Context().Err() != nil {
		t.FailNow()
	}
	time.Sleep(10 * time.Millisecond)
}

// A door lets connections through to an address, or none.
type door struct {
	net.Listener
	mu     sync.Mutex
	barred bool
	open   []net.Conn
}

func newDoor(t *testing.T, to string) *door {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := &door{Listener: l}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go d.pass(in, to)
		}
	}()
	return d
}

func (d *door) pass(in net.Conn, to string) {
	defer in.Close()
	out, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer out.Close()
	d.mu.Lock()
	barred := d.barred
	d.open = append(d.open, in, out)
	d.mu.Unlock()
	if barred {
		return
	}
	go func() { _, _ = io.Copy(out, in); out.Close() }()
	_, _ = io.Copy(in, out)
}

func (d *door) bar(yes bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.barred = yes
	if yes {
		for _, c := range d.open {
			c.Close()
		}
		d.open = nil
	}
}
