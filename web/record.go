package web

import (
	"cmp"
	"html/template"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/extract/reading"
	"lanna/web/locale"
)

func (s *Server) recordRoutes() {
	s.forPurpose("GET /search", s.searchPage)
	s.forPurpose("GET /records/{id}", s.recordPage)
	s.forPurpose("POST /records/{id}/facts", s.addFact)
	s.forPurpose("POST /records/{id}/facts/{claim}/correct", s.correctFact)
	s.forPurpose("POST /records/{id}/notes", s.addNote)
	s.forPurpose("POST /records/{id}/safety", s.setSafety)
	s.forPurpose("POST /records/{id}/screening", s.screen)
	s.forPurpose("POST /records/{id}/suspicion", s.suspect)
	s.forPurpose("POST /records/{id}/judge", s.judge)
	s.severalRoutes()
}

type recordPage struct {
	Shell
	ID, Label, KindName, Version, ZoneWords                                string
	Heading, OverrideWords                                                 template.HTML
	WhyWords                                                               template.HTML
	Safety                                                                 *safetyPart
	Presumed, Minor, Locked                                                bool
	AlertHref, AuditHref                                                   string
	Handling                                                               handlingWords
	Agencies                                                               []string
	Rows                                                                   []factRow
	Notes                                                                  []factPart
	Crops                                                                  []cropPart
	Related                                                                []relatedLine
	History                                                                []stepLine
	Reads                                                                  int
	MayChange, MayAdd, MayNote, MaySafety, MayScreen, MaySuspect, MayErase bool
	MayHit, MayHide, Hidden                                                bool // Hidden: not to be found by partners
	MayRequest                                                             bool
	MayLeave                                                               bool // another agency said something here, and leave is needed to use it
	MayRelease, MayPrint, MayCase                                          bool
	Appeals                                                                []appealLine
	Addable                                                                []navOption
	Safeties, Screenings                                                   []string
	Languages                                                              []*locale.Language
	Reliabilities, Credibilities                                           []string
	Panel                                                                  *matchPanel // nil where nobody is looked for
}

type safetyPart struct {
	Words, By string
	Note      template.HTML
	Free      bool
}

type factRow struct {
	Name   string
	Differ bool
	Cells  []factCell
}

type factCell struct {
	Agency string
	Facts  []factPart
}

// A factPart is one thing that was said: what, how reliable, by whom and when.
type factPart struct {
	ID, Plain, Lang, PageLang, Token string
	Value                            template.HTML
	Grade, GradeCode                 string
	By                               template.HTML
	Check                            string
	Reason                           string
	Crop                             *cropPart
	Replaced                         []factPart
	MayCorrect                       bool
	CorrectHref                      string
}

type cropPart struct {
	URL, Label   string
	View         string // viewBox of the piece
	W, H         int
	ShowW, ShowH int
	Boxes        []reading.Box
	Words        template.HTML
}

type relatedLine struct {
	Href, Label, Why string
	Title            template.HTML
}

type stepLine struct {
	At    template.HTML
	Words template.HTML
	Note  template.HTML
	Times int // how often, where more than once
}

func (s *Server) recordPage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	r, err := s.desk.Record(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	if r.Kind == lanna.CaptureRecord && v.actor.May("capture.show") {
		return v.redirect("/capture/" + id.String())
	}
	if r.Kind == lanna.HitRecord && v.actor.May("hit.list") {
		return v.redirect("/hit#h-" + id.String())
	}
	if r.Kind == lanna.SubjectRecord && v.actor.May("subject.show") {
		return v.redirect("/cases/" + id.String())
	}
	if r.Kind == lanna.RequestRecord && v.actor.May("request.show") {
		return v.redirect("/requests/" + id.String())
	}
	p := v.recordPart(r)
	if p.Panel, err = v.panel(why, r); err != nil {
		return err
	}
	return v.render("record", p)
}

