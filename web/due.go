package web

import (
	"html/template"
	"time"

	"lanna"
	"lanna/desk"
)

func (s *Server) dueRoutes() {
	s.forPurpose("GET /due", s.duePage)
	s.forPurpose("POST /due/{id}/renew", s.renew)
	s.forPurpose("POST /due/{id}/erase", s.eraseDue)
	s.forPurpose("POST /records/{id}/erase", s.eraseNow)
}

type duePage struct {
	Shell
	Rows  []dueRow
	May   bool   // renew and erase
	Until string // offered as the next day of review
	Last  string // the latest day that can be chosen
}

type dueRow struct {
	ID, Label, KindName, Review, Href string
	Title                             template.HTML
}

// renewFor is how far ahead the page offers the next day of review.
const renewFor = 90 * 24 * time.Hour

// duePage lists what is due for review today: each is renewed with a reason, or
// erased.
func (s *Server) duePage(v *visit, why desk.Why) error {
	list, err := s.desk.Due(v.Context(), v.actor, why)
	if err != nil {
		return err
	}
	p := duePage{Shell: v.shell("due.title", "more"), May: v.actor.May("record.renew"), Until: v.now.UTC().Add(renewFor).Format(time.DateOnly), Last: v.now.UTC().AddDate(1, 0, 0).Format(time.DateOnly)}
	for _, d := range list {
		row := dueRow{ID: d.Link.Record.String(), Label: d.Link.Label, KindName: kindName(v.lang, d.Link.Kind), Review: d.Review}
		if v.actor.May("record.show") {
			row.Href, row.Title = "/records/"+row.ID, titleWords(v.lang, d.Link.Title)
		}
		p.Rows = append(p.Rows, row)
	}
	return v.render("due", p)
}

func (s *Server) renew(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if err := s.desk.Renew(v.Context(), v.actor, ownReason(why, v.text("reason")), id, v.text("until")); err != nil {
		return err
	}
	return v.done("/due", "due.renewed")
}

// eraseDue erases what is due on a record, which one officer may.
func (s *Server) eraseDue(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	claims, whole, err := s.desk.DueClaims(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	if !whole && len(claims) == 0 { // renewed meanwhile, or what is due goes with the record alone
		return &lanna.Error{Kind: lanna.Conflict, Code: "review-later", ID: id.String()}
	}
	if err := s.desk.Erase(v.Context(), v.actor, desk.Actor{}, ownReason(why, v.text("reason")), id, claims); err != nil {
		return err
	}
	return v.done("/due", "erase.done")
}

// eraseNow erases a record before its day: a second officer signs with the own
// password on the screen of the first.
func (s *Server) eraseNow(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	second, err := s.desk.CheckPassword(v.Context(), desk.Proof{Login: v.text("second"), Password: v.FormValue("password"), Code: v.text("code"), Remote: v.remote()})
	if err != nil {
		return err
	}
	if err := s.desk.Erase(v.Context(), v.actor, second, ownReason(why, v.text("reason")), id, nil); err != nil {
		return err
	}
	return v.done("/due", "erase.done")
}
