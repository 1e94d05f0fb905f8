package web

import (
	"html/template"
	"slices"

	"lanna"
	"lanna/desk"
)

// A leavePage asks another agency for leave to use its word as evidence (H1) or
// to pass it on (H2). The agency is chosen first: only its own facts are listed.
type leavePage struct {
	Shell
	ID, Label, Once, To, ToName string
	Heading                     template.HTML
	Parties, Leaves, Third      []choice
	Facts                       []askFact
}

// othersSay are the agencies, besides our own, that said what stands on a record.
func (v *visit) othersSay(r *desk.RecordView) (out []lanna.AgencyID) {
	for _, f := range v.saidByOthers(r) {
		if !slices.Contains(out, f.Agency) {
			out = append(out, f.Agency)
		}
	}
	return out
}

func (v *visit) saidByOthers(r *desk.RecordView) (out []desk.Fact) {
	us := v.s.desk.Agency()
	for _, row := range r.Rows {
		for _, cell := range row.Cells {
			for _, f := range cell {
				if f.Agency != us && f.Live && f.Property != lanna.KindOfRecord {
					out = append(out, f)
				}
			}
		}
	}
	return out
}

func (s *Server) leavePage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	r, err := s.desk.Record(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	list, err := v.partners(why)
	if err != nil {
		return err
	}
	p := leavePage{Shell: v.shell("request.leave.title", "requests"), ID: id.String(), Label: r.Label, Heading: titleWords(v.lang, r.Title),
		Once: lanna.NewRecordID().String(), Leaves: v.choices("request.leave.", desk.Leaves, nil)}
	who := v.othersSay(r)
	p.Parties, p.To, p.ToName = v.partyChoices(slices.DeleteFunc(slices.Clone(list), func(l desk.Party) bool { return !slices.Contains(who, l.Agency) }))
	if p.To != "" {
		if err := v.leaveFor(&p, r, list); err != nil {
			return err
		}
	}
	return v.render("leave", p)
}

// leaveFor lists what the chosen agency said, and who else could hold it.
func (v *visit) leaveFor(p *leavePage, r *desk.RecordView, list []desk.Party) error {
	to, err := writerOf(p.To)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(l desk.Party) bool { return l.Writer == to })
	if i < 0 {
		return &lanna.Error{Kind: lanna.NotFound, Code: "party-unknown"}
	}
	for _, f := range v.saidByOthers(r) {
		if f.Agency == list[i].Agency {
			p.Facts = append(p.Facts, askFact{Claim: f.Claim.String(), Name: propertyName(v.lang, f.Property),
				Value: valueWords(v.lang, f.Property, f.Value, langOr(f.Lang, f.Value))})
		}
	}
	for k := range list {
		if list[k].Agency != list[i].Agency {
			p.Third = append(p.Third, choice{list[k].Writer.String(), list[k].Name(v.lang.Code), false})
		}
	}
	return nil
}

func (s *Server) askLeave(v *visit, why desk.Why) error {
	about, err := v.record()
	if err != nil {
		return err
	}
	to, err := writerOf(v.FormValue("to"))
	if err != nil {
		return err
	}
	q := desk.Question{Kind: desk.AskLeave, To: to, About: about, Basis: v.text("basis"), Key: v.FormValue("once"), Leave: v.FormValue("leave")}
	if q.Subjects, err = v.claims("claim"); err != nil {
		return err
	}
	if q.Leave == desk.LeavePassOn {
		if q.Onward, err = writerOf(v.FormValue("onward")); err != nil {
			return &lanna.Error{Kind: lanna.Invalid, Code: "leave-onward"}
		}
	}
	text := v.text("question")
	q.Text = desk.Words{Text: text, Lang: langOr(scriptLang(text), v.lang.Code)}
	if q.Due, err = v.dueField(); err != nil {
		return err
	}
	id, err := s.desk.Ask(v.Context(), v.actor, why, q)
	if err != nil {
		return err
	}
	return v.done("/requests/"+id.String(), "request.asked")
}
