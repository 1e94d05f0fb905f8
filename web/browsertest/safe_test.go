package browsertest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Check 12: two captures survive a restart of the node; a cut POST gives one
// record each, however often it is sent again.
func TestCapturesSurviveRestartAndCut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.open(t, "duty", "en", 1440)
	for _, text := range bounties[:2] {
		b.visit("/capture")
		b.run(chromedp.SetValue("#text", text), chromedp.Submit("#text"))
		b.until("the review", `document.getElementById("review")`)
	}
	s.stop()
	s.start(t)
	s.staff["duty"] = s.actor(t, "duty")
	if got := len(s.captures(t)); got != 2 {
		t.Fatalf("%d captures after a restart", got)
	}

	c := s.signIn(t, "duty")
	html := s.get(t, c, "/capture")
	form := url.Values{"_token": {tokenField.FindStringSubmatch(html)[1]}, "once": {between(html, `name="once" value="`, `"`)}, "text": {bounties[2]}}
	s.cut(t, c, form.Encode())
	if got := len(s.captures(t)); got != 2 {
		t.Errorf("%d captures after half a form", got)
	}
	var places []string
	for range 3 { // the browser's own "send again"
		r, err := c.PostForm(s.url+"/capture/text", form)
		must(t, err)
		r.Body.Close()
		places = append(places, r.Request.URL.Path)
	}
	if got := len(s.captures(t)); got != 3 || places[0] != places[1] || places[1] != places[2] {
		t.Errorf("%d captures, at %v, after one form was sent three times", got, places)
	}
}

func (s *site) actor(t testing.TB, login string) desk.Actor {
	t.Helper()
	id, _ := s.node.Desk.OfficerByLogin(t.Context(), login)
	a, err := s.node.Desk.Actor(t.Context(), id)
	must(t, err)
	return a
}

func (s *site) captures(t *testing.T) []desk.Link {
	t.Helper()
	list, err := s.node.Desk.Captures(t.Context(), s.staff["duty"], why, "")
	must(t, err)
	return list
}

func between(s, before, after string) string {
	_, s, _ = strings.Cut(s, before)
	s, _, _ = strings.Cut(s, after)
	return s
}

// cut sends half of a form and closes the connection.
func (s *site) cut(t *testing.T, c *http.Client, body string) {
	t.Helper()
	u, err := url.Parse(s.url)
	must(t, err)
	conn, err := net.Dial("tcp", "127.0.0.1:"+u.Port())
	must(t, err)
	defer conn.Close()
	var cookies []string
	for _, k := range c.Jar.Cookies(u) {
		cookies = append(cookies, k.Name+"="+k.Value)
	}
	fmt.Fprintf(conn, "POST /capture/text HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		u.Host, strings.Join(cookies, "; "), len(body), body[:len(body)/2])
	must(t, conn.(*net.TCPConn).CloseWrite())
	must(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	if r, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil && r.StatusCode < 400 {
		t.Errorf("half a form was answered with %s", r.Status)
	}
}

// Check 16: a forbidden field is absent from HTML, JSON, cache and print; and
// what is not there looks the same as what is not yours.
func TestForbiddenIsAbsent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const secret = "Nightjar Testname"
	hidden := s.raise(t, "source", desk.MarkSource, "EXERCISE WANTED alive: "+secret+", ran from Jade Lake Tower. Reward 500,000 baht.")[0]
	open := s.raise(t, "duty", desk.MarkLife, bounties[0])[0]
	capture := s.newest(t, "source")

	allowed := s.signIn(t, "source")
	if !strings.Contains(s.get(t, allowed, "/records/"+hidden.String()), "Nightjar") {
		t.Fatal("not even those who may see it do")
	}
	c := s.signIn(t, "duty")
	notThere := strings.Repeat("0", 31) + "1"
	for _, path := range []string{"/queue", "/queue?view=life", "/alerts/%s", "/alerts/%s?view=life", "/alerts/%s/merge", "/records/%s", "/search?q=Nightjar", "/capture", "/capture/" + capture, "/capture/waiting", "/shift",
		"/records/" + open.String()} {
		of := func(id string) *http.Response {
			r, err := c.Get(s.url + strings.ReplaceAll(path, "%s", id))
			must(t, err)
			return r
		}
		mine := of(hidden.String())
		body, err := io.ReadAll(mine.Body)
		must(t, err)
		mine.Body.Close()
		if bytes.Contains(body, []byte("Nightjar")) && !strings.Contains(path, "q=Nightjar") || bytes.Contains(body, []byte("Jade Lake")) {
			t.Errorf("%s shows what is forbidden", path)
		}
		if got := mine.Header.Get("Cache-Control"); !strings.Contains(got, "no-store") {
			t.Errorf("%s may be kept by a cache: %q", path, got)
		}
		if !strings.Contains(path, "%s") {
			continue
		}
		other := of(notThere)
		otherBody, err := io.ReadAll(other.Body)
		must(t, err)
		other.Body.Close()
		if mine.StatusCode != http.StatusNotFound || other.StatusCode != mine.StatusCode || plain(body, hidden.String()) != plain(otherBody, notThere) {
			t.Errorf("%s: what is not yours (%d) differs from what is not there (%d)", path, mine.StatusCode, other.StatusCode)
		}
	}
	b := s.open(t, "duty", "en", 1440)
	b.visit("/search?q=Jade")
	if paper := pdfText(t, b.pdf()); strings.Contains(paper, "Nightjar") {
		t.Error("the print shows what is forbidden")
	}
	if told := s.live(t, c, func() {
		s.raise(t, "source", desk.MarkSource, "EXERCISE WANTED alive: Nightjar Second. Reward 500,000 baht.")
	}); strings.Contains(told, `"severity":"life"`) {
		t.Errorf("live updates tell of the alert: %s", told)
	}
}

// plain takes out of a page what differs from load to load.
func plain(page []byte, id string) string {
	s := strings.ReplaceAll(string(page), id, "ID")
	for _, m := range tokenField.FindAllStringSubmatch(s, -1) {
		s = strings.ReplaceAll(s, m[1], "TOKEN")
	}
	s = strings.ReplaceAll(s, between(s, `data-now="`, `"`), "NOW")
	s = strings.ReplaceAll(s, between(s, `<time datetime="`, `</time>`), "TIME")
	return s
}

// newest returns the newest capture of an officer.
func (s *site) newest(t *testing.T, login string) string {
	t.Helper()
	list, err := s.node.Desk.Captures(t.Context(), s.staff[login], why, "")
	must(t, err)
	for _, c := range list {
		return c.Record.String()
	}
	t.Fatal("no capture")
	return ""
}

// live listens to live updates for a moment while f happens.
func (s *site) live(t *testing.T, c *http.Client, f func()) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	last := between(s.get(t, c, "/queue"), `data-last="`, `"`)
	r, err := http.NewRequestWithContext(ctx, "GET", s.url+"/live?after="+last, nil)
	must(t, err)
	answer, err := c.Do(r)
	must(t, err)
	defer answer.Body.Close()
	go f()
	told, _ := io.ReadAll(answer.Body) // ends when the time is over
	if !bytes.Contains(told, []byte("event: time")) {
		t.Fatalf("nothing is heard: %q", told)
	}
	return string(told)
}

