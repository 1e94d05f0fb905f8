package node

import (
	"context"

	"lanna"
	"lanna/desk"
	"lanna/federate"
)

// courierCalls are the verbs on disks that are carried by hand. The disk is the
// caller's: the node hands messages over and takes them, and touches no disk but
// its own.
var courierCalls = map[string]verb{
	"courier.plan": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a CourierArgs) (any, error) {
		list, err := n.Desk.SyncStatus(ctx, by, why)
		out := CourierPlan{Me: n.signer.Writer()}
		for i := range list {
			if p := &list[i]; p.State == desk.PartyAccepted {
				out.Parties = append(out.Parties, CourierParty{p.Writer, p.Label, p.Code, p.Name("en")})
			}
		}
		return out, err
	}),
	"courier.pack": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a CourierArgs) (any, error) {
		return n.Desk.Pack(ctx, by, why, a.To, a.Lane, a.After, a.Size)
	}),
	"courier.unpack": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a CourierArgs) (any, error) {
		return n.Desk.Unpack(ctx, by, why, a.Messages)
	}),
	"sync.resume": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a PartyArgs) (any, error) {
		p, err := n.party(ctx, by, why, a.Party)
		if err != nil {
			return nil, err
		}
		return Done{p.Record}, n.Desk.ResumeLanes(ctx, by, why, p.Record)
	}),
	"sync.quarantine": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return n.Desk.Quarantine(ctx, by, why)
	}),
}

// CourierArgs ask for a part of what waits for a party, or bring messages.
type CourierArgs struct {
	To       lanna.WriterID     `json:"to"`
	Lane     federate.Lane      `json:"lane"`
	After    uint64             `json:"after"`
	Size     int                `json:"size"` // bytes
	Messages []federate.Message `json:"messages,omitempty"`
}

// A CourierPlan says for whom disks can be packed, and who unpacks here.
type CourierPlan struct {
	Me      lanna.WriterID `json:"me"`
	Parties []CourierParty `json:"parties"`
}

// A CourierParty is a party as the command line names it.
type CourierParty struct {
	Writer lanna.WriterID `json:"writer"`
	Label  string         `json:"label"`
	Code   string         `json:"code"`
	Name   string         `json:"name"`
}
