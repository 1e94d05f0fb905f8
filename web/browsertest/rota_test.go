package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"lanna"
	"lanna/desk"
)

// filled sets a rota with one of everything at the desk "centre".
func (s *site) filled(t *testing.T) {
	t.Helper()
	duty, second, leader := s.staff["duty"].Officer, s.staff["second"].Officer, s.staff["leader"].Officer
	day := func(n int) string { return s.Now().AddDate(0, 0, n).Format("2006-01-02") }
	r := desk.Rota{Desk: "centre", OnCall: []lanna.OfficerID{leader}, Turns: []desk.Turn[lanna.OfficerID]{
		{Name: "day", From: "08:00", To: "20:00", Officers: []lanna.OfficerID{duty, second}},
		{Name: "night", From: "20:00", To: "08:00", Officers: []lanna.OfficerID{second}, Days: []string{"mon", "tue", "wed", "thu", "fri"}},
		{Name: "weekend night", From: "20:00", To: "08:00", Days: []string{"sat", "sun"}},
	}}
	r.Days = []desk.Holiday[lanna.OfficerID]{r.ClosedOn(day(3), "EXERCISE feast"), {Date: day(4), Name: "EXERCISE", Like: "sun"}}
	r.StandIns = []desk.StandIn[lanna.OfficerID]{{Date: day(1), For: duty, By: leader}, {Date: day(2), Shift: "day", For: second}}
	must(t, s.node.Desk.SetRota(t.Context(), s.staff["admin"], why, r, lanna.Digest{}))
}

// A leader fills a night that nobody had, with keyboard and mouse as in a shift,
// and with script switched off.
func TestTheRotaIsFilled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.filled(t)
	b := s.open(t, "leader", "en", 390)
	b.visit("/rota?desk=centre")
	if got := b.text(`document.querySelector("#empty").textContent`); !strings.Contains(got, "have nobody") && !strings.Contains(got, "has nobody") {
		t.Errorf("of empty shifts it says %q", got)
	}
	b.run(chromedp.Click(`//summary[contains(., "weekend night")]`, chromedp.BySearch))
	b.run(
		chromedp.SetValue(`#o-2-1`, s.staff["second"].Officer.String(), chromedp.ByQuery),
		chromedp.SendKeys(`#why-2`, "EXERCISE filled", chromedp.ByQuery),
		chromedp.Submit(`#why-2`, chromedp.ByQuery))
	b.until("that it is set", `document.querySelector(".message")?.textContent.includes("The rota is set")`)
	if got := b.text(`document.querySelector("#empty")?.textContent ?? ""`); got != "" {
		t.Errorf("of empty shifts it still says %q", got)
	}
}
