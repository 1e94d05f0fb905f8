package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
)

// The holder of another agency's word asks on its page for leave to use it as
// evidence; the one that said it sees for what, and which fact.
func TestLeaveIsAskedForOnTheRecordsPage(t *testing.T) {
	p := newPair(t)
	id := p.notice(t)
	alias := claimOf(t, p.centre, id, lanna.Alias)
	_, err := p.centre.Release(t.Context(), p.centre.National, desk.Actor{}, desktest.Because("EXERCISE"),
		desk.ReleaseDraft{Record: id, To: p.china.Writer(), Claims: []lanna.Digest{alias}})
	must(t, err)
	p.Carry(t)
	national := p.china.as(t, "national")
	at := "/records/" + id.String() + "/leave"
	if _, html := p.centre.as(t, "national").get("/records/" + id.String()); strings.Contains(html, at) {
		t.Error("who said everything is offered to ask for leave")
	}
	if _, html := national.get("/records/" + id.String()); !strings.Contains(html, at) {
		t.Fatalf("no way to ask for leave: %.800s", html)
	}
	_, html := national.get(at + "?to=" + p.centre.Writer().String())
	if !strings.Contains(html, "Leave to use as evidence") || !strings.Contains(html, "阿蓝") {
		t.Fatalf("page: %.1200s", html)
	}
	form := url.Values{"to": {p.centre.Writer().String()}, "once": {lanna.NewRecordID().String()}, "leave": {"evidence"}, "question": {"EXERCISE 请准许在诉讼中使用"}, "basis": {"MOU 1"}}
	if r, _ := national.send(at, at, form); r.StatusCode < 400 {
		t.Errorf("leave for no fact: %s", r.Status)
	}
	form.Set("claim", alias.String())
	if r, html := national.send(at, at, url.Values{"to": form["to"], "once": form["once"], "leave": {"pass-on"}, "claim": form["claim"], "question": form["question"], "basis": form["basis"]}); r.StatusCode < 400 || !strings.Contains(html, "third agency") {
		t.Errorf("passing on to nobody: %s", r.Status)
	}
	if _, html := national.send(at, at, form); !strings.Contains(html, "Question sent.") || !strings.Contains(html, "Leave to use as evidence") {
		t.Fatalf("asked: %.1200s", html)
	}
	p.Carry(t)
	list, err := p.centre.Requests(t.Context(), p.centre.National, desktest.Rescue, desk.RequestQuery{})
	must(t, err)
	if len(list.Lines) != 1 || list.Lines[0].Kind != desk.AskLeave {
		t.Fatalf("the centre was asked %+v", list.Lines)
	}
	if _, html := p.centre.as(t, "national").get("/requests/" + list.Lines[0].Record.String()); !strings.Contains(html, "Leave to use as evidence") || !strings.Contains(html, "阿蓝") {
		t.Errorf("the request there: %.1200s", html)
	}
}

func claimOf(t *testing.T, s *site, id lanna.RecordID, p lanna.Property) lanna.Digest {
	t.Helper()
	view, err := s.Record(t.Context(), s.National, desktest.Rescue, id)
	must(t, err)
	for _, row := range view.Rows {
		if row.Property == p && len(row.Cells) > 0 && len(row.Cells[0]) > 0 {
			return row.Cells[0][0].Claim
		}
	}
	t.Fatalf("no %s on the record", p)
	return lanna.Digest{}
}

// The auditor sees what was refused, why, from whom and how large, and none of
// its content; nobody else sees that there is anything.
func TestQuarantineShowsNoContent(t *testing.T) {
	p := newPair(t)
	auditor := p.centre.as(t, "auditor")
	if _, html := auditor.get("/quarantine"); !strings.Contains(html, "Nothing was refused.") {
		t.Fatalf("empty: %.800s", html)
	}
	from, to := p.china.Writer(), p.centre.Writer()
	m := append(append(append(federate.Message("lanna/envelope/v1\n\x01"), from[:]...), to[:]...), []byte("EXERCISE <script>planted</script>")...)
	_, _, err := p.centre.Deliver(t.Context(), m)
	must(t, err)
	_, _, err = p.centre.Deliver(t.Context(), federate.Message("EXERCISE planted noise"))
	must(t, err)
	_, html := auditor.get("/quarantine")
	for _, want := range []string{"EXERCISE China", "damaged or changed on the way", "envelope-malformed", "nobody known", "22 bytes"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q in %.2000s", want, html)
		}
	}
	if strings.Contains(html, "planted") {
		t.Error("unverified content is shown")
	}
	if _, html := auditor.get("/audit"); !strings.Contains(html, `href="/quarantine"`) {
		t.Error("the audit page does not lead there")
	}
	if r, _ := p.centre.as(t, "national").get("/quarantine"); r.StatusCode != http.StatusForbidden {
		t.Errorf("a national desk in quarantine: %s", r.Status)
	}
}
