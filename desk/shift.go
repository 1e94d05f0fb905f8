package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// A Shift is what a handover says of who is on duty: in place of the rota, until
// the running shift ends. At a desk without a rota it holds until another is
// set, even past its end: somebody must be reached. (Before there were rotas by
// the week, shifts were set this way; those statements still count.)
type Shift struct {
	Desk     string            `json:"desk"`
	From     lanna.Millis      `json:"from"`
	To       lanna.Millis      `json:"to"`
	Officers []lanna.OfficerID `json:"officers"` // the first is on duty, then the next in the rota, the last is the shift leader
}

// maxRota is how many officers a shift may name.
const maxRota = 50

// A deskRota is what stands on the record of a desk's rota.
type deskRota struct {
	Record lanna.RecordID `json:"-"`
	Desk   string         `json:"desk"`
	Rota   *Rota          `json:"rota,omitempty"`
	Base   lanna.Digest   `json:"base,omitzero"` // of the claim that says the rota
	Shift  *Shift         `json:"shift,omitempty"`
}

// at says who is on duty: whoever took the shift by a handover, or else the rota.
func (k *deskRota) at(now lanna.Millis, zone *time.Location) *Duty {
	s := k.Shift
	if k.Rota == nil {
		if s == nil {
			return nil
		}
		return &Duty{Desk: k.Desk, From: s.From, To: s.To, Officers: s.Officers, Taken: true}
	}
	y := DutyAt(k.Rota, now.Time(), zone)
	if s != nil && s.From <= now && now < s.To {
		y.Officers, y.To, y.Taken, y.Closed = s.Officers, s.To, true, false
	}
	return &y
}

// shiftView keeps the rota of each desk, and what the last handover said.
const shiftView = "shift"

func foldShift(d *Desk, st *statement.State) (store.Row, bool) {
	us := d.Agency()
	if st.Of(us, lanna.KindOfRecord) != string(lanna.ShiftRecord) {
		return store.Row{}, false
	}
	k := deskRota{Rota: &Rota{}, Shift: &Shift{}}
	said := st.Of(us, lanna.RotaOf)
	if json.Unmarshal([]byte(said), k.Rota) != nil {
		k.Rota = nil
	}
	if json.Unmarshal([]byte(st.Of(us, lanna.ShiftOf)), k.Shift) != nil {
		k.Shift = nil
	}
	switch {
	case k.Rota != nil:
		k.Desk = k.Rota.Desk
		for _, f := range st.Live(lanna.RotaOf) {
			if f.Value == said {
				k.Base = f.Digest
			}
		}
	case k.Shift != nil:
		k.Desk = k.Shift.Desk
	default:
		return store.Row{}, false
	}
	body, err := json.Marshal(k)
	return store.Row{Body: body, Keys: []store.Key{{Name: "desk", Value: k.Desk}, {Name: "all"}}}, err == nil
}

// rotaAt returns what stands on the rota of a desk; with a record of zero where
// nothing was said.
func rotaAt(r store.Reader, desk string) (*deskRota, error) {
	list, err := rotas(r, "desk", desk, 1)
	if err != nil || len(list) == 0 {
		return &deskRota{Desk: desk}, err
	}
	return list[0], nil
}

func rotas(r store.Reader, name, value string, limit int) (out []*deskRota, err error) {
	list, err := r.List(store.ListQuery{View: shiftView, Name: name, Values: []string{value}, Audiences: everyone, Limit: limit})
	for _, item := range list {
		k := &deskRota{Record: item.ID}
		if err := json.Unmarshal(item.Body, k); err != nil {
			return nil, &lanna.Error{Kind: lanna.Integrity, Code: "view-row", ID: item.ID.String(), Err: err}
		}
		out = append(out, k)
	}
	return out, err
}

// onRota says claims on the record of a desk's rota, which it opens where there
// is none, in place of what the properties said before.
func (w *work) onRota(k *deskRota, claims []statement.Claim, instead ...lanna.Property) error {
	if k.Record.IsZero() {
		return w.openOwn(lanna.ShiftRecord, claims...)
	}
	st, err := w.state(k.Record)
	if err != nil {
		return err
	}
	var replaced []lanna.Digest
	for _, p := range instead {
		for _, f := range st.Live(p) {
			replaced = append(replaced, f.Digest)
		}
	}
	_, err = w.say(lanna.Grant, k.Record, handling.Marking{}, claims, replaced...)
	return err
}

// OnDuty says who is on duty at a desk now; nil where neither a rota nor a
// handover says so. It tells who works, not of whom, and leaves no leaf.
func (d *Desk) OnDuty(ctx context.Context, desk string) (y *Duty, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		k, err := rotaAt(r, desk)
		if err == nil {
			y = k.at(d.Now(), d.zone())
		}
		return err
	})
	return y, storeError(err)
}

// zone is the time zone of the duty room.
func (d *Desk) zone() *time.Location {
	if d.cfg.Zone == nil {
		return time.UTC
	}
	return d.cfg.Zone
}

// handsOn returns who is reached after the owner, at the given level: the next
// in the rota, in the end the last of it, who stays. An officer who does not
// fit is passed over.
func handsOn(r store.Reader, rota []lanna.OfficerID, owner lanna.OfficerID, level int, fits func(Actor) bool) (lanna.OfficerID, error) {
	at := slices.Index(rota, owner)
	if owner.IsZero() {
		at = level // nobody took it while it was with the officer on duty
	}
	last := len(rota) - 1
	for i := min(at+1, last); i <= last; i++ {
		who, err := officerIn(r, rota[i])
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return owner, err
		}
		if err == nil && fits(who) {
			return who.Officer, nil
		}
	}
	return owner, nil
}
