package web

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// deviceOf is the address of the device that sent a request, for limits and the
// log. Whoever connects may write anything into X-Forwarded-For, so the header
// counts only as far as trusted proxies wrote it: it is read from its end, and
// the first address that is no proxy's is the device.
func deviceOf(r *http.Request, trusted []netip.Prefix) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	at, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	at = at.Unmap().WithZone("")
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(at) }) {
			break
		}
		before, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break // what stands before it was written by nobody who is trusted
		}
		at = before.Unmap().WithZone("")
	}
	return at.String()
}
