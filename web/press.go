package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"slices"
	"strings"
	"time"
	"unicode"

	"lanna"
	"lanna/desk"
	"lanna/pdf"
	"lanna/web/locale"
)

// A Press makes pages that are handed out on paper. Each is one file that brings
// all it needs with it, asks for nothing and runs nothing.
type Press struct {
	words    *locale.Catalog
	pages    *templates
	zone     *time.Location
	exercise bool
	agency   map[string]string
	css      string
}

// PressConfig is what a press needs to know of its node.
type PressConfig struct {
	Exercise bool
	Zone     *time.Location    // local time of the duty room; nil: UTC
	Agency   map[string]string // what the agency is called, by language; under "" its code
}

// NewPress returns a press. It fails only on what was built wrong.
func NewPress(c PressConfig) (*Press, error) {
	words, err := locale.Load()
	if err != nil {
		return nil, err
	}
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	pages, err := newTemplates(words, c.Zone)
	if err != nil {
		return nil, err
	}
	return newPress(c, words, pages)
}

func newPress(c PressConfig, words *locale.Catalog, pages *templates) (*Press, error) {
	css, err := sheets.ReadFile("paper.css")
	return &Press{words: words, pages: pages, zone: c.Zone, exercise: c.Exercise, agency: c.Agency, css: string(css)}, err
}

// language is the one with a code, or English.
func (p *Press) language(code string) *locale.Language { return p.words.Match(code, "") }

// agencyName is what the agency is called in a language.
func (p *Press) agencyName(lang string) string {
	for _, code := range []string{lang, "en", ""} {
		if name := p.agency[code]; name != "" {
			return name
		}
	}
	return p.language(lang).Text("record.own")
}

// A Paper is one page or more, ready to be sent.
type Paper struct {
	HTML   []byte
	Policy string // Content-Security-Policy under which it is shown: nothing but itself

	attach func(printed []byte) ([]byte, error) // puts into a PDF what belongs to it; nil: nothing
}

// PDF prints a paper. In that of a dossier lies the file to check it.
func (p *Paper) PDF(ctx context.Context, printer *pdf.Printer) ([]byte, error) {
	out, err := printer.Print(ctx, p.HTML)
	if err != nil || p.attach == nil {
		return out, err
	}
	return p.attach(out)
}

// A sheetOfPaper is what surrounds what a paper says. Structs of papers embed it.
type sheetOfPaper struct {
	Lang, Title, Agency, Policy string
	Exercise                    bool
	Style                       template.CSS
}

func (p *Press) sheet(lang *locale.Language, title string) sheetOfPaper {
	return sheetOfPaper{Lang: lang.Code, Title: title, Exercise: p.exercise, Agency: p.agencyName(lang.Code)}
}

// made puts a paper together. The fonts of the scripts that stand on it go
// along, because a machine elsewhere may have none for Lao.
func (p *Press) made(lang *locale.Language, part string, s *sheetOfPaper, data any) (*Paper, error) {
	draft, err := p.pages.text(lang, "paper", part, data)
	if err != nil {
		return nil, err
	}
	style := facesFor(draft) + p.css
	sum := sha256.Sum256([]byte(style))
	s.Style = template.CSS(style)
	s.Policy = "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
	out, err := p.pages.text(lang, "paper", part, data)
	return &Paper{HTML: out, Policy: s.Policy + "; frame-ancestors 'none'"}, err
}

// scriptsOf are the scripts whose fonts go along, as package unicode has them,
// by the font's file.
var scriptsOf = map[string]*unicode.RangeTable{"thai": unicode.Thai, "lao": unicode.Lao, "myanmar": unicode.Myanmar}

