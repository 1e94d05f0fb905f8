package web

import (
	"encoding/json"

	"lanna"
	"lanna/desk"
	"lanna/idp"
)

// keyProvider is the attempt to sign in at the agency's identity provider, in a
// session.
const keyProvider = "provider"

func (s *Server) providerRoutes() {
	if s.config.Provider == nil {
		return
	}
	s.open("GET /sign-in/provider", s.beginProvider)
	s.open("GET /sign-in/provider/back", s.backFromProvider)
}

// back is where the provider sends the browser.
func (s *Server) back() string { return s.config.Origin + "/sign-in/provider/back" }

// beginProvider sends the browser to the provider. It is a link, not a form:
// browsers hold a form's redirect to the node's own policy.
func (s *Server) beginProvider(v *visit) error {
	if v.signedIn() {
		return v.redirect(v.home())
	}
	to, attempt, err := s.config.Provider.Begin(v.Context(), v.now, s.back(), v.FormValue("next"))
	if err != nil {
		return v.providerFailed(err)
	}
	b, err := json.Marshal(attempt)
	if err != nil {
		return err
	}
	s.sessions.Put(v.Context(), keyProvider, b)
	return v.redirect(to)
}

// backFromProvider signs in who the provider vouches for, if an officer is
// linked to that subject. An attempt is good once, whatever comes of it.
func (s *Server) backFromProvider(v *visit) error {
	var a idp.Attempt
	if b := s.sessions.PopBytes(v.Context(), keyProvider); b != nil {
		if err := json.Unmarshal(b, &a); err != nil {
			return err
		}
	}
	issuer, subject, err := s.config.Provider.Finish(v.Context(), v.now, s.back(), a, v.URL.Query())
	if err != nil {
		return v.providerFailed(err)
	}
	actor, err := s.desk.SignInSubject(v.Context(), desk.Subject(issuer, subject), v.remote())
	if err != nil {
		return v.providerFailed(err)
	}
	return v.beginAt(actor, a.Next)
}

// providerFailed shows the sign-in page; which part was wrong stands in the log.
func (v *visit) providerFailed(err error) error {
	kind, code := lanna.KindOf(err), lanna.CodeOf(err)
	if kind != lanna.Denied && kind != lanna.Unavailable {
		return err
	}
	v.s.config.Log.Warn("sign-in at the identity provider failed", "code", code, "err", err)
	v.w.WriteHeader(statusOf[kind])
	words := "signin.provider.failed"
	if kind == lanna.Unavailable {
		words = "error.code.provider-away"
	}
	return v.showSignIn(v.lang.Text(words), "", "")
}
