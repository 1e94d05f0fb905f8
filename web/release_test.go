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

func TestAReleaseIsPreviewedMadeAnsweredAndRecalledOnItsPage(t *testing.T) {
	p := newPair(t)
	id := p.notice(t)
	page := "/records/" + id.String() + "/release"
	national := p.centre.as(t, "national")
	_, html := national.get(page)
	if !strings.Contains(html, "What EXERCISE China will hold") {
		t.Fatalf("preview: %.900s", html)
	}
	if r, _ := p.centre.as(t, "duty").get(page); r.StatusCode != http.StatusForbidden {
		t.Errorf("a duty officer at a release: %s", r.Status)
	}
	form := url.Values{"to": {p.china.Writer().String()}, "code": {"H0", "H2"}, "purpose": {"rescue"}, "until": {"2026-05-01"}}
	for _, f := range p.facts(t, id, lanna.Alias, lanna.Amount) {
		form.Add("claim", f.String())
	}
	if r, _ := national.send(page, page, form); r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("released without a reason: %s", r.Status)
	}
	_, html = national.send(page, page+"/preview", form)
	if sees := between(html, `id="sees"`, "</article>"); !strings.Contains(sees, "阿蓝") || !strings.Contains(sees, "600,000") || strings.Contains(sees, "银鹭园") || strings.Contains(html, "Released:") {
		t.Errorf("what they will see: %s", sees)
	}
	if n := strings.Count(html, `name="claim"`); n < 3 || strings.Count(html, `" checked> <strong>`) != 2 {
		t.Errorf("what was ticked is not, of %d", n)
	}
	form.Set("reason", "EXERCISE they can act today")
	_, html = national.send(page, page, form)
	if !strings.Contains(html, "Released: 2 facts.") || !strings.Contains(html, "EXERCISE they can act today") {
		t.Fatalf("release: %.900s", html)
	}
	p.Carry(t)
	if _, html = national.get(page); !strings.Contains(html, "✓ stored") || !strings.Contains(html, "They hold it already") {
		t.Error("the receipt is not on the page")
	}
	back := url.Values{"reason": {"EXERCISE wrong person"}, "node": {p.china.Writer().String()}, "release": {between(html, `name="release" value="`, `"`)}}
	if _, html = national.send(page, page[:len(page)-len("release")]+"recall", back); !strings.Contains(html, "Recalled.") {
		t.Fatalf("recall: %.900s", html)
	}
	p.Carry(t)
	if _, html = national.get(page); !strings.Contains(html, "✓ erased there") || strings.Contains(html, "Recall for ever") {
		t.Error("the answer to the recall is not on the page, or what was recalled can be recalled again")
	}
}

// facts are the claims of a record with the properties.
func (p *pair) facts(t *testing.T, id lanna.RecordID, want ...lanna.Property) (out []lanna.Digest) {
	t.Helper()
	view, err := p.centre.PreviewRelease(t.Context(), p.centre.National, desktest.Rescue, desk.ReleaseDraft{Record: id, To: p.china.Writer()})
	must(t, err)
	for _, l := range view.Lines {
		for _, w := range want {
			if l.Property == w && l.Code == "" {
				out = append(out, l.Claim)
			}
		}
	}
	return out
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}
