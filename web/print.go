package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/pdf"
)

func (s *Server) printRoutes() {
	s.forPurpose("GET /records/{id}/print", s.printPage)
	s.forPurpose("POST /records/{id}/print", s.print)
	s.forPurpose("GET /records/{id}/print/{print}/{copy}", s.showCopy)
}

// onPaper reports whether records of the kind are handed out on paper.
func onPaper(k lanna.RecordKind) bool {
	switch k {
	case lanna.BountyRecord, lanna.FamilyRecord, lanna.LureRecord, lanna.TipRecord, lanna.PersonRecord, lanna.ListedRecord:
		return true
	}
	return false
}

// A printPage asks for whom and why, and lists what was handed out.
type printPage struct {
	Shell
	ID, Label, Heading string
	Forms              []choice
	Properties         []choice // that can be left out
	Runs               []printLine
	Languages          []choice
	NoPDF              bool
}

type printLine struct {
	ID, Form, No, Recipient, Basis, By, Reason string
	At                                         lanna.Millis
	Outside, Mine, Dossier                     bool
	Copies                                     []string
}

func (s *Server) printPage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	r, err := s.desk.Record(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	if !onPaper(r.Kind) {
		return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
	}
	runs, err := s.desk.Prints(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	p := printPage{Shell: v.shell("print.title", "search"), ID: id.String(), Label: r.Label, Heading: plainTitle(v.lang, r.Title), NoPDF: s.config.PDF == nil || s.config.PDF.Find() == ""}
	if v.actor.May("record.print") {
		p.Forms = append(p.Forms, choice{desk.PaperDossier, v.lang.Text("paper.dossier"), true})
	}
	if r.Alert != nil && v.actor.May("alert.print") {
		p.Forms = append(p.Forms, choice{desk.PaperBulletin, v.lang.Text("paper.bulletin"), len(p.Forms) == 0})
	}
	for _, row := range r.Rows {
		p.Properties = append(p.Properties, choice{string(row.Property), propertyName(v.lang, row.Property), slices.Contains(leftOut, row.Property)})
	}
	for _, l := range s.words.Languages {
		p.Languages = append(p.Languages, choice{l.Code, l.Name, false})
	}
	for i := range runs {
		p.Runs = append(p.Runs, v.printLine(&runs[i]))
	}
	return v.render("print", p)
}

// leftOut are ticked as left out: whom to call, and who told.
var leftOut = []lanna.Property{lanna.Contact, lanna.Relation}

func (v *visit) printLine(r *desk.PrintRun) printLine {
	line := printLine{ID: r.Statement.String(), Form: v.lang.Text("paper." + r.Form), No: strconv.Itoa(r.No), Recipient: r.Recipient, Basis: r.Basis, By: r.Name, Reason: r.Reason,
		At: r.Time, Outside: r.Outside, Mine: r.Officer == v.actor.Officer, Dossier: r.Form == desk.PaperDossier}
	for n := range r.Copies {
		line.Copies = append(line.Copies, strconv.Itoa(n+1))
	}
	return line
}

// print says for whom copies are made. Where a second officer has to sign, name
// and own password come with the form.
func (s *Server) print(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	second, err := v.second()
	if err != nil {
		return err
	}
	p := desk.PrintDraft{Form: v.text("form"), Recipient: v.text("recipient"), Outside: v.FormValue("where") != "inside", Basis: v.text("basis")}
	p.Copies, _ = strconv.Atoi(v.text("copies")) // what is no number is no copy
	for _, property := range v.Form["without"] {
		p.Without = append(p.Without, lanna.Property(property))
	}
	if _, err := s.desk.Print(v.Context(), v.actor, second, ownReason(why, v.text("reason")), id, p); err != nil {
		return err
	}
	return v.done("/records/"+id.String()+"/print", "print.done")
}

// showCopy sends one copy: as a page, as PDF, or the file to check it.
func (s *Server) showCopy(v *visit, why desk.Why) error {
	id, run, n, kind, err := v.copyAsked()
	if err != nil {
		return err
	}
	if v.FormValue("form") == desk.PaperBulletin {
		b, err := s.desk.Bulletin(v.Context(), v.actor, why, id, run, n)
		if err != nil {
			return err
		}
		paper, err := s.press.Bulletin(v.papersLanguages(), b)
		if err != nil {
			return err
		}
		return v.sendPaper(paper, kind, b.Label+"-bulletin-"+strconv.Itoa(n))
	}
	d, err := s.desk.Dossier(v.Context(), v.actor, why, id, run, n)
	if err != nil {
		return err
	}
	if kind == "json" {
		return v.sendFile(d.File, "application/json", DossierFile(d))
	}
	paper, err := s.press.Dossier(v.lang.Code, d)
	if err != nil {
		return err
	}
	return v.sendPaper(paper, kind, strings.TrimSuffix(DossierFile(d), ".json"))
}

// copyAsked is which copy of which run the path names, and as what.
func (v *visit) copyAsked() (id lanna.RecordID, run lanna.Digest, n int, kind string, err error) {
	if id, err = v.record(); err != nil {
		return
	}
	name, kind, _ := strings.Cut(v.PathValue("copy"), ".")
	n, bad := strconv.Atoi(name)
	run, err = lanna.ParseDigest(v.PathValue("print"))
	if err != nil || bad != nil {
		err = &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
	}
	return id, run, n, kind, err
}

// papersLanguages are those that were asked for; none means all.
func (v *visit) papersLanguages() []string {
	var out []string
	for _, l := range v.s.words.Languages {
		if slices.Contains(v.Form["lang"], l.Code) {
			out = append(out, l.Code)
		}
	}
	return out
}

// sendPaper sends a paper as it is, or as PDF.
func (v *visit) sendPaper(p *Paper, kind, name string) error {
	switch kind {
	case "":
		v.w.Header().Set("Content-Security-Policy", p.Policy)
		v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, err := v.w.Write(p.HTML)
		return err
	case "pdf":
		printer := v.s.config.PDF
		if printer == nil {
			printer = pdf.New("")
		}
		out, err := p.PDF(v.Context(), printer)
		if err != nil {
			return err
		}
		return v.sendFile(out, "application/pdf", name+".pdf")
	}
	return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
}

// sendFile sends a file for the browser to keep. Its name is made of labels and
// numbers alone.
func (v *visit) sendFile(b []byte, kind, name string) error {
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	v.w.WriteHeader(http.StatusOK)
	_, err := v.w.Write(b)
	return err
}
