// Package federate is the exchange between nodes: the cards by which they know
// each other, the envelopes that they send, and the lanes that put right what
// a carrier loses, repeats or reorders. What goes to a partner was released by
// the desk before it came here; what comes from one is the desk's to judge.
//
// docs/spec/envelope.md specifies the bytes; docs/design/exchange.md says why.
package federate

import (
	"context"

	"lanna"
)

// A Lane orders what is sent to one party. Each lane has its own numbers, so
// that a photo under way never holds up a threat to life.
type Lane uint8

// The lanes, the most urgent first.
const (
	Urgent   Lane = 0 // threats to life, recalls, erasures
	Ordinary Lane = 1 // every other statement
	Bulk     Lane = 2 // pieces of pictures
)

// Lanes lists all lanes, the most urgent first.
var Lanes = []Lane{Urgent, Ordinary, Bulk}

// A Message is what carriers carry: an envelope or an ack, in the bytes of
// docs/spec/envelope.md. From, To and Lane stand outside the seal.
type Message []byte

// A Carrier moves messages between this node and others. It may lose, repeat,
// delay, reorder and damage them, and it keeps nothing that it needs after a
// crash. It is safe for concurrent use.
type Carrier interface {
	// Name is "nats", "https" or "courier".
	Name() string
	// Send hands a message over. A nil error means that it is on its way or
	// lies at the relay, not that it arrived.
	Send(ctx context.Context, to lanna.WriterID, m Message) error
	// Receive calls f with each message for this node until ctx ends, one at a
	// time. When f returns nil the carrier and a relay behind it may forget the
	// message; else they offer it again.
	Receive(ctx context.Context, f func(m Message) error) error
	// Link tells whether the carrier reaches anybody now, and tells it again on
	// the channel whenever that changes. The channel holds the newest state.
	Link() (up bool, changed <-chan struct{})
}

// A Post is a node's outbox and inbox, which the desk keeps.
type Post interface {
	// Outgoing returns the sealed envelopes of a lane that follow number n, in
	// order, as many as fit into size bytes but at least one if one waits. It
	// seals what waits if need be.
	Outgoing(ctx context.Context, to lanna.WriterID, lane Lane, n uint64, size int) ([]Sealed, error)
	// Deliver takes a message that came by any carrier. Of an envelope it
	// returns the ack to be sent to its sender, once what it holds is durable.
	// Without an answer from is zero, but for an ack that the outbox accepted
	// and an envelope that came before its turn: then it is who sent them.
	Deliver(ctx context.Context, m Message) (answer Message, from lanna.WriterID, err error)
	// Ack returns the ack of a lane from a party as it stands.
	Ack(ctx context.Context, from lanna.WriterID, lane Lane) (Message, error)
	// Posted is told of a party for which something new waits.
	Posted() <-chan lanna.WriterID
	// Parties lists those to whom this node sends.
	Parties(ctx context.Context) ([]lanna.WriterID, error)
}

// Sealed is an envelope that waits for its ack.
type Sealed struct {
	N       uint64
	Message Message
}
