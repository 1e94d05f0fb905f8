package node

import (
	"context"
	"maps"

	"lanna"
	"lanna/desk"
	"lanna/federate"
)

// PartyArgs accept, revoke or place another node.
type PartyArgs struct {
	Party       string   `json:"party,omitempty"`       // label or id
	Card        []byte   `json:"card,omitempty"`        // as the other node printed it
	Fingerprint string   `json:"fingerprint,omitempty"` // as the other side read it out
	Places      []string `json:"places,omitempty"`
}

// CardArgs make this node's own card. What is not given is taken from the
// node's settings.
type CardArgs struct {
	Names    map[string]string `json:"names,omitempty"`
	Standing bool              `json:"standing"` // sign the standing rule for threats to life
	Limits   map[string]int    `json:"limits,omitempty"`
}

// Card is the answer: the card, and what two officers compare.
type Card struct {
	Card        string         `json:"card"`
	Fingerprint []string       `json:"fingerprint"`
	Writer      lanna.WriterID `json:"writer"`
	QR          string         `json:"qr"`
}

// partyCalls are the verbs on other nodes.
var partyCalls = map[string]verb{
	"party.card": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a CardArgs) (any, error) {
		return n.card(ctx, by, why, a)
	}),
	"party.list": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return n.Desk.PartyList(ctx, by, why)
	}),
	"party.accept": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a PartyArgs) (any, error) {
		id, err := n.Desk.AcceptCard(ctx, by, why, a.Card, a.Fingerprint)
		if err == nil && len(a.Places) > 0 {
			err = n.Desk.AssignPlaces(ctx, by, why, id, a.Places)
		}
		return Done{id}, err
	}),
	"party.revoke": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a PartyArgs) (any, error) {
		id, err := n.find(ctx, a.Party)
		if err != nil {
			return nil, err
		}
		return Done{id}, n.Desk.RevokeParty(ctx, by, why, id)
	}),
}

// roles of parties by the kind of a node.
var partyRoles = map[string]federate.PartyRole{"national": federate.National, "centre": federate.Centre, "point": federate.Point}

func (n *Node) card(ctx context.Context, by desk.Actor, why desk.Why, a CardArgs) (*Card, error) {
	names := maps.Clone(n.Settings.Names)
	if len(a.Names) > 0 {
		names = a.Names
	}
	if len(names) == 0 {
		names = map[string]string{"en": n.Settings.Agency}
	}
	profile := federate.Card{Role: partyRoles[n.Settings.Kind], Code: n.Settings.Agency, Names: names, Limits: a.Limits,
		Calendar: federate.Calendar{Zone: n.Settings.Zone}}
	if a.Standing {
		desk.SignStanding(&profile)
	}
	raw, err := n.Desk.IssueCard(ctx, by, why, profile)
	if err != nil {
		return nil, err
	}
	c, err := federate.ParseCard(raw)
	if err != nil {
		return nil, err
	}
	qr, err := c.QRTerminal()
	return &Card{string(raw), c.Words(), c.Writer, qr}, err
}
