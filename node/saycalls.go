package node

import (
	"context"

	"lanna"
	"lanna/desk"
)

// sayCalls are the verbs by which an officer says more on a record.
var sayCalls = map[string]verb{
	"record.add": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a FactArgs, id lanna.RecordID) (any, error) {
		return Done{id}, n.Desk.AddFact(ctx, by, why, id, a.Property, a.Value, a.Grade)
	}),
}

// FactArgs say one fact.
type FactArgs struct {
	RecordArgs
	Property lanna.Property `json:"property"`
	Value    desk.Words     `json:"value"`
	Grade    lanna.Grade    `json:"grade"`
}
