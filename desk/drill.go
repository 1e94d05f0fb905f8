package desk

import (
	"context"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// A DrillReport is how far a drill has come.
type DrillReport struct {
	Record lanna.RecordID `json:"record"`
	Label  string         `json:"label"`
	State  string         `json:"state"`
	Raised lanna.Millis   `json:"raised"`
	Wakes  []Wakeup       `json:"wakes"` // oldest first
}

// Drill raises an alert that is marked as a drill. It wakes those whom a threat
// to life at the desk would wake, by the same ways; it is about nobody, no
// partner is sent it, and whoever acknowledges it closes it.
func (d *Desk) Drill(ctx context.Context, by Actor, why Why, desk string) (lanna.RecordID, error) {
	if !deskForm.MatchString(desk) {
		return lanna.RecordID{}, &lanna.Error{Kind: lanna.Invalid, Code: "desk-malformed"}
	}
	if len(d.cfg.Wakers) == 0 {
		return lanna.RecordID{}, &lanna.Error{Kind: lanna.Unavailable, Code: "wake-not-set-up"}
	}
	id := lanna.NewRecordID()
	err := d.do(ctx, by, why, "alert.drill", func(w *work) error {
		var claims []statement.Claim
		if desk != "" {
			claims = append(claims, statement.New(lanna.AlertDesk, desk))
		}
		return w.createAs(id, lanna.DrillRecord, handling.Marking{}, append(claims, w.alertClaims(id, lanna.DrillRecord, claims)...)...)
	})
	return id, err
}

// Drilled tells who was woken by a drill, and how long each took.
func (d *Desk) Drilled(ctx context.Context, by Actor, why Why, id lanna.RecordID) (*DrillReport, error) {
	var st *statement.State
	err := d.see(ctx, by, why, "alert.drill", func(r store.Reader) (s sight, err error) {
		entries, err := d.entries(r, id)
		if err != nil {
			return s, err
		}
		st = statement.Fold(d.Agency(), id, entries)
		if st.Of(d.Agency(), lanna.KindOfRecord) != string(lanna.DrillRecord) {
			return s, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
		}
		return sight{records: []lanna.RecordID{id}}, nil
	})
	if err != nil {
		return nil, err
	}
	a, _ := d.alertOf(st)
	return &DrillReport{Record: id, Label: st.Of(d.Agency(), lanna.Label), State: a.state, Raised: a.raised, Wakes: d.wakesOf(ctx, st)}, nil
}
