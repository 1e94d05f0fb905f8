package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"lanna"
	"lanna/desk"
)

func (s *Server) rotaRoutes() {
	s.forPurpose("GET /rota", s.rotaPage)
	for path, change := range map[string]func(*visit, *desk.Rota) error{
		"turn": setTurn, "stand-in": setStandIn, "holiday": setHoliday, "on-call": setOnCall,
	} {
		s.forPurpose("POST /rota/"+path, func(v *visit, why desk.Why) error { return s.changeRota(v, why, change) })
	}
}

type rotaPage struct {
	Shell
	Desk, Base string
	Desks      []navItem
	Now        *dutyRow
	Days       []dutyDay
	Empty      []string
	Prev, Next string
	Set, May   bool
	Turns      []turnForm
	Fresh      turnForm // for a shift that is not there yet
	Holidays   []holidayRow
	StandIns   []standInRow
	Officers   []choice
	OnCall     []officerPick
	Today      string
	Week       []choice // days of a week
}

// A dutyDay is what begins on one date.
type dutyDay struct {
	Date, Name, Holiday string
	Rows                []dutyRow
}

type dutyRow struct {
	Shifts, Times         string
	People                []dutyMan
	Nobody, Closed, Taken bool
}

type dutyMan struct {
	Name                    string
	Unable, StandIn, OnCall bool
}

// A turnForm is one shift of the week with the form that changes it.
type turnForm struct {
	Key                string // of the form's fields
	Name, Days         string
	From, To           string
	FromField, ToField string
	Who                []dutyMan
	Closed, IsNew      bool
	Week               []choice
	Picks              []officerPick
}

// An officerPick is one place in the order of those who are reached.
type officerPick struct {
	N       int
	Choices []choice
}

type holidayRow struct{ Date, Name, Words string }

type standInRow struct{ Date, Shift, For, ForID, By string }

// picks is how many officers a form offers places for; a file can name more.
const picks = 5

// rotaDays is how much the page shows at once.
const rotaDays = 7

func (s *Server) rotaPage(v *visit, why desk.Why) error {
	at := v.actor.Desk
	if v.URL.Query().Has("desk") {
		at = v.text("desk")
	}
	now := v.now.In(v.zone())
	from, err := time.ParseInLocation(time.DateOnly, v.text("from"), v.zone())
	if err != nil {
		from = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, v.zone())
	}
	to := from.AddDate(0, 0, rotaDays)
	view, err := s.desk.Rota(v.Context(), v.actor, why, at, from, to)
	if err != nil {
		return err
	}
	p := &rotaPage{Shell: v.shell("rota.title", "more"), Desk: at, Base: view.Base.String(), Set: view.Rota != nil, May: v.actor.May("rota.set"),
		Today: now.Format(time.DateOnly), Prev: rotaHref(at, from.AddDate(0, 0, -rotaDays)), Next: rotaHref(at, to)}
	for _, d := range view.Desks {
		p.Desks = append(p.Desks, navItem{Name: v.deskWords(d), Href: rotaHref(d, time.Time{}), Current: d == at})
	}
	if view.Now != nil {
		row := v.dutyRow(view, view.Now)
		p.Now = &row
	}
	p.Days = v.dutyDays(view, lanna.MillisOf(from), lanna.MillisOf(to))
	for i := range view.Empty {
		p.Empty = append(p.Empty, v.emptyWords(&view.Empty[i], false))
	}
	if view.Rota == nil {
		view.Rota = &desk.Rota{}
	}
	v.rotaForms(p, view)
	return v.render("rota", p)
}

func rotaHref(at string, from time.Time) string {
	href := "/rota?desk=" + urlQuery(at)
	if !from.IsZero() {
		href += "&from=" + from.Format(time.DateOnly)
	}
	return href
}

func (v *visit) deskWords(d string) string {
	if d == "" {
		return v.lang.Text("rota.desk.unnamed")
	}
	return d
}

// emptyWords says when nobody is on duty, and where several desks are named at which.
func (v *visit) emptyWords(e *desk.EmptyShift, named bool) string {
	words := strings.Join(e.Shifts, ", ")
	if words == "" {
		words = v.lang.Text("rota.noshift")
	}
	if named {
		words = v.deskWords(e.Desk) + " · " + words
	}
	now := lanna.MillisOf(v.now)
	return v.lang.Text("rota.empty.words", "shift", words, "from", dueTime(v.lang, v.zone(), now, e.From), "to", dueTime(v.lang, v.zone(), now, e.To))
}

func (v *visit) dutyDays(view *desk.RotaView, from, to lanna.Millis) (out []dutyDay) {
	for i := range view.Duties {
		y := &view.Duties[i]
		if y.From < from || y.From >= to {
			continue
		}
		local := y.From.Time().In(v.zone())
		date := local.Format(time.DateOnly)
		if len(out) == 0 || out[len(out)-1].Date != date {
			out = append(out, dutyDay{Date: date, Name: v.lang.Text("weekday."+strconv.Itoa(int(local.Weekday()))) + " " + dayOf(v.lang, local), Holiday: y.Holiday})
		}
		out[len(out)-1].Rows = append(out[len(out)-1].Rows, v.dutyRow(view, y))
	}
	return out
}

