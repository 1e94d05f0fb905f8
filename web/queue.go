package web

import (
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/url"
	"slices"
	"strconv"

	"lanna"
	"lanna/desk"
)

func (s *Server) queueRoutes() {
	s.forPurpose("GET /queue", s.queuePage)
	s.forPurpose("GET /alerts/{id}", s.alertPage)
	s.forPurpose("POST /alerts/{id}/acknowledge", s.acknowledge)
	s.forPurpose("POST /alerts/{id}/assign", s.assign)
	s.forPurpose("POST /alerts/{id}/escalate", s.escalate)
	s.forPurpose("POST /alerts/{id}/note", s.alertNote)
	s.forPurpose("POST /alerts/{id}/close", s.closeAlert)
	s.forPurpose("GET /alerts/{id}/merge", s.mergePage)
	s.forPurpose("POST /alerts/{id}/reopen", s.reopen)
}

// rowsPerPage keeps the first page small on a poor link; the rest is a link.
const rowsPerPage = 20

type queuePage struct {
	Shell
	View                            string
	Total                           int
	MainViews, TimeViews, KindViews []viewLink
	Rows                            []alertRow
	ListHref, NextHref, Shift       string
	Empty, RotaHref                 string // the next shift that has nobody, to whoever sets the rota
	EmptyMore                       int
	LastEvent                       int64
	Detail                          *alertDetail
	Opened                          bool // a person asked for this one alert
	MayHandOver                     bool
}

type viewLink struct {
	Name, Href string
	Count      int64
	Current    bool
}

// An alertRow is a line of the queue.
type alertRow struct {
	ID, Label, Href, View, Token  string
	Severity                      lanna.Severity
	Title, Place, Owner           template.HTML
	InPane                        bool // opens beside the list
	Open, Nobody, First, Selected bool
	Drill                         bool // nobody is in danger
	MayAcknowledge                bool
	Clock                         clock
	DueMachine, DueWords, DueLong string
	ToDo, Otherwise, StateWords   string
}

// filterKeys names the views; the key of the map is what the address says.
var filterKeys = []struct{ filter, words string }{
	{desk.FilterOpen, "view.open"}, {desk.FilterLife, "view.life"}, {desk.FilterUnowned, "view.unowned"}, {desk.FilterMine, "view.mine"},
	{desk.FilterHour, "view.hour"}, {desk.FilterOver, "view.over"}, {desk.FilterClosed, "view.closed"},
}

// mainViews is how many of filterKeys are tabs on a narrow screen.
const mainViews = 4

var kindViews = []lanna.RecordKind{lanna.BountyRecord, lanna.FamilyRecord, lanna.LureRecord, lanna.TipRecord, lanna.CaptureRecord}

// queryOf reads a view from an address: a filter, or a kind as "kind-bounty".
func queryOf(view, after string) desk.QueueQuery {
	q := desk.QueueQuery{Limit: rowsPerPage, Filter: view}
	for _, k := range kindViews {
		if view == "kind-"+string(k) {
			q.Filter, q.Kind = "", k
		}
	}
	if q.Kind == "" && !slices.ContainsFunc(filterKeys, func(f struct{ filter, words string }) bool { return f.filter == view }) {
		q.Filter = desk.FilterOpen
	}
	if raw, err := base64.RawURLEncoding.DecodeString(after); err == nil && after != "" {
		var m desk.Mark
		if json.Unmarshal(raw, &m) == nil {
			q.After = &m
		}
	}
	return q
}

func viewOf(q desk.QueueQuery) string {
	if q.Kind != "" {
		return "kind-" + string(q.Kind)
	}
	return q.Filter
}

func (s *Server) queuePage(v *visit, why desk.Why) error {
	q := queryOf(v.FormValue("view"), v.FormValue("after"))
	p, err := v.queue(why, q, lanna.RecordID{})
	if lanna.CodeOf(err) == "too-many-persons" && q.Filter != desk.FilterLife && !v.byScript() && v.Header.Get("X-Lanna-Background") == "" {
		return v.done("/queue?view=life", "reading.queue") // threats to life are never held up
	}
	if err != nil {
		return err
	}
	if v.Header.Get("X-Lanna-Background") == "" {
		v.openFirst(&p, why)
	}
	return v.render("queue", p)
}

// openFirst puts the most urgent alert beside the list, so that the eye knows
// where to start. What cannot be shown is left out: the list is what was asked.
func (v *visit) openFirst(p *queuePage, why desk.Why) {
	for i := range p.Rows {
		r := &p.Rows[i]
		if !r.InPane {
			continue
		}
		id, err := lanna.ParseRecordID(r.ID)
		if err != nil {
			return
		}
		if a, err := v.s.desk.AlertDetail(v.Context(), v.actor, why, id); err == nil {
			p.Detail, r.Selected = v.detail(a, why, p.View, p.Token), true
		}
		return
	}
}

