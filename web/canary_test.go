package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lanna/desk"
	"lanna/desk/desktest"
)

func TestAnAuditorPlantsAndSeesWhoTouches(t *testing.T) {
	s := newSite(t)
	auditor, duty := s.as(t, "auditor"), s.as(t, "duty")
	fields := url.Values{"name": {"EXERCISE Canarybird"}, "birth-date": {"1990-02-03"}, "as": {"EXERCISE Nobody"}}
	if r, _ := auditor.send("/audit/planted", "/audit/planted", fields); r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("planted without a reason: %s", r.Status)
	}
	fields.Set("reason", "EXERCISE watch")
	if _, page := auditor.send("/audit/planted", "/audit/planted", fields); !strings.Contains(page, "Planted.") || !strings.Contains(page, "Nobody touched it") {
		t.Fatalf("planting: %.500s", page)
	}
	for _, login := range []string{"duty", "leader", "admin", "national"} {
		v := s.as(t, login)
		if r, _ := v.get("/audit/planted"); r.StatusCode != http.StatusForbidden {
			t.Errorf("%s at the planted records: %s", login, r.Status)
		}
	}
	_, page := duty.get("/search?q=Canarybird")
	m := regexp.MustCompile(`href="(/records/[0-9a-f]+)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("the search does not find it")
	}
	r, page := duty.get(m[1])
	if r.StatusCode != http.StatusOK || strings.Contains(page, "lanted") || strings.Contains(page, "EXERCISE auditor") {
		t.Errorf("the toucher is told: %s", r.Status)
	}
	if _, page := duty.get("/more"); strings.Contains(page, "/audit/planted") {
		t.Error("the toucher's pages say so")
	}
	if _, page := auditor.get("/more"); !strings.Contains(page, "A planted record was touched") {
		t.Error("the auditor is not told")
	}
	if _, page := auditor.get("/audit/planted"); strings.Count(page, "EXERCISE duty") < 2 || !strings.Contains(page, "read the record") || !strings.Contains(page, "<q>Canarybird</q>") {
		t.Errorf("touches: %.3000s", page)
	}
	if _, page := auditor.get("/more"); strings.Contains(page, "A planted record was touched") {
		t.Error("the auditor looked and is told again")
	}
}

func TestTheAuditorFiltersWhatWasNoticed(t *testing.T) {
	s := newSite(t)
	v := s.as(t, "auditor")
	id, err := s.PlantCanary(t.Context(), s.Auditor, desktest.Because("EXERCISE"), desk.Plant{As: "EXERCISE Nobody", Fields: []desk.Field{{Property: "name", Value: "EXERCISE Faraway"}}})
	must(t, err)
	_, err = s.Record(t.Context(), s.Point, desk.Why{Purpose: desktest.Rescue.Purpose}, id)
	must(t, err)
	if _, page := v.get("/audit?kind=far"); strings.Count(page, "Far from the reader") != 1 || !strings.Contains(page, "EXERCISE point") {
		t.Errorf("%.2000s", page)
	}
	if _, page := v.get("/audit?kind=bulk"); !strings.Contains(page, "No entry") {
		t.Error("a reading in bulk where there is none")
	}
	if r, page := v.get("/due"); r.StatusCode != http.StatusOK || strings.Contains(page, "/erase") {
		t.Errorf("what is overdue: %s", r.Status)
	}
}
