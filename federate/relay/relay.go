// Package relay is the blind hub: it keeps sealed messages until their
// receivers have them, and can read none. It is a process of its own with a
// folder of its own, and holds no key but the one by which it is known.
//
// What it learns: who sends to whom, when, in which lane, and a padded size.
package relay

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/federate/identity"
)

// Limits, unless a Config says otherwise.
const (
	keepFor     = 30 * 24 * time.Hour
	maxWaiting  = 200_000 // messages of one sender for one receiver
	maxBytes    = 4 << 30 // bytes of the same
	toAll       = 4       // times that for all of a sender's receivers together
	leastFree   = 1 << 30 // of the disk; with less no picture is taken, and with a quarter of it only what is urgent
	expireEvery = time.Hour
)

// Config says how a relay runs.
type Config struct {
	Dir     string
	Key     ed25519.PrivateKey
	Listen  net.Listener
	Parties func() map[lanna.WriterID]bool // who may send and receive; asked at every connection and request
	Clock   lanna.Clock
	Log     *slog.Logger // ids only
	Keep    time.Duration
	Waiting int64        // messages a pair
	Bytes   int64        // bytes a pair
	Free    func() int64 // bytes that are free on the disk; nil: asks the system
}

// A keeper keeps messages until their receivers have them.
type keeper interface {
	put(o federate.Outer, m federate.Message, now lanna.Millis) error
	next(to lanna.WriterID, lanes string, size int) ([]kept, error)
	forget(to lanna.WriterID, places []uint64) error
	expire(before lanna.Millis) (int, error)
	compact(from int64) error
	Close() error
}

// A Relay serves until its context ends.
type Relay struct {
	c      Config
	shelf  keeper
	again  time.Duration // a receiver that waits looks again after this long, should no bell have rung; zero: never
	closed atomic.Int64  // connections that had to go for others, since it was last told
	mu     sync.Mutex
	bells  map[lanna.WriterID]chan struct{} // closed when something comes for the receiver
}

// Open opens the relay's folder.
func Open(c Config) (*Relay, error) {
	c.defaults()
	s, err := openShelf(filepath.Join(c.Dir, "relay.db"), quota{c.Waiting, c.Bytes})
	if err != nil {
		return nil, err
	}
	return &Relay{c: c, shelf: s, bells: map[lanna.WriterID]chan struct{}{}}, nil
}

func (c *Config) defaults() {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Keep == 0 {
		c.Keep = keepFor
	}
	if c.Waiting == 0 {
		c.Waiting = maxWaiting
	}
	if c.Bytes == 0 {
		c.Bytes = maxBytes
	}
	if c.Free == nil {
		c.Free = func() int64 { return freeBytes(c.Dir) }
	}
}

// Close closes the folder.
func (r *Relay) Close() error { return r.shelf.Close() }

// Serve serves until ctx ends.
func (r *Relay) Serve(ctx context.Context) error {
	minute := time.NewTicker(time.Minute)
	defer minute.Stop()
	go r.tellClosed(ctx, minute.C)
	return r.serve(ctx, newBound(r.c.Listen, func() { r.closed.Add(1) }))
}

func (r *Relay) serve(ctx context.Context, on *bound) error {
	conf, err := identity.Server(r.c.Key, func(id lanna.WriterID) bool { return r.c.Parties()[id] })
	if err != nil {
		return err
	}
	s := &http.Server{Handler: r.handler(), TLSConfig: conf, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, IdleTimeout: 5 * time.Minute, ConnState: on.proved,
		MaxHeaderBytes: 16 << 10, BaseContext: func(net.Listener) context.Context { return ctx }, ErrorLog: slog.NewLogLogger(r.c.Log.Handler(), slog.LevelDebug)}
	go r.forgetOld(ctx)
	go func() {
		<-ctx.Done()
		s.Close()
	}()
	if err := s.ServeTLS(on, "", ""); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// tellClosed says how many connections had to go, a line a minute: whoever makes them
// must not fill the log as well.
func (r *Relay) tellClosed(ctx context.Context, minute <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-minute:
			if n := r.closed.Swap(0); n > 0 {
				r.c.Log.Warn("connections were closed because there are too many", "count", n)
			}
		}
	}
}

// forgetOld removes what nobody fetched within the time.
func (r *Relay) forgetOld(ctx context.Context) {
	t := time.NewTicker(expireEvery)
	defer t.Stop()
	for {
		n, err := r.shelf.expire(lanna.MillisOf(r.c.Clock.Now().Add(-r.c.Keep)))
		if err != nil {
			r.c.Log.Error("old messages not removed", "err", err)
		} else if n > 0 {
			r.c.Log.Warn("messages that nobody fetched were removed", "count", n)
		}
		if err := r.shelf.compact(compactFrom); err != nil {
			r.c.Log.Error("the shelf keeps pages that are free", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Put keeps a message that the sender handed over, and wakes its receiver.
func (r *Relay) Put(sender lanna.WriterID, m federate.Message) error {
	o, err := federate.ParseOuter(m)
	switch {
	case err != nil:
		return &lanna.Error{Kind: lanna.Invalid, Code: "message-malformed"}
	case o.From != sender:
		r.c.Log.Warn("message under another's name", "party", sender.String(), "named", o.From.String())
		return &lanna.Error{Kind: lanna.Denied, Code: "sender-forged", ID: sender.String()}
	case !r.c.Parties()[o.To]:
		return &lanna.Error{Kind: lanna.NotFound, Code: "receiver-unknown", ID: o.To.String()}
	}
	if free := r.c.Free(); o.Lane == federate.Bulk && free < leastFree || o.Lane != federate.Urgent && free < leastFree/4 {
		return &lanna.Error{Kind: lanna.Unavailable, Code: "disk-full"}
	}
	switch err := r.shelf.put(o, m, lanna.MillisOf(r.c.Clock.Now())); {
	case errors.Is(err, errQuota):
		return &lanna.Error{Kind: lanna.Exhausted, Code: "relay-quota", ID: o.To.String()}
	case errors.Is(err, errFull):
		return &lanna.Error{Kind: lanna.Unavailable, Code: "disk-full"}
	case err != nil:
		return storeError(err)
	}
	r.ring(o.To)
	return nil
}

// storeError gives an error of the shelf its kind. One of a cluster has it.
func storeError(err error) error {
	if lanna.KindOf(err) == lanna.Unavailable {
		return err
	}
	return &lanna.Error{Kind: lanna.Internal, Code: "relay-store", Err: err}
}

// bell returns a channel that is closed when something comes for the receiver.
func (r *Relay) bell(to lanna.WriterID) <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bells[to] == nil {
		r.bells[to] = make(chan struct{})
	}
	return r.bells[to]
}

func (r *Relay) ring(to lanna.WriterID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.bells[to]; c != nil {
		close(c)
		delete(r.bells, to)
	}
}
