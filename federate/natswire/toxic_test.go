package natswire_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"lanna"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/natswire"
)

// A toxic is a link that can be made bad: toxiproxy in front of an address.
type toxic struct {
	*toxiproxy.Proxy
	t testing.TB
}

func newToxic(t testing.TB, upstream string) *toxic {
	t.Helper()
	s := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
	x := &toxic{toxiproxy.NewProxy(s, "link", freeAddr(t), upstream), t}
	if err := x.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Stop)
	return x
}

func freeAddr(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// add makes the link worse: kind and attributes as toxiproxy has them.
func (x *toxic) add(kind, stream, attributes string) {
	x.t.Helper()
	body := fmt.Sprintf(`{"name":"%s-%s","type":"%s","stream":"%s","attributes":{%s}}`, kind, stream, kind, stream, attributes)
	if _, err := x.Toxics.AddToxicJson(strings.NewReader(body)); err != nil {
		x.t.Fatal(err)
	}
}

func (x *toxic) mend() { x.Toxics.ResetToxics(context.Background()) }

// narrow is the poor link of the field: 64 kbit/s and 750 ms each way.
func (x *toxic) narrow() {
	for _, stream := range []string{"upstream", "downstream"} {
		x.add("latency", stream, `"latency":750`) // first: it counts from when a byte came in, so it would hide the other's delay
		x.add("bandwidth", stream, `"rate":8`)
	}
}

func dial(t testing.TB, h *hall, addr string, key ed25519.PrivateKey) *natswire.Carrier {
	t.Helper()
	c, err := natswire.Dial(natswire.Config{Key: key, Relay: h.ready.Relay, Addr: addr, Clock: machine})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

var machine = lanna.ClockFunc(time.Now)

// ends are two forwarders on one relay.
type ends struct {
	from, to *carriertest.Post
	arrived  chan federate.Lane
}

// run starts both ends.
func run(t testing.TB, h *hall, fromAddr, toAddr string) *ends {
	t.Helper()
	a, b := carriertest.Key(0), carriertest.Key(1)
	e := &ends{carriertest.NewPost(a, carriertest.Writer(b)), carriertest.NewPost(b, carriertest.Writer(a)), make(chan federate.Lane, 10_000)}
	e.to.Arrived = func(lane federate.Lane, _ uint64) { e.arrived <- lane }
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	for _, end := range []struct {
		post *carriertest.Post
		addr string
		key  ed25519.PrivateKey
	}{{e.from, fromAddr, a}, {e.to, toAddr, b}} {
		c := dial(t, h, end.addr, end.key)
		work.Go(func() { _ = end.post.Run(ctx, machine, c) })
	}
	t.Cleanup(func() { cancel(); work.Wait() })
	return e
}

// comes waits for n envelopes of a lane.
func (e *ends) comes(t testing.TB, lane federate.Lane, n int, within time.Duration) {
	t.Helper()
	late := time.After(within)
	for got := 0; got < n; {
		select {
		case l := <-e.arrived:
			if l == lane {
				got++
			}
		case <-late:
			t.Fatalf("%d of %d envelopes of lane %d came", got, n, lane)
		}
	}
}

func parties() []lanna.WriterID {
	return []lanna.WriterID{carriertest.Writer(carriertest.Key(0)), carriertest.Writer(carriertest.Key(1))}
}

// A link that is reset again and again, in the middle of messages, slow and in
// slices, carries everything, once and in order.
func TestABadLinkCarriesEverythingOnce(t *testing.T) {
	h := newHall(t, parties())
	up, down := newToxic(t, h.place.NATS), newToxic(t, h.place.NATS)
	e := run(t, h, up.Listen, down.Listen)
	sizes := make([]int, 30)
	for i := range sizes {
		sizes[i] = 3000 + 100*i
	}
	e.from.Add(federate.Ordinary, sizes...)
	for _, bad := range []func(x *toxic){
		func(x *toxic) { x.add("slicer", "upstream", `"average_size":200,"size_variation":100,"delay":10`) },
		func(x *toxic) { x.add("limit_data", "upstream", `"bytes":20000`) },
		func(x *toxic) { x.add("reset_peer", "downstream", `"timeout":100`) },
		func(x *toxic) { x.add("timeout", "downstream", `"timeout":200`) },
		func(x *toxic) {
			x.add("latency", "upstream", `"latency":200,"jitter":100`)
			x.add("bandwidth", "downstream", `"rate":64`)
		},
	} {
		for _, x := range []*toxic{up, down} {
			bad(x)
		}
		time.Sleep(700 * time.Millisecond) // the link is bad for that long; nothing is measured
		e.from.Add(federate.Urgent, 4043)
		for _, x := range []*toxic{up, down} {
			x.mend()
		}
	}
	e.arrives(t, map[federate.Lane]int{federate.Ordinary: len(sizes), federate.Urgent: 5})
}

// arrives waits until all came, each once, and the sender knows it.
func (e *ends) arrives(t *testing.T, want map[federate.Lane]int) {
	t.Helper()
	got := map[federate.Lane]int{}
	late := time.After(2 * patience)
	for got[0] < want[0] || got[1] < want[1] || got[2] < want[2] {
		select {
		case l := <-e.arrived:
			got[l]++
		case <-late:
			t.Fatalf("came %v, want %v", got, want)
		}
	}
	for end := time.Now().Add(patience); e.from.Left() > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d are not acked", e.from.Left())
		}
	}
	for lane, n := range want {
		if got[lane] != n {
			t.Errorf("lane %d: %d came, want %d", lane, got[lane], n)
		}
	}
}

// BenchmarkUrgentOverANarrowLink measures how long a threat to life of 4,043
// bytes is under way from its sealing to its receiver, while a picture of 5 MB is
// under way, with the narrow link at the sender's end or at the receiver's. The
// bar is one round trip, the time of sending, and 0.3 s: 2.31 s.
func BenchmarkUrgentOverANarrowLink(b *testing.B) {
	for _, at := range []string{"sender", "receiver"} {
		for _, photo := range []int{0, 5 << 20} {
			b.Run(fmt.Sprintf("%s/photo=%d", at, photo), func(b *testing.B) {
				h := newHallFor(b, parties())
				x := newToxic(b, h.place.NATS)
				x.narrow()
				from, to := x.Listen, h.place.NATS
				if at == "receiver" {
					from, to = to, from
				}
				e := run(b, h, from, to)
				e.from.Add(federate.Urgent, 4043)
				e.comes(b, federate.Urgent, 1, time.Minute) // the link stands
				if photo > 0 {
					e.from.Add(federate.Bulk, photo)
					time.Sleep(20 * time.Second)
				}
				var worst, sum time.Duration
				n := 0
				for b.Loop() {
					time.Sleep(3 * time.Second)
					began := time.Now()
					e.from.Add(federate.Urgent, 4043)
					e.comes(b, federate.Urgent, 1, time.Minute)
					took := time.Since(began)
					worst, sum, n = max(worst, took), sum+took, n+1
				}
				b.ReportMetric(worst.Seconds(), "worst-s")
				b.ReportMetric(sum.Seconds()/float64(n), "mean-s")
			})
		}
	}
}
