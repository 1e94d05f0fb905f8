package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"lanna"
	"lanna/desk"
)

// purposeHolds is how long a purpose holds once chosen.
const purposeHolds = 30 * time.Minute

// A chosenWhy is the purpose of a session, as the session keeps it.
type chosenWhy struct {
	Why   desk.Why
	Until lanna.Millis
}

// identify finds the officer of the session, with the rights as they are now:
// one who was disabled is signed out at the next request.
func (s *Server) identify(v *visit) error {
	id, err := lanna.ParseRecordID(s.sessions.GetString(v.Context(), keyOfficer))
	if err != nil {
		return nil // nobody has signed in
	}
	session, open, err := s.book.find(v.Context(), s.sessions.GetString(v.Context(), keySession))
	if err != nil {
		return err
	}
	if v.session = session; !open || v.session.officer != id {
		v.session = openSession{}
		return s.sessions.Destroy(v.Context())
	}
	v.actor, err = s.desk.Actor(v.Context(), id)
	if err == nil && v.actor.Sessions != v.session.sessions { // signed out from afar
		err = &lanna.Error{Kind: lanna.Denied, Code: "session-over"}
	}
	if kind := lanna.KindOf(err); err != nil && (kind == lanna.Denied || kind == lanna.NotFound) {
		if _, err := s.book.end(v.Context(), id, func(name string) bool { return name == v.session.id }); err != nil {
			return err
		}
		v.actor, v.session = desk.Actor{}, openSession{}
		return s.sessions.Destroy(v.Context())
	}
	if err == nil && v.Header.Get("X-Lanna-Background") == "" && v.URL.Path != "/live" {
		err = s.book.touch(v.Context(), v.session, v.now)
	}
	if err == nil && cookieValue(v.Request, langCookie) == "" && v.actor.Lang != "" {
		v.lang = s.words.Match(v.actor.Lang, "")
	}
	return err
}

// chosen returns the session's purpose, while it holds.
func (v *visit) chosen() (chosenWhy, bool) {
	var c chosenWhy
	err := json.Unmarshal(v.s.sessions.GetBytes(v.Context(), keyPurpose), &c)
	return c, err == nil && c.Why.Purpose.Valid() && lanna.MillisOf(v.now) < c.Until
}

// choose keeps a purpose in the session for as long as one holds.
func (v *visit) choose(why desk.Why) error {
	raw, err := json.Marshal(chosenWhy{Why: why, Until: lanna.MillisOf(v.now.Add(purposeHolds))})
	if err != nil {
		return err
	}
	v.s.sessions.Put(v.Context(), keyPurpose, raw)
	return nil
}

// A purposeHandler is a handler of a page that looks at records or changes them.
type purposeHandler func(v *visit, why desk.Why) error

// forPurpose registers a page that needs a purpose. Without one, or when it is
// over, the officer chooses it first; a form that was under way is kept and
// sent on, so that nothing typed is lost.
func (s *Server) forPurpose(pattern string, h purposeHandler) { s.page(pattern, withPurpose(h)) }

// uploadFor is forPurpose for a form that brings a file.
func (s *Server) uploadFor(pattern string, h purposeHandler) {
	s.route(pattern, withPurpose(h), admits{officers: true, file: true})
}

func withPurpose(h purposeHandler) handler {
	return func(v *visit) error {
		if err := v.renewPurpose(); err != nil {
			return err
		}
		c, ok := v.chosen()
		switch {
		case ok:
			return h(v, c.Why)
		case v.posts() && v.sent == nil && !v.byScript():
			return v.askPurposeAgain()
		}
		v.drain()
		return v.redirect("/purpose?next=" + url.QueryEscape(v.comeBack()))
	}
}

// because is why with the reason that was given for one act in place of the
// reason of the session.
func because(why desk.Why, reason string) desk.Why {
	if reason != "" {
		why.Reason = reason
	}
	return why
}

// remote is the address of the device, for limits and the log.
func (v *visit) remote() string { return v.s.Device(v.Request) }

// Device is the address of the device that sent a request.
func (s *Server) Device(r *http.Request) string { return deviceOf(r, s.config.Proxies) }

// Knows reports whether a request is of somebody who has signed in, as far as the
// session says; each page asks anew who it is.
func (s *Server) Knows(r *http.Request) bool {
	token := cookieValue(r, s.sessions.Cookie.Name)
	if token == "" {
		return false
	}
	ctx, err := s.sessions.Load(r.Context(), token)
	return err == nil && s.sessions.GetString(ctx, keyOfficer) != ""
}

// record reads a record's id from the path. A malformed one is "not there",
// like one that does not exist.
func (v *visit) record() (lanna.RecordID, error) {
	id, err := lanna.ParseRecordID(v.PathValue("id"))
	if err != nil {
		return id, &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
	}
	return id, nil
}
