package browsertest

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"lanna"
	"lanna/desk"
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
