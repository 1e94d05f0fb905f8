package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// A Shift is who is reached when a clock runs out at a desk. It holds until
// another is set, even past its end: somebody must be reached.
type Shift struct {
	Desk     string            `json:"desk"`
	From     lanna.Millis      `json:"from"`
	To       lanna.Millis      `json:"to"`
	Officers []lanna.OfficerID `json:"officers"` // the first is on duty, then the next in the rota, the last is the shift leader
}

// maxRota is how many officers a shift may name.
const maxRota = 50

// SetShift sets the shift of a desk in place of the one before.
func (d *Desk) SetShift(ctx context.Context, by Actor, why Why, s Shift) error {
	if len(s.Officers) == 0 || len(s.Officers) > maxRota || s.To <= s.From {
		return &lanna.Error{Kind: lanna.Invalid, Code: "shift-malformed"}
	}
	return d.do(ctx, by, why, "shift.set", func(w *work) error {
		for _, id := range s.Officers {
			if err := w.taker(id, Actor.takesAlerts); err != nil {
				return err
			}
		}
		id, _, err := shiftOf(w.tx, s.Desk)
		if err != nil {
			return err
		}
		return w.setShift(id, s)
	})
}

// setShift says the shift on the desk's record, which it opens where there is
// none, with what else is said at the same moment.
func (w *work) setShift(id lanna.RecordID, s Shift, more ...statement.Claim) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	claims := append(more, statement.New(lanna.ShiftOf, string(body)))
	if id.IsZero() {
		return w.openShift(claims)
	}
	st, err := w.state(id)
	if err != nil {
		return err
	}
	var replaced []lanna.Digest
	for _, f := range st.Live(lanna.ShiftOf) {
		replaced = append(replaced, f.Digest)
	}
	_, err = w.say(lanna.Grant, id, handling.Marking{}, claims, replaced...)
	return err
}

func (w *work) openShift(claims []statement.Claim) error {
	label, err := w.label(lanna.ShiftRecord)
	if err != nil {
		return err
	}
	id := lanna.NewRecordID()
	if _, err := w.ledger(id, true); err != nil {
		return err
	}
	head := []statement.Claim{statement.New(lanna.KindOfRecord, string(lanna.ShiftRecord)), statement.New(lanna.Label, label)}
	_, err = w.say(lanna.Grant, id, handling.Marking{}, append(head, claims...))
	return err
}

// CurrentShift returns the shift of a desk, or nil where none was set. It
// tells who works, not of whom, and leaves no leaf.
func (d *Desk) CurrentShift(ctx context.Context, desk string) (s *Shift, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		_, s, err = shiftOf(r, desk)
		return err
	})
	return s, storeError(err)
}

// shiftView keeps the shift of each desk.
const shiftView = "shift"

func foldShift(d *Desk, st *statement.State) (store.Row, bool) {
	us := d.Agency()
	if st.Of(us, lanna.KindOfRecord) != string(lanna.ShiftRecord) {
		return store.Row{}, false
	}
	body := st.Of(us, lanna.ShiftOf)
	var s Shift
	if json.Unmarshal([]byte(body), &s) != nil {
		return store.Row{}, false
	}
	return store.Row{Body: []byte(body), Keys: []store.Key{{Name: "desk", Value: s.Desk}}}, true
}

// shiftOf returns the record and the shift of a desk; no record where none was set.
func shiftOf(r store.Reader, desk string) (lanna.RecordID, *Shift, error) {
	list, err := r.List(store.ListQuery{View: shiftView, Name: "desk", Values: []string{desk}, Audiences: everyone, Limit: 1})
	if err != nil || len(list) == 0 {
		return lanna.RecordID{}, nil, err
	}
	s := &Shift{}
	if err := json.Unmarshal(list[0].Body, s); err != nil {
		return lanna.RecordID{}, nil, &lanna.Error{Kind: lanna.Integrity, Code: "view-row", ID: list[0].ID.String(), Err: err}
	}
	return list[0].ID, s, nil
}

// handsOn returns who is reached after the owner, at the given level: the next
// in the rota, in the end the shift leader, who stays. An officer who does not
// fit is passed over.
func (s *Shift) handsOn(r store.Reader, owner lanna.OfficerID, level int, fits func(Actor) bool) (lanna.OfficerID, error) {
	at := slices.Index(s.Officers, owner)
	if owner.IsZero() {
		at = level // nobody took it while it was with the officer on duty
	}
	last := len(s.Officers) - 1
	for i := min(at+1, last); i <= last; i++ {
		who, err := officerIn(r, s.Officers[i])
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return owner, err
		}
		if err == nil && fits(who) {
			return who.Officer, nil
		}
	}
	return owner, nil
}
