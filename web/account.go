package web

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"rsc.io/qr"

	"lanna"
	"lanna/desk"
)

func (s *Server) accountRoutes() {
	s.page("GET /account", s.accountPage)
	s.page("POST /account/end", s.endSession)
	s.page("POST /account/end-others", s.endOthers)
	s.page("POST /password", s.setPassword)
	s.page("POST /account/wake", s.setWays)
	s.page("POST /account/push", s.addPush)
	s.page("POST /account/push/drop", s.dropPush)
	s.setup("GET /account/authenticator", s.authenticatorPage)
	s.setup("POST /account/authenticator", s.setAuthenticator)
	s.page("POST /account/authenticator/drop", s.dropAuthenticator)
	s.setup("POST /passkey/begin", s.beginPasskey)
	s.setup("POST /passkey", s.addPasskey)
}

// setup registers a page that stays open to an officer who has to set up a
// second factor first.
func (s *Server) setup(pattern string, h handler) {
	s.route(pattern, h, admits{officers: true, unready: true})
}

type accountPage struct {
	Shell
	Sessions []sessionRow
	Others   bool
	Factors  desk.Factors
	MayDrop  bool
	Passkeys bool
	Failed   string
	Ways     []wayField
	Vias     []navItem
	PushKey  string // "": this node sends to no browser
	Pushes   []pushRow
}

type sessionRow struct {
	ID, Device, Address string
	Since, Seen         lanna.Millis
	This                bool
}

func (s *Server) sessionRows(v *visit, officer lanna.OfficerID) ([]sessionRow, error) {
	list, err := s.book.of(v.Context(), officer, v.now)
	var out []sessionRow
	for _, o := range list {
		out = append(out, sessionRow{o.id, o.device, o.address, lanna.MillisOf(o.since), lanna.MillisOf(o.seen), o.id == v.session.id})
	}
	return out, err
}

// accountPage shows an officer the own sessions, and how to sign in.
func (s *Server) accountPage(v *visit) error { return s.showAccount(v, "") }

func (s *Server) showAccount(v *visit, failed string) error {
	factors, err := s.desk.FactorsOf(v.Context(), v.actor)
	if err != nil {
		return err
	}
	policy, err := s.desk.Policy(v.Context())
	if err != nil {
		return err
	}
	rows, err := s.sessionRows(v, v.actor.Officer)
	if err != nil {
		return err
	}
	p := accountPage{Shell: v.shell("account.title", "more"), Sessions: rows, Factors: factors, Failed: failed,
		MayDrop: factors.TOTP && (policy.SecondFactor != desk.FactorRequired || factors.Passkeys > 0), Passkeys: s.passkeys != nil}
	p.Others = len(p.Sessions) > 1
	p.Ways, p.Vias = wayFields(v.actor.Wake), v.vias()
	if err := v.pushPart(&p); err != nil {
		return err
	}
	p.addScript(s, "passkey.js")
	p.addScript(s, "push.js")
	if failed != "" {
		v.w.WriteHeader(http.StatusForbidden)
	}
	return v.render("account", p)
}

// endSession ends one of the officer's own sessions. One of somebody else is
// not there.
func (s *Server) endSession(v *visit) error {
	if v.text("id") == v.session.id {
		return s.signOut(v)
	}
	n, err := s.book.end(v.Context(), v.actor.Officer, func(id string) bool { return id == v.text("id") })
	if err != nil {
		return err
	}
	if n == 0 {
		return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
	}
	return v.done("/account", "account.ended")
}

func (s *Server) endOthers(v *visit) error {
	if err := s.endAllBut(v); err != nil {
		return err
	}
	return v.done("/account", "account.ended")
}

func (s *Server) endAllBut(v *visit) error {
	_, err := s.book.end(v.Context(), v.actor.Officer, func(id string) bool { return id != v.session.id })
	return err
}

// proof is what the form says of the officer's own password and code.
func (v *visit) proof(password string) desk.Proof {
	return desk.Proof{Password: v.FormValue(password), Code: v.text("code"), Remote: v.remote()}
}

