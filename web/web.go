// Package web is the pages of a node: for each page its handler, template and
// style. Pages are plain HTML with real links and forms; script makes them
// quick and is never needed.
//
// Every page asks package desk, with actor and purpose as parameters; nothing
// here decides who may see what.
package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/klauspost/compress/gzhttp"

	"lanna/desk"
	"lanna/docs"
	"lanna/health"
	"lanna/idp"
	"lanna/pdf"
	"lanna/web/locale"
)

// Config is what the pages of one node need.
type Config struct {
	Desk     *desk.Desk
	Assets   *Assets                               // nil: LoadAssets
	Now      func() time.Time                      // server time
	Exercise bool                                  // every page says EXERCISE
	TLS      bool                                  // the node is reached over TLS: Secure cookies and HSTS
	Origin   string                                // where browsers reach the node, for passkeys: "http://localhost:8080"; empty: no passkeys
	Zone     *time.Location                        // local time of the duty room
	Place    string                                // what the duty room calls its local time: "Chiang Mai"
	Link     func() bool                           // whether a relay is reached; nil: this node exchanges with nobody
	Proxies  []netip.Prefix                        // whose X-Forwarded-For is believed
	Agency   map[string]string                     // what the agency is called on paper, by language; under "" its code
	Provider *idp.Provider                         // the agency's identity provider; nil: none. Needs Origin
	PDF      *pdf.Printer                          // nil: papers are pages alone
	Log      *slog.Logger                          // ids only
	Health   func(desk.NodeState) []health.Finding // how the node is; nil: not known
}

// Server serves the pages.
type Server struct {
	config   Config
	desk     *desk.Desk
	assets   *Assets
	words    *locale.Catalog
	pages    *templates
	sessions *scs.SessionManager
	book     book
	said     saidLast
	press    *Press
	manual   *docs.Manual
	passkeys *webauthn.WebAuthn // nil: off
	mux      *http.ServeMux
	known    []string // the patterns of mux, so that tests can try them all
	handler  http.Handler
}

// New returns the pages. It fails only on what was built wrong, as a language
// file.
func New(c Config) (*Server, error) {
	s := &Server{config: c, desk: c.Desk, assets: c.Assets, mux: http.NewServeMux()}
	var err error
	if s.assets == nil {
		if s.assets, err = LoadAssets(); err != nil {
			return nil, err
		}
	}
	if s.words, err = locale.Load(); err != nil {
		return nil, err
	}
	if s.pages, err = newTemplates(s.words, c.Zone); err != nil {
		return nil, err
	}
	if s.press, err = newPress(PressConfig{c.Exercise, c.Zone, c.Agency}, s.words, s.pages); err != nil {
		return nil, err
	}
	if s.manual, err = newManual(s.assets); err != nil {
		return nil, err
	}
	if s.passkeys, err = newPasskeys(c.Origin); err != nil {
		return nil, err
	}
	memory := c.Desk.Memory()
	s.sessions, s.book = newSessions(c.TLS, c.Now, memory), newBook(memory)
	s.sessions.ErrorFunc = s.sessionFailed
	s.routes()
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(9), gzhttp.ContentTypes([]string{"text/html", "application/json"}))
	if err != nil {
		return nil, err
	}
	s.handler = s.guarded(http.NewCrossOriginProtection().Handler(compress(s.mux)))
	return s, nil
}

// ServeHTTP serves one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) routes() {
	s.mux.Handle("GET /assets/{name}", s.assets)
	s.mux.Handle("GET /live", http.HandlerFunc(s.serveLive))
	s.signInRoutes()
	s.providerRoutes()
	s.queueRoutes()
	s.captureRoutes()
	s.recordRoutes()
	s.shiftRoutes()
	s.rotaRoutes()
	s.auditRoutes()
	s.dueRoutes()
	s.printRoutes()
	s.caseRoutes()
	s.requestRoutes()
	s.releaseRoutes()
	s.partyRoutes()
	s.listRoutes()
	s.hitRoutes()
	s.accountRoutes()
	s.joinRoutes()
	s.officerRoutes()
	s.adminRoutes()
	s.moreRoutes()
	s.helpRoutes()
	s.readingRoutes()
	s.offlineRoutes()
	s.open("/", s.notFound)
}
