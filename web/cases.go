package web

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"time"

	"lanna"
	"lanna/desk"
)

func (s *Server) caseRoutes() {
	s.forPurpose("GET /cases", s.casesPage)
	s.forPurpose("GET /cases/new", s.newCasePage)
	s.forPurpose("POST /cases", s.openCase)
	s.forPurpose("GET /cases/{id}", s.casePage)
	s.forPurpose("POST /cases/{id}/assign", s.assignCase)
	s.forPurpose("POST /cases/{id}/identity", s.checkIdentity)
	s.forPurpose("POST /cases/{id}/link", s.linkCase)
	s.forPurpose("POST /cases/{id}/restrict", s.restrictCase)
	s.forPurpose("POST /cases/{id}/unrestrict", s.unrestrictCase)
	s.forPurpose("POST /cases/{id}/correct", s.correctForCase)
	s.forPurpose("POST /cases/{id}/erase", s.eraseForCase)
	s.forPurpose("POST /cases/{id}/hide", s.hideForCase)
	s.forPurpose("POST /cases/{id}/answer", s.answerCase)
	s.forPurpose("POST /cases/{id}/print", s.printExtract)
	s.forPurpose("GET /cases/{id}/print/{print}/{copy}", s.showExtract)
}

// A casesPage lists requests of data subjects, those that wait first.
type casesPage struct {
	Shell
	Lines   []caseLine
	Waiting int
	Late    int
	Done    bool
	MayOpen bool
}

type caseLine struct {
	Href, Label, Kind, Received, Due, Left, Owner, Outcome, Identity string
	Name                                                             template.HTML
	Overdue                                                          bool
}

// mostCases is how many lines the list shows.
const mostCases = 200

func (s *Server) casesPage(v *visit, why desk.Why) error {
	done := v.FormValue("done") != ""
	list, waiting, err := s.desk.Subjects(v.Context(), v.actor, why, desk.SubjectQuery{Done: done, Limit: mostCases})
	if err != nil {
		return err
	}
	p := casesPage{Shell: v.shell("cases.title", "more"), Waiting: int(waiting), Done: done, MayOpen: v.actor.May("subject.open")}
	for i := range list {
		line := v.caseLine(&list[i])
		if line.Overdue {
			p.Late++
		}
		p.Lines = append(p.Lines, line)
	}
	return v.render("cases", p)
}

func (v *visit) caseLine(l *desk.SubjectLine) caseLine {
	out := caseLine{Href: "/cases/" + l.Record.String(), Label: l.Label, Kind: v.lang.Text("cases.kind." + l.Kind), Name: said(l.Name.Text, langOr(l.Name.Lang, l.Name.Text)),
		Received: l.Received, Due: l.Due, Owner: l.OwnedBy, Overdue: l.Overdue, Identity: v.lang.Text("cases.identity." + l.Identity)}
	switch {
	case l.Outcome != "":
		out.Outcome = v.lang.Text("cases.outcome." + l.Outcome)
	case l.Overdue:
		out.Left = v.lang.Count("cases.over", -l.Days)
	default:
		out.Left = v.lang.Count("cases.left", l.Days)
	}
	return out
}

// A newCasePage takes a request in.
type newCasePage struct {
	Shell
	Kinds, Languages []choice
	About, Label     string
	Claims           []choice // that can be appealed
	Today, Once      string
}

func (s *Server) newCasePage(v *visit, why desk.Why) error {
	if !v.actor.May("subject.open") {
		return &lanna.Error{Kind: lanna.Denied, Code: "role"}
	}
	p := newCasePage{Shell: v.shell("cases.new", "more"), Kinds: v.choices("cases.kind.", desk.SubjectKinds, nil), Today: v.now.UTC().Format(time.DateOnly), Once: lanna.NewRecordID().String()}
	for _, l := range s.words.Languages {
		p.Languages = append(p.Languages, choice{l.Code, l.Name, l.Code == v.lang.Code})
	}
	if id, err := lanna.ParseRecordID(v.FormValue("about")); err == nil {
		r, err := s.desk.Record(v.Context(), v.actor, why, id)
		if err != nil {
			return err
		}
		p.About, p.Label = id.String(), r.Label
		for _, row := range r.Rows {
			for _, cell := range row.Cells {
				for _, f := range cell {
					if f.Live && f.Agency == s.desk.Agency() && desk.Appealable(f.Property) {
						p.Claims = append(p.Claims, choice{f.Claim.String(), propertyName(v.lang, f.Property) + ": " + plainValue(v, f), false})
					}
				}
			}
		}
	}
	return v.render("casenew", p)
}

// plainValue is the value of a fact without markup.
func plainValue(v *visit, f desk.Fact) string {
	if family, ok := coded[f.Property]; ok && v.lang.Has(family+f.Value) {
		return v.lang.Text(family + f.Value)
	}
	return f.Value
}

