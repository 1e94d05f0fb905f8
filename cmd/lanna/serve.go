package main

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanna"
	"lanna/idp"
	"lanna/node"
	"lanna/wake"
	"lanna/web/gate"
)

type serveCmd struct {
	folderFlags
	tlsFlags
	Listen string `name:"listen" default:"127.0.0.1:8080" env:"LANNA_LISTEN" placeholder:"ADDRESS" help:"Where pages are served (${default})."`
	Origin string `name:"origin" env:"LANNA_ORIGIN" placeholder:"URL" help:"Where browsers reach the node, as in https://lanna.example; passkeys need it."`
	Store  string `name:"store" env:"LANNA_STORE" placeholder:"URL" help:"PostgreSQL database of the node, as in postgres://lanna@db.example/lanna?sslmode=verify-full, in place of what the data folder says. The password comes from PGPASSWORD or ~/.pgpass. Several may serve one database."`
	blobFlags
	Metrics  string            `name:"metrics" env:"LANNA_METRICS" placeholder:"ADDRESS" help:"Where figures for Prometheus are served, as in 127.0.0.1:9464; nowhere, if not given."`
	Proxies  []string          `name:"trusted-proxy" env:"LANNA_TRUSTED_PROXY" placeholder:"CIDR,..." help:"Networks of your own proxies, as in 127.0.0.1/32: only from them is X-Forwarded-For believed. Without it all who come through a proxy share one limit of sign-ins."`
	Relay    []string          `name:"relay" env:"LANNA_RELAY" placeholder:"URL,..." help:"Relay through which this node exchanges with others, as in nats://relay.example:4443; of a cluster give all three; with https://relay.example:8443 too, that way is taken while the first is barred, as by a proxy."`
	Waking   string            `name:"waking" env:"LANNA_WAKING" type:"path" placeholder:"FILE" help:"Settings by which officers are woken: SMTP, webhooks, browsers, a bell (docs/run/waking.md)."`
	OIDC     string            `name:"oidc" env:"LANNA_OIDC" type:"path" placeholder:"FILE" help:"Settings of the agency's own identity provider, with which officers sign in (docs/run/oidc.md)."`
	Limit    map[string]string `name:"limit" env:"LANNA_LIMIT" placeholder:"NAME=VALUE;..." help:"Limits of the pages that are other than the usual ones, as in working=256;streams=4096 (docs/run/watching.md)."`
	Debug    bool              `name:"debug-socket" env:"LANNA_DEBUG_SOCKET" help:"Serve Go profiles (pprof) on the socket debug.sock in the data folder, to its owner alone (docs/run/watching.md)."`
	RelayKey string            `name:"relay-key" env:"LANNA_RELAY_KEY" placeholder:"KEY" help:"Key by which the relay is known: the 64 hexadecimal digits that it prints."`
}

func (serveCmd) examples() string {
	return `lanna serve --data /var/lib/lanna
lanna serve --data /var/lib/lanna --origin https://lanna.example --trusted-proxy 127.0.0.1   behind a TLS proxy
lanna serve --data /var/lib/lanna --store postgres://lanna@db.example/lanna                  on a database that others serve too
lanna serve --data /var/lib/lanna --relay nats://relay:4443 --relay-key KEY                  in exchange with others`
}

// Run serves the node until Ctrl-C or a signal to end.
func (c serveCmd) Run(p *program) error {
	proxies, err := networks(c.Proxies)
	if err != nil {
		return err
	}
	limits, err := c.limits()
	if err != nil {
		return err
	}
	hub, err := c.relay()
	if err != nil {
		return err
	}
	provider, err := c.provider()
	if err != nil {
		return err
	}
	passphrase, err := c.read(p, false)
	if err != nil {
		return err
	}
	waking, err := c.wakers(p)
	if err != nil {
		return err
	}
	keepSmall()
	n, err := node.Open(p.ctx, node.Config{Dir: near(c.Data), Passphrase: string(passphrase), Store: c.Store, Blobs: c.place(), BlobsKey: c.BlobsKey, Reader: p.reader(), Log: p.log(),
		Wakers: waking.Wakers, SecondWake: waking.Second, Password: p.costs.password, Patience: patience})
	if err != nil {
		return err
	}
	listener, err := listen(c.Listen)
	if err != nil {
		return errors.Join(err, n.Close())
	}
	origin := c.Origin
	if origin == "" {
		origin = originOf(listener)
	}
	listener, secure, err := c.wrap(listener)
	if err != nil {
		return errors.Join(err, n.Close())
	}
	if secure && c.Origin == "" {
		origin = "https" + strings.TrimPrefix(origin, "http")
	}
	figures, err := c.figures()
	if err != nil {
		return errors.Join(err, n.Close())
	}
	err = n.Serve(p.ctx, node.ServeConfig{
		Listen: listener, Metrics: figures, Origin: origin, TLS: strings.HasPrefix(origin, "https://"), Proxies: proxies, Relay: hub, Provider: provider,
		Ready: func() { p.serving(origin) }, Waiting: p.waiting, Debug: c.Debug, CertEnd: c.certEnd(), Limits: limits,
	})
	if lanna.CodeOf(err) == "restored-waits" {
		err = &failure{code: failed, err: errors.New("this node was restored from a backup, and its partners have not said yet what it missed; nothing is served before that"),
			next: "lanna serve with --relay, or lanna courier pack; if they cannot be reached: lanna restore go-on --reason TEXT --as LOGIN"}
	}
	return stopped(p.ctx, errors.Join(err, n.Close()))
}

