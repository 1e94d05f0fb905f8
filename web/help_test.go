package web_test

import (
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lanna/web"
)

var helpLink = regexp.MustCompile(`id="help" href="([^"]+)"`)

// The ? of a page opens the page of the manual that fits to it, and every such
// page is there.
func TestHelpFitsToThePage(t *testing.T) {
	s := newSite(t)
	for login, pages := range map[string]map[string]string{
		"duty": {"/queue": "/help/alert", "/capture": "/help/capture", "/search": "/help/search", "/requests": "/help/ask", "/shift": "/help/handover", "/more": "/help",
			"/account": "/help/account", "/reading": "/help/reading", "/records/" + absent: "/help/record", "/help": "/help", "/help/keys": "/help"},
		"admin":   {"/admin": "/help/first-week", "/officers": "/help/officers", "/rota": "/help/rota"},
		"auditor": {"/audit": "/help/audit", "/audit/planted": "/help/audit"},
	} {
		v := s.as(t, login)
		for path, want := range pages {
			_, page := v.get(path)
			m := helpLink.FindStringSubmatch(page)
			if m == nil || m[1] != want {
				t.Errorf("the ? of %s leads to %q, want %s", path, m, want)
				continue
			}
			if r, _ := v.get(want); r.StatusCode != http.StatusOK {
				t.Errorf("%s: %s", want, r.Status)
			}
		}
	}
	if _, page := s.as(t, "national").get("/records/" + absent + "/release"); !strings.Contains(page, `href="/help/release"`) {
		t.Error("a page below a record has the record's help")
	}
}

// Who has not signed in reads the first page and no other.
func TestHelpBeforeSigningIn(t *testing.T) {
	v := newSite(t).visitor(t)
	_, page := v.get("/sign-in")
	if m := helpLink.FindStringSubmatch(page); m == nil || m[1] != "/help/first-steps" {
		t.Errorf("the ? of the sign-in leads to %q", m)
	}
	if r, page := v.get("/help/first-steps"); r.StatusCode != http.StatusOK || !strings.Contains(page, "First steps") || strings.Contains(page, `action="/help"`) {
		t.Errorf("the first page: %s", r.Status)
	}
	for _, path := range []string{"/help", "/help/alert", "/help/install", "/help/keys"} {
		if r, _ := v.get(path); r.Request.URL.Path != "/sign-in" {
			t.Errorf("a stranger reads %s", path)
		}
	}
}

// A page is shown in the reader's language, in English where it has none, and
// says so; a search crosses languages and marks what it found.
func TestHelpInTheReadersLanguage(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "duty")
	get := func(lang, path string) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), "GET", s.url+path, nil)
		must(t, err)
		r.AddCookie(&http.Cookie{Name: "lanna_lang", Value: lang})
		answer, page := v.do(r)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%s in %s: %s", path, lang, answer.Status)
		}
		return page
	}
	for _, tt := range []struct {
		lang, path, has, hasNot string
	}{
		{"zh", "/help/release", `<article lang="zh">`, "暂无您所选语言"},
		{"th", "/help/release", "หน้านี้ยังไม่มีในภาษาของคุณ", `<article lang="th">`},
		{"th", "/help/first-steps", `<article lang="th">`, "หน้านี้ยังไม่มีในภาษาของคุณ"},
		{"en", "/help/release?in=zh", `<article lang="zh">`, `<article lang="en">`},
		{"en", "/help/release?in=xx", `<article lang="en">`, "not in your language"},
		{"zh", "/help?q=召回", "<mark>召回</mark>", "没有包含全部词语"},
		{"en", "/help?q=召回", `href="/help/recall?in=zh`, "No page has all"},
		{"en", "/help?q=%3Cscript%3Enothing-has-this", "No page has all", "<script>"},
		{"lo", "/help?q=ຄິວ", "<mark>ຄິວ</mark>", ""},
	} {
		page := get(tt.lang, tt.path)
		if !strings.Contains(page, tt.has) {
			t.Errorf("%s in %s lacks %q", tt.path, tt.lang, tt.has)
		}
		if tt.hasNot != "" && strings.Contains(page[strings.Index(page, "<body"):], tt.hasNot) {
			t.Errorf("%s in %s has %q", tt.path, tt.lang, tt.hasNot)
		}
	}
	page := get("en", "/help/alert")
	picture := regexp.MustCompile(`<img src="(/assets/[^"]+\.webp)"`).FindStringSubmatch(page)
	if picture == nil {
		t.Fatal("the page has no picture")
	}
	if r, body := v.get(picture[1]); r.Header.Get("Content-Type") != "image/webp" || !strings.HasPrefix(body, "RIFF") {
		t.Errorf("the picture is %s", r.Header.Get("Content-Type"))
	}
	if r, _ := v.get("/help/nothing-has-this"); r.StatusCode != http.StatusNotFound {
		t.Errorf("a page that is not there: %s", r.Status)
	}
}

// An address that the manual names is one of the program.
func TestTheManualNamesAddressesThatAreThere(t *testing.T) {
	pages, err := web.New(web.Config{Desk: newSite(t).Desk, Now: time.Now, Zone: time.UTC, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	files, err := filepath.Glob("../docs/use/*/*.md")
	must(t, err)
	runs, err := filepath.Glob("../docs/run/*.md")
	must(t, err)
	named := regexp.MustCompile("`(/[a-z]+(?:/[a-z]+)?)`|on the page (/[a-z]+)|at (/[a-z]+)")
	seen := 0
	for _, file := range append(files, runs...) {
		raw, err := os.ReadFile(file)
		must(t, err)
		for _, m := range named.FindAllStringSubmatch(string(raw), -1) {
			path := m[1] + m[2] + m[3]
			if strings.HasPrefix(path, "/etc") || strings.HasPrefix(path, "/usr") || strings.HasPrefix(path, "/var") || path == "/backups" {
				continue
			}
			seen++
			if !slices.Contains(pages.Known(), "GET "+path) && path != "/healthz" && path != "/readyz" && path != "/metrics" {
				t.Errorf("%s names %s, which no page has", file, path)
			}
		}
	}
	if seen < 5 {
		t.Errorf("%d addresses were looked up", seen)
	}
}
