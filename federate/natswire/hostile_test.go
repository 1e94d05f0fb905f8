package natswire_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	"lanna"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/natswire"
	"lanna/federate/relay"
)

// newHostile starts a hub before a relay that attacks.
func newHostile(t *testing.T, parties []lanna.WriterID, rate, times int) (h *carriertest.Hostile, addr string) {
	t.Helper()
	known := map[lanna.WriterID]bool{}
	for _, p := range parties {
		known[p] = true
	}
	r, err := relay.Open(relay.Config{Dir: t.TempDir(), Key: carriertest.Key(9), Clock: machine, Parties: func() map[lanna.WriterID]bool { return known }})
	if err != nil {
		t.Fatal(err)
	}
	hub, err := natswire.StartHub(natswire.HubConfig{Key: carriertest.Key(9), Listen: "127.0.0.1:0", Allowed: func(w lanna.WriterID) bool { return known[w] }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	h = carriertest.NewHostile(r, rate, times)
	ctx, cancel := context.WithCancel(context.Background())
	ready := make(chan bool)
	var serving sync.WaitGroup
	serving.Go(func() { _ = hub.Serve(ctx, h, slog.New(slog.DiscardHandler), func() { close(ready) }) })
	<-ready
	t.Cleanup(func() { cancel(); serving.Wait(); hub.Close(); r.Close() })
	return h, hub.Addr().String()
}

// A relay that drops, never answers, repeats, reorders, truncates, corrupts and
// cuts pages, messages and acks alike, costs time and loses nothing.
func TestAHostileRelayLosesNothing(t *testing.T) {
	h, addr := newHostile(t, parties(), 3, 4)
	a, b := carriertest.Key(0), carriertest.Key(1)
	e := &ends{carriertest.NewPost(a, carriertest.Writer(b)), carriertest.NewPost(b, carriertest.Writer(a)), make(chan federate.Lane, 10_000)}
	e.to.Arrived = func(lane federate.Lane, _ uint64) { e.arrived <- lane }
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	for post, key := range map[*carriertest.Post]int{e.from: 0, e.to: 1} {
		c, err := natswire.Dial(natswire.Config{Key: carriertest.Key(key), Relay: carriertest.Writer(carriertest.Key(9)), Addr: addr, Clock: machine})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		work.Go(func() { _ = post.Run(ctx, machine, c) })
	}
	t.Cleanup(func() { cancel(); work.Wait() })
	want := map[federate.Lane]int{federate.Urgent: 40, federate.Ordinary: 120, federate.Bulk: 40}
	for range 40 {
		e.from.Add(federate.Ordinary, 3000, 2000, 9000)
		e.from.Add(federate.Urgent, 4043)
		e.from.Add(federate.Bulk, 2048) // in one piece
	}
	e.arrives(t, want)
	t.Log(h.Did())
	for _, a := range carriertest.Attacks {
		if h.Did()[a] == 0 {
			t.Errorf("it never %s", a)
		}
	}
}