func (v *visit) dutyRow(view *desk.RotaView, y *desk.Duty) dutyRow {
	hour := func(m lanna.Millis) string { return m.Time().In(v.zone()).Format("15:04") }
	r := dutyRow{Shifts: strings.Join(y.Shifts, ", "), Times: hour(y.From) + "–" + hour(y.To), Nobody: y.Empty(view.Able), Closed: y.Closed, Taken: y.Taken}
	for _, o := range y.Officers {
		r.People = append(r.People, dutyMan{Name: view.People[o.String()].Name, Unable: !view.Able(o), StandIn: slices.Contains(y.StandIns, o)})
	}
	for _, o := range y.OnCall {
		r.People = append(r.People, dutyMan{Name: view.People[o.String()].Name, Unable: !view.Able(o), OnCall: true})
	}
	return r
}

// rotaForms fills what changes the rota.
func (v *visit) rotaForms(p *rotaPage, view *desk.RotaView) {
	p.Officers = officerChoices(view, lanna.OfficerID{})
	for _, d := range desk.Weekdays {
		p.Week = append(p.Week, choice{d, v.weekday(d), false})
	}
	for i := range view.Rota.Turns {
		p.Turns = append(p.Turns, v.turnForm(view, &view.Rota.Turns[i], i))
	}
	p.Fresh = v.turnForm(view, &desk.Turn[lanna.OfficerID]{}, len(p.Turns))
	for i := range max(3, len(view.Rota.OnCall)) {
		p.OnCall = append(p.OnCall, pick(view, view.Rota.OnCall, i))
	}
	for _, h := range view.Rota.Days {
		p.Holidays = append(p.Holidays, holidayRow{h.Date, h.Name, v.holidayWords(&h)})
	}
	name := func(o lanna.OfficerID) string { return view.People[o.String()].Name }
	for _, s := range view.Rota.StandIns {
		p.StandIns = append(p.StandIns, standInRow{Date: s.Date, Shift: s.Shift, For: name(s.For), ForID: s.For.String(), By: name(s.By)})
	}
}

func (v *visit) weekday(d string) string {
	return v.lang.Text("weekday." + strconv.Itoa((slices.Index(desk.Weekdays, d)+1)%7))
}

func (v *visit) holidayWords(h *desk.Holiday[lanna.OfficerID]) string {
	if h.Like != "" {
		return v.lang.Text("rota.holiday.like", "day", v.weekday(h.Like))
	}
	var words []string
	for _, t := range h.Turns {
		if t.Closed {
			return v.lang.Text("rota.closed")
		}
		words = append(words, t.Name+" "+t.From+"–"+t.To)
	}
	return strings.Join(words, ", ")
}

func (v *visit) turnForm(view *desk.RotaView, t *desk.Turn[lanna.OfficerID], n int) turnForm {
	f := turnForm{Key: strconv.Itoa(n), Name: t.Name, From: t.From, To: t.To, FromField: t.From, ToField: t.To, Closed: t.Closed, IsNew: t.Name == ""}
	if f.ToField == "24:00" { // a browser's field ends at 23:59, and midnight is the next day's beginning
		f.ToField = "00:00"
	}
	var days []string
	for _, d := range desk.Weekdays {
		on := t.Name != "" && (len(t.Days) == 0 || slices.Contains(t.Days, d))
		f.Week = append(f.Week, choice{d, v.weekday(d), on})
		if on {
			days = append(days, v.weekday(d))
		}
	}
	f.Days = strings.Join(days, " ")
	if len(days) == len(desk.Weekdays) {
		f.Days = v.lang.Text("rota.daily")
	}
	for _, o := range t.Officers {
		f.Who = append(f.Who, dutyMan{Name: view.People[o.String()].Name, Unable: !view.Able(o)})
	}
	for i := range max(picks, len(t.Officers)) {
		f.Picks = append(f.Picks, pick(view, t.Officers, i))
	}
	return f
}

func pick(view *desk.RotaView, list []lanna.OfficerID, i int) officerPick {
	var chosen lanna.OfficerID
	if i < len(list) {
		chosen = list[i]
	}
	return officerPick{N: i + 1, Choices: officerChoices(view, chosen)}
}

// officerChoices are those who may be named, and the one who stands there now.
func officerChoices(view *desk.RotaView, chosen lanna.OfficerID) (out []choice) {
	found := chosen.IsZero()
	for _, a := range view.Takers {
		out = append(out, choice{a.Officer.String(), a.Name, a.Officer == chosen})
		found = found || a.Officer == chosen
	}
	if !found {
		out = append(out, choice{chosen.String(), view.People[chosen.String()].Name, true})
	}
	return out
}

// onDuty says on the queue until when the shift runs, and to whoever sets the
// rota which of its next shifts have nobody.
func (v *visit) onDuty(p *queuePage) error {
	if !v.actor.May("shift.show") {
		return nil
	}
	duty, err := v.s.desk.OnDuty(v.Context(), v.actor.Desk)
	if err != nil {
		return err
	}
	if duty != nil {
		p.Shift = v.lang.Text("shift.ends", "time", dueTime(v.lang, v.zone(), lanna.MillisOf(v.now), duty.To))
	}
	if !v.actor.May("rota.set") {
		return nil
	}
	list, err := v.s.desk.EmptyShifts(v.Context(), v.actor.Desk)
	if len(list) > 0 {
		p.Empty, p.EmptyMore = v.emptyWords(&list[0], false), len(list)-1
		p.RotaHref = rotaHref(v.actor.Desk, time.Time{})
	}
	return err
}
