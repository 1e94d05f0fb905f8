package node

import (
	"context"
	"errors"

	"lanna"
	"lanna/federate"
	"lanna/federate/https"
)

// A Relay is the hub through which a node exchanges with others.
type Relay struct {
	URL string         `json:"url"` // https://host:port
	Key lanna.WriterID `json:"key"` // by which it is known
}

// exchange carries what waits for other parties, and takes in what they send,
// until ctx ends.
func (n *Node) exchange(ctx context.Context, relay Relay) error {
	carrier, err := https.New(https.Config{URL: relay.URL, Relay: relay.Key, Key: n.signer.Key()})
	if err != nil {
		return err
	}
	f := &federate.Forwarder{Post: n.Desk, Carriers: []federate.Carrier{carrier}, Clock: n.cfg.Clock, Log: n.cfg.Log}
	if err := f.Run(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
