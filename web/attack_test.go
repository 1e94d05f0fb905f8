package web_test

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/web"
)

// absent is the id of nothing.
const absent = "00000000000000000000000000000001"

// routes are the patterns of the pages or forms.
func (s *site) routes(t *testing.T, method string) (paths []string) {
	t.Helper()
	pages, err := web.New(web.Config{Desk: s.Desk, Now: s.Clock.Now, Exercise: true, Origin: "http://localhost", Zone: time.UTC, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	for _, pattern := range pages.Known() {
		if path, ok := strings.CutPrefix(pattern, method+" "); ok {
			paths = append(paths, strings.ReplaceAll(path, "{$}", ""))
		}
	}
	return paths
}

// hidden is a bounty, and the person in it, that only officers let in to
// source protection may see.
func (s *site) hidden(t *testing.T) []lanna.RecordID {
	t.Helper()
	capture, err := s.Capture(t.Context(), s.Duty, desktest.Rescue, desk.Intake{Channel: "text", Text: "EXERCISE 悬赏60万 外号阿蓝 从银鹭园跑出 抓回园区", Key: "hidden"})
	must(t, err)
	view, err := s.Proposals(t.Context(), s.Duty, desktest.Rescue, capture)
	must(t, err)
	notice := desk.ConfirmedNotice{Number: 1, Keep: true}
	for _, f := range view.Notices[0].Fields {
		notice.Fields = append(notice.Fields, desk.ConfirmedField{ID: f.ID, Property: f.Property, Value: f.Value, Compared: true})
	}
	_, err = s.Grant(t.Context(), s.Admin, desktest.Because("EXERCISE"), s.Leader.Officer, desk.Rights{Compartments: []lanna.Compartment{lanna.SourceProtection}})
	must(t, err)
	leader := s.Officer(t, "leader")
	made, err := s.Confirm(t.Context(), leader, desktest.Rescue, capture, desk.Confirmation{Marking: desk.MarkSource, Key: "hidden", Notices: []desk.ConfirmedNotice{notice}})
	must(t, err)
	record, err := s.Record(t.Context(), leader, desktest.Rescue, made[0])
	must(t, err)
	return []lanna.RecordID{made[0], record.Person.Record}
}

var part = regexp.MustCompile(`\{[a-z]+\}`)

// at puts an id into a route.
func at(route, id string) string {
	route = strings.Replace(route, "{id}", id, 1)
	return part.ReplaceAllString(route, strings.Repeat("ab", 32))
}

var varies = regexp.MustCompile(`[0-9a-f]{32}|name="_token" value="[^"]*"|name="once" value="[^"]*"`)

// An officer who writes ids of others into addresses and forms is answered as
// for an id of nothing: by status and by every word of the page.
func TestWhoGuessesIDsLearnsNothing(t *testing.T) {
	s := newSite(t)
	hidden := s.hidden(t)
	tried := 0
	for _, login := range []string{"duty", "county", "point", "national", "liaison", "legal", "victims", "auditor", "admin"} {
		v := s.as(t, login)
		for _, route := range s.routes(t, "GET") {
			if !strings.Contains(route, "{id}") {
				continue
			}
			none, nothing := v.get(at(route, absent))
			for _, id := range hidden {
				some, page := v.get(at(route, id.String()))
				if some.StatusCode != none.StatusCode || varies.ReplaceAllString(page, "") != varies.ReplaceAllString(nothing, "") {
					t.Errorf("%s at %s: %s, for nothing %s", login, route, some.Status, none.Status)
				}
				tried++
			}
		}
		_, more := v.get("/more")
		field := token.FindStringSubmatch(more)
		for _, route := range s.routes(t, "POST") {
			if !strings.Contains(route, "{id}") {
				continue
			}
			fields := url.Values{"_token": {field[1]}, "reason": {"EXERCISE"}, "once": {"guess"}, "outcome": {"false"}, "note": {"EXERCISE"}}
			none, nothing := v.post(at(route, absent), fields)
			for _, id := range hidden {
				some, page := v.post(at(route, id.String()), fields)
				if some.StatusCode == http.StatusTooManyRequests { // forms with a colleague's password: so many tries, on whatever
					continue
				}
				if some.StatusCode != none.StatusCode || varies.ReplaceAllString(page, "") != varies.ReplaceAllString(nothing, "") {
					t.Errorf("%s sends %s: %s, for nothing %s", login, route, some.Status, none.Status)
				}
				tried++
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d tries", tried)
	}
}

// Without a session no page but the doors themselves answers, whatever is sent.
func TestAStrangerReachesTheDoorsAlone(t *testing.T) {
	s := newSite(t)
	doors := []string{"/", "/sign-in", "/sign-in/passkey", "/sign-in/passkey/begin", "/join", "/language", "/offline", "/help/first-steps"}
	v := s.visitor(t)
	v.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	_, page := v.get("/sign-in")
	field := token.FindStringSubmatch(page)
	for _, method := range []string{"GET", "POST"} {
		for _, route := range s.routes(t, method) {
			if slices.Contains(doors, route) {
				continue
			}
			var r *http.Response
			if method == "GET" {
				r, _ = v.get(at(route, absent))
			} else {
				r, _ = v.post(at(route, absent), url.Values{"_token": {field[1]}})
			}
			if r.StatusCode != http.StatusSeeOther || !strings.HasPrefix(r.Header.Get("Location"), "/sign-in") {
				t.Errorf("%s %s answers a stranger: %s", method, route, r.Status)
			}
		}
	}
}

// A token of a session that the attacker knows beforehand is worth nothing
// after the officer has signed in with it.
func TestAPlantedSessionIsNotSignedIn(t *testing.T) {
	s := newSite(t)
	attacker, officer := s.visitor(t), s.visitor(t)
	attacker.get("/sign-in")
	planted := cookies(attacker)
	u, err := url.Parse(s.url)
	must(t, err)
	officer.http.Jar.SetCookies(u, []*http.Cookie{{Name: "lanna_session", Value: planted, Path: "/"}})
	officer.send("/sign-in", "/sign-in", url.Values{"name": {"duty"}, "password": {desktest.Password}})
	if r, _ := officer.get("/more"); r.Request.URL.Path != "/more" {
		t.Fatalf("the officer is at %s", r.Request.URL.Path)
	}
	if r, _ := attacker.get("/more"); r.Request.URL.Path != "/sign-in" {
		t.Errorf("the planted token is signed in, at %s", r.Request.URL.Path)
	}
}

// A form of another site is refused even with everything right in it.
func TestAFormFromAnotherOriginIsRefused(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "duty")
	_, page := v.get("/more")
	field := token.FindStringSubmatch(page)[1]
	for _, header := range []http.Header{
		{"Origin": {"https://elsewhere.invalid"}},
		{"Origin": {"null"}},
		{"Sec-Fetch-Site": {"cross-site"}},
		{"Sec-Fetch-Site": {"same-site"}},
	} {
		r, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/settings", strings.NewReader(url.Values{"_token": {field}, "theme": {"dark"}}.Encode()))
		must(t, err)
		r.Header = header
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if answer, _ := v.do(r); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%v: %s", header, answer.Status)
		}
	}
}

// scripts are what an attacker hopes that a page repeats as it is.
var scripts = []string{
	`"><script>alert("EXERCISE")</script>`,
	`'><img src=x onerror=alert(1)>`,
	`</textarea><svg onload=alert(2)>`,
	`{{.Actor}}${777*777}<%= 777*777 %>`,
	"javascript:alert(3)",
}

// Script in every field of every form that an officer may fill in, in the name
// of a file and in what a picture says of itself, is shown as words.
func TestStoredScriptIsWords(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "duty")
	all := strings.Join(scripts, " ")
	v.send("/purpose", "/purpose", url.Values{"_purpose": {"rescue"}, "_case": {scripts[0]}})
	v.send("/capture", "/capture/text", url.Values{"once": {"1"}, "source": {all}, "text": {"EXERCISE 悬赏60万 外号阿蓝 " + all}})
	phone := url.Values{"once": {"2"}, "kind": {string(lanna.BountyRecord)}}
	_, form := v.get("/capture")
	for _, m := range regexp.MustCompile(`<(?:input|textarea)[^>]* name="([^"_]+)"`).FindAllStringSubmatch(form, -1) {
		if !phone.Has(m[1]) {
			phone.Set(m[1], "EXERCISE "+all)
		}
	}
	v.send("/capture", "/capture/phone", phone)
	v.uploadAs(all+".png", v.formToken(), append(desktest.Picture("EXERCISE 悬赏60万 外号阿红"), all...), false)

	id := s.person(t, "EXERCISE "+all)
	for _, action := range []string{"notes", "hide", "suspicion", "leave", "safety", "screening"} {
		v.send("/records/"+id.String(), "/records/"+id.String()+"/"+action, url.Values{"once": {action}, "text": {all}, "note": {all}, "reason": {all}, "on": {"yes"}})
	}
	v.send("/more", "/sign-out", url.Values{})
	guess := s.visitor(t)
	guess.send("/sign-in", "/sign-in", url.Values{"name": {all}, "password": {"x"}})

	shown := 0
	for _, login := range []string{"duty", "leader", "auditor", "admin"} {
		shown += s.as(t, login).crawl(t, []string{"/queue", "/capture", "/search?q=" + url.QueryEscape(all), "/search?q=EXERCISE", "/audit", "/officers", "/records/" + id.String(), "/shift", "/more", "/requests"})
	}
	if shown == 0 {
		t.Error("no page shows what was planted: the test looks in the wrong places")
	}
}

// crawl reads pages and what they link to, two steps deep, finds no script of
// ours in them, and counts those that show it as words.
func (v *visitor) crawl(t *testing.T, paths []string) (shown int) {
	t.Helper()
	seen := map[string]bool{}
	for step := 0; step < 3; step++ {
		var next []string
		for _, path := range paths {
			if seen[path] {
				continue
			}
			seen[path] = true
			r, page := v.get(path)
			if !strings.Contains(r.Header.Get("Content-Type"), "html") {
				continue
			}
			for _, bad := range []string{"<script>alert", "<img src=x", "<svg onload", `="javascript:`, "603729"} {
				if strings.Contains(page, bad) {
					t.Errorf("%s repeats %s", path, bad)
				}
			}
			if strings.Contains(page, "&lt;script&gt;alert") {
				shown++
			}
			for _, m := range regexp.MustCompile(`href="(/[^"#]*)`).FindAllStringSubmatch(page, -1) {
				if to := html.UnescapeString(m[1]); !strings.HasPrefix(to, "/assets/") && !strings.HasPrefix(to, "/pictures/") {
					next = append(next, to)
				}
			}
		}
		paths = next
	}
	return shown
}

// Addresses that climb out of where files lie, in every spelling, find nothing.
func TestNothingOutsideIsServed(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{
		"/assets/../web.go", "/assets/..%2f..%2fgo.mod", "/assets/%2e%2e/%2e%2e/etc/passwd", "/assets/....//....//etc/passwd",
		"/assets/..%5c..%5cgo.mod", "/assets/app.js%00.html", "/assets/", "//etc/passwd", "/.git/config", "/assets/%252e%252e%252fgo.mod",
		"/pictures/../lanna.db/x", "/lanna.db", "/blobs/",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		must(t, err)
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path)
		answer, err := io.ReadAll(conn)
		conn.Close()
		must(t, err)
		if status := string(answer[:min(len(answer), 12)]); strings.HasSuffix(status, "200") || bytes.Contains(answer, []byte("root:")) || bytes.Contains(answer, []byte("module lanna")) {
			t.Errorf("%s: %s", path, status)
		}
	}
}

