package node

import (
	"context"

	"lanna"
	"lanna/desk"
)

// matchCalls look for persons and judge them.
var matchCalls = map[string]verb{
	"match.search": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, q desk.CandidateQuery) (any, error) {
		return n.Desk.Candidates(ctx, by, why, q)
	}),
	"match.judge": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a JudgeArgs) (any, error) {
		var ids [2]lanna.RecordID
		for i, s := range [...]string{a.A, a.B} {
			id, err := n.find(ctx, s)
			if err != nil {
				return nil, err
			}
			ids[i] = id
		}
		return Done{ids[0]}, n.Desk.Judge(ctx, by, why, ids[0], ids[1], a.Verdict)
	}),
}

// JudgeArgs say what an officer judged of two persons' records, by id or label.
type JudgeArgs struct {
	A       string       `json:"a"`
	B       string       `json:"b"`
	Verdict desk.Verdict `json:"verdict"`
}