func (s *Server) openCase(v *visit, why desk.Why) error {
	q := desk.SubjectDraft{Kind: v.text("kind"), Name: v.words("name"), Reach: v.text("reach"), Lang: v.text("language"), Received: v.text("received"), Text: v.words("text"), Key: v.text("once")}
	if about := v.text("about"); about != "" {
		id, err := v.named(about)
		if err != nil {
			return err
		}
		q.About = append(q.About, id)
	}
	if q.Kind == desk.SubjectAppeal {
		claim, err := lanna.ParseDigest(v.text("claim"))
		if err != nil {
			return &lanna.Error{Kind: lanna.Invalid, Code: "appeal-of-what"}
		}
		q.Claim = claim
	}
	id, err := s.desk.OpenSubject(v.Context(), v.actor, why, q)
	if err != nil {
		return err
	}
	if !v.actor.May("subject.show") {
		return v.done("/more", "cases.opened")
	}
	return v.done("/cases/"+id.String(), "cases.opened")
}

// words are what a form's field says, in the language of the page unless its
// script says otherwise.
func (v *visit) words(field string) desk.Words {
	text := v.text(field)
	return desk.Words{Text: text, Lang: langOr(scriptLang(text), v.lang.Code)}
}

// named finds a record by its id or its label. A label that nobody has and one
// that is not this officer's to see end the same way.
func (v *visit) named(s string) (lanna.RecordID, error) {
	if id, err := lanna.ParseRecordID(s); err == nil {
		return id, nil
	}
	id, err := v.s.desk.ByLabel(v.Context(), s)
	if err != nil && lanna.KindOf(err) == lanna.NotFound {
		return lanna.NewRecordID(), nil
	}
	return id, err
}

// A casePage is one request.
type casePage struct {
	Shell
	caseLine
	ID, Reach, Language, AnswerLang, State string
	Text, Answer                           template.HTML
	Safety                                 string
	About                                  []relatedLine
	Appealed                               *factPart
	AppealedName                           string
	Restrictions                           []restrictionLine
	Dones                                  []doneLine
	Notes                                  []factPart
	Told                                   []toldPart
	Outcomes, Owners, Bases, Identities    []choice
	Records                                []caseRecord
	Properties                             []choice
	Runs                                   []printLine
	History                                []stepLine
	Open, Confirmed, NoPDF                 bool
	MayAssign, MayIdentify, MayLink        bool
	MayRestrict, MayAnswer, MayPrint       bool
	MayErase, MayCorrect, MayHide          bool
}

type restrictionLine struct {
	Claim, What, Basis, Law, By, Reason string
	Silent                              bool
}

type doneLine struct {
	What, By string
	At       lanna.Millis
}

type toldPart struct {
	Kind, Opened string
	Facts        []factPart
}

type caseRecord struct {
	ID, Label, Kind string
	Facts           []choice
}

func (s *Server) casePage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	d, err := s.desk.Subject(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	p := v.casePart(d)
	if p.MayPrint = d.May["subject.print"]; p.MayPrint {
		runs, err := s.desk.Prints(v.Context(), v.actor, why, id)
		if err != nil {
			return err
		}
		for i := range runs {
			p.Runs = append(p.Runs, v.printLine(&runs[i]))
		}
	}
	return v.render("case", p)
}

func (v *visit) casePart(d *desk.SubjectDetail) casePage {
	open := d.State == desk.SubjectOpen
	may := func(act string) bool { return open && d.May[act] }
	p := casePage{Shell: v.shell("cases.case", "more", "id", d.Label), caseLine: v.caseLine(&d.SubjectLine), ID: d.Record.String(), Reach: d.Reach, AnswerLang: d.Lang, State: d.State,
		Text: said(d.Text.Text, langOr(d.Text.Lang, d.Text.Text)), Answer: said(d.Answer.Text, d.Answer.Lang), Open: open, Confirmed: d.Identity == desk.IdentityConfirmed,
		NoPDF:    v.s.config.PDF == nil || v.s.config.PDF.Find() == "",
		Outcomes: v.choices("cases.outcome.", d.Outcomes, nil), Identities: v.choices("cases.identity.", []string{desk.IdentityConfirmed, desk.IdentityDoubtful}, nil),
		MayAssign: may("subject.assign"), MayIdentify: may("subject.identify"), MayLink: may("subject.link"), MayRestrict: may("subject.restrict"), MayAnswer: may("subject.answer"),
		MayErase: may("subject.do") && d.May["record.erase"] && d.Kind == desk.SubjectErasure, MayCorrect: may("subject.do") && d.May["record.correct"] && d.Kind == desk.SubjectCorrection,
		MayHide: may("subject.do") && d.May["record.hide"] && d.Kind == desk.SubjectObjection}
	for _, l := range v.s.words.Languages {
		if l.Code == d.Lang {
			p.Language = l.Name
		}
	}
	if d.Safety != "" {
		p.Safety = v.lang.First("safety."+d.Safety, "safety.do-not-contact")
	}
	for _, b := range desk.RestrictionBases {
		name := v.lang.Text("cases.basis." + b.Code)
		if b.Silent {
			name += " · " + v.lang.Text("cases.silent")
		}
		p.Bases = append(p.Bases, choice{b.Code, name, false})
	}
	for _, o := range d.Owners {
		p.Owners = append(p.Owners, choice{o.ID.String(), o.Name, o.ID == d.Owner})
	}
	v.casePeople(&p, d)
	v.caseActs(&p, d)
	return p
}

