package browsertest

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"lanna"
	"lanna/desk"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// ready waits until the device has what it needs for the time without the node.
func (b *tab) ready() {
	b.t.Helper()
	b.until("a worker that watches the page", `navigator.serviceWorker.controller`)
	b.until("a key and the kept page", deviceReady)
}

// deviceReady looks into the browser's storage; the answer comes a moment later.
const deviceReady = `(() => {
	const r = indexedDB.open("lanna-device", 1);
	r.onsuccess = () => {
		if (!r.result.objectStoreNames.contains("people")) { r.result.close(); return }
		const all = r.result.transaction("people").objectStore("people").getAll();
		all.onsuccess = async () => { r.result.close(); window.isReady = all.result.some(p => p.key) && !!await caches.match("/offline") };
	};
	return window.isReady;
})()`

// back gives the tab the session of a fresh sign-in.
func (b *tab) back(login string) {
	b.t.Helper()
	u, err := url.Parse(b.site.url)
	must(b.t, err)
	for _, c := range b.site.signIn(b.t, login).Jar.Cookies(u) {
		b.cookie(c.Name, c.Value)
	}
}

// write fills Capture's text and sends it.
func (b *tab) write(text string) {
	b.t.Helper()
	b.until("the form", `document.getElementById("text")?.checkVisibility()`)
	b.run(chromedp.SetValue("#text", text), chromedp.Click(`form[data-keep=text] > button.primary`))
}

const strip = `(document.getElementById("outbox").hidden ? "0" : document.getElementById("outbox").textContent)`

// Check 11: reload offline: shell and age of data; the strip says offline.
func TestReloadOffline(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.raise(t, "duty", desk.MarkLife, bounties[0])
	for _, lang := range []string{"en", "my"} {
		b := s.open(t, "duty", lang, 390)
		b.visit("/queue")
		b.ready()
		b.visit("/queue")
		b.until("the age of data to be kept", `document.querySelector("#rows .alert")`)
		s.stop()
		b.until("what cannot work is closed", `document.querySelector("button[form=ack]").disabled && document.documentElement.hasAttribute("data-away")`)
		b.run(chromedp.Reload())
		b.until("the kept page", `document.getElementById("again") && document.getElementById("heard").textContent`)
		want := map[string]string{"en": "Offline", "my": "အော့ဖ်လိုင်း"}[lang]
		if got := b.text(`document.querySelector(".strip").innerText`); !strings.Contains(got, want) || !strings.Contains(b.text(`document.getElementById("heard").innerText`), ":") {
			t.Errorf("%s: the strip says %q", lang, got)
		}
		if body := b.text(`document.body.innerText`); strings.Contains(body, "阿蓝") || strings.Contains(body, "Duty officer") {
			t.Errorf("the kept page knows somebody: %s", body)
		}
		if b.text(`document.documentElement.scrollWidth <= innerWidth`) != "true" {
			t.Error("the kept page scrolls sideways")
		}
		s.again(t)
		b.until("the node by itself, whose restart ended the session", `document.getElementById("password")`)
		b.back("duty")
		b.visit("/queue")
		b.until("the queue", `document.querySelector("#rows .alert")`)
	}
}

// Check 12, in the browser: what is captured while the node is away survives a
// reload and arrives in order, once, photos last, after the same officer has
// signed in again; check 13: the counter is true all along.
func TestOutboxArrivesOnceInOrder(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.open(t, "duty", "en", 1440)
	b.visit("/capture")
	b.ready()
	b.visit("/capture")
	b.until("nothing to wait", strip+` === "0"`)
	s.stop()
	b.write(bounties[0])
	b.until("one that waits", strip+` === "1 not sent"`)
	b.photo(t)
	b.until("two that wait", strip+` === "2 not sent"`)
	b.write(bounties[1])
	b.until("three that wait", strip+` === "3 not sent"`)
	b.run(chromedp.Reload())
	b.until("three after a reload", strip+` === "3 not sent" && document.querySelectorAll("#waiting-list [data-state=queued]").length === 3`)

	s.again(t)
	b.until("the sign-in", `location.pathname === "/sign-in"`)
	if got := len(s.captures(t)); got != 0 {
		t.Fatalf("%d captures arrived without a session", got)
	}
	b.back("second") // another officer at the same device
	b.visit("/capture")
	b.until("what waits for somebody else", strip+` === "0" && document.getElementById("waiting-note").textContent.includes("3")`)
	if got := len(s.captures(t)); got != 0 {
		t.Fatalf("%d captures were sent in another's name", got)
	}
	b.back("duty")
	b.visit("/capture")
	b.until("all of it to be received", strip+` === "0" && document.querySelectorAll("#waiting-list [data-state=received]").length === 3`)
	var channels []string
	list := s.captures(t)
	for i := range list {
		c, err := s.node.Desk.Proposals(t.Context(), s.staff["duty"], why, list[len(list)-1-i].Record)
		must(t, err)
		channels = append(channels, c.Channel)
	}
	if got := strings.Join(channels, " "); got != "text text picture" {
		t.Errorf("arrived: %s", got)
	}
	b.run(chromedp.Reload())
	b.until("nothing to wait", strip+` === "0"`)
	if got := len(s.captures(t)); got != 3 {
		t.Errorf("%d captures after a reload", got)
	}
}

