package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"lanna/desk"
	"lanna/exercise"
	"lanna/federate"
	"lanna/federate/relay"
	"lanna/node"
)

// relayFolder is the relay's, beside those of the nodes.
const relayFolder = "relay"

// kindJoint marks the folder of a demo of six nodes.
const kindJoint = "joint"

// demoCost is what a guess of a demo's password costs. The passwords lie beside
// the databases in ready.json, so that a costly hash would guard nothing and
// only keep a newcomer waiting.
var demoCost = desk.PasswordCost{Time: 1, Memory: 1 << 10, Threads: 1}

// A demoNode is one node of the six while it is made.
type demoNode struct {
	exercise.Party
	dir    string
	users  []demoUser
	clock  *demoClock
	policy desk.Policy
	opened *node.Node
	loader *loader
	card   []byte
}

// fillJoint makes the six nodes, lets them know each other, and loads into each
// its part of the exercise.
func (c demoCmd) fillJoint(p *program, dir string, made *demoMade) error {
	files := filepath.Join(dir, "exercise")
	nodes := demoNodes(p, dir, made)
	err := together(
		func() error { return drawExercise(p, c.Seed, c.Rows, files) },
		func() error { return initNodes(p, nodes, made.Passphrase) })
	if err != nil {
		return err
	}
	set, err := exercise.Load(files)
	if err != nil {
		return err
	}
	set.At(p.now().Add(-12 * time.Hour))
	reads := p.readAhead(files, nodes)
	defer reads.Close()
	for _, n := range nodes {
		n.opened, err = node.Open(p.ctx, node.Config{Dir: n.dir, Passphrase: made.Passphrase, Clock: n.clock, Password: demoCost, Reader: reads.reader()})
		if err != nil {
			return errors.Join(err, closeNodes(nodes))
		}
	}
	err = fillNodes(p, nodes, set, files)
	if err = errors.Join(err, closeNodes(nodes)); err != nil {
		return err
	}
	return errors.Join(listParties(filepath.Join(dir, relayFolder), nodes), copyFile(filepath.Join(files, "truth.json"), filepath.Join(dir, "truth.json")))
}

func demoNodes(p *program, dir string, made *demoMade) []*demoNode {
	made.Parties = map[string][]demoUser{}
	policy := demoPolicy
	if made.Kind == kindCluster {
		policy.Persons = 10_000 // one officer confirms notices without a pause
	}
	var nodes []*demoNode
	for _, party := range exercise.Parties() {
		made.Parties[party.Name] = demoUsers(party.Officers)
		nodes = append(nodes, &demoNode{Party: party, dir: filepath.Join(dir, party.Name), users: made.Parties[party.Name], clock: newDemoClock(p.now), policy: policy})
	}
	return nodes
}

