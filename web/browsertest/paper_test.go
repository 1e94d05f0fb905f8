package browsertest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"lanna"
	"lanna/audit"
	"lanna/desk"
	paper "lanna/pdf"

	"github.com/chromedp/chromedp"
)

// printed is a run of an officer, and the path of its first copy.
func (s *site) printed(t *testing.T, by string, id lanna.RecordID, p desk.PrintDraft) (desk.PrintRun, string) {
	t.Helper()
	run, err := s.node.Desk.Print(t.Context(), s.staff[by], desk.Actor{}, why, id, p)
	must(t, err)
	return run, "/records/" + id.String() + "/print/" + run.Statement.String() + "/1"
}

// download fetches a file as a browser would.
func (s *site) download(t *testing.T, c *http.Client, path string) []byte {
	t.Helper()
	r, err := c.Get(s.url + path)
	must(t, err)
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	must(t, err)
	if r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %.200s", path, r.Status, b)
	}
	return b
}

// A dossier made by the node: marking, copy, recipient and hash on each page,
// and every glyph there.
func TestDossierAsPDF(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.raise(t, "duty", desk.MarkLife, bounties[0])[0]
	for i := range 20 {
		text := []string{"禾七 银鹭园", "เหอ ชี", "ဟယ်ချီ", "ເຫີ ຊີ", "He Qi"}[i%5]
		must(t, s.node.Desk.AddFact(t.Context(), s.staff["duty"], why, id, "alias", desk.Words{Text: fmt.Sprintf("%s %d", text, i), Lang: []string{"zh", "th", "my", "lo", "en"}[i%5]}, lanna.ParseGrade("B2")))
	}
	run, path := s.printed(t, "national", id, desk.PrintDraft{Form: desk.PaperDossier, Recipient: "EXERCISE prosecutor", Outside: true, Copies: 3, Basis: "EXERCISE article 3"})
	pdf := s.download(t, s.signIn(t, "national"), path+".pdf")
	if keep := os.Getenv("LANNA_KEEP_PDF"); keep != "" {
		must(t, os.WriteFile(keep, pdf, 0o600))
	}
	pages := pdfPages(t, pdf)
	if len(pages) < 2 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, text := range pages {
		for _, want := range []string{"EXERCISE", "H0 fight crime only", "copy 1 of 3", "EXERCISE prosecutor", run.Content.String(), fmt.Sprintf("%d/%d", i+1, len(pages))} {
			if !strings.Contains(strings.ReplaceAll(text, " / ", "/"), want) {
				t.Errorf("page %d lacks %q", i+1, want)
			}
		}
	}
	embedded(t, pdf)
	printed, a, err := paper.Attached(pdf)
	must(t, err)
	rep, err := audit.VerifyDossier(bytes.NewReader(a.Data))
	must(t, err)
	if rep.Finding != nil || rep.Content != run.Content || !rep.Sealed(printed, a.Seal) {
		t.Errorf("the file in the PDF: %v, or its seal does not hold", rep.Finding)
	}
}

// embedded holds that every font is in the file.
func embedded(t *testing.T, pdf []byte) {
	t.Helper()
	for _, line := range strings.Split(tool(t, pdf, "pdffonts"), "\n")[2:] {
		if f := strings.Fields(line); len(f) > 5 && f[len(f)-5] != "yes" {
			t.Errorf("font is not in the file: %s", line)
		}
	}
}

// A bulletin is one page a language, however long what stands on it.
func TestBulletinIsOnePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.raise(t, "duty", desk.MarkLife, bounties[0])[0]
	for i := range 20 {
		must(t, s.node.Desk.AddFact(t.Context(), s.staff["duty"], why, id, "alias", desk.Words{Text: fmt.Sprint(i, " EXERCISE ", strings.Repeat("ယူ long ", 200)), Lang: "my"}, lanna.Grade{}))
		must(t, s.node.Desk.AddFact(t.Context(), s.staff["duty"], why, id, "mark-on-body", desk.Words{Text: fmt.Sprint(i, strings.Repeat(" scar", 200)), Lang: "en"}, lanna.Grade{}))
	}
	_, path := s.printed(t, "duty", id, desk.PrintDraft{Form: desk.PaperBulletin, Recipient: "EXERCISE stations", Copies: 1})
	c := s.signIn(t, "duty")
	pages := pdfPages(t, s.download(t, c, path+".pdf?form=bulletin"))
	if len(pages) != 5 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, text := range pages {
		if !strings.Contains(text, "B-0001") || !strings.Contains(text, "EXERCISE stations") {
			t.Errorf("page %d lacks its number, or for whom it is: %s", i+1, text)
		}
	}
	if pages := pdfPages(t, s.download(t, c, path+".pdf?form=bulletin&lang=lo")); len(pages) != 1 {
		t.Errorf("%d pages in one language", len(pages))
	}
}

