package desk

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"lanna"
)

// A RotaFor says who is on duty at a desk, week by week, in the node's time
// zone. O is how officers are named: by id in statements, by login where people
// write a rota down. The zero value is a rota in which nobody is planned.
type RotaFor[O comparable] struct {
	Desk     string       `json:"desk"`
	Turns    []Turn[O]    `json:"turns,omitempty"`     // of a week; where two overlap, whose officers come first is their order here
	Days     []Holiday[O] `json:"days,omitempty"`      // dates on which the week does not hold
	StandIns []StandIn[O] `json:"stand_ins,omitempty"` // who takes whose place on a date
	OnCall   []O          `json:"on_call,omitempty"`   // reached at any hour, after those of the shift
}

// A Rota is one in the form in which it stands in statements.
type Rota = RotaFor[lanna.OfficerID]

// A Turn is a shift of the weekly pattern. It belongs to the day on which it
// begins, and ends on the next where To is not after From.
type Turn[O comparable] struct {
	Name     string   `json:"name"`           // night; one a rota
	Days     []string `json:"days,omitempty"` // mon, tue …; none: every day
	From     string   `json:"from"`           // 22:00
	To       string   `json:"to"`             // 06:00; 24:00 is the end of the day
	Officers []O      `json:"officers,omitempty"`
	Closed   bool     `json:"closed,omitempty"` // nobody is planned, on purpose
}

// A Holiday is a date on which other shifts begin than the week has.
type Holiday[O comparable] struct {
	Date  string    `json:"date"` // 2026-12-31
	Name  string    `json:"name,omitempty"`
	Like  string    `json:"like,omitempty"`  // sun: the shifts that begin on a Sunday
	Turns []Turn[O] `json:"turns,omitempty"` // without Like; their Days say nothing
}

// A StandIn puts By into For's place in what begins on a date.
type StandIn[O comparable] struct {
	Date  string `json:"date"`
	Shift string `json:"shift,omitempty"` // name of the turn; "": all of the date
	For   O      `json:"for"`
	By    O      `json:"by,omitzero"` // zero: For is away and nobody comes
}

// Weekdays are the days of a Turn, as a week begins on Monday.
var Weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// Bounds of a rota.
const (
	maxTurns      = 40
	maxExceptions = 400 // holidays, and stand-ins
	keptDays      = 31  // an exception is dropped after that many days, when the rota is set anew
)

var (
	turnName = regexp.MustCompile(`^[\pL\pM\pN][\pL\pM\pN ._-]{0,39}$`)
	hourForm = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
)

// AllDay is a rota in which the same officers are on duty at any hour.
func AllDay[O comparable](desk string, officers ...O) RotaFor[O] {
	return RotaFor[O]{Desk: desk, Turns: []Turn[O]{{Name: "all-day", From: "00:00", To: "24:00", Officers: officers}}}
}

// ClosedOn is a date on which nothing begins, on purpose. It is closed from when
// the first shift of the week would begin, until that time on the next day.
func (r *RotaFor[O]) ClosedOn(date, name string) Holiday[O] {
	first := "24:00"
	for i := range r.Turns {
		first = min(first, r.Turns[i].From)
	}
	if first == "24:00" {
		first = "00:00"
	}
	return Holiday[O]{Date: date, Name: name, Turns: []Turn[O]{{Name: "closed", From: first, To: first, Closed: true}}}
}

// check returns why the rota cannot be kept: Invalid "rota-malformed", with
// what is wrong as its id; "rota-large".
func (r *RotaFor[O]) check() error {
	if !deskForm.MatchString(r.Desk) {
		return malformed("desk")
	}
	if len(r.Turns) > maxTurns || len(r.Days) > maxExceptions || len(r.StandIns) > maxExceptions || len(r.OnCall) > maxRota {
		return &lanna.Error{Kind: lanna.Invalid, Code: "rota-large"}
	}
	if err := checkTurns(r.Turns); err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range r.Days {
		if err := r.Days[i].check(); err != nil {
			return err
		}
		if seen[r.Days[i].Date] {
			return malformed(r.Days[i].Date)
		}
		seen[r.Days[i].Date] = true
	}
	return r.checkStandIns()
}

