package node

import (
	"context"

	"lanna"
	"lanna/desk"
)

// readingCalls are the verbs on how much officers read.
var readingCalls = map[string]verb{
	"reading.show": with(func(ctx context.Context, n *Node, by desk.Actor, _ desk.Why, _ struct{}) (any, error) {
		return n.Desk.ReadingNow(ctx, by)
	}),
	"reading.ask": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a ReadingArgs) (any, error) {
		return Done{by.Officer}, n.Desk.AskMore(ctx, by, why, a.N)
	}),
	"reading.unask": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return Done{by.Officer}, n.Desk.UnaskMore(ctx, by, why)
	}),
	"reading.agree": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a ReadingArgs) (any, error) {
		if a.Decline {
			return Done{a.Officer}, n.Desk.DeclineMore(ctx, by, why, a.Officer, a.Ask)
		}
		return Done{a.Officer}, n.Desk.AgreeMore(ctx, by, why, a.Officer, a.Ask)
	}),
}

// ReadingArgs ask for more persons, or answer a colleague who does.
type ReadingArgs struct {
	N       int             `json:"n,omitempty"`
	Officer lanna.OfficerID `json:"officer,omitzero"`
	Ask     lanna.Digest    `json:"ask,omitzero"`
	Decline bool            `json:"decline,omitempty"`
}
