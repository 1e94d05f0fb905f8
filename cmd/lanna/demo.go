package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"lanna"
	"lanna/node"
)

type demoCmd struct {
	Dir  string `name:"dir" type:"path" default:"data/demo" placeholder:"DIR" help:"Data folder of the demo (${default}); it is made the first time and used again after that."`
	Port int    `name:"port" default:"8080" help:"Port on this machine where pages are served (${default})."`
	Seed uint64 `name:"seed" default:"1" help:"Seed of the exercise, the first time (${default})."`
}

func (demoCmd) examples() string {
	return `lanna demo                          http://localhost:8080, data in data/demo
lanna demo --dir /tmp/demo --port 8081`
}

// readyFile says, while the demo is served, where it is and who can sign in.
const readyFile = "ready.json"

// ready is what ready.json holds.
type ready struct {
	Version  int        `json:"version"`
	URL      string     `json:"url"`
	Exercise bool       `json:"exercise"` // always true: everything is invented
	Users    []demoUser `json:"users"`
}

// A demoUser is somebody who can sign in to the demo. All are invented.
type demoUser struct {
	Login    string       `json:"login"`
	Password string       `json:"password"`
	Name     string       `json:"name"`
	Roles    []lanna.Role `json:"roles"`
	Desk     string       `json:"desk,omitempty"`
	Lang     string       `json:"lang,omitempty"`
}

// Run makes the demo's node if it is not there, and serves it until Ctrl-C.
func (c demoCmd) Run(p *program) error {
	listener, err := listen(net.JoinHostPort("127.0.0.1", strconv.Itoa(c.Port)))
	if err != nil {
		return err
	}
	defer listener.Close()
	made, err := c.folder(p)
	if err != nil {
		return stopped(p.ctx, err)
	}
	keepSmall()
	n, err := node.Open(p.ctx, node.Config{Dir: near(c.Dir), Passphrase: made.Passphrase, Reader: p.reader(), Log: p.log()})
	if err != nil {
		return err
	}
	origin := originOf(listener)
	path := filepath.Join(c.Dir, readyFile)
	err = n.Serve(p.ctx, node.ServeConfig{Listen: listener, Origin: origin, Ready: func() {
		if err := writeJSON(path, ready{jsonVersion, origin, true, made.Users}); err != nil {
			p.say("lanna: %v", err)
		}
		p.welcome(origin, made.Users)
	}})
	os.Remove(path) // it says that the demo is being served
	return stopped(p.ctx, errors.Join(err, n.Close()))
}

// welcome says who can sign in, on standard output: it is what was asked for.
func (p *program) welcome(origin string, users []demoUser) {
	fmt.Fprintf(p.out, "EXERCISE: everything here is invented.\n\n%s\n\n", origin)
	rows := [][]string{{"LOGIN", "PASSWORD", "NAME", "ROLES"}}
	for _, u := range users {
		rows = append(rows, []string{u.Login, u.Password, u.Name, roleWords(u.Roles)})
	}
	table(p.out, rows)
	fmt.Fprintln(p.out, "\nCtrl-C stops it.")
}
