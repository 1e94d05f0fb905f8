package web

import (
	"html/template"
	"math"
	"slices"
	"strconv"

	"lanna"
	"lanna/desk"
	"lanna/web/locale"
)

func (s *Server) requestRoutes() {
	s.forPurpose("GET /requests", s.requestsPage)
	s.forPurpose("GET /requests/{id}", s.requestPage)
	s.forPurpose("POST /requests/{id}/accept", s.acceptRequest)
	s.forPurpose("POST /requests/{id}/draft", s.draftAnswer)
	s.forPurpose("POST /requests/{id}/answer", s.answerRequest)
	s.forPurpose("POST /requests/{id}/refuse", s.refuseRequest)
	s.forPurpose("POST /requests/{id}/withdraw", s.withdrawRequest)
	s.forPurpose("POST /requests/{id}/note", s.noteOnRequest)
	s.forPurpose("GET /records/{id}/ask", s.askPage)
	s.forPurpose("POST /records/{id}/ask", s.ask)
	s.forPurpose("GET /records/{id}/leave", s.leavePage)
	s.forPurpose("POST /records/{id}/leave", s.askLeave)
}

type requestsPage struct {
	Shell
	In, Out int64
	Hours   string // median time from the question to the answer of a verification; "" before the first
	Checked int
	Views   []viewLink
	Rows    []requestRow
}

// A requestRow is a line of the list, and the head of a request's own page.
type requestRow struct {
	ID, Label, KindName, Other, StateWords string
	Out, Over                              bool // Over: waits for nobody
	Overdue                                bool
	Who, Text                              template.HTML
	Due                                    lanna.Millis
	DueWords                               string
	Clock                                  clock
	Opened, Ended                          lanna.Millis
	Answers                                []string
	Desks                                  []string
}

// mostRequests bounds the list on one page.
const mostRequests = 200

func (s *Server) requestsPage(v *visit, why desk.Why) error {
	q := desk.RequestQuery{Side: v.FormValue("side"), Done: v.FormValue("done") != "", Limit: mostRequests}
	if q.Side != "in" && q.Side != "out" {
		q.Side = ""
	}
	list, err := s.desk.Requests(v.Context(), v.actor, why, q)
	if err != nil {
		return err
	}
	p := requestsPage{Shell: v.shell("request.title", "requests"), In: list.In, Out: list.Out, Checked: list.Checked}
	if list.Checked > 0 {
		p.Hours = hoursWords(v.lang, list.Hours)
	}
	for _, view := range []struct{ key, href, side, done string }{
		{"request.view.all", "/requests", "", ""}, {"request.view.in", "/requests?side=in", "in", ""},
		{"request.view.out", "/requests?side=out", "out", ""}, {"request.view.done", "/requests?done=1", "", "1"},
	} {
		p.Views = append(p.Views, viewLink{Name: v.lang.Text(view.key), Href: view.href, Current: q.Done == (view.done != "") && (q.Done || view.side == q.Side)})
	}
	for i := range list.Lines {
		p.Rows = append(p.Rows, v.requestRow(&list.Lines[i]))
	}
	return v.render("requests", p)
}

func (v *visit) requestRow(l *desk.RequestLine) requestRow {
	now := lanna.MillisOf(v.now)
	r := requestRow{ID: l.Record.String(), Label: l.Label, KindName: v.lang.First("request.kind."+l.Kind, "request.kind.other"), Out: l.Out, Overdue: l.Overdue,
		StateWords: v.lang.First("request.state."+l.State, "request.state.open"), Due: l.Due, Opened: l.Opened, Ended: l.Ended, Desks: l.Desks}
	r.Over = l.State == desk.RequestAnswered || l.State == desk.RequestRefused || l.State == desk.RequestWithdrawn
	if r.Other = v.s.desk.OtherSide(l, v.lang.Code); r.Other == "" {
		r.Other = v.lang.Text("request.unnamed")
	}
	if l.Who.Text != "" {
		r.Who = said(l.Who.Text, langOr(l.Who.Lang, l.Who.Text))
	}
	r.Text = said(l.Text.Text, langOr(l.Text.Lang, l.Text.Text))
	if l.Due != 0 {
		r.DueWords, r.Clock = dueTime(v.lang, v.zone(), now, l.Due), newClock(v.lang, now, l.Opened, l.Due)
	}
	for _, a := range l.Answers {
		r.Answers = append(r.Answers, v.answerWords(a))
	}
	if l.Refusal != "" {
		r.Answers = append(r.Answers, v.lang.First("request.refusal."+l.Refusal, "request.refusal.other"))
	}
	return r
}

