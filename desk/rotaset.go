package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// SetRota says the rota of a desk anew: one statement, with a reason. base is
// the claim that the rota was written from, as a RotaView named it, or zero for
// whatever stands; Conflict "rota-changed" where somebody changed it meanwhile.
// Whoever is named for the first time must be one who takes alerts. It ends what
// a handover said: whoever sets the rota says who is on duty now.
func (d *Desk) SetRota(ctx context.Context, by Actor, why Why, r Rota, base lanna.Digest) error {
	if err := r.check(); err != nil {
		return err
	}
	r = r.trimmed(d.Now().Time().In(d.zone()))
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return d.do(ctx, by, why, "rota.set", func(w *work) error {
		k, err := rotaAt(w.tx, r.Desk)
		if err != nil {
			return err
		}
		if !base.IsZero() && base != k.Base {
			return &lanna.Error{Kind: lanna.Conflict, Code: "rota-changed"}
		}
		var known []lanna.OfficerID
		if k.Rota != nil {
			known = k.Rota.Officers()
		}
		for _, id := range r.Officers() {
			if slices.Contains(known, id) {
				continue // one who was disabled since must not bar every change
			}
			if err := w.taker(id, Actor.takesAlerts); err != nil {
				return err
			}
		}
		return w.onRota(k, []statement.Claim{statement.New(lanna.RotaOf, string(body))}, lanna.RotaOf, lanna.ShiftOf)
	})
}

// A RotaView is what an officer sees of a desk's rota.
type RotaView struct {
	Desk   string             `json:"desk"`
	Rota   *Rota              `json:"rota"` // nil: none was set
	Base   lanna.Digest       `json:"base"`
	Now    *Duty              `json:"now"`    // nil: nothing says who is on duty
	Duties []Duty             `json:"duties"` // of the days that were asked for
	Empty  []EmptyShift       `json:"empty"`  // of the next seven days
	Unable []lanna.OfficerID  `json:"unable"` // who stands in the rota and takes no alerts, as one who was disabled
	People map[string]RotaMan `json:"people"` // all who are named, by their ids
	Takers []Actor            `json:"-"`      // who may be named
	Desks  []string           `json:"desks"`  // that have a rota, or officers who take alerts
}

// A RotaMan is how colleagues know an officer.
type RotaMan struct {
	Login string `json:"login"`
	Name  string `json:"name"`
}

// Rota shows the rota of a desk, and who is on duty between two times.
func (d *Desk) Rota(ctx context.Context, by Actor, why Why, desk string, from, to time.Time) (*RotaView, error) {
	v := &RotaView{Desk: desk, People: map[string]RotaMan{}}
	err := d.see(ctx, by, why, "rota.show", func(r store.Reader) (s sight, err error) {
		k, err := rotaAt(r, desk)
		if err != nil {
			return s, err
		}
		all, err := officers(r)
		if err != nil {
			return s, err
		}
		able := ableOf(all)
		v.Rota, v.Base, v.Now = k.Rota, k.Base, k.at(d.Now(), d.zone())
		if v.Now != nil {
			v.Unable = slices.DeleteFunc(v.Now.reached(), able)
		}
		if k.Rota != nil {
			v.Duties = Duties(k.Rota, from, to, d.zone())
			v.Empty = k.empty(d.Now(), d.zone(), able)
			v.Unable = append(v.Unable, slices.DeleteFunc(k.Rota.Officers(), able)...)
		}
		v.people(all)
		if v.Desks, err = desksIn(r, all); err != nil || k.Record.IsZero() {
			return s, err
		}
		return sight{records: []lanna.RecordID{k.Record}}, nil
	})
	return v, err
}

// Able reports whether an officer who stands in the rota can take alerts.
func (v *RotaView) Able(o lanna.OfficerID) bool { return !slices.Contains(v.Unable, o) }

func (v *RotaView) people(all []Actor) {
	var named []lanna.OfficerID
	if v.Rota != nil {
		named = v.Rota.Officers()
	}
	if v.Now != nil {
		named = append(named, v.Now.reached()...)
	}
	for _, a := range all {
		if slices.Contains(named, a.Officer) {
			v.People[a.Officer.String()] = RotaMan{a.Login, a.Name}
		}
		if a.takesAlerts() {
			v.Takers = append(v.Takers, a)
		}
	}
}

func ableOf(all []Actor) func(lanna.OfficerID) bool {
	can := map[lanna.OfficerID]bool{}
	for _, a := range all {
		can[a.Officer] = a.takesAlerts()
	}
	return func(o lanna.OfficerID) bool { return can[o] }
}

// desksIn lists the desks that have a rota or could have one.
func desksIn(r store.Reader, all []Actor) (out []string, err error) {
	list, err := rotas(r, "all", "", 1000)
	for _, k := range list {
		out = append(out, k.Desk)
	}
	for _, a := range all {
		if a.takesAlerts() {
			out = append(out, a.Desk)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), err
}

// An EmptyShift is a time in which nobody who can works.
type EmptyShift struct {
	Desk   string         `json:"desk"`
	Record lanna.RecordID `json:"record"` // of the desk's rota
	From   lanna.Millis   `json:"from"`
	To     lanna.Millis   `json:"to"`
	Shifts []string       `json:"shifts,omitempty"` // none: no shift is planned then
}

// How far ahead an empty shift is shown, and administrators are told of one.
const (
	EmptyAhead = 7 * 24 * time.Hour
	TellAhead  = 24 * time.Hour
)

// empty lists the empty shifts of a rota that begin before EmptyAhead is over,
// and the one that runs.
func (k *deskRota) empty(now lanna.Millis, zone *time.Location, able func(lanna.OfficerID) bool) (out []EmptyShift) {
	if k.Rota == nil {
		return nil
	}
	for _, y := range Duties(k.Rota, now.Time(), now.Time().Add(EmptyAhead), zone) {
		if y.From <= now {
			y = *k.at(now, zone) // somebody may have taken it
		}
		if y.Empty(able) {
			out = append(out, EmptyShift{Desk: k.Desk, Record: k.Record, From: y.From, To: y.To, Shifts: y.Shifts})
		}
	}
	return out
}

// EmptyShifts lists the empty shifts of the next seven days, of one desk or of
// all of those named none, the soonest first. It tells who does not work, and
// leaves no leaf.
func (d *Desk) EmptyShifts(ctx context.Context, desks ...string) (out []EmptyShift, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		out, err = d.emptyIn(r, desks)
		return err
	})
	return out, storeError(err)
}

func (d *Desk) emptyIn(r store.Reader, desks []string) (out []EmptyShift, err error) {
	var list []*deskRota
	if len(desks) == 0 {
		list, err = rotas(r, "all", "", 1000)
	}
	for _, desk := range desks {
		k, bad := rotaAt(r, desk)
		list, err = append(list, k), errors.Join(err, bad)
	}
	if err != nil {
		return nil, err
	}
	known := map[lanna.OfficerID]bool{}
	able := func(o lanna.OfficerID) bool {
		if _, seen := known[o]; !seen {
			who, bad := officerIn(r, o)
			if bad != nil && !errors.Is(bad, store.ErrNotFound) {
				err = bad
			}
			known[o] = bad == nil && who.takesAlerts()
		}
		return known[o]
	}
	for _, k := range list {
		out = append(out, k.empty(d.Now(), d.zone(), able)...)
	}
	slices.SortStableFunc(out, func(a, b EmptyShift) int { return int(a.From - b.From) })
	return out, err
}
