package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"

	"lanna"
	"lanna/exercise"
)

// A readyNode is one node of the six, as ready.json tells of it.
type readyNode struct {
	Name   string            `json:"name"` // of its folder and host: cn
	Kind   string            `json:"kind"` // national, centre, point
	Agency string            `json:"agency"`
	Names  map[string]string `json:"names"`
	URL    string            `json:"url"`
	Data   string            `json:"data"` // folder
	Users  []demoUser        `json:"users"`
}

// A readyRelay is where the relay is reached.
type readyRelay struct {
	ID    lanna.WriterID `json:"id"`
	NATS  string         `json:"nats"`
	HTTPS string         `json:"https"`
	Data  string         `json:"data"`
}

// A jointDemo is the six nodes and the relay while they are served.
type jointDemo struct {
	c       demoCmd
	p       *program
	made    *demoMade
	fleet   *fleet
	nodes   []readyNode
	relay   readyRelay
	wires   []*wire  // the point's
	cluster *cluster // nil: everything stands once
	playing atomic.Bool
	stopped context.CancelCauseFunc // ends a play
}

// joint makes the six nodes if they are not there, serves them and the relay as
// seven processes, and plays a journey if one was asked for.
func (c demoCmd) joint(p *program) (err error) {
	listeners, err := c.listeners()
	if err != nil {
		return err
	}
	defer func() {
		for _, l := range listeners {
			l.Close()
		}
	}()
	kind, fill := kindJoint, c.fillJoint
	if c.Cluster {
		kind, fill = kindCluster, c.fillCluster
	}
	made, err := c.folder(p, kind, fill)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(p.ctx)
	defer stop(nil)
	d := &jointDemo{c: c, p: p, made: made, stopped: stop}
	d.fleet = &fleet{p: p, logs: filepath.Join(c.Dir, "log"), gone: d.gone}
	defer func() { err = errors.Join(err, d.end()) }()
	if c.Cluster {
		d.cluster = &cluster{d: d}
		if err := d.cluster.begin(ctx); err != nil {
			return err
		}
	}
	if err := d.serve(listeners); err != nil {
		return err
	}
	return d.show(ctx)
}

