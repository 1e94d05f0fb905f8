package federate

import (
	"context"
	"log/slog"
	"sync"

	"lanna"
)

// A Forwarder moves messages between a node's outbox and inbox and the
// carriers. It keeps nothing: what it forgets in a crash is in the outbox. It
// does nothing as long as nothing waits.
type Forwarder struct {
	Post     Post
	Carriers []Carrier                                        // those whose messages are received
	To       func(to lanna.WriterID, all []Carrier) []Carrier // those that reach a party, in order of preference; nil: all
	Clock    lanna.Clock
	Log      *slog.Logger

	mu      sync.Mutex
	senders map[lanna.WriterID]*sender
	work    sync.WaitGroup
}

// Run forwards until ctx ends.
func (f *Forwarder) Run(ctx context.Context) error {
	f.mu.Lock()
	f.senders = map[lanna.WriterID]*sender{}
	f.mu.Unlock()
	parties, err := f.Post.Parties(ctx)
	if err != nil {
		return err
	}
	for _, p := range parties {
		f.wake(ctx, p)
	}
	for _, c := range f.Carriers {
		f.work.Go(func() { f.receive(ctx, c) })
		f.work.Go(func() { f.watch(ctx, c) })
	}
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case p := <-f.Post.Posted():
			f.wake(ctx, p)
		}
	}
	f.work.Wait()
	return ctx.Err()
}

// wake lets the sender of a party look at its lanes.
func (f *Forwarder) wake(ctx context.Context, to lanna.WriterID) {
	f.sender(ctx, to).poke()
}

func (f *Forwarder) sender(ctx context.Context, to lanna.WriterID) *sender {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.senders[to]
	if s == nil {
		s = newSender(ctx, f, to)
		f.senders[to] = s
		f.work.Go(func() { s.run(ctx) })
	}
	return s
}

// reach returns the carriers to a party.
func (f *Forwarder) reach(to lanna.WriterID) []Carrier {
	if f.To == nil {
		return f.Carriers
	}
	return f.To(to, f.Carriers)
}

// watch begins every lane anew when a link changes: what was under way may be
// lost, and what comes twice is dropped by the receiver.
func (f *Forwarder) watch(ctx context.Context, c Carrier) {
	_, changed := c.Link()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-changed:
			up, _ := c.Link()
			f.mu.Lock()
			for _, s := range f.senders {
				s.linked(ctx, up)
			}
			f.mu.Unlock()
		}
	}
}

// receive delivers what a carrier brings and sends the acks back.
func (f *Forwarder) receive(ctx context.Context, c Carrier) {
	err := c.Receive(ctx, func(m Message) error {
		answer, from, err := f.Post.Deliver(ctx, m)
		if err != nil {
			f.Log.Warn("message not taken", "carrier", c.Name(), "error", err)
			return err
		}
		if answer == nil && from != (lanna.WriterID{}) {
			answer = f.heard(ctx, m, from)
		}
		if answer != nil {
			f.answer(ctx, c, from, answer)
		}
		return nil
	})
	if err != nil && ctx.Err() == nil {
		f.Log.Error("carrier stopped receiving", "carrier", c.Name(), "error", err)
	}
}

// heard moves the sender's window on when the message was an ack that the outbox
// accepted. One that it refused, as another's or of another lane of time, must
// move nothing: what it skips would never be sent again. To an envelope that came
// before its turn it returns what the lane has, so that its sender learns at once
// that one before it is missing.
func (f *Forwarder) heard(ctx context.Context, m Message, from lanna.WriterID) Message {
	o, err := ParseOuter(m)
	if err != nil {
		return nil
	}
	if !o.Ack {
		f.Log.Info("one before it is missing, its sender is told", "party", from, "lane", o.Lane, "code", "lane-gap")
		ack, err := f.Post.Ack(ctx, from, o.Lane)
		if err != nil {
			f.Log.Warn("ack not made", "party", from, "error", err)
		}
		return ack
	}
	if a, err := ParseAck(m); err == nil {
		f.sender(ctx, from).acked(ctx, a)
	}
	return nil
}

// answer sends an ack by the carrier that brought the envelope, else by
// another. One that is lost is made again when the envelope comes again.
func (f *Forwarder) answer(ctx context.Context, by Carrier, to lanna.WriterID, ack Message) {
	f.work.Go(func() {
		for _, c := range append([]Carrier{by}, f.reach(to)...) {
			if err := c.Send(ctx, to, ack); err == nil {
				return
			}
		}
	})
}
