package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

// tips puts reports on record, each of somebody else, and returns their paths.
func (s *site) tips(t *testing.T, n int) (out []string) {
	t.Helper()
	for range n {
		id, err := s.Capture(t.Context(), s.Duty, desktest.Rescue, desk.Intake{Channel: "phone", Report: &desk.Report{Kind: "tip", Fields: []desk.Field{{Property: "narrative", Value: "EXERCISE crowd"}}}})
		must(t, err)
		c, err := s.Proposals(t.Context(), s.Second, desktest.Rescue, id)
		must(t, err)
		out = append(out, "/records/"+c.Confirmed[0].Record.String())
	}
	return out
}

var askField = regexp.MustCompile(`action="(/reading/[0-9a-f]+/agree)">.*?name="ask" value="([0-9a-f]+)"`)

func TestAnOfficerAsksAndAColleagueAgreesOnTheirPages(t *testing.T) {
	s := newSite(t)
	paths := s.tips(t, 4)
	leader := s.as(t, "leader")
	admin := s.as(t, "admin")
	if r, _ := admin.send("/officers", "/officers/policy", url.Values{"persons": {"3"}}); r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("the limit is changed without a reason: %s", r.Status)
	}
	if _, page := admin.send("/officers", "/officers/policy", url.Values{"persons": {"3"}, "reason": {"EXERCISE order"}}); !strings.Contains(page, "at most 3 persons within an hour") {
		t.Errorf("the limit is not changed: %.300s", page)
	}
	v := s.as(t, "analyst")
	for _, p := range paths[:3] {
		if r, _ := v.get(p); r.StatusCode != http.StatusOK {
			t.Fatalf("within the limit: %s", r.Status)
		}
	}
	r, page := v.get(paths[3])
	if r.StatusCode != http.StatusForbidden || !strings.Contains(page, `href="/reading"`) || strings.Contains(page, "EXERCISE crowd") {
		t.Errorf("past the limit: %s, %.300s", r.Status, page)
	}
	if _, page := v.get("/queue"); !strings.Contains(page, "Threats to life stay here") {
		t.Error("the queue does not lead to the threats to life")
	}
	if _, page := v.send("/reading", "/reading", url.Values{"n": {"1"}, "reason": {"EXERCISE <b>chart</b>"}}); !strings.Contains(page, "Colleagues are asked") {
		t.Errorf("asking: %.300s", page)
	}
	if _, page := s.as(t, "county").get("/more"); strings.Contains(page, `message"><a href="/reading"`) {
		t.Error("who may not agree is asked")
	}
	if _, page := leader.get("/more"); !strings.Contains(page, `message"><a href="/reading"`) {
		t.Error("the leader is not told")
	}
	_, page = leader.get("/reading")
	m := askField.FindStringSubmatch(strings.ReplaceAll(page, "\n", " "))
	if m == nil || strings.Contains(page, "<b>chart") {
		t.Fatalf("the leader is shown %.2000s", page)
	}
	if r, _ := v.send("/reading", m[1], url.Values{"ask": {m[2]}, "reason": {"EXERCISE myself"}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("the analyst agrees by hand: %s", r.Status)
	}
	if _, page := leader.send("/reading", m[1], url.Values{"ask": {m[2]}, "reason": {"EXERCISE seen"}}); !strings.Contains(page, "It holds for an hour") {
		t.Errorf("agreeing: %.300s", page)
	}
	if r, _ := v.get(paths[3]); r.StatusCode != http.StatusOK {
		t.Errorf("after a colleague agreed: %s", r.Status)
	}
	if r, _ := leader.send("/reading", m[1], url.Values{"ask": {lanna.Digest{}.String()}, "reason": {"EXERCISE"}}); r.StatusCode != http.StatusConflict {
		t.Errorf("agreeing to nothing: %s", r.Status)
	}
}
