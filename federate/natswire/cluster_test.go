package natswire_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/natswire"
	"lanna/federate/relay"
)

// A counter is a relay that counts what it is asked.
type counter struct{ puts atomic.Int64 }

func (c *counter) Put(lanna.WriterID, federate.Message) error { c.puts.Add(1); return nil }

func (c *counter) Next(ctx context.Context, _ lanna.WriterID, _ string, _ int) ([]byte, error) {
	<-ctx.Done()
	return nil, nil
}

func (c *counter) Forget(lanna.WriterID, []byte) error { return nil }

// Who is connected to a relay of a cluster is answered by it: what another was asked
// would go with that one, and nobody would see a link go.
func TestTheRelayAtHandAnswers(t *testing.T) {
	_, own, _ := ed25519.GenerateKey(nil)
	ports := []string{freeAddress(t), freeAddress(t)}
	var hubs [2]*natswire.Hub
	var doors [2]counter
	for i := range hubs {
		var err error
		hubs[i], err = natswire.StartHub(natswire.HubConfig{Key: own, Listen: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler), Allowed: func(lanna.WriterID) bool { return true },
			Cluster: &natswire.Cluster{Name: fmt.Sprintf("r%d", i), Listen: ports[i], Peers: ports[1-i : 2-i], Dir: t.TempDir()}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(hubs[i].Close)
		ready := make(chan struct{})
		go func() {
			_ = hubs[i].Serve(t.Context(), &doors[i], slog.New(slog.DiscardHandler), func() { close(ready) })
		}()
		<-ready
	}
	waitFor(t, "relays that see each other", func() bool { return hubs[0].SeesMost() && hubs[1].SeesMost() })

	from, to := carriertest.Key(0), carriertest.Writer(carriertest.Key(1))
	for i, h := range hubs {
		c, err := natswire.Dial(natswire.Config{Key: from, Relay: relay.ID(own), Addr: h.Addr().String()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		waitFor(t, "a link", func() bool { up, _ := c.Link(); return up })
		for range 30 {
			if err := c.Send(t.Context(), to, carriertest.Message(carriertest.Writer(from), to, federate.Urgent, []byte("EXERCISE"))); err != nil {
				t.Fatal(err)
			}
		}
		thief, denied := raw(t, &hall{ready: relay.Ready{Relay: relay.ID(own)}, place: relay.Place{NATS: h.Addr().String()}}, from)
		if err := thief.PublishRequest("lanna.take."+to.String(), "_INBOX."+carriertest.Writer(from).String()+".x", nil); err != nil {
			t.Fatal(err)
		}
		isDenied(t, thief, denied, "publish as another's shelf")
		if got := doors[i].puts.Load(); got != 30 {
			t.Errorf("of 30 questions of its own party relay %d answered %d", i, got)
		}
	}
}

// freeAddress is one of this machine that nobody has at this moment.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// waitFor waits for what has to come.
func waitFor(t *testing.T, what string, there func() bool) {
	t.Helper()
	for late := time.Now().Add(patience); !there(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("not within the test's patience: " + what)
		}
	}
}