// photo drops a picture on Capture.
func (b *tab) photo(t *testing.T) {
	t.Helper()
	b.until("the form", `document.getElementById("picture")?.checkVisibility()`)
	file := filepath.Join(t.TempDir(), "EXERCISE.png")
	raw, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
	must(t, err)
	must(t, os.WriteFile(file, raw, 0o600))
	b.run(chromedp.SetUploadFiles("#picture", []string{file}), chromedp.Click(`#picture-form > button.primary`))
}

// A form whose answer was lost on the way is one record: it waits in the
// outbox under its own id and is known when it comes again.
func TestLostAnswerGivesOneRecord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cut := cutting(t, s)
	b := s.open(t, "duty", "en", 1440)
	b.visit("/capture")
	b.ready()
	b.visit("/capture")
	cut.answers.Store(true)
	b.write(bounties[0])
	b.until("one that waits", strip+` === "1 not sent"`)
	if got := len(s.captures(t)); got != 1 {
		t.Fatalf("the node has %d: the answer was to be cut, not the form", got)
	}
	cut.answers.Store(false)
	b.until("it to be received", strip+` === "0" && document.querySelectorAll("#waiting-list [data-state=received]").length === 1`)
	if got := len(s.captures(t)); got != 1 {
		t.Errorf("%d records", got)
	}
}

// Check 14: same-field offline edits show a conflict, which a person settles.
func TestSameFieldOfflineEditsAreSettled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.raise(t, "duty", desk.MarkLife, bounties[1])[0]
	b := s.open(t, "duty", "en", 1440)
	for _, mine := range []string{"老酷", "老苦"} {
		b.visit("/records/" + id.String())
		b.ready()
		b.visit("/records/" + id.String())
		old := s.fact(t, id, lanna.Alias)
		b.until("the page", `document.querySelector("form[data-keep=correct]")`)
		s.stop()
		b.ask(fmt.Sprintf(`(() => { const f = document.querySelector('form[action$="/facts/%s/correct"]'); f.elements.value.value = %q; f.elements.reason.value = "EXERCISE misread"; f.requestSubmit() })()`, old.Claim, mine), nil)
		b.until("an edit that waits", strip+` === "1 not sent"`)
		s.again(t)
		theirs := mine + "二"
		must(t, s.node.Desk.Correct(t.Context(), s.staff["second"], why, id, old.Claim, desk.Words{Text: theirs, Lang: "zh"}, lanna.Grade{}))
		b.back("duty")
		b.visit("/capture")
		b.until("a conflict", `document.querySelector("#waiting-list [data-state=conflict] button")`)
		if got := b.text(strip); got != "1 not sent" {
			t.Errorf("the strip says %q of what nobody settled", got)
		}
		b.run(chromedp.Click("#waiting-list [data-state=conflict] button"))
		b.until("both words", fmt.Sprintf(`document.querySelector("#take-mine") && document.querySelector("main").innerText.includes(%q) && document.querySelector("main").innerText.includes(%q)`, mine, theirs))
		want, press := mine, "#take-mine"
		if mine == "老苦" {
			want, press = theirs, "#keep-theirs"
		}
		b.run(chromedp.Click(press))
		b.until("the record", `location.pathname.startsWith("/records/") && !location.search && `+strip+` === "0"`)
		if got := s.fact(t, id, lanna.Alias); got.Value != want {
			t.Errorf("what stands is %q, want %q", got.Value, want)
		}
	}
}

func (s *site) fact(t *testing.T, id lanna.RecordID, p lanna.Property) desk.Fact {
	t.Helper()
	r, err := s.node.Desk.Record(t.Context(), s.staff["duty"], why, id)
	must(t, err)
	for _, row := range r.Rows {
		if row.Property == p {
			return row.Cells[0][0]
		}
	}
	t.Fatalf("no %s", p)
	return desk.Fact{}
}

// planted are words that must never lie in a browser's folder.
const planted = "EXERCISE Quetzalcoatlus Testname"

