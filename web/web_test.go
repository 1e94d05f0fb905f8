package web_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/web"
)

// A site is the pages of a desk with people at it, and a clock that stands.
type site struct {
	*desktest.World
	url string
}

func newSite(t *testing.T) *site {
	t.Helper()
	w := desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
	zone := time.FixedZone("ICT", 7*3600)
	pages, err := web.New(web.Config{Desk: w.Desk, Now: w.Clock.Now, Exercise: true, Origin: "http://localhost", Zone: zone, Place: "Chiang Mai", Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	return &site{w, server.URL}
}

// A visitor is a browser without script.
type visitor struct {
	t    *testing.T
	site *site
	http *http.Client
}

func (s *site) visitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	return &visitor{t, s, &http.Client{Jar: jar}}
}

// as is a visitor who has signed in and chosen a purpose.
func (s *site) as(t *testing.T, login string) *visitor {
	t.Helper()
	v := s.visitor(t)
	v.send("/sign-in", "/sign-in", url.Values{"name": {login}, "password": {desktest.Password}})
	v.choose()
	return v
}

func (v *visitor) choose() {
	v.send("/purpose", "/purpose", url.Values{"_purpose": {"rescue"}, "_case": {"C-118"}})
}

func (v *visitor) do(r *http.Request) (*http.Response, string) {
	v.t.Helper()
	answer, err := v.http.Do(r)
	must(v.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(v.t, err)
	return answer, string(body)
}

func (v *visitor) get(path string) (*http.Response, string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), "GET", v.site.url+path, nil)
	must(v.t, err)
	return v.do(r)
}

var token = regexp.MustCompile(`name="_token" value="([^"]+)"`)

// send fills in the form of a page.
func (v *visitor) send(page, action string, fields url.Values) (*http.Response, string) {
	v.t.Helper()
	_, html := v.get(page)
	m := token.FindStringSubmatch(html)
	if m == nil {
		v.t.Fatalf("no form on %s:\n%.300s", page, html)
	}
	fields.Set("_token", m[1])
	return v.post(action, fields)
}

func (v *visitor) post(action string, fields url.Values) (*http.Response, string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), "POST", v.site.url+action, strings.NewReader(fields.Encode()))
	must(v.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(r)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "duty")
	for _, path := range []string{"/sign-in", "/queue", "/nothing-here", "/capture", "/search?q=x"} {
		r, html := v.get(path)
		if policy := r.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if r.Header.Get("Cache-Control") != "no-store" && !strings.Contains(r.Header.Get("Cache-Control"), "no-store") {
			t.Errorf("%s may be kept", path)
		}
		for _, bad := range []string{" style=", "<style", "<script>", " onclick=", "javascript:"} {
			if strings.Contains(html, bad) {
				t.Errorf("%s has %q", path, bad)
			}
		}
		for _, m := range regexp.MustCompile(`(?:src|href|action)="(https?:)?//[^"]*"`).FindAllString(html, -1) {
			t.Errorf("%s asks outside: %s", path, m)
		}
		if !strings.Contains(html, "EXERCISE") {
			t.Errorf("%s does not say EXERCISE", path)
		}
	}
}

func TestSignInIsNeeded(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	for _, path := range []string{"/queue", "/capture", "/search?q=a", "/more", "/audit", "/records/" + lanna.NewRecordID().String()} {
		if r, _ := v.get(path); r.Request.URL.Path != "/sign-in" || r.Request.URL.Query().Get("next") != path {
			t.Errorf("%s leads to %s", path, r.Request.URL)
		}
	}
	r, html := v.send("/sign-in", "/sign-in", url.Values{"name": {"duty"}, "password": {"wrong"}})
	if r.StatusCode != http.StatusForbidden || !strings.Contains(html, "Name, password or code is wrong") || strings.Contains(html, `value="wrong"`) {
		t.Errorf("a wrong password: %s", r.Status)
	}
	if r, _ := v.send("/sign-in", "/sign-in", url.Values{"name": {"duty"}, "password": {desktest.Password}, "next": {"https://elsewhere.invalid/"}}); r.Request.URL.Host != strings.TrimPrefix(s.url, "http://") {
		t.Errorf("sign-in leads to %s", r.Request.URL)
	}
}

