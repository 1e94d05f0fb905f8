package node

import (
	"context"
	"time"

	"lanna"
	"lanna/desk"
)

// wakeCalls are the verbs on waking people away from the screen.
var wakeCalls = map[string]verb{
	"officer.wake": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a WakeArgs) (any, error) {
		id, ok := n.Desk.OfficerByLogin(ctx, a.Login)
		if !ok && by.May("officer.list") {
			return nil, &lanna.Error{Kind: lanna.NotFound, Code: "officer-unknown"}
		}
		return Done{id}, n.Desk.SetWays(ctx, by, why, id, a.Ways)
	}),
	"alert.drill": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a DrillArgs) (any, error) {
		id, err := n.Desk.Drill(ctx, by, why, a.Desk)
		if err != nil {
			return nil, err
		}
		return n.Desk.Drilled(ctx, by, why, id)
	}),
	"alert.drilled": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RecordArgs) (any, error) {
		id, err := n.find(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		return n.Desk.Drilled(ctx, by, why, id)
	}),
}

// WakeArgs say how an officer is reached.
type WakeArgs struct {
	Login string     `json:"login"`
	Ways  []desk.Way `json:"ways,omitempty"`
}

// DrillArgs name the desk of a drill.
type DrillArgs struct {
	Desk string `json:"desk,omitempty"`
}

// wakes has people woken. It runs beside the clocks and only where they run, so
// that of several processes on one database one alone sends.
func (n *Node) wakes(ctx context.Context, every time.Duration) {
	wake := func() {
		if _, err := n.Desk.Wake(ctx); err != nil && ctx.Err() == nil {
			n.cfg.Log.Error("waking", "err", err)
		}
	}
	wake()
	each(ctx, every, wake)
}
