package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
)

func (s *Server) officerRoutes() {
	s.forPurpose("GET /officers", s.officersPage)
	s.forPurpose("POST /officers", s.addOfficer)
	s.forPurpose("POST /officers/policy", s.setPolicy)
	s.forPurpose("GET /officers/{id}", s.officerPage)
	for act, do := range officerActs {
		s.forPurpose("POST /officers/{id}/"+act, func(v *visit, why desk.Why) error {
			id, err := v.record()
			if err != nil {
				return err
			}
			return do(v, ownReason(why, v.text("reason")), id)
		})
	}
}

type officersPage struct {
	Shell
	Rows         []OfficerRow
	Roles        []choice
	Compartments []choice
	Codes        []choice // of languages
	May          bool
	Required     bool
	Persons      string // that an officer is shown within an hour
}

// An OfficerRow is an account in a list.
type OfficerRow struct {
	ID, Login, Name, Desk string
	Roles, Compartments   []string
	Disabled, Invited     bool
	Factor                string // key of what stands beside the password
	Ask                   string // what waits for a second administrator
}

func (v *visit) officerRow(a desk.Actor) OfficerRow {
	row := OfficerRow{ID: a.Officer.String(), Login: a.Login, Name: a.Name, Desk: a.Desk, Disabled: a.Disabled, Invited: a.Invited != 0, Factor: "none"}
	for _, g := range a.Grants {
		row.Roles = append(row.Roles, v.roleWords(g, a.Desk))
	}
	for _, c := range a.Compartments {
		row.Compartments = append(row.Compartments, v.lang.Text("compartment."+string(c)))
	}
	switch {
	case a.Factors.TOTP && a.Factors.Passkeys > 0:
		row.Factor = "both"
	case a.Factors.TOTP:
		row.Factor = "totp"
	case a.Factors.Passkeys > 0:
		row.Factor = "passkey"
	}
	if a.Ask != nil {
		row.Ask = v.askWords(a.Ask)
	}
	return row
}

func (v *visit) roleWords(g lanna.RoleAt, own string) string {
	words := v.lang.First("role."+string(g.Role), "role.other")
	if g.Desk != "" && g.Desk != own {
		words += " @ " + g.Desk
	}
	return words
}

// askWords says what a second administrator is asked.
func (v *visit) askWords(q *desk.Ask) string {
	var what []string
	for _, g := range q.Rights.Roles {
		what = append(what, v.roleWords(g, ""))
	}
	for _, c := range q.Rights.Compartments {
		what = append(what, v.lang.Text("compartment."+string(c)))
	}
	if q.Subject != "" {
		what = append(what, q.Subject)
	}
	return v.lang.Text("officers.ask."+q.What, "what", strings.Join(what, ", "))
}

func (v *visit) roleChoices() []choice {
	var out []choice
	for _, r := range lanna.Roles {
		out = append(out, choice{string(r), v.lang.Text("role." + string(r)), false})
	}
	return out
}

func (v *visit) compartmentChoices() []choice {
	var out []choice
	for _, c := range lanna.Compartments {
		out = append(out, choice{string(c), v.lang.Text("compartment." + string(c)), false})
	}
	return out
}

func (v *visit) languageChoices(chosen string) []choice {
	var out []choice
	for _, l := range v.s.words.Languages {
		out = append(out, choice{l.Code, l.Text("language.name"), l.Code == chosen})
	}
	return out
}

// officersPage lists the accounts, and opens them.
func (s *Server) officersPage(v *visit, why desk.Why) error {
	list, err := s.desk.Officers(v.Context(), v.actor, why)
	if err != nil {
		return err
	}
	policy, err := s.desk.Policy(v.Context())
	if err != nil {
		return err
	}
	p := officersPage{Shell: v.shell("officers.title", "more"), Roles: v.roleChoices(), Compartments: v.compartmentChoices(), Codes: v.languageChoices(v.lang.Code),
		May: v.actor.May("officer.add"), Required: policy.SecondFactor == desk.FactorRequired, Persons: strconv.Itoa(policy.Persons)}
	for _, a := range list {
		p.Rows = append(p.Rows, v.officerRow(a))
	}
	return v.render("officers", p)
}

