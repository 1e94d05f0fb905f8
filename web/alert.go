package web

import (
	"cmp"
	"html/template"
	"strings"

	"lanna"
	"lanna/desk"
)

// An alertDetail is what stands beside the list.
type alertDetail struct {
	alertRow
	Lang                                                         string
	Reasons                                                      []reasonLine
	Narrative                                                    []desk.Words
	Facts                                                        []factLine
	History                                                      []historyLine
	Wakes                                                        []wakeLine
	Handling                                                     string
	Officers                                                     []navItem
	Outcomes                                                     []string
	MayAct, MayAssign, MayEscalate, MayNote, MayClose, MayReopen bool
}

type reasonLine struct {
	Words   template.HTML
	Rule    string
	Against bool
}

type factLine struct {
	Name  string
	Value template.HTML
}

type historyLine struct {
	At    lanna.Millis
	Words template.HTML
	Note  template.HTML
}

// alertPage shows one alert: for htmx the detail alone, else the whole page
// with the list beside it.
func (s *Server) alertPage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	view := v.FormValue("view")
	a, err := s.desk.AlertDetail(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	if v.byScript() {
		return s.pages.part(v.w, v.lang, "queue", "detail", v.detail(a, why, view, s.csrfToken(v.Request)))
	}
	p, err := v.queue(why, queryOf(view, ""), id)
	if err != nil {
		return err
	}
	p.Detail, p.Opened = v.detail(a, why, view, p.Token), true
	p.Title = a.Label + " " + plainTitle(v.lang, a.Title)
	return v.render("queue", p)
}

func (v *visit) detail(a *desk.AlertDetail, why desk.Why, view, token string) *alertDetail {
	d := &alertDetail{alertRow: v.row(&a.Alert, view, token), Lang: v.lang.Code, Outcomes: desk.Outcomes,
		Handling: handlingOf(v.lang, a.Marking).Line}
	d.MayAcknowledge = a.May["alert.acknowledge"] && a.State == desk.AlertOpen
	d.MayAssign, d.MayEscalate, d.MayNote = a.May["alert.assign"], a.May["alert.escalate"], a.May["alert.note"]
	d.MayClose, d.MayReopen = a.May["alert.close"], a.May["alert.reopen"]
	d.MayAct = d.MayAssign || d.MayEscalate || d.MayNote || d.MayClose || d.MayReopen
	for _, w := range a.Words {
		if key := "accusation." + w.Text; v.lang.Has(key) { // a code: what the poster accuses the person of
			d.Facts = append(d.Facts, factLine{propertyName(v.lang, lanna.Accusation), escaped(v.lang.Text(key) + " (" + v.lang.Text("alert.posters-word") + ")")})
			continue
		}
		w.Lang = langOr(w.Lang, w.Text)
		d.Narrative = append(d.Narrative, w)
	}
	for _, r := range a.Why {
		d.Reasons = append(d.Reasons, reasonLine{Words: reasonWords(v.lang, r), Against: r.Against})
	}
	if len(d.Reasons) > 0 {
		d.Reasons[0].Rule = a.Rule
	}
	if d.MayAssign {
		if list, err := v.s.desk.Colleagues(v.Context(), v.actor, why); err == nil {
			for _, c := range list {
				d.Officers = append(d.Officers, navItem{Key: c.Officer.String(), Name: c.Name})
			}
		}
	}
	v.known(d, a)
	d.Drill = a.Kind == lanna.DrillRecord
	d.Wakes = v.wakeLines(a.Wakes)
	for _, step := range a.History {
		d.History = append(d.History, v.historyLine(step))
	}
	return d
}

// known lists what is known, one line a property.
func (v *visit) known(d *alertDetail, a *desk.AlertDetail) {
	if a.Person != nil {
		d.Facts = append(d.Facts, factLine{v.lang.Text("property.person"), linkTo(a.Person.Record, a.Person.Label, names(v.lang, a.Person.Title))})
	}
	values := map[lanna.Property][]string{}
	var order []lanna.Property
	for _, f := range a.Facts {
		if values[f.Property] == nil {
			order = append(order, f.Property)
		}
		values[f.Property] = append(values[f.Property], string(valueWords(v.lang, f.Property, f.Value, f.Lang)))
	}
	for _, p := range order {
		d.Facts = append(d.Facts, factLine{propertyName(v.lang, p), template.HTML(strings.Join(values[p], ", "))})
	}
	d.Facts = append(d.Facts, factLine{v.lang.Text("alert.record"), linkTo(a.Record, a.Label, "")})
	if a.Capture != nil {
		words := template.HTML("")
		if a.Notices > 1 {
			words = markedUp(v.lang, "alert.notice-of", "n", a.Notice, "total", a.Notices)
		}
		d.Facts = append(d.Facts, factLine{v.lang.Text("property.capture"), linkInto("/capture/", a.Capture.Record, a.Capture.Label, words)})
	}
	if !a.Merged.IsZero() {
		d.Facts = append(d.Facts, factLine{v.lang.Text("outcome.merged"), linkInto("/alerts/", a.Merged, v.lang.Text("alert.merged-into"), "")})
	}
}

