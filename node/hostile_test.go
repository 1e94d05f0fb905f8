package node_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/natswire"
	"lanna/federate/relay"
	"lanna/node"
)

// hostileHub is a hub before a relay that attacks each third message, in each
// way so many times.
func hostileHub(t *testing.T, times int, parties ...lanna.WriterID) (*carriertest.Hostile, *node.Relay) {
	t.Helper()
	known := map[lanna.WriterID]bool{}
	for _, p := range parties {
		known[p] = true
	}
	key := carriertest.Key(9)
	r, err := relay.Open(relay.Config{Dir: t.TempDir(), Key: key, Clock: node.Clock, Parties: func() map[lanna.WriterID]bool { return known }})
	must(t, err)
	quiet := slog.New(slog.DiscardHandler)
	hub, err := natswire.StartHub(natswire.HubConfig{Key: key, Listen: "127.0.0.1:0", Allowed: func(w lanna.WriterID) bool { return known[w] }, Log: quiet})
	must(t, err)
	h := carriertest.NewHostile(r, 3, times)
	ctx, cancel := context.WithCancel(context.Background())
	ready := make(chan bool)
	var serving sync.WaitGroup
	serving.Go(func() { _ = hub.Serve(ctx, h, quiet, func() { close(ready) }) })
	<-ready
	t.Cleanup(func() { cancel(); serving.Wait(); hub.Close(); r.Close() })
	return h, &node.Relay{NATS: hub.Addr().String(), Key: carriertest.Writer(key)}
}

// named are the codes under which a node's log or quarantine names an attack.
var named = map[carriertest.Attack][]string{
	carriertest.Drops:     {"ack-overdue", "lane-gap"},
	carriertest.Silence:   {"ack-overdue", "lane-gap"},
	carriertest.Repeats:   {"lane-repeated"},
	carriertest.Reorders:  {"lane-gap", "lane-repeated"}, // an ack that is overtaken is worth nothing and says nothing
	carriertest.Truncates: {"envelope-malformed", "ack-malformed", "message-malformed"},
	carriertest.Corrupts:  {"seal-broken", "ack-unsigned"},
	carriertest.Cuts:      {"page-cut"},
}

// Two nodes exchange over NATS by a relay that drops, keeps silent, repeats,
// reorders, truncates, corrupts and cuts. All arrives, once, and each attack is
// found and named.
func TestAHostileRelayIsFoundAndLosesNothing(t *testing.T) {
	var mu sync.Mutex
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(locked{&mu, &log}, &slog.HandlerOptions{Level: slog.LevelInfo}))
	th, centre := newLoggedNation(t, "TH", federate.National, logger), newLoggedNation(t, "CENTRE", federate.Centre, logger)
	th.accept(t, centre)
	centre.accept(t, th)
	h, at := hostileHub(t, 3, writerOf(t, th), writerOf(t, centre))
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	defer func() { cancel(); running.Wait() }()
	for _, n := range []*nation{th, centre} {
		running.Go(func() {
			if err := n.Serve(ctx, node.ServeConfig{NoPages: true, Relay: at, Tick: 50 * time.Millisecond}); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		})
	}
	const n = 12
	for i := range n {
		_, err := th.Desk.Capture(t.Context(), th.by, exchange, desk.Intake{Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
			{Property: lanna.Alias, Value: fmt.Sprint("EXERCISE ", i)}, {Property: lanna.Amount, Value: "600000 CNY"}}}})
		must(t, err)
		_, err = centre.Desk.Ask(t.Context(), centre.by, exchange, desk.Question{Kind: desk.AskInformation, To: writerOf(t, th), Text: desk.Words{Text: fmt.Sprint("EXERCISE ", i)}, Basis: "MOU"})
		must(t, err)
	}
	waits := func() (sum int64) {
		for _, one := range []*nation{th, centre} {
			list, err := one.Desk.SyncStatus(t.Context(), one.by, exchange)
			must(t, err)
			sum += list[0].Waits()
		}
		return sum
	}
	for tries := 0; waits() > 0; tries++ {
		if tries == 1200 { // bounds a failure; nothing is measured
			t.Fatalf("%d wait still; it did %v", waits(), h.Did())
		}
		time.Sleep(50 * time.Millisecond)
	}
	page, err := centre.Desk.Queue(t.Context(), centre.by, exchange, desk.QueueQuery{})
	must(t, err)
	asked, err := th.Desk.Requests(t.Context(), th.by, exchange, desk.RequestQuery{})
	must(t, err)
	if len(page.Alerts) != n || len(asked.Lines) != n {
		t.Errorf("%d alerts and %d questions of %d came", len(page.Alerts), len(asked.Lines), n)
	}
	mu.Lock()
	said := log.String()
	mu.Unlock()
	for _, one := range []*nation{th, centre} {
		list, err := one.Desk.Quarantine(t.Context(), one.by, exchange)
		must(t, err)
		for _, q := range list {
			said += " code=" + q.Code
		}
	}
	t.Log(h.Did())
	for _, a := range carriertest.Attacks {
		found := h.Did()[a] == 0
		for _, code := range named[a] {
			found = found || strings.Contains(said, "code="+code)
		}
		if !found {
			t.Errorf("it %s %d times, and nothing names it", a, h.Did()[a])
		}
	}
}