// Check 16, the device: what is typed, kept and queued lies in no file of the
// browser in the open, and after signing out nothing of it is left in its
// storage. The test shows first that it would find the words.
func TestNothingStaysAfterSignOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	dir := t.TempDir()
	stop := s.ownBrowser(t, dir)
	b := stop.tab
	b.visit("/capture")
	b.ready()
	b.ask(`localStorage.setItem("control", "EXERCISE Archaeopteryx Testname")`, nil)
	b.visit("/capture")
	b.run(chromedp.SendKeys("#text", planted))
	b.until("a draft", `(() => { const r = indexedDB.open("lanna-device", 1); r.onsuccess = () => { const c = r.result.transaction("drafts").objectStore("drafts").count(); c.onsuccess = () => { r.result.close(); window.drafts = c.result } }; return window.drafts === 1 })()`)
	b.run(chromedp.Reload())
	b.until("the draft back", fmt.Sprintf(`document.getElementById("text").value === %q`, planted))
	s.stop()
	b.write(planted + " wants the ransom")
	b.until("one that waits", strip+` === "1 not sent"`)

	stop.restart(t)
	b = stop.tab
	b.visit("/capture")
	b.until("one after the browser's restart", strip+` === "1 not sent"`)
	if n := grep(t, dir, "EXERCISE Archaeopteryx Testname"); n == 0 {
		t.Fatal("words in the open are not found in the browser's folder: the test proves nothing")
	}
	if n := grep(t, dir, planted); n != 0 {
		t.Errorf("what was written lies in the open in %d files", n)
	}

	s.again(t)
	b.back("second")
	b.visit("/more")
	b.until("the page's script", `document.querySelector("form[data-leave]") && document.getElementById("outbox")`)
	b.until("what waits to be known", `indexedDB.databases().then(l => window.dbs = l.length) && window.dbs === 1`)
	b.run(chromedp.Click("form[data-leave] button"))
	b.until("a warning", `document.querySelector("form[data-leave] .callout")?.textContent.includes("1 captures")`)
	b.run(chromedp.Click("form[data-leave] button"))
	b.until("the sign-in", `location.pathname === "/sign-in"`)
	b.until("an empty browser", empty)
	stop.close()
	if n := grep(t, dir, planted); n != 0 {
		t.Errorf("after signing out it lies in %d files", n)
	}
}

// empty is true where a browser keeps nothing but the files of pages and the page
// without the node.
const empty = `(async () => { window.left = (await indexedDB.databases()).length + localStorage.length + sessionStorage.length + (await Promise.all((await caches.keys()).map(async k => (await (await caches.open(k)).keys()).map(r => r.url)))).flat().filter(u => !/\/assets\/|\/offline$/.test(u)).length })() && window.left === 0`

// On a browser that wakes an officer the worker stays after signing out, and is
// asked for the page of signing in. It must not begin to keep anything there.
func TestTheWorkerThatStaysKeepsNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.open(t, "duty", "en", 390)
	b.cookie("lanna_push", "1")
	b.visit("/more")
	b.ready()
	b.visit("/more")
	b.until("the leave form", `document.querySelector("form[data-leave]") && navigator.serviceWorker.controller`)
	b.run(chromedp.Click("form[data-leave] button"))
	b.until("the sign-in", `location.pathname === "/sign-in"`)
	b.until("an empty browser", empty)
	b.visit("/sign-in")
	b.until("the worker still there", `navigator.serviceWorker.controller`)
	b.until("a browser that stays empty", empty)
}

// Where the node is away, signing out forgets at once, and tells the node with
// the first word to it.
func TestSigningOutWithoutTheNode(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cut := cutting(t, s)
	b := s.open(t, "duty", "en", 390)
	b.visit("/more")
	b.ready()
	b.visit("/more")
	cut.all.Store(true)
	b.until("the leave form", `document.querySelector("form[data-leave]")`)
	b.run(chromedp.Click("form[data-leave] button"))
	b.until("the kept page", `document.getElementById("again")`)
	b.until("no key", `!document.getElementById("keyless").hidden && document.getElementById("forms").hidden`)
	cut.all.Store(false)
	b.visit("/queue")
	b.until("the sign-in", `location.pathname === "/sign-in" && document.getElementById("password")`)
}

// ownBrowser is a Chromium with a folder of its own.
type ownBrowser struct {
	s    *site
	dir  string
	tab  *tab
	stop func()
}

func (s *site) ownBrowser(t *testing.T, dir string) *ownBrowser {
	t.Helper()
	o := &ownBrowser{s: s, dir: dir}
	o.start(t)
	o.tab.back("duty")
	t.Cleanup(func() { o.close() })
	return o
}

func (o *ownBrowser) start(t *testing.T) {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("lang", "en"), chromedp.UserDataDir(o.dir))
	allocator, stopAll := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopTab := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	must(t, chromedp.Run(ctx, runtime.Enable()))
	limited, cancel := context.WithTimeout(ctx, 120*time.Second)
	o.tab = &tab{t: t, ctx: limited, site: o.s}
	o.stop = func() {
		_ = chromedp.Cancel(ctx) // the browser writes what it holds and ends
		cancel()
		stopTab()
		stopAll()
	}
}

func (o *ownBrowser) close() {
	if o.stop != nil {
		o.stop()
		o.stop = nil
	}
}

func (o *ownBrowser) restart(t *testing.T) {
	t.Helper()
	o.close()
	o.start(t)
}

// grep counts the files below a folder that hold the words in UTF-8 or UTF-16.
func grep(t *testing.T, dir, words string) (n int) {
	t.Helper()
	var wide bytes.Buffer
	for _, u := range utf16.Encode([]rune(words)) {
		wide.Write([]byte{byte(u), byte(u >> 8)})
	}
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Type()&fs.ModeSymlink != 0 {
			return nil // the browser tidies up meanwhile
		}
		raw, err := os.ReadFile(path)
		if err == nil && (bytes.Contains(raw, []byte(words)) || bytes.Contains(raw, wide.Bytes())) {
			n++
			t.Log(strings.TrimPrefix(path, dir))
		}
		return nil
	}))
	return n
}
