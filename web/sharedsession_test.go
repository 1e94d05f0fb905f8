package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/store"
	"lanna/web"
)

// newSharedSite is the pages of one of several processes, and what they remember.
func newSharedSite(t *testing.T) (*site, *desktest.Memory) {
	t.Helper()
	var memory *desktest.Memory
	w := desktest.New(t, desktest.Options{Config: desktest.Remembering(&memory)})
	pages, err := web.New(web.Config{Desk: w.Desk, Now: w.Clock.Now, Exercise: true, Zone: time.UTC, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	return &site{w, server.URL}, memory
}

// away is a memory whose database is away for an act on sessions.
func away(act string) func(a, space string) error {
	return func(a, space string) error {
		if a == act && space == "session" {
			return store.ErrAway
		}
		return nil
	}
}

// unavailable looks at the one page that says so.
func unavailable(t *testing.T, r *http.Response, html string) {
	t.Helper()
	if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("X-Lanna-Code") != "store-away" || r.Header.Get("Location") != "" {
		t.Errorf("%s, %q to %q", r.Status, r.Header.Get("X-Lanna-Code"), r.Header.Get("Location"))
	}
	if n := strings.Count(html, "</html>"); n != 1 || !strings.HasSuffix(strings.TrimSpace(html), "</html>") {
		t.Errorf("%d pages in one", n)
	}
}

// TestSessionsThatCannotBeRead has the database go away under a browser that has
// signed in, and come back: nobody is signed out for it.
func TestSessionsThatCannotBeRead(t *testing.T) {
	s, memory := newSharedSite(t)
	v := s.as(t, "duty")
	memory.Fails(away("recall"))
	for _, path := range []string{"/queue", "/account", "/nothing-here"} {
		r, html := v.get(path)
		unavailable(t, r, html)
	}
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.url+"/queue", nil)
	must(t, err)
	r.Header.Set("X-Lanna-Background", "1")
	answer, html := v.do(r)
	unavailable(t, answer, html)
	memory.Fails(away(""))
	if r, _ := v.get("/queue"); r.StatusCode != http.StatusOK || r.Request.URL.Path != "/queue" {
		t.Errorf("back again: %s at %s", r.Status, r.Request.URL.Path)
	}
}

// TestSessionsThatCannotBeKept gives one answer, the error page, in place of a page, of
// a redirect and of another error.
func TestSessionsThatCannotBeKept(t *testing.T) {
	s, memory := newSharedSite(t)
	v := s.as(t, "duty")
	_, html := v.get("/purpose")
	m := token.FindStringSubmatch(html)
	if m == nil {
		t.Fatal("no form")
	}
	memory.Fails(away("remember"))
	r, html := v.post("/purpose", url.Values{"_token": {m[1]}, "_purpose": {"rescue"}, "_case": {"C-119"}})
	unavailable(t, r, html)
	stranger := s.visitor(t)
	for _, path := range []string{"/sign-in", "/nothing-here"} { // their forms have a token that is new
		r, html := stranger.get(path)
		unavailable(t, r, html)
	}
}

// TestAPasswordStandsWithoutTheOthersEnd changes the password while sessions on other
// devices cannot be ended: the officer is told both.
func TestAPasswordStandsWithoutTheOthersEnd(t *testing.T) {
	s, memory := newSharedSite(t)
	v := s.as(t, "duty")
	const fresh = "EXERCISE another word"
	memory.Fails(func(act, space string) error {
		if act == "listed" && space == "book" {
			return store.ErrAway
		}
		return nil
	})
	_, html := v.get("/purpose")
	m := token.FindStringSubmatch(html)
	if m == nil {
		t.Fatal("no form")
	}
	v.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if r, _ := v.post("/password", url.Values{"_token": {m[1]}, "old": {desktest.Password}, "new": {fresh}, "again": {fresh}}); r.StatusCode != http.StatusSeeOther {
		t.Errorf("%s, %s", r.Status, r.Header.Get("X-Lanna-Code"))
	}
	memory.Fails(away(""))
	if _, html := v.get("/account"); !strings.Contains(html, "sessions on other devices could not be ended") {
		t.Error("the officer is not told")
	}
	if _, err := s.SignIn(t.Context(), desk.Proof{Login: "duty", Password: fresh, Remote: "test"}); err != nil {
		t.Errorf("the new password: %v", err)
	}
}
