package web_test

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"lanna/desk"
	"lanna/desk/desktest"
)

func (v *visitor) signIn(login, password, code string) (*http.Response, string) {
	v.t.Helper()
	return v.send("/sign-in", "/sign-in", url.Values{"name": {login}, "password": {password}, "code": {code}})
}

// stream opens the event stream of a visitor; what it returns is closed when
// the node ends the stream.
func (v *visitor) stream() <-chan struct{} {
	v.t.Helper()
	ctx, cancel := context.WithCancel(v.t.Context())
	v.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", v.site.url+"/live?after=0", nil)
	must(v.t, err)
	answer, err := v.http.Do(r)
	must(v.t, err)
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "data: ") {
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		defer answer.Body.Close()
		for lines.Scan() {
		}
	}()
	return over
}

func ended(t *testing.T, what string, over <-chan struct{}) {
	t.Helper()
	select {
	case <-over:
	case <-time.After(10 * time.Second): // shorter than the beat that would end it anyway
		t.Errorf("%s: the stream goes on", what)
	}
}

// Open pages and their event streams end the moment that an officer may no
// longer see them: not at the next beat, and not at the next click.
func TestOpenStreamsEndAtOnce(t *testing.T) {
	for what, end := range map[string]func(s *site, v *visitor){
		"disabled": func(s *site, _ *visitor) {
			must(t, s.Disable(t.Context(), s.Admin, desktest.Because("left"), s.Second.Officer))
		},
		"signed out from afar": func(s *site, _ *visitor) {
			must(t, s.EndSessions(t.Context(), s.Admin, desktest.Because("lost"), s.Second.Officer))
		},
		"new code": func(s *site, _ *visitor) {
			_, err := s.Reset(t.Context(), s.Admin, desktest.Because("lost"), s.Second.Officer, false)
			must(t, err)
		},
		"ended from elsewhere": func(s *site, _ *visitor) { s.as(t, "second").send("/account", "/account/end-others", url.Values{}) },
		"password was changed": func(s *site, _ *visitor) {
			s.as(t, "second").send("/account", "/password", url.Values{"old": {desktest.Password}, "new": {"EXERCISE-another"}, "again": {"EXERCISE-another"}})
		},
		"signed out at the own": func(_ *site, v *visitor) { v.send("/more", "/sign-out", url.Values{}) },
	} {
		t.Run(what, func(t *testing.T) {
			s := newSite(t)
			v := s.as(t, "second")
			over := v.stream()
			end(s, v)
			ended(t, what, over)
			if r, _ := v.get("/queue"); r.Request.URL.Path != "/sign-in" {
				t.Errorf("the next page is %s", r.Request.URL.Path)
			}
		})
	}
}

// Nobody learns from a refused sign-in which part was wrong, or whether there
// is such an account: the pages are the same to the byte, all the way into the
// waits.
func TestARefusedSignInTellsNothing(t *testing.T) {
	s := newSite(t)
	a, err := s.NewAuthenticator(s.Second)
	must(t, err)
	code, err := totp.GenerateCode(a.Secret, s.Clock.Now())
	must(t, err)
	must(t, s.SetAuthenticator(t.Context(), s.Second, desk.Proof{Password: desktest.Password}, a.Secret, code))
	must(t, s.Disable(t.Context(), s.Admin, desktest.Because("left"), s.Point.Officer))
	varies := regexp.MustCompile(`value="[^"]{80,}"|EXERCISE-?\w*|value="(duty|second|point|nobody)"`)
	var first []string
	for _, who := range [][2]string{{"nobody", desktest.Password}, {"duty", "wrong password"}, {"second", desktest.Password}, {"point", desktest.Password}} {
		var seen []string
		for range 7 {
			r, page := s.visitor(t).signIn(who[0], who[1], "")
			seen = append(seen, r.Status+r.Header.Get("Retry-After")+varies.ReplaceAllString(page, ""))
		}
		s.Clock.Add(time.Hour)
		for i := range seen {
			seen[i] = regexp.MustCompile(`\d\d:\d\d|data-now="\d+"|datetime="[^"]*"|\d{13}`).ReplaceAllString(seen[i], "")
		}
		if first == nil {
			first = seen
			if !strings.HasPrefix(seen[0], "403") || !strings.HasPrefix(seen[6], "429 Too Many Requests15") {
				t.Errorf("answers %.30q and %.30q", seen[0], seen[6])
			}
			continue
		}
		for i := range seen {
			if seen[i] != first[i] {
				t.Errorf("%s, try %d, is told apart", who[0], i)
			}
		}
	}
}

