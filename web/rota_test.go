package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lanna/desk/desktest"
)

var rotaBase = regexp.MustCompile(`name="base" value="([0-9a-f]+)"`)

// rota sends a form of the page /rota, made of the rota that stands.
func (v *visitor) rota(form string, fields url.Values) (*http.Response, string) {
	v.t.Helper()
	_, page := v.get("/rota")
	base := rotaBase.FindStringSubmatch(page)
	if base == nil {
		v.t.Fatalf("the page has no form: %.300s", page)
	}
	if fields.Get("base") == "" {
		fields.Set("base", base[1])
	}
	fields.Set("desk", "centre")
	return v.send("/rota", "/rota/"+form, fields)
}

func TestALeaderSetsTheRotaOnItsPage(t *testing.T) {
	s := newSite(t)
	leader := s.as(t, "leader")
	duty, second := s.Duty.Officer.String(), s.Second.Officer.String()
	week := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	if _, page := leader.get("/rota"); !strings.Contains(page, "No rota was set for this desk") {
		t.Error("that nothing was set is not said")
	}
	leader.rota("turn", url.Values{"name": {"day"}, "from": {"08:00"}, "to": {"20:00"}, "day": week, "officer": {"", duty, ""}, "reason": {"EXERCISE"}})
	_, page := leader.rota("turn", url.Values{"name": {"night"}, "from": {"20:00"}, "to": {"08:00"}, "day": week, "reason": {"EXERCISE"}})
	if !strings.Contains(page, "7 shifts of the next seven days have nobody") && !strings.Contains(page, "8 shifts of the next seven days have nobody") {
		t.Errorf("nights without anybody are not said:\n%.2000s", page)
	}
	if _, queue := leader.get("/queue"); !strings.Contains(queue, "Nobody on duty") || !strings.Contains(queue, `href="/rota?desk=centre"`) {
		t.Error("the queue of who leads does not say that a night has nobody")
	}
	if _, queue := s.as(t, "duty").get("/queue"); strings.Contains(queue, "Nobody on duty") {
		t.Error("whoever cannot set the rota is told to")
	}
	old := rotaBase.FindStringSubmatch(page)[1]
	leader.rota("turn", url.Values{"was": {"night"}, "name": {"night"}, "from": {"20:00"}, "to": {"08:00"}, "day": week, "officer": {second}, "reason": {"EXERCISE"}})
	if _, page = leader.get("/rota"); strings.Contains(page, "have nobody") {
		t.Error("a night that was filled has nobody")
	}
	if answer, _ := leader.rota("on-call", url.Values{"base": {old}, "officer": {duty}, "reason": {"EXERCISE"}}); answer.StatusCode != http.StatusConflict {
		t.Errorf("a form from before the last change: %d", answer.StatusCode)
	}
	leader.rota("stand-in", url.Values{"date": {"2026-03-14"}, "shift": {"night"}, "for": {second}, "by": {duty}, "reason": {"EXERCISE ill"}})
	_, page = leader.rota("holiday", url.Values{"date": {"2026-03-15"}, "name": {"EXERCISE feast"}, "like": {"closed"}, "reason": {"EXERCISE"}})
	for _, want := range []string{"EXERCISE duty for EXERCISE second", "EXERCISE feast", "closed on purpose"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	leader.rota("stand-in", url.Values{"date": {"2026-03-14"}, "shift": {"night"}, "for": {second}, "do": {"remove"}, "reason": {"EXERCISE"}})
	if _, page = leader.get("/rota"); strings.Contains(page, "EXERCISE duty for EXERCISE second") {
		t.Error("a stand-in that was taken out is there")
	}
	if answer, _ := leader.rota("on-call", url.Values{"officer": {duty}}); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", answer.StatusCode)
	}
}

// Who may not set a rota gets no form, and one that is sent all the same is refused.
func TestWhoMayNotSetARota(t *testing.T) {
	s := newSite(t)
	s.Shift(t)
	duty := s.as(t, "duty")
	_, page := duty.get("/rota")
	if strings.Contains(page, `action="/rota/`) || !strings.Contains(page, "EXERCISE leader") {
		t.Errorf("a duty officer's page:\n%.1500s", page)
	}
	view, err := s.Rota(t.Context(), s.Leader, desktest.Rescue, "centre", s.Clock.Now(), s.Clock.Now())
	must(t, err)
	fields := url.Values{"desk": {"centre"}, "base": {view.Base.String()}, "officer": {s.Duty.Officer.String()}, "reason": {"EXERCISE"}}
	if answer, _ := duty.send("/more", "/rota/on-call", fields); answer.StatusCode != http.StatusForbidden {
		t.Errorf("a form that was sent all the same: %d", answer.StatusCode)
	}
	if answer, _ := s.as(t, "analyst").get("/rota"); answer.StatusCode != http.StatusForbidden {
		t.Errorf("an analyst: %d", answer.StatusCode)
	}
}
