package relay

import (
	"net"
	"net/netip"
	"sync"
)

// Connections that the relay holds at once. A party needs three; several may stand
// behind one address.
const (
	maxConnections = 1024
	maxOfAddress   = 128
)

// A bound listener closes connections that are too many before anything is read from
// them: whoever is no party is found out only by a handshake, and could hold them all.
// What comes from this machine, as through a proxy, stands for many and has no bound of
// its own.
type bound struct {
	net.Listener
	most, each int
	full       func(address string) // told of one that was closed

	mu  sync.Mutex
	all int
	of  map[string]int
}

// Accept returns the next connection for which there is room.
func (b *bound) Accept() (net.Conn, error) {
	for {
		c, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		at, local := addressOf(c.RemoteAddr())
		if b.enter(at, local) {
			return &held{Conn: c, leave: sync.OnceFunc(func() { b.leave(at) })}, nil
		}
		b.full(at)
		c.Close()
	}
}

func (b *bound) enter(at string, local bool) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all >= b.most || !local && b.of[at] >= b.each {
		return false
	}
	if b.of == nil {
		b.of = map[string]int{}
	}
	b.all++
	b.of[at]++
	return true
}

func (b *bound) leave(at string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all--
	if b.of[at]--; b.of[at] == 0 {
		delete(b.of, at)
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
	leave func()
}

func (c *held) Close() error {
	c.leave()
	return c.Conn.Close()
}
