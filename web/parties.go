package web

import (
	"encoding/base64"
	"strings"

	"lanna"
	"lanna/desk"
)

func (s *Server) partyRoutes() {
	s.forPurpose("GET /parties", s.partiesPage)
	s.forPurpose("POST /parties", s.acceptParty)
	s.forPurpose("POST /parties/{id}/revoke", s.revokeParty)
	s.forPurpose("POST /parties/{id}/places", s.assignPlaces)
}

type partiesPage struct {
	Shell
	Rows                           []partyRow
	MayAccept, MayAssign, MayAdmin bool
}

type partyRow struct {
	ID, Label, Name, Role, State, Words, Places string
	Since                                       lanna.Millis
	Accepted                                    bool
}

// partiesPage lists who takes part in the exchange.
func (s *Server) partiesPage(v *visit, why desk.Why) error {
	list, err := s.desk.PartyList(v.Context(), v.actor, why)
	if err != nil {
		return err
	}
	p := partiesPage{Shell: v.shell("party.title", "more"), MayAccept: v.actor.May("party.accept"), MayAssign: v.actor.May("party.assign"), MayAdmin: v.actor.May("party.revoke")}
	for i := range list {
		l := &list[i]
		p.Rows = append(p.Rows, partyRow{ID: l.Record.String(), Label: l.Label, Name: l.Name(v.lang.Code), Role: v.lang.Text("party.role." + string(l.Role)),
			State: v.lang.Text("party.state." + l.State), Words: strings.Join(l.Words(), " "), Places: strings.Join(l.Places, "\n"), Since: l.Since, Accepted: l.State == desk.PartyAccepted})
	}
	return v.render("parties", p)
}

// acceptParty takes a card in base64 and the words that the other side read out.
func (s *Server) acceptParty(v *visit, why desk.Why) error {
	card, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(v.FormValue("card")), ""))
	if err != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "card-malformed"}
	}
	if _, err := s.desk.AcceptCard(v.Context(), v.actor, why, card, v.text("words")); err != nil {
		return err
	}
	return v.done("/parties", "party.accepted")
}

func (s *Server) revokeParty(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if err := s.desk.RevokeParty(v.Context(), v.actor, ownReason(why, v.text("reason")), id); err != nil {
		return err
	}
	return v.done("/parties", "party.revoked")
}

// assignPlaces takes one place a line.
func (s *Server) assignPlaces(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if err := s.desk.AssignPlaces(v.Context(), v.actor, why, id, strings.Split(v.FormValue("places"), "\n")); err != nil {
		return err
	}
	return v.done("/parties", "party.assigned")
}