// A field that is sent twice counts once: the first, everywhere.
func TestAFieldSentTwiceCountsOnce(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	_, page := v.get("/sign-in")
	field := token.FindStringSubmatch(page)[1]
	v.post("/sign-in?name=duty&password="+desktest.Password, url.Values{"_token": {field}, "name": {"second", "duty"}, "password": {"wrong", desktest.Password}})
	if r, _ := v.get("/more"); r.Request.URL.Path != "/sign-in" {
		t.Error("the second password of a form was taken")
	}
}

// Methods that read pages do not change anything, and TRACE is not known.
func TestOtherMethodsAreRefused(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "duty")
	for _, method := range []string{"TRACE", "PUT", "DELETE", "PATCH", "OPTIONS"} {
		r, err := http.NewRequestWithContext(t.Context(), method, s.url+"/more", nil)
		must(t, err)
		if answer, _ := v.do(r); answer.StatusCode < 400 {
			t.Errorf("%s /more: %s", method, answer.Status)
		}
	}
	pages := s.routes(t, "GET")
	for _, route := range s.routes(t, "POST") {
		before, err := s.Captures(t.Context(), s.Duty, desktest.Rescue, "")
		must(t, err)
		if slices.Contains(pages, route) {
			continue
		}
		v.get(at(route, absent))
		if after, err := s.Captures(t.Context(), s.Duty, desktest.Rescue, ""); err != nil || len(after) != len(before) {
			t.Errorf("GET %s changes something", route)
		}
	}
}
