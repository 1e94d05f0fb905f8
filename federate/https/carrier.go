// Package https carries messages by plain requests to a relay: those who stand
// behind a proxy can post and ask, and need no open port.
package https

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/federate/identity"
	"lanna/federate/relay"
)

// Config says which relay is asked.
type Config struct {
	URL   string         // https://host:port
	Relay lanna.WriterID // the relay's key
	Key   ed25519.PrivateKey
	Wait  time.Duration // how long the relay may hold a question; 0: 50 s
	Retry time.Duration // between tries while it cannot be reached; 0: 500 ms
	Clock lanna.Clock   // by which pages are fitted to the link; nil: they stay small
	Log   *slog.Logger  // told of what a relay does wrong, by codes; nil: nobody
}

// A Carrier is a [federate.Carrier] over HTTPS.
type Carrier struct {
	c      Config
	client *http.Client

	mu      sync.Mutex
	up      bool
	changed chan struct{}
}

// New returns a carrier. Nothing is connected until it is used.
func New(c Config) (*Carrier, error) {
	if c.Wait == 0 {
		c.Wait = 50 * time.Second
	}
	if c.Retry == 0 {
		c.Retry = 500 * time.Millisecond
	}
	conf, err := identity.Client(c.Key, c.Relay)
	if err != nil {
		return nil, err
	}
	t := &http.Transport{TLSClientConfig: conf, Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 4,
		IdleConnTimeout: 2 * time.Minute, TLSHandshakeTimeout: 15 * time.Second, ResponseHeaderTimeout: c.Wait + 15*time.Second}
	return &Carrier{c: c, client: &http.Client{Transport: t}, changed: make(chan struct{}, 1)}, nil
}

// Name is "https".
func (c *Carrier) Name() string { return "https" }

// Link tells whether the relay answered last.
func (c *Carrier) Link() (bool, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.up, c.changed
}

func (c *Carrier) reached(up bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.up == up {
		return
	}
	c.up = up
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

// Send posts a message. When it returns nil the message is on the relay's disk.
func (c *Carrier) Send(ctx context.Context, _ lanna.WriterID, m federate.Message) error {
	_, err := c.do(ctx, http.MethodPost, relay.PathMessages, m, nil)
	return err
}

func (c *Carrier) now() (t time.Time) {
	if c.c.Clock != nil {
		t = c.c.Clock.Now()
	}
	return t
}

// do sends a request and returns the body of the answer; size, where it is not
// nil, learns how long that took.
func (c *Carrier) do(ctx context.Context, method, path string, body []byte, size *federate.PageSize) ([]byte, error) {
	q, err := http.NewRequestWithContext(ctx, method, c.c.URL+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r, err := c.client.Do(q)
	if err != nil {
		if ctx.Err() == nil {
			c.reached(false)
			err = &lanna.Error{Kind: lanna.Unavailable, Code: "relay-away", Err: err}
		}
		return nil, err
	}
	defer r.Body.Close()
	c.reached(true)
	began := c.now()
	b, err := io.ReadAll(io.LimitReader(r.Body, 8<<20))
	if size != nil && c.c.Clock != nil {
		size.Took(len(b), c.now().Sub(began))
	}
	switch {
	case r.StatusCode/100 != 2:
		return nil, refusal(r.StatusCode, b)
	case err != nil:
		return nil, &lanna.Error{Kind: lanna.Unavailable, Code: "relay-away", Err: err}
	}
	return b, nil
}

func refusal(status int, body []byte) error {
	kind := map[int]lanna.ErrorKind{http.StatusBadRequest: lanna.Invalid, http.StatusForbidden: lanna.Denied, http.StatusNotFound: lanna.NotFound,
		http.StatusTooManyRequests: lanna.Exhausted, http.StatusInsufficientStorage: lanna.Unavailable}[status]
	return &lanna.Error{Kind: kind, Code: "relay-refused", Err: fmt.Errorf("%d %.80q", status, body)}
}

// Receive asks for what waits, again and again. While the relay is not known to
// be there it asks without waiting, so that the link is known at once.
func (c *Carrier) Receive(ctx context.Context, f func(m federate.Message) error) error {
	return federate.AskApart(ctx, f, c.receive)
}

// receive asks for what waits in some lanes. What cannot be taken is asked for
// again after a while that grows, because the page comes over the link each time.
func (c *Carrier) receive(ctx context.Context, lanes string, begun func(), f func(m federate.Message) error) {
	var size federate.PageSize
	for retry := c.c.Retry; ctx.Err() == nil; {
		wait := 0
		if up, _ := c.Link(); up {
			wait = int(c.c.Wait / time.Second)
		}
		page, err := c.do(ctx, http.MethodGet, fmt.Sprintf("%s?wait=%d&lanes=%s&size=%d", relay.PathMessages, wait, lanes, size.Bytes()), nil, &size)
		taken := 0
		if err == nil {
			taken, err = c.take(ctx, page, f)
			begun()
		}
		switch {
		case err == nil:
			retry = c.c.Retry
		case lanna.KindOf(err) == lanna.Unavailable && lanna.CodeOf(err) == "relay-away":
			pause(ctx, c.c.Retry)
		default:
			if taken > 0 {
				retry = c.c.Retry
			}
			pause(ctx, retry)
			retry = min(2*retry, federate.LongestRetry)
		}
	}
}

// take hands over the messages of a page and gives up those that were taken.
func (c *Carrier) take(ctx context.Context, page []byte, f func(m federate.Message) error) (int, error) {
	taken, failed := federate.TakePage(ctx, page, f)
	if lanna.CodeOf(failed) == "page-cut" && c.c.Log != nil {
		c.c.Log.Warn("the relay's page ends in the middle of a message", "code", "page-cut")
	}
	if len(taken) == 0 {
		return 0, failed
	}
	if _, err := c.do(context.WithoutCancel(ctx), http.MethodPost, relay.PathForget, taken, nil); err != nil {
		return 0, err
	}
	return len(taken), failed
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
