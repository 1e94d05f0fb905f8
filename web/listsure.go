package web

import (
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
)

// Rows of a list that have a document's number in common with somebody are mostly
// that person. An officer who has compared them decides on many with one reason;
// each pair is shown, each can be unticked, and each is a decision of its own.

func (s *Server) listSureRoutes() {
	s.forPurpose("GET /lists/{id}/sure", s.listSurePage)
	s.forPurpose("POST /lists/{id}/sure", s.decideSure)
}

type listSurePage struct {
	Shell
	ID, Label string
	Pairs     []surePair
	Next      int
	Verdicts  []string
}

// A surePair is a row and whom its document's number names.
type surePair struct {
	Key         string // row:other, as it is sent back
	Row         int
	Joins       bool
	Locked      bool
	Own         []listValue
	Other       listOther
	Differences []string // what speaks against it
}

func (s *Server) listSurePage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	after, _ := strconv.Atoi(v.FormValue("after")) // anything else is the beginning
	l, err := s.desk.List(v.Context(), v.actor, why, id, desk.ListQuestion{Part: desk.ListSure, After: after, Open: true, Limit: desk.MostAtOnce})
	if err != nil {
		return err
	}
	if l.State != desk.ListChecked || !l.May["list.decide"] {
		return &lanna.Error{Kind: lanna.Denied, Code: "role"}
	}
	p := listSurePage{Shell: v.shell("list.sure.title", "more"), ID: id.String(), Label: l.Label, Next: l.Next, Verdicts: []string{desk.DecideSame, desk.DecideApart}}
	for i := range l.Rows {
		p.Pairs = append(p.Pairs, v.surePairs(&l.Rows[i])...)
	}
	return v.render("listsure", p)
}

func (v *visit) surePairs(r *desk.ListRowView) []surePair {
	var out []surePair
	for i := range r.Others {
		o := &r.Others[i]
		other := v.listOther(o)
		if !o.Number || o.Decided != "" || other.Hidden {
			continue
		}
		p := surePair{Key: strconv.Itoa(r.Number) + ":" + other.Key, Row: r.Number, Joins: r.Joins, Locked: r.Locked, Own: v.listValues(r.Values), Other: other}
		for _, why := range other.Why {
			if strings.HasPrefix(why, against) {
				p.Differences = append(p.Differences, strings.TrimPrefix(why, against))
			}
		}
		out = append(out, p)
	}
	return out
}

// decideSure takes one decision on each pair that is still ticked.
func (s *Server) decideSure(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	reason := v.text("reason")
	if reason == "" {
		return bad("reason-missing")
	}
	var decisions []desk.ListDecision
	for _, key := range v.PostForm["pair"] {
		row, other, _ := strings.Cut(key, ":")
		n, err := strconv.Atoi(row)
		if err != nil {
			return bad("list-row")
		}
		decisions = append(decisions, desk.ListDecision{Row: n, Other: other, What: v.FormValue("what"), Reason: reason})
	}
	if err := s.desk.DecideList(v.Context(), v.actor, ownReason(why, reason), id, decisions); err != nil {
		return err
	}
	return v.tell("/lists/"+id.String()+"/sure", v.lang.Count("list.sure.saved", len(decisions)))
}