func facesFor(page []byte) string {
	var out strings.Builder
	for _, f := range fonts {
		if !bytes.ContainsFunc(page, func(r rune) bool { return unicode.Is(scriptsOf[f.file], r) }) {
			continue
		}
		for _, name := range f.files() {
			raw, err := fs.ReadFile(static, "static/built/"+name)
			if err != nil {
				continue // a checkout without npm has none; the machine's own is used
			}
			weight := strings.TrimSuffix(name[strings.LastIndex(name, "-")+1:], ".woff2")
			fmt.Fprintf(&out, "@font-face{font-family:%q;font-weight:%s;src:url(data:font/woff2;base64,%s) format(\"woff2\");unicode-range:%s}\n",
				f.family, weight, base64.StdEncoding.EncodeToString(raw), f.characters)
		}
	}
	return out.String()
}

// A dossierPaper is a record on paper.
type dossierPaper struct {
	sheetOfPaper
	Heading                                  template.HTML
	KindName, Label, Hash, Version           string
	Copy, Of, Recipient, Basis               string
	Handling                                 handlingWords
	Safety, SafetyNote, SafetyBy, MinorWords string
	Presumed, Locked                         bool
	OverrideWords, FileName, Issued, By      string
	Agencies                                 []string
	Rows, Unsettled                          []paperRow
	Notes                                    []paperFact
	Images                                   []template.URL
	Appeals                                  []string
}

type paperRow struct {
	Name   string
	Differ bool
	Cells  [][]paperFact
}

type paperFact struct {
	Value                              template.HTML
	Latin, Grade, By, Check, Why, Note string
	Unproven                           bool
	Replaced                           []paperFact
}

// Dossier is a copy of a record on paper.
func (p *Press) Dossier(lang string, d *desk.Dossier) (*Paper, error) {
	l := p.language(lang)
	v := &dossierPaper{sheetOfPaper: p.sheet(l, d.Label+" "+plainTitle(l, d.Title)), Heading: titleWords(l, d.Title), KindName: kindName(l, d.Kind), Label: d.Label,
		Hash: d.Run.Content.String(), Version: shortDigest(d.Version.String()), Copy: fmt.Sprint(d.Copy), Of: fmt.Sprint(d.Run.Copies), Recipient: d.Run.Recipient, Basis: d.Run.Basis,
		Issued: p.at(d.Run.Time), By: d.Run.Name, Handling: handlingOf(l, d.Marking), Presumed: d.Presumed, Locked: d.Locked, FileName: DossierFile(d)}
	if d.Minor {
		v.MinorWords = l.Text("minor.perhaps")
	}
	if f := d.Safety; f != nil {
		v.Safety, v.SafetyNote, v.SafetyBy = l.First("safety."+f.Value, "safety.do-not-contact"), f.Reason, p.by(l, *f)
	}
	if f := d.Override; f != nil {
		v.OverrideWords = l.Text("victim.overridden", "who", f.OfficerName, "why", f.Reason)
	}
	for _, a := range d.Agencies {
		name := a.Name
		if a.Own {
			name = v.Agency
		}
		v.Agencies = append(v.Agencies, l.Text("record.says", "agency", orSomebody(l, name)))
	}
	for _, row := range d.Rows {
		v.Rows = append(v.Rows, p.row(l, row))
	}
	for _, row := range d.Unsettled() {
		v.Unsettled = append(v.Unsettled, p.row(l, row))
	}
	for _, f := range d.Notes {
		v.Notes = append(v.Notes, p.fact(l, f))
	}
	for i := range d.Appeals {
		a := &d.Appeals[i]
		v.Appeals = append(v.Appeals, l.Text("cases.appeal."+a.State, "what", propertyName(l, a.Property))+" "+p.at(a.Time))
	}
	for _, c := range d.Crops {
		v.Images = append(v.Images, template.URL(d.Images[c.Claim])) // a data URL that the desk made of a picture that was drawn anew
	}
	paper, err := p.made(l, "dossier", &v.sheetOfPaper, v)
	if err == nil {
		paper.attach = func(printed []byte) ([]byte, error) {
			return pdf.Attach(printed, pdf.Attachment{Name: v.FileName, Data: d.File, Seal: d.SealPages(printed)})
		}
	}
	return paper, err
}