func linkTo(id lanna.RecordID, label string, words template.HTML) template.HTML {
	return linkInto("/records/", id, label, words)
}

func linkInto(path string, id lanna.RecordID, label string, words template.HTML) template.HTML {
	out := template.HTML(`<a href="` + path + id.String() + `">` + template.HTMLEscapeString(label) + `</a>`)
	if words != "" {
		out += " " + words
	}
	return out
}

func (v *visit) historyLine(s desk.Step) historyLine {
	h := historyLine{At: s.Time, Words: stepWords(v.lang, s, v.actor.Officer, v.foreign(s.Agency))}
	if s.Note.Text != "" {
		h.Note = saidWords(s.Note)
	}
	return h
}

// foreign is the name of another agency; "" of this node's own.
func (v *visit) foreign(a lanna.AgencyID) string {
	if a == v.s.desk.Agency() {
		return ""
	}
	return cmp.Or(v.s.desk.AgencyName(a, v.lang.Code), v.lang.Text("did.agency"))
}

// acted answers an act on an alert: for htmx the detail and the row as they
// stand now, else the page.
func (v *visit) acted(why desk.Why, id lanna.RecordID, message string) error {
	view := v.FormValue("view")
	if !v.byScript() {
		return v.done("/alerts/"+id.String()+"?view="+view, message)
	}
	a, err := v.s.desk.AlertDetail(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	d := v.detail(a, why, view, v.s.csrfToken(v.Request))
	row := d.alertRow
	row.Selected = true
	return v.s.pages.part(v.w, v.lang, "queue", "acted", struct {
		Detail *alertDetail
		Row    *alertRow
	}{d, &row})
}

func (s *Server) acknowledge(v *visit, why desk.Why) error {
	return v.act(why, "acted.acknowledge", func(id lanna.RecordID) error {
		return s.desk.Acknowledge(v.Context(), v.actor, why, id)
	})
}

func (s *Server) assign(v *visit, why desk.Why) error {
	to, err := lanna.ParseRecordID(v.FormValue("to"))
	if err != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "officer-missing"}
	}
	return v.act(why, "acted.assign", func(id lanna.RecordID) error {
		return s.desk.Assign(v.Context(), v.actor, because(why, v.text("note")), id, to)
	})
}

func (s *Server) escalate(v *visit, why desk.Why) error {
	return v.act(why, "acted.escalate", func(id lanna.RecordID) error {
		return s.desk.Escalate(v.Context(), v.actor, because(why, v.text("reason")), id)
	})
}

func (s *Server) alertNote(v *visit, why desk.Why) error {
	note := desk.Words{Text: v.text("note"), Lang: v.lang.Code}
	if note.Text == "" {
		return &lanna.Error{Kind: lanna.Invalid, Code: "note-missing"}
	}
	return v.act(why, "acted.note", func(id lanna.RecordID) error {
		return s.desk.AlertNote(v.Context(), v.actor, why, id, note)
	})
}

func (s *Server) closeAlert(v *visit, why desk.Why) error {
	outcome := v.FormValue("outcome")
	into, err := lanna.ParseRecordID(v.FormValue("into"))
	if outcome == desk.OutcomeMerged && err != nil { // which one is asked on a page of its own
		return v.redirect("/alerts/" + v.PathValue("id") + "/merge?view=" + v.FormValue("view"))
	}
	return v.act(why, "acted.close", func(id lanna.RecordID) error {
		return s.desk.CloseAlert(v.Context(), v.actor, because(why, v.text("note")), id, outcome, into)
	})
}

func (s *Server) reopen(v *visit, why desk.Why) error {
	return v.act(why, "acted.reopen", func(id lanna.RecordID) error {
		return s.desk.Reopen(v.Context(), v.actor, desk.Why{Purpose: why.Purpose, Case: why.Case, Reason: v.text("reason")}, id)
	})
}

// act runs a command on the alert that the path names.
func (v *visit) act(why desk.Why, message string, command func(lanna.RecordID) error) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if err := command(id); err != nil {
		return err
	}
	return v.acted(why, id, message)
}

// text is a field of the form without blanks around it.
func (v *visit) text(name string) string { return strings.TrimSpace(v.FormValue(name)) }

type mergePage struct {
	Shell
	ID, Label, View string
	Rows            []alertRow
}

// mergePage asks into which other alert one is merged.
func (s *Server) mergePage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	a, err := s.desk.AlertDetail(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	list, err := s.desk.Queue(v.Context(), v.actor, why, desk.QueueQuery{Limit: 200, Kind: a.Kind})
	if err != nil {
		return err
	}
	p := mergePage{Shell: v.shell("merge.title", "merge", "id", a.Label), ID: id.String(), Label: a.Label, View: v.FormValue("view")}
	for i := range list.Alerts {
		if list.Alerts[i].Record != id {
			p.Rows = append(p.Rows, v.row(&list.Alerts[i], p.View, p.Token))
		}
	}
	return v.render("merge", p)
}
