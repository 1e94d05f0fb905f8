package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
)

func (s *Server) hitRoutes() {
	s.forPurpose("GET /hit", s.hitPage)
	s.forPurpose("POST /hit", s.askHit)
	s.forPurpose("POST /hit/{id}/terms", s.setHitTerms)
	s.forPurpose("POST /hit/{id}/lift", s.liftSweep)
	s.forPurpose("POST /records/{id}/hide", s.hide)
}

// A hitPage is the desk of hit/no-hit: ask, answers, what is left of the day,
// and for who may see them what was stopped.
type hitPage struct {
	Shell
	MayAsk, MaySet, MayLift, MaySweeps bool
	PurposeWords                       string
	Once, About                        string
	Facts                              []askFact
	Kinds                              []choice
	Whom                               []hitWhom
	Rows                               []hitRow
	Waits                              bool // an answer is still to come
	Partners                           []hitPartner
	Sweeps                             []hitSweep
}

// A hitWhom is a partner that can be asked for the purpose, or why not.
type hitWhom struct {
	Writer, Name, Left string
	Can, Chosen        bool
}

type hitRow struct {
	ID, Label, Other, Officer, Purpose, StateWords string
	Hit                                            bool
	At                                             lanna.Millis
	Subjects                                       []hitSubject
	Requests                                       []string
	AboutHref                                      string
}

type hitSubject struct {
	Name  string
	Value template.HTML
	Met   bool
	Words string
}

type hitPartner struct {
	ID, Name, Label           string
	Old                       bool
	Ask, Answer               []hitQuota
	In, Out                   *desk.HitPublished
	Here                      bool
	Terms                     []hitTerm
	Size, Hour                int
	AskedNothing, AnswersNone bool
}

type hitQuota struct{ Purpose, Words string }

type hitTerm struct {
	Code, Name string
	Quota      int
}

type hitSweep struct {
	ID, Label, Of, Kind, StateWords string
	At                              lanna.Millis
	Open                            bool
}

// hitKinds are what the form offers to ask about; the name comes first.
var hitKinds = []lanna.Property{lanna.Name, lanna.Phone, lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.IDLao, lanna.Passport, lanna.IDOther,
	lanna.Handle, lanna.BankCard, lanna.Wallet, lanna.URL, lanna.Email, lanna.Vehicle}

// mostHits bounds the list of answers on the page.
const mostHits = 100

func (s *Server) hitPage(v *visit, why desk.Why) error {
	p := hitPage{Shell: v.shell("hit.title", "more"), Once: lanna.NewRecordID().String(), PurposeWords: v.lang.Text("purpose." + string(why.Purpose)),
		MayAsk: v.actor.May("hit.ask"), MaySet: v.actor.May("hit.set"), MayLift: v.actor.May("hit.lift"), MaySweeps: v.actor.May("hit.sweeps")}
	list, err := s.desk.HitPartners(v.Context(), v.actor, why)
	if err != nil {
		return err
	}
	for i := range list {
		p.Partners = append(p.Partners, v.hitPartner(&list[i]))
		p.Whom = append(p.Whom, v.hitWhom(&list[i], why.Purpose))
	}
	if len(p.Whom) == 1 {
		p.Whom[0].Chosen = p.Whom[0].Can
	}
	for _, step := range []struct {
		may  bool
		fill func(*hitPage, desk.Why) error
	}{{p.MayAsk, v.hitForm}, {v.actor.May("hit.list"), v.hitAnswers}, {p.MaySweeps, v.hitSweeps}} {
		if step.may {
			if err := step.fill(&p, why); err != nil {
				return err
			}
		}
	}
	return v.render("hit", p)
}

