package web

import (
	"lanna"
	"lanna/web/locale"
)

func (s *Server) moreRoutes() {
	s.page("GET /more", s.morePage)
	s.page("POST /settings", s.setSettings)
}

type morePage struct {
	Shell
	Roles         []lanna.Role
	Purpose       lanna.Purpose
	Case          string
	Until         lanna.Millis
	MayTranscribe bool
	MayReview     bool
	MayParties    bool
	MayLists      bool
	MayHit        bool
	Languages     []*locale.Language
	Themes        []string
	MayOfficers   bool
	MayRota       bool
	MayAdmin      bool
	MayCases      bool
	MayOpenCase   bool
}

func (s *Server) morePage(v *visit) error {
	p := morePage{Shell: v.shell("nav.more", "more"), Roles: v.actor.Roles, MayTranscribe: v.actor.May("capture.confirm"), MayReview: v.actor.May("record.due"), MayParties: v.actor.May("party.list"), MayHit: v.actor.May("hit.partners"), MayLists: v.actor.May("list.show"), MayOfficers: v.actor.May("officer.add"), MayAdmin: v.actor.May("node.show"), MayRota: v.actor.May("rota.show"),
		Languages: s.words.Languages, Themes: []string{"", "light", "dark"}}
	p.MayCases, p.MayOpenCase = v.actor.May("subject.list"), v.actor.May("subject.open")
	if c, ok := v.chosen(); ok {
		p.Purpose, p.Case, p.Until = c.Why.Purpose, c.Why.Case, c.Until
	}
	return v.render("more", p)
}

func (s *Server) setSettings(v *visit) error {
	switch theme := v.FormValue("theme"); theme {
	case "", "light", "dark":
		s.setting(v.w, themeCookie, theme)
	}
	switch keys := v.FormValue("keys"); keys {
	case "on", "off":
		s.setting(v.w, keysCookie, keys)
	}
	return v.done("/more", "more.saved")
}
