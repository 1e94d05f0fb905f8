package desk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A HandoverSheet is what an officer reads before a shift is handed over.
type HandoverSheet struct {
	Now    lanna.Millis
	From   Actor
	Duty   *Duty   // who is on duty; nil where nothing says so
	Takers []Actor // who may take it
	Mine   []Alert // open and owned by From, gravest first
	Others []Alert // open and owned by nobody
	More   int64   // open alerts of the two lists that the sheet leaves out
}

// maxSheet is how many alerts of each list a sheet shows.
const maxSheet = 200

// PrepareHandover lists what is open. It is a read: the log must not say that a
// shift was handed over when somebody looked at the sheet. Who may not see the
// queue, as an administrator who sets the rota, sees the shift alone.
func (d *Desk) PrepareHandover(ctx context.Context, by Actor, why Why) (*HandoverSheet, error) {
	sheet := &HandoverSheet{Now: d.Now(), From: by}
	err := d.see(ctx, by, why, "shift.show", func(r store.Reader) (s sight, err error) {
		k, err := rotaAt(r, by.Desk)
		if err != nil {
			return s, err
		}
		sheet.Duty = k.at(sheet.Now, d.zone())
		if sheet.Takers, err = takersBut(r, by.Officer); err != nil {
			return s, err
		}
		if !by.May("queue.list") {
			return s, nil
		}
		for _, part := range []struct {
			filter string
			into   *[]Alert
		}{{FilterMine, &sheet.Mine}, {FilterUnowned, &sheet.Others}} {
			var more int64
			if *part.into, more, err = d.sheetPart(r, by, why, part.filter); err != nil {
				return s, err
			}
			sheet.More += more
			for i := range *part.into {
				s.records = append(s.records, (*part.into)[i].Record)
			}
		}
		return s, nil
	})
	if err != nil {
		return nil, err
	}
	d.nameOwners(ctx, sheet.Mine)
	return sheet, nil
}

func takersBut(r store.Reader, id lanna.OfficerID) ([]Actor, error) {
	list, err := officers(r)
	return slices.DeleteFunc(list, func(a Actor) bool { return a.Officer == id || !a.takesAlerts() }), err
}

// sheetPart returns the first alerts of a filter, and how many more there are.
func (d *Desk) sheetPart(r store.Reader, by Actor, why Why, filter string) ([]Alert, int64, error) {
	audiences, err := d.audiences(r, alertView, by, why.Purpose)
	if err != nil {
		return nil, 0, err
	}
	name, values := keysOf(filter, by, d.Now())
	list, _, err := d.alerts(r, d.lens(by, why), store.ListQuery{View: alertView, Name: name, Values: values, Audiences: audiences, Limit: maxSheet})
	if err != nil {
		return nil, 0, err
	}
	n, err := r.Count(alertView, name, values[0], audiences)
	return list, max(0, n-int64(len(list))), err
}

// A handedOver is the value of a lanna.Handover claim.
type handedOver struct {
	From   lanna.OfficerID `json:"from"`
	To     lanna.OfficerID `json:"to"`
	Alerts []handedAlert   `json:"alerts"`
}

type handedAlert struct {
	Record lanna.RecordID `json:"record"`
	State  string         `json:"state"`
	Step   string         `json:"step"`
	Due    lanna.Millis   `json:"due"`
}

// HandOver hands the named alerts to taker, who has just signed with
// CheckPassword: one statement on the shift's record names both officers and
// what was open, and the alerts change hands in the same transaction. The
// taker is reached first until the running shift ends. If one of them is not as the sheet said
// (closed meanwhile, or a colleague's), nothing changes: Conflict
// "handover-stale" with its id.
func (d *Desk) HandOver(ctx context.Context, by Actor, why Why, taker Actor, ids []lanna.RecordID, note string) error {
	switch {
	case taker.Officer.IsZero() || taker.Officer == by.Officer:
		return &lanna.Error{Kind: lanna.Invalid, Code: "taker"}
	case !taker.signs(d.Now()):
		return &lanna.Error{Kind: lanna.Denied, Code: "second-signature"}
	case len(ids) > maxHandover:
		return &lanna.Error{Kind: lanna.Exhausted, Code: "handover-size"}
	}
	return d.do(ctx, by, why, "shift.handover", func(w *work) error {
		if err := w.taker(taker.Officer, Actor.takesAlerts); err != nil {
			return err
		}
		sheet := handedOver{From: by.Officer, To: taker.Officer, Alerts: []handedAlert{}}
		for _, id := range ids {
			a, err := w.handOne(id, taker.Officer)
			if err != nil {
				return err
			}
			sheet.Alerts = append(sheet.Alerts, handedAlert{id, a.state, a.step, a.due})
		}
		return w.signHandover(sheet, note)
	})
}

// maxHandover is how many alerts one handover may name.
const maxHandover = 500

func (w *work) handOne(id lanna.RecordID, to lanna.OfficerID) (*alertNow, error) {
	a, err := w.alert(id)
	if err != nil {
		return nil, err
	}
	if a.state == AlertClosed || !a.owner.IsZero() && a.owner != w.by.Officer {
		return nil, &lanna.Error{Kind: lanna.Conflict, Code: "handover-stale", ID: id.String()}
	}
	if err := w.taker(to, w.takes(a)); err != nil {
		return nil, err
	}
	return a, w.change(a, []statement.Claim{statement.New(lanna.AlertOwner, to.String())})
}

// signHandover says the handover on the record of the giver's desk, with who is
// reached from now on until the running shift ends.
func (w *work) signHandover(sheet handedOver, note string) error {
	body, err := json.Marshal(sheet)
	if err != nil {
		return err
	}
	claims := []statement.Claim{statement.New(lanna.Handover, string(body))}
	if note != "" {
		claims = append(claims, statement.New(lanna.Note, note))
	}
	k, err := rotaAt(w.tx, w.by.Desk)
	if err != nil {
		return err
	}
	s := Shift{Desk: w.by.Desk, From: w.now, To: w.now + millis(12*time.Hour)}
	if y := k.at(w.now, w.d.zone()); y != nil {
		s.To, s.Officers = max(y.To, w.now+1), y.reached()
	}
	s.Officers = rotaAfter(s.Officers, sheet.From, sheet.To)
	said, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return w.onRota(k, append(claims, statement.New(lanna.ShiftOf, string(said))), lanna.ShiftOf)
}

// rotaAfter puts the taker first and takes out the giver, who goes home, but
// for a shift leader, who stays the last to be reached.
func rotaAfter(rota []lanna.OfficerID, from, to lanna.OfficerID) []lanna.OfficerID {
	out := []lanna.OfficerID{to}
	for i, o := range rota {
		if o != to && (o != from || i == len(rota)-1) {
			out = append(out, o)
		}
	}
	return out
}
