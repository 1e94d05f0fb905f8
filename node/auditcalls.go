package node

import (
	"context"

	"lanna/desk"
)

// auditCalls are the verbs of auditors beside the log itself.
var auditCalls = map[string]verb{
	"canary.plant": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, p desk.Plant) (any, error) {
		id, err := n.Desk.PlantCanary(ctx, by, why, p)
		return Done{id}, err
	}),
	"canary.list": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return n.Desk.Canaries(ctx, by, why)
	}),
}
