package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/match"
)

// A matchPanel says who may be the person of a record, and what was judged.
type matchPanel struct {
	Candidates     []candidatePart
	Judgements     []judgementPart
	Contradictions []template.HTML
	Verdicts       []string
	MayJudge       bool
	Several        bool // more than one: they can be judged together
}

type candidatePart struct {
	ID, Label, Chance, Own, Ask string
	Title                       template.HTML
	Why                         []template.HTML
	Sure                        bool // the same document and name
}

type judgementPart struct {
	A, B   string
	Words  template.HTML
	By     template.HTML
	Reason template.HTML
	Own    bool
}

// mostCandidates is how many stand on a record's page.
const mostCandidates = 5

// panel asks the desk who may be the person; nil where the officer may not.
func (v *visit) panel(why desk.Why, r *desk.RecordView) (*matchPanel, error) {
	if r.Kind != lanna.PersonRecord || !v.actor.May("match.search") || !v.actor.May("match.show") {
		return nil, nil
	}
	found, err := v.s.desk.Candidates(v.Context(), v.actor, why, desk.CandidateQuery{Record: r.Record, Limit: mostCandidates})
	if err != nil {
		return nil, err
	}
	profile, err := v.s.desk.Profile(v.Context(), v.actor, why, r.Record)
	if err != nil {
		return nil, err
	}
	p := &matchPanel{MayJudge: v.actor.May("match.judge"), Verdicts: verdictChoices, Several: len(found) > 1}
	for i := range found {
		p.Candidates = append(p.Candidates, v.candidate(r.Label, &found[i]))
	}
	for i := range profile.Judgements {
		p.Judgements = append(p.Judgements, v.judgement(&profile.Judgements[i]))
	}
	for _, c := range profile.Contradictions {
		p.Contradictions = append(p.Contradictions, markedUp(v.lang, "match.contradiction", "chain", chained(" = ", c.Chain...), "pair", chained(" ≠ ", c.A, c.B)))
	}
	return p, nil
}

func (v *visit) candidate(of string, c *desk.Candidate) candidatePart {
	out := candidatePart{ID: c.Record.String(), Label: c.Label, Title: titleWords(v.lang, c.Title),
		Chance: v.lang.Text("match.chance", "n", strconv.Itoa(int(c.Match.Score*100))), Ask: v.lang.Text("match.judge.which", "a", of, "b", c.Label)}
	if c.Judged.Own != desk.NoVerdict {
		out.Own = v.lang.Text("match.verdict." + string(c.Judged.Own))
	}
	for _, r := range c.Match.Reasons {
		out.Why = append(out.Why, v.matchReason(r))
	}
	return out
}

// matchReason is one line of an explanation, the parts as each side writes them.
func (v *visit) matchReason(r match.Reason) template.HTML {
	args := append(slices.Clone(r.Args), "", "", "")
	if strings.HasPrefix(string(r.Code), "id-") {
		args[0] = propertyName(v.lang, lanna.Property(args[0]))
	}
	out := markedUp(v.lang, "list.match."+string(r.Code), "a", said(args[0], scriptLang(args[0])), "b", said(args[1], scriptLang(args[1])), "c", said(args[2], scriptLang(args[2])))
	if system := "match.system." + args[2]; v.lang.Has(system) {
		out = markedUp(v.lang, "match.reading", "why", out, "system", v.lang.Text(system))
	}
	if r.For == nil {
		return out
	}
	return template.HTML(map[bool]string{true: "+ ", false: "− "}[*r.For]) + out
}

// signs stand between two records that were judged.
var signs = map[desk.Verdict]string{desk.SameOne: " = ", desk.NotSame: " ≠ ", desk.Unsure: " ? "}

func (v *visit) judgement(j *desk.Judgement) judgementPart {
	who := j.Name
	if !j.Own {
		who = j.Agency
	}
	if who == "" {
		who = v.lang.Text("did.somebody")
	}
	out := judgementPart{A: j.A.Record.String(), B: j.B.Record.String(), Own: j.Own,
		Words: chained(signs[j.Verdict], j.A, j.B) + " · " + escaped(v.lang.Text("match.verdict."+string(j.Verdict))),
		By:    said(who, langOr(scriptLang(who), v.lang.Code)) + ", " + timeElement(j.Time, longTime(v.lang, v.zone(), j.Time))}
	if j.Reason != "" {
		out.Reason = said(j.Reason, scriptLang(j.Reason))
	}
	return out
}

// chained are links with a sign between them.
func chained(sign string, links ...desk.Link) template.HTML {
	var out []string
	for _, l := range links {
		out = append(out, string(linkTo(l.Record, l.Label, "")))
	}
	return template.HTML(strings.Join(out, sign))
}

// judge says what an officer judged of two records, or takes it back. The page
// that it came from is shown again.
func (s *Server) judge(v *visit, why desk.Why) error {
	other, err := lanna.ParseRecordID(v.FormValue("other"))
	if err != nil {
		return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
	}
	verdict, message := desk.Verdict(v.FormValue("verdict")), "match.saved"
	switch verdict {
	case desk.NoVerdict: // a form without a choice takes nothing back
		return &lanna.Error{Kind: lanna.Invalid, Code: "verdict-unknown"}
	case "none":
		verdict, message = desk.NoVerdict, "match.taken-back"
	}
	to := "/records/" + v.PathValue("id")
	if back := v.FormValue("back"); strings.HasPrefix(back, "/capture/") {
		to = localPath(back)
	}
	return v.onRecordTo(to, message, func(id lanna.RecordID) error {
		if of := v.FormValue("of"); of != "" { // two others, of the same person
			if id, err = lanna.ParseRecordID(of); err != nil {
				return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
			}
		}
		return s.desk.Judge(v.Context(), v.actor, ownReason(why, v.text("reason")), id, other, verdict)
	})
}
