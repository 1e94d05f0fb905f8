package wake

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"lanna"
)

// A reach is where the node posts to. Officers, and the push services of their
// browsers, choose addresses: none may be a way into the agency's own network. So
// a host has to be named by the administrator, and what its name resolves to is
// looked at once more when it is dialed: addresses that are not of the open
// internet only where the administrator named the network, or the address itself.
type reach struct {
	hosts  []string       // host or host:port, or *.domain
	inside []netip.Prefix // networks of the agency that may be dialed
	proxy  *url.URL       // through which all goes, and who then resolves names; nil: none
}

// errInside is what a dial into a network is answered that nobody named.
var errInside = errors.New("an address inside a network that is not named")

func newReach(inside []string, proxy string) (r reach, err error) {
	for _, s := range inside {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return r, err
		}
		r.inside = append(r.inside, p.Masked())
	}
	if proxy != "" {
		if r.proxy, err = url.Parse(proxy); err != nil || r.proxy.Host == "" {
			return r, os.ErrInvalid // the address may hold a password
		}
	}
	return r, nil
}

// to is the reach with hosts.
func (r reach) to(hosts ...string) reach {
	r.hosts = hosts
	return r
}

// allows reports whether the host of an address was named.
func (r reach) allows(u *url.URL) bool {
	host := strings.ToLower(u.Host)
	return slices.ContainsFunc(r.hosts, func(h string) bool {
		h = strings.ToLower(h)
		under, wild := strings.CutPrefix(h, "*")
		return h == host || wild && strings.HasSuffix(host, under) && len(under) > 2
	})
}

// outside lists what looks like the open internet and is not: shared, reserved
// and documentation addresses, and those that carry another in them (IANA special
// registries; RFC 6598, 6890, 6052, 3056).
var outside = func() (out []netip.Prefix) {
	for _, s := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "2002::/16", "fec0::/10"} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

// dials reports whether an address may be dialed.
func (r reach) dials(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	holds := func(p netip.Prefix) bool { return p.Contains(a) }
	if slices.ContainsFunc(r.inside, holds) || slices.ContainsFunc(r.hosts, func(h string) bool { return names(h, a) }) {
		return true
	}
	return a.IsGlobalUnicast() && !a.IsPrivate() && !slices.ContainsFunc(outside, holds)
}

// names reports whether a host is the address itself.
func names(host string, a netip.Addr) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	at, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" && a.IsLoopback() || err == nil && at.Unmap() == a
}

// client posts within the reach. Nobody sends it elsewhere: redirects are answers.
func (r reach) client(limit time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: limit}
	t := &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: limit, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 4, ForceAttemptHTTP2: true}
	if r.proxy != nil {
		t.Proxy = http.ProxyURL(r.proxy)
	} else {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			if at, err := netip.ParseAddrPort(address); err != nil || !r.dials(at.Addr()) {
				return errInside
			}
			return nil
		}
	}
	return &http.Client{Timeout: limit, Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// blocked returns the hosts that lie in a network that is not named, as their names
// resolve now. One that does not resolve now may later.
func (r reach) blocked(ctx context.Context) (out []string) {
	if r.proxy != nil {
		return nil
	}
	for _, h := range r.hosts {
		name, _, err := net.SplitHostPort(h)
		if err != nil {
			name = h
		}
		if list, err := net.DefaultResolver.LookupNetIP(ctx, "ip", name); err == nil && !slices.ContainsFunc(list, r.dials) {
			out = append(out, h)
		}
	}
	return out
}

// unsent is why a post got no answer. The error itself holds the address, and
// that may hold a secret.
func unsent(err error) error {
	e, ok := errors.AsType[*url.Error](err)
	switch {
	case errors.Is(err, errInside):
		return refused("wake-inside")
	case ok && e.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return failed("wake-timeout")
	}
	return failed("wake-unreachable")
}

// refusedHost is the error for a host that nobody named; the host is no secret.
func refusedHost(host string) error {
	return &lanna.Error{Kind: lanna.Invalid, Code: "wake-host", ID: host}
}
