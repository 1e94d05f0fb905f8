package gate

import (
	"math"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// network is what counts as one address: in IPv6 a device has a network of 64 bits
// to itself.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap().WithZone(""); a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// buckets bound how often strangers ask, by address. One that is full again is
// forgotten, so only who asks of late is remembered.
type buckets struct {
	mu    sync.Mutex
	rate  float64
	burst float64
	list  map[string]*bucket
	swept time.Time
}

type bucket struct {
	left float64
	at   time.Time
}

// take returns zero, or how long an address has to wait.
func (b *buckets) take(address string, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sweep(now)
	one := b.list[address]
	if one == nil {
		one = &bucket{b.burst, now}
		b.list[address] = one
	}
	one.left = math.Min(b.burst, one.left+b.rate*max(0, now.Sub(one.at).Seconds()))
	one.at = now
	if one.left < 1 {
		return time.Duration((1 - one.left) / b.rate * float64(time.Second))
	}
	one.left--
	return 0
}

func (b *buckets) sweep(now time.Time) {
	full := time.Duration(b.burst / b.rate * float64(time.Second))
	if since := now.Sub(b.swept); since >= 0 && since < full {
		return
	}
	b.swept = now
	for address, one := range b.list {
		if now.Sub(one.at) >= full {
			delete(b.list, address)
		}
	}
}

// mayAsk returns zero, or how long a stranger's device has to wait. What runs on
// this machine, as a proxy that nobody named, stands for many.
func (g *Gate) mayAsk(device string) time.Duration {
	if a, err := netip.ParseAddr(device); err == nil && g.here(a.Unmap()) {
		return 0
	}
	return g.strangers.take(network(device), g.now())
}

// connections count who is connected.
type connections struct {
	mu    sync.Mutex
	all   int
	of    map[string]int
	known map[net.Conn]string
}

func (c *connections) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all
}

// connState counts connections as they come and go. One that is too many is closed
// before anything is read from it.
func (g *Gate) connState(c net.Conn, s http.ConnState) {
	switch s {
	case http.StateNew:
		if by := g.enter(c); by != "" {
			g.refused[by].Add(1)
			c.Close()
		}
	case http.StateClosed, http.StateHijacked:
		g.conns.leave(c)
	}
}

func (g *Gate) enter(c net.Conn) (refusedBy string) {
	host, _, err := net.SplitHostPort(c.RemoteAddr().String())
	if err != nil {
		host = c.RemoteAddr().String()
	}
	at, most := network(host), g.limits.Connections
	own := g.ours(host)
	if own {
		most += g.limits.Reserve
	}
	g.conns.mu.Lock()
	defer g.conns.mu.Unlock()
	switch {
	case g.conns.all >= most:
		return ByConnections
	case !own && g.conns.of[at] >= g.limits.PerAddress:
		return ByAddress
	}
	if g.conns.known == nil {
		g.conns.known = map[net.Conn]string{}
	}
	g.conns.all++
	g.conns.of[at]++
	g.conns.known[c] = at
	return ""
}

// ours reports whether an address is of this machine or of a proxy of ours, which
// stand for many.
func (g *Gate) ours(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && (g.here(a.Unmap()) || slices.ContainsFunc(g.trusted, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) }))
}

func (c *connections) leave(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, counted := c.known[conn]
	if !counted {
		return
	}
	delete(c.known, conn)
	c.all--
	if c.of[at]--; c.of[at] == 0 {
		delete(c.of, at)
	}
}