func (v *visit) recordPart(r *desk.RecordView) recordPage {
	p := recordPage{Shell: v.shell("record.title", "search", "id", r.Label), ID: r.Record.String(), Label: r.Label, KindName: kindName(v.lang, r.Kind),
		Heading: titleWords(v.lang, r.Title), Presumed: r.Presumed, Minor: r.Minor, Locked: r.Locked, Handling: handlingOf(v.lang, r.Marking), Reads: int(r.Reads),
		MayAdd: r.May["record.add"], MayNote: r.May["record.note"], MaySafety: r.May["record.safety"], MayScreen: r.May["record.screen"], MaySuspect: r.May["record.suspect"], MayErase: r.May["record.erase"],
		MayRelease: v.actor.May("release.show") && r.Kind != lanna.RequestRecord,
		MayCase:    v.actor.May("subject.open") && onPaper(r.Kind),
		MayPrint:   v.actor.May("print.list") && onPaper(r.Kind),
		MayRequest: v.actor.May("request.send") && r.Kind != lanna.RequestRecord,
		MayHit:     v.actor.May("hit.ask") && r.Kind != lanna.RequestRecord && r.Kind != lanna.HitRecord, MayHide: v.actor.May("record.hide"), Hidden: r.Hidden,
		Addable: v.addable(), Safeties: []string{desk.DoNotContact, desk.SafeWindow, desk.FreeContact}, Screenings: []string{desk.ScreenedVictim, desk.ScreenedNot, desk.Presumed},
		Languages: v.s.words.Languages, Reliabilities: reliabilities, Credibilities: credibilities}
	p.MayLeave = p.MayRequest && len(v.othersSay(r)) > 0
	p.Title = r.Label + " " + plainTitle(v.lang, r.Title)
	p.MayChange = p.MayAdd || p.MayNote || p.MaySafety || p.MayScreen || p.MaySuspect || p.MayErase || p.MayHide
	p.ZoneWords = v.zoneWords()
	if c, ok := v.chosen(); ok {
		words := v.lang.Text("purpose." + string(c.Why.Purpose))
		if c.Why.Case != "" {
			words += ", " + c.Why.Case
		}
		p.WhyWords = escaped(v.lang.Text("record.for", "why", words, "time", shortTime(v.zone(), c.Until)))
	}
	if r.Alert != nil {
		p.AlertHref = "/alerts/" + r.Alert.Record.String()
	}
	if v.actor.May("audit.list") {
		p.AuditHref = "/audit?record=" + p.ID
	}
	if len(r.History) > 0 {
		p.Version = shortDigest(r.History[0].Statement.String())
	}
	p.Appeals = v.appealLines(r.Appeals)
	v.safeguards(&p, r)
	v.said(&p, r)
	v.around(&p, r)
	return p
}

// An appealLine is an appeal of what the record says, and what became of it.
type appealLine struct{ Words, Href, By string }

func (v *visit) appealLines(list []desk.Appeal) []appealLine {
	var out []appealLine
	for i := range list {
		a := &list[i]
		line := appealLine{Words: v.lang.Text("cases.appeal."+a.State, "what", propertyName(v.lang, a.Property)), By: a.Name + ", " + longTime(v.lang, v.zone(), a.Time)}
		if v.actor.May("subject.show") {
			line.Href = "/cases/" + a.Case.String()
		}
		out = append(out, line)
	}
	return out
}

func (v *visit) zoneWords() string {
	if name := v.now.In(v.zone()).Format("UTC-07:00"); name != "UTC+00:00" {
		return v.s.config.Place + ", " + name
	}
	return "UTC"
}

func (v *visit) safeguards(p *recordPage, r *desk.RecordView) {
	if f := r.Safety; f != nil {
		p.Safety = &safetyPart{Words: v.lang.First("safety."+f.Value, "safety.do-not-contact"), By: string(v.saidBy(*f)), Free: f.Value == desk.FreeContact}
		p.Safety.By = v.plainBy(*f)
		if f.Reason != "" {
			p.Safety.Note = said(f.Reason, langOr("", f.Reason))
		}
	}
	if f := r.Override; f != nil {
		p.OverrideWords = escaped(v.lang.Text("victim.overridden", "who", f.OfficerName, "why", f.Reason))
	}
}

// said fills the table of facts, agencies side by side.
func (v *visit) said(p *recordPage, r *desk.RecordView) {
	var names []string
	for _, a := range r.Agencies {
		name := cmp.Or(v.foreign(a.Agency), v.lang.Text("record.own"))
		names = append(names, name)
		p.Agencies = append(p.Agencies, v.lang.Text("record.says", "agency", name))
	}
	for _, row := range r.Rows {
		line := factRow{Name: propertyName(v.lang, row.Property), Differ: row.Differ}
		for i, cell := range row.Cells {
			c := factCell{Agency: names[i]}
			for _, f := range cell {
				c.Facts = append(c.Facts, v.fact(f, r, p.Token))
			}
			line.Cells = append(line.Cells, c)
		}
		p.Rows = append(p.Rows, line)
	}
	for _, f := range r.Notes {
		p.Notes = append(p.Notes, v.fact(f, r, p.Token))
	}
}