// DossierFile is what the file to check a copy is called.
func DossierFile(d *desk.Dossier) string {
	return fmt.Sprintf("%s-%d-copy-%d-of-%d.json", d.Label, d.Run.No, d.Copy, d.Run.Copies)
}

func orSomebody(l *locale.Language, name string) string {
	if name == "" {
		return l.Text("did.agency")
	}
	return name
}

func (p *Press) row(l *locale.Language, row desk.FactRow) paperRow {
	out := paperRow{Name: propertyName(l, row.Property), Differ: row.Differ}
	for _, cell := range row.Cells {
		var facts []paperFact
		for _, f := range cell {
			facts = append(facts, p.fact(l, f))
		}
		out.Cells = append(out.Cells, facts)
	}
	return out
}

func (p *Press) fact(l *locale.Language, f desk.Fact) paperFact {
	out := paperFact{Value: valueWords(l, f.Property, f.Value, langOr(f.Lang, f.Value)), Grade: gradeWords(l, f.Grade), By: p.by(l, f), Unproven: f.Unproven}
	switch {
	case f.Value == "":
		out.Value = escaped(l.Text("record.withdrawn"))
	case f.Link != nil:
		out.Value = said(f.Link.Label, "en")
	}
	if f.Property == lanna.Name || f.Property == lanna.Alias {
		out.Latin = desk.Latin(f.Value)
	}
	if slices.Contains([]lanna.Property{lanna.SuspectOf, lanna.VictimStatus}, f.Property) || len(f.Replaced) > 0 {
		out.Why = f.Reason
	}
	if f.Check != "" {
		out.Check = l.First("why."+f.Check, "why.other")
	}
	for _, old := range f.Replaced {
		out.Replaced = append(out.Replaced, paperFact{Value: valueWords(l, old.Property, old.Value, langOr(old.Lang, old.Value)), By: p.by(l, old)})
	}
	return out
}

// at is a time as it stands on paper, which is read years later: with its year.
func (p *Press) at(m lanna.Millis) string {
	return m.Time().In(p.zone).Format(time.DateOnly) + " " + shortTime(p.zone, m)
}

// by is who said it and when. Outside the agency an officer is a number only, so
// a partner's is not named.
func (p *Press) by(l *locale.Language, f desk.Fact) string {
	who := f.OfficerName
	if who == "" {
		who = l.Text("did.somebody")
	}
	return who + ", " + p.at(f.Time)
}

// An extractPaper is what a person is told, in the person's language.
type extractPaper struct {
	sheetOfPaper
	Label, Name, NameLang, KindWords, Received, Issued, Copy, Outcome string
	Answer                                                            template.HTML
	Records                                                           []extractRecord
	Withheld                                                          []string
}

type extractRecord struct {
	Kind, Opened string
	Facts        []bulletinFact
}

// Extract is what a person is told. What is withheld for a ground that is silent
// changes nothing on it.
func (p *Press) Extract(e *desk.Extract) (*Paper, error) {
	l := p.language(e.Lang)
	v := &extractPaper{sheetOfPaper: p.sheet(l, l.Text("paper.extract")+" "+e.Label), Label: e.Label, Name: e.Name.Text, NameLang: langOr(e.Name.Lang, e.Name.Text),
		KindWords: l.Text("cases.kind." + e.Kind), Received: e.Received, Issued: p.at(e.Run.Time), Copy: l.Text("paper.copy", "n", fmt.Sprint(e.Copy), "m", fmt.Sprint(e.Run.Copies))}
	if e.Outcome != "" {
		v.Outcome, v.Answer = l.Text("cases.told."+e.Outcome), said(e.Answer.Text, e.Answer.Lang)
	}
	for _, r := range e.Records {
		rec := extractRecord{Kind: kindName(l, r.Kind), Opened: r.Opened}
		for _, f := range r.Facts {
			rec.Facts = append(rec.Facts, bulletinFact{propertyName(l, f.Property), valueWords(l, f.Property, f.Value, langOr(f.Lang, f.Value))})
		}
		v.Records = append(v.Records, rec)
	}
	for _, r := range e.Withheld {
		v.Withheld = append(v.Withheld, l.Text("cases.basis."+r.Basis)+" ("+r.Law+")")
	}
	return p.made(l, "extract", &v.sheetOfPaper, v)
}

