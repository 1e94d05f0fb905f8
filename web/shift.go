package web

import (
	"errors"
	"slices"
	"strings"

	"lanna"
	"lanna/desk"
)

func (s *Server) shiftRoutes() {
	s.forPurpose("GET /shift", func(v *visit, why desk.Why) error { return s.showShift(v, why, "") })
	s.forPurpose("POST /shift/handover", s.handOver)
}

type shiftPage struct {
	Shell
	OnDuty, Shift  string
	Rows           []alertRow
	Chosen         []string
	Count          int
	More           int
	Failed         string
	Incoming, Note string
	Takers         []navItem
	NothingChosen  bool
	MayHandOver    bool
}

// showShift lists what is open: what the officer chose in the queue, or else
// all that is theirs or nobody's.
func (s *Server) showShift(v *visit, why desk.Why, failed string) error {
	sheet, err := s.desk.PrepareHandover(v.Context(), v.actor, why)
	if err != nil {
		return err
	}
	p := shiftPage{Shell: v.shell("shift.title", "shift"), Failed: failed, Incoming: v.text("incoming"), Note: v.FormValue("note"),
		MayHandOver: v.actor.May("shift.handover"), More: int(sheet.More)}
	// What was chosen in the queue, and never more than that: choosing nothing
	// is not choosing all.
	wanted, chosen := v.Form["id"], v.FormValue("chosen") != "" || len(v.Form["id"]) > 0
	p.NothingChosen = chosen && len(wanted) == 0
	for _, a := range slices.Concat(sheet.Mine, sheet.Others) {
		if chosen && !slices.Contains(wanted, a.Record.String()) {
			continue
		}
		row := v.row(&a, "", p.Token)
		row.Href = "/alerts/" + row.ID
		p.Rows = append(p.Rows, row)
		p.Chosen = append(p.Chosen, row.ID)
	}
	p.Count = len(p.Chosen)
	for _, t := range sheet.Takers {
		p.Takers = append(p.Takers, navItem{Key: t.Login, Name: t.Name})
	}
	p.OnDuty = v.lang.Text("shift.from", "who", sheet.From.Name)
	if sheet.Duty != nil {
		var rota []string
		for _, o := range slices.Concat(sheet.Duty.Officers, sheet.Duty.OnCall) {
			rota = append(rota, s.desk.OfficerName(v.Context(), o))
		}
		p.Shift = v.lang.Text("shift.rota.words", "from", dueTime(v.lang, v.zone(), sheet.Now, sheet.Duty.From), "to", dueTime(v.lang, v.zone(), sheet.Now, sheet.Duty.To), "who", strings.Join(rota, " → "))
	}
	if failed != "" {
		v.w.WriteHeader(statusOf[lanna.Denied])
	}
	return v.render("shift", p)
}

// handOver lets the incoming officer sign with the own password, on the screen
// of the one who leaves, and hands over exactly the alerts that were listed.
func (s *Server) handOver(v *visit, why desk.Why) error {
	var ids []lanna.RecordID
	for _, text := range v.PostForm["id"] {
		id, err := lanna.ParseRecordID(text)
		if err != nil {
			return &lanna.Error{Kind: lanna.Invalid, Code: "record-malformed"}
		}
		ids = append(ids, id)
	}
	taker, err := s.desk.CheckPassword(v.Context(), desk.Proof{Login: v.text("incoming"), Password: v.FormValue("password"), Code: v.text("code"), Remote: v.remote()})
	if err == nil {
		err = s.desk.HandOver(v.Context(), v.actor, why, taker, ids, v.text("note"))
	}
	var e *lanna.Error
	if errors.As(err, &e) && (e.Kind == lanna.Denied || e.Kind == lanna.Exhausted || e.Kind == lanna.Conflict || e.Kind == lanna.Invalid) {
		return s.showShift(v, why, v.lang.First("error.code."+e.Code, "signin.failed"))
	}
	if err != nil {
		return err
	}
	return v.done("/queue", "shift.done", "who", taker.Name)
}
