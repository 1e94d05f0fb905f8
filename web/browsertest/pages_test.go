package browsertest

import (
	"cmp"
	"os"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/federate"

	"github.com/chromedp/chromedp"
)

var languages = []string{"en", "zh", "th", "my", "lo"}

// A place is a page of the site by a name that a failure can give.
type place struct{ name, path, login string }

// pages fills a site with one of everything and lists its pages.
func (s *site) pages(t *testing.T) []place {
	t.Helper()
	ids := s.raiseAll(t)
	text := s.capture(t, "duty", bounties[0]+"\n"+bounties[1])
	picture, err := s.node.Desk.Capture(t.Context(), s.staff["duty"], why, desk.Intake{Channel: "picture", FileName: "EXERCISE.png", Data: []byte("\x89PNG\r\n\x1a\nEXERCISE"), Key: t.Name() + "picture"})
	must(t, err)
	received := s.received(t)
	s.filled(t)
	_, _, err = s.node.Desk.Deliver(t.Context(), federate.Message("EXERCISE noise"))
	must(t, err)
	must(t, s.node.Desk.AlertNote(t.Context(), s.staff["duty"], why, ids[0], desk.Words{Text: "EXERCISE 打了电话", Lang: "zh"}))
	rows := "/lists/" + s.listed(t)
	return []place{
		{"queue", "/queue", "duty"},
		{"queue, nothing there", "/queue?view=over", "duty"},
		{"alert", "/alerts/" + ids[0].String(), "duty"},
		{"merge", "/alerts/" + ids[0].String() + "/merge", "duty"},
		{"capture", "/capture", "duty"},
		{"review of a text", "/capture/" + text.String(), "duty"},
		{"review of a picture", "/capture/" + picture.String(), "duty"},
		{"pictures to read", "/capture/waiting", "duty"},
		{"search", "/search", "duty"},
		{"search with hits", "/search?q=银鹭", "duty"},
		{"search without hits", "/search?q=nothing-has-this", "duty"},
		{"record", "/records/" + ids[0].String(), "duty"},
		{"record not there", "/records/" + lanna.RecordID{1}.String(), "duty"},
		{"record to be erased", "/records/" + ids[1].String(), "leader"},
		{"nothing due", "/due", "leader"},
		{"on paper", "/records/" + ids[0].String() + "/print", "leader"},
		{"bulletins on paper", "/records/" + ids[0].String() + "/print", "duty"},
		{"requests", "/requests", "duty"},
		{"question to nobody", "/records/" + ids[0].String() + "/ask", "duty"},
		{"another's record", "/records/" + received.String(), "duty"},
		{"leave to use another's word", "/records/" + received.String() + "/leave", "duty"},
		{"leave, nobody else said anything", "/records/" + ids[0].String() + "/leave", "duty"},
		{"quarantine", "/quarantine", "auditor"},
		{"release to nobody", "/records/" + ids[0].String() + "/release", "leader"},
		{"parties", "/parties", "leader"},
		{"hit desk, nobody there", "/hit", "duty"},
		{"lists", "/lists", "leader"},
		{"list that was checked", rows, "leader"},
		{"rows with the same document", rows + "/sure", "leader"},
		{"shift", "/shift", "duty"},
		{"rota, to look at", "/rota", "duty"},
		{"rota with everything", "/rota?desk=centre", "leader"},
		{"more", "/more", "duty"},
		{"help", "/help", "duty"},
		{"help searched", "/help?q=alert", "duty"},
		{"help without a hit", "/help?q=nothing-has-this", "duty"},
		{"page of the manual", "/help/alert", "duty"},
		{"page for the administrator", "/help/install", "duty"},
		{"page of the manual, nobody signed in", "/help/first-steps", ""},
		{"keys", "/help/keys", "duty"},
		{"purpose", "/purpose", "duty"},
		{"audit", "/audit", "auditor"},
		{"reading more", "/reading", "duty"},
		{"planted", "/audit/planted", "auditor"},
		{"account", "/account", "duty"},
		{"authenticator", "/account/authenticator", "duty"},
		{"officers", "/officers", "admin"},
		{"administrator's page", "/admin", "admin"},
		{"officer", "/officers/" + s.staff["second"].Officer.String(), "admin"},
		{"first sign-in", "/join", ""},
		{"not allowed", "/audit", "duty"},
		{"sign-in", "/sign-in", ""},
		{"the node is away", "/offline", ""},
	}
}