// A bulletinPaper is an alert on one page a language.
type bulletinPaper struct {
	sheetOfPaper
	Pages []bulletinPage
}

type bulletinPage struct {
	Lang, Agency, Label             string
	Exercise                        bool
	Severity                        lanna.Severity
	SeverityWords, Means            string
	Names                           []bulletinName
	Facts                           []bulletinFact
	Victim, Protect, Safety, Minor  string
	Police, Call, Since, Copy, Hash string
	T                               map[string]string
}

type bulletinName struct {
	Said  template.HTML
	Latin string
}

type bulletinFact struct {
	Name  string
	Value template.HTML
}

// longestOnBulletin is how many letters of a value stand on the one page.
const longestOnBulletin = 60

// Bulletin is an alert on one page for each language, in the order given.
func (p *Press) Bulletin(langs []string, b *desk.Bulletin) (*Paper, error) {
	if len(langs) == 0 {
		for _, l := range p.words.Languages {
			langs = append(langs, l.Code)
		}
	}
	first := p.language(langs[0])
	v := &bulletinPaper{sheetOfPaper: p.sheet(first, first.Text("paper.bulletin")+" "+b.Label)}
	for _, code := range langs {
		v.Pages = append(v.Pages, p.bulletinPage(p.language(code), b))
	}
	return p.made(first, "bulletin", &v.sheetOfPaper, v)
}

func (p *Press) bulletinPage(l *locale.Language, b *desk.Bulletin) bulletinPage {
	v := bulletinPage{Lang: l.Code, Agency: p.agencyName(l.Code), Label: b.Label, Exercise: p.exercise, Severity: b.Severity,
		SeverityWords: l.Text("severity." + string(b.Severity)), Means: l.Text("severity." + string(b.Severity) + ".means"),
		Victim: l.Text("bulletin.danger"), Protect: l.Text("bulletin.protect"), Safety: l.First("bulletin.safety."+b.Safety, "bulletin.safety.ask"),
		Police: l.Text("bulletin.police"), Since: p.at(b.Opened), Hash: shortDigest(b.Run.Content.String()),
		Copy: l.Text("paper.copy", "n", fmt.Sprint(b.Copy), "m", fmt.Sprint(b.Run.Copies)) + " · " + l.Text("paper.for", "who", b.Run.Recipient) + " · " + p.at(b.Run.Time)}
	v.Call = l.Text("bulletin.call", "agency", v.Agency, "id", b.Label)
	v.T = map[string]string{"title": l.Text("paper.bulletin"), "called": l.Text("bulletin.called"), "since": l.Text("bulletin.since")}
	switch b.Victim {
	case desk.Presumed:
		v.Victim = l.Text("bulletin.presumed")
	case desk.ScreenedVictim:
		v.Victim = l.Text("bulletin.victim")
	}
	if b.Minor {
		v.Minor = l.Text("bulletin.minor")
	}
	for i, n := range b.Names {
		v.Names = append(v.Names, bulletinName{said(short(n.Text), langOr(n.Lang, n.Text)), short(b.Latin[i])})
	}
	for _, f := range b.Facts {
		v.Facts = append(v.Facts, bulletinFact{propertyName(l, f.Property), valueWords(l, f.Property, short(f.Value), langOr(f.Lang, f.Value))})
	}
	return v
}

// short is a value as far as there is room for it.
func short(s string) string {
	if r := []rune(s); len(r) > longestOnBulletin {
		return string(r[:longestOnBulletin]) + "…"
	}
	return s
}