var shownCode = regexp.MustCompile(`<p class="code" lang="">([a-z2-7-]{19})</p>`)

// An administrator opens an account; the code is shown once; the officer
// chooses a password, has to set an authenticator up, and works.
func TestAnOfficerComesIn(t *testing.T) {
	s := newSite(t)
	must(t, s.SetPolicy(t.Context(), s.Admin, desktest.Because("order 12"), desk.Policy{SecondFactor: desk.FactorRequired}))
	admin := s.visitor(t)
	admin.signIn("admin", desktest.Password, "")
	if r, _ := admin.get("/officers"); r.Request.URL.Path != "/account/authenticator" {
		t.Errorf("without a second factor the administrator reads %s", r.Request.URL.Path)
	}
	setUp(t, s, admin, desktest.Password)
	admin.choose()
	form := url.Values{"login": {"new"}, "name": {"EXERCISE New"}, "role": {"duty-officer"}, "desk": {"centre"}, "lang": {"en"}}
	if r, _ := admin.send("/officers", "/officers", form); r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %s", r.Status)
	}
	form.Set("reason", "EXERCISE")
	r, page := admin.send("/officers", "/officers", form)
	m := shownCode.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("%s shows no code:\n%.600s", r.Request.URL, page)
	}
	if _, again := admin.get(r.Request.URL.Path); shownCode.MatchString(again) || strings.Contains(again, m[1]) {
		t.Error("the code is shown a second time")
	}
	v := s.visitor(t)
	fresh := "EXERCISE-chosen"
	if r, page := v.send("/join", "/join", url.Values{"name": {"new"}, "invitation": {m[1]}, "new": {fresh}, "again": {"EXERCISE-other"}}); r.StatusCode != http.StatusUnprocessableEntity || strings.Contains(page, m[1]) {
		t.Errorf("two passwords that differ: %s", r.Status)
	}
	if _, page := v.send("/join", "/join", url.Values{"name": {"new"}, "invitation": {m[1]}, "new": {fresh}, "again": {fresh}}); !strings.Contains(page, "The password is set.") {
		t.Errorf("%.600s", page)
	}
	if r, _ := v.send("/join", "/join", url.Values{"name": {"new"}, "invitation": {m[1]}, "new": {fresh}, "again": {fresh}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("the code a second time: %s", r.Status)
	}
	v.signIn("new", fresh, "")
	if r, _ := v.get("/live"); r.StatusCode != http.StatusNoContent {
		t.Errorf("without a second factor the officer hears: %s", r.Status)
	}
	secret := setUp(t, s, v, fresh)
	v.choose()
	if r, _ := v.get("/queue"); r.Request.URL.Path != "/queue" {
		t.Errorf("after the set-up the officer is at %s", r.Request.URL.Path)
	}
	s.Clock.Add(time.Minute)
	again := s.visitor(t)
	if r, _ := again.signIn("new", fresh, ""); r.StatusCode != http.StatusForbidden {
		t.Errorf("without the code: %s", r.Status)
	}
	code, err := totp.GenerateCode(secret, s.Clock.Now())
	must(t, err)
	if r, _ := again.signIn("new", fresh, code); r.StatusCode != http.StatusOK {
		t.Errorf("with the code: %s", r.Status)
	}
}

var shownSecret = regexp.MustCompile(`<code lang="">([A-Z2-7 ]+)</code>`)

