package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lanna/desk"
	"lanna/desk/desktest"
)

func TestWhatIsDueIsRenewedOrErasedOnItsPage(t *testing.T) {
	s := newSite(t)
	id, err := s.Capture(t.Context(), s.Duty, desktest.Rescue, desk.Intake{Channel: "text", Text: "EXERCISE 悬赏60万 外号阿蓝 抓回园区"})
	must(t, err)
	if r, _ := s.as(t, "duty").get("/due"); r.StatusCode != http.StatusForbidden {
		t.Errorf("a duty officer at the list: %s", r.Status)
	}
	if _, page := s.as(t, "leader").get("/due"); !strings.Contains(page, "Nothing is due today") {
		t.Error("on the first day something is due")
	}
	s.Clock.Add(91 * 24 * time.Hour)
	v := s.as(t, "leader")
	if _, page := v.get("/due"); !strings.Contains(page, id.String()) {
		t.Fatal("after 91 days the capture is not due")
	}
	if r, _ := v.send("/due", "/due/"+id.String()+"/erase", url.Values{}); r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("erased without a reason: %s", r.Status)
	}
	if _, page := v.send("/due", "/due/"+id.String()+"/erase", url.Values{"reason": {"EXERCISE"}}); !strings.Contains(page, "Erased.") || strings.Contains(page, id.String()) {
		t.Errorf("after erasing: %.300s", page)
	}
}

func TestErasingOnARecordsPageTakesTwo(t *testing.T) {
	s := newSite(t)
	id, err := s.Capture(t.Context(), s.Duty, desktest.Rescue, desk.Intake{Channel: "phone", Report: &desk.Report{Kind: "tip", Fields: []desk.Field{{Property: "narrative", Value: "EXERCISE"}}}})
	must(t, err)
	c, err := s.Proposals(t.Context(), s.Duty, desktest.Rescue, id)
	must(t, err)
	path := "/records/" + c.Confirmed[0].Record.String()
	v := s.as(t, "leader")
	for _, second := range []string{"leader", "duty"} {
		if r, _ := v.send(path, path+"/erase", url.Values{"reason": {"EXERCISE"}, "second": {second}, "password": {desktest.Password}}); r.StatusCode != http.StatusForbidden {
			t.Errorf("with %s: %s", second, r.Status)
		}
	}
	if _, page := v.send(path, path+"/erase", url.Values{"reason": {"EXERCISE"}, "second": {"admin"}, "password": {desktest.Password}}); !strings.Contains(page, "Erased.") {
		t.Errorf("with the administrator: %.300s", page)
	}
	if r, _ := v.get(path); r.StatusCode != http.StatusNotFound {
		t.Errorf("the record is still there: %s", r.Status)
	}
}

func TestAnOfficerChangesThePassword(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "duty")
	fresh := "EXERCISE-another"
	if r, _ := v.send("/more", "/password", url.Values{"old": {"wrong"}, "new": {fresh}, "again": {fresh}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("with a wrong password: %s", r.Status)
	}
	if _, page := v.send("/more", "/password", url.Values{"old": {desktest.Password}, "new": {fresh}, "again": {fresh}}); !strings.Contains(page, "The password is changed.") {
		t.Errorf("%.300s", page)
	}
	if r, _ := s.visitor(t).send("/sign-in", "/sign-in", url.Values{"name": {"duty"}, "password": {desktest.Password}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("the old password still opens: %s", r.Status)
	}
}
