package web

import (
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"

	"lanna/desk"
)

// How long a session lives: without a request, and at most.
const (
	sessionIdle = 30 * time.Minute
	sessionMost = 12 * time.Hour
)

// Keys of what a session holds. Sessions of a process that serves alone live in its
// memory: a restart signs everybody out, and a stolen disk holds none. Those of
// several processes lie in the database that they share, where what is kept of one
// opens with the browser's own token alone.
const (
	keyOfficer  = "officer"
	keyCSRF     = "csrf"
	keyPurpose  = "purpose"
	keyPasskey  = "passkey" // the challenge of a ceremony under way
	keyMessage  = "message" // said once, on the next page
	keySession  = "session" // its name in the book
	keySecret   = "secret"  // of an authenticator that is being set up
	keyInvite   = "invite"  // a one-time code that is shown once
	keyLeft     = "left"    // an officer has just signed out on a browser that wakes somebody
	langCookie  = "lanna_lang"
	themeCookie = "lanna_theme"
	keysCookie  = "lanna_keys"
	pushCookie  = "lanna_push" // this browser wakes somebody: signing out leaves the worker in it
)

// sessionCookie is the name of the session's cookie. Over TLS the browser itself
// holds a page beside us off from planting one (RFC 6265bis, 4.1.3.2).
func sessionCookie(tls bool) string {
	if tls {
		return "__Host-lanna_session"
	}
	return "lanna_session"
}

func newSessions(tls bool, now func() time.Time, memory desk.Memory) *scs.SessionManager {
	m := scs.New()
	if memory != nil {
		m.Store = memorySessions{memory, now} // written when they change: the book knows who is idle
	} else {
		m.Store = &sessionStore{MemStore: memstore.New(), now: now, ended: map[string]time.Time{}}
		m.IdleTimeout = sessionIdle
	}
	m.Lifetime = sessionMost
	m.Cookie.Name = sessionCookie(tls)
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = tls
	m.Cookie.Persist = false
	m.HashTokenInStore = true
	return m
}

// sessionStore keeps a session that has ended from coming back. With an idle
// timeout each request writes its session anew, so one that was under way
// during sign-out would otherwise bring it back to life.
type sessionStore struct {
	*memstore.MemStore
	now   func() time.Time
	mu    sync.Mutex
	ended map[string]time.Time // token to when no request can hold it any more
}

// Delete ends a session for good.
func (s *sessionStore) Delete(token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	for t, until := range s.ended {
		if until.Before(now) {
			delete(s.ended, t)
		}
	}
	s.ended[token] = now.Add(time.Hour)
	return s.MemStore.Delete(token)
}

// Commit keeps a session, unless it has ended.
func (s *sessionStore) Commit(token string, b []byte, expiry time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, over := s.ended[token]; over {
		return nil
	}
	return s.MemStore.Commit(token, b, expiry)
}

// setting keeps a choice of this device (language, colours, keys) for a year.
func (s *Server) setting(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: s.config.TLS, SameSite: http.SameSiteLaxMode})
}

// dropSetting forgets a choice of this device.
func (s *Server) dropSetting(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.config.TLS, SameSite: http.SameSiteLaxMode})
}

func cookieValue(r *http.Request, name string) string {
	if c, err := r.Cookie(name); err == nil {
		return c.Value
	}
	return ""
}