func TestSessionCookie(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	v.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	before := cookies(v)
	r, _ := v.send("/sign-in", "/sign-in", url.Values{"name": {"duty"}, "password": {desktest.Password}})
	for _, c := range r.Cookies() {
		if c.Name == "lanna_session" && (!c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Value == before || c.MaxAge > 0) {
			t.Errorf("cookie %v", c)
		}
	}
	if cookies(v) == before {
		t.Error("signing in keeps the old session's token")
	}
}

// Over TLS the cookie is bound to this host, and browsers are told to come back
// over TLS alone.
func TestOverTLSTheCookieIsOfThisHostAlone(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	pages, err := web.New(web.Config{Desk: w.Desk, Now: w.Clock.Now, TLS: true, Zone: time.UTC, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	server := httptest.NewTLSServer(pages)
	t.Cleanup(server.Close)
	r, err := server.Client().Get(server.URL + "/sign-in")
	must(t, err)
	r.Body.Close()
	if h := r.Header.Get("Strict-Transport-Security"); !strings.Contains(h, "includeSubDomains") {
		t.Errorf("HSTS %q", h)
	}
	if c := r.Cookies(); len(c) != 1 || !strings.HasPrefix(c[0].Name, "__Host-") || !c[0].Secure || c[0].Path != "/" || c[0].Domain != "" {
		t.Errorf("cookies %v", c)
	}
}

func cookies(v *visitor) string {
	u, _ := url.Parse(v.site.url)
	for _, c := range v.http.Jar.Cookies(u) {
		if c.Name == "lanna_session" {
			return c.Value
		}
	}
	return ""
}

// A session that has ended does not come back, even with a request under way.
func TestSignOutIsForGood(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "duty")
	old := cookies(v)
	v.send("/more", "/sign-out", url.Values{})
	if r, _ := v.get("/queue"); r.Request.URL.Path != "/sign-in" {
		t.Errorf("after sign-out the queue is at %s", r.Request.URL)
	}
	u, err := url.Parse(s.url)
	must(t, err)
	v.http.Jar.SetCookies(u, []*http.Cookie{{Name: "lanna_session", Value: old, Path: "/"}})
	if r, _ := v.get("/queue"); r.Request.URL.Path != "/sign-in" {
		t.Error("the old token still signs in")
	}
}

// Who is disabled is out at the next request.
func TestDisabledOfficerIsOut(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "second")
	must(t, s.Disable(t.Context(), s.Admin, desktest.Because("left"), s.Second.Officer))
	if r, _ := v.get("/queue"); r.Request.URL.Path != "/sign-in" {
		t.Errorf("a disabled officer is at %s", r.Request.URL)
	}
}

