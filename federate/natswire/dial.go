package natswire

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"lanna"
	"lanna/federate"
	"lanna/federate/identity"
)

// Config is how a node reaches a relay.
type Config struct {
	Key   ed25519.PrivateKey // the node's writer
	Relay lanna.WriterID     // the key that must answer
	Addr  string             // host:port; of a cluster all, with commas between
	Clock lanna.Clock        // by which pages are fitted to the link; nil: they stay small
	Log   *slog.Logger       // told of what a relay does wrong, by codes; nil: nobody
}

const (
	reconnectAfter = 250 * time.Millisecond
	connectWithin  = 10 * time.Second // three round trips of a satellite and more
	putWithin      = 2 * time.Minute  // the largest message over 256 kbit/s
)

// A Carrier is a [federate.Carrier] over NATS.
type Carrier struct {
	me      lanna.WriterID
	log     *slog.Logger
	clock   lanna.Clock
	conn    *nats.Conn
	changed chan struct{}

	mu    sync.Mutex
	turns chan struct{} // closed and made anew when the link comes or goes
	downs chan struct{} // the same, when it goes
}

// Dial returns at once; the link comes up when the relay can be reached.
func Dial(c Config) (*Carrier, error) {
	config, err := identity.Client(c.Key, c.Relay)
	if err != nil {
		return nil, err
	}
	out := &Carrier{clock: c.Clock, log: c.Log, me: lanna.WriterID(c.Key.Public().(ed25519.PublicKey)), changed: make(chan struct{}, 1), turns: make(chan struct{}), downs: make(chan struct{})}
	out.conn, err = nats.Connect("tls://"+strings.ReplaceAll(c.Addr, ",", ",tls://"), nats.IgnoreDiscoveredServers(),
		nats.Secure(config), nats.TLSHandshakeFirst(), nats.CustomInboxPrefix(inbox(out.me)), nats.NoEcho(),
		nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1), nats.IgnoreAuthErrorAbort(),
		nats.ReconnectWait(reconnectAfter), nats.ReconnectJitter(reconnectAfter, reconnectAfter), nats.ReconnectBufSize(-1),
		nats.SetCustomDialer(&net.Dialer{Timeout: connectWithin, KeepAlive: -1}), nats.Timeout(connectWithin),
		nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(2),
		nats.ConnectHandler(func(*nats.Conn) { out.turned(true) }), nats.ReconnectHandler(func(*nats.Conn) { out.turned(true) }),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { out.turned(false) }),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}), // each question has its own error
	)
	return out, err
}

// Close ends the connection.
func (c *Carrier) Close() { c.conn.Close() }

// Name is "nats".
func (c *Carrier) Name() string { return "nats" }

// Link tells whether the relay is connected.
func (c *Carrier) Link() (bool, <-chan struct{}) { return c.conn.IsConnected(), c.changed }

func (c *Carrier) turned(up bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.turns)
	c.turns = make(chan struct{})
	if !up {
		close(c.downs)
		c.downs = make(chan struct{})
	}
	select {
	case c.changed <- struct{}{}:
	default: // an older change is unread; whoever reads it asks for the state
	}
}

func (c *Carrier) turn() (any, down <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.turns, c.downs
}

// Send asks the relay to keep the message. When it returns nil the message lies
// on the relay's disk.
func (c *Carrier) Send(ctx context.Context, to lanna.WriterID, m federate.Message) error {
	o, err := federate.ParseOuter(m)
	if err != nil || o.From != c.me || o.To != to {
		return &lanna.Error{Kind: lanna.Invalid, Code: "message-misaddressed", ID: to.String(), Err: err}
	}
	_, err = c.ask(ctx, putWithin, putSubject(o), m)
	return err
}

// Receive asks for what waits, again and again.
func (c *Carrier) Receive(ctx context.Context, f func(m federate.Message) error) error {
	return federate.AskApart(ctx, f, c.receive)
}

// receive asks for what waits in some lanes. What cannot be taken is asked for
// again after a while that grows, because the page comes over the link each time.
func (c *Carrier) receive(ctx context.Context, lanes string, begun func(), f func(m federate.Message) error) {
	var size federate.PageSize
	for retry := retryAfter; ctx.Err() == nil; {
		turn, _ := c.turn()
		began := c.now()
		page, err := c.ask(ctx, takeWaits+time.Minute, take+c.me.String(), fmt.Appendf(nil, "%s %d", lanes, size.Bytes()))
		if c.clock != nil {
			size.Took(len(page), c.now().Sub(began)) // with the round trip, and with the wait where nothing waited: then small is right
		}
		taken := 0
		if err == nil {
			taken, err = c.hand(ctx, page, f)
			begun()
		}
		switch {
		case err == nil:
			retry = retryAfter
		case lanna.CodeOf(err) == "relay-away":
			pause(ctx, turn, retryAfter)
		default:
			if taken > 0 {
				retry = retryAfter
			}
			pause(ctx, turn, retry)
			retry = min(2*retry, federate.LongestRetry)
		}
	}
}

func (c *Carrier) now() (t time.Time) {
	if c.clock != nil {
		t = c.clock.Now()
	}
	return t
}

// hand hands over the messages of a page and gives up those that were taken.
func (c *Carrier) hand(ctx context.Context, page []byte, f func(m federate.Message) error) (int, error) {
	taken, failed := federate.TakePage(ctx, page, f)
	if lanna.CodeOf(failed) == "page-cut" && c.log != nil {
		c.log.Warn("the relay's page ends in the middle of a message", "code", "page-cut")
	}
	if len(taken) == 0 {
		return 0, failed
	}
	if _, err := c.ask(context.WithoutCancel(ctx), forgetWithin, forget+c.me.String(), taken); err != nil {
		return 0, err
	}
	return len(taken), failed
}

const (
	retryAfter   = 500 * time.Millisecond
	forgetWithin = 10 * time.Second
)

// pause waits before another try, but no longer than until the link changes.
func pause(ctx context.Context, turn <-chan struct{}, while time.Duration) {
	t := time.NewTimer(while)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-turn:
	case <-t.C:
	}
}

// ask sends a question and waits for the answer, no longer than the link holds:
// an answer never comes by another connection.
func (c *Carrier) ask(ctx context.Context, within time.Duration, subject string, b []byte) ([]byte, error) {
	_, down := c.turn()
	if !c.conn.IsConnected() {
		return nil, &lanna.Error{Kind: lanna.Unavailable, Code: "relay-away"}
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	go func() {
		select {
		case <-down:
			cancel()
		case <-ctx.Done():
		}
	}()
	m, err := c.conn.RequestWithContext(ctx, subject, b)
	switch {
	case err == nil:
		return m.Data, errorOf(m)
	case errors.Is(err, nats.ErrMaxPayload):
		return nil, &lanna.Error{Kind: lanna.Exhausted, Code: "message-too-large", Err: err}
	}
	return nil, &lanna.Error{Kind: lanna.Unavailable, Code: "relay-away", Err: err}
}
