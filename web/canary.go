package web

import (
	"strconv"

	"lanna"
	"lanna/desk"
)

// A plantedPage lists what auditors planted, with who touched it.
type plantedPage struct {
	Shell
	List   []plantedLine
	Fields []lanna.Property
}

type plantedLine struct {
	Label, Person, As string
	At                lanna.Millis
	Touches           []auditLine
}

// plantable are the fields of the form; a planted person needs a name.
var plantable = []lanna.Property{lanna.Name, lanna.Alias, lanna.BirthDate, lanna.Nationality, lanna.IDResident, lanna.IDThai, lanna.Passport}

func (s *Server) plantedPage(v *visit, why desk.Why) error {
	list, err := s.desk.Canaries(v.Context(), v.actor, why)
	if err != nil {
		return err
	}
	p := plantedPage{Shell: v.shell("canary.title", "audit"), Fields: plantable}
	for _, c := range list {
		line := plantedLine{Label: c.Label, Person: c.Person, As: c.As, At: c.Time}
		for _, e := range c.Touches {
			line.Touches = append(line.Touches, v.auditLine(e))
		}
		p.List = append(p.List, line)
	}
	return v.render("canary", p)
}

func (s *Server) plant(v *visit, why desk.Why) error {
	p := desk.Plant{As: v.text("as"), Case: v.text("case")}
	for _, f := range plantable {
		if value := v.text(string(f)); value != "" {
			p.Fields = append(p.Fields, desk.Field{Property: f, Value: value})
		}
	}
	if _, err := s.desk.PlantCanary(v.Context(), v.actor, ownReason(why, v.text("reason")), p); err != nil {
		return err
	}
	return v.done("/audit/planted", "canary.planted")
}

// touched is what a page tells an auditor, "" where nothing was touched.
func (v *visit) touched() string {
	n, err := v.s.desk.CanariesTouched(v.Context(), v.actor)
	if err != nil {
		v.s.config.Log.Warn("canaries not looked at", "code", lanna.CodeOf(err))
	}
	if n == 0 || v.URL.Path == "/audit/planted" {
		return ""
	}
	return v.lang.Text("canary.strip", "n", strconv.Itoa(n))
}
