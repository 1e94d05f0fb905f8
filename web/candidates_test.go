package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

// person is the person of a family's report.
func (s *site) person(t *testing.T, name string) lanna.RecordID {
	t.Helper()
	_, err := s.Capture(t.Context(), s.Duty, desktest.Rescue, desk.Intake{Key: name, Report: &desk.Report{Kind: lanna.FamilyRecord, Fields: []desk.Field{{Property: lanna.Name, Value: name}, {Property: lanna.BirthDate, Value: "1990-04-12"}}}})
	must(t, err)
	found, err := s.Candidates(t.Context(), s.Duty, desktest.Rescue, desk.CandidateQuery{Facts: []desk.Field{{Property: lanna.Name, Value: name}}})
	must(t, err)
	for _, c := range found {
		if c.Title.Names[0].Text == name {
			return c.Record
		}
	}
	t.Fatalf("%s is not found: %+v", name, found)
	return lanna.RecordID{}
}

func TestOfficersJudgeWhoIsTheSame(t *testing.T) {
	s := newSite(t)
	a, b, c := s.person(t, "陈伟明"), s.person(t, "TAN Wee Beng"), s.person(t, "Chen Weiming")
	duty, liaison := s.as(t, "duty"), s.as(t, "liaison")
	page := func(id lanna.RecordID) string { return "/records/" + id.String() }
	_, html := duty.get(page(a))
	for _, words := range []string{"Who may be the same", `href="` + page(b), `<span lang="zh">陈</span> = `, "Hokkien reading", `value="not-same"`} {
		if !strings.Contains(html, words) {
			t.Errorf("no %q on the page", words)
		}
	}
	judge := func(a, b lanna.RecordID, verdict, reason string) string {
		_, html := duty.send(page(a), page(a)+"/judge", url.Values{"other": {b.String()}, "verdict": {verdict}, "reason": {reason}})
		return html
	}
	for _, refused := range [][2]string{{"same", ""}, {"", "EXERCISE"}, {"merge", "EXERCISE"}} {
		judge(a, b, refused[0], refused[1])
	}
	if _, html = duty.get(page(a)); strings.Contains(html, "What was judged") {
		t.Error("judged without a reason or a verdict")
	}
	if html = judge(a, b, "same", "EXERCISE same scar"); !strings.Contains(html, "EXERCISE same scar") || !strings.Contains(html, "Take back") || strings.Contains(html, "contradict") {
		t.Error("the judgement is not on the page")
	}
	judge(b, c, "same", "EXERCISE")
	if html = judge(a, c, "not-same", "EXERCISE other scar"); !strings.Contains(html, "Judgements contradict each other") {
		t.Error("no contradiction on the page")
	}
	if _, html = liaison.get(page(a)); !strings.Contains(html, "EXERCISE other scar") || strings.Contains(html, "Take back") || strings.Contains(html, `action="`+page(a)+`/judge"`) {
		t.Error("a liaison officer sees what was judged, and judges nothing")
	}
	if r, _ := liaison.send("/more", page(a)+"/judge", url.Values{"other": {b.String()}, "verdict": {"none"}, "reason": {"EXERCISE"}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("a liaison officer took it back: %s", r.Status)
	}
	if html = judge(a, c, "none", "EXERCISE mistaken"); strings.Contains(html, "EXERCISE other scar</span></q>") && strings.Contains(html, "contradict") {
		t.Error("the contradiction outlives what was taken back")
	}
}