// wakers reads by which ways people are woken; none where no file is named.
func (c serveCmd) wakers(p *program) (wake.Setting, error) {
	if c.Waking == "" {
		p.say("--waking not set: nobody is woken away from the screen. See docs/run/waking.md")
		return wake.Setting{}, nil
	}
	s, err := wake.Read(c.Waking)
	if err != nil {
		return s, failf(misused, "docs/run/waking.md", "--waking: %w", err)
	}
	ctx, cancel := context.WithTimeout(p.ctx, 3*time.Second)
	defer cancel()
	for _, host := range s.Blocked(ctx) {
		p.say("--waking: %s lies in a network of your own that \"inside\" does not name: nothing is sent to it. See docs/run/waking.md", host)
	}
	return s, nil
}

// provider reads the settings of the identity provider; nil where no file is named.
func (c serveCmd) provider() (*idp.Provider, error) {
	if c.OIDC == "" {
		return nil, nil
	}
	p, err := idp.Read(c.OIDC)
	if err != nil {
		return nil, failf(misused, "docs/run/oidc.md", "--oidc: %w", err)
	}
	return p, nil
}

// limits reads what the pages give to anybody at most.
func (c serveCmd) limits() (*gate.Limits, error) {
	l := gate.Usual
	for _, name := range slices.Sorted(maps.Keys(c.Limit)) {
		if err := l.Set(name, c.Limit[name]); err != nil {
			return nil, failf(misused, "docs/run/watching.md", "--limit: %w", err)
		}
	}
	return &l, nil
}

// relay reads which relay is used; nil where there is none.
func (c serveCmd) relay() (*node.Relay, error) {
	if len(c.Relay) == 0 {
		return nil, nil
	}
	hub := &node.Relay{}
	known := hub.Key.UnmarshalText([]byte(c.RelayKey)) == nil
	for _, at := range c.Relay {
		u, err := url.Parse(at)
		switch {
		case err != nil || u.Host == "":
			known = false
		case u.Scheme == "nats" && u.Port() != "":
			hub.NATS = strings.TrimPrefix(hub.NATS+","+u.Host, ",")
		case u.Scheme == "https":
			hub.URL = strings.TrimSuffix(at, "/")
		default:
			known = false
		}
	}
	if !known {
		return nil, failf(misused, "lanna relay --help", "--relay wants an address as in nats://relay:4443 or https://relay:8443, and --relay-key the relay's key")
	}
	return hub, nil
}

// figures opens the address of the metrics; nil where there is none.
func (c serveCmd) figures() (net.Listener, error) {
	if c.Metrics == "" {
		return nil, nil
	}
	return listen(c.Metrics)
}

// networks reads networks and single addresses.
func networks(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range list {
		network, err := netip.ParsePrefix(s)
		if at, bad := netip.ParseAddr(s); bad == nil {
			network, err = netip.PrefixFrom(at, at.BitLen()), nil
		}
		if err != nil {
			return nil, failf(misused, "lanna serve --help", "--trusted-proxy: %q is neither a network nor an address", s)
		}
		out = append(out, network)
	}
	return out, nil
}

// serving says that pages are served: to people, or to a program that waits
// for it.
func (p *program) serving(origin string) {
	if p.json {
		_ = p.emit(map[string]any{"serving": origin})
		return
	}
	p.say("Serving %s", origin)
}

// waiting says for whom a restored node waits.
func (p *program) waiting(codes []string) {
	if p.json {
		_ = p.emit(map[string]any{"waiting": codes})
		return
	}
	p.say("This node was restored from a backup. Pages are served once %s have said what it missed.", waitsFor(codes))
	p.say("if they cannot be reached: lanna restore go-on --reason TEXT --as LOGIN")
}

// listen opens the address, or says which other one to try. "fd:3" is a listener
// that was opened by whoever started this program.
func listen(address string) (net.Listener, error) {
	if n, ok := strings.CutPrefix(address, "fd:"); ok {
		return inherited(n)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, failf(failed, "the same command with another port", "%w", err)
	}
	return l, nil
}

func inherited(number string) (net.Listener, error) {
	n, err := strconv.ParseUint(number, 10, 8)
	if err != nil {
		return nil, failf(misused, "lanna serve --help", "--listen: fd:%s is no open file", number)
	}
	f := os.NewFile(uintptr(n), "listener")
	defer f.Close() // the listener has a copy
	l, err := net.FileListener(f)
	if err != nil {
		return nil, failf(misused, "lanna serve --help", "--listen: fd:%s is no listener: %w", number, err)
	}
	return l, nil
}

// originOf is how a browser on this machine reaches the listener. Passkeys work
// with the name localhost and not with an address.
func originOf(l net.Listener) string {
	host, port, _ := net.SplitHostPort(l.Addr().String()) // a listener's own address is well formed
	if ip := net.ParseIP(host); ip.IsLoopback() || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// stopped is no error where a person or the system asked to stop: whatever was
// under way was cut off by that.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// log writes ids and codes to standard error: as words to a person at a terminal,
// and as JSON, a line an entry, to whatever collects them.
func (p *program) log() *slog.Logger {
	if p.terminal {
		return slog.New(slog.NewTextHandler(p.err, &slog.HandlerOptions{Level: slog.LevelInfo}))
	}
	return slog.New(slog.NewJSONHandler(p.err, &slog.HandlerOptions{Level: slog.LevelInfo}))
}
