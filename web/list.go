package web

import (
	"cmp"
	"crypto/rand"
	"encoding/csv"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strconv"

	"lanna"
	"lanna/desk"
	"lanna/list"
)

func (s *Server) listRoutes() {
	s.forPurpose("GET /lists", s.listsPage)
	s.uploadFor("POST /lists", s.uploadList)
	s.forPurpose("GET /lists/{id}", s.listPage)
	s.forPurpose("POST /lists/{id}/check", s.checkList)
	s.forPurpose("POST /lists/{id}/decide", s.decideList)
	s.forPurpose("POST /lists/{id}/sign", s.signList)
	s.forPurpose("POST /lists/{id}/drop", s.dropList)
	s.forPurpose("POST /lists/{id}/rollback", s.rollBackList)
	s.listSureRoutes()
	s.forPurpose("GET /lists/{id}/return/{format}", s.returnRows)
	s.forPurpose("GET /lists/{id}/receipts.csv", s.listReceipts)
}

type listsPage struct {
	Shell
	Rows      []listLine
	MayUpload bool
	Kinds     []string
	Markings  []string
	Once      string
}

type listLine struct {
	ID, Label, KindName, From, State, File string
	Opened                                 lanna.Millis
	Rows                                   int
}

// listsPage lists what came in, and takes a list in.
func (s *Server) listsPage(v *visit, why desk.Why) error {
	lines, err := s.desk.Lists(v.Context(), v.actor, why)
	if err != nil {
		return err
	}
	p := listsPage{Shell: v.shell("list.title", "more"), MayUpload: v.actor.May("list.upload"), Kinds: list.Kinds, Once: rand.Text(),
		Markings: []string{desk.MarkHere, desk.MarkLife}}
	if slices.Contains(v.actor.Compartments, lanna.SourceProtection) {
		p.Markings = append(p.Markings, desk.MarkSource)
	}
	if slices.Contains(v.actor.Compartments, lanna.VictimSupport) {
		p.Markings = append(p.Markings, desk.MarkSupport)
	}
	for _, l := range lines {
		p.Rows = append(p.Rows, listLine{l.Record.String(), l.Label, v.lang.Text("list.kind." + l.Kind), l.From, v.lang.Text("list.state." + l.State), l.FileName, l.Opened, l.Tally.Rows})
	}
	return v.render("lists", p)
}

func (s *Server) uploadList(v *visit, why desk.Why) error {
	if v.sent == nil || v.sent.file == nil {
		return bad("list-empty")
	}
	name := v.sent.file.FileName()
	data, err := io.ReadAll(io.LimitReader(v.sent.file, list.MaxFile+1))
	if err != nil {
		return formError(err, "list-too-large")
	}
	if err := v.nextFields(); err != nil {
		return err
	}
	id, err := s.desk.UploadList(v.Context(), v.actor, why, desk.ListUpload{FileName: name, Kind: v.text("kind"), From: v.text("from"), Marking: v.text("marking"),
		Data: data, Key: v.FormValue("once")})
	if err != nil {
		return err
	}
	return v.done("/lists/"+id.String(), "list.uploaded")
}

func bad(code string) error { return &lanna.Error{Kind: lanna.Invalid, Code: code} }

type listPage struct {
	Shell
	ID, Label, KindName, From, State, StateName, File string
	Opened                                            lanna.Millis
	Format                                            string
	Handling                                          handlingWords
	Warnings                                          []string
	Columns                                           []listColumn
	Fields                                            []choice
	Parts                                             []listPart
	Counts                                            []listCount
	Done                                              []listCount
	Part                                              string
	Rows                                              []listRow
	Next                                              int
	Working                                           string
	Failed                                            string
	Digest                                            string
	Signed                                            []desk.ListSignature
	Own                                               bool // the officer has signed
	MayCheck, MayDecide, MaySign, MayDrop, MayUndo    bool
	MayOverride, Checked, Committed                   bool
	Sure                                              int // rows with a document's number in common with somebody
}

type listColumn struct {
	N                int
	Head, Why, Order string
	Samples          []string
	Fields           []choice
	Dated            bool
}

