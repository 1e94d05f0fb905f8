package web

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/web/locale"
)

func (s *Server) signInRoutes() {
	s.open("GET /{$}", func(v *visit) error { return v.redirect(v.home()) })
	s.open("GET /sign-in", s.signInPage)
	s.open("POST /sign-in", s.signIn)
	s.open("POST /sign-in/passkey/begin", s.beginPasskeySignIn)
	s.open("POST /sign-in/passkey", s.passkeySignIn)
	s.setup("POST /sign-out", s.signOut)
	s.page("GET /purpose", s.purposePage)
	s.page("POST /purpose", s.choosePurpose)
	s.open("POST /language", s.setLanguage)
}

type signInPage struct {
	Shell
	Name, Next, Failed string
	Said               string
	Passkeys           bool
	Provider           string // name of the agency's identity provider
	Languages          []*locale.Language
}

// home is where an officer's day begins: the first page that the roles allow.
func (v *visit) home() string {
	if !v.signedIn() {
		return "/sign-in"
	}
	for _, sec := range sections {
		if sec.act == "" || v.actor.May(sec.act) {
			return sec.href
		}
	}
	return "/more"
}

func (s *Server) signInPage(v *visit) error {
	if v.signedIn() {
		return v.redirect(v.home())
	}
	return v.showSignIn("", "", v.FormValue("next"))
}

func (v *visit) showSignIn(failed, name, next string) error {
	return v.showSignInPage(signInPage{Name: name, Next: next, Failed: failed})
}

// showSignInSaying shows the page after a step before it.
func (v *visit) showSignInSaying(said, name string) error {
	return v.showSignInPage(signInPage{Name: name, Said: said})
}

func (v *visit) showSignInPage(p signInPage) error {
	p.Shell, p.Passkeys, p.Languages = v.shell("signin.title", ""), v.s.passkeys != nil, v.s.words.Languages
	p.Here = "/sign-in"
	if v.s.config.Provider != nil {
		p.Provider = v.s.config.Provider.Name(v.lang.Code)
	}
	p.addScript(v.s, "passkey.js")
	if v.s.sessions.PopBool(v.Context(), keyLeft) {
		p.addScript(v.s, "left.js")
	}
	return v.render("signin", p)
}

func (s *Server) signIn(v *visit) error {
	name := strings.TrimSpace(v.FormValue("name"))
	actor, err := s.desk.SignIn(v.Context(), desk.Proof{Login: name, Password: v.FormValue("password"), Code: v.text("code"), Remote: v.remote()})
	if kind := lanna.KindOf(err); err != nil && (kind == lanna.Denied || kind == lanna.Exhausted) {
		v.retryAfter(err)
		v.w.WriteHeader(statusOf[kind])
		return v.showSignIn(v.lang.First("error.code."+lanna.CodeOf(err), "signin.failed"), name, v.FormValue("next"))
	}
	if err != nil {
		return err
	}
	return v.begin(actor)
}

// retryAfter tells who has to wait how long.
func (v *visit) retryAfter(err error) {
	if wait := desk.WaitOf(err); wait > 0 {
		v.w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
}

// begin opens a session: a fresh token, so that one that was planted before
// is worth nothing.
func (v *visit) begin(actor desk.Actor) error { return v.beginAt(actor, v.FormValue("next")) }

func (v *visit) beginAt(actor desk.Actor, to string) error {
	if err := v.s.sessions.RenewToken(v.Context()); err != nil {
		return err
	}
	id, err := v.s.book.begin(v.Context(), openSession{officer: actor.Officer, sessions: actor.Sessions, device: deviceWords(v.UserAgent()),
		address: v.remote(), enrol: actor.Enrol}, v.now)
	if err != nil {
		return err
	}
	v.s.sessions.Remove(v.Context(), keyCSRF)
	v.s.sessions.Put(v.Context(), keyOfficer, actor.Officer.String())
	v.s.sessions.Put(v.Context(), keySession, id)
	v.actor = actor
	next := localPath(to)
	if to == "" || next == "/" {
		next = v.home()
	}
	return v.redirect(next)
}

func (s *Server) signOut(v *visit) error {
	if err := s.desk.SignOut(v.Context(), v.actor); err != nil {
		return err
	}
	if _, err := s.book.end(v.Context(), v.actor.Officer, func(id string) bool { return id == v.session.id }); err != nil {
		return err
	}
	if err := s.sessions.Destroy(v.Context()); err != nil {
		return err
	}
	if cookieValue(v.Request, pushCookie) == "" {
		v.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
		return v.redirect("/sign-in")
	}
	v.w.Header().Set("Clear-Site-Data", `"cache"`) // "storage" would take the worker, and who is on call would sleep on
	s.setting(v.w, pushCookie, "1")
	s.sessions.Put(v.Context(), keyLeft, true)
	return v.redirect("/sign-in")
}

type purposePage struct {
	Shell
	Next, Case, Reason string
	Chosen             lanna.Purpose
	Purposes           []lanna.Purpose
	Action             string      // where the form goes: /purpose, or on with what was under way
	Kept               [][2]string // fields of the form that was under way
}

func (v *visit) purposeForm() purposePage {
	var c chosenWhy
	c, _ = v.chosen()
	return purposePage{Shell: v.shell("purpose.title", "more"), Next: v.FormValue("next"), Case: c.Why.Case, Reason: c.Why.Reason,
		Chosen: c.Why.Purpose, Purposes: lanna.Purposes, Action: "/purpose"}
}

func (s *Server) purposePage(v *visit) error { return v.render("purpose", v.purposeForm()) }

func whyOf(r *http.Request, prefix string) (desk.Why, error) {
	why := desk.Why{Purpose: lanna.Purpose(r.FormValue(prefix + "purpose")), Case: strings.TrimSpace(r.FormValue(prefix + "case")),
		Reason: strings.TrimSpace(r.FormValue(prefix + "reason"))}
	if !why.Purpose.Valid() {
		return why, &lanna.Error{Kind: lanna.Invalid, Code: "purpose-missing"}
	}
	return why, nil
}

func (s *Server) choosePurpose(v *visit) error {
	why, err := whyOf(v.Request, "_")
	if err != nil {
		return err
	}
	if err := v.choose(why); err != nil {
		return err
	}
	next := localPath(v.FormValue("next"))
	if v.FormValue("next") == "" {
		next = v.home()
	}
	return v.redirect(next)
}

// askPurposeAgain shows the choice with the form that was under way in it.
func (v *visit) askPurposeAgain() error {
	p := v.purposeForm()
	p.Action = v.URL.RequestURI()
	for name, values := range v.PostForm {
		if strings.HasPrefix(name, "_") || name == "password" || name == "code" {
			continue // the token, which the page gives anew; a proof, which no page holds
		}
		for _, value := range values {
			p.Kept = append(p.Kept, [2]string{name, value})
		}
	}
	return v.render("purpose", p)
}

// renewPurpose takes the purpose that came with a form that was kept.
func (v *visit) renewPurpose() error {
	if !v.posts() || v.PostForm.Get("_purpose") == "" {
		return nil
	}
	why, err := whyOf(v.Request, "_")
	if err != nil {
		return err
	}
	return v.choose(why)
}

func (s *Server) setLanguage(v *visit) error {
	for _, l := range s.words.Languages {
		if l.Code == v.FormValue("lang") {
			s.setting(v.w, langCookie, l.Code)
		}
	}
	return v.redirect(localPath(v.FormValue("next")))
}