func rightsOf(form url.Values) desk.Rights {
	var r desk.Rights
	for _, s := range form["role"] {
		r.Roles = append(r.Roles, lanna.RoleAt{Role: lanna.Role(s), Desk: strings.TrimSpace(form.Get("at"))})
	}
	for _, s := range form["compartment"] {
		r.Compartments = append(r.Compartments, lanna.Compartment(s))
	}
	return r
}

func (s *Server) addOfficer(v *visit, why desk.Why) error {
	r := rightsOf(v.PostForm)
	a := desk.Account{Login: v.text("login"), Name: v.text("name"), Desk: v.text("desk"), Lang: v.text("lang"), Elsewhere: r.Roles, Compartments: r.Compartments}
	made, err := s.desk.AddOfficer(v.Context(), v.actor, ownReason(why, v.text("reason")), a)
	if err != nil {
		return err
	}
	return v.handOut(made)
}

func (s *Server) setPolicy(v *visit, why desk.Why) error {
	if err := s.desk.SetPolicy(v.Context(), v.actor, ownReason(why, v.text("reason")), v.policy()); err != nil {
		return err
	}
	return v.done("/officers", "officers.policy.done")
}

// policy reads a form that changes one part of the policy; what is no number is
// refused as one that is too small.
func (v *visit) policy() desk.Policy {
	p := desk.Policy{SecondFactor: v.text("factor")}
	if n := v.text("persons"); n != "" {
		var err error
		if p.Persons, err = strconv.Atoi(n); err != nil {
			p.Persons = -1
		}
	}
	return p
}

// handOut goes to the officer's page, which shows the code this once.
func (v *visit) handOut(made desk.Invitation) error {
	v.s.sessions.Put(v.Context(), keyInvite, made.Code)
	words := "officers.done"
	if made.Asked {
		words = "officers.asked"
	}
	return v.done("/officers/"+made.Officer.String(), words)
}

type officerPage struct {
	Shell
	OfficerRow
	Code         string // shown once
	CodeUntil    lanna.Millis
	AskID        string
	AskBy        string
	AskUntil     lanna.Millis
	MayAgree     bool
	Held         []choice // roles and compartments that can be taken away
	Roles        []choice
	Compartments []choice
	Codes        []choice
	Sessions     []sessionRow
	Subject      string
	May          bool
}

func (s *Server) officerPage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	list, err := s.desk.Officers(v.Context(), v.actor, why)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(a desk.Actor) bool { return a.Officer == id })
	if i < 0 {
		return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
	}
	a := list[i]
	rows, err := s.sessionRows(v, id)
	if err != nil {
		return err
	}
	p := officerPage{Shell: v.shell("officers.page", "more", "who", a.Name), OfficerRow: v.officerRow(a), Roles: v.roleChoices(), Compartments: v.compartmentChoices(),
		Codes: v.languageChoices(a.Lang), Sessions: rows, Subject: a.Subject, May: v.actor.May("officer.grant") && id != v.actor.Officer}
	if p.Code = s.sessions.PopString(v.Context(), keyInvite); p.Code != "" {
		p.CodeUntil = a.Invited
	}
	if q := a.Ask; q != nil {
		p.AskID, p.AskBy, p.AskUntil, p.MayAgree = q.ID.String(), s.desk.OfficerName(v.Context(), q.By), q.Until, p.May && q.By != v.actor.Officer
	}
	own := a.Account()
	rights := own.Rights()
	for i, g := range rights.Roles {
		p.Held = append(p.Held, choice{"role " + g.String(), p.OfficerRow.Roles[i], false})
	}
	for i, c := range rights.Compartments {
		p.Held = append(p.Held, choice{"compartment " + string(c), p.OfficerRow.Compartments[i], false})
	}
	return v.render("officer", p)
}

