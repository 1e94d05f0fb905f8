// Package natswire is the live carrier: a NATS hub before the relay's shelf, and
// nodes that connect to it as clients. Nodes need no store and no server of
// their own for it, because their outbox is the truth.
package natswire

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"lanna"
	"lanna/federate"
	"lanna/federate/identity"
)

// HubConfig is what a hub is made of.
type HubConfig struct {
	Key     ed25519.PrivateKey // the relay's
	Listen  string             // host:port
	Allowed func(lanna.WriterID) bool
	Log     *slog.Logger
	Cluster *Cluster // nil: it stands alone and stores nothing
}

// A Cluster is what hubs are that keep one store together. All have the same key; that
// is also how they know each other.
type Cluster struct {
	Name   string   // of this one, which it keeps for life
	Listen string   // host:port for the others
	Peers  []string // host:port of the others
	Dir    string   // of what it stores
}

// A Hub is the NATS server of a relay. Parties reach nothing in it but their
// own doors; see permissions.
type Hub struct {
	server  *server.Server
	conn    *nats.Conn // within the process
	allowed func(lanna.WriterID) bool
	secret  string // of conn; of use within the process alone
	peers   int    // how many others the cluster has
	own     string // what stands before subjects in a cluster, see keepAtHome
}

const (
	readyWithin = 20 * time.Second
	maxPayload  = federate.MaxMessage + 64<<10 // with what a page adds
	maxParties  = 4096
	// A peer that is gone without a word is noticed after two of them.
	pingEvery = 20 * time.Second
)

// StartHub starts the server. Alone it stores nothing.
func StartHub(c HubConfig) (*Hub, error) {
	h := &Hub{allowed: c.Allowed, secret: rand.Text()}
	options, err := h.options(c)
	if err == nil && c.Cluster != nil {
		err = h.join(options, c)
	}
	if err != nil {
		return nil, err
	}
	if h.server, err = server.NewServer(options); err != nil {
		return nil, err
	}
	if c.Cluster != nil {
		if err := h.keepAtHome(); err != nil {
			return nil, err
		}
	}
	h.server.SetLogger(logger{c.Log}, false, false)
	h.server.Start()
	if !h.server.ReadyForConnections(readyWithin) {
		h.server.Shutdown()
		return nil, lanna.Errorf(lanna.Unavailable, "hub-not-ready", "not within %s", readyWithin)
	}
	h.conn, err = nats.Connect("", nats.InProcessServer(h.server), nats.UserInfo("relay", h.secret),
		nats.MaxReconnects(-1), nats.ReconnectWait(100*time.Millisecond))
	if err != nil {
		h.server.Shutdown()
		return nil, err
	}
	return h, nil
}

func (h *Hub) options(c HubConfig) (*server.Options, error) {
	host, port, err := address(c.Listen)
	if err != nil {
		return nil, err
	}
	config, err := identity.Server(c.Key, c.Allowed)
	return &server.Options{
		ServerName: "relay", Host: host, Port: port, NoSigs: true,
		TLSConfig: config, TLSVerify: true, TLSHandshakeFirst: true, TLSTimeout: 20,
		CustomClientAuthentication: h, AuthTimeout: 21,
		MaxPayload: maxPayload, MaxConn: maxParties, MaxSubs: 64, MaxControlLine: 1024,
		PingInterval: pingEvery, MaxPingsOut: 2, WriteDeadline: 30 * time.Second,
	}, err
}

func address(s string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(s)
	if err != nil {
		return "", 0, err
	}
	if port, err = strconv.Atoi(text); port == 0 {
		port = server.RANDOM_PORT
	}
	return host, port, err
}

// Check is the server's question whether a connection may be used, and as
// whom. It overrides every other rule of the server, those for leaf nodes
// included, and lets no other kind of connection in.
func (h *Hub) Check(c server.ClientAuthentication) bool {
	if c.Kind() != server.CLIENT {
		return false
	}
	if c.GetTLSConnectionState() == nil { // within the process; all others shook hands before
		o := c.GetOpts()
		return subtle.ConstantTimeCompare([]byte(o.Password), []byte(h.secret)) == 1
	}
	w, err := identity.Peer(*c.GetTLSConnectionState())
	if err != nil || !h.allowed(w) {
		return false
	}
	c.RegisterUser(&server.User{Username: w.String(), Permissions: permissions(w, h.own)})
	return true
}

// permissions let a writer publish as itself alone and hear answers to itself alone.
// The server compares what they publish after keepAtHome changed it.
func permissions(w lanna.WriterID, own string) *server.Permissions {
	return &server.Permissions{
		Publish:   &server.SubjectPermission{Allow: []string{own + put + w.String() + ".>", own + take + w.String(), own + forget + w.String()}},
		Subscribe: &server.SubjectPermission{Allow: []string{inbox(w) + ".>"}},
	}
}

// Recheck ends the connections of parties that are no longer allowed.
func (h *Hub) Recheck() error {
	for offset := 0; ; {
		page, err := h.server.Connz(&server.ConnzOptions{Username: true, Offset: offset})
		if err != nil {
			return err
		}
		for _, c := range page.Conns {
			var w lanna.WriterID
			if w.UnmarshalText([]byte(c.AuthorizedUser)) == nil && !h.allowed(w) {
				_ = h.server.DisconnectClientByID(c.Cid) // it may have gone by itself
			}
		}
		if offset += len(page.Conns); offset >= page.Total || len(page.Conns) == 0 {
			return nil
		}
	}
}

// Conn is the relay's own connection.
func (h *Hub) Conn() *nats.Conn { return h.conn }

// Addr is where the hub listens.
func (h *Hub) Addr() net.Addr { return h.server.Addr() }

// Close stops the server.
func (h *Hub) Close() {
	h.conn.Close()
	h.server.Shutdown()
	h.server.WaitForShutdown()
}

// A logger passes on warnings and errors. They name addresses, subjects and
// connection numbers; payloads appear only in traces, which are off.
type logger struct{ log *slog.Logger }

func (l logger) Noticef(string, ...any)    {}
func (l logger) Debugf(string, ...any)     {}
func (l logger) Tracef(string, ...any)     {}
func (l logger) Warnf(f string, v ...any)  { l.log.Warn("hub", "says", fmt.Sprintf(f, v...)) }
func (l logger) Errorf(f string, v ...any) { l.log.Error("hub", "says", fmt.Sprintf(f, v...)) }
func (l logger) Fatalf(f string, v ...any) { l.log.Error("hub", "says", fmt.Sprintf(f, v...)) }
