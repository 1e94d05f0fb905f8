package desktest

import (
	"strings"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/federate"
)

// A Federation is several desks in one process that know each other, with a
// carrier that carries sealed messages when it is told to.
type Federation struct {
	Clock *Clock
	Nodes []*World
	Lose  func(from, to *World) bool                                   // nil: nothing is lost; what is lost is carried again
	Tap   func(from, to *World, m federate.Message) []federate.Message // nil: each as it was sent, once
}

// A Node says what one node of a federation is.
type Node struct {
	Name   string
	Role   federate.PartyRole
	Of     int      // number from 1 of the node of whose agency it is a point; 0: an agency of its own
	Places []string // assigned to it
	Options
}

// Federate makes nodes that have accepted each other's cards and signed the
// standing rule on threats to life.
func Federate(t testing.TB, nodes ...Node) *Federation {
	t.Helper()
	f := &Federation{Clock: &Clock{now: Start}}
	for _, n := range nodes {
		o := n.Options
		o.Clock = f.Clock
		if n.Of > 0 {
			o.Root = f.Nodes[n.Of-1].Root
			config := o.Config
			o.Config = func(c *desk.Config) {
				c.LabelPrefix = "M1-"
				if config != nil {
					config(c)
				}
			}
		}
		w := New(t, o)
		f.Nodes = append(f.Nodes, w)
		w.Issue(t, n)
	}
	for _, w := range f.Nodes {
		for _, other := range f.Nodes {
			if w != other {
				w.Accept(t, other)
			}
		}
	}
	return f
}

// Issue makes the card of the world's node.
func (w *World) Issue(t testing.TB, n Node) {
	t.Helper()
	_, err := w.IssueCard(t.Context(), w.Admin, Rescue, federate.Card{Role: n.Role, Code: "EX", Names: map[string]string{"en": "EXERCISE " + n.Name},
		Places: n.Places, More: map[string]string{"standing": "standing.life"}})
	must(t, err)
}

// Accept takes another's card, whose fingerprint was compared.
func (w *World) Accept(t testing.TB, other *World) lanna.RecordID {
	t.Helper()
	c, err := federate.ParseCard(other.Card())
	must(t, err)
	id, err := w.AcceptCard(t.Context(), w.National, Rescue, other.Card(), strings.Join(c.Words(), " "))
	must(t, err)
	return id
}

// Writer returns the writer of the world's node.
func (w *World) Writer() lanna.WriterID { return w.Config.Signer.Writer() }

// Carry carries everything that waits, the most urgent first, until nothing
// moves.
func (f *Federation) Carry(t testing.TB) {
	t.Helper()
	for moved := true; moved; {
		moved = false
		for _, from := range f.Nodes {
			for _, to := range f.Nodes {
				for _, lane := range federate.Lanes {
					moved = f.carry(t, from, to, lane) || moved
				}
			}
		}
	}
}

func (f *Federation) carry(t testing.TB, from, to *World, lane federate.Lane) (moved bool) {
	t.Helper()
	if from == to || f.Lose != nil && f.Lose(from, to) {
		return false
	}
	waiting, err := from.Outgoing(t.Context(), to.Writer(), lane, 0, 1<<20)
	if lanna.CodeOf(err) == "party-unknown" {
		return false
	}
	must(t, err)
	for _, s := range waiting {
		list := []federate.Message{s.Message}
		if f.Tap != nil {
			list = f.Tap(from, to, s.Message)
		}
		for _, m := range list {
			moved = hand(t, from, to, m) || moved
		}
	}
	return moved
}

// hand gives a message to its receiver and the ack to its sender.
func hand(t testing.TB, from, to *World, m federate.Message) bool {
	t.Helper()
	ack, back, err := to.Deliver(t.Context(), m)
	must(t, err)
	if ack == nil {
		return false
	}
	if back != from.Writer() {
		t.Errorf("the ack is for %s", back)
	}
	_, _, err = from.Deliver(t.Context(), ack)
	must(t, err)
	return true
}