// listeners opens the port of each node.
func (c demoCmd) listeners() ([]net.Listener, error) {
	var out []net.Listener
	for i := range exercise.Parties() {
		port := *c.Port
		if port != 0 {
			port += i
		}
		l, err := listen(net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			for _, l := range out {
				l.Close()
			}
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// serve starts the relay and then the nodes side by side.
func (d *jointDemo) serve(listeners []net.Listener) error {
	if err := os.MkdirAll(d.fleet.logs, 0o700); err != nil {
		return err
	}
	os.Remove(filepath.Join(d.c.Dir, readyFile)) // of a play that ended
	secret := filepath.Join(d.c.Dir, "passphrase")
	if err := os.WriteFile(secret, []byte(d.made.Passphrase+"\n"), 0o600); err != nil {
		return err
	}
	if err := d.startRelay(); err != nil {
		return err
	}
	parties := exercise.Parties()
	d.nodes = make([]readyNode, len(parties))
	var at []int
	for i := range parties {
		at = append(at, i)
	}
	return each(at, func(i int) error { return d.startNode(i, &parties[i], listeners[i].(*net.TCPListener), secret) })
}

func (d *jointDemo) startRelay() error {
	if d.cluster != nil {
		return d.cluster.startRelays()
	}
	dir := filepath.Join(d.c.Dir, relayFolder)
	nats, https := "127.0.0.1:0", "127.0.0.1:0"
	if port := *d.c.Port; port != 0 {
		port += len(exercise.Parties())
		nats, https = net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), net.JoinHostPort("127.0.0.1", strconv.Itoa(port+1))
	}
	var ready struct {
		Relay       lanna.WriterID
		NATS, HTTPS string
	}
	_, err := d.fleet.start(relayFolder, nil, &ready, "relay", "--data", dir, "--nats", nats, "--https", https)
	if err != nil {
		return err
	}
	d.relay = readyRelay{ready.Relay, ready.NATS, ready.HTTPS, dir}
	for _, to := range []string{ready.NATS, ready.HTTPS} {
		w, err := newWire(to)
		if err != nil {
			return err
		}
		d.wires = append(d.wires, w)
	}
	return nil
}

// startNode serves a node under a name of its own: cookies ignore ports, and
// passkeys refuse addresses. The point's way to the relay can be cut.
func (d *jointDemo) startNode(i int, party *exercise.Party, l *net.TCPListener, secret string) error {
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return err
	}
	dir, origin := filepath.Join(d.c.Dir, party.Name), "http://"+net.JoinHostPort(party.Name+".localhost", port)
	d.nodes[i] = readyNode{party.Name, party.Kind, party.Agency, party.Names, origin, dir, d.made.Parties[party.Name]}
	if d.cluster != nil && party.Name == grown {
		return d.cluster.startNode(party, l, origin, secret)
	}
	f, err := l.File()
	if err != nil {
		return err
	}
	defer f.Close() // the process has a copy
	var ready struct{ Serving string }
	_, err = d.fleet.start(party.Name, []*os.File{f}, &ready, append([]string{"serve", "--data", dir, "--passphrase-file", secret, "--listen", "fd:3", "--origin", origin},
		d.relayArgs(party)...)...)
	if err == nil {
		l.Close() // the process has it now
	}
	return err
}

// relayArgs are how a node is told of the relay.
func (d *jointDemo) relayArgs(party *exercise.Party) []string {
	if d.cluster != nil {
		return d.cluster.relayArgs()
	}
	nats, https := d.relay.NATS, d.relay.HTTPS
	if party.Kind == "point" {
		nats, https = d.wires[0].Addr().String(), d.wires[1].Addr().String()
	}
	return []string{"--relay", "nats://" + nats, "--relay", "https://" + https, "--relay-key", d.relay.ID.String()}
}

// show writes ready.json, says who can sign in where, plays, and waits.
func (d *jointDemo) show(ctx context.Context) error {
	centre := d.node("centre")
	err := writeJSON(filepath.Join(d.c.Dir, readyFile), ready{Version: jsonVersion, URL: centre.URL, Exercise: true, Users: centre.Users, Nodes: d.nodes, Relay: &d.relay})
	if err != nil {
		return err
	}
	if !d.p.json {
		d.welcome(d.p.out)
	}
	if len(d.c.Play) > 0 || d.cluster != nil {
		d.playing.Store(true)
		err := d.play(ctx)
		d.playing.Store(false)
		if err != nil || d.c.Exit {
			return err
		}
	}
	if !d.p.json {
		fmt.Fprintln(d.p.out, "\nCtrl-C stops all of them.")
	}
	<-ctx.Done()
	return nil
}

// welcome says where to look, and as whom.
func (d *jointDemo) welcome(out io.Writer) {
	fmt.Fprintln(out, everythingInvented)
	for i := range d.nodes {
		n := &d.nodes[i]
		fmt.Fprintf(out, "\n%s  %s\n", n.URL, n.Names["en"])
		listUsers(out, n.Users)
	}
	if d.cluster != nil {
		fmt.Fprintf(out, "\nThe relay is three, at %s. The node of %s is two processes behind a balancer, on PostgreSQL at %s (its files: %s).\n",
			d.relay.NATS, grown, loopback(d.cluster.database.Port), d.cluster.database.Dir)
		return
	}
	fmt.Fprintf(out, "\nThe relay is at %s (NATS) and %s (HTTPS). It keeps sealed messages until their receivers have them, and can read none.\n", d.relay.NATS, d.relay.HTTPS)
}

// folder is a short path of a node's folder. One whose own is too long for the
// socket in it is reached from the folder above.
func (d *jointDemo) folder(name string) string { return d.short(d.node(name).Data) }

func (d *jointDemo) short(dir string) string {
	if len(dir) <= longest || os.Chdir(d.c.Dir) != nil {
		return dir
	}
	return filepath.Base(dir)
}

func (d *jointDemo) node(name string) *readyNode {
	for i := range d.nodes {
		if d.nodes[i].Name == name {
			return &d.nodes[i]
		}
	}
	return nil
}

// gone says that a process ended by itself. The others work on: each is a node
// of its own. A play that is under way cannot go on without it.
func (d *jointDemo) gone(c *child) {
	if c.killed.Load() {
		return
	}
	how := "it ended"
	if c.err != nil {
		how = c.err.Error()
	}
	d.p.say("lanna: %s has ended by itself (%s); its last words: %s\nThe others work on. What it had acknowledged is in its folder: start the demo again to bring it back.", c.name, how, c.lastWords())
	if d.playing.Load() {
		d.stopped(fmt.Errorf("%s has ended by itself (%s)", c.name, how))
	}
}

// end stops all processes. ready.json says that the demo is being served; after
// a play that was to end it stays, for whoever looks at the folders.
func (d *jointDemo) end() error {
	if !d.c.Exit {
		os.Remove(filepath.Join(d.c.Dir, readyFile))
	}
	err := d.fleet.stop()
	for _, w := range d.wires {
		w.Close()
		w.set(true)
	}
	if d.cluster != nil {
		d.cluster.end()
	}
	return err
}