// hitForm offers what stands on the record that the address names, or else a
// field of one's own.
func (v *visit) hitForm(p *hitPage, why desk.Why) error {
	for i, k := range hitKinds {
		p.Kinds = append(p.Kinds, choice{string(k), propertyName(v.lang, k), i == 0})
	}
	about := v.FormValue("about")
	if about == "" {
		return nil
	}
	id, err := lanna.ParseRecordID(about)
	if err != nil {
		return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
	}
	facts, err := v.s.desk.HitAskable(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	p.About = about
	for _, f := range facts {
		p.Facts = append(p.Facts, askFact{f.Claim.String(), propertyName(v.lang, f.Property), valueWords(v.lang, f.Property, f.Value, langOr(f.Lang, f.Value)), true})
	}
	return nil
}

func (v *visit) hitWhom(h *desk.HitPartner, purpose lanna.Purpose) hitWhom {
	w := hitWhom{Writer: h.Writer.String(), Name: h.Name(v.lang.Code), Can: h.Here && h.Left[purpose] > 0}
	switch {
	case !h.Knows:
		w.Left = v.lang.Text("hit.old")
	case h.Held == nil || !h.Here:
		w.Left = v.lang.Text("hit.no-filter")
	case h.Quota[purpose] == 0:
		w.Left = v.lang.Text("hit.no-purpose")
	default:
		w.Left = v.hitLeft(h.Left[purpose], h.Quota[purpose])
	}
	return w
}

func (v *visit) hitLeft(left, quota int) string {
	return v.lang.Text("hit.left", "left", strconv.Itoa(left), "quota", strconv.Itoa(quota))
}

func (v *visit) hitAnswers(p *hitPage, why desk.Why) error {
	list, err := v.s.desk.HitQuestions(v.Context(), v.actor, why, mostHits)
	if err != nil {
		return err
	}
	for i := range list {
		l := &list[i]
		row := hitRow{ID: l.Record.String(), Label: l.Label, Other: v.hitOther(l), Officer: l.Officer, Purpose: v.lang.Text("purpose." + string(l.Purpose)),
			StateWords: v.hitState(l), Hit: l.State == desk.HitMet, At: l.Opened, Requests: l.Requests}
		p.Waits = p.Waits || l.State == desk.HitAsked
		if l.About != "" && v.actor.May("record.show") {
			row.AboutHref = "/records/" + l.About
		}
		for _, s := range l.Subjects {
			value := valueWords(v.lang, s.Property, s.Value, langOr(s.Lang, s.Value))
			if s.Born != "" {
				value += escaped(", " + s.Born)
			}
			one := hitSubject{Name: propertyName(v.lang, s.Property), Value: value, Met: s.Met}
			if l.State == desk.HitMet && len(l.Subjects) > 1 {
				one.Words = v.lang.Text("hit.state.no-hit")
				if s.Met {
					one.Words = v.lang.Text("hit.state.hit")
				}
			}
			row.Subjects = append(row.Subjects, one)
		}
		p.Rows = append(p.Rows, row)
	}
	return nil
}

func (v *visit) hitOther(l *desk.HitLine) string {
	if name := v.s.desk.PartyName(l.To, v.lang.Code); name != "" {
		return name
	}
	return v.lang.Text("request.unnamed")
}

func (v *visit) hitState(l *desk.HitLine) string {
	words := v.lang.First("hit.state."+l.State, "hit.state.failed")
	if l.Code != "" && l.State == desk.HitRefused {
		words += ": " + v.lang.First("hit.code."+l.Code, "hit.code.other")
	}
	return words
}

func (v *visit) hitSweeps(p *hitPage, why desk.Why) error {
	list, err := v.s.desk.Sweeps(v.Context(), v.actor, why)
	for i := range list {
		l := &list[i]
		of := l.Officer
		if l.To != (lanna.WriterID{}) {
			of = v.hitOther(l)
		}
		p.Sweeps = append(p.Sweeps, hitSweep{ID: l.Record.String(), Label: l.Label, Of: of, Kind: v.lang.First("hit.code."+l.Code, "hit.code.other"),
			StateWords: v.lang.First("hit.state."+l.State, "hit.state.stopped"), At: l.Opened, Open: l.State == desk.HitStopped && l.By != v.actor.Officer})
	}
	return err
}

func (v *visit) hitPartner(h *desk.HitPartner) hitPartner {
	p := hitPartner{ID: h.Record.String(), Name: h.Name(v.lang.Code), Label: h.Label, Old: !h.Knows, In: h.Held, Out: h.Published, Here: h.Here, Size: desk.HitSize, Hour: desk.HitHour}
	for _, t := range lanna.Purposes {
		name := v.lang.Text("purpose." + string(t))
		if h.Quota[t] > 0 {
			p.Ask = append(p.Ask, hitQuota{name, v.hitLeft(h.Left[t], h.Quota[t])})
		}
		quota := 0
		if h.Hit != nil {
			if quota = h.Hit.Quota[t]; quota > 0 {
				p.Answer = append(p.Answer, hitQuota{name, v.hitLeft(max(quota-h.Used[t], 0), quota)})
			}
			p.Size, p.Hour = h.Hit.Size, h.Hit.Hour
		}
		if t != lanna.Statistics {
			p.Terms = append(p.Terms, hitTerm{string(t), name, quota})
		}
	}
	p.AskedNothing, p.AnswersNone = len(p.Ask) == 0, len(p.Answer) == 0
	return p
}

// askHit asks each partner that was ticked. Where the first cannot be asked, the
// form says why; where a later one cannot, what was asked stands in the list.
func (s *Server) askHit(v *visit, why desk.Why) error {
	q := desk.HitQuestion{Basis: v.text("basis")}
	if note := v.note(); note.Text != "" {
		q.Note = note
	}
	if about := v.FormValue("about"); about != "" {
		id, err := lanna.ParseRecordID(about)
		if err != nil {
			return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
		}
		q.About = id
		if q.Claims, err = v.claims("claim"); err != nil {
			return err
		}
	} else {
		kind, value := lanna.Property(v.FormValue("kind")), v.text("value")
		if !slices.Contains(hitKinds, kind) {
			return &lanna.Error{Kind: lanna.Invalid, Code: "hit-identifier"}
		}
		subject := desk.HitSubject{Property: kind, Value: value}
		if kind == lanna.Name {
			subject.Born, subject.Lang = v.text("born"), scriptLang(value)
		}
		q.Subjects = []desk.HitSubject{subject}
	}
	if len(v.Form["to"]) == 0 {
		return &lanna.Error{Kind: lanna.Invalid, Code: "hit-nobody"}
	}
	for i, raw := range v.Form["to"] {
		to, err := writerOf(raw)
		if err == nil {
			q.To, q.Key = to, v.FormValue("once")+"/"+raw
			_, err = s.desk.AskHit(v.Context(), v.actor, why, q)
		}
		switch {
		case err != nil && i == 0:
			return err
		case err != nil:
			return v.done("/hit", "hit.asked-some")
		}
	}
	return v.done("/hit", "hit.asked")
}

func (s *Server) setHitTerms(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	number := func(name string) int {
		n, bad := strconv.Atoi(strings.TrimSpace(v.FormValue(name)))
		if bad != nil {
			return -1 // the desk refuses it
		}
		return n
	}
	t := desk.HitTerms{Quota: map[lanna.Purpose]int{}, Size: number("size"), Hour: number("hour")}
	for _, p := range lanna.Purposes {
		if p != lanna.Statistics {
			t.Quota[p] = number("quota-" + string(p))
		}
	}
	if err := s.desk.SetHitTerms(v.Context(), v.actor, why, id, t); err != nil {
		return err
	}
	return v.done("/hit", "hit.terms.saved")
}

func (s *Server) liftSweep(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if err := s.desk.LiftSweep(v.Context(), v.actor, ownReason(why, v.text("reason")), id); err != nil {
		return err
	}
	return v.done("/hit", "hit.lifted")
}

// hide marks a person as not to be found by partners' questions, or takes that
// back.
func (s *Server) hide(v *visit, why desk.Why) error {
	return v.onRecord("record.saved", func(id lanna.RecordID) error {
		return s.desk.Hide(v.Context(), v.actor, ownReason(why, v.text("reason")), id, v.FormValue("found") == "")
	})
}
