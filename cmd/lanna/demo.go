package main

import (
	"fmt"
	"io"
	"path/filepath"

	"lanna"
)

type demoCmd struct {
	Dir     string   `name:"dir" type:"path" placeholder:"DIR" help:"Data folder of the demo; it is made the first time and used again after that (data/demo, or data/single with --single)."`
	Port    *int     `name:"port" placeholder:"PORT" help:"Port of the first node on this machine, the others follow it; 0 takes free ones (8081, or 8080 with --single)."`
	Seed    uint64   `name:"seed" default:"1" help:"Seed of the exercise, the first time (${default})."`
	Rows    int      `name:"rows" default:"31000" placeholder:"N" help:"People in the list of journey 6, the first time (${default})."`
	Single  bool     `name:"single" help:"One node in place of six and a relay."`
	Cluster bool     `name:"cluster" help:"One agency on two processes and PostgreSQL, and three relays; one of each is killed while notices go on being confirmed (data/cluster)."`
	Play    []string `name:"play" placeholder:"NAME,..." enum:"journey-1,journey-6" help:"Act journeys out while one watches: journey-1, from a screenshot to a threat to life, to the county that answers; journey-6, from a list of 31,000 people to a hit, and to a person in two scripts."`
	Pause   int      `name:"pause" placeholder:"SECONDS" help:"With --play, wait so long after each step, so that one can look (0)."`
	Exit    bool     `name:"exit" help:"With --play or --cluster, end when it is over and every receipt is in."`
}

func (demoCmd) examples() string {
	return `lanna demo                                          six nodes and a relay: http://cn.localhost:8081 and so on
lanna demo --play journey-1 --pause 4               and journey 1 acted out in them
lanna demo --play journey-6                         a list of 31,000 people, and a hit between two nodes
lanna demo --dir /tmp/demo --play journey-1 --exit  the same, without anybody watching
lanna demo --cluster                                one agency on PostgreSQL, three relays, and one of each is killed
lanna demo --single                                 one node: http://localhost:8080`
}

// readyFile says, while the demo is served, where it is and who can sign in.
const readyFile = "ready.json"

// ready is what ready.json holds. Of six nodes, URL and Users are those of the
// centre, where one begins to look.
type ready struct {
	Version  int         `json:"version"`
	URL      string      `json:"url"`
	Exercise bool        `json:"exercise"` // always true: everything is invented
	Users    []demoUser  `json:"users"`
	Nodes    []readyNode `json:"nodes,omitempty"`
	Relay    *readyRelay `json:"relay,omitempty"`
}

// A demoUser is somebody who can sign in to the demo. All are invented.
type demoUser struct {
	Login    string       `json:"login"`
	Password string       `json:"password"`
	Name     string       `json:"name"`
	Roles    []lanna.Role `json:"roles"`
	Desk     string       `json:"desk,omitempty"`
	Lang     string       `json:"lang,omitempty"`
	let      []lanna.Compartment
}

// Run makes the demo if it is not there, and serves it until Ctrl-C.
func (c demoCmd) Run(p *program) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.Single {
		c.usual("data/single", 8080)
		return c.single(p)
	}
	if c.Cluster {
		c.usual("data/cluster", 8081)
	}
	c.usual("data/demo", 8081)
	return stopped(p.ctx, c.joint(p))
}

func (c demoCmd) check() error {
	const next = "lanna demo --help"
	switch {
	case c.Rows < 1 || c.Rows > maxListRows:
		return failf(misused, next, "--rows is a number up to %d", maxListRows)
	case c.Single && len(c.Play) > 0:
		return failf(misused, next, "a journey is played by six nodes, not with --single")
	case c.Cluster && (c.Single || len(c.Play) > 0):
		return failf(misused, next, "--cluster plays what it plays, and goes with neither --single nor --play")
	case len(c.Play) == 0 && !c.Cluster && (c.Exit || c.Pause != 0):
		return failf(misused, next, "--exit and --pause go with --play or --cluster")
	}
	return nil
}

// usual puts in what was not given.
func (c *demoCmd) usual(dir string, port int) {
	if c.Dir == "" {
		if abs, err := filepath.Abs(dir); err == nil {
			dir = abs
		}
		c.Dir = dir
	}
	if c.Port == nil {
		c.Port = &port
	}
}

// users lists who can sign in, on standard output: it is what was asked for.
func listUsers(out io.Writer, users []demoUser) {
	rows := [][]string{{"LOGIN", "PASSWORD", "NAME", "ROLES"}}
	for _, u := range users {
		rows = append(rows, []string{u.Login, u.Password, u.Name, roleWords(u.Roles)})
	}
	table(out, rows)
}

const everythingInvented = "EXERCISE: everything here is invented."

func (p *program) welcome(origin string, users []demoUser) {
	fmt.Fprintf(p.out, "%s\n\n%s\n\n", everythingInvented, origin)
	listUsers(p.out, users)
	fmt.Fprintln(p.out, "\nCtrl-C stops it.")
}