// initNodes makes the nodes side by side, points last: a point is certified by
// the root of its agency.
func initNodes(p *program, nodes []*demoNode, passphrase string) error {
	for _, points := range []bool{false, true} {
		err := each(nodes, func(n *demoNode) error {
			if (n.Of != "") != points {
				return nil
			}
			return n.init(p, passphrase)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (n *demoNode) init(p *program, passphrase string) error {
	root := filepath.Join(n.dir, "root.age")
	if n.Of != "" {
		root = filepath.Join(filepath.Dir(n.dir), n.Of, "root.age")
	}
	return node.Init(p.ctx, node.InitConfig{
		Dir: n.dir, Passphrase: passphrase, RootFile: root, RootPassphrase: passphrase, RootWork: 12, Key: p.costs.key, Password: demoCost,
		Settings: node.Settings{Agency: n.Agency, Kind: n.Kind, Zone: n.Zone, Place: n.Place, Exercise: true, Names: n.Names, Prefix: n.Prefix},
		First:    n.users[0].account(), Others: accounts(n.users[1:]), Policy: n.policy, Clock: n.clock,
	})
}

// fillNodes opens the accounts, has the nodes accept each other's cards, and
// loads what was reported to each. What the standing rule releases waits in the
// outboxes until the demo is served.
func fillNodes(p *program, nodes []*demoNode, set *exercise.Set, files string) error {
	steps := len(nodes) * (len(nodes) - 1)
	for _, n := range nodes {
		n.loader = &loader{p: p, desk: n.opened.Desk, clock: n.clock, dir: files, set: partOf(set, n, p.now()), users: n.users, fresh: 1}
		steps += n.loader.size()
	}
	bar := p.bar(steps, "loading the exercise")
	defer bar.end()
	for _, n := range nodes {
		n.loader.stepped = bar.next()
	}
	// What was told by phone came before the agencies signed the standing rule.
	err := each(nodes, func(n *demoNode) error {
		if err := n.loader.people(); err != nil {
			return err
		}
		return errors.Join(n.loader.calls(), n.issue(p.ctx))
	})
	if err != nil {
		return err
	}
	return each(nodes, func(n *demoNode) error {
		for _, other := range nodes {
			if other == n {
				continue
			}
			if err := n.accept(p.ctx, other); err != nil {
				return err
			}
			n.loader.stepped()
		}
		return n.loader.takeIn()
	})
}

// partOf is what of the exercise is a node's.
func partOf(set *exercise.Set, n *demoNode, now time.Time) *exercise.Set {
	part := &exercise.Set{Seed: set.Seed, Day: set.Day, Officers: n.Officers}
	rota := n.Rota()
	unnamed := rota // who is reached about what came from partners, which nobody here raised
	unnamed.Desk = ""
	part.Rotas = []exercise.Rota{rota, unnamed}
	for _, f := range set.Families {
		if slices.Contains(n.Languages, f.Language) {
			part.Families = append(part.Families, f)
		}
	}
	for _, l := range set.Lures {
		if slices.Contains(n.Languages, l.Language) {
			part.Lures = append(part.Lures, l)
		}
	}
	for _, notice := range set.Notices {
		if n.takesIn(notice.Picture) {
			part.Notices = append(part.Notices, notice)
		}
	}
	return part
}

func (n *demoNode) takesIn(picture string) bool {
	return slices.ContainsFunc(n.Pictures, func(s string) bool { return strings.HasPrefix(filepath.Base(picture), s+"-") })
}

// by is the officer who answers for the node towards others.
func (n *demoNode) by() desk.Actor { return n.loader.officers["desk1"] }

// partyCode is how a node is named towards others: a point by its agency's code
// and its own sign.
func partyCode(p *exercise.Party) string { return p.Agency + strings.TrimSuffix("-"+p.Prefix, "-") }

// issue makes the node's card, which signs the standing rule.
func (n *demoNode) issue(ctx context.Context) (err error) {
	profile := federate.Card{Role: federate.PartyRole(n.Kind), Code: partyCode(&n.Party), Names: n.Names,
		Calendar: federate.Calendar{Zone: n.Zone}, Places: n.Compounds}
	desk.SignStanding(&profile)
	n.card, err = n.opened.Desk.IssueCard(ctx, n.by(), demoWhy, profile)
	return err
}

// accept takes another's card by the words that its officer reads out.
func (n *demoNode) accept(ctx context.Context, other *demoNode) error {
	card, err := federate.ParseCard(other.card)
	if err != nil {
		return err
	}
	if _, err = n.opened.Desk.AcceptCard(ctx, n.by(), demoWhy, other.card, strings.Join(card.Words(), " ")); err != nil {
		return fmt.Errorf("card of %s at %s: %w", other.Name, n.Name, err)
	}
	return nil
}

// listParties makes the relay's folder, with the list of whom it serves.
func listParties(dir string, nodes []*demoNode) error {
	if _, err := relay.Key(dir); err != nil {
		return err
	}
	text := "# " + everythingInvented + "\n"
	for _, n := range nodes {
		card, err := federate.ParseCard(n.card)
		if err != nil {
			return err
		}
		text += fmt.Sprintln(card.Writer, n.Name)
	}
	return os.WriteFile(filepath.Join(dir, "parties"), []byte(text), 0o600)
}

func closeNodes(nodes []*demoNode) error {
	return each(nodes, func(n *demoNode) error {
		if n.opened == nil {
			return nil
		}
		return n.opened.Close()
	})
}

func copyFile(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o600)
}

// each runs f on all of a list side by side.
func each[T any](list []T, f func(T) error) error {
	var parts []func() error
	for _, x := range list {
		parts = append(parts, func() error { return f(x) })
	}
	return together(parts...)
}

// together runs parts side by side and waits for all.
func together(parts ...func() error) error {
	var running sync.WaitGroup
	errs := make([]error, len(parts))
	for i, part := range parts {
		running.Go(func() { errs[i] = part() })
	}
	running.Wait()
	return errors.Join(errs...)
}
