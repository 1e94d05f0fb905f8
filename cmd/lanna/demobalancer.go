package main

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
)

// A balancer stands before the processes that serve one node and gives each request
// to the next of them, as any balancer may: it knows no session. One that takes no
// connection is passed over; nothing was sent to it, so that no form arrives twice.
type balancer struct {
	backends []string // host:port
	turn     atomic.Uint64
	carry    http.Transport
	server   http.Server
}

// newBalancer serves until it is closed.
func newBalancer(l net.Listener, backends []string) *balancer {
	b := &balancer{backends: backends}
	proxy := &httputil.ReverseProxy{Transport: b, ErrorLog: log.New(io.Discard, "", 0), // a page that is not there is the browser's to see
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: "backend"}) // RoundTrip says which
			r.Out.Host = r.In.Host                              // pages compare it with where the form came from
			r.SetXForwarded()
		}}
	b.server.Handler = proxy
	go func() { _ = b.server.Serve(l) }() // until it is closed
	return b
}

// RoundTrip sends a request to the first process, from the next in turn on, that takes
// a connection.
func (b *balancer) RoundTrip(r *http.Request) (*http.Response, error) {
	from := b.turn.Add(1)
	for i := range b.backends {
		out := r.Clone(r.Context())
		out.URL.Host = b.backends[(int(from)+i)%len(b.backends)]
		if r.Body != nil {
			out.Body = io.NopCloser(r.Body) // for the next where this one cannot be reached
		}
		answer, err := b.carry.RoundTrip(out)
		if e, ok := errors.AsType[*net.OpError](err); ok && e.Op == "dial" && i < len(b.backends)-1 {
			continue
		}
		return answer, err
	}
	return nil, net.ErrClosed // there is one at least
}

func (b *balancer) close() { b.server.Close() }
