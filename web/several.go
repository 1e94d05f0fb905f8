package web

import (
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
)

// One person may stand on thirty lists. Whoever has compared them judges many
// pairs with one reason; each pair is a judgement of its own.

func (s *Server) severalRoutes() {
	s.forPurpose("GET /records/{id}/same", s.severalPage)
	s.forPurpose("POST /records/{id}/same", s.judgeSeveral)
}

type severalPage struct {
	Shell
	ID, Label  string
	Candidates []candidatePart
	Sure       int    // of these, with the same document and name
	SureIDs    string // whom the page showed as such: the answer is about these and no others
	SureLabels string
	MayJudge   bool
	Verdicts   []string
}

func (s *Server) severalPage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if !v.actor.May("match.judge") {
		return &lanna.Error{Kind: lanna.Denied, Code: "role"}
	}
	r, err := s.desk.Record(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	found, err := s.desk.Candidates(v.Context(), v.actor, why, desk.CandidateQuery{Record: id, Limit: desk.MostAtOnce})
	if err != nil {
		return err
	}
	p := severalPage{Shell: v.shell("match.several.title", "search", "id", r.Label), ID: id.String(), Label: r.Label, MayJudge: true, Verdicts: verdictChoices}
	var ids, labels []string
	for i := range found {
		c := v.candidate(r.Label, &found[i])
		if c.Sure = found[i].SameDocument() && c.Own == ""; c.Sure {
			ids, labels = append(ids, c.ID), append(labels, c.Label)
		}
		p.Candidates = append(p.Candidates, c)
	}
	p.Sure, p.SureIDs, p.SureLabels = len(ids), strings.Join(ids, " "), strings.Join(labels, ", ")
	return v.render("several", p)
}

// judgeSeveral judges those that were ticked, or those that the page named as
// sure.
func (s *Server) judgeSeveral(v *visit, why desk.Why) error {
	chosen := v.PostForm["other"]
	if v.FormValue("which") == "sure" {
		chosen = strings.Fields(v.FormValue("sure"))
	}
	others := make([]lanna.RecordID, len(chosen))
	for i, c := range chosen {
		id, err := lanna.ParseRecordID(c)
		if err != nil {
			return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
		}
		others[i] = id
	}
	id, err := v.record()
	if err != nil {
		return err
	}
	verdict := desk.Verdict(v.FormValue("verdict"))
	if verdict == desk.NoVerdict {
		return &lanna.Error{Kind: lanna.Invalid, Code: "verdict-unknown"}
	}
	if err := s.desk.JudgeAll(v.Context(), v.actor, ownReason(why, v.text("reason")), id, others, verdict); err != nil {
		return err
	}
	return v.done("/records/"+id.String(), "match.several.saved", "n", strconv.Itoa(len(others)))
}
