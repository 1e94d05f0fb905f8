package node_test

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/courier"
	"lanna/federate/relay"
	"lanna/node"
)

// hub runs a relay on an address until it is stopped.
func hub(t *testing.T, dir, addr string, nations ...*nation) (at *node.Relay, stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	must(t, err)
	parties := map[lanna.WriterID]bool{}
	for _, n := range nations {
		parties[writerOf(t, n)] = true
	}
	r, err := relay.Open(relay.Config{Dir: dir, Key: carriertest.Key(9), Listen: l, Clock: node.Clock, Parties: func() map[lanna.WriterID]bool { return parties }})
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = r.Serve(ctx) })
	return &node.Relay{URL: "https://" + l.Addr().String(), Key: carriertest.Writer(carriertest.Key(9))}, func() {
		cancel()
		running.Wait()
		must(t, r.Close())
	}
}

// carried packs a disk at one node and unpacks it at another, both served.
func carried(t *testing.T, disk string, from, to *nation) {
	t.Helper()
	file, err := courier.NewPack(disk, writerOf(t, from), writerOf(t, to))
	must(t, err)
	for l := (&desk.Load{More: true}); l.More; {
		l, err = from.Desk.Pack(t.Context(), from.by, exchange, writerOf(t, to), l.Lane, l.After, 1<<20)
		must(t, err)
		for _, m := range l.Messages {
			must(t, file.Add(m))
		}
	}
	must(t, file.Close())
	_, err = courier.Messages(t.Context(), disk, writerOf(t, to), func(m federate.Message) error {
		_, err := to.Desk.Unpack(t.Context(), to.by, exchange, []federate.Message{m})
		return err
	})
	must(t, err)
}

// One channel goes by HTTPS, then by a disk while the relay is gone, then by
// HTTPS again with the disk's last load still unacknowledged.
func TestAChannelChangesBetweenHTTPSAndADisk(t *testing.T) {
	th, cn := newNation(t, "TH", federate.National), newNation(t, "CN", federate.National)
	th.accept(t, cn)
	cn.accept(t, th)
	shelf := t.TempDir()
	at, stop := hub(t, shelf, "127.0.0.1:0", th, cn)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for _, n := range []*nation{th, cn} {
		running.Go(func() {
			if err := n.Serve(ctx, node.ServeConfig{NoPages: true, Relay: at, Tick: 50 * time.Millisecond}); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		})
	}
	asked := 0
	ask := func() {
		asked++
		_, err := th.Desk.Ask(t.Context(), th.by, exchange, desk.Question{Kind: desk.AskInformation, To: writerOf(t, cn), Text: desk.Words{Text: fmt.Sprint("EXERCISE ", asked)}, Basis: "MOU"})
		must(t, err)
	}
	there := func() (n int) {
		page, err := cn.Desk.Requests(t.Context(), cn.by, exchange, desk.RequestQuery{Limit: 100})
		must(t, err)
		return len(page.Lines)
	}
	comes := func(what string, ok func() bool) {
		t.Helper()
		for range 600 { // bounds a failure; nothing is measured
			if ok() {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("%s: %d of %d came", what, there(), asked)
	}
	ask()
	comes("by HTTPS", func() bool { return there() == 1 })
	stop()
	ask()
	ask()
	disk := t.TempDir()
	carried(t, disk, th, cn)
	if there() != 3 {
		t.Fatalf("by disk: %d of 3 came", there())
	}
	ask()
	_, stop = hub(t, shelf, at.URL[len("https://"):], th, cn)
	comes("by HTTPS again", func() bool { return there() == 4 })
	comes("answers", func() bool {
		list, err := th.Desk.SyncStatus(t.Context(), th.by, exchange)
		must(t, err)
		return list[0].Waits() == 0
	})
	carried(t, disk, th, cn) // the old files lie on it still
	if there() != 4 {
		t.Errorf("%d of 4 stand there", there())
	}
	cancel()
	running.Wait()
	stop()
}
