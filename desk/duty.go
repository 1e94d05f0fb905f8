package desk

import (
	"slices"
	"strconv"
	"time"

	"lanna"
)

// A Duty is who is on duty in a span of time in which that does not change.
type Duty struct {
	Desk     string            `json:"desk"`
	From     lanna.Millis      `json:"from"`
	To       lanna.Millis      `json:"to"`
	Shifts   []string          `json:"shifts,omitempty"`   // names of the turns; none: nothing is planned
	Officers []lanna.OfficerID `json:"officers,omitempty"` // who is reached first, then the next
	OnCall   []lanna.OfficerID `json:"on_call,omitempty"`  // who is reached after them
	Closed   bool              `json:"closed,omitempty"`   // nobody is planned, on purpose
	Holiday  string            `json:"holiday,omitempty"`  // name, or date, of the one by which it is so
	StandIns []lanna.OfficerID `json:"stand_ins,omitempty"`
	Taken    bool              `json:"taken,omitempty"` // by a handover
}

// reached lists all who are reached, one after the other.
func (y *Duty) reached() []lanna.OfficerID {
	out := slices.Clone(y.Officers)
	for _, o := range y.OnCall {
		if !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out
}

// Empty reports whether nobody who can works, though somebody should. able says
// who can: an officer who was disabled works no more. Who is on call makes up
// for nobody: it is not their shift.
func (y *Duty) Empty(able func(lanna.OfficerID) bool) bool {
	return !y.Closed && !slices.ContainsFunc(y.Officers, able)
}

// margin is further than any shift of a week reaches from an instant.
const margin = 8 * 24 * time.Hour

// DutyAt says who is on duty at an instant. It is pure: the same rota, time and
// zone, the same answer.
func DutyAt(r *Rota, t time.Time, zone *time.Location) Duty {
	return Duties(r, t, t.Add(time.Millisecond), zone)[0]
}

// Duties parts the time between two instants by who is on duty. The first and
// the last are whole: they begin before and end after.
func Duties(r *Rota, from, to time.Time, zone *time.Location) (out []Duty) {
	for _, s := range r.spans(from, to, zone) {
		out = append(out, dutyIn(r, s))
	}
	return out
}

// A span is what a Duty is made of.
type span[O comparable] struct {
	from, to time.Time
	turns    []*turnOn[O]
}

// A turnOn is one turn as it begins on one date.
type turnOn[O comparable] struct {
	name     string
	from, to time.Time
	officers []O
	standIns []O
	closed   bool
	holiday  string
}

// spans cuts time wherever a turn begins or ends.
func (r *RotaFor[O]) spans(from, to time.Time, zone *time.Location) (out []span[O]) {
	first, last := from.Add(-margin), to.Add(margin)
	turns := r.turnsIn(first, last, zone)
	cuts := []time.Time{first, last}
	for _, t := range turns {
		cuts = append(cuts, t.from, t.to)
	}
	slices.SortFunc(cuts, time.Time.Compare)
	cuts = slices.CompactFunc(cuts, time.Time.Equal)
	for i, begin := range cuts[:len(cuts)-1] {
		end := cuts[i+1]
		if !end.After(from) || !begin.Before(to) {
			continue
		}
		s := span[O]{from: begin, to: end}
		for _, t := range turns {
			if !t.from.After(begin) && t.to.After(begin) {
				s.turns = append(s.turns, t)
			}
		}
		out = append(out, s)
	}
	return out
}

// turnsIn lists the turns that begin on the dates from one instant to another;
// those of one date in the order of the rota.
func (r *RotaFor[O]) turnsIn(from, to time.Time, zone *time.Location) (out []*turnOn[O]) {
	y, m, d := from.In(zone).Date()
	for i := 0; ; i++ {
		noon := time.Date(y, m, d+i, 12, 0, 0, 0, zone)
		if noon.Add(-36 * time.Hour).After(to) {
			break
		}
		out = append(out, r.turnsOn(noon)...)
	}
	order := map[string]int{}
	for i := range r.Turns {
		order[r.Turns[i].Name] = i
	}
	slices.SortStableFunc(out, func(a, b *turnOn[O]) int { return order[a.name] - order[b.name] })
	return out
}

// turnsOn lists what begins on the date of noon.
func (r *RotaFor[O]) turnsOn(noon time.Time) (out []*turnOn[O]) {
	date, day := noon.Format(time.DateOnly), Weekdays[(int(noon.Weekday())+6)%7]
	turns, holiday := r.Turns, ""
	if i := slices.IndexFunc(r.Days, func(h Holiday[O]) bool { return h.Date == date }); i >= 0 {
		h := &r.Days[i]
		if holiday = h.Name; holiday == "" {
			holiday = date
		}
		if day = h.Like; day == "" {
			turns = h.Turns
		}
	}
	for i := range turns {
		t := &turns[i]
		if day != "" && len(t.Days) > 0 && !slices.Contains(t.Days, day) {
			continue
		}
		on := &turnOn[O]{name: t.Name, officers: t.Officers, closed: t.Closed, holiday: holiday}
		on.from, on.to = t.on(noon)
		if on.from.Before(on.to) {
			on.standIn(r.StandIns, date)
			out = append(out, on)
		}
	}
	return out
}

// on returns the instants at which the turn begins and ends that belongs to the
// date of noon. Where the clocks are put forward, a time that does not exist is
// the same instant for the shift that ends and for the one that begins.
func (t *Turn[O]) on(noon time.Time) (from, to time.Time) {
	y, m, d := noon.Date()
	at := func(days int, s string) time.Time {
		hour, _ := strconv.Atoi(s[:2]) // check has seen to the form
		minute, _ := strconv.Atoi(s[3:])
		return time.Date(y, m, d+days, hour, minute, 0, 0, noon.Location())
	}
	if t.To > t.From {
		return at(0, t.From), at(0, t.To)
	}
	return at(0, t.From), at(1, t.To)
}

// standIn puts stand-ins in the places of those who are away. All look at the
// turn as it was planned, so that two can change places.
func (t *turnOn[O]) standIn(list []StandIn[O], date string) {
	var none O
	var out []O
	for _, planned := range t.officers {
		s := standInFor(list, date, t.name, planned)
		switch {
		case s == nil:
			out = append(out, planned)
		case s.By != none:
			out = append(out, s.By)
			t.standIns = append(t.standIns, s.By)
		}
	}
	t.officers = out
}

// standInFor finds who stands in: for the one shift, or else for the whole date.
func standInFor[O comparable](list []StandIn[O], date, turn string, planned O) (found *StandIn[O]) {
	for i := range list {
		s := &list[i]
		if s.Date == date && s.For == planned && (s.Shift == turn || s.Shift == "" && found == nil) {
			found = s
		}
	}
	return found
}

// dutyIn makes a Duty of a span.
func dutyIn(r *Rota, s span[lanna.OfficerID]) Duty {
	y := Duty{Desk: r.Desk, From: lanna.MillisOf(s.from), To: lanna.MillisOf(s.to), OnCall: r.OnCall, Closed: len(s.turns) > 0}
	for _, t := range s.turns {
		y.Shifts = append(y.Shifts, t.name)
		y.Closed = y.Closed && t.closed
		if y.Holiday == "" {
			y.Holiday = t.holiday
		}
		for _, o := range t.officers {
			if !slices.Contains(y.Officers, o) {
				y.Officers = append(y.Officers, o)
			}
		}
		y.StandIns = append(y.StandIns, t.standIns...)
	}
	return y
}
