package web

import (
	"html/template"
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
)

func (s *Server) readingRoutes() {
	s.forPurpose("GET /reading", s.readingPage)
	s.forPurpose("POST /reading", s.askMore)
	s.forPurpose("POST /reading/unask", s.unaskMore)
	s.forPurpose("POST /reading/{id}/agree", s.answerMore)
}

// A readingPage is how an officer's reading stands, and what colleagues ask.
type readingPage struct {
	Shell
	Persons, Limit, Alone string
	Agreed                []agreedLine
	Ask                   *agreedLine
	Asks                  []moreLine
	MayAsk, MayAgree      bool
	N                     int // proposed
}

type agreedLine struct {
	N     string
	Until lanna.Millis
}

// A moreLine is a colleague's question.
type moreLine struct {
	ID, Ask, Name, N, Purpose string
	Case, Reason              template.HTML
}

func (s *Server) readingPage(v *visit, _ desk.Why) error {
	r, err := s.desk.ReadingNow(v.Context(), v.actor)
	if err != nil {
		return err
	}
	p := readingPage{Shell: v.shell("reading.title", "more"), Persons: strconv.Itoa(r.Persons), Limit: strconv.Itoa(r.Limit), Alone: strconv.Itoa(r.Alone),
		MayAsk: v.actor.May("reading.ask"), MayAgree: v.actor.May("reading.agree"), N: r.Alone}
	for _, a := range r.Agreed {
		p.Agreed = append(p.Agreed, agreedLine{strconv.Itoa(a.N), a.Until})
	}
	if r.Ask != nil {
		p.Ask = &agreedLine{strconv.Itoa(r.Ask.N), r.Ask.Until}
	}
	for _, q := range r.Asks {
		p.Asks = append(p.Asks, moreLine{ID: q.Officer.String(), Ask: q.ID.String(), Name: q.Name, N: strconv.Itoa(q.N), Purpose: string(q.Purpose),
			Case: said(q.Case, langOr("", q.Case)), Reason: said(q.Reason, langOr("", q.Reason))})
	}
	return v.render("reading", p)
}

func (s *Server) askMore(v *visit, why desk.Why) error {
	n, err := strconv.Atoi(v.text("n"))
	if err != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "more-malformed"}
	}
	if err := s.desk.AskMore(v.Context(), v.actor, ownReason(why, v.text("reason")), n); err != nil {
		return err
	}
	return v.done("/reading", "reading.asked")
}

func (s *Server) unaskMore(v *visit, why desk.Why) error {
	if err := s.desk.UnaskMore(v.Context(), v.actor, why); err != nil {
		return err
	}
	return v.done("/reading", "reading.unasked")
}

// answerMore agrees to what a colleague asks, or declines it.
func (s *Server) answerMore(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	ask, err := lanna.ParseDigest(v.text("ask"))
	if err != nil {
		return &lanna.Error{Kind: lanna.Conflict, Code: "ask-over"}
	}
	answer, words := s.desk.AgreeMore, "reading.agree.done"
	if v.text("answer") == "decline" {
		answer, words = s.desk.DeclineMore, "reading.declined"
	}
	if err := answer(v.Context(), v.actor, ownReason(why, v.text("reason")), id, ask); err != nil {
		return err
	}
	return v.done("/reading", words)
}

// asked is what a page tells an officer whom a colleague asks, "" where nobody does.
func (v *visit) asked() string {
	n, err := v.s.desk.AskedForMore(v.Context(), v.actor)
	if err != nil {
		v.s.config.Log.Warn("asks not counted", "code", lanna.CodeOf(err))
	}
	if n == 0 || strings.HasPrefix(v.URL.Path, "/reading") {
		return ""
	}
	return v.lang.Text("reading.strip", "n", strconv.Itoa(n))
}
