package browsertest

import (
	"os"
	"strings"
	"testing"

	"lanna/desk"

	"github.com/chromedp/chromedp"
)

// released is a notice that was read in a picture, and the path of its release
// to the partner.
func (s *site) released(t *testing.T) string {
	t.Helper()
	s.received(t)
	d, duty, ctx := s.node.Desk, s.staff["duty"], t.Context()
	id, err := d.Capture(ctx, duty, why, desk.Intake{Channel: "picture", FileName: "EXERCISE.png", Data: []byte("\x89PNG\r\n\x1a\nEXERCISE"), Key: "release"})
	must(t, err)
	ids := s.confirm(t, "duty", desk.MarkLife, id)
	return "/records/" + ids[0].String() + "/release?to=" + s.partner.Writer().String()
}

// What the partner will see follows what is ticked, and nothing of what is not
// is in it, in the picture neither.
func TestAReleaseShowsWhatThePartnerWillSee(t *testing.T) {
	t.Parallel()
	axe := axeScript(t)
	s := newSite(t)
	path := s.released(t)
	b := s.open(t, "national", "en", 1440)
	b.visit(path)
	tick := func(property string) {
		t.Helper()
		b.ask(`[...document.querySelectorAll(".goes label")].find(l => l.textContent.trim() === `+property+`).click()`, nil)
	}
	seen := `document.querySelector("#sees").textContent`
	tick(`"Alias"`)
	b.until("the alias is seen", seen+`.includes("阿蓝")`)
	tick(`"Reward"`)
	b.until("the reward is seen", seen+`.includes("600,000")`)
	b.run(chromedp.SetValue("#picture", desk.PictureRedrawn), chromedp.Evaluate(`document.querySelector("#picture").dispatchEvent(new Event("change", {bubbles: true}))`, nil))
	b.until("the picture is seen", `document.querySelectorAll("#sees clipPath rect").length == 2`)
	if html := b.text(`document.documentElement.outerHTML`); strings.Contains(html, "&quot;key&quot;") || strings.Contains(html, `"key"`) {
		t.Error("the key of a picture stands on the page")
	}
	if text := b.text(seen); strings.Contains(text, "银鹭园") || !strings.Contains(text, "Threat to life") {
		t.Errorf("what they will see: %s", text)
	}
	p := place{"release", path, "national"}
	dir := os.Getenv("LANNA_SHOTS")
	for _, lang := range []string{"en", "zh", "my"} {
		for _, width := range []int64{1440, 390} {
			if dir == "" && (lang != "en" || width == 1440) {
				continue
			}
			b.turn(lang, width)
			b.visit(path)
			b.ask(`[...document.querySelectorAll(".goes input")].slice(0, 5).forEach(i => { if (!i.checked) i.click() })`, nil)
			b.ask(`document.querySelector("#picture").value = "redrawn"; document.querySelector(".sees button").click()`, nil)
			b.until("the picture is seen", `document.querySelectorAll("#sees clipPath rect").length > 0`)
			b.shoot("release", lang, width)
		}
	}
	b.narrow(p)
	b.axe(axe, p)
}
