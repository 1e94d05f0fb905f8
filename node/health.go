package node

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lanna"
	"lanna/desk"
	"lanna/health"
	"lanna/store"
)

// steady tells how long the process runs, whatever happens to the machine's clock.
type steady struct {
	began, wall time.Time
	jump        atomic.Int64 // the greatest difference that was seen, nanoseconds
}

// look compares the machine's clock with the time that was counted since the
// first look. It is called on one goroutine.
func (s *steady) look(wall time.Time, counted time.Time) {
	wall = wall.Round(0) // without the reading of the counted time
	if s.began.IsZero() {
		s.began, s.wall = counted, wall
		return
	}
	jump := wall.Sub(s.wall) - counted.Sub(s.began)
	if jump.Abs() > time.Duration(s.jump.Load()).Abs() {
		s.jump.Store(int64(jump))
	}
}

// findings judges what the desk and the machine say, the gravest first.
func (n *Node) findings(s desk.NodeState) []health.Finding {
	now := n.cfg.Clock.Now()
	soon := len(s.Empty) > 0 && s.Empty[0].From <= lanna.MillisOf(now.Add(desk.TellAhead))
	var offs []time.Duration
	for _, off := range s.Clocks {
		offs = append(offs, time.Duration(off)*time.Millisecond)
	}
	list := append(n.answering(context.Background()),
		health.Waking(s.Waking),
		health.Shifts(len(s.Empty), soon),
		health.Backup(time.UnixMilli(n.vitals.backedUp.Load()), now),
		health.Certificate(n.certUntil, now),
		health.Clock(time.Duration(n.vitals.steady.jump.Load())),
		health.SetBack(since(s.Said), now),
		health.Partners(offs),
		health.Synchronised(ClockSynchronised()),
		health.Queue(s.Exchange.Waiting, since(s.Exchange.Since), now),
		health.Reader(s.Reader),
	)
	if free, ok := freeBytes(n.cfg.Dir); ok {
		list = append(list, health.Disk(free))
	}
	return list
}

// answering is the part of the list that needs nothing from the desk: whether
// anybody should be sent to this node. /readyz asks for it alone.
func (n *Node) answering(ctx context.Context) []health.Finding {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	err := n.store.View(ctx, func(r store.Reader) error { _, err := r.Meta(metaSettings); return err })
	list := []health.Finding{health.Database(err == nil)}
	if n.OnDuty() {
		list = append(list, health.Beat(n.cfg.Clock.Now().Sub(time.UnixMilli(n.vitals.beat.Load()))))
	}
	return list
}

func since(m lanna.Millis) time.Time {
	if m == 0 {
		return time.Time{}
	}
	return m.Time()
}

// A gauge is one number that is measured when Prometheus asks.
type gauge struct {
	desc  *prometheus.Desc
	value func(n *Node, s *desk.NodeState) float64
}

func newGauge(name, help string, value func(*Node, *desk.NodeState) float64) gauge {
	return gauge{prometheus.NewDesc(name, help, nil, nil), value}
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

var gauges = []gauge{
	newGauge("lanna_disk_free_bytes", "Free bytes of the data folder's disk.", func(n *Node, _ *desk.NodeState) float64 {
		free, _ := freeBytes(n.cfg.Dir)
		return float64(free)
	}),
	newGauge("lanna_outbox_waiting", "Messages that wait for partners.", func(_ *Node, s *desk.NodeState) float64 { return float64(s.Exchange.Waiting) }),
	newGauge("lanna_partner_heard_timestamp_seconds", "When anything last came from a partner; 0: never.", func(_ *Node, s *desk.NodeState) float64 { return float64(s.Exchange.Heard) / 1000 }),
	newGauge("lanna_rota_empty_shifts", "Shifts of the next seven days that have nobody.", func(_ *Node, s *desk.NodeState) float64 { return float64(len(s.Empty)) }),
	newGauge("lanna_waking_set", "1 where officers can be woken away from the screen.", func(_ *Node, s *desk.NodeState) float64 { return yes(s.Waking) }),
	newGauge("lanna_reader_set", "1 where pictures are read.", func(_ *Node, s *desk.NodeState) float64 { return yes(s.Reader) }),
	newGauge("lanna_on_duty", "1 where clocks and exchange run in this process.", func(n *Node, _ *desk.NodeState) float64 { return yes(n.OnDuty()) }),
	newGauge("lanna_clock_jump_seconds", "The greatest jump of the machine's clock since the start.", func(n *Node, _ *desk.NodeState) float64 {
		return time.Duration(n.vitals.steady.jump.Load()).Seconds()
	}),
	newGauge("lanna_certificate_end_timestamp_seconds", "When the certificate of the pages ends; 0: there is none.", func(n *Node, _ *desk.NodeState) float64 {
		if n.certUntil.IsZero() {
			return 0
		}
		return float64(n.certUntil.Unix())
	}),
}

// Numbers with labels, which are no gauges of the list.
var (
	gateOpen    = prometheus.NewDesc("lanna_http_open", "Connections, requests in work, large uploads among them apart, and event streams, as they are now.", []string{"what"}, nil)
	gateMost    = prometheus.NewDesc("lanna_http_most", "How many of them there may be.", []string{"what"}, nil)
	warning     = prometheus.NewDesc("lanna_warning", "What the node finds about itself: 0 well, 1 worth knowing, 2 bad.", []string{"check", "code"}, nil)
	gateRefused = prometheus.NewDesc("lanna_http_refused_total", "What was refused, by the limit that was reached.", []string{"limit"}, nil)
)

func (n *Node) collectGate(out chan<- prometheus.Metric) {
	g := n.gate.Load()
	if g == nil {
		return
	}
	c, l := g.Counts(), g.Limits()
	for _, x := range []struct {
		what      string
		now, most int
	}{{"connections", c.Connections, l.Connections}, {"working", c.Working, l.Working}, {"uploads", c.Uploads, l.Uploads}, {"streams", c.Streams, l.Streams}} {
		out <- prometheus.MustNewConstMetric(gateOpen, prometheus.GaugeValue, float64(x.now), x.what)
		out <- prometheus.MustNewConstMetric(gateMost, prometheus.GaugeValue, float64(x.most), x.what)
	}
	for by, times := range c.Refused {
		out <- prometheus.MustNewConstMetric(gateRefused, prometheus.CounterValue, float64(times), by)
	}
}

// Describe names the gauges.
func (n *Node) Describe(out chan<- *prometheus.Desc) {
	for _, g := range gauges {
		out <- g.desc
	}
	out <- warning
	out <- gateOpen
	out <- gateMost
	out <- gateRefused
}

// Collect measures. What cannot be read is left out, which Prometheus shows as
// absent: no number is better than an old one.
func (n *Node) Collect(out chan<- prometheus.Metric) {
	n.collectGate(out)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	s, err := n.Desk.NodeState(ctx)
	if err != nil {
		return
	}
	for _, f := range n.findings(s) {
		out <- prometheus.MustNewConstMetric(warning, prometheus.GaugeValue, float64(f.State), f.Check, f.Code)
	}
	for _, g := range gauges {
		out <- prometheus.MustNewConstMetric(g.desc, prometheus.GaugeValue, g.value(n, &s))
	}
}
