package web

import (
	"html/template"
	"slices"

	"lanna"
	"lanna/desk"
)

// A requestPage is one request: what is asked, what was said to it, and what
// the officer may do next.
type requestPage struct {
	Shell
	requestRow
	Basis, AboutHref           string
	AboutTitle                 template.HTML
	Beside                     []requestFact // what agencies say of the person
	Subjects                   []requestFact
	Leave, Onward              string        // of a request for leave: for what, and who is to hold it
	LeaveFacts                 []requestFact // what it is about
	Given                      []requestFact
	Thread                     []requestFact
	Receipts                   []receiptLine
	Choices, Refusals, Routes  []choice
	DraftNote                  desk.Words
	Hit                        bool
	Met                        []relatedLine
	MayAccept, MayDraft        bool
	MayAnswer, MayRefuse       bool
	MayWithdraw, MayNote, Acts bool
}

type requestFact struct {
	Name, Agency string
	Value, By    template.HTML
	Own          bool
}

// A receiptLine is one thing that was sent, with what the holder answered.
type receiptLine struct {
	To, Missing string
	At          lanna.Millis
	Steps       []receiptStep
}

type receiptStep struct {
	Name string
	At   lanna.Millis
}

func (s *Server) requestPage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	r, err := s.desk.Request(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	p := requestPage{Shell: v.shell("request.page", "requests", "id", r.Label), requestRow: v.requestRow(&r.RequestLine), Basis: r.Basis}
	if r.Out && r.About != "" && v.actor.May("record.show") {
		p.AboutHref = "/records/" + r.About
		if err := v.requestBeside(&p, why, r.About); err != nil {
			return err
		}
	}
	p.Hit = r.Hit
	for i := range r.Met {
		p.Met = append(p.Met, relatedLine{Href: "/records/" + r.Met[i].Record.String(), Label: r.Met[i].Label, Title: titleWords(v.lang, r.Met[i].Title)})
	}
	v.requestWords(&p, r)
	v.leaveWords(&p, r)
	v.requestForms(&p, r)
	if v.actor.May("release.show") {
		list, err := s.desk.Releases(v.Context(), v.actor, why, id)
		if err != nil {
			return err
		}
		p.Receipts = v.receiptLines(list)
	}
	return v.render("request", p)
}

// said of a person by agencies: what an answer has to be read beside.
var besideAnswers = []lanna.Property{lanna.Status, lanna.VictimStatus, lanna.MinorFlag, lanna.ContactSafety}

// requestBeside puts beside the answers what agencies say of the person on the
// record that was asked about. Reading it is reading the record.
func (v *visit) requestBeside(p *requestPage, why desk.Why, about string) error {
	id, err := lanna.ParseRecordID(about)
	if err != nil {
		return nil // a node of another version names it otherwise
	}
	r, err := v.s.desk.Record(v.Context(), v.actor, why, id)
	if lanna.KindOf(err) == lanna.NotFound {
		p.AboutHref = "" // recalled, or not this reader's
		return nil
	}
	if err != nil {
		return err
	}
	p.AboutTitle = titleWords(v.lang, r.Title)
	for _, row := range r.Rows {
		if !slices.Contains(besideAnswers, row.Property) {
			continue
		}
		for _, cell := range row.Cells {
			for i := range cell {
				f := &cell[i]
				agency := v.foreign(f.Agency)
				own := agency == ""
				p.Beside = append(p.Beside, requestFact{Name: propertyName(v.lang, f.Property), Value: valueWords(v.lang, f.Property, f.Value, langOr(f.Lang, f.Value)),
					Own: own, By: v.requestBy(f, own, agency)})
			}
		}
	}
	return nil
}

func (v *visit) requestWords(p *requestPage, r *desk.RequestDetail) {
	part := func(f *desk.Fact, name string, value template.HTML) requestFact {
		own := f.Agency == v.s.desk.Agency()
		agency := v.lang.Text("record.own")
		if !own {
			agency = p.Other
		}
		return requestFact{Name: name, Value: value, Agency: agency, Own: own, By: v.requestBy(f, own, agency)}
	}
	for i := range r.Subjects {
		f := &r.Subjects[i]
		p.Subjects = append(p.Subjects, part(f, propertyName(v.lang, f.Property), valueWords(v.lang, f.Property, f.Value, langOr(f.Lang, f.Value))))
	}
	for i := range r.Given {
		f := &r.Given[i]
		p.Given = append(p.Given, part(f, "", escaped(v.answerWords(f.Value))))
	}
	for i := range r.Notes {
		f := &r.Notes[i]
		p.Thread = append(p.Thread, part(f, "", said(f.Value, langOr(f.Lang, f.Value))))
		if f.Agency == v.s.desk.Agency() && f.Act == "request.draft" {
			p.DraftNote = desk.Words{Text: f.Value, Lang: langOr(f.Lang, f.Value)}
		}
	}
}

// leaveWords says what leave is asked for, which facts it is about, and who would
// hold them: whoever grants it has to see that before.
func (v *visit) leaveWords(p *requestPage, r *desk.RequestDetail) {
	if r.Leave == "" {
		return
	}
	p.Leave, p.Onward = v.lang.Text("request.leave."+r.Leave), v.s.desk.PartyName(r.Onward, v.lang.Code)
	for i := range r.LeaveFacts {
		f := &r.LeaveFacts[i]
		p.LeaveFacts = append(p.LeaveFacts, requestFact{Name: propertyName(v.lang, f.Property), Value: valueWords(v.lang, f.Property, f.Value, langOr(f.Lang, f.Value))})
	}
}

// requestBy says who and when: of another agency no officer is named.
func (v *visit) requestBy(f *desk.Fact, own bool, agency string) template.HTML {
	who := agency
	if own {
		who = v.nameOf(*f)
	}
	return said(who, langOr(scriptLang(who), v.lang.Code)) + ", " + timeElement(f.Time, longTime(v.lang, v.zone(), f.Time))
}

func (v *visit) requestForms(p *requestPage, r *desk.RequestDetail) {
	may := func(act string) bool { return v.actor.May(act) && !p.Over }
	asked := !r.Out
	p.MayAccept, p.MayDraft = asked && may("request.accept"), asked && may("request.draft")
	p.MayAnswer = asked && v.actor.May("request.answer") && r.State != desk.RequestRefused && r.State != desk.RequestWithdrawn
	p.MayDraft = p.MayDraft && !p.MayAnswer
	p.MayRefuse, p.MayWithdraw = asked && may("request.refuse"), r.Out && may("request.withdraw")
	p.MayNote = v.actor.May("request.note")
	p.Acts = p.MayAccept || p.MayDraft || p.MayAnswer || p.MayRefuse || p.MayWithdraw || p.MayNote
	p.Choices, p.Refusals = v.choices("request.answer.", r.Choices, r.Answers), v.choices("request.refusal.", desk.Refusals, nil)
	suggested := slices.Contains(r.Routes, r.Suggest)
	if suggested {
		p.Routes = append(p.Routes, choice{"", v.lang.Text("request.route.number", "desk", r.Suggest), true})
	}
	p.Routes = append(p.Routes, choice{"own", v.lang.Text("request.route.own"), !suggested})
	for _, d := range r.Routes {
		if d != v.actor.Desk && !(suggested && d == r.Suggest) {
			p.Routes = append(p.Routes, choice{d, v.lang.Text("request.route.desk", "desk", d), false})
		}
	}
}