func TestFormsNeedTheirToken(t *testing.T) {
	s := newSite(t)
	v, other := s.as(t, "duty"), s.as(t, "second")
	_, html := other.get("/capture")
	foreign := token.FindStringSubmatch(html)[1]
	for name, fields := range map[string]url.Values{
		"none":      {"text": {"EXERCISE"}},
		"malformed": {"text": {"EXERCISE"}, "_token": {"abc"}},
		"foreign":   {"text": {"EXERCISE"}, "_token": {foreign}},
	} {
		if r, _ := v.post("/capture/text", fields); r.StatusCode != http.StatusForbidden {
			t.Errorf("token %s: %s", name, r.Status)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/sign-out", nil)
	must(t, err)
	r.Header.Set("Origin", "https://elsewhere.invalid")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if answer, _ := v.do(r); answer.StatusCode != http.StatusForbidden {
		t.Errorf("from another site: %s", answer.Status)
	}
	if list, err := s.Captures(t.Context(), s.Duty, desktest.Rescue, ""); err != nil || len(list) != 0 {
		t.Errorf("%d captures, %v", len(list), err)
	}
}

// The page writes a token anew each time, so that compression tells nothing.
// The page after a confirmation says what became of the capture, and does not
// count notices that wait for nobody any more.
func TestACaptureThatWasDealtWithSaysSo(t *testing.T) {
	s := newSite(t)
	capture, err := s.Capture(t.Context(), s.Duty, desktest.Rescue, desk.Intake{Channel: "text", Text: "EXERCISE 悬赏60万 外号阿蓝 从银鹭园跑出 抓回园区"})
	must(t, err)
	v := s.as(t, "duty")
	if _, page := v.get("/capture/" + capture.String()); !strings.Contains(page, "<h1>1 notice found") {
		t.Error("the page does not count what was found")
	}
	must(t, s.DropCapture(t.Context(), s.Duty, desktest.Rescue, capture))
	if _, page := v.get("/capture/" + capture.String()); !strings.Contains(page, "<h1>This capture was dealt with.</h1>") {
		t.Error("the page does not say that the capture was dealt with")
	}
}

// A form that is too long, or was cut on its way, is refused as what it is and
// nothing of it is kept: half a story must not pass for a whole one.
func TestHalfAFormIsNoForm(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "duty")
	r, body := v.send("/capture", "/capture/text", url.Values{"text": {strings.Repeat("悬赏 ", 1_500_000)}})
	if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "text-too-large") {
		t.Errorf("10 MB of text: %s", r.Status)
	}
	_, page := v.get("/capture")
	token := regexp.MustCompile(`name="_token" value="([^"]+)"`).FindStringSubmatch(page)[1]
	whole := url.Values{"_token": {token}, "text": {"EXERCISE 悬赏60万"}}.Encode()
	cut, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/capture/text", strings.NewReader(whole+"%E"))
	must(t, err)
	cut.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if r, body := v.do(cut); r.StatusCode < 400 || !strings.Contains(body, "form-cut") {
		t.Errorf("a form that ends within a letter: %s", r.Status)
	}
	captures, err := s.Captures(t.Context(), s.Duty, desktest.Rescue, "")
	must(t, err)
	if len(captures) != 0 {
		t.Errorf("%d captures were kept of forms that were refused", len(captures))
	}
}

func TestTokensAreMasked(t *testing.T) {
	v := newSite(t).as(t, "duty")
	_, one := v.get("/purpose")
	_, two := v.get("/purpose")
	if token.FindString(one) == token.FindString(two) {
		t.Error("the same token twice")
	}
}

// A purpose holds for 30 minutes; what is under way when it ends is kept.
func TestPurposeHoldsHalfAnHour(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	v.send("/sign-in", "/sign-in", url.Values{"name": {"duty"}, "password": {desktest.Password}})
	if r, _ := v.get("/queue"); r.Request.URL.Path != "/purpose" {
		t.Errorf("without a purpose the queue is at %s", r.Request.URL)
	}
	v.choose()
	s.Clock.Add(29 * time.Minute)
	if r, _ := v.get("/queue"); r.Request.URL.Path != "/queue" {
		t.Errorf("after 29 minutes the queue is at %s", r.Request.URL)
	}
	_, html := v.get("/capture")
	s.Clock.Add(2 * time.Minute)
	fields := url.Values{"_token": {token.FindStringSubmatch(html)[1]}, "once": {"kept"}, "text": {"EXERCISE 悬赏60万 外号阿蓝 抓回园区"}}
	r, html := v.post("/capture/text", fields)
	if r.StatusCode != http.StatusOK || !strings.Contains(html, `value="EXERCISE 悬赏60万 外号阿蓝 抓回园区"`) {
		t.Fatalf("what was typed is lost: %s", r.Status)
	}
	fields.Set("_token", token.FindStringSubmatch(html)[1])
	fields.Set("_purpose", "rescue")
	if r, _ := v.post("/capture/text", fields); !strings.HasPrefix(r.Request.URL.Path, "/capture/") {
		t.Errorf("it goes on to %s", r.Request.URL)
	}
	if list, err := s.Captures(t.Context(), s.Duty, desktest.Rescue, ""); err != nil || len(list) != 1 {
		t.Errorf("%d captures, %v", len(list), err)
	}
}

