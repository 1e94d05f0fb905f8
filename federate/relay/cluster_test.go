package relay

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/natswire"
)

// three are the relays of a cluster, in one process.
type three struct {
	places [3]Place
	stop   [3]context.CancelFunc
	done   [3]chan error
	nats   string
}

func freePorts(t *testing.T, n int) (list []string) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		list = append(list, l.Addr().String())
	}
	return list
}

func startThree(t *testing.T) *three {
	t.Helper()
	c := &three{}
	ports := freePorts(t, 6)
	parties := filepath.Join(t.TempDir(), "parties")
	if err := os.WriteFile(parties, []byte(alice.String()+"\n"+bob.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	first := t.TempDir()
	if _, err := Key(first); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(first, keyFile))
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.places {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, keyFile), key, 0o600); err != nil {
			t.Fatal(err)
		}
		peers := append(append([]string{}, ports[:i]...), ports[i+1:3]...)
		c.places[i] = Place{Dir: dir, Parties: parties, NATS: ports[3+i], HTTPS: "127.0.0.1:0", Clock: lanna.ClockFunc(time.Now), Log: slog.New(slog.DiscardHandler),
			Cluster: &natswire.Cluster{Name: fmt.Sprintf("r%d", i), Listen: ports[i], Peers: peers}}
		c.start(t, i)
	}
	c.nats = strings.Join(ports[3:], ",")
	t.Cleanup(func() {
		for i := range c.places {
			c.end(t, i)
		}
	})
	return c
}

func (c *three) start(t *testing.T, i int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready := make(chan Ready, 1)
	p := c.places[i]
	p.Ready = func(r Ready) { ready <- r }
	c.stop[i], c.done[i] = cancel, make(chan error, 1)
	go func() { c.done[i] <- Run(ctx, p) }()
	select {
	case <-ready:
	case err := <-c.done[i]:
		t.Fatal(err)
	}
}

func (c *three) end(t *testing.T, i int) {
	t.Helper()
	if c.stop[i] == nil {
		return
	}
	c.stop[i]()
	c.stop[i] = nil
	if err := <-c.done[i]; err != nil {
		t.Error(err)
	}
}

func (c *three) join(t *testing.T, key ed25519.PrivateKey) *natswire.Carrier {
	t.Helper()
	own, err := Key(c.places[0].Dir)
	if err != nil {
		t.Fatal(err)
	}
	n, err := natswire.Dial(natswire.Config{Key: key, Relay: ID(own), Addr: c.nats})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return n
}

// until waits for what has to come; its bound is for a failure.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for late := time.Now().Add(2 * time.Minute); time.Now().Before(late); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatal(what)
}

// One of three relays goes, and messages still come through; two go, and nothing is
// acknowledged, and parties have no link; they come back, and all that was ever
// acknowledged is there.
func TestAClusterLosesNothing(t *testing.T) {
	if os.Getenv("LANNA_SOAK") == "" {
		t.Skip("elections take seconds: LANNA_SOAK=1")
	}
	c := startThree(t)
	a, b := c.join(t, carriertest.Key(1)), c.join(t, carriertest.Key(2))
	up := func(n *natswire.Carrier) func() bool { return func() bool { ok, _ := n.Link(); return ok } }
	until(t, "no link", func() bool { return up(a)() && up(b)() })

	acked := map[string]bool{}
	send := func(n int, wait bool) {
		t.Helper()
		text := fmt.Sprintf("EXERCISE %d", n)
		m := carriertest.Message(alice, bob, federate.Lane(n%3), []byte(text))
		until(t, "not taken: "+text, func() bool {
			if a.Send(t.Context(), bob, m) == nil {
				acked[string(m)] = true
				return true
			}
			return !wait
		})
	}
	for n := range 20 {
		send(n, true)
	}
	c.end(t, 0)
	for n := 20; n < 40; n++ {
		send(n, true)
	}
	c.end(t, 1)
	until(t, "there is a link to one relay that cannot promise anything", func() bool { return !up(a)() && !up(b)() })
	for n := 40; n < 45; n++ {
		send(n, false)
	}
	if len(acked) != 40 {
		t.Errorf("%d were acknowledged: one of three promised to keep what it alone has", len(acked))
	}
	c.start(t, 0)
	until(t, "the link does not come back", func() bool { return up(a)() && up(b)() })
	send(45, true)

	var mu sync.Mutex
	got := map[string]bool{}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		_ = b.Receive(ctx, func(m federate.Message) error {
			mu.Lock()
			defer mu.Unlock()
			got[string(m)] = true
			return nil
		})
	}()
	until(t, "something that was acknowledged does not come", func() bool {
		mu.Lock()
		defer mu.Unlock()
		for m := range acked {
			if !got[m] {
				return false
			}
		}
		return true
	})
	cancel()
	until(t, "what was given up stays", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		n := 0
		_ = b.Receive(ctx, func(federate.Message) error { n++; return nil })
		return n == 0
	})
}
