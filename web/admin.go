package web

import (
	"slices"
	"strings"

	"lanna/desk"
	"lanna/health"
)

func (s *Server) adminRoutes() { s.forPurpose("GET /admin", s.adminPage) }

type adminPage struct {
	Shell
	Warnings, Fine []healthRow
	Empty          []string
}

type healthRow struct {
	Code, Words, Mend, Href string // Href: the page where it is mended
	Bad                     bool
}

// adminPage says what is wrong with the node and what to do, the gravest first.
func (s *Server) adminPage(v *visit, why desk.Why) error {
	state, err := s.desk.ShowNode(v.Context(), v.actor, why)
	if err != nil {
		return err
	}
	p := adminPage{Shell: v.shell("admin.title", "more")}
	var list []health.Finding
	if s.config.Health != nil {
		list = s.config.Health(state)
	}
	slices.SortStableFunc(list, func(a, b health.Finding) int { return int(b.State - a.State) })
	for _, f := range list {
		row := healthRow{Code: f.Code, Words: v.lang.Text("health."+f.Code, "n", f.N), Mend: f.Mend, Bad: f.State == health.Bad}
		if strings.HasPrefix(f.Mend, "/") {
			row.Mend, row.Href = "", f.Mend
		}
		if f.State == health.OK {
			p.Fine = append(p.Fine, row)
		} else {
			p.Warnings = append(p.Warnings, row)
		}
	}
	for i := range state.Empty {
		p.Empty = append(p.Empty, v.emptyWords(&state.Empty[i], true))
	}
	return v.render("admin", p)
}