type listPart struct {
	Name, Href string
	Count      int
	Current    bool
}

type listCount struct {
	Name  string
	Count int
}

type listRow struct {
	N        int
	Values   []listValue
	Notes    []string
	Faults   []string
	Others   []listOther
	Joins    bool
	Skip     bool
	Locked   bool
	Override string
	ID       string
}

type listValue struct {
	Name  string
	Value template.HTML
	Notes []string
}

type listOther struct {
	Name, Href, Key, Decided string
	Score                    int
	Values                   []listValue
	Why                      []string
	Hidden                   bool
}

// listPage shows a list where it stands: columns to map, rows to look at, who
// signed, what became of it.
func (s *Server) listPage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	after, _ := strconv.Atoi(v.FormValue("after")) // anything else is the beginning
	part := v.FormValue("part")
	if !slices.Contains(desk.ListParts, part) {
		part = desk.ListAll
	}
	l, err := s.desk.List(v.Context(), v.actor, why, id, desk.ListQuestion{Part: part, After: after})
	if err != nil {
		return err
	}
	p := listPage{Shell: v.shell("list.title", "more"), ID: id.String(), Label: l.Label, KindName: v.lang.Text("list.kind." + l.Kind), From: l.From, State: l.State,
		StateName: v.lang.Text("list.state." + l.State), File: l.FileName, Opened: l.Opened, Part: part, Next: l.Next, Digest: l.Digest, Signed: l.Signed, Handling: handlingOf(v.lang, l.Marking)}
	p.Title = l.Label + " " + p.Title
	p.Checked, p.Committed = l.State == desk.ListChecked, l.State == desk.ListCommitted
	open := l.State == desk.ListUploaded || p.Checked
	p.MayCheck, p.MayDecide, p.MaySign = open && l.May["list.check"], p.Checked && l.May["list.decide"], p.Checked && l.May["list.sign"]
	p.MayDrop, p.MayUndo, p.MayOverride = open && l.May["list.drop"], (p.Committed || l.State == desk.ListCommitting) && l.May["list.rollback"], l.May["record.suspect"]
	p.Own = slices.ContainsFunc(l.Signed, func(o desk.ListSignature) bool { return o.Own })
	p.Format = l.Shape.Format
	if l.Shape.Encoding != "" {
		p.Format += ", " + l.Shape.Encoding
	}
	v.listWork(&p, l)
	v.listColumns(&p, l)
	v.listTally(&p, l)
	for i := range l.Rows {
		p.Rows = append(p.Rows, v.listRow(&p, l, &l.Rows[i]))
	}
	return v.render("list", p)
}

func (v *visit) listWork(p *listPage, l *desk.ListView) {
	for _, n := range l.Shape.Warnings {
		p.Warnings = append(p.Warnings, v.code(n.Code))
	}
	if l.Work == nil {
		return
	}
	if l.Work.Err != nil {
		p.Failed = v.lang.First("error.code."+lanna.CodeOf(l.Work.Err), "error.kind."+kindNames[lanna.KindOf(l.Work.Err)])
		return
	}
	p.Working = v.lang.Text("list.working", "step", v.lang.Text("list.step."+l.Work.Step), "done", grouped(strconv.Itoa(l.Work.Done)), "total", grouped(strconv.Itoa(l.Work.Total)))
	p.Refresh = 3
}

// code is a note or a fault in words.
func (v *visit) code(code string) string {
	if key := "list.code." + code; v.lang.Has(key) {
		return v.lang.Text(key)
	}
	return code
}

func (v *visit) listColumns(p *listPage, l *desk.ListView) {
	if !p.MayCheck {
		return
	}
	for i, head := range l.Shape.Header {
		c := listColumn{N: i, Head: head}
		var field list.Field
		if i < len(l.Shape.Mapping) {
			m := l.Shape.Mapping[i]
			field, c.Order = m.Field, m.Order
			if m.Why != "" {
				c.Why = v.lang.Text("list.why." + m.Why)
			}
		}
		c.Dated = field == lanna.BirthDate || field == lanna.Date
		for _, f := range list.Fields {
			if f != list.Ignore {
				c.Fields = append(c.Fields, choice{string(f), propertyName(v.lang, f), f == field})
			}
		}
		for _, row := range l.Shape.Sample[:min(3, len(l.Shape.Sample))] {
			if i < len(row) && row[i] != "" {
				c.Samples = append(c.Samples, row[i])
			}
		}
		p.Columns = append(p.Columns, c)
	}
}

