package node

import (
	"context"
	"errors"

	"lanna/federate"
)

// exchange carries what waits for other parties, and takes in what they send,
// until ctx ends.
func (n *Node) exchange(ctx context.Context, relay Relay) error {
	list, end, err := n.carriersTo(relay)
	if err != nil {
		return err
	}
	defer end()
	n.carry(list)
	f := &federate.Forwarder{Post: n.Desk, Carriers: []federate.Carrier{oneOf(list)}, Clock: n.cfg.Clock, Log: n.cfg.Log}
	if err := f.Run(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