// checkStandIns refuses two for one place, which would contradict each other.
func (r *RotaFor[O]) checkStandIns() error {
	var none O
	type place struct {
		date, shift string
		officer     O
	}
	seen := map[place]bool{}
	for _, s := range r.StandIns {
		at := place{s.Date, s.Shift, s.For}
		if !isDate(s.Date) || s.For == none || s.By == s.For || seen[at] || s.Shift != "" && !turnName.MatchString(s.Shift) {
			return malformed(s.Date)
		}
		seen[at] = true
	}
	return nil
}

func malformed(what string) error {
	return &lanna.Error{Kind: lanna.Invalid, Code: "rota-malformed", ID: what}
}

func checkTurns[O comparable](list []Turn[O]) error {
	names := map[string]bool{}
	for i := range list {
		t := &list[i]
		switch {
		case !turnName.MatchString(t.Name) || names[t.Name],
			!hourForm.MatchString(t.From) || !hourForm.MatchString(t.To) && t.To != "24:00",
			slices.ContainsFunc(t.Days, func(d string) bool { return !slices.Contains(Weekdays, d) }),
			len(t.Officers) > maxRota || t.Closed && len(t.Officers) > 0:
			return malformed(t.Name)
		}
		names[t.Name] = true
	}
	return nil
}

func (h *Holiday[O]) check() error {
	if !isDate(h.Date) || len(h.Name) > 200 || h.Like != "" && (!slices.Contains(Weekdays, h.Like) || len(h.Turns) > 0) || len(h.Turns) > maxTurns {
		return malformed(h.Date)
	}
	return checkTurns(h.Turns)
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// Officers lists all who stand in the rota, each once.
func (r *RotaFor[O]) Officers() []O {
	var out []O
	var none O
	add := func(list ...O) {
		for _, o := range list {
			if o != none && !slices.Contains(out, o) {
				out = append(out, o)
			}
		}
	}
	for i := range r.Turns {
		add(r.Turns[i].Officers...)
	}
	for i := range r.Days {
		for j := range r.Days[i].Turns {
			add(r.Days[i].Turns[j].Officers...)
		}
	}
	for _, s := range r.StandIns {
		add(s.For, s.By)
	}
	add(r.OnCall...)
	return out
}

// trimmed drops exceptions of long ago, which the statements keep.
func (r RotaFor[O]) trimmed(today time.Time) RotaFor[O] {
	oldest := today.AddDate(0, 0, -keptDays).Format(time.DateOnly)
	r.Days = slices.DeleteFunc(slices.Clone(r.Days), func(h Holiday[O]) bool { return h.Date < oldest })
	r.StandIns = slices.DeleteFunc(slices.Clone(r.StandIns), func(s StandIn[O]) bool { return s.Date < oldest })
	slices.SortStableFunc(r.Days, func(a, b Holiday[O]) int { return strings.Compare(a.Date, b.Date) })
	slices.SortStableFunc(r.StandIns, func(a, b StandIn[O]) int { return strings.Compare(a.Date, b.Date) })
	return r
}

// Renamed writes a rota with other names for its officers. It ends with the
// first name that to does not know.
func Renamed[A, B comparable](r RotaFor[A], to func(A) (B, error)) (RotaFor[B], error) {
	var failed error
	var none A
	one := func(a A) (b B) {
		if a == none || failed != nil {
			return b
		}
		b, failed = to(a)
		return b
	}
	many := func(list []A) (out []B) {
		for _, a := range list {
			out = append(out, one(a))
		}
		return out
	}
	turns := func(list []Turn[A]) (out []Turn[B]) {
		for _, t := range list {
			out = append(out, Turn[B]{t.Name, t.Days, t.From, t.To, many(t.Officers), t.Closed})
		}
		return out
	}
	out := RotaFor[B]{Desk: r.Desk, Turns: turns(r.Turns), OnCall: many(r.OnCall)}
	for _, h := range r.Days {
		out.Days = append(out.Days, Holiday[B]{h.Date, h.Name, h.Like, turns(h.Turns)})
	}
	for _, s := range r.StandIns {
		out.StandIns = append(out.StandIns, StandIn[B]{s.Date, s.Shift, one(s.For), one(s.By)})
	}
	return out, failed
}
