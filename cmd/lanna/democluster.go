package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"lanna"
	"lanna/exercise"
	"lanna/federate/relay"
	"lanna/node"
	"lanna/store/postgres/pgserver"
)

// kindCluster marks the folder of a demo in which one agency outgrew one machine.
const kindCluster = "cluster"

// grown is the party that is served by two processes on one PostgreSQL database.
const grown = "th"

// relays is of how many the relay is one cluster.
const relays = 3

// A demoDatabase is how the demo's own PostgreSQL is opened again.
type demoDatabase struct {
	Dir      string `json:"dir"`
	Password string `json:"password"`
}

// A cluster is what stands more than once in the demo, and the database below.
type cluster struct {
	d        *jointDemo
	database *pgserver.Server
	relays   [relays]*child
	restart  [relays]func() (*child, error)
	serves   [2]*child
	again    [2]func() (*child, error)
	folders  [2]string // data folders of the processes of one node
	balancer *balancer
	browsers string // host:port at which the balancer takes browsers
}

// fillCluster makes the nodes of the usual demo and takes one of them over to
// PostgreSQL, by the verb that an administrator has for it.
func (c demoCmd) fillCluster(p *program, dir string, made *demoMade) (err error) {
	if err := c.fillJoint(p, dir, made); err != nil {
		return err
	}
	made.Database = &demoDatabase{Dir: c.databaseFolder(), Password: rand.Text()}
	if err := os.RemoveAll(made.Database.Dir); err != nil { // of a demo whose folder was removed
		return err
	}
	s, err := made.Database.start()
	if err != nil {
		return err
	}
	defer s.Stop(syscall.SIGINT)
	p.say("Taking the node of %s over to PostgreSQL.", grown)
	_, err = node.Move(p.ctx, node.Config{Dir: filepath.Join(dir, grown), Passphrase: made.Passphrase, Log: p.log()}, s.URL("postgres", ""), func(int64, int64) {})
	return err
}

// databaseFolder is where the demo's PostgreSQL keeps its files: in the demo's own
// folder, or, since it does not run as root and root's folders are closed to others,
// beside all.
func (c demoCmd) databaseFolder() string {
	if os.Geteuid() != 0 {
		return c.Dir + "-postgres"
	}
	sum := sha256.Sum256([]byte(c.Dir))
	return filepath.Join("/var/tmp", "lanna-demo-"+hex.EncodeToString(sum[:6]))
}

func (m *demoDatabase) start() (*pgserver.Server, error) {
	ports, err := freePorts(1)
	if err != nil {
		return nil, err
	}
	s, err := pgserver.New(pgserver.Config{Dir: m.Dir, Port: ports[0], Password: m.Password})
	if errors.Is(err, pgserver.ErrAbsent) {
		return nil, failf(failed, "make setup, or apt-get install postgresql", "%w", err)
	}
	if err != nil {
		return nil, err
	}
	if err := os.Setenv("PGPASSWORD", m.Password); err != nil { // as an administrator hands it over
		return nil, err
	}
	return s, s.Start()
}

// freePorts are ports of this machine that nobody has at this moment.
func freePorts(n int) (list []int, err error) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		list = append(list, l.Addr().(*net.TCPAddr).Port)
	}
	return list, nil
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// begin starts the database and makes the second process's folder.
func (k *cluster) begin(ctx context.Context) (err error) {
	if k.database, err = k.d.made.Database.start(); err != nil {
		return err
	}
	first := filepath.Join(k.d.c.Dir, grown)
	k.folders = [2]string{first, first + "-2"}
	if _, err := os.Stat(k.folders[1]); err == nil {
		return nil
	}
	return node.Join(ctx, node.Config{Dir: k.folders[1], Passphrase: k.d.made.Passphrase, Store: k.url(), Blobs: filepath.Join(first, "blobs")})
}

func (k *cluster) url() string { return k.database.URL("postgres", "") }

// startRelays starts the three relays as one.
func (k *cluster) startRelays() error {
	ports, err := freePorts(2 * relays)
	if err != nil {
		return err
	}
	var numbers []int
	var at []string
	for i := range relays {
		dir := k.relayFolder(i)
		if err := k.shareKey(dir); err != nil {
			return err
		}
		var peers []string
		for j := range relays {
			if j != i {
				peers = append(peers, loopback(ports[j]))
			}
		}
		numbers, at = append(numbers, i), append(at, loopback(ports[relays+i]))
		k.restart[i] = func() (*child, error) {
			var ready struct {
				Relay       lanna.WriterID
				NATS, HTTPS string
			}
			c, err := k.d.fleet.start(filepath.Base(dir), nil, &ready, "relay", "--data", dir, "--nats", at[i], "--https", "127.0.0.1:0",
				"--name", fmt.Sprintf("r%d", i+1), "--cluster", loopback(ports[i]), "--peers", strings.Join(peers, ","))
			return c, err
		}
	}
	err = each(numbers, func(i int) (err error) { k.relays[i], err = k.restart[i](); return err })
	if err != nil {
		return err
	}
	key, err := relay.Key(k.relayFolder(0))
	k.d.relay = readyRelay{relay.ID(key), strings.Join(at, ","), "", k.relayFolder(0)}
	return err
}

func (k *cluster) relayFolder(i int) string {
	name := relayFolder
	if i > 0 {
		name += "-" + strconv.Itoa(i+1)
	}
	return filepath.Join(k.d.c.Dir, name)
}

// shareKey gives a relay's folder the key and the list of the first.
func (k *cluster) shareKey(dir string) error {
	if dir == k.relayFolder(0) {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, name := range []string{"relay.key", "parties"} {
		if err := copyFile(filepath.Join(k.relayFolder(0), name), filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// relayArgs are how a node of the demo is told of the relays.
func (k *cluster) relayArgs() (args []string) {
	for at := range strings.SplitSeq(k.d.relay.NATS, ",") {
		args = append(args, "--relay", "nats://"+at)
	}
	return append(args, "--relay-key", k.d.relay.ID.String())
}

// startNode starts both processes of the node that grew, one after the other, so that
// the first has the clocks, and the balancer before them.
func (k *cluster) startNode(party *exercise.Party, l *net.TCPListener, origin, secret string) error {
	ports, err := freePorts(len(k.serves))
	if err != nil {
		return err
	}
	var at []string
	for i, dir := range k.folders {
		at = append(at, loopback(ports[i]))
		k.again[i] = func() (*child, error) {
			var ready struct{ Serving string }
			args := append([]string{"serve", "--data", dir, "--passphrase-file", secret, "--store", k.url(), "--listen", at[i], "--origin", origin,
				"--trusted-proxy", "127.0.0.1"}, k.relayArgs()...)
			return k.d.fleet.start(fmt.Sprintf("%s-%d", party.Name, i+1), nil, &ready, args...)
		}
		if k.serves[i], err = k.again[i](); err != nil {
			return err
		}
	}
	k.browsers, k.balancer = l.Addr().String(), newBalancer(l, at)
	return nil
}

// end ends what is no process of lanna.
func (k *cluster) end() {
	if k.balancer != nil {
		k.balancer.close()
	}
	if k.database != nil {
		k.database.Stop(syscall.SIGINT)
	}
}
