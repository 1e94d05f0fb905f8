package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
	"lanna/web"
)

// serve puts pages before a world.
func serve(t *testing.T, w *desktest.World) *site { return serveLinked(t, w, nil) }

// serveLinked does so for a node that exchanges with others.
func serveLinked(t *testing.T, w *desktest.World, link func() bool) *site {
	t.Helper()
	pages, err := web.New(web.Config{Desk: w.Desk, Link: link, Now: w.Clock.Now, Exercise: true, Origin: "http://localhost", Zone: time.FixedZone("ICT", 7*3600), Place: "Chiang Mai", Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	return &site{w, server.URL}
}

// A pair is the pages of a centre and of China's desk, which know each other.
type pair struct {
	*desktest.Federation
	centre, china *site
}

func newPair(t *testing.T) *pair {
	t.Helper()
	f := desktest.Federate(t, desktest.Node{Name: "centre", Role: federate.Centre, Options: desktest.Options{Reader: &desktest.Reader{}}}, desktest.Node{Name: "China", Role: federate.National})
	return &pair{f, serve(t, f.Nodes[0]), serve(t, f.Nodes[1])}
}

// notice puts a confirmed notice on the centre's desk.
func (p *pair) notice(t *testing.T) lanna.RecordID {
	t.Helper()
	id, err := p.centre.Capture(t.Context(), p.centre.Duty, desktest.Rescue, desk.Intake{Channel: "text", Text: "EXERCISE 悬赏60万 外号阿蓝 证号539901200202144428 从银鹭园B栋跑出 抓回园区", Key: t.Name()})
	must(t, err)
	view, err := p.centre.Proposals(t.Context(), p.centre.Duty, desktest.Rescue, id)
	must(t, err)
	c := desk.Confirmation{Marking: desk.MarkLife, Key: t.Name()}
	for _, n := range view.Notices {
		kept := desk.ConfirmedNotice{Number: n.Number, Keep: true}
		for _, f := range n.Fields {
			kept.Fields = append(kept.Fields, desk.ConfirmedField{ID: f.ID, Property: f.Property, Value: f.Value, Lang: f.Lang, Compared: true})
		}
		c.Notices = append(c.Notices, kept)
	}
	made, err := p.centre.Confirm(t.Context(), p.centre.Duty, desktest.Rescue, id, c)
	must(t, err)
	return made[0]
}

var claimBox = regexp.MustCompile(`name="claim" value="([0-9a-f]+)" checked`)

// ask sends a verification to China's desk with what the page ticks by itself.
func (p *pair) ask(t *testing.T, v *visitor, notice lanna.RecordID) (path string) {
	t.Helper()
	page := "/records/" + notice.String() + "/ask"
	_, html := v.get(page)
	form := url.Values{"to": {p.china.Writer().String()}, "kind": {"verification"}, "question": {"EXERCISE 是否失联"}, "basis": {"treaty"}, "once": {"x"}}
	for _, m := range claimBox.FindAllStringSubmatch(html, -1) {
		form.Add("claim", m[1])
	}
	r, html := v.send(page, page, form)
	if !strings.HasPrefix(r.Request.URL.Path, "/requests/") || !strings.Contains(html, "Question sent.") {
		t.Fatalf("asked: %s %s\n%.600s", r.Status, r.Request.URL, html)
	}
	p.Carry(t)
	return r.Request.URL.Path
}

func TestAQuestionIsAskedRoutedDraftedAndAnsweredOnPages(t *testing.T) {
	p := newPair(t)
	path := p.ask(t, p.centre.as(t, "duty"), p.notice(t))
	national, county := p.china.as(t, "national"), p.china.as(t, "county")
	if _, html := county.get("/requests"); strings.Contains(html, path) {
		t.Error("a county sees a request that it was not asked")
	}
	if _, html := national.get("/requests?side=in"); !strings.Contains(html, path) || !strings.Contains(html, "是否失联") {
		t.Fatal("the question is not on the national desk's list")
	}
	if _, html := national.send(path, path+"/accept", url.Values{"desk": {"county"}}); !strings.Contains(html, "Accepted.") {
		t.Fatalf("accept: %.500s", html)
	}
	if r, html := county.get("/"); r.Request.URL.Path != "/requests" || !strings.Contains(html, path) {
		t.Errorf("a county lands on %s", r.Request.URL)
	}
	contradiction := url.Values{"answer": {"at-home", "out-of-contact"}}
	if r, html := county.send(path, path+"/draft", contradiction); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(html, "cannot both be true") {
		t.Errorf("two answers that deny each other: %s", r.Status)
	}
	draft := url.Values{"answer": {"on-persuasion-list", "victim-status-unknown"}, "note": {"EXERCISE 失联三年"}}
	if _, html := county.send(path, path+"/draft", draft); !strings.Contains(html, "Draft saved.") {
		t.Fatalf("draft: %.500s", html)
	}
	p.Carry(t)
	if _, html := p.centre.as(t, "duty").get(path); strings.Contains(html, "失联三年") {
		t.Error("a draft left the agency")
	}
	_, html := national.get(path)
	if !strings.Contains(html, `value="on-persuasion-list" checked`) || !strings.Contains(html, "失联三年</textarea>") {
		t.Error("the draft is not in the form of the answer")
	}
	p.Clock.Add(3 * time.Hour)
	national = p.china.as(t, "national")
	if _, html := national.send(path, path+"/answer", draft); !strings.Contains(html, "Answer sent.") {
		t.Fatalf("answer: %.500s", html)
	}
	p.Carry(t)
	leader := p.centre.as(t, "leader")
	_, html = leader.get(path)
	for _, want := range []string{"On the persuasion list", "Victim status unknown", "失联三年", "EXERCISE China", "✓ stored"} {
		if !strings.Contains(html, want) {
			t.Errorf("the asker's page lacks %q", want)
		}
	}
	if _, html := leader.get("/requests?done=1"); !strings.Contains(html, path) || !strings.Contains(html, "3.0 h") {
		t.Error("the list of what is done lacks the answer or its hours")
	}
}

func TestWhatNeverGoesIsNotOffered(t *testing.T) {
	p := newPair(t)
	id := p.notice(t)
	must(t, p.centre.AddFact(t.Context(), p.centre.Duty, desktest.Rescue, id, lanna.LastPlace, desk.Words{Text: "EXERCISE-HIDING-PLACE"}, lanna.Grade{}))
	_, html := p.centre.as(t, "duty").get("/records/" + id.String() + "/ask")
	if strings.Contains(html, "EXERCISE-HIDING-PLACE") || !strings.Contains(html, "Never goes with a question") || !strings.Contains(html, "539901200202144428") {
		t.Errorf("the page of a question offers the wrong facts: %.1500s", html)
	}
}

func TestARequestIsRefusedOrWithdrawnOrLateOnPages(t *testing.T) {
	p := newPair(t)
	duty := p.centre.as(t, "duty")
	id := p.notice(t)
	path := p.ask(t, duty, id)
	p.Clock.Add(5 * time.Hour)
	national := p.china.as(t, "national")
	duty = p.centre.as(t, "duty")
	if _, html := duty.get("/requests"); !strings.Contains(html, "1 h 00 over") {
		t.Error("the list does not say that the answer is late")
	}
	if _, html := national.send(path, path+"/refuse", url.Values{"refusal": {"risk-to-person"}}); !strings.Contains(html, "Refused.") {
		t.Fatalf("refuse: %.500s", html)
	}
	p.Carry(t)
	if _, html := duty.get("/requests?done=1"); !strings.Contains(html, "Risk to the person") {
		t.Error("the asker does not see why")
	}
	if r, _ := duty.send(path, path+"/withdraw", url.Values{"reason": {"EXERCISE"}}); r.StatusCode != http.StatusConflict {
		t.Errorf("withdrawn after it was refused: %s", r.Status)
	}
	if r, _ := p.centre.as(t, "auditor").get("/requests"); r.StatusCode != http.StatusForbidden {
		t.Errorf("an auditor at the requests: %s", r.Status)
	}
}

// The strip of every page tells of the exchange as it is at that moment.
func TestTheStripTellsLinkAndOutbox(t *testing.T) {
	p := newPair(t)
	up := false
	linked := serveLinked(t, p.Nodes[0], func() bool { return up })
	v := linked.as(t, "national")
	strip := func(want string) {
		t.Helper()
		if _, html := v.get("/queue"); !strings.Contains(html, want) {
			t.Errorf("the strip does not say %q", want)
		}
	}
	p.Carry(t)
	strip("Cut off · outbox 0<")
	path := p.ask(t, p.centre.as(t, "duty"), p.notice(t))
	strip("partners last heard ")
	up = true
	strip("Partners linked · outbox 0</li>")
	request, err := lanna.ParseRecordID(path[len("/requests/"):])
	must(t, err)
	p.Lose = func(_, _ *desktest.World) bool { return true }
	must(t, p.centre.NoteOnRequest(t.Context(), p.centre.National, desktest.Rescue, request, desk.Words{Text: "EXERCISE"}))
	if _, html := v.get("/queue"); strings.Contains(html, "outbox 0</li>") || !strings.Contains(html, `id="exchange" class=""`) {
		t.Error("something waits, and the strip does not say so on a phone")
	}
}
