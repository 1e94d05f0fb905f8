package relay

import (
	"cmp"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"

	"lanna/federate/identity"
)

// Connections that the relay holds at once. A party needs three; several parties may
// stand behind one address.
const (
	maxStrangers  = 1024
	maxOfAddress  = 128
	maxOfParties  = 4096
	maxOfOneParty = 64
)

// A bound listener holds so many connections and no more. Whoever is no party is found
// out only by a handshake, so strangers have a room of their own, which a connection
// leaves when it has proved whose it is: they cannot take a party's place. Nor can they
// keep one from the handshake: nobody is turned away, the oldest of those who hold most
// goes. What comes from this machine, as through a proxy, stands for many and has no
// bound of its own.
type bound struct {
	net.Listener
	full func() // told of each connection that was closed for another

	mu                 sync.Mutex
	strangers, parties room
}

func newBound(l net.Listener, full func()) *bound {
	return &bound{Listener: l, full: full, strangers: room{most: maxStrangers, each: maxOfAddress}, parties: room{most: maxOfParties, each: maxOfOneParty}}
}

// Accept returns the next connection, for which another may have to go.
func (b *bound) Accept() (net.Conn, error) {
	c, err := b.Listener.Accept()
	if err != nil {
		return nil, err
	}
	at, local := addressOf(c.RemoteAddr())
	h := &held{Conn: c, b: b, of: at, many: local}
	b.mu.Lock()
	out := b.strangers.enter(h)
	b.mu.Unlock()
	b.close(out)
	return h, nil
}

// proved is told of a server's connections. The first byte of a request comes after the
// handshake: only then is it proved whose connection it is.
func (b *bound) proved(c net.Conn, s http.ConnState) {
	t, ok := c.(*tls.Conn)
	if !ok || s != http.StateActive {
		return
	}
	h, ok := t.NetConn().(*held)
	party, err := identity.Peer(t.ConnectionState())
	if !ok || err != nil {
		return
	}
	b.mu.Lock()
	var out *held
	if h.in == &b.strangers {
		h.in.leave(h)
		h.of, h.many = party.String(), false
		out = b.parties.enter(h)
	}
	b.mu.Unlock()
	b.close(out)
}

func (b *bound) close(out *held) {
	if out != nil {
		b.full()
		out.Conn.Close()
	}
}

// A room has place for so many connections in all, and for so many of each address or
// party.
type room struct {
	most, each int
	held       []*held // the oldest first
	of         map[string]int
}

// enter returns who has to go, if anybody.
func (r *room) enter(c *held) (out *held) {
	switch {
	case !c.many && r.of[c.of] >= r.each:
		out = r.held[slices.IndexFunc(r.held, func(o *held) bool { return o.of == c.of })]
	case len(r.held) >= r.most:
		out = slices.MaxFunc(r.held, func(a, b *held) int { return cmp.Compare(r.of[a.of], r.of[b.of]) })
	}
	if out != nil {
		r.leave(out)
	}
	if r.of == nil {
		r.of = map[string]int{}
	}
	r.held, c.in = append(r.held, c), r
	r.of[c.of]++
	return out
}

func (r *room) leave(c *held) {
	i := slices.Index(r.held, c)
	r.held, c.in = slices.Delete(r.held, i, i+1), nil
	if r.of[c.of]--; r.of[c.of] == 0 {
		delete(r.of, c.of)
	}
}

// addressOf is what counts as one address: in IPv6 a network of 64 bits, which a
// device has to itself.
func addressOf(a net.Addr) (at string, local bool) {
	port, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return a.String(), false
	}
	ip := port.Addr().Unmap().WithZone("")
	if ip.Is6() {
		if network, err := ip.Prefix(64); err == nil {
			return network.String(), ip.IsLoopback()
		}
	}
	return ip.String(), ip.IsLoopback()
}

// A held connection makes room when it is closed.
type held struct {
	net.Conn
	b    *bound
	in   *room  // nil once it has left
	of   string // address, then party
	many bool   // stands for many: has no bound of its own
}

func (c *held) Close() error {
	c.b.mu.Lock()
	if c.in != nil {
		c.in.leave(c)
	}
	c.b.mu.Unlock()
	return c.Conn.Close()
}