// casePeople fills in what is held on the person, and what of it is told.
func (v *visit) casePeople(p *casePage, d *desk.SubjectDetail) {
	for i := range d.About {
		l := &d.About[i]
		p.About = append(p.About, relatedLine{Href: "/records/" + l.Record.String(), Label: l.Label, Why: kindName(v.lang, l.Kind), Title: titleWords(v.lang, l.Title)})
	}
	seen := []lanna.Property{}
	for _, r := range d.Facts {
		rec := caseRecord{ID: r.Link.Record.String(), Label: r.Link.Label, Kind: kindName(v.lang, r.Link.Kind)}
		for _, f := range r.Facts {
			rec.Facts = append(rec.Facts, choice{f.Claim.String(), propertyName(v.lang, f.Property) + ": " + plainValue(v, f), false})
		}
		p.Records = append(p.Records, rec)
	}
	for _, r := range d.Told {
		part := toldPart{Kind: kindName(v.lang, r.Kind), Opened: r.Opened}
		for _, f := range r.Facts {
			part.Facts = append(part.Facts, v.toldFact(f))
			if !slices.Contains(seen, f.Property) {
				seen = append(seen, f.Property)
				p.Properties = append(p.Properties, choice{string(f.Property), propertyName(v.lang, f.Property), false})
			}
		}
		p.Told = append(p.Told, part)
	}
	if f := d.Appealed; f != nil {
		part := v.toldFact(*f)
		part.By = v.saidBy(*f)
		part.Reason = f.Reason
		p.Appealed, p.AppealedName = &part, propertyName(v.lang, f.Property)
	}
}

func (v *visit) toldFact(f desk.Fact) factPart {
	return factPart{ID: propertyName(v.lang, f.Property), Value: valueWords(v.lang, f.Property, f.Value, langOr(f.Lang, f.Value)), Grade: gradeWords(v.lang, f.Grade)}
}

func (v *visit) caseActs(p *casePage, d *desk.SubjectDetail) {
	labels := map[lanna.RecordID]string{}
	for i := range d.About {
		labels[d.About[i].Record] = d.About[i].Label
	}
	for i := range d.Restrictions {
		r := &d.Restrictions[i]
		line := restrictionLine{Claim: r.Claim.String(), Basis: v.lang.Text("cases.basis." + r.Basis), Law: r.Law, By: r.Name + ", " + longTime(v.lang, v.zone(), r.Time), Reason: r.Reason, Silent: r.Silent,
			What: v.lang.Text("cases.restrict.all")}
		if !r.Record.IsZero() {
			line.What = cmp.Or(labels[r.Record], v.lang.Text("cases.restrict.gone"))
		}
		for _, property := range r.Properties {
			line.What += " · " + propertyName(v.lang, property)
		}
		p.Restrictions = append(p.Restrictions, line)
	}
	for i := range d.Done {
		did := &d.Done[i]
		what := v.lang.Text("cases.done." + did.What)
		if label := labels[did.Record]; label != "" {
			what += " " + label
		}
		p.Dones = append(p.Dones, doneLine{what, did.Name, did.Time})
	}
	for _, f := range d.Notes {
		p.Notes = append(p.Notes, factPart{Value: valueWords(v.lang, f.Property, f.Value, langOr(f.Lang, f.Value)), By: v.saidBy(f)})
	}
	for _, step := range d.History {
		h := v.historyLine(step)
		p.History = tellOnce(p.History, stepLine{At: timeElement(h.At, longTime(v.lang, v.zone(), h.At)), Words: h.Words, Note: h.Note})
	}
}

// onCase runs a command on the request and comes back to it.
func (v *visit) onCase(message string, command func(lanna.RecordID) error) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if err := command(id); err != nil {
		return err
	}
	return v.done("/cases/"+id.String(), message)
}