// officerActs are what an administrator does to an account, by the last part of
// the path.
var officerActs = map[string]func(v *visit, why desk.Why, id lanna.OfficerID) error{
	"grant": func(v *visit, why desk.Why, id lanna.OfficerID) error {
		asked, err := v.s.desk.Grant(v.Context(), v.actor, why, id, rightsOf(v.PostForm))
		if err != nil {
			return err
		}
		return v.handOut(desk.Invitation{Officer: id, Asked: asked})
	},
	"revoke": func(v *visit, why desk.Why, id lanna.OfficerID) error {
		var r desk.Rights
		for _, held := range v.PostForm["held"] {
			switch what, name, _ := strings.Cut(held, " "); what {
			case "role":
				r.Roles = append(r.Roles, lanna.ParseRoleAt(name))
			case "compartment":
				r.Compartments = append(r.Compartments, lanna.Compartment(name))
			}
		}
		return v.did(id, v.s.desk.Revoke(v.Context(), v.actor, why, id, r))
	},
	"set": func(v *visit, why desk.Why, id lanna.OfficerID) error {
		name, at, lang := v.text("name"), v.text("desk"), v.text("lang")
		return v.did(id, v.s.desk.SetAccount(v.Context(), v.actor, why, id, desk.AccountDetails{Name: &name, Desk: &at, Lang: &lang}))
	},
	"disable": func(v *visit, why desk.Why, id lanna.OfficerID) error {
		return v.did(id, v.s.desk.Disable(v.Context(), v.actor, why, id))
	},
	"enable": func(v *visit, why desk.Why, id lanna.OfficerID) error {
		return v.did(id, v.s.desk.Enable(v.Context(), v.actor, why, id))
	},
	"end": func(v *visit, why desk.Why, id lanna.OfficerID) error {
		return v.did(id, v.s.desk.EndSessions(v.Context(), v.actor, why, id))
	},
	"reset": func(v *visit, why desk.Why, id lanna.OfficerID) error {
		made, err := v.s.desk.Reset(v.Context(), v.actor, why, id, v.text("lost") != "")
		if err != nil {
			return err
		}
		return v.handOut(made)
	},
	"link": func(v *visit, why desk.Why, id lanna.OfficerID) error {
		if v.text("subject") == "" {
			return v.did(id, v.s.desk.Unlink(v.Context(), v.actor, why, id))
		}
		if err := v.s.desk.Link(v.Context(), v.actor, why, id, v.text("subject")); err != nil {
			return err
		}
		return v.handOut(desk.Invitation{Officer: id, Asked: true})
	},
	"agree": func(v *visit, why desk.Why, id lanna.OfficerID) error {
		ask, err := v.ask()
		if err != nil {
			return err
		}
		made, err := v.s.desk.Agree(v.Context(), v.actor, why, id, ask)
		if err != nil {
			return err
		}
		return v.handOut(made)
	},
	"decline": func(v *visit, why desk.Why, id lanna.OfficerID) error {
		ask, err := v.ask()
		if err != nil {
			return err
		}
		return v.did(id, v.s.desk.Decline(v.Context(), v.actor, why, id, ask))
	},
}

// ask is which ask the form was shown with.
func (v *visit) ask() (lanna.Digest, error) {
	var d lanna.Digest
	if err := d.UnmarshalText([]byte(v.text("ask"))); err != nil {
		return d, &lanna.Error{Kind: lanna.Conflict, Code: "ask-over"}
	}
	return d, nil
}

func (v *visit) did(id lanna.OfficerID, err error) error {
	if err != nil {
		return err
	}
	return v.done("/officers/"+id.String(), "officers.done")
}