func (v *visit) listTally(p *listPage, l *desk.ListView) {
	if l.Digest == "" {
		return
	}
	for _, part := range desk.ListParts {
		if n := l.Tally.Parts[part]; n > 0 || part == desk.ListAll || part == p.Part {
			p.Parts = append(p.Parts, listPart{v.lang.Text("list.part." + part), "/lists/" + p.ID + "?part=" + part, n, part == p.Part})
		}
	}
	p.Sure = l.Tally.Parts[desk.ListSure]
	add := func(into *[]listCount, counts map[string]int, name func(string) string) {
		for _, code := range slices.Sorted(maps.Keys(counts)) {
			*into = append(*into, listCount{name(code), counts[code]})
		}
	}
	add(&p.Counts, l.Tally.Roles, func(code string) string { return v.lang.Text("list.role." + code) })
	add(&p.Counts, l.Tally.Codes, v.code)
	add(&p.Done, l.Tally.Done, func(code string) string { return v.lang.Text("list.done." + code) })
}

func (v *visit) listRow(p *listPage, l *desk.ListView, r *desk.ListRowView) listRow {
	out := listRow{N: r.Number, Joins: r.Joins, Skip: r.Skip, Locked: r.Locked, Override: r.Override, ID: p.ID, Values: v.listValues(r.Values)}
	for _, f := range r.Faults {
		heading, code := l.Shape.Reason(f)
		words := v.code(code)
		if heading != "" {
			words = heading + ": " + words
		}
		out.Faults = append(out.Faults, words)
	}
	if len(r.Faults) > 0 {
		for i, cell := range r.Raw {
			if cell != "" && i < len(l.Shape.Header) {
				out.Values = append(out.Values, listValue{Name: l.Shape.Header[i], Value: said(cell, "")})
			}
		}
	}
	for _, d := range r.Dropped {
		out.Notes = append(out.Notes, propertyName(v.lang, d.Property)+": "+v.code(d.Notes[0].Code)+" ("+d.Written+")")
	}
	for i := range r.Others {
		out.Others = append(out.Others, v.listOther(&r.Others[i]))
	}
	return out
}

func (v *visit) listValues(values []list.Value) []listValue {
	var out []listValue
	for _, val := range values {
		line := listValue{Name: propertyName(v.lang, val.Property), Value: valueWords(v.lang, val.Property, val.Value, langOr(val.Lang, val.Value))}
		for _, n := range val.Notes {
			line.Notes = append(line.Notes, v.code(n.Code))
		}
		if val.Written != "" && len(val.Notes) > 0 {
			line.Notes = append(line.Notes, v.lang.Text("list.written", "value", val.Written))
		}
		out = append(out, line)
	}
	return out
}

// against stands in front of a reason that speaks against a pair.
const against = "− "

func (v *visit) listOther(o *desk.ListOther) listOther {
	out := listOther{Score: int(o.Score * 100), Decided: o.Decided, Values: v.listValues(o.Values)}
	switch {
	case o.Row > 0:
		out.Name, out.Key = v.lang.Text("list.other.row", "n", strconv.Itoa(o.Row)), strconv.Itoa(o.Row)
	case o.Link != nil:
		out.Name, out.Href, out.Key = o.Link.Label, "/records/"+o.Record.String(), o.Record.String()
	default:
		out.Name, out.Hidden, out.Key = v.lang.Text("list.other.hidden"), true, o.Record.String()
	}
	for _, r := range o.Why.Reasons {
		key := "list.match." + string(r.Code)
		if !v.lang.Has(key) {
			continue
		}
		args := append(slices.Clone(r.Args), "", "", "")
		sign := ""
		if r.For != nil {
			sign = map[bool]string{true: "+ ", false: against}[*r.For]
		}
		out.Why = append(out.Why, sign+v.lang.Text(key, "a", args[0], "b", args[1], "c", args[2]))
	}
	return out
}

