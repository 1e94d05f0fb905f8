package desk

import (
	"encoding/json"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// screens is the receiver of the outbox that stands for the node's own pages.
const screens = "screens"

// An Event tells the screens that a record changed. It names the record and
// nothing of its content: a page asks for what its reader may see.
type Event struct {
	N        int64             `json:"n"` // number in the outbox; resume after it
	Record   lanna.RecordID    `json:"record"`
	Act      string            `json:"act"`
	Severity lanna.Severity    `json:"severity,omitempty"` // of an alert, if the record is one
	State    string            `json:"state,omitempty"`
	New      bool              `json:"new,omitempty"` // the alert was raised just now
	Audience handling.Audience `json:"audience"`
}

// event is what the screens are told of a record that changed.
func (w *work) event(st *statement.State) Event {
	us := w.d.Agency()
	return Event{Record: st.Record, Act: w.act, Severity: lanna.Severity(st.Of(us, lanna.AlertSeverity)),
		State: st.Of(us, lanna.AlertState), New: len(st.History) == 1, Audience: audienceOf(st)}
}

// post puts the event into the outbox and gives it its number there.
func (e *Event) post(tx store.Tx) error {
	e.N = 0
	b, err := json.Marshal(e)
	if err == nil {
		e.N, err = tx.Post(screens, b)
	}
	return err
}
