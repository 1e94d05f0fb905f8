package browsertest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// browser is the one Chromium of all tests; each tab has cookies of its own.
var browser context.Context

func TestMain(m *testing.M) {
	path := chromium()
	if path == "" {
		fmt.Fprintln(os.Stderr, "browsertest: chromium is not installed; run make setup")
		os.Exit(1)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("lang", "en"))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	var closeBrowser func()
	browser, closeBrowser = chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {})) // events that this library does not know yet
	code := 1
	if err := chromedp.Run(browser); err != nil {
		fmt.Fprintln(os.Stderr, "browsertest: chromium does not start:", err)
	} else {
		code = m.Run()
	}
	closeBrowser()
	stop()
	os.Exit(code)
}

func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// A tab is one page in the browser. Anything that its script throws, and
// anything that the content policy blocks, fails the test.
type tab struct {
	t       testing.TB
	ctx     context.Context
	site    *site
	cookies cdp.BrowserContextID
	lang    string // of the page that comes next
}

// patience is what one step of a browser may take, on however busy a machine. A
// tab may be open for as long as its test.
const patience = time.Minute

// open opens a tab of the given width, signed in as login with the language
// chosen; "" signs nobody in.
func (s *site) open(t testing.TB, login, lang string, width int64) *tab {
	t.Helper()
	cookies, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(executor())
	must(t, err)
	return s.begin(t, newTab(t, cookies), cookies, login, lang, width)
}

// another opens one more tab with the same cookies, and so with the same six
// connections to the node.
func (b *tab) another() *tab {
	b.t.Helper()
	return &tab{b.t, newTab(b.t, b.cookies), b.site, b.cookies, b.lang}
}

func executor() context.Context {
	return cdp.WithExecutor(browser, chromedp.FromContext(browser).Browser)
}

// newTab asks for a window, without which Chromium opens no tab where it has no
// screen.
func newTab(t testing.TB, cookies cdp.BrowserContextID) context.Context {
	t.Helper()
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(cookies).WithNewWindow(true).Do(executor())
	must(t, err)
	ctx, closeTab := chromedp.NewContext(browser, chromedp.WithTargetID(id))
	t.Cleanup(closeTab)
	must(t, chromedp.Run(ctx))
	return ctx
}

func (s *site) begin(t testing.TB, ctx context.Context, cookies cdp.BrowserContextID, login, lang string, width int64) *tab {
	t.Helper()
	tb := &tab{t, ctx, s, cookies, lang}
	chromedp.ListenTarget(ctx, func(event any) {
		if e, ok := event.(*runtime.EventExceptionThrown); ok {
			t.Errorf("script: %s %s", e.ExceptionDetails.Text, e.ExceptionDetails.URL)
		}
	})
	tb.run(runtime.Enable(), network.Enable(),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}}))
	tb.turn(lang, width)
	if login != "" {
		u, err := url.Parse(s.url)
		must(t, err)
		for _, c := range s.signIn(t, login).Jar.Cookies(u) {
			tb.cookie(c.Name, c.Value)
		}
	}
	return tb
}

// turn has the tab be of a width, and what comes next in a language. It costs a
// hundredth of another tab.
func (b *tab) turn(lang string, width int64) {
	b.t.Helper()
	b.lang = lang
	height := int64(900)
	if width < 600 {
		height = 844
	}
	b.cookie("lanna_lang", lang)
	b.run(emulation.SetDeviceMetricsOverride(width, height, 1, width < 600))
}

func (b *tab) cookie(name, value string) { b.run(network.SetCookie(name, value).WithURL(b.site.url)) }

func (b *tab) run(actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) visit(path string) {
	b.t.Helper()
	b.run(chromedp.Navigate(b.site.url + path))
}

// before runs script in every page before the page's own.
func (b *tab) before(script string) {
	b.t.Helper()
	b.run(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(script).Do(ctx)
		return err
	}))
}

// ask evaluates script in the page into out.
func (b *tab) ask(script string, out any) {
	b.t.Helper()
	b.run(chromedp.Evaluate(script, out, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
}

func (b *tab) text(script string) (s string) {
	b.t.Helper()
	b.ask("String("+script+")", &s)
	return s
}

// until waits for script to be true.
func (b *tab) until(what, script string) {
	b.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		var ok bool
		if err := chromedp.Run(b.ctx, chromedp.Evaluate("Boolean("+script+")", &ok)); err == nil && ok {
			return
		}
	}
	b.t.Fatalf("in vain waited for: %s\nat %s, in %s\n%.400s", what, b.text("location.href"), b.text("document.activeElement?.outerHTML.slice(0, 200)"), b.text("document.querySelector('main')?.innerText"))
}

func (b *tab) press(keys string) {
	b.t.Helper()
	b.run(chromedp.KeyEvent(keys))
}
