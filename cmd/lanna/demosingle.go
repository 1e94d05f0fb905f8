package main

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"lanna/node"
)

// single makes and serves the demo of one node.
func (c demoCmd) single(p *program) error {
	listener, err := listen(net.JoinHostPort("127.0.0.1", strconv.Itoa(*c.Port)))
	if err != nil {
		return err
	}
	defer listener.Close()
	made, err := c.folder(p, "", c.fillSingle)
	if err != nil {
		return stopped(p.ctx, err)
	}
	keepSmall()
	n, err := node.Open(p.ctx, node.Config{Dir: near(c.Dir), Passphrase: made.Passphrase, Password: p.costs.password, Reader: p.reader(), Log: p.log()})
	if err != nil {
		return err
	}
	origin := originOf(listener)
	path := filepath.Join(c.Dir, readyFile)
	err = n.Serve(p.ctx, node.ServeConfig{Listen: listener, Origin: origin, Ready: func() {
		if err := writeJSON(path, ready{Version: jsonVersion, URL: origin, Exercise: true, Users: made.Users}); err != nil {
			p.say("lanna: %v", err)
		}
		p.welcome(origin, made.Users)
	}})
	os.Remove(path) // it says that the demo is being served
	return stopped(p.ctx, errors.Join(err, n.Close()))
}