// pdf prints the page on A4.
func (b *tab) pdf() []byte {
	b.t.Helper()
	var out []byte
	b.run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		out, _, err = page.PrintToPDF().WithPreferCSSPageSize(true).WithPrintBackground(true).Do(ctx)
		return err
	}))
	return out
}

func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	return strings.Join(pdfPages(t, pdf), "\n")
}

// pdfPages returns the text of each page.
func pdfPages(t *testing.T, pdf []byte) []string {
	t.Helper()
	out := tool(t, pdf, "pdftotext", "-layout")
	return strings.Split(strings.TrimSuffix(out, "\f"), "\f")
}

func tool(t *testing.T, pdf []byte, name string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.pdf")
	must(t, os.WriteFile(file, pdf, 0o600))
	if name == "pdftotext" {
		args = append(args, file, "-")
	} else {
		args = append(args, file)
	}
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	must(t, err)
	return string(out)
}

// Check 20: A4 PDF: marking on each page, no missing glyphs, repeated headers.
func TestPaper(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.raise(t, "duty", desk.MarkLife, bounties[0])[0]
	for i := range 16 { // more than one page of facts, in five scripts
		text := []string{"禾七 银鹭园", "เหอ ชี", "ဟယ်ချီ", "ເຫີ ຊີ", "He Qi"}[i%5]
		must(t, s.node.Desk.AddFact(t.Context(), s.staff["duty"], why, id, "name", desk.Words{Text: fmt.Sprintf("%s %d", text, i), Lang: []string{"zh", "th", "my", "lo", "en"}[i%5]}, lanna.ParseGrade("B2")))
	}
	b := s.open(t, "duty", "en", 1440)
	b.visit("/records/" + id.String())
	b.run(chromedp.Evaluate(`document.fonts.ready`, nil))
	pdf := b.pdf()
	pages := pdfPages(t, pdf)
	if keep := os.Getenv("LANNA_KEEP_PDF"); keep != "" {
		must(t, os.WriteFile(keep, pdf, 0o600))
	}
	if len(pages) < 2 {
		t.Fatalf("%d pages", len(pages))
	}
	table := 0
	for i, text := range pages {
		if !strings.Contains(text, "H0 fight crime only") || !strings.Contains(text, "EXERCISE") {
			t.Errorf("page %d has no marking", i+1)
		}
		if strings.Contains(text, "This agency says") {
			table++
		}
		if strings.ContainsAny(text, "\uFFFD") {
			t.Errorf("page %d has characters without a glyph", i+1)
		}
	}
	if table < 2 {
		t.Errorf("the header of the table is on %d pages", table)
	}
	whole := strings.Join(pages, "")
	for _, word := range []string{"禾七", "He Qi", "Usually reliable", "Duty officer 14"} {
		if !strings.Contains(whole, word) {
			t.Errorf("%q is not on paper", word)
		}
	}
	// Every font is in the file, and none of them is a font of last resort.
	for _, line := range strings.Split(tool(t, pdf, "pdffonts"), "\n")[2:] {
		if f := strings.Fields(line); len(f) > 5 && f[len(f)-5] != "yes" {
			t.Errorf("font is not in the file: %s", line)
		}
	}
	var missing string
	b.ask(glyphScript, &missing)
	if missing != "" {
		t.Errorf("no glyph for %s", missing)
	}
}

// glyphScript draws each character of the page and one that no font has: what
// looks like that one has no glyph.
const glyphScript = `(() => {
	const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	canvas.canvas.width = canvas.canvas.height = 40;
	const drawn = (c) => { canvas.clearRect(0, 0, 40, 40); canvas.font = "24px " + getComputedStyle(document.body).fontFamily; canvas.fillText(c, 4, 30); return canvas.canvas.toDataURL() };
	const none = drawn("\u{10FFFE}");
	return [...new Set(document.querySelector("main").innerText)].filter(c => /[\p{L}\p{N}]/u.test(c) && drawn(c) === none).join("");
})()`
