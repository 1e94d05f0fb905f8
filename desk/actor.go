package desk

import (
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// An Actor is who commands or looks: an officer with the rights that the
// agency's statements gave, or the node itself acting by a rule.
type Actor struct {
	Officer      lanna.OfficerID
	Login        string
	Name         string
	Roles        []lanna.Role   // each once, wherever it was granted
	Grants       []lanna.RoleAt // the same with their desks
	Compartments []lanna.Compartment
	Desk         string
	Lang         string       // preferred language of pages
	Disabled     bool         // may not act any more; only lists show such an officer
	Sessions     int          // a session that began when this was another number is over
	Subject      string       // at the agency's identity provider
	Invited      lanna.Millis // until when a one-time code is good; 0: there is none
	Ask          *Ask         // what waits for a second administrator
	Factors      Factors      // in lists alone
	Enrol        bool         // of SignIn: may do nothing before a second factor is set up
	Wake         []Way        // how the officer is reached away from the screen, in order
	more         *MoreAsk     // for how many more persons a colleague is asked
	agreed       []Agreed     // to which somebody agreed
	wasAdmin     bool
	rule         string       // the rule that acts, for the node itself
	proved       lanna.Millis // when CheckPassword made this Actor, so that it can sign a handover
}

// Has reports whether the actor has the role.
func (a Actor) Has(r lanna.Role) bool { return slices.Contains(a.Roles, r) }

// May reports whether one of the actor's roles may do the act.
func (a Actor) May(act string) bool {
	return a.rule != "" || slices.ContainsFunc(a.Roles, func(r lanna.Role) bool { return slices.Contains(mayDo[act], r) })
}

// Account is the actor as an administrator enters one.
func (a Actor) Account() Account {
	out := Account{Login: a.Login, Name: a.Name, Compartments: a.Compartments, Desk: a.Desk, Lang: a.Lang, Subject: a.Subject}
	for _, g := range a.Grants {
		if g.Desk == a.Desk {
			out.Roles = append(out.Roles, g.Role)
		} else {
			out.Elsewhere = append(out.Elsewhere, g)
		}
	}
	return out
}

// byRule returns the node as an actor: what a rule does by itself is a command
// as well, signed by the node and naming the rule.
func byRule(rule string) Actor { return Actor{rule: rule} }

// A Why is the purpose for which an actor acts or looks, the case, and the
// reason where one is needed.
type Why struct {
	Purpose lanna.Purpose
	Case    string
	Reason  string
}

// reader is the actor as handling knows readers, without any record that the
// actor's desk was asked about: see readerOf.
func (d *Desk) reader(a Actor) handling.Reader {
	return handling.Reader{Agency: d.Agency(), Grants: a.Grants, Compartments: a.Compartments}
}

// readerOf is the actor as a reader of one record.
func (d *Desk) readerOf(st *statement.State, a Actor) handling.Reader {
	r := d.reader(a)
	r.Asked = values(st, d.Agency(), lanna.Asked)
	return r
}

// in reports whether the actor was let into the compartment.
func (a Actor) in(c lanna.Compartment) bool { return slices.Contains(a.Compartments, c) }
