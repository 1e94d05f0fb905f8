package relay

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"lanna"
	"lanna/federate/natswire"
)

// Place says where a relay runs as a process of its own.
type Place struct {
	Dir     string // its folder: key and waiting messages
	Parties string // file with whom it serves, read again when it changes
	NATS    string // host:port
	HTTPS   string // host:port
	Clock   lanna.Clock
	Log     *slog.Logger
	Ready   func(Ready)       // called once it serves
	Cluster *natswire.Cluster // with which other relays it keeps one shelf; nil: it keeps its own
}

// Ready says how a relay can be reached.
type Ready struct {
	Relay       lanna.WriterID
	NATS, HTTPS net.Addr
	Parties     int
}

const reloadEvery = 2 * time.Second

// Run serves one shelf over NATS and HTTPS until ctx ends.
func Run(ctx context.Context, p Place) (err error) {
	parties, err := ReadParties(p.Parties)
	if err != nil {
		return err
	}
	key, err := Key(p.Dir)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", p.HTTPS)
	if err != nil {
		return err
	}
	defer listener.Close()
	config := Config{Dir: p.Dir, Key: key, Listen: listener, Parties: parties.Set, Clock: p.Clock, Log: p.Log}
	if p.Cluster != nil {
		return runCluster(ctx, p, config, parties)
	}
	r, err := Open(config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	hub, err := natswire.StartHub(natswire.HubConfig{Key: key, Listen: p.NATS, Allowed: parties.Serves, Log: p.Log})
	if err != nil {
		return err
	}
	defer hub.Close()
	return all(ctx, r.Serve, p.serve(hub, r, parties),
		func(ctx context.Context) error { return watch(ctx, p.Log, parties, hub) },
	)
}

// serve opens the door to the hub's parties.
func (p *Place) serve(hub *natswire.Hub, r *Relay, parties *Parties) func(context.Context) error {
	return func(ctx context.Context) error {
		return hub.Serve(ctx, r, p.Log, func() { p.Ready(Ready{ID(r.c.Key), hub.Addr(), r.c.Listen.Addr(), parties.Len()}) })
	}
}

// all runs the parts until one fails or ctx ends, and waits for each.
func all(ctx context.Context, parts ...func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var running sync.WaitGroup
	errs := make([]error, len(parts))
	for i, part := range parts {
		running.Go(func() {
			defer stop()
			errs[i] = part(ctx)
		})
	}
	running.Wait()
	return errors.Join(errs...)
}

// watch reads the list of parties anew when its file changed.
func watch(ctx context.Context, log *slog.Logger, parties *Parties, hub *natswire.Hub) error {
	tick := time.NewTicker(reloadEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		changed, err := parties.Reload()
		if err != nil {
			log.Warn("parties not read, the old list stays", "code", lanna.CodeOf(err))
		}
		if !changed {
			continue
		}
		log.Info("parties read", "count", parties.Len())
		if err := hub.Recheck(); err != nil {
			log.Error("connections not checked", "code", lanna.CodeOf(err))
		}
	}
}