// checkList maps the columns as the officer chose and checks the rows.
func (s *Server) checkList(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	l, err := s.desk.List(v.Context(), v.actor, why, id, desk.ListQuestion{})
	if err != nil {
		return err
	}
	m := slices.Clone(l.Shape.Mapping)
	for i := range m {
		n := strconv.Itoa(i)
		if f := list.Field(v.FormValue("field-" + n)); f != m[i].Field {
			m[i] = list.Column{Field: f, Why: list.ByOfficer}
		}
		m[i].Order = v.FormValue("order-" + n)
	}
	if err := s.desk.StartCheck(v.Context(), v.actor, why, id, desk.ListPlan{Mapping: m, Region: v.text("region")}); err != nil {
		return err
	}
	return v.done("/lists/"+id.String(), "list.checked")
}

// decideList takes one decision: what was decided stands in the button.
func (s *Server) decideList(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	row, err := strconv.Atoi(v.FormValue("row"))
	if err != nil {
		return bad("list-row")
	}
	reason := v.text("reason")
	decisions := []desk.ListDecision{{Row: row, Other: v.FormValue("other"), What: v.FormValue("what"), Reason: reason}}
	if err := s.desk.DecideList(v.Context(), v.actor, why, id, decisions); err != nil {
		return err
	}
	return v.done(fmt.Sprintf("/lists/%s?part=%s&after=%d", id, cmp.Or(v.FormValue("part"), desk.ListAll), row-1), "list.decided")
}

func (s *Server) signList(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if err := s.desk.SignList(v.Context(), v.actor, ownReason(why, v.text("reason")), id, v.FormValue("digest")); err != nil {
		return err
	}
	return v.done("/lists/"+id.String(), "list.signed")
}

func (s *Server) dropList(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if err := s.desk.DropList(v.Context(), v.actor, why, id); err != nil {
		return err
	}
	return v.done("/lists", "list.dropped")
}

func (s *Server) rollBackList(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	second, err := s.desk.CheckPassword(v.Context(), desk.Proof{Login: v.text("second"), Password: v.FormValue("password"), Code: v.text("code"), Remote: v.remote()})
	if err != nil {
		return err
	}
	if err := s.desk.RollBackList(v.Context(), v.actor, second, ownReason(why, v.text("reason")), id); err != nil {
		return err
	}
	return v.done("/lists/"+id.String(), "list.rolled-back")
}

// returnRows is the file of rows that go back to the sender.
func (s *Server) returnRows(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	format := v.PathValue("format")
	kind := map[string]string{"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[format]
	if kind == "" {
		return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
	}
	header, rows, err := s.desk.ListReturn(v.Context(), v.actor, why, id, v.code)
	if err != nil {
		return err
	}
	header[0], header[1] = v.lang.Text("list.row"), v.lang.Text("list.found")
	v.download(kind, id.String()+"."+format)
	return list.SendBack(v.w, format, header, rows)
}

// download names the file that is sent. It names no person.
func (v *visit) download(kind, name string) {
	v.w.Header().Set("Content-Type", kind)
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

// listReceipts is a receipt a row: ids, labels, statements, places in the log.
func (s *Server) listReceipts(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	v.download("text/csv; charset=utf-8", id.String()+"-receipts.csv")
	out := csv.NewWriter(v.w)
	if err := out.Write([]string{"row", "what", "label", "record", "statement", "leaf"}); err != nil {
		return err
	}
	err = s.desk.ListReceipts(v.Context(), v.actor, why, id, 0, func(r *desk.ListReceipt) error {
		line := []string{strconv.Itoa(r.Row), r.What, r.Label, "", "", ""}
		if !r.Record.IsZero() {
			line[3], line[4], line[5] = r.Record.String(), r.Statement.String(), strconv.FormatInt(r.Leaf, 10)
		}
		return out.Write(line)
	})
	if out.Flush(); err == nil {
		err = out.Error()
	}
	return err
}
