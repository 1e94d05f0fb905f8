package relay

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"time"

	"lanna"
	"lanna/federate/natswire"
)

// lookAgain is how often a receiver that waits at a cluster looks whether something
// came while no bell reached it.
const lookAgain = 2 * time.Second

// quorumEvery is how often a relay looks whether it sees more than half of its
// cluster.
const quorumEvery = 250 * time.Millisecond

// runCluster serves a shelf that several relays keep together. While this one does
// not see more than half of them it serves nobody and ends all connections: what it
// would take it could not promise to keep, and parties must see that there is no link.
func runCluster(ctx context.Context, p Place, c Config, parties *Parties) error {
	c.defaults()
	var quorum atomic.Bool
	cluster := *p.Cluster
	cluster.Dir = filepath.Join(p.Dir, "cluster")
	hub, err := natswire.StartHub(natswire.HubConfig{Key: c.Key, Listen: p.NATS, Log: p.Log, Cluster: &cluster,
		Allowed: func(w lanna.WriterID) bool { return quorum.Load() && parties.Serves(w) }})
	if err != nil {
		return err
	}
	defer hub.Close()
	served := c.Parties
	c.Parties = func() map[lanna.WriterID]bool {
		if !quorum.Load() {
			return nil
		}
		return served()
	}
	r := &Relay{c: c, bells: map[lanna.WriterID]chan struct{}{}, again: lookAgain}
	s, err := openCluster(hub.Conn(), len(cluster.Peers)+1, c.Keep, c.Waiting, r.ring)
	if err != nil {
		return err
	}
	r.shelf = s
	return all(ctx, r.Serve, p.serve(hub, r, parties),
		func(ctx context.Context) error { return watch(ctx, p.Log, parties, hub) },
		func(ctx context.Context) error { return watchQuorum(ctx, hub, s, &quorum) },
	)
}

// watchQuorum opens and closes the doors.
func watchQuorum(ctx context.Context, hub *natswire.Hub, s *clusterShelf, quorum *atomic.Bool) error {
	tick := time.NewTicker(quorumEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		seen := hub.SeesMost()
		if seen {
			_, err := s.ready() // the first time it waits for a leader
			seen = err == nil
		}
		if quorum.Swap(seen) && !seen {
			if err := hub.Recheck(); err != nil {
				return err
			}
		}
	}
}
