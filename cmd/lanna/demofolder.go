package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/exercise"
	"lanna/node"
)

// demoFile marks a folder as a demo's and holds what opens it. A real node's
// passphrase never lies beside its database; here everything is invented.
const demoFile = "demo.json"

// demoMade is what demoFile holds.
type demoMade struct {
	Kind       string                `json:"kind,omitempty"` // "" one node, joint six, cluster six with one on PostgreSQL
	Seed       uint64                `json:"seed"`
	Passphrase string                `json:"passphrase"`
	Users      []demoUser            `json:"users"`              // of the one node
	Parties    map[string][]demoUser `json:"parties,omitempty"`  // of the six, by the node's name
	Database   *demoDatabase         `json:"database,omitempty"` // of a cluster
}

// folder makes the demo's data folder or finds it as it was left.
func (c demoCmd) folder(p *program, kind string, fill func(p *program, dir string, made *demoMade) error) (*demoMade, error) {
	made, err := readDemo(c.Dir)
	switch {
	case err == nil && made.Kind != kind:
		return nil, failf(conflict, "lanna demo, lanna demo --single or lanna demo --cluster, each with a --dir of its own", "%s holds another kind of demo", c.Dir)
	case err == nil || !errors.Is(err, fs.ErrNotExist):
		return made, err
	}
	if entries, err := os.ReadDir(c.Dir); err == nil && len(entries) > 0 {
		return nil, failf(conflict, "lanna demo --dir DIR", "%s holds something that is no demo", c.Dir)
	}
	return c.build(p, &demoMade{Kind: kind, Seed: c.Seed, Passphrase: rand.Text()}, fill)
}

func readDemo(dir string) (*demoMade, error) {
	b, err := os.ReadFile(filepath.Join(dir, demoFile))
	if err != nil {
		return nil, err
	}
	var made demoMade
	if err := json.Unmarshal(b, &made); err != nil {
		return nil, failf(integrity, "rm -r "+dir, "%s is damaged: %w", filepath.Join(dir, demoFile), err)
	}
	return &made, nil
}

// build makes the demo beside its place and moves it there when all of the
// exercise is in it: a demo that was stopped half-way is made again.
func (c demoCmd) build(p *program, made *demoMade, fill func(p *program, dir string, made *demoMade) error) (*demoMade, error) {
	unfinished := c.Dir + ".unfinished"
	if err := os.RemoveAll(unfinished); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(unfinished, 0o700); err != nil {
		return nil, err
	}
	err := fill(p, unfinished, made)
	if err == nil {
		err = writeJSON(filepath.Join(unfinished, demoFile), made)
	}
	if err == nil {
		err = os.Rename(unfinished, c.Dir)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(unfinished))
	}
	return made, nil
}

// fillSingle makes the one node and loads the exercise into it.
func (c demoCmd) fillSingle(p *program, dir string, made *demoMade) error {
	files := filepath.Join(dir, "exercise")
	if err := drawExercise(p, c.Seed, c.Rows, files); err != nil {
		return err
	}
	set, err := exercise.Load(files)
	if err != nil {
		return err
	}
	set.At(p.now().Add(-12 * time.Hour))
	made.Users = demoUsers(set.Officers)
	clock := newDemoClock(p.now)
	if err := c.init(p, dir, made, clock); err != nil {
		return err
	}
	n, err := node.Open(p.ctx, node.Config{Dir: dir, Passphrase: made.Passphrase, Password: p.costs.password, Clock: clock, Reader: p.reader()})
	if err != nil {
		return err
	}
	l := &loader{p: p, desk: n.Desk, clock: clock, dir: files, set: set, users: made.Users, fresh: 3}
	bar := p.bar(l.size(), "loading the exercise")
	l.stepped = bar.next()
	err = l.load()
	bar.end()
	return errors.Join(err, n.Close())
}

func (c demoCmd) init(p *program, dir string, made *demoMade, clock *demoClock) error {
	return node.Init(p.ctx, node.InitConfig{
		Dir: dir, Passphrase: made.Passphrase,
		RootFile: filepath.Join(dir, "root.age"), RootPassphrase: made.Passphrase, RootWork: 12, Key: p.costs.key, Password: p.costs.password,
		Settings: node.Settings{Agency: "CENTRE", Kind: "centre", Zone: "Asia/Bangkok", Place: "Chiang Mai", Exercise: true, Names: exercise.CentreNames()},
		First:    made.Users[0].account(), Others: accounts(made.Users[1:]), Policy: demoPolicy,
		Clock: clock,
	})
}

func (u *demoUser) account() desk.Account {
	return desk.Account{Login: u.Login, Name: u.Name, Password: u.Password, Roles: u.Roles, Compartments: u.let, Desk: u.Desk, Lang: u.Lang}
}

func accounts(users []demoUser) []desk.Account {
	var out []desk.Account
	for i := range users {
		out = append(out, users[i].account())
	}
	return out
}

// demoPolicy lets who tries the demo in with a password alone.
var demoPolicy = desk.Policy{SecondFactor: desk.FactorOptional}

// demoUsers gives each officer of the exercise a password. The administrator
// comes first.
func demoUsers(officers []exercise.Officer) []demoUser {
	var users []demoUser
	for _, o := range officers {
		u := demoUser{Login: o.Login, Password: demoPassword(), Name: o.Name, Roles: o.Roles, Desk: o.Desk, Lang: o.Language, let: o.Compartments}
		if slices.Contains(o.Roles, lanna.Administrator) {
			users = slices.Insert(users, 0, u)
		} else {
			users = append(users, u)
		}
	}
	return users
}

// demoPassword is one that a person can type.
func demoPassword() string {
	t := strings.ToLower(rand.Text())
	return t[:4] + "-" + t[4:8] + "-" + t[8:12]
}

// writeJSON writes a file whole or not at all, for its owner alone.
func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	_, err = f.Write(append(b, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// A demoClock runs behind the machine's while the exercise is loaded, so that
// the demo opens on a desk where hours have passed already.
type demoClock struct {
	now    func() time.Time
	behind atomic.Int64 // nanoseconds
}

func newDemoClock(now func() time.Time) *demoClock {
	c := &demoClock{now: now}
	c.set(12 * time.Hour)
	return c
}

// Now is the time of the exercise.
func (c *demoClock) Now() time.Time { return c.now().Add(-time.Duration(c.behind.Load())) }

// between sets the clock for the i-th of n things that happened evenly from one
// time before now to another.
func (c *demoClock) between(from, to time.Duration, i, n int) {
	c.set(from - (from-to)*time.Duration(i)/time.Duration(n))
}

// set says how long before now the next things happen.
func (c *demoClock) set(behind time.Duration) { c.behind.Store(int64(behind)) }
