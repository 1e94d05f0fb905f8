package desk

import (
	"context"

	"lanna"
	"lanna/store"
)

// A NodeState is what the desk knows of how the node is.
type NodeState struct {
	Empty    []EmptyShift // of the next seven days, the soonest first
	Exchange Exchange
	Waking   bool           // somebody can be woken away from the screen
	Reader   bool           // pictures are read
	Clocks   []lanna.Millis // by how much at least this node's clock differs from each partner's that was heard since the start; positive: ours is ahead
	Said     lanna.Millis   // when this node had signed last as it was opened; 0: never
}

// NodeState tells how the node is; nothing of any person. It is asked for by
// the metrics too and leaves no leaf.
func (d *Desk) NodeState(ctx context.Context) (s NodeState, err error) {
	s.Waking, s.Reader = len(d.cfg.Wakers) > 0, d.cfg.Reader != nil
	s.Clocks, s.Said = d.clocks.offs(), d.lastSaid
	if s.Empty, err = d.EmptyShifts(ctx); err == nil {
		s.Exchange, err = d.Exchange(ctx)
	}
	return s, err
}

// ShowNode tells an administrator how the node is.
func (d *Desk) ShowNode(ctx context.Context, by Actor, why Why) (s NodeState, err error) {
	err = d.see(ctx, by, why, "node.show", func(store.Reader) (sight, error) { return sight{}, nil })
	if err != nil {
		return s, err
	}
	return d.NodeState(ctx)
}
