package browsertest

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"lanna"
	"lanna/desk"
)

// known is a person of the register, from a family's report.
func (s *site) known(t *testing.T, name string) lanna.RecordID {
	t.Helper()
	_, err := s.node.Desk.Capture(t.Context(), s.staff["duty"], why, desk.Intake{Channel: "phone", Key: name, Report: &desk.Report{Kind: lanna.FamilyRecord, Fields: []desk.Field{{Property: lanna.Name, Value: name}, {Property: lanna.BirthDate, Value: "1990-04-12"}}}})
	must(t, err)
	found, err := s.node.Desk.Candidates(t.Context(), s.staff["duty"], why, desk.CandidateQuery{Facts: []desk.Field{{Property: lanna.Name, Value: name}}})
	must(t, err)
	i := slices.IndexFunc(found, func(c desk.Candidate) bool { return c.Title.Names[0].Text == name })
	if i < 0 {
		t.Fatalf("%d candidates, none is the person recorded", len(found))
	}
	return found[i].Record
}

// A Chinese name is typed, and people whom others wrote in Thai and in Latin
// letters stand beside it, with the reasons, before anything is saved.
func TestCandidatesWhileANameIsTyped(t *testing.T) {
	t.Parallel()
	axe := axeScript(t)
	s := newSite(t)
	tan := s.known(t, "TAN Wee Beng")
	s.known(t, "เฉิน เหว่ยหมิง")
	for _, width := range []int64{1440, 390} {
		b := s.open(t, "duty", "en", width)
		b.visit("/capture")
		b.run(chromedp.SendKeys("#phone-name", "陈伟明"))
		b.until("both are there", `document.querySelectorAll("#phone-form .found li a").length === 2`)
		words := b.text(`document.querySelector("#phone-form .found").innerText`)
		for _, w := range []string{"TAN Wee Beng", "เฉิน เหว่ยหมิง", "% likely", "Hokkien reading"} {
			if !strings.Contains(words, w) {
				t.Errorf("at %d px no %q in %q", width, w, words)
			}
		}
		if kept := b.text(`document.querySelector("#phone-name").value + document.activeElement.id`); kept != "陈伟明phone-name" {
			t.Errorf("the hand was disturbed: %q", kept)
		}
		b.run(chromedp.SendKeys("#phone-birth-date", "1990-04-12"))
		b.until("the date speaks too", `document.querySelector("#phone-form .found").innerText.includes("same day of birth")`)
		b.axe(axe, place{name: "capture with candidates"})
		b.shoot("capture", "en", width)
	}
	b := s.open(t, "duty", "en", 390)
	for _, lang := range languages {
		id := s.capture(t, "duty", "EXERCISE 悬赏60万 姓名：陈伟明 外号阿蓝 从银鹭园B栋跑出 抓回园区")
		page := place{"review with candidates", "/capture/" + id.String(), "duty"}
		for _, width := range []int64{390, 1440} {
			b.turn(lang, width)
			if width == 390 {
				b.narrow(page)
			} else {
				b.visit(page.path)
			}
			b.axe(axe, page)
			b.shoot("review", lang, width)
			var found int
			if b.ask(`document.querySelectorAll(".notice .found li a").length`, &found); found != 2 {
				t.Errorf("%s: %d candidates on the review page", lang, found)
			}
			several := place{"judge several", "/records/" + tan.String() + "/same", "duty"}
			if width == 390 {
				b.narrow(several)
			} else {
				b.visit(several.path)
			}
			b.axe(axe, several)
			b.shoot("several", lang, width)
		}
	}
}

// shoot keeps a picture of the page in the folder that LANNA_SHOTS names, for a
// person to look at.
func (b *tab) shoot(page, lang string, width int64) {
	dir := os.Getenv("LANNA_SHOTS")
	if dir == "" {
		return
	}
	var png []byte
	b.run(chromedp.FullScreenshot(&png, 100))
	must(b.t, os.WriteFile(fmt.Sprintf("%s/%s-%s-%d.png", dir, page, lang, width), png, 0o600))
}
