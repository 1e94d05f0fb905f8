// Package gate bounds what anybody can take from a node's pages: connections,
// requests in work, the time of a body that hardly moves, what strangers send. It
// knows neither pages nor officers: who has signed in, and from which device a
// request comes, it is told.
//
// A bound that is reached is an answer at once (429, 503, 413, 408) with
// Retry-After where waiting helps, never a queue without an end.
package gate

import (
	"context"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"
)

// Limits of one listener. The reasons are in docs/run/watching.md.
type Limits struct {
	Connections int // in all; those of proxies and of this machine have Reserve more
	PerAddress  int // connections of one device, a network of 64 bits counting as one in IPv6
	Reserve     int

	Working int // requests in work; as many again for each four wait in line
	Uploads int // of those, in lanes of their own: bodies above SmallBody, and
	Streams int // event streams
	Line    time.Duration

	SmallBody int64 // is read before a request is in work, so that one that hardly moves holds up nobody
	Body      int64 // of anybody: more is refused unread
	Header    time.Duration
	Headers   int   // bytes
	Pace      int64 // bytes a second that a body, or an answer, has to move on average, after Grace
	Grace     time.Duration

	Burst int     // requests of a stranger's address at once
	Rate  float64 // and a second, after that
}

// Usual are the limits of a node. The poorest link that is served moves 64 kbit/s
// and loses a fifth: about 6 KB a second, twelve times Pace.
var Usual = Limits{
	Connections: 4096, PerAddress: 512, Reserve: 64,
	Working: 128, Uploads: 64, Streams: 2048, Line: 10 * time.Second,
	SmallBody: 16 << 10, Body: 64 << 20, Header: 10 * time.Second, Headers: 64 << 10, Pace: 512, Grace: time.Minute,
	Burst: 120, Rate: 5,
}

// The limits that refuse, as metrics call them.
const (
	ByConnections = "connections"
	ByAddress     = "connections_of_address"
	ByWorking     = "working"
	ByUploads     = "uploads"
	ByStreams     = "streams"
	BySize        = "size"
	ByPace        = "pace"
	ByRate        = "rate"
)

// Refusals lists them.
var Refusals = []string{ByConnections, ByAddress, ByWorking, ByUploads, ByStreams, BySize, ByPace, ByRate}

// A Gate stands before the pages.
type Gate struct {
	limits  Limits
	now     func() time.Time
	knows   func(*http.Request) bool   // the request is of somebody who has signed in
	device  func(*http.Request) string // address of the device that sent it
	trusted []netip.Prefix
	here    func(netip.Addr) bool // of this machine

	working, uploads, streams *lane
	strangers                 buckets
	conns                     connections
	refused                   map[string]*atomic.Int64
}

// New returns a gate. The clock is the system's, in which a connection's deadlines are
// counted. Trusted are the proxies, which have no bound of their own.
func New(l Limits, now func() time.Time, knows func(*http.Request) bool, device func(*http.Request) string, trusted []netip.Prefix) *Gate {
	g := &Gate{limits: l, now: now, knows: knows, device: device, trusted: trusted, here: netip.Addr.IsLoopback, refused: map[string]*atomic.Int64{},
		working: newLane(l.Working, 4*l.Working), uploads: newLane(l.Uploads, l.Uploads), streams: newLane(l.Streams, 0)}
	g.strangers = buckets{rate: l.Rate, burst: float64(l.Burst), list: map[string]*bucket{}}
	g.conns.of = map[string]int{}
	for _, by := range Refusals {
		g.refused[by] = new(atomic.Int64)
	}
	return g
}

// Fit sets what the server itself has to hold.
func (g *Gate) Fit(s *http.Server) {
	s.ReadHeaderTimeout, s.MaxHeaderBytes, s.ConnState = g.limits.Header, g.limits.Headers, g.connState
	s.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: 64}
}

