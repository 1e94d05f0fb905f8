package browsertest

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
	"lanna/web"
)

// hitSite is a node that asked another: a hit, no hits, and a sweep.
func hitSite(t *testing.T) (s *site, request, record string) {
	t.Helper()
	f := desktest.Federate(t, desktest.Node{Name: "centre", Role: federate.Centre, Options: desktest.Options{Reader: &desktest.Reader{}}}, desktest.Node{Name: "a national police force with a long name", Role: federate.National})
	centre, other := f.Nodes[0], f.Nodes[1]
	for _, at := range f.Nodes {
		list, err := at.PartyList(t.Context(), at.National, desktest.Rescue)
		must(t, err)
		must(t, at.SetHitTerms(t.Context(), at.National, desktest.Rescue, list[0].Record, desk.HitTerms{Quota: map[lanna.Purpose]int{lanna.Rescue: 320, lanna.Investigation: 160}, Size: desk.HitLeastSize, Hour: desk.HitHour}))
		_, err = at.PublishHits(t.Context())
		must(t, err)
	}
	report := func(w *desktest.World, name, phone string) lanna.RecordID {
		id, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Report: &desk.Report{Kind: lanna.FamilyRecord, Fields: []desk.Field{
			{Property: lanna.Name, Value: name, Lang: "zh"}, {Property: lanna.BirthDate, Value: "1990-04-12"}, {Property: lanna.Phone, Value: phone}}}})
		must(t, err)
		return id
	}
	report(other, "陈伟明", "+66812345678")
	f.Clock.Add(24 * time.Hour)
	_, err := other.PublishHits(t.Context())
	must(t, err)
	report(centre, "陈伟明", "+8613800000000")
	f.Carry(t)
	ask := func(subjects ...desk.HitSubject) {
		_, err := centre.AskHit(t.Context(), centre.National, desktest.Rescue, desk.HitQuestion{To: other.Writer(), Basis: "MOU", Subjects: subjects})
		if lanna.CodeOf(err) != "hit-sweep" {
			must(t, err)
		}
	}
	ask(desk.HitSubject{Property: lanna.Name, Value: "CHEN WEIMING", Born: "1990"}, desk.HitSubject{Property: lanna.Handle, Value: "telegram:a_very_long_handle_without_any_break_in_it_at_all_0123456789"})
	for i := range 11 {
		ask(desk.HitSubject{Property: lanna.Phone, Value: fmt.Sprintf("+66899990%03d", i)})
	}
	f.Carry(t)
	lines, err := centre.HitQuestions(t.Context(), centre.National, desktest.Rescue, 50)
	must(t, err)
	for _, l := range lines {
		if len(l.Requests) > 0 {
			request = "/requests/" + l.Requests[0]
		}
	}
	found, err := centre.Search(t.Context(), centre.Duty, desktest.Rescue, desk.SearchQuery{Text: "陈伟明"})
	must(t, err)
	for _, h := range found.Hits {
		if h.Kind == lanna.FamilyRecord {
			record = h.Record.String()
		}
	}
	// One whose password is as the tabs type it, with every role that the page knows.
	centre.Hire(t, desk.Account{Login: "hit", Password: password("hit"), Desk: "centre", Roles: []lanna.Role{lanna.NationalDesk, lanna.ShiftLeader, lanna.Auditor}})
	pages, err := web.New(web.Config{Desk: centre.Desk, Now: centre.Clock.Now, Exercise: true, Zone: time.UTC, Place: "Chiang Mai", Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	return &site{url: strings.Replace(server.URL, "127.0.0.1", "localhost", 1)}, request, record
}

// The hit desk with everything on it, narrow and wide.
func TestHitDeskInFiveLanguages(t *testing.T) {
	t.Parallel()
	axe := axeScript(t)
	s, request, record := hitSite(t)
	pages := []place{{"hit desk", "/hit", "hit"}, {"hit desk from a record", "/hit?about=" + record, "hit"}, {"request of a hit", request, "hit"}}
	b := s.open(t, "hit", "en", 390)
	for _, lang := range languages {
		for _, width := range []int64{390, 1440} {
			b.turn(lang, width)
			for _, p := range pages {
				if width == 390 {
					b.narrow(p)
				} else {
					b.visit(p.path)
				}
				b.axe(axe, p)
			}
		}
	}
}
