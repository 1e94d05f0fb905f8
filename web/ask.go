package web

import (
	"cmp"
	"html/template"
	"slices"
	"time"

	"lanna"
	"lanna/desk"
)

// An askPage puts a question about a record to another agency. The party is
// chosen first, because it decides what may go.
type askPage struct {
	Shell
	ID, Label, Once, To, ToName string
	Heading                     template.HTML
	Parties, Kinds              []choice
	Facts                       []askFact
	Never                       []string // names of what no request carries
	Leave                       []string // names of what needs another's leave first
}

type askFact struct {
	Claim, Name string
	Value       template.HTML
	Chosen      bool
}

// chosenFirst are the facts that are ticked before the officer looks: without
// them nobody can answer.
var chosenFirst = []lanna.Property{lanna.Name, lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.IDLao, lanna.Passport}

func (s *Server) askPage(v *visit, why desk.Why) error {
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
	p := askPage{Shell: v.shell("request.ask", "requests"), ID: id.String(), Label: r.Label, Heading: titleWords(v.lang, r.Title),
		Once: lanna.NewRecordID().String(), Kinds: v.choices("request.kind.", desk.RequestKinds, desk.RequestKinds[:1])}
	p.Parties, p.To, p.ToName = v.partyChoices(list)
	if p.To != "" {
		if err := v.askable(&p, why, id); err != nil {
			return err
		}
	}
	return v.render("ask", p)
}

// partners lists the parties to which something can go.
func (v *visit) partners(why desk.Why) ([]desk.Party, error) {
	list, err := v.s.desk.PartyList(v.Context(), v.actor, why)
	us := v.s.desk.Agency()
	return slices.DeleteFunc(list, func(p desk.Party) bool { return p.State != desk.PartyAccepted || p.Agency == us }), err
}

// partyChoices lists parties for a form; the one that the address names is
// chosen, or the only one.
func (v *visit) partyChoices(list []desk.Party) (out []choice, to, name string) {
	asked := v.FormValue("to")
	for i := range list {
		p := &list[i]
		c := choice{p.Writer.String(), p.Name(v.lang.Code), p.Writer.String() == asked || len(list) == 1}
		if c.Chosen {
			to, name = c.Value, c.Name
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b choice) int { return cmp.Compare(a.Name, b.Name) })
	return out, to, name
}

func (v *visit) askable(p *askPage, why desk.Why, id lanna.RecordID) error {
	to, err := writerOf(p.To)
	if err != nil {
		return err
	}
	lines, err := v.s.desk.Askable(v.Context(), v.actor, why, id, to)
	if err != nil {
		return err
	}
	for _, l := range lines {
		name := propertyName(v.lang, l.Property)
		switch l.Code {
		case "":
			p.Facts = append(p.Facts, askFact{l.Claim.String(), name, valueWords(v.lang, l.Property, l.Value, langOr(l.Lang, l.Value)), slices.Contains(chosenFirst, l.Property)})
		case "leave-needed":
			p.Leave = append(p.Leave, name)
		default:
			p.Never = append(p.Never, name)
		}
	}
	slices.Sort(p.Never)
	p.Never = slices.Compact(p.Never)
	return nil
}

func writerOf(s string) (lanna.WriterID, error) {
	var id lanna.WriterID
	if err := id.UnmarshalText([]byte(s)); err != nil {
		return id, &lanna.Error{Kind: lanna.NotFound, Code: "party-unknown"}
	}
	return id, nil
}

// claims reads the digests of the ticked boxes of a form.
func (v *visit) claims(name string) ([]lanna.Digest, error) {
	var out []lanna.Digest
	for _, raw := range v.Form[name] {
		d, err := lanna.ParseDigest(raw)
		if err != nil {
			return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
		}
		out = append(out, d)
	}
	return out, nil
}

func (s *Server) ask(v *visit, why desk.Why) error {
	about, err := v.record()
	if err != nil {
		return err
	}
	to, err := writerOf(v.FormValue("to"))
	if err != nil {
		return err
	}
	q := desk.Question{Kind: v.FormValue("kind"), To: to, About: about, Basis: v.text("basis"), Key: v.FormValue("once")}
	if q.Subjects, err = v.claims("claim"); err != nil {
		return err
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

// dueField reads the due time of a form, local time of the duty room; empty is
// what the asked party's card says.
func (v *visit) dueField() (lanna.Millis, error) {
	raw := v.text("due")
	if raw == "" {
		return 0, nil
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", raw, v.zone())
	if err != nil || !at.After(v.now) {
		return 0, &lanna.Error{Kind: lanna.Invalid, Code: "due-past"}
	}
	return lanna.MillisOf(at), nil
}
