package browsertest

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"lanna/desk"
	"lanna/wake"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp"
)

// A postbox stands for the push service: it takes what the node would seal and
// send. That it is sealed and sent right is told by the tests of wake.
type postbox struct {
	mu    sync.Mutex
	notes []string
}

func (p *postbox) Takes(string) error                                      { return nil }
func (p *postbox) KeyFrom(func(context.Context) (*ecdh.PrivateKey, error)) {}

func (p *postbox) Wake(_ context.Context, m desk.WakeMessage) error {
	raw, err := json.Marshal(wake.NoteOf(m))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notes = append(p.notes, string(raw))
	return err
}

func (p *postbox) last() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.notes) == 0 {
		return ""
	}
	return p.notes[len(p.notes)-1]
}

// subscribed stands for a push service that the browser reaches. Chromium's own
// asks Google's servers, so that no test can subscribe: what the page does with
// the subscription is tried, and what the worker does with a push that Chromium
// hands it.
func subscribed(t *testing.T) string {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	must(t, err)
	raw := base64.StdEncoding.EncodeToString(key.PublicKey().Bytes())
	return fmt.Sprintf(`if (window.PushManager) {
		const bytes = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0)).buffer;
		const made = { endpoint: "https://push.invalid/send/EXERCISE", options: {}, getKey: (k) => k === "auth" ? bytes("%s") : bytes("%s") };
		PushManager.prototype.getSubscription = async () => localStorage.getItem("pushed") ? made : null;
		PushManager.prototype.subscribe = async () => { localStorage.setItem("pushed", "1"); return made; };
	}`, base64.StdEncoding.EncodeToString(make([]byte, 16)), raw)
}

// allow lets the page show notifications.
func (b *tab) allow() {
	b.t.Helper()
	b.run(chromedp.ActionFunc(func(ctx context.Context) error {
		return cdpbrowser.SetPermission(&cdpbrowser.PermissionDescriptor{Name: "notifications"}, cdpbrowser.PermissionSettingGranted).WithOrigin(b.site.url).Do(ctx)
	}))
}

// registration is the worker's, as Chromium calls it.
func (b *tab) registration() func() string {
	b.t.Helper()
	var mu sync.Mutex
	id := ""
	chromedp.ListenTarget(b.ctx, func(event any) {
		if e, ok := event.(*serviceworker.EventWorkerRegistrationUpdated); ok {
			mu.Lock()
			defer mu.Unlock()
			for _, r := range e.Registrations {
				if id = string(r.RegistrationID); r.IsDeleted {
					id = ""
				}
			}
		}
	})
	b.run(serviceworker.Enable())
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return id
	}
}

// An officer turns a browser on, signs out, and is woken in it all the same: the
// worker stays and nothing of a person does. Turned off, it goes as everywhere.
func TestABrowserWakesItsOfficerAfterSignOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.stop()
	s.box = &postbox{}
	s.again(t)
	own := s.ownBrowser(t, t.TempDir())
	b := own.tab
	worker := b.registration()
	const press = `#push button`
	b.visit("/capture")
	b.ready()
	b.visit("/account")
	b.until("the offer", `document.querySelector("`+press+`")?.checkVisibility()`)
	b.allow()
	b.run(chromedp.Click(press))
	b.until("an answer", `document.querySelector("#push [role=status]").textContent`)
	if got := b.text(`document.querySelector("#push [role=status]").textContent`); !strings.Contains(got, "reaches no push service") {
		t.Errorf("where no push service is reached, it says %q", got)
	}

	b.before(subscribed(t))
	b.visit("/account")
	b.until("the offer", `document.querySelector("`+press+`")?.checkVisibility()`)
	b.run(chromedp.Click(press))
	b.until("this browser in the list", `document.querySelector("[data-push] input[name=here]")?.value === "1" && document.querySelector("[data-here]").checkVisibility()`)
	if list, err := s.node.Desk.Pushes(t.Context(), s.staff["duty"]); err != nil || len(list) != 1 || !strings.HasPrefix(list[0].Device, "Chrom") {
		t.Fatalf("the node has %+v (%v)", list, err)
	}
	b.axe(axeScript(t), place{"a browser that wakes", "/account", "duty"})
	b.ask(`sessionStorage.setItem("lanna-spoken", "{}")`, nil)
	b.leave()
	b.until("what is kept to be gone", gone)
	if id := worker(); id == "" {
		t.Fatal("the worker went with the sign-out")
	}

	s.raise(t, "leader", desk.MarkLife, bounties[0])
	for s.box.last() == "" {
		if _, err := s.node.Desk.Wake(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.node.Desk.WakesRest()
	}
	got := s.box.last()
	if !strings.Contains(got, "EXERCISE · ▲ THREAT TO LIFE B-0001") || strings.Contains(got, "阿蓝") || strings.Contains(got, "Duty officer") {
		t.Errorf("the browser is told %s", got)
	}
	b.run(chromedp.ActionFunc(func(ctx context.Context) error { // headless, Chromium keeps nothing of what the worker shows
		return serviceworker.DeliverPushMessage(s.url, serviceworker.RegistrationID(worker()), got).Do(ctx)
	}))

	b.back("duty")
	b.visit("/account")
	b.until("this browser in the list", `document.querySelector("[data-push] input[name=here]")?.value === "1"`)
	b.run(chromedp.Click(`[data-push] button`))
	b.until("an empty list", `!document.querySelector("[data-push]")`)
	b.until("the page's script", `document.querySelector("form[data-leave]") && document.getElementById("outbox")`)
	b.leave()
	b.until("the worker to be gone", `navigator.serviceWorker.getRegistrations().then(l => { window.left = l.length }), window.left === 0`)
}

// gone is true once the device keeps nothing of anybody.
const gone = `indexedDB.databases().then(l => { window.kept = l.length + sessionStorage.length }), window.kept === 0`

// leave signs out.
func (b *tab) leave() {
	b.t.Helper()
	b.visit("/more")
	b.until("the page's script", `document.querySelector("form[data-leave]") && document.getElementById("outbox")`)
	b.run(chromedp.Click(`form[action="/sign-out"] button`))
	b.until("the sign-in", `location.pathname === "/sign-in" && document.getElementById("password")`)
}