func (v *visit) fact(f desk.Fact, r *desk.RecordView, token string) factPart {
	part := factPart{ID: f.Claim.String()[:12], Plain: f.Value, Lang: langOr(f.Lang, f.Value), PageLang: v.lang.Code, Token: token,
		Value: valueWords(v.lang, f.Property, f.Value, langOr(f.Lang, f.Value)), Grade: gradeWords(v.lang, f.Grade), GradeCode: f.Grade.String(), By: v.saidBy(f)}
	switch f.Property { // where a reason was asked for this very word, it stands beside it
	case lanna.SuspectOf, lanna.VictimStatus, lanna.ContactSafety:
		part.Reason = f.Reason
	default:
		if len(f.Replaced) > 0 {
			part.Reason = f.Reason
		}
	}
	if f.Link != nil {
		part.Value = linkTo(f.Link.Record, f.Link.Label, names(v.lang, f.Link.Title))
	}
	if f.Value == "" {
		part.Value = escaped(v.lang.Text("record.withdrawn"))
	}
	if f.Check != "" {
		part.Check = string(reasonWords(v.lang, desk.Reason{Code: f.Check}))
	}
	if len(f.From) > 0 {
		crop := v.crop(f.From[0], 40)
		part.Crop = &crop
	}
	for _, old := range f.Replaced {
		part.Replaced = append(part.Replaced, factPart{Value: valueWords(v.lang, old.Property, old.Value, langOr(old.Lang, old.Value)), By: v.saidBy(old)})
	}
	part.MayCorrect = r.May["record.correct"] && f.Live && f.Link == nil && f.Agency == v.s.desk.Agency() && coded[f.Property] == ""
	part.CorrectHref = "/records/" + r.Record.String() + "/facts/" + f.Claim.String() + "/correct"
	return part
}

// saidBy is who said it and when.
func (v *visit) saidBy(f desk.Fact) template.HTML {
	return said(v.nameOf(f), scriptLang(v.nameOf(f))) + ", " + timeElement(f.Time, longTime(v.lang, v.zone(), f.Time))
}

func (v *visit) plainBy(f desk.Fact) string {
	return v.lang.Text("safety.by", "who", v.nameOf(f), "time", longTime(v.lang, v.zone(), f.Time))
}

func (v *visit) nameOf(f desk.Fact) string {
	if f.OfficerName == "" {
		return v.lang.Text("did.somebody")
	}
	return f.OfficerName
}

// crop shows the piece of the picture around the boxes: a redrawn crop is as
// large as its picture, and blank but for what was confirmed.
func (v *visit) crop(c desk.CropRef, maxH float64) cropPart {
	boxes := c.Boxes
	if len(boxes) == 0 {
		boxes = []reading.Box{{W: c.Width, H: c.Height}}
	}
	part := cropPart{URL: pictureURL(c.Record, c.Claim), Label: v.lang.Text("record.crop", "id", c.Label), W: c.Width, H: c.Height, Boxes: c.Boxes,
		Words: markedUp(v.lang, "record.crop.notice", "n", c.Notice, "id", linkInto("/capture/", c.Record, c.Label, ""))}
	if c.Label == "" { // it came with a release, without its capture
		part.Label, part.Words = v.lang.Text("record.crop.released"), escaped(v.lang.Text("record.crop.released"))
	}
	part.View, part.ShowW, part.ShowH = cropWithin(boxes, c.Width, c.Height, 330, maxH)
	return part
}

func (v *visit) around(p *recordPage, r *desk.RecordView) {
	for _, c := range r.Crops {
		p.Crops = append(p.Crops, v.crop(c, 400))
	}
	if len(p.Crops) > 0 && r.Capture != nil {
		for i := range p.Crops {
			p.Crops[i].Words = markedUp(v.lang, "record.crop.notice", "n", r.Crops[i].Notice, "id", linkInto("/capture/", r.Capture.Record, r.Capture.Label, ""))
		}
	}
	link := func(l *desk.Link, why string) {
		if l == nil {
			return
		}
		href := "/records/" + l.Record.String()
		if l.Kind == lanna.CaptureRecord {
			href = "/capture/" + l.Record.String()
		}
		p.Related = append(p.Related, relatedLine{Href: href, Label: l.Label, Why: why, Title: titleWords(v.lang, l.Title)})
	}
	for i := range r.Related {
		l := &r.Related[i]
		link(l, v.lang.First("related."+l.Why, "related.other"))
	}
	for _, step := range r.History {
		h := v.historyLine(step)
		p.History = tellOnce(p.History, stepLine{At: timeElement(h.At, longTime(v.lang, v.zone(), h.At)), Words: h.Words, Note: h.Note})
	}
}

