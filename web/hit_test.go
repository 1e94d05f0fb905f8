package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

// hitPair is a pair of which China's desk answers the centre and knows a person.
func hitPair(t *testing.T) *pair {
	t.Helper()
	p := newPair(t)
	list, err := p.china.PartyList(t.Context(), p.china.National, desktest.Rescue)
	must(t, err)
	must(t, p.china.SetHitTerms(t.Context(), p.china.National, desktest.Rescue, list[0].Record, desk.HitTerms{
		Quota: map[lanna.Purpose]int{lanna.Rescue: 64, lanna.Investigation: 32}, Size: desk.HitLeastSize, Hour: desk.HitHour}))
	_, err = p.china.Capture(t.Context(), p.china.Duty, desktest.Rescue, desk.Intake{Report: &desk.Report{Kind: lanna.FamilyRecord, Fields: []desk.Field{
		{Property: lanna.Name, Value: "陈伟明", Lang: "zh"}, {Property: lanna.BirthDate, Value: "1990-04-12"}}}})
	must(t, err)
	p.publish(t)
	return p
}

func (p *pair) publish(t *testing.T) {
	t.Helper()
	_, err := p.china.PublishHits(t.Context())
	must(t, err)
	p.Carry(t)
}

var partnerBox = regexp.MustCompile(`name="to" value="([0-9a-f]+)"( disabled)?[^>]*>`)

func TestTheHitDeskAsksAndShowsTheAnswer(t *testing.T) {
	p := hitPair(t)
	v := p.centre.as(t, "duty")
	r, html := v.get("/hit")
	if r.StatusCode != 200 {
		t.Fatal(r.Status)
	}
	m := partnerBox.FindStringSubmatch(html)
	if m == nil || m[2] != "" || !strings.Contains(html, "64 of 64 left today") {
		t.Fatalf("the form offers nobody\n%.3000s", html)
	}
	form := url.Values{"to": {m[1]}, "kind": {"name"}, "value": {"CHEN WEIMING"}, "born": {"1990"}, "basis": {"treaty"}, "once": {"x"}}
	r, html = v.send("/hit", "/hit", form)
	if r.Request.URL.Path != "/hit" || !strings.Contains(html, "Asked. Answers come by themselves") || !strings.Contains(html, "waits for the answer") {
		t.Fatalf("asked: %s\n%.2000s", r.Status, html)
	}
	p.Carry(t)
	_, html = v.get("/hit")
	if !strings.Contains(html, "◆ hit") || !strings.Contains(html, "48 of 64 left today") {
		t.Errorf("the answer is not shown\n%.4000s", html)
	}
	link := regexp.MustCompile(`/requests/[0-9a-f]{32}`).FindString(html)
	if _, html = v.get(link); !strings.Contains(html, "A hit opened this request") {
		t.Errorf("the request says nothing of the hit")
	}
	other := p.china.as(t, "national")
	_, html = other.get(link)
	if !strings.Contains(html, "It stands here for") || !strings.Contains(html, "F-0001") || strings.Contains(html, "WEIMING") {
		t.Errorf("the asked side sees\n%.3000s", html)
	}
	delete(form, "basis")
	form.Set("once", "y")
	if r, html = v.send("/hit", "/hit", form); !strings.Contains(html, "A legal basis is needed") {
		t.Errorf("without a basis: %s", r.Status)
	}
}

func TestAQuestionFromARecordAsksWhatStandsThere(t *testing.T) {
	p := hitPair(t)
	notice := p.notice(t)
	v := p.centre.as(t, "duty")
	_, html := v.get("/records/" + notice.String())
	if !strings.Contains(html, "/hit?about="+notice.String()) {
		t.Fatal("the record does not lead to the hit desk")
	}
	_, html = v.get("/hit?about=" + notice.String())
	claims := claimBox.FindAllStringSubmatch(html, -1)
	m := partnerBox.FindStringSubmatch(html)
	if len(claims) == 0 || m == nil {
		t.Fatalf("nothing to ask about\n%.2000s", html)
	}
	form := url.Values{"to": {m[1]}, "about": {notice.String()}, "claim": {claims[0][1]}, "basis": {"treaty"}, "once": {"x"}}
	v.send("/hit", "/hit", form)
	p.Carry(t)
	if _, html = v.get("/hit"); !strings.Contains(html, "no hit") || !strings.Contains(html, "/records/"+notice.String()) {
		t.Errorf("the answer is not shown\n%.3000s", html)
	}
}

func TestTermsSweepsAndHidingOnPages(t *testing.T) {
	p := hitPair(t)
	national := p.china.as(t, "national")
	_, html := national.get("/hit")
	action := regexp.MustCompile(`/hit/[0-9a-f]{32}/terms`).FindString(html)
	form := url.Values{"quota-rescue": {"0"}, "quota-investigation": {"0"}, "quota-prosecution": {"0"}, "quota-prevention": {"0"}, "size": {"1024"}, "hour": {"3"}}
	if _, html = national.send("/hit", action, form); !strings.Contains(html, "Saved. The next filter follows it.") {
		t.Errorf("terms: %.500s", html)
	}
	form.Set("hour", "25")
	if r, _ := national.send("/hit", action, form); r.StatusCode != 422 {
		t.Errorf("an hour that there is not: %s", r.Status)
	}
	for i := range 11 {
		_, _ = p.centre.AskHit(t.Context(), p.centre.Duty, desktest.Rescue, desk.HitQuestion{To: p.china.Writer(), Basis: "treaty",
			Subjects: []desk.HitSubject{{Property: lanna.Phone, Value: "+6681234000" + string(rune('0'+i%10)) + string(rune('0'+i/10))}}})
	}
	_, html = p.centre.as(t, "auditor").get("/hit")
	if !strings.Contains(html, "numbers one behind the other") || !strings.Contains(html, "EXERCISE duty") || strings.Contains(html, "668123") {
		t.Errorf("the auditor sees\n%.3000s", html)
	}
	leader := p.centre.as(t, "leader")
	_, html = leader.get("/hit")
	lift := regexp.MustCompile(`/hit/[0-9a-f]{32}/lift`).FindString(html)
	p.Clock.Add(time.Minute)
	if _, html = leader.send("/hit", lift, url.Values{"reason": {"EXERCISE"}}); !strings.Contains(html, "They may go on.") {
		t.Errorf("lifted: %.500s", html)
	}
	notice := p.notice(t)
	page := "/records/" + notice.String()
	leader.send(page, page+"/hide", url.Values{"reason": {"EXERCISE"}})
	record, err := p.centre.Record(t.Context(), p.centre.Leader, desktest.Rescue, notice)
	must(t, err)
	for _, l := range record.Related {
		if l.Kind == lanna.PersonRecord {
			page = "/records/" + l.Record.String()
		}
	}
	if _, html = leader.get(page); !strings.Contains(html, "Let other agencies find the person again") {
		t.Errorf("the person's page does not say that it is hidden: %s", page)
	}
	leader.send(page, page+"/hide", url.Values{"reason": {"EXERCISE"}, "found": {"1"}})
	if _, html = leader.get(page); strings.Contains(html, "Let other agencies find") {
		t.Error("the mark was not taken back")
	}
}
