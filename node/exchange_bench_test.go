package node_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/federate/relay"
	"lanna/node"
)

// A union is nodes that know each other and are served, over NATS, with a relay.
type union struct {
	nations []*nation
	stop    func()
}

func newUnion(b *testing.B, roles map[string]federate.PartyRole) *union {
	b.Helper()
	u := &union{}
	for code, role := range roles {
		u.nations = append(u.nations, newNation(b, code, role))
	}
	dir, list := b.TempDir(), "# EXERCISE\n"
	for _, n := range u.nations {
		list += fmt.Sprintln(writerOf(b, n))
		for _, other := range u.nations {
			if n != other {
				n.accept(b, other)
			}
		}
	}
	must(b, os.WriteFile(filepath.Join(dir, "parties"), []byte(list), 0o600))
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	ready := make(chan relay.Ready, 1)
	running.Go(func() {
		_ = relay.Run(ctx, relay.Place{Dir: filepath.Join(dir, "relay"), Parties: filepath.Join(dir, "parties"), NATS: "127.0.0.1:0", HTTPS: "127.0.0.1:0",
			Clock: node.Clock, Log: slog.New(slog.DiscardHandler), Ready: func(r relay.Ready) { ready <- r }})
	})
	hub := <-ready
	at := &node.Relay{NATS: hub.NATS.String(), Key: hub.Relay}
	for _, n := range u.nations {
		running.Go(func() { _ = n.Serve(ctx, node.ServeConfig{NoPages: true, Relay: at}) })
	}
	u.stop = func() { cancel(); running.Wait() }
	return u
}

func (u *union) of(code string) *nation {
	i := slices.IndexFunc(u.nations, func(n *nation) bool { return n.Settings.Agency == code })
	return u.nations[i]
}

// BenchmarkConfirmToScreen runs six nodes and a relay with disks of their own,
// confirms bounties at one, and waits each time until the centre's screen, which
// was told of a new threat to life, has read its queue. Beside it a message of
// the same size goes through a bare NATS stream that syncs each message.
// "p99-ratio" is the one against the other.
func BenchmarkConfirmToScreen(b *testing.B) {
	u := newUnion(b, map[string]federate.PartyRole{"CN": federate.National, "TH": federate.National, "MM": federate.National, "LA": federate.National,
		"CENTRE": federate.Centre, "M1": federate.Point})
	defer u.stop()
	th, centre := u.of("TH"), u.of("CENTRE")
	events, err := centre.Desk.Events(b.Context(), centre.by, exchange, 0)
	must(b, err)
	publish, end := bareStream(b)
	defer end()
	var ours, bare []float64
	for n := 0; b.Loop(); n++ {
		ours = append(ours, alertSeen(b, th, centre, events, n))
		bare = append(bare, publish())
	}
	slices.Sort(ours)
	slices.Sort(bare)
	at := func(list []float64, q float64) float64 { return list[min(len(list)-1, int(q*float64(len(list))))] }
	b.ReportMetric(at(ours, 0.99)/at(bare, 0.99), "p99-ratio")
	b.ReportMetric(at(ours, 0.5)/at(bare, 0.5), "p50-ratio")
	b.ReportMetric(at(ours, 0.5), "p50-ms")
	b.ReportMetric(at(ours, 0.99), "p99-ms")
	b.ReportMetric(at(bare, 0.5), "bare-p50-ms")
	b.ReportMetric(at(bare, 0.99), "bare-p99-ms")
}

// alertSeen is how long a confirmed bounty took to the other's screen, in ms.
func alertSeen(b *testing.B, from, to *nation, events <-chan []desk.Event, n int) float64 {
	b.Helper()
	id, err := from.Desk.Capture(b.Context(), from.by, exchange, desk.Intake{Channel: desk.ChannelText, Text: fmt.Sprintf("EXERCISE 悬赏%d万 外号阿蓝 证号53990119900101%04d 从银鹭园B栋跑出 抓回园区", n%60+10, n)})
	must(b, err)
	view, err := from.Desk.Proposals(b.Context(), from.by, exchange, id)
	must(b, err)
	c := desk.Confirmation{Marking: desk.MarkLife}
	for _, proposed := range view.Notices {
		kept := desk.ConfirmedNotice{Number: proposed.Number, Keep: true}
		for _, f := range proposed.Fields {
			kept.Fields = append(kept.Fields, desk.ConfirmedField{ID: f.ID, Property: f.Property, Value: f.Value, Lang: f.Lang, Compared: true})
		}
		c.Notices = append(c.Notices, kept)
	}
	if len(c.Notices) != 1 {
		b.Fatalf("%d notices are proposed", len(c.Notices))
	}
	began := time.Now()
	_, err = from.Desk.Confirm(b.Context(), from.by, exchange, id, c)
	must(b, err)
	for heard := range events {
		if slices.ContainsFunc(heard, func(e desk.Event) bool { return e.New && e.Severity == lanna.Life }) {
			break
		}
	}
	_, err = to.Desk.Queue(b.Context(), to.by, exchange, desk.QueueQuery{})
	must(b, err)
	return float64(time.Since(began)) / float64(time.Millisecond)
}

// bareStream returns a function that publishes 4 KB to a NATS stream and
// returns how long it took until it was received, in ms.
func bareStream(b *testing.B) (publish func() float64, end func()) {
	b.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: b.TempDir(), SyncAlways: true, NoSigs: true})
	must(b, err)
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		b.Fatal("the server does not start")
	}
	c, err := nats.Connect(s.ClientURL())
	must(b, err)
	js, err := c.JetStream()
	must(b, err)
	_, err = js.AddStream(&nats.StreamConfig{Name: "bare", Subjects: []string{"bare"}, Storage: nats.FileStorage})
	must(b, err)
	got := make(chan *nats.Msg, 1)
	_, err = js.ChanSubscribe("bare", got, nats.AckNone())
	must(b, err)
	body := make([]byte, 4096)
	return func() float64 {
		began := time.Now()
		_, err := js.Publish("bare", body)
		must(b, err)
		<-got
		return float64(time.Since(began)) / float64(time.Millisecond)
	}, func() { c.Close(); s.Shutdown() }
}