// Checks 4 and 5, on every page and in every language: at 390 px nothing scrolls
// sideways, the tab bar is one row, and what is pressed is 44 px high; axe finds
// no violation, widths and colours taking turns.
func TestPagesInFiveLanguages(t *testing.T) {
	t.Parallel()
	axe := axeScript(t)
	s := newSite(t)
	of := map[string][]place{}
	for _, p := range s.pages(t) {
		of[p.login] = append(of[p.login], p)
	}
	for login, pages := range of {
		t.Run(cmp.Or(login, "nobody"), func(t *testing.T) {
			t.Parallel()
			b := s.open(t, login, "en", 390)
			for i, lang := range languages {
				b.cookie("lanna_theme", []string{"light", "dark"}[i%2])
				for _, p := range pages {
					b.turn(lang, 390)
					b.narrow(p)
					if i%2 == 0 {
						b.turn(lang, 1440)
						b.visit(p.path)
						b.unfold()
					}
					b.axe(axe, p)
				}
			}
			if login != "duty" {
				return
			}
			b.turn("en", 390)
			b.cookie("lanna_theme", "dark")
			for _, p := range pages[:7] { // those that are open all day, as English has them on a phone at night
				b.visit(p.path)
				b.unfold()
				b.axe(axe, p)
			}
		})
	}
}

// narrow checks a page at 390 px, once as it opens and once unfolded.
func (b *tab) narrow(p place) {
	b.t.Helper()
	b.visit(p.path)
	for _, how := range []string{"", ", unfolded"} {
		var seen struct {
			Width, Rows, Tabs int
			Wide, Low         []string
		}
		if how != "" {
			b.unfold()
		}
		b.ask(narrowScript, &seen)
		if seen.Width > 390 {
			b.t.Errorf("%s in %s%s is %d px wide: %v", p.name, b.lang, how, seen.Width, seen.Wide)
		}
		if p.login != "" && (seen.Rows != 1 || seen.Tabs != 4) {
			b.t.Errorf("%s in %s%s: %d tabs in %d rows", p.name, b.lang, how, seen.Tabs, seen.Rows)
		}
		if len(seen.Low) > 0 {
			b.t.Errorf("%s in %s%s: less than 44 px high: %v", p.name, b.lang, how, seen.Low)
		}
	}
}

// unfold opens what is folded away; of forms of which one is open at a time, the
// last.
func (b *tab) unfold() {
	b.t.Helper()
	b.run(chromedp.Evaluate(`document.querySelectorAll("main details").forEach(d => d.open = true)`, nil))
}

// What is due has a page that is empty until days have passed.
func TestDueInFiveLanguages(t *testing.T) {
	t.Parallel()
	axe := axeScript(t)
	s := newSite(t)
	s.raiseAll(t)
	s.stop()
	s.ahead = 91 * 24 * time.Hour
	s.start(t)
	page := place{"what is due", "/due", "leader"}
	b := s.open(t, page.login, "en", 390)
	for i, lang := range languages {
		b.turn(lang, 390)
		b.cookie("lanna_theme", "light")
		b.narrow(page)
		b.axe(axe, page)
		var forms int
		if b.ask(`document.querySelectorAll("main form").length`, &forms); forms < 2 {
			t.Fatalf("%d forms: nothing is due", forms)
		}
		b.turn(lang, 1440)
		b.cookie("lanna_theme", []string{"light", "dark"}[i%2])
		b.visit(page.path)
		b.unfold()
		b.axe(axe, page)
	}
}

const narrowScript = `(() => {
	const name = (e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + "." + e.className + " " + Math.round(e.getBoundingClientRect().height) + " " + e.textContent.trim().slice(0, 20);
	const seen = (e) => e.checkVisibility() && e.getBoundingClientRect().width > 2;
	const tabs = [...document.querySelectorAll(".tabs a")].filter(seen);
	const clipped = (e) => e.closest(".scroll, .unseen, svg");
	return {
		Width: document.scrollingElement.scrollWidth,
		Wide: [...document.querySelectorAll("main *")].filter(e => seen(e) && !clipped(e) && e.getBoundingClientRect().right > 391).map(name).slice(0, 5),
		Tabs: tabs.length,
		Rows: new Set(tabs.map(e => Math.round(e.getBoundingClientRect().top) + "/" + Math.round(e.getBoundingClientRect().height))).size,
		Low: [...document.querySelectorAll("main :is(button, .button, select, summary), main input:not([type=checkbox], [type=radio], [type=hidden]), .tabs a")].filter(e => seen(e) && !clipped(e) && !e.matches(".link") && !e.closest(".replaced") && e.getBoundingClientRect().height < 43.5).map(name),
	};
})()`

func axeScript(t *testing.T) string {
	t.Helper()
	axe, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe-core is missing; run make setup: ", err)
	}
	return string(axe)
}

// axe runs axe on the page that is open.
func (b *tab) axe(axe string, p place) {
	b.t.Helper()
	b.run(chromedp.Evaluate(axe, nil))
	var found []string
	b.ask(`axe.run({ resultTypes: ["violations"] }).then(r => r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + (n.any[0]?.message ?? "")).join(" | ")))`, &found)
	for _, f := range found {
		b.t.Errorf("%s in %s: %s", p.name, b.lang, f)
	}
}