// Handler lets requests through to the pages.
func (g *Gate) Handler(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := g.pace(w)
		if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" { // a node that is busy is not dead
			pages.ServeHTTP(p, r)
			return
		}
		if !g.admits(p, r) {
			return
		}
		in, by, wait := g.laneOf(r)
		if by == ByWorking && r.ContentLength != 0 {
			if r.Body = g.whole(p, r); r.Body == nil {
				return
			}
		}
		if !in.enter(r.Context(), wait) {
			g.refuse(p, by, http.StatusServiceUnavailable, 2)
			return
		}
		defer in.leave()
		if by == ByUploads {
			r.Body = &pacedBody{ReadCloser: r.Body, p: p}
		}
		pages.ServeHTTP(p, r)
	})
}

// admits refuses what is too large, or comes too often from a stranger.
func (g *Gate) admits(w *paced, r *http.Request) bool {
	if r.ContentLength > g.limits.Body {
		g.cut(w, BySize, http.StatusRequestEntityTooLarge)
		return false
	}
	if strings.HasPrefix(r.URL.Path, "/assets/") || g.knows(r) {
		return true
	}
	if wait := g.mayAsk(g.device(r)); wait > 0 {
		g.refuse(w, ByRate, http.StatusTooManyRequests, int(wait/time.Second)+1)
		return false
	}
	if r.ContentLength > g.limits.SmallBody || r.ContentLength < 0 { // no form for strangers is so long
		g.cut(w, BySize, http.StatusRequestEntityTooLarge)
		return false
	}
	return true
}

func (g *Gate) laneOf(r *http.Request) (*lane, string, time.Duration) {
	switch {
	case r.URL.Path == "/live":
		return g.streams, ByStreams, 0
	case r.ContentLength > g.limits.SmallBody || r.ContentLength < 0:
		return g.uploads, ByUploads, g.limits.Line
	}
	return g.working, ByWorking, g.limits.Line
}

// whole reads a small body before the request is in work; nil where it did not come.
func (g *Gate) whole(w *paced, r *http.Request) io.ReadCloser {
	b, err := io.ReadAll(&pacedBody{ReadCloser: r.Body, p: w})
	if err != nil {
		w.Header().Set("Connection", "close")
		refusal(w, http.StatusRequestTimeout, 0)
		return nil
	}
	return body(b)
}

// cut refuses a request whose body is not read: the connection ends with it.
func (g *Gate) cut(w *paced, by string, code int) {
	w.Header().Set("Connection", "close")
	g.refuse(w, by, code, 0)
}

func (g *Gate) refuse(w http.ResponseWriter, by string, code, wait int) {
	g.refused[by].Add(1)
	refusal(w, code, wait)
}

// Counts are what a gate holds now, and how often each limit refused.
type Counts struct {
	Connections, Working, Uploads, Streams int
	Refused                                map[string]int64
}

// Counts returns the numbers of now.
func (g *Gate) Counts() Counts {
	c := Counts{Connections: g.conns.count(), Working: g.working.count(), Uploads: g.uploads.count(), Streams: g.streams.count(), Refused: map[string]int64{}}
	for by, n := range g.refused {
		c.Refused[by] = n.Load()
	}
	return c
}

// Limits returns the gate's limits.
func (g *Gate) Limits() Limits { return g.limits }

// A lane has room for so many requests, and for so many that wait.
type lane struct {
	room    chan struct{}
	waiting atomic.Int64
	line    int64
}

func newLane(room, line int) *lane { return &lane{room: make(chan struct{}, room), line: int64(line)} }

// enter waits for room, but not behind a full line and not for longer than most.
func (l *lane) enter(ctx context.Context, most time.Duration) bool {
	select {
	case l.room <- struct{}{}:
		return true
	default:
	}
	if l.waiting.Add(1) > l.line {
		l.waiting.Add(-1)
		return false
	}
	defer l.waiting.Add(-1)
	late := time.NewTimer(most)
	defer late.Stop()
	select {
	case l.room <- struct{}{}:
		return true
	case <-late.C:
	case <-ctx.Done():
	}
	return false
}

func (l *lane) leave() { <-l.room }

func (l *lane) count() int { return len(l.room) }