// tellOnce adds a line, or counts it where the line before says the same, as
// receipts for one delivery do.
func tellOnce(lines []stepLine, l stepLine) []stepLine {
	if n := len(lines); n > 0 && lines[n-1].Words == l.Words && lines[n-1].Note == l.Note && lines[n-1].At == l.At {
		lines[n-1].Times = max(lines[n-1].Times, 1) + 1
		return lines
	}
	return append(lines, l)
}

// onRecord runs a command on the record that the path names.
func (v *visit) onRecord(message string, command func(lanna.RecordID) error) error {
	return v.onRecordTo("/records/"+v.PathValue("id"), message, command)
}

// onRecordTo is onRecord for a form of another page.
func (v *visit) onRecordTo(to, message string, command func(lanna.RecordID) error) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if err := command(id); err != nil {
		return err
	}
	return v.done(to, message)
}

func (s *Server) addFact(v *visit, why desk.Why) error {
	property := lanna.Property(v.FormValue("property"))
	value := desk.Words{Text: tidy(property, v.text("value")), Lang: v.FormValue("lang")}
	if value.Lang == "" {
		value.Lang = scriptLang(value.Text)
	}
	return v.onRecord("record.saved", func(id lanna.RecordID) error {
		return s.desk.AddFact(v.Context(), v.actor, why, id, property, value, v.grade())
	})
}

// grade reads the two letters of a form.
func (v *visit) grade() lanna.Grade {
	return lanna.ParseGrade(v.FormValue("reliability") + v.FormValue("credibility"))
}

func (s *Server) correctFact(v *visit, why desk.Why) error {
	claim, err := lanna.ParseDigest(v.PathValue("claim"))
	if err != nil {
		return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
	}
	value := desk.Words{Text: v.text("value"), Lang: langOr(scriptLang(v.text("value")), "")}
	if value.Lang == "" {
		value.Lang = v.FormValue("lang")
	}
	id, err := v.record()
	if err != nil {
		return err
	}
	err = s.desk.Correct(v.Context(), v.actor, because(why, v.text("reason")), id, claim, value, lanna.ParseGrade(v.FormValue("grade")))
	if lanna.CodeOf(err) == "replaced-already" && !v.byScript() {
		return s.settle(v, why, id, claim, value)
	}
	if err != nil {
		return err
	}
	to := "/records/" + id.String()
	if n := v.outbox(); n != "" {
		to += "?settled=" + n // the browser drops what it kept
	}
	return v.done(to, "record.corrected")
}

func (s *Server) addNote(v *visit, why desk.Why) error {
	note := v.text("note")
	return v.onRecord("acted.note", func(id lanna.RecordID) error {
		return s.desk.AddNote(v.Context(), v.actor, why, id, desk.Words{Text: note, Lang: langOr(scriptLang(note), v.lang.Code)})
	})
}

func (s *Server) setSafety(v *visit, why desk.Why) error {
	note := v.text("note")
	return v.onRecord("record.saved", func(id lanna.RecordID) error {
		return s.desk.SetSafety(v.Context(), v.actor, because(why, note), id, v.FormValue("safety"), desk.Words{Text: note, Lang: langOr(scriptLang(note), v.lang.Code)})
	})
}

func (s *Server) screen(v *visit, why desk.Why) error {
	return v.onRecord("record.saved", func(id lanna.RecordID) error {
		return s.desk.Screen(v.Context(), v.actor, ownReason(why, v.text("reason")), id, v.FormValue("result"))
	})
}

func (s *Server) suspect(v *visit, why desk.Why) error {
	value := v.text("value")
	return v.onRecord("record.saved", func(id lanna.RecordID) error {
		return s.desk.Suspect(v.Context(), v.actor, ownReason(why, v.text("reason")), id, desk.Words{Text: value, Lang: langOr(scriptLang(value), v.lang.Code)})
	})
}

// ownReason is why with the reason of this act alone: the reason of a session
// must not slip in where the act needs one of its own.
func ownReason(why desk.Why, reason string) desk.Why {
	return desk.Why{Purpose: why.Purpose, Case: why.Case, Reason: strings.TrimSpace(reason)}
}
