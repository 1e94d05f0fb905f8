package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
)

func (s *Server) auditRoutes() {
	s.forPurpose("GET /audit", func(v *visit, why desk.Why) error { return s.showAudit(v, why, nil) })
	s.forPurpose("POST /audit/verify", s.verify)
	s.forPurpose("GET /audit/planted", s.plantedPage)
	s.forPurpose("POST /audit/planted", s.plant)
	s.forPurpose("GET /quarantine", s.quarantinePage)
}

type auditPage struct {
	Shell
	Size, Signed                  string
	OfficerID, KindName, RecordID string
	Officers, Kinds               []navOption
	Entries                       []auditLine
	NextHref                      string
	MayVerify, MayQuarantine      bool
	MayPlant, MayDue              bool
	Verified                      *verifiedPart
}

type verifiedPart struct {
	Words, Detail string
	Bad           bool
}

type auditLine struct {
	Index       string
	At          lanna.Millis
	Officer     string
	What        string
	Outcome     string
	Refused     bool
	Searched    string
	Records     []relatedLine
	MoreRecords string
	Why         template.HTML
	Far         bool // the reading was noticed
}

// auditKinds are the filters of the page: signed statements together, then
// what is only in the log.
var auditKinds = []struct {
	name  string
	kinds []lanna.StatementKind
}{
	{"said", []lanna.StatementKind{lanna.Say, lanna.Mark, lanna.Erase, lanna.Release, lanna.Grant}},
	{"read", []lanna.StatementKind{lanna.Read}},
	{"refuse", []lanna.StatementKind{lanna.Refuse}},
	{"session", []lanna.StatementKind{lanna.Session}},
	{"far", []lanna.StatementKind{lanna.Read}},
	{"bulk", []lanna.StatementKind{lanna.Read}},
}

func (s *Server) showAudit(v *visit, why desk.Why, verified *verifiedPart) error {
	p := auditPage{Shell: v.shell("audit.title", "audit"), OfficerID: v.FormValue("officer"), KindName: v.FormValue("kind"), RecordID: v.FormValue("record"),
		MayVerify: v.actor.May("audit.verify"), MayQuarantine: v.actor.May("quarantine.list"), MayPlant: v.actor.May("canary.list"), MayDue: v.actor.May("record.due"), Verified: verified}
	q := desk.AuditQuery{}
	q.Officer, _ = lanna.ParseRecordID(p.OfficerID) // absent or malformed: everybody
	q.Record, _ = lanna.ParseRecordID(p.RecordID)
	q.Before, _ = strconv.ParseInt(v.FormValue("before"), 10, 64)
	for _, k := range auditKinds {
		if k.name == p.KindName {
			q.Kinds = k.kinds
		}
		p.Kinds = append(p.Kinds, navOption{k.name, v.lang.Text("audit.kind." + k.name)})
	}
	q.Noticed = p.KindName == "far"
	if p.KindName == "bulk" {
		q.Least = bulk
	}
	page, err := s.desk.Audit(v.Context(), v.actor, why, q)
	if err != nil {
		return err
	}
	p.Size, p.Signed = strconv.FormatInt(page.Size, 10), strconv.FormatInt(page.Signed, 10)
	if list, err := s.desk.Officers(v.Context(), v.actor, why); err == nil {
		for _, o := range list {
			p.Officers = append(p.Officers, navOption{o.Officer.String(), o.Name})
		}
	}
	for _, e := range page.Entries {
		p.Entries = append(p.Entries, v.auditLine(e))
	}
	if page.Next != 0 {
		p.NextHref = "/audit?" + url.Values{"officer": {p.OfficerID}, "kind": {p.KindName}, "record": {p.RecordID}, "before": {strconv.FormatInt(page.Next, 10)}}.Encode()
	}
	return v.render("audit", p)
}

// bulk is from how many records on a reading is one in bulk: more than a page of
// the queue, which has 20.
const bulk = 50

// recordsShown is how many records of one entry are listed; a page of the
// queue is one entry that names all of them.
const recordsShown = 6

func (v *visit) auditLine(e desk.AuditEntry) auditLine {
	l := auditLine{Index: strconv.FormatInt(e.Index, 10), At: e.Time, Officer: e.Name, What: v.lang.First("act."+e.Act, "did."+e.Act, "did.other"),
		Refused: e.Kind == lanna.Refuse || e.Outcome != "" && e.Outcome != "ok"}
	if e.Act == "" {
		l.What = v.lang.Text("audit.filler")
	}
	if l.Officer == "" {
		l.Officer = v.lang.Text("did.somebody")
		if e.Rule != "" {
			l.Officer = v.lang.Text("did.rule")
		}
	}
	if l.Refused {
		l.Outcome = v.lang.First("audit.outcome."+e.Outcome, "error.code."+e.Outcome, "audit.refused")
	}
	if e.Kind != lanna.Session {
		l.Searched = e.Words
	}
	for i, r := range e.Records {
		if i == recordsShown {
			l.MoreRecords = fmt.Sprintf("+ %d", len(e.Records)-i)
			break
		}
		line := relatedLine{Label: r.Label}
		if line.Label == "" { // not for this reader: its id alone
			line.Label = r.Record.String()[:8]
		} else if v.actor.May("record.show") {
			line.Href = "/records/" + r.Record.String()
		}
		l.Records = append(l.Records, line)
	}
	l.Far = e.Noticed == desk.RuleFar
	var why []string
	if e.Purpose != "" {
		why = append(why, template.HTMLEscapeString(v.lang.Text("purpose."+string(e.Purpose))))
	}
	for _, text := range []string{e.Case, e.Reason, e.Rule} {
		if text != "" {
			why = append(why, string(said(text, langOr("", text))))
		}
	}
	l.Why = template.HTML(strings.Join(why, " · "))
	return l
}

// verify checks the whole log and names the first entry that is wrong.
func (s *Server) verify(v *visit, why desk.Why) error {
	r, err := s.desk.VerifyLog(v.Context(), v.actor, why)
	if err != nil {
		return err
	}
	part := &verifiedPart{Words: v.lang.Text("audit.holds", "n", strconv.FormatInt(r.Leaves, 10))}
	if r.Finding != nil {
		part = &verifiedPart{Words: v.lang.Text("audit.broken"), Detail: fmt.Sprint(r.Finding), Bad: true}
	}
	return s.showAudit(v, why, part)
}
