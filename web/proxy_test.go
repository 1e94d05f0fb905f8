package web

import (
	"net/http"
	"net/netip"
	"testing"
)

func TestTheDeviceBehindAProxy(t *testing.T) {
	ours := []netip.Prefix{netip.MustParsePrefix("192.0.2.0/28"), netip.MustParsePrefix("2001:db8::/64")}
	for _, tt := range []struct {
		name, peer string
		forwarded  []string
		trusted    []netip.Prefix
		want       string
	}{
		{"no proxy", "198.51.100.7:5000", nil, nil, "198.51.100.7"},
		{"nobody is trusted", "192.0.2.1:5000", []string{"198.51.100.7"}, nil, "192.0.2.1"},
		{"a stranger names another", "203.0.113.9:5000", []string{"198.51.100.7"}, ours, "203.0.113.9"},
		{"through our proxy", "192.0.2.1:5000", []string{"198.51.100.7"}, ours, "198.51.100.7"},
		{"through two of ours", "192.0.2.1:5000", []string{"198.51.100.7, 192.0.2.2"}, ours, "198.51.100.7"},
		{"in two headers", "192.0.2.1:5000", []string{"198.51.100.7", "192.0.2.2"}, ours, "198.51.100.7"},
		{"what the device wrote itself", "192.0.2.1:5000", []string{"203.0.113.1, 198.51.100.7"}, ours, "198.51.100.7"},
		{"the proxy said nothing", "192.0.2.1:5000", nil, ours, "192.0.2.1"},
		{"what is no address", "192.0.2.1:5000", []string{"198.51.100.7, unknown"}, ours, "192.0.2.1"},
		{"all of them are ours", "192.0.2.1:5000", []string{"192.0.2.2"}, ours, "192.0.2.2"},
		{"IPv6 with a zone", "[2001:db8::1%eth0]:5000", []string{"2001:db8:1::7"}, ours, "2001:db8:1::7"},
		{"IPv4 within IPv6", "[::ffff:192.0.2.1]:5000", []string{"::ffff:198.51.100.7"}, ours, "198.51.100.7"},
		{"a socket of the machine", "@", []string{"198.51.100.7"}, ours, "@"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &http.Request{RemoteAddr: tt.peer, Header: http.Header{"X-Forwarded-For": tt.forwarded}}
			if got := deviceOf(r, tt.trusted); got != tt.want {
				t.Errorf("device %s, want %s", got, tt.want)
			}
		})
	}
}