// queue fills the page; open names the alert that stands beside the list.
func (v *visit) queue(why desk.Why, q desk.QueueQuery, open lanna.RecordID) (queuePage, error) {
	p := queuePage{Shell: v.shell("queue.title", "queue"), View: viewOf(q), MayHandOver: v.actor.May("shift.handover")}
	list, err := v.s.desk.Queue(v.Context(), v.actor, why, q)
	if err != nil {
		return p, err
	}
	p.LastEvent = list.Newest
	p.Total = int(list.Counts[q.Filter])
	if q.Kind != "" {
		p.Total = int(list.Kinds[q.Kind])
	}
	p.Title = v.lang.Text("queue.title.n", "n", strconv.Itoa(p.Total))
	p.ListHref = "/queue?view=" + p.View
	v.viewLinks(&p, list)
	for i := range list.Alerts {
		row := v.row(&list.Alerts[i], p.View, p.Token)
		row.First = i > 0 && list.Alerts[i-1].Severity != list.Alerts[i].Severity
		row.Selected = list.Alerts[i].Record == open
		p.Rows = append(p.Rows, row)
	}
	if list.Next != nil {
		raw, err := json.Marshal(list.Next)
		if err != nil {
			return p, err
		}
		p.NextHref = "/queue?view=" + p.View + "&after=" + base64.RawURLEncoding.EncodeToString(raw)
	}
	return p, v.onDuty(&p)
}

func (v *visit) viewLinks(p *queuePage, list *desk.Queue) {
	for i, f := range filterKeys {
		l := viewLink{Name: v.lang.Text(f.words), Href: "/queue?view=" + f.filter, Count: list.Counts[f.filter], Current: p.View == f.filter}
		if i < mainViews {
			p.MainViews = append(p.MainViews, l)
		} else {
			p.TimeViews = append(p.TimeViews, l)
		}
	}
	for _, k := range kindViews {
		if n := list.Kinds[k]; n > 0 || p.View == "kind-"+string(k) {
			p.KindViews = append(p.KindViews, viewLink{Name: v.lang.Text("kinds." + string(k)), Href: "/queue?view=kind-" + string(k), Count: n, Current: p.View == "kind-"+string(k)})
		}
	}
}

// row writes one alert as a line.
func (v *visit) row(a *desk.Alert, view, token string) alertRow {
	now := lanna.MillisOf(v.now)
	id := a.Record.String()
	r := alertRow{ID: id, Label: a.Label, Href: "/alerts/" + id + "?view=" + url.QueryEscape(view), View: view, Token: token, Severity: a.Severity,
		Title: titleWords(v.lang, a.Title), Open: a.State != desk.AlertClosed && a.Due != 0, Nobody: a.Owner.IsZero() && a.State != desk.AlertClosed,
		StateWords: v.lang.Text("state." + a.State)}
	if a.Place.Text != "" {
		r.Place = saidWords(a.Place)
	}
	r.InPane = a.Kind != lanna.CaptureRecord
	if !r.InPane {
		r.Href = "/capture/" + id
		if a.State != desk.AlertClosed {
			r.Title = titleWords(v.lang, desk.Title{Code: "capture.waiting"})
		}
	}
	r.Owner = v.ownerWords(a)
	if a.State == desk.AlertClosed && a.Outcome != "" {
		r.StateWords = v.lang.First("outcome."+a.Outcome, "state.closed")
	}
	r.MayAcknowledge = a.State == desk.AlertOpen && a.Kind != lanna.CaptureRecord && v.actor.May("alert.acknowledge")
	if r.Open {
		step := v.lang.First("step."+a.Step, "step.other")
		r.Clock = newClock(v.lang, now, a.Raised, a.Due)
		r.DueMachine = a.Due.Time().Format("2006-01-02T15:04:05Z")
		r.DueWords = v.lang.Text("due.by", "step", step, "time", dueTime(v.lang, v.zone(), now, a.Due))
		r.DueLong = dueTime(v.lang, v.zone(), now, a.Due)
		r.ToDo = v.lang.Text("due.to", "step", step)
		r.Otherwise = v.lang.First("otherwise."+a.Step, "otherwise")
	}
	return r
}

func (v *visit) ownerWords(a *desk.Alert) template.HTML {
	switch {
	case a.Owner == v.actor.Officer && !a.Owner.IsZero():
		return escaped(v.lang.Text("owner.you"))
	case a.OwnerName != "":
		return said(a.OwnerName, scriptLang(a.OwnerName))
	}
	return escaped(v.lang.Text("did.somebody"))
}
