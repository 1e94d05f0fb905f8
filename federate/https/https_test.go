package https_test

import (
	"context"
	"crypto/ed25519"
	"net"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/https"
	"lanna/federate/relay"
)

// network is a relay that can be stopped and started on the same folder and port.
type network struct {
	dir     string
	parties map[lanna.WriterID]bool
	address string
	stop    func()
}

var relayKey = carriertest.Key(99)

func newNetwork(t *testing.T, parties []lanna.WriterID) *network {
	n := &network{dir: t.TempDir(), parties: map[lanna.WriterID]bool{}, address: "127.0.0.1:0"}
	for _, p := range parties {
		n.parties[p] = true
	}
	n.Mend(t)
	t.Cleanup(func() { n.Cut(t) })
	return n
}

func (n *network) Join(t *testing.T, key ed25519.PrivateKey) federate.Carrier {
	c, err := https.New(https.Config{URL: "https://" + n.address, Relay: carriertest.Writer(relayKey), Key: key, Wait: 2 * time.Second, Retry: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (n *network) Cut(*testing.T) {
	if n.stop != nil {
		n.stop()
		n.stop = nil
	}
}

func (n *network) Mend(t *testing.T) {
	l, err := net.Listen("tcp", n.address)
	if err != nil {
		t.Fatal(err)
	}
	n.address = l.Addr().String()
	r, err := relay.Open(relay.Config{Dir: n.dir, Key: relayKey, Listen: l, Clock: lanna.ClockFunc(time.Now),
		Parties: func() map[lanna.WriterID]bool { return n.parties }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = r.Serve(ctx) })
	n.stop = func() { cancel(); wg.Wait(); r.Close() }
}

func TestCarrier(t *testing.T) {
	carriertest.Run(t, func(t *testing.T, parties []lanna.WriterID) carriertest.Network { return newNetwork(t, parties) })
}

func TestWhoIsOnNoListIsNotLetIn(t *testing.T) {
	n := newNetwork(t, []lanna.WriterID{carriertest.Writer(carriertest.Key(1))})
	c := n.Join(t, carriertest.Key(2))
	m := carriertest.Message(carriertest.Writer(carriertest.Key(2)), carriertest.Writer(carriertest.Key(1)), federate.Urgent, []byte("EXERCISE"))
	if err := c.Send(t.Context(), carriertest.Writer(carriertest.Key(1)), m); err == nil {
		t.Error("a stranger's message was taken")
	}
}

func TestARelayWithAnotherKeyIsNotSpokenTo(t *testing.T) {
	n := newNetwork(t, []lanna.WriterID{carriertest.Writer(carriertest.Key(1))})
	c, err := https.New(https.Config{URL: "https://" + n.address, Relay: carriertest.Writer(carriertest.Key(98)), Key: carriertest.Key(1)})
	if err != nil {
		t.Fatal(err)
	}
	m := carriertest.Message(carriertest.Writer(carriertest.Key(1)), carriertest.Writer(carriertest.Key(1)), federate.Urgent, []byte("EXERCISE"))
	if err := c.Send(t.Context(), lanna.WriterID{}, m); lanna.KindOf(err) != lanna.Unavailable {
		t.Errorf("error is %v", err)
	}
}
