package node

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	"lanna/idp"
	"lanna/web"
	"lanna/web/gate"
)

// ServeConfig says where a node is reached.
type ServeConfig struct {
	Listen   net.Listener   // pages
	Metrics  net.Listener   // figures for Prometheus; nil: none
	Origin   string         // where browsers reach it, for passkeys: "http://localhost:8080"
	TLS      bool           // browsers reach it over TLS
	Provider *idp.Provider  // the agency's identity provider; nil: none
	Proxies  []netip.Prefix // whose X-Forwarded-For is believed
	Ready    func()         // called once pages are served; may be nil
	CertEnd  time.Time      // when the certificate of Listen ends; zero: none
	Debug    bool           // profiles on a socket in the data folder
	Tick     time.Duration
	NoPages  bool   // clocks and control socket only
	Relay    *Relay // nil: this node exchanges with nobody

	Limits *gate.Limits // of the pages; nil: the usual ones

	Waiting func(parties []string) // told for whose answer a restored node waits, by their codes; may be nil
}

// tick is how often the clocks are looked at and the log's head is signed.
const tick = time.Second

// Serve serves pages, the control socket and the clocks until ctx ends. A node
// that was restored from a backup waits for its partners first.
func (n *Node) Serve(ctx context.Context, c ServeConfig) error {
	n.certUntil = c.CertEnd
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := n.awaitPartners(ctx, c); err != nil {
		return err
	}
	if err := n.Desk.ResumeReading(ctx); err != nil {
		return err
	}
	control, err := n.control()
	if err != nil {
		return err
	}
	defer control.stop()
	servers := []*server{control}
	if !c.NoPages {
		pages, err := n.pages(c)
		if err != nil {
			return err
		}
		servers = append(servers, pages)
	}
	if c.Metrics != nil {
		servers = append(servers, newServer(c.Metrics, n.metrics()))
	}
	if c.Debug {
		profiles, err := n.profiles()
		if err != nil {
			return err
		}
		servers = append(servers, profiles)
	}
	failed := make(chan error, len(servers)+1)
	for _, s := range servers {
		go func() { failed <- s.run(ctx) }()
	}
	n.startBeat()
	go func() { failed <- n.alone(ctx, func(ctx context.Context) error { return n.onlyHere(ctx, c) }) }()
	var beside sync.WaitGroup // a node that has ended writes nothing into its folder
	defer beside.Wait()
	beside.Go(func() { n.watchHealth(ctx) })
	beside.Go(func() { n.follow(ctx) })
	beside.Go(func() { n.removeLeft(ctx) })
	if c.Ready != nil {
		c.Ready()
	}
	err = <-failed
	cancel()
	for range len(servers) {
		err = errors.Join(err, <-failed)
	}
	return err
}

// onlyHere runs what one process of a node does: the clocks, filters that are due,
// and the exchange. It ends with the first of them that fails, or with ctx.
func (n *Node) onlyHere(ctx context.Context, c ServeConfig) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	parts := []func() error{
		func() error { return n.clocks(ctx, c.Tick) },
		func() error { n.publish(ctx, c.Tick); return nil },
	}
	if c.Relay != nil {
		parts = append(parts, func() error { return n.exchange(ctx, *c.Relay) })
	}
	ended := make(chan error, len(parts))
	for _, part := range parts {
		go func() { ended <- part() }()
	}
	var err error
	for range parts {
		if one := <-ended; one != nil {
			err = errors.Join(err, one)
			cancel()
		}
	}
	return err
}

// startBeat counts the beginning as a beat: clocks that are about to run for the
// first time do not stand still.
func (n *Node) startBeat() { n.vitals.beat.Store(n.cfg.Clock.Now().UnixMilli()) }

// clocks runs what is due and signs the log's head. A clock that fails is
// tried again: alerts must not stand still because one write did.
func (n *Node) clocks(ctx context.Context, every time.Duration) error {
	if every == 0 {
		every = tick
	}
	go n.wakes(ctx, every)
	t := time.NewTicker(every)
	defer t.Stop()
	linked := new(bool)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
		n.vitals.steady.look(n.cfg.Clock.Now(), time.Now())
		if _, err := n.Desk.Tick(ctx); err == nil {
			n.vitals.beat.Store(n.cfg.Clock.Now().UnixMilli())
		} else if ctx.Err() == nil {
			n.cfg.Log.Error("clock", "err", err)
		}
		n.noteLink(ctx, linked)
		if err := n.Desk.SignCheckpoint(ctx); err != nil && ctx.Err() == nil {
			n.cfg.Log.Error("checkpoint", "err", err)
		}
		if n.copies.behind.Load() {
			n.copyErasures(ctx)
		}
	}
}

// publish does what takes minutes beside the clocks, because no alert waits for
// it: it publishes the filters of hit/no-hit that are due, and gives partners that
// were restored what they lack.
func (n *Node) publish(ctx context.Context, every time.Duration) {
	if every == 0 {
		every = tick
	}
	each(ctx, every, func() {
		if _, err := n.Desk.PublishHits(ctx); err != nil && ctx.Err() == nil {
			n.cfg.Log.Error("filter not published", "err", err)
		}
		if err := n.Desk.AnswerRestored(ctx); err != nil && ctx.Err() == nil {
			n.cfg.Log.Error("restored partner not answered", "err", err)
		}
	})
}

// each calls f whenever the time has gone by, until the context ends.
func each(ctx context.Context, every time.Duration, f func()) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			f()
		}
	}
}

func (n *Node) pages(c ServeConfig) (*server, error) {
	var link func() bool
	if c.Relay != nil {
		link = n.linkKnown
	}
	h, err := web.New(web.Config{Desk: n.Desk, Now: n.cfg.Clock.Now, Exercise: n.Settings.Exercise, TLS: c.TLS,
		Origin: c.Origin, Zone: n.Settings.zone(), Place: n.Settings.Place, Proxies: c.Proxies, Link: link, Agency: n.Settings.called(), PDF: n.printer, Provider: c.Provider, Log: n.cfg.Log, Health: n.findings})
	if err != nil {
		return nil, err
	}
	limits := gate.Usual
	if c.Limits != nil {
		limits = *c.Limits
	}
	n.gate.Store(gate.New(limits, time.Now, h.Knows, h.Device, c.Proxies))
	s := newServer(c.Listen, n.gate.Load().Handler(n.watched(h)))
	n.gate.Load().Fit(&s.Server)
	return s, nil
}

// A server is one HTTP server on one listener.
type server struct {
	http.Server
	on net.Listener
}

func newServer(on net.Listener, h http.Handler) *server {
	return &server{http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}, on}
}

// run serves until ctx ends, then lets requests finish for a moment.
func (s *server) run(ctx context.Context) error {
	s.BaseContext = func(net.Listener) context.Context { return ctx } // open event streams end with the node
	go func() {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		if s.Shutdown(stop) != nil {
			s.Close()
		}
	}()
	if err := s.Serve(s.on); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (s *server) stop() { s.Close() }

// control listens on a socket in the data folder, for the verbs of the command
// line while the node is served. The folder is its owner's alone.
func (n *Node) control() (*server, error) {
	l, err := n.socket(socketFile)
	if err != nil {
		return nil, err
	}
	return newServer(l, n.controlHandler()), nil
}

// socket listens on a socket in the data folder that is its owner's alone.
func (n *Node) socket(name string) (net.Listener, error) {
	path := filepath.Join(n.cfg.Dir, name)
	os.Remove(path) // of a node that was killed; the database's lock says that no other serves
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}
