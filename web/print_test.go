package web_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/audit"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/web"
)

// evil is what a stranger may write into a name: nothing of it may run.
const evil = `EXERCISE </style><script>alert(1)</script><img src=x onerror=alert(2)>"'{{.}} =HYPERLINK("http://x.invalid")`

// notice is a confirmed notice with a person.
func (s *site) notice(t *testing.T) lanna.RecordID {
	t.Helper()
	id, err := s.Capture(t.Context(), s.Duty, desktest.Rescue, desk.Intake{Channel: "text", Text: "EXERCISE 悬赏60万 外号阿蓝 姓名：禾七 女24岁 从银鹭园B栋跑出 抓回园区"})
	must(t, err)
	c, err := s.Proposals(t.Context(), s.Duty, desktest.Rescue, id)
	must(t, err)
	made := desk.Confirmation{Marking: desk.MarkLife}
	for _, n := range c.Notices {
		kept := desk.ConfirmedNotice{Number: n.Number, Keep: true}
		for _, f := range n.Fields {
			kept.Fields = append(kept.Fields, desk.ConfirmedField{ID: f.ID, Property: f.Property, Value: f.Value, Lang: f.Lang, Compared: true})
		}
		made.Notices = append(made.Notices, kept)
	}
	ids, err := s.Confirm(t.Context(), s.Duty, desktest.Rescue, id, made)
	must(t, err)
	return ids[0]
}

var copies = regexp.MustCompile(`/records/[0-9a-f]+/print/[0-9a-f]+/[0-9]+`)

func TestADossierIsPrintedAndChecked(t *testing.T) {
	s := newSite(t)
	id := s.notice(t)
	must(t, s.AddFact(t.Context(), s.Duty, desktest.Rescue, id, lanna.Alias, desk.Words{Text: evil, Lang: "en"}, lanna.Grade{Reliability: 'B', Credibility: '2'}))
	path := "/records/" + id.String() + "/print"
	if _, page := s.as(t, "duty").get(path); strings.Contains(page, `value="dossier"`) || !strings.Contains(page, `value="bulletin"`) {
		t.Error("a duty officer is offered a dossier, or no bulletin")
	}
	v := s.as(t, "national")
	form := url.Values{"form": {"dossier"}, "recipient": {"EXERCISE prosecutor <b>"}, "where": {"outside"}, "copies": {"2"}, "reason": {"EXERCISE hearing"}}
	if r, _ := v.send(path, path, form); r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without a legal basis: %s", r.Status)
	}
	form.Set("basis", "EXERCISE article 3")
	_, page := v.send(path, path, form)
	links := copies.FindAllString(page, -1)
	if !strings.Contains(page, "Recorded.") || len(links) != 6 {
		t.Fatalf("%d links: %.400s", len(links), page)
	}
	r, paper := v.get(links[3])
	if policy := r.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(policy, "script") {
		t.Errorf("policy %q", policy)
	}
	for _, want := range []string{"copy 2 of 2", "EXERCISE prosecutor &lt;b&gt;", "EXERCISE article 3", "H0 fight crime only", "禾七", "Heqi", "Usually reliable", "EXERCISE duty", "lanna record verify"} {
		if !strings.Contains(paper, want) {
			t.Errorf("%q is not on the paper", want)
		}
	}
	harmless(t, paper)
	if dir := os.Getenv("LANNA_KEEP_PAPER"); dir != "" {
		must(t, os.WriteFile(dir+"/dossier.html", []byte(paper), 0o600))
	}
	if r, paper := v.get(links[0] + "?x"); r.StatusCode != http.StatusOK || !strings.Contains(paper, "copy 1 of 2") {
		t.Errorf("the first copy: %s", r.Status)
	}
	r, file := v.get(links[3] + ".json")
	rep, err := audit.VerifyDossier(strings.NewReader(file))
	must(t, err)
	if rep.Finding != nil || rep.Copy != 2 || !strings.Contains(paper, rep.Content.String()) || !strings.Contains(r.Header.Get("Content-Disposition"), "-1-copy-2-of-2.json") {
		t.Errorf("%v, copy %d, %s", rep.Finding, rep.Copy, r.Header.Get("Content-Disposition"))
	}
	if strings.Contains(file, "<script>") {
		t.Error("the file holds markup as it is")
	}
	if r, _ := s.as(t, "leader").get(links[0]); r.StatusCode != http.StatusForbidden {
		t.Errorf("another officer opens the copy: %s", r.Status)
	}
	if r, _ := v.get(links[0] + ".exe"); r.StatusCode != http.StatusNotFound {
		t.Errorf("of no kind: %s", r.Status)
	}
}