// setUp copies the secret off the page into an authenticator.
func setUp(t *testing.T, s *site, v *visitor, password string) string {
	t.Helper()
	_, page := v.get("/account/authenticator")
	m := shownSecret.FindStringSubmatch(page)
	if m == nil || !strings.Contains(page, `<svg class="qr"`) {
		t.Fatalf("no secret:\n%.600s", page)
	}
	secret := strings.ReplaceAll(m[1], " ", "")
	fields := url.Values{"_token": {token.FindStringSubmatch(page)[1]}, "password": {password}, "fresh": {"000000"}}
	if r, _ := v.post("/account/authenticator", fields); r.StatusCode != http.StatusForbidden {
		t.Errorf("a wrong code: %s", r.Status)
	}
	code, err := totp.GenerateCode(secret, s.Clock.Now())
	must(t, err)
	fields.Set("fresh", code)
	if r, page := v.post("/account/authenticator", fields); r.Request.URL.Path != "/account" {
		t.Fatalf("%s:\n%.600s", r.Status, page)
	}
	return secret
}

var shownAsk = regexp.MustCompile(`name="ask" value="([0-9a-f]+)"`)

func TestTwoAdministratorsAtTheirPages(t *testing.T) {
	s := newSite(t)
	one, two := s.as(t, "admin"), s.as(t, "admin2")
	path := "/officers/" + s.Second.Officer.String()
	_, page := one.send(path, path+"/grant", url.Values{"role": {"auditor"}, "reason": {"EXERCISE"}})
	ask := shownAsk.FindStringSubmatch(page)
	if ask == nil || !strings.Contains(page, "Waits for a second administrator") || strings.Contains(page, path+"/agree") {
		t.Fatalf("after the first asked:\n%.900s", page)
	}
	if r, _ := one.send(path, path+"/agree", url.Values{"ask": {ask[1]}, "reason": {"EXERCISE"}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("the asker agrees: %s", r.Status)
	}
	if r, page := two.send(path, path+"/agree", url.Values{"ask": {ask[1]}, "reason": {"EXERCISE"}}); r.StatusCode != http.StatusOK || !strings.Contains(page, "auditor") || strings.Contains(page, "Waits for") {
		t.Errorf("the second agrees: %s", r.Status)
	}
	for _, login := range []string{"duty", "leader"} {
		if r, _ := s.as(t, login).get("/officers"); r.StatusCode != http.StatusForbidden {
			t.Errorf("%s at the officers: %s", login, r.Status)
		}
	}
	if r, _ := one.send("/officers", "/officers/"+s.Admin.Officer.String()+"/grant", url.Values{"role": {"analyst"}, "reason": {"EXERCISE"}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("an administrator's own account: %s", r.Status)
	}
	if r, _ := one.get("/officers/" + strings.Repeat("0", 31) + "1"); r.StatusCode != http.StatusNotFound {
		t.Errorf("an officer who is not there: %s", r.Status)
	}
	for _, act := range []string{"disable", "enable", "end", "revoke", "set", "reset"} {
		fields := url.Values{"reason": {"EXERCISE"}, "held": {"role duty-officer"}, "name": {"EXERCISE second"}}
		if r, page := one.send(path, path+"/"+act, fields); r.StatusCode != http.StatusOK || r.Request.URL.Path != path {
			t.Errorf("%s: %s\n%.300s", act, r.Status, page)
		}
	}
}

// An officer sees the own sessions, and nobody can end a colleague's there.
func TestOwnSessions(t *testing.T) {
	s := newSite(t)
	v, other, stranger := s.as(t, "duty"), s.as(t, "duty"), s.as(t, "second")
	_, page := v.get("/account")
	ids := regexp.MustCompile(`name="id" value="(\w+)"`).FindAllStringSubmatch(page, -1)
	if len(ids) != 2 || !strings.Contains(page, "127.0.0.1") || strings.Count(page, `class="tag">this device`) != 1 {
		t.Fatalf("%d sessions:\n%.900s", len(ids), page)
	}
	for _, id := range ids {
		if r, _ := stranger.send("/account", "/account/end", url.Values{"id": {id[1]}}); r.StatusCode != http.StatusNotFound {
			t.Errorf("a colleague ends it: %s", r.Status)
		}
	}
	if r, _ := other.get("/queue"); r.Request.URL.Path != "/queue" {
		t.Error("a colleague ended a session")
	}
	v.send("/account", "/account/end-others", url.Values{})
	if r, _ := other.get("/queue"); r.Request.URL.Path != "/sign-in" {
		t.Error("the other session goes on")
	}
	if r, _ := v.get("/queue"); r.Request.URL.Path != "/queue" {
		t.Error("the own session ended with it")
	}
}
