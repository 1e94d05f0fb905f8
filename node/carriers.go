package node

import (
	"context"
	"sync"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/federate/https"
	"lanna/federate/natswire"
)

// A Relay is the hub through which a node exchanges with others. One that gives
// both addresses is reached over NATS, and over HTTPS while that does not come
// through, as from behind a proxy.
type Relay struct {
	NATS string         `json:"nats,omitempty"` // host:port; of a cluster all, with commas between
	URL  string         `json:"url,omitempty"`  // https://host:port
	Key  lanna.WriterID `json:"key"`            // by which it is known
}

// carriersTo returns the carriers to a relay, in order of preference.
func (n *Node) carriersTo(relay Relay) (list []federate.Carrier, end func(), err error) {
	end = func() {}
	if relay.NATS != "" {
		c, err := natswire.Dial(natswire.Config{Key: n.signer.Key(), Relay: relay.Key, Addr: relay.NATS, Clock: n.cfg.Clock, Log: n.cfg.Log})
		if err != nil {
			return nil, end, err
		}
		list, end = append(list, c), c.Close
	}
	if relay.URL != "" {
		c, err := https.New(https.Config{URL: relay.URL, Relay: relay.Key, Key: n.signer.Key(), Clock: n.cfg.Clock, Log: n.cfg.Log})
		if err != nil {
			end()
			return nil, func() {}, err
		}
		list = append(list, c)
	}
	return list, end, nil
}

// oneOf is the first carrier, and the second while the first has no link: both
// lead to the same shelf, and asking it twice would bring everything twice.
func oneOf(list []federate.Carrier) federate.Carrier {
	if len(list) == 1 {
		return list[0]
	}
	return &fallback{first: list[0], then: list[1], patience: grace, changed: make(chan struct{}, 1), turns: make(chan struct{})}
}

// grace is how long the first carrier may be away before the second is asked:
// a link that comes back at once is not worth the change.
const grace = time.Second

type fallback struct {
	first, then federate.Carrier
	patience    time.Duration
	changed     chan struct{}

	mu    sync.Mutex
	turns chan struct{} // closed and made anew when the first one's link changes
	one   sync.Mutex    // messages are handed over one at a time
}

// Name is that of the carrier in use.
func (f *fallback) Name() string { return f.current().Name() }

func (f *fallback) current() federate.Carrier {
	if up, _ := f.first.Link(); up {
		return f.first
	}
	return f.then
}

// Link tells whether either reaches the relay.
func (f *fallback) Link() (bool, <-chan struct{}) {
	up, _ := f.current().Link()
	return up, f.changed
}

// Send hands over to the carrier in use.
func (f *fallback) Send(ctx context.Context, to lanna.WriterID, m federate.Message) error {
	return f.current().Send(ctx, to, m)
}

// Receive takes from the first carrier, and from the second while the first is
// away.
func (f *fallback) Receive(ctx context.Context, take func(federate.Message) error) error {
	one := func(m federate.Message) error {
		f.one.Lock()
		defer f.one.Unlock()
		return take(m)
	}
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() { f.watch(ctx) })
	running.Go(func() { _ = f.first.Receive(ctx, one) }) // it ends with ctx
	for ctx.Err() == nil {
		turn := f.turn()
		if up, _ := f.first.Link(); up {
			wait(ctx, turn, 0)
			continue
		}
		if wait(ctx, turn, f.patience) {
			continue
		}
		f.instead(ctx, turn, one)
	}
	return ctx.Err()
}

// instead takes from the second carrier until the first one's link changes.
func (f *fallback) instead(ctx context.Context, turn <-chan struct{}, take func(federate.Message) error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-turn:
			stop()
		case <-ctx.Done():
		}
	}()
	_ = f.then.Receive(ctx, take) // it ends with ctx
}

func (f *fallback) turn() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.turns
}

// watch tells of every change of either link.
func (f *fallback) watch(ctx context.Context) {
	_, first := f.first.Link()
	_, then := f.then.Link()
	for {
		select {
		case <-ctx.Done():
			return
		case <-first:
			f.mu.Lock()
			close(f.turns)
			f.turns = make(chan struct{})
			f.mu.Unlock()
		case <-then:
		}
		select {
		case f.changed <- struct{}{}:
		default: // an older change is unread; whoever reads it asks for the state
		}
	}
}

// wait waits for a turn, no longer than a while if that is not 0, and reports
// whether it came.
func wait(ctx context.Context, turn <-chan struct{}, while time.Duration) bool {
	var late <-chan time.Time
	if while > 0 {
		t := time.NewTimer(while)
		defer t.Stop()
		late = t.C
	}
	select {
	case <-turn:
		return true
	case <-late:
	case <-ctx.Done():
	}
	return false
}