// harmless holds that a page runs nothing, asks nothing and fills nothing in.
func harmless(t *testing.T, page string) {
	t.Helper()
	for _, bad := range []string{"<script", "<img src=x", `src="http`, "url(http", "ZgotmplZ"} {
		if strings.Contains(page, bad) {
			t.Errorf("the paper has %q", bad)
		}
	}
	if strings.Count(page, "</style>") != 1 {
		t.Errorf("%d style elements end", strings.Count(page, "</style>"))
	}
}

func TestABulletinOfOnePageALanguage(t *testing.T) {
	s := newSite(t)
	id := s.notice(t)
	must(t, s.AddFact(t.Context(), s.Duty, desktest.Rescue, id, lanna.Alias, desk.Words{Text: evil, Lang: "en"}, lanna.Grade{}))
	for p, value := range map[lanna.Property]string{lanna.Contact: "EXERCISE mother", lanna.LastPlace: "EXERCISE temple", lanna.Relation: "EXERCISE sister", lanna.Phone: "+66812345678"} {
		must(t, s.AddFact(t.Context(), s.Duty, desktest.Rescue, id, p, desk.Words{Text: value, Lang: "en"}, lanna.Grade{}))
	}
	path := "/records/" + id.String() + "/print"
	v := s.as(t, "duty")
	_, page := v.send(path, path, url.Values{"form": {"bulletin"}, "recipient": {"EXERCISE stations"}, "copies": {"1"}, "reason": {"EXERCISE"}})
	links := copies.FindAllString(page, -1)
	if len(links) == 0 {
		t.Fatalf("%.300s", page)
	}
	_, paper := v.get(links[0] + "?form=bulletin")
	harmless(t, paper)
	if dir := os.Getenv("LANNA_KEEP_PAPER"); dir != "" {
		must(t, os.WriteFile(dir+"/bulletin.html", []byte(paper), 0o600))
	}
	if n := strings.Count(paper, `<section class="bulletin life"`); n != 5 {
		t.Errorf("%d pages", n)
	}
	for _, want := range []string{"Presumed victim of trafficking. Not a suspect.", "推定为人口贩运受害人", "สันนิษฐานว่าเป็นผู้เสียหาย", "လူကုန်ကူးခံရသူဟု", "ສັນນິຖານວ່າເປັນຜູ້ຖືກເຄາະຮ້າຍ", "Before any contact", "Heqi", "copy 1 of 1", "font-face"} {
		if !strings.Contains(paper, want) {
			t.Errorf("%q is not on the bulletin", want)
		}
	}
	for _, bad := range []string{"mother", "temple", "sister", "81234", "银鹭园", "600,000", "60万"} {
		if strings.Contains(paper, bad) {
			t.Errorf("the bulletin shows %q", bad)
		}
	}
	if _, one := v.get(links[0] + "?form=bulletin&lang=my"); strings.Count(one, `<section class="bulletin`) != 1 || strings.Contains(one, "Presumed victim") {
		t.Error("one language is not one page")
	}
}

// What is printed is the same for whoever prints by the command line.
func TestThePressKnowsItsAgency(t *testing.T) {
	p, err := web.NewPress(web.PressConfig{Zone: time.UTC, Agency: map[string]string{"": "TH", "th": "หน่วย"}})
	must(t, err)
	b := &desk.Bulletin{Label: "B-0001", Severity: lanna.Life}
	paper, err := p.Bulletin([]string{"en", "th"}, b)
	must(t, err)
	if !bytes.Contains(paper.HTML, []byte("Issued by TH.")) || !bytes.Contains(paper.HTML, []byte("หน่วย")) || bytes.Contains(paper.HTML, []byte("EXERCISE")) {
		t.Errorf("%.300s", paper.HTML)
	}
}