func (s *Server) assignCase(v *visit, why desk.Why) error {
	return v.onCase("cases.assigned", func(id lanna.RecordID) error {
		to, err := lanna.ParseRecordID(v.text("to"))
		if err != nil {
			return &lanna.Error{Kind: lanna.Invalid, Code: "officer-unfit"}
		}
		return s.desk.AssignSubject(v.Context(), v.actor, why, id, to)
	})
}

func (s *Server) checkIdentity(v *visit, why desk.Why) error {
	return v.onCase("cases.saved", func(id lanna.RecordID) error {
		return s.desk.CheckIdentity(v.Context(), v.actor, why, id, v.text("result"), v.words("note"))
	})
}

func (s *Server) linkCase(v *visit, why desk.Why) error {
	return v.onCase("cases.saved", func(id lanna.RecordID) error {
		about, err := v.named(v.text("about"))
		if err != nil {
			return err
		}
		return s.desk.LinkSubject(v.Context(), v.actor, why, id, about)
	})
}

func (s *Server) restrictCase(v *visit, why desk.Why) error {
	return v.onCase("cases.restricted", func(id lanna.RecordID) error {
		r := desk.SubjectRestriction{Basis: v.text("basis"), Law: v.text("law")}
		if record := v.text("record"); record != "" {
			var err error
			if r.Record, err = v.named(record); err != nil {
				return err
			}
		}
		for _, property := range v.Form["property"] {
			r.Properties = append(r.Properties, lanna.Property(property))
		}
		return s.desk.Restrict(v.Context(), v.actor, ownReason(why, v.text("reason")), id, r)
	})
}

func (s *Server) unrestrictCase(v *visit, why desk.Why) error {
	return v.onCase("cases.saved", func(id lanna.RecordID) error {
		claim, err := lanna.ParseDigest(v.text("claim"))
		if err != nil {
			return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
		}
		return s.desk.Unrestrict(v.Context(), v.actor, ownReason(why, v.text("reason")), id, claim)
	})
}

// forCase does something to a record for a request. A second officer signs with
// the own password on the screen of the first.
func (s *Server) forCase(v *visit, message string, do func(second desk.Actor, id, record lanna.RecordID) error) error {
	return v.onCase(message, func(id lanna.RecordID) error {
		second, err := v.second()
		if err != nil {
			return err
		}
		record, err := v.named(v.text("record"))
		if err != nil {
			return err
		}
		return do(second, id, record)
	})
}

func (s *Server) correctForCase(v *visit, why desk.Why) error {
	return s.forCase(v, "cases.done.corrected", func(second desk.Actor, id, record lanna.RecordID) error {
		claim, err := lanna.ParseDigest(v.text("claim"))
		if err != nil {
			return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
		}
		value := v.words("value")
		return s.desk.CorrectForSubject(v.Context(), v.actor, second, ownReason(why, v.text("reason")), id, record, claim, value, lanna.Grade{Reliability: 'B', Credibility: '2'})
	})
}

func (s *Server) eraseForCase(v *visit, why desk.Why) error {
	return s.forCase(v, "erase.done", func(second desk.Actor, id, record lanna.RecordID) error {
		return s.desk.EraseForSubject(v.Context(), v.actor, second, ownReason(why, v.text("reason")), id, record, nil)
	})
}

func (s *Server) hideForCase(v *visit, why desk.Why) error {
	return s.forCase(v, "cases.saved", func(_ desk.Actor, id, record lanna.RecordID) error {
		return s.desk.HideForSubject(v.Context(), v.actor, ownReason(why, v.text("reason")), id, record)
	})
}

func (s *Server) answerCase(v *visit, why desk.Why) error {
	return v.onCase("cases.answered", func(id lanna.RecordID) error {
		return s.desk.AnswerSubject(v.Context(), v.actor, ownReason(why, v.text("reason")), id, v.text("outcome"), desk.Words{Text: v.text("answer"), Lang: v.text("lang")})
	})
}

func (s *Server) printExtract(v *visit, why desk.Why) error {
	return v.onCase("print.done", func(id lanna.RecordID) error {
		p := desk.PrintDraft{Form: desk.PaperExtract, Recipient: v.text("recipient"), Outside: true}
		p.Copies, _ = strconv.Atoi(v.text("copies")) // what is no number is no copy
		second, err := v.second()
		if err != nil {
			return err
		}
		_, err = s.desk.Print(v.Context(), v.actor, second, ownReason(why, v.text("reason")), id, p)
		return err
	})
}

func (s *Server) showExtract(v *visit, why desk.Why) error {
	id, run, n, kind, err := v.copyAsked()
	if err != nil {
		return err
	}
	e, err := s.desk.Extract(v.Context(), v.actor, why, id, run, n)
	if err != nil {
		return err
	}
	paper, err := s.press.Extract(e)
	if err != nil {
		return err
	}
	return v.sendPaper(paper, kind, e.Label+"-extract-"+strconv.Itoa(n))
}