// setPassword changes the officer's own password, and ends the sessions on
// other devices: it may be known to somebody there.
func (s *Server) setPassword(v *visit) error {
	if v.FormValue("new") != v.FormValue("again") {
		return &lanna.Error{Kind: lanna.Invalid, Code: "password-differs"}
	}
	if err := s.desk.SetPassword(v.Context(), v.actor, v.proof("old"), v.FormValue("new")); err != nil {
		return err
	}
	if err := s.endAllBut(v); err != nil { // the password stands all the same
		s.config.Log.Error("sessions not ended", "officer", v.actor.Officer.String(), "code", lanna.CodeOf(err))
		return v.done("/account", "password.alone")
	}
	return v.done("/account", "password.done")
}

type authenticatorPage struct {
	Shell
	Secret   string
	QR       template.HTML
	Has      bool // one is replaced, and its code is asked for
	Must     bool
	Failed   string
	Passkeys bool
}

// authenticatorPage draws a secret; it waits in the session until a code shows
// that the officer's app has it.
func (s *Server) authenticatorPage(v *visit) error {
	a, err := s.desk.NewAuthenticator(v.actor)
	if err != nil {
		return err
	}
	s.sessions.Put(v.Context(), keySecret, a.Secret+" "+a.URI)
	return s.showAuthenticator(v, "")
}

func (s *Server) showAuthenticator(v *visit, failed string) error {
	secret, uri, _ := strings.Cut(s.sessions.GetString(v.Context(), keySecret), " ")
	if secret == "" {
		return v.redirect("/account/authenticator")
	}
	code, err := qr.Encode(uri, qr.M)
	if err != nil {
		return err
	}
	factors, err := s.desk.FactorsOf(v.Context(), v.actor)
	if err != nil {
		return err
	}
	p := authenticatorPage{Shell: v.shell("authenticator.title", "more"), Secret: inFours(secret), QR: drawn(code, v.lang.Text("authenticator.qr")),
		Has: factors.TOTP, Must: v.session.enrol, Failed: failed, Passkeys: s.passkeys != nil && v.session.enrol}
	p.addScript(s, "passkey.js")
	if failed != "" {
		v.w.WriteHeader(http.StatusForbidden)
	}
	return v.render("authenticator", p)
}

func (s *Server) setAuthenticator(v *visit) error {
	secret, _, _ := strings.Cut(s.sessions.GetString(v.Context(), keySecret), " ")
	err := s.desk.SetAuthenticator(v.Context(), v.actor, v.proof("password"), secret, v.text("fresh"))
	if kind := lanna.KindOf(err); err != nil && (kind == lanna.Denied || kind == lanna.Exhausted) {
		return s.showAuthenticator(v, v.lang.First("error.code."+lanna.CodeOf(err), "signin.failed"))
	}
	if err != nil {
		return err
	}
	s.sessions.Remove(v.Context(), keySecret)
	if err := s.book.ready(v.Context(), v.session, v.now); err != nil {
		return err
	}
	return v.done("/account", "authenticator.done")
}

func (s *Server) dropAuthenticator(v *visit) error {
	if err := s.desk.DropAuthenticator(v.Context(), v.actor, v.proof("password")); err != nil {
		return err
	}
	return v.done("/account", "authenticator.dropped")
}

// inFours writes a secret as a person copies it.
func inFours(s string) string {
	var out []string
	for len(s) > 4 {
		out, s = append(out, s[:4]), s[4:]
	}
	return strings.Join(append(out, s), " ")
}

// drawn is a QR code as a drawing within the page: the secret in it goes over
// the wire once and lies in no cache.
func drawn(code *qr.Code, label string) template.HTML {
	const quiet = 4 // modules of ground around it (ISO/IEC 18004)
	size := code.Size + 2*quiet
	var path strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return template.HTML(fmt.Sprintf(`<svg class="qr" role="img" aria-label="%s" viewBox="0 0 %d %d" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/></svg>`,
		template.HTMLEscapeString(label), size, size, size, size, path.String()))
}
