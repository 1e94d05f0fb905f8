package natswire_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/natswire"
	"lanna/federate/relay"
)

// patience bounds a failure and measures nothing.
const patience = 30 * time.Second

// A hall is a relay within the test.
type hall struct {
	place relay.Place
	ready relay.Ready
	stop  context.CancelFunc
	done  chan error
}

func newHall(t *testing.T, parties []lanna.WriterID) *hall {
	t.Helper()
	return newHallFor(t, parties)
}

func newHallFor(t testing.TB, parties []lanna.WriterID) *hall {
	t.Helper()
	dir := t.TempDir()
	h := &hall{place: relay.Place{Dir: filepath.Join(dir, "relay"), Parties: filepath.Join(dir, "parties"), NATS: "127.0.0.1:0", HTTPS: "127.0.0.1:0",
		Clock: lanna.ClockFunc(time.Now), Log: slog.New(slog.DiscardHandler)}}
	h.list(t, parties...)
	h.mend(t)
	t.Cleanup(func() { h.cut(t) })
	return h
}

// list writes whom the relay serves.
func (h *hall) list(t testing.TB, parties ...lanna.WriterID) {
	t.Helper()
	text := "# EXERCISE\n"
	for _, p := range parties {
		text += fmt.Sprintln(p, "an invented party")
	}
	if err := os.WriteFile(h.place.Parties, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (h *hall) Join(t *testing.T, key ed25519.PrivateKey) federate.Carrier {
	t.Helper()
	c, err := natswire.Dial(natswire.Config{Key: key, Relay: h.ready.Relay, Addr: h.place.NATS})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func (h *hall) Cut(t *testing.T) { h.cut(t) }

func (h *hall) cut(t testing.TB) {
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

func (h *hall) Mend(t *testing.T) { h.mend(t) }

func (h *hall) mend(t testing.TB) {
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
	case <-time.After(patience):
		t.Fatal("the relay does not start")
	}
}

func TestCarrier(t *testing.T) {
	carriertest.Run(t, func(t *testing.T, parties []lanna.WriterID) carriertest.Network { return newHall(t, parties) })
}

func link(t *testing.T, c federate.Carrier, want bool) {
	t.Helper()
	for late := time.Now().Add(patience); time.Now().Before(late); time.Sleep(10 * time.Millisecond) {
		if up, _ := c.Link(); up == want {
			return
		}
	}
	t.Fatalf("the link is not up=%v", want)
}

// A fifth state joins while the others run; one that was taken off the list is
// put out of a connection that stands.
func TestTheListIsReadWhileTheRelayRuns(t *testing.T) {
	first, fifth := carriertest.Key(0), carriertest.Key(5)
	h := newHall(t, []lanna.WriterID{carriertest.Writer(first)})
	a, b := h.Join(t, first), h.Join(t, fifth)
	link(t, a, true)
	if up, _ := b.Link(); up {
		t.Fatal("who is on no list is let in")
	}
	h.list(t, carriertest.Writer(first), carriertest.Writer(fifth))
	link(t, b, true)
	link(t, a, true)
	h.list(t, carriertest.Writer(fifth))
	link(t, a, false)
}
