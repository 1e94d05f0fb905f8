package main

import (
	"fmt"
	"path/filepath"
	"time"

	"lanna"
	"lanna/federate/natswire"
	"lanna/federate/relay"
)

type relayCmd struct {
	Data    string   `name:"data" required:"" type:"path" env:"LANNA_RELAY_DATA" placeholder:"FOLDER" help:"Folder of the relay; it is made if it is not there. A node never shares it."`
	Parties string   `name:"parties" type:"path" placeholder:"FILE" help:"Whom the relay serves: one writer a line, the rest of the line is for people. Read again when it changes (parties in the folder, if not given)."`
	NATS    string   `name:"nats" default:"127.0.0.1:4443" placeholder:"ADDRESS" help:"Where nodes connect (${default})."`
	HTTPS   string   `name:"https" default:"127.0.0.1:8443" placeholder:"ADDRESS" help:"Where nodes behind a proxy connect (${default})."`
	Cluster string   `name:"cluster" placeholder:"ADDRESS" help:"Where the other two relays of a cluster connect, as in 10.0.0.1:6222. All three have the same relay.key and list of parties."`
	Peers   []string `name:"peers" placeholder:"ADDRESS,..." help:"Where the other two are."`
	Name    string   `name:"name" placeholder:"TEXT" help:"What this one is called in the cluster, for life."`
	ID      bool     `name:"id" help:"Print the relay's id, which nodes need to know it by, and end."`
}

func (relayCmd) examples() string {
	return `lanna relay --data /var/lib/lanna-relay --nats :4443 --https :443
lanna relay --data /var/lib/lanna-relay --nats :4443 --https :443 --name r1 --cluster 10.0.0.1:6222 --peers 10.0.0.2:6222,10.0.0.3:6222
lanna relay --data /var/lib/lanna-relay --id        print the id that nodes must be given`
}

// Run serves the relay until Ctrl-C or a signal to end.
func (c relayCmd) Run(p *program) error {
	if c.ID {
		return c.printID(p)
	}
	if c.Parties == "" {
		c.Parties = filepath.Join(c.Data, "parties")
	}
	cluster, err := c.cluster()
	if err != nil {
		return err
	}
	err = relay.Run(p.ctx, relay.Place{Cluster: cluster,
		Dir: c.Data, Parties: c.Parties, NATS: c.NATS, HTTPS: c.HTTPS, Log: p.log(), Clock: lanna.ClockFunc(time.Now),
		Ready: func(r relay.Ready) { c.ready(p, r) },
	})
	return stopped(p.ctx, err)
}

// cluster reads of which cluster the relay is one; nil where it stands alone.
func (c relayCmd) cluster() (*natswire.Cluster, error) {
	if c.Cluster == "" && len(c.Peers) == 0 && c.Name == "" {
		return nil, nil
	}
	if c.Cluster == "" || len(c.Peers) < 2 || len(c.Peers)%2 != 0 || c.Name == "" {
		return nil, failf(misused, "lanna relay --help", "a relay of a cluster needs --name, --cluster and --peers, which are two (or four)")
	}
	return &natswire.Cluster{Name: c.Name, Listen: c.Cluster, Peers: c.Peers}, nil
}

func (c relayCmd) ready(p *program, r relay.Ready) {
	if p.json {
		_ = p.emit(map[string]any{"relay": r.Relay, "nats": r.NATS.String(), "https": r.HTTPS.String(), "parties": r.Parties})
		return
	}
	p.say("Relay %s serves %d parties, NATS on %s, HTTPS on %s", r.Relay, r.Parties, r.NATS, r.HTTPS)
}

func (c relayCmd) printID(p *program) error {
	key, err := relay.Key(c.Data)
	if err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"relay": relay.ID(key)})
	}
	_, err = fmt.Fprintln(p.out, relay.ID(key))
	return err
}