func (v *visit) answerWords(code string) string {
	return v.lang.First("request.answer."+code, "request.answer.other")
}

// onRequest runs a command on the request that the path names.
func (v *visit) onRequest(message string, command func(lanna.RecordID) error) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if err := command(id); err != nil {
		return err
	}
	return v.done("/requests/"+id.String(), message)
}

// note is the form's note in the language in which it was written.
func (v *visit) note() desk.Words {
	note := v.text("note")
	if note == "" {
		return desk.Words{}
	}
	return desk.Words{Text: note, Lang: langOr(scriptLang(note), v.lang.Code)}
}

func (s *Server) acceptRequest(v *visit, why desk.Why) error {
	return v.onRequest("request.accepted", func(id lanna.RecordID) error {
		return s.desk.AcceptRequest(v.Context(), v.actor, why, id, v.FormValue("desk"))
	})
}

func (s *Server) draftAnswer(v *visit, why desk.Why) error {
	return v.onRequest("request.drafted", func(id lanna.RecordID) error {
		return s.desk.DraftAnswer(v.Context(), v.actor, why, id, v.Form["answer"], v.note())
	})
}

func (s *Server) answerRequest(v *visit, why desk.Why) error {
	return v.onRequest("request.sent", func(id lanna.RecordID) error {
		if len(v.Form["answer"]) == 0 { // the desk would send the draft, which the officer has just emptied
			return &lanna.Error{Kind: lanna.Invalid, Code: "answer-empty", ID: id.String()}
		}
		return s.desk.AnswerRequest(v.Context(), v.actor, why, id, v.Form["answer"], v.note())
	})
}

func (s *Server) refuseRequest(v *visit, why desk.Why) error {
	return v.onRequest("request.refused", func(id lanna.RecordID) error {
		return s.desk.RefuseRequest(v.Context(), v.actor, why, id, v.FormValue("refusal"), v.note())
	})
}

func (s *Server) withdrawRequest(v *visit, why desk.Why) error {
	return v.onRequest("request.withdrawn", func(id lanna.RecordID) error {
		return s.desk.WithdrawRequest(v.Context(), v.actor, because(why, v.text("reason")), id)
	})
}

func (s *Server) noteOnRequest(v *visit, why desk.Why) error {
	return v.onRequest("acted.note", func(id lanna.RecordID) error {
		return s.desk.NoteOnRequest(v.Context(), v.actor, why, id, v.note())
	})
}

// A choice is a fixed answer of a form.
type choice struct {
	Value, Name string
	Chosen      bool
}

func (v *visit) choices(family string, codes, chosen []string) []choice {
	out := make([]choice, len(codes))
	for i, c := range codes {
		out[i] = choice{c, v.lang.First(family+c, family+"other"), slices.Contains(chosen, c)}
	}
	return out
}

// hoursWords is a stretch of time in hours, or in minutes where it is below one.
func hoursWords(lang *locale.Language, hours float64) string {
	if hours < 1 {
		return lang.Text("request.hours.min", "m", strconv.Itoa(int(math.Ceil(hours*60))))
	}
	return lang.Text("request.hours.h", "h", strconv.FormatFloat(hours, 'f', 1, 64))
}
