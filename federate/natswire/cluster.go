package natswire

import (
	"crypto/ed25519"
	"net/url"

	"github.com/nats-io/nats-server/v2/server"

	"lanna"
	"lanna/federate/identity"
)

// join makes the options those of one server of a cluster. What it acknowledged to
// the relay lies on the disks of more than half of them.
func (h *Hub) join(o *server.Options, c HubConfig) error {
	host, port, err := address(c.Cluster.Listen)
	if err != nil {
		return err
	}
	own := lanna.WriterID(c.Key.Public().(ed25519.PublicKey))
	config, err := identity.Server(c.Key, func(w lanna.WriterID) bool { return w == own })
	if err != nil {
		return err
	}
	config.ServerName, config.InsecureSkipVerify = "lanna", true // as identity.Client: the key counts, on both sides
	o.ServerName = c.Cluster.Name
	o.Cluster = server.ClusterOpts{Name: "lanna", Host: host, Port: port, NoAdvertise: true, TLSConfig: config, TLSTimeout: 20, PoolSize: -1, ConnectRetries: 1 << 30}
	for _, peer := range c.Cluster.Peers {
		o.Routes = append(o.Routes, &url.URL{Scheme: "nats-route", Host: peer})
	}
	o.JetStream, o.StoreDir, o.SyncAlways, o.NoSystemAccount = true, c.Cluster.Dir, true, false
	o.MaxControlLine = 0 // of parties as well; their subjects are checked
	h.peers = len(c.Cluster.Peers)
	return nil
}

// keepAtHome has this server answer whoever is connected to it, and no other: one that
// dies takes along only questions of parties that see their link go. A queue group does
// not do that, it asks any of the cluster.
func (h *Hub) keepAtHome() error {
	h.own = h.server.ID() + "."
	for subject, places := range map[string]string{put + "*.*.*": put + "$1.$2.$3", take + "*": take + "$1", forget + "*": forget + "$1"} {
		if err := h.server.GlobalAccount().AddMapping(subject, h.own+places); err != nil {
			return err
		}
	}
	return nil
}

// SeesMost reports whether this server and those that it is connected to are more than
// half of the cluster.
func (h *Hub) SeesMost() bool {
	page, err := h.server.Routez(&server.RoutezOptions{})
	if err != nil {
		return false
	}
	seen := map[string]bool{}
	for _, r := range page.Routes {
		seen[r.RemoteID] = true
	}
	return 2*(1+len(seen)) > h.peers+1
}
