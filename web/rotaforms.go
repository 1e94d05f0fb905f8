package web

import (
	"net/url"
	"slices"
	"time"

	"lanna"
	"lanna/desk"
)

func urlQuery(s string) string { return url.QueryEscape(s) }

// changeRota has f change the rota that the form was made of, and says it anew.
// Where somebody changed it meanwhile, nothing is done: "rota-changed".
func (s *Server) changeRota(v *visit, why desk.Why, change func(*visit, *desk.Rota) error) error {
	at := v.text("desk")
	var base lanna.Digest
	if err := base.UnmarshalText([]byte(v.text("base"))); err != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "form-cut"}
	}
	view, err := s.desk.Rota(v.Context(), v.actor, why, at, v.now, v.now.Add(time.Hour))
	if err != nil {
		return err
	}
	rota := desk.Rota{Desk: at}
	if view.Rota != nil {
		rota = *view.Rota
	}
	if base != view.Base {
		return &lanna.Error{Kind: lanna.Conflict, Code: "rota-changed"}
	}
	if err := change(v, &rota); err != nil {
		return err
	}
	if err := s.desk.SetRota(v.Context(), v.actor, ownReason(why, v.text("reason")), rota, base); err != nil {
		return err
	}
	return v.done(rotaHref(at, time.Time{}), "rota.done")
}

// officer reads one officer of a form; zero where none was chosen.
func officerOf(s string) (id lanna.OfficerID, err error) {
	if s == "" {
		return id, nil
	}
	if id, err = lanna.ParseRecordID(s); err != nil {
		err = &lanna.Error{Kind: lanna.Invalid, Code: "officer-unknown"}
	}
	return id, err
}

// officersOf reads officers in order, without the places that were left free.
func officersOf(form []string) (out []lanna.OfficerID, err error) {
	for _, s := range form {
		id, err := officerOf(s)
		if err != nil {
			return nil, err
		}
		if !id.IsZero() && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, nil
}

// setTurn puts a shift of the week in the place of the one that the form was
// made of, or takes it out.
func setTurn(v *visit, r *desk.Rota) error {
	was := v.text("was")
	i := slices.IndexFunc(r.Turns, func(t desk.Turn[lanna.OfficerID]) bool { return t.Name == was })
	r.Turns = slices.Clone(r.Turns)
	if v.FormValue("do") == "remove" {
		if i >= 0 {
			r.Turns = slices.Delete(r.Turns, i, i+1)
		}
		return nil
	}
	officers, err := officersOf(v.Form["officer"])
	if err != nil {
		return err
	}
	t := desk.Turn[lanna.OfficerID]{Name: v.text("name"), From: v.text("from"), To: v.text("to"), Days: v.Form["day"], Officers: officers, Closed: v.FormValue("closed") != ""}
	if len(t.Days) == 0 {
		return &lanna.Error{Kind: lanna.Invalid, Code: "rota-days"}
	}
	if len(t.Days) == len(desk.Weekdays) {
		t.Days = nil
	}
	if was != "" && i >= 0 {
		r.Turns[i] = t
		return nil
	}
	r.Turns = append(r.Turns, t)
	return nil
}

func setStandIn(v *visit, r *desk.Rota) error {
	away, err := officerOf(v.text("for"))
	if err != nil {
		return err
	}
	by, err := officerOf(v.text("by"))
	if err != nil {
		return err
	}
	s := desk.StandIn[lanna.OfficerID]{Date: v.text("date"), Shift: v.text("shift"), For: away, By: by}
	r.StandIns = slices.DeleteFunc(slices.Clone(r.StandIns), func(o desk.StandIn[lanna.OfficerID]) bool {
		return o.Date == s.Date && o.Shift == s.Shift && o.For == s.For
	})
	if v.FormValue("do") != "remove" {
		r.StandIns = append(r.StandIns, s)
	}
	return nil
}

func setHoliday(v *visit, r *desk.Rota) error {
	h := desk.Holiday[lanna.OfficerID]{Date: v.text("date"), Name: v.text("name"), Like: v.text("like")}
	r.Days = slices.DeleteFunc(slices.Clone(r.Days), func(o desk.Holiday[lanna.OfficerID]) bool { return o.Date == h.Date })
	if v.FormValue("do") == "remove" {
		return nil
	}
	if h.Like == "closed" {
		h = r.ClosedOn(h.Date, h.Name)
	}
	r.Days = append(r.Days, h)
	return nil
}

func setOnCall(v *visit, r *desk.Rota) (err error) {
	r.OnCall, err = officersOf(v.Form["officer"])
	return err
}