// subjects are two requests of a person: one that waits, with all that a page can
// show, and an appeal that was answered.
func (s *site) subjects(t *testing.T, about lanna.RecordID) (waits, answered lanna.RecordID) {
	t.Helper()
	d, by, ctx := s.node.Desk, s.staff["national"], t.Context()
	q := desk.SubjectDraft{Kind: desk.SubjectCorrection, Name: desk.Words{Text: "EXERCISE ဟယ်ချီ", Lang: "my"}, Reach: "EXERCISE post box", Lang: "zh", Received: d.Now().Time().Format("2006-01-02"),
		Text: desk.Words{Text: "EXERCISE 请更正我的姓名", Lang: "zh"}, About: []lanna.RecordID{about}}
	waits, err := d.OpenSubject(ctx, by, why, q)
	must(t, err)
	must(t, d.CheckIdentity(ctx, by, why, waits, desk.IdentityConfirmed, desk.Words{Text: "EXERCISE passport seen", Lang: "en"}))
	must(t, d.Restrict(ctx, by, why, waits, desk.SubjectRestriction{Record: about, Properties: []lanna.Property{lanna.Amount}, Basis: "ongoing-inquiry", Law: "EXERCISE act, section 4"}))
	_, err = d.Print(ctx, by, desk.Actor{}, why, waits, desk.PrintDraft{Form: desk.PaperExtract, Recipient: "EXERCISE ဟယ်ချီ", Outside: true, Copies: 2})
	must(t, err)
	r, err := d.Record(ctx, by, why, about)
	must(t, err)
	person := r.Person.Record
	must(t, d.AddFact(ctx, s.staff["duty"], why, person, lanna.Status, desk.Words{Text: "trapped"}, lanna.Grade{}))
	r, err = d.Record(ctx, by, why, person)
	must(t, err)
	q.Kind, q.About = desk.SubjectAppeal, []lanna.RecordID{person}
	for _, row := range r.Rows {
		if row.Property == lanna.Status {
			q.Claim = row.Cells[0][0].Claim
		}
	}
	answered, err = d.OpenSubject(ctx, by, why, q)
	must(t, err)
	must(t, d.AnswerSubject(ctx, by, why, answered, desk.AppealStands, desk.Words{Text: "EXERCISE 答复", Lang: "zh"}))
	return waits, answered
}

// Data subjects' requests with everything on them, narrow and wide.
func TestRequestsOfSubjectsInFiveLanguages(t *testing.T) {
	t.Parallel()
	axe := axeScript(t)
	s := newSite(t)
	id := s.raise(t, "duty", desk.MarkLife, bounties[0])[0]
	waits, answered := s.subjects(t, id)
	pages := []place{{"data subjects' requests", "/cases", "national"}, {"a data subject's request", "/cases/" + waits.String(), "national"},
		{"an answered request", "/cases/" + answered.String(), "national"}, {"a request to be taken in", "/cases/new?about=" + id.String(), "national"}}
	b := s.open(t, "national", "en", 390)
	for _, lang := range languages {
		for _, width := range []int64{390, 1440} {
			b.turn(lang, width)
			for _, p := range pages {
				if width == 390 {
					b.narrow(p)
				} else {
					b.visit(p.path)
					b.unfold()
				}
				b.axe(axe, p)
			}
		}
	}
}

// TestLookAtRequests takes pictures of the pages of requests and paper, for a person's eyes.
func TestLookAtRequests(t *testing.T) {
	dir := os.Getenv("LANNA_LOOK")
	if dir == "" {
		t.Skip("LANNA_LOOK names a folder for pictures")
	}
	s := newSite(t)
	id := s.raise(t, "duty", desk.MarkLife, bounties[0])[0]
	waits, answered := s.subjects(t, id)
	for _, lang := range []string{"en", "zh", "my"} {
		for _, width := range []int64{1440, 390} {
			b := s.open(t, "national", lang, width)
			for name, path := range map[string]string{"list": "/cases", "case": "/cases/" + waits.String(), "answered": "/cases/" + answered.String(), "new": "/cases/new?about=" + id.String(), "print": "/records/" + id.String() + "/print"} {
				b.visit(path)
				var picture []byte
				b.run(chromedp.FullScreenshot(&picture, 100))
				must(t, os.WriteFile(fmt.Sprintf("%s/%s-%s-%d.png", dir, name, lang, width), picture, 0o600))
			}
		}
	}
}