func TestLanguages(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.url+"/sign-in", nil)
	must(t, err)
	r.Header.Set("Accept-Language", "lo, en;q=0.5")
	if _, html := v.do(r); !strings.Contains(html, `<html lang="lo"`) || !strings.Contains(html, "ລະຫັດຜ່ານ") {
		t.Error("Lao is asked for and not given")
	}
	if _, html := v.send("/sign-in", "/language", url.Values{"lang": {"my"}, "next": {"/sign-in"}}); !strings.Contains(html, `<html lang="my"`) {
		t.Error("Burmese was chosen and is not given")
	}
}

// What is live ends with the session and tells no more than that a record
// changed.
func TestLiveUpdates(t *testing.T) {
	s := newSite(t)
	if r, _ := s.visitor(t).get("/live"); r.StatusCode != http.StatusNoContent {
		t.Errorf("a stranger hears: %s", r.Status)
	}
	if r, _ := s.as(t, "auditor").get("/live"); r.StatusCode != http.StatusNoContent {
		t.Errorf("an auditor hears: %s", r.Status)
	}
	v := s.as(t, "duty")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", s.url+"/live?after=0", nil)
	must(t, err)
	answer, err := v.http.Do(r)
	must(t, err)
	defer answer.Body.Close()
	if got := answer.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("content type %q", got)
	}
	_, err = s.Capture(t.Context(), s.Second, desktest.Rescue, desk.Intake{Channel: "text", Text: "EXERCISE 悬赏60万 外号阿蓝 抓回园区", Key: "live"})
	must(t, err)
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if ok && strings.Contains(data, `"new":true`) {
			if strings.Contains(data, "阿蓝") {
				t.Errorf("content goes out: %s", data)
			}
			return
		}
	}
	t.Error("nothing was heard")
}

// A way to a record and to nothing look the same.
func TestNotYoursIsNotThere(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "duty")
	id := s.hidden(t)[0]
	mine, one := v.get("/records/" + id.String())
	none, two := v.get("/records/" + strings.Repeat("0", 31) + "1")
	if mine.StatusCode != http.StatusNotFound || none.StatusCode != http.StatusNotFound {
		t.Errorf("%s and %s", mine.Status, none.Status)
	}
	strip := regexp.MustCompile(`[0-9a-f]{32}|value="[^"]{80,}"`)
	if strip.ReplaceAllString(one, "") != strip.ReplaceAllString(two, "") {
		t.Error("the pages differ")
	}
}

// What turns the direction of writing is shown as a sign: a number looks as it
// is stored.
func TestTurnedWritingIsShownAsItIsStored(t *testing.T) {
	s := newSite(t)
	const text = "EXERCISE 悬赏60万 外号阿\u202e蓝 抓回园区 \u20667654321\u2069\u200f0001"
	id, err := s.Capture(t.Context(), s.Duty, desktest.Rescue, desk.Intake{Channel: "text", Text: text})
	must(t, err)
	v := s.as(t, "duty")
	for _, path := range []string{"/capture/" + id.String(), "/records/" + id.String(), "/search?q=7654321", "/search?q=%E2%80%AE7654321"} {
		_, page := v.get(path)
		if !strings.Contains(page, "7654321") {
			t.Errorf("%s does not show the number", path)
		}
		if strings.ContainsAny(page, "\u202e\u2066\u2069\u200f") {
			t.Errorf("%s turns the direction of writing", path)
		}
	}
	if _, page := v.get("/capture/" + id.String()); !strings.Contains(page, "阿\uFFFD蓝") {
		t.Error("that there was something is not shown")
	}
}
