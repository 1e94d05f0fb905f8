package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

// look asks while a form is filled in, as the script of the page does.
func (v *visitor) look(page string, said url.Values) (*http.Response, string) {
	v.t.Helper()
	_, html := v.get(page)
	m := token.FindStringSubmatch(html)
	if m == nil {
		v.t.Fatalf("no form on %s", page)
	}
	said.Set("look", "1")
	r, err := http.NewRequestWithContext(v.t.Context(), "POST", v.site.url+"/capture/look", strings.NewReader(said.Encode()))
	must(v.t, err)
	for name, value := range map[string]string{"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", "X-Lanna-Token": m[1]} {
		r.Header.Set(name, value)
	}
	return v.do(r)
}

func contains(t *testing.T, html string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(html, w) {
			t.Errorf("no %q", w)
		}
	}
}

func TestCandidatesAppearWhileANameIsTyped(t *testing.T) {
	s := newSite(t)
	tan := s.person(t, "TAN Wee Beng")
	duty := s.as(t, "duty")
	_, html := duty.look("/capture", url.Values{"name": {"陈伟明"}, "birth-date": {"1990"}})
	contains(t, html, tan.String(), "TAN Wee Beng", "Hokkien reading", "% likely", `data-say="1 may be this person"`)
	if strings.Contains(html, "<html") {
		t.Error("the whole page comes where a part was asked for")
	}
	if _, html = duty.look("/capture", url.Values{"birth-date": {"1990"}}); strings.Contains(html, tan.String()) || !strings.Contains(html, "Write a name") {
		t.Error("somebody is looked for by a year alone")
	}
	if _, html = duty.look("/capture", url.Values{"name": {"欧阳娜娜"}}); !strings.Contains(html, "Nobody that you may see") {
		t.Error("nobody, and the page does not say so")
	}
	if r, _ := s.as(t, "admin").look("/more", url.Values{"name": {"陈伟明"}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("an administrator looked: %s", r.Status)
	}
}

func TestALookWithoutScriptLosesNothing(t *testing.T) {
	s := newSite(t)
	tan := s.person(t, "TAN Wee Beng")
	duty := s.as(t, "duty")
	sent := url.Values{"look": {"phone"}, "name": {"陈伟明"}, "kind": {"lure"}, "narrative": {"EXERCISE said so"}, "sex": {"m"}, "safe-contact": {"yes"}}
	_, html := duty.send("/capture", "/capture/look", sent)
	contains(t, html, tan.String(), `value="陈伟明"`, `value="lure" checked`, "EXERCISE said so</textarea>", `value="m" selected`, `value="yes" checked`)

	id, err := s.Capture(t.Context(), s.Duty, desktest.Rescue, desk.Intake{Channel: "text", Text: "EXERCISE 悬赏60万 姓名：禾七 外号阿蓝 从银鹭园B栋跑出 抓回园区", Key: "k"})
	must(t, err)
	page := "/capture/" + id.String()
	c, err := s.Proposals(t.Context(), s.Duty, desktest.Rescue, id)
	must(t, err)
	sent = url.Values{"look": {"1"}, "marking": {desk.MarkHere}, "keep-1": {"keep"}, "add-property-1": {string(lanna.Passport)}, "add-value-1": {"EX0000001"}}
	for _, f := range c.Notices[0].Fields {
		sent.Set("v-"+f.ID, f.Value)
		if f.Property == lanna.Name {
			sent.Set("v-"+f.ID, "陈伟明")
		}
	}
	_, html = duty.send(page, page, sent)
	contains(t, html, tan.String(), `value="陈伟明"`, `value="here" checked`, `value="EX0000001"`, `value="`+string(lanna.Passport)+`" selected`)
	if v, err := s.Proposals(t.Context(), s.Duty, desktest.Rescue, id); err != nil || v.State != desk.CaptureProposed {
		t.Errorf("looking saved it: %v", err)
	}
	sent.Del("look")
	if _, html = duty.send(page, page, sent); !strings.Contains(html, tan.String()) || !strings.Contains(html, "/judge") {
		t.Error("confirmed, and the candidate cannot be judged there")
	}
	of := html[strings.Index(html, `action="/records/`)+len(`action="`):]
	of = of[:strings.Index(of, `"`)]
	if _, html = duty.send(page, of, url.Values{"other": {tan.String()}, "verdict": {"same"}, "reason": {"EXERCISE scar"}, "back": {page}}); !strings.Contains(html, "Judgement recorded") || !strings.Contains(html, "<strong>Same</strong>") {
		t.Error("judged, and the capture does not show it")
	}
}

func TestManyAreJudgedWithOneReason(t *testing.T) {
	s := newSite(t)
	seen := map[lanna.RecordID]bool{}
	numbered := func(name, number string) lanna.RecordID {
		_, err := s.Capture(t.Context(), s.Duty, desktest.Rescue, desk.Intake{Key: strconv.Itoa(len(seen)), Report: &desk.Report{Kind: lanna.FamilyRecord, Fields: []desk.Field{{Property: lanna.Name, Value: name}}}})
		must(t, err)
		found, err := s.Candidates(t.Context(), s.Duty, desktest.Rescue, desk.CandidateQuery{Facts: []desk.Field{{Property: lanna.Name, Value: name}}, Limit: 50})
		must(t, err)
		i := slices.IndexFunc(found, func(c desk.Candidate) bool { return !seen[c.Record] && c.Title.Names[0].Text == name })
		if i < 0 {
			t.Fatalf("%s was not recorded anew", name)
		}
		id := found[i].Record
		seen[id] = true
		if number != "" {
			must(t, s.AddFact(t.Context(), s.Duty, desktest.Rescue, id, lanna.Passport, desk.Words{Text: number}, lanna.Grade{}))
		}
		return id
	}
	a := numbered("陈伟明", "EX4820517")
	var sure []string
	for range 7 {
		sure = append(sure, numbered("CHEN Weiming", "EX4820517").String())
	}
	other := numbered("CHEN Weiming", "") // a namesake, or the same without a number
	page := "/records/" + a.String() + "/same"
	duty := s.as(t, "duty")
	_, html := duty.get(page)
	contains(t, html, "All 7 with the same document number and name", other.String())
	send := url.Values{"which": {"sure"}, "sure": {strings.Join(sure, " ")}, "verdict": {"same"}, "other": {other.String()}}
	duty.send(page, page, send)
	if p, err := s.Profile(t.Context(), s.Duty, desktest.Rescue, a); err != nil || len(p.Judgements) != 0 {
		t.Errorf("judged without a reason: %v", err)
	}
	send.Set("reason", "EXERCISE the same passport")
	if _, html = duty.send(page, page, send); !strings.Contains(html, "7 judgements recorded") {
		t.Error("the page does not say how many")
	}
	p, err := s.Profile(t.Context(), s.Duty, desktest.Rescue, a)
	must(t, err)
	if len(p.Judgements) != 7 || len(p.Records) != 8 {
		t.Fatalf("%d judgements of %d records", len(p.Judgements), len(p.Records))
	}
	must(t, s.Judge(t.Context(), s.Duty, desktest.Because("EXERCISE"), p.Judgements[0].A.Record, p.Judgements[0].B.Record, desk.NoVerdict))
	if p, _ = s.Profile(t.Context(), s.Duty, desktest.Rescue, a); len(p.Judgements) != 6 {
		t.Error("one taken back took others along")
	}
	if _, html = duty.get(page); !strings.Contains(html, "The one with the same") {
		t.Error("who was judged is offered again, or who was taken back is not")
	}
}
