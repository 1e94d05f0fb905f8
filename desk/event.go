package desk

import (
	"encoding/json"
	"slices"

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

// opened reports whether this work made the record one of this agency's: it was
// reported here just now, or came from a partner just now.
func (w *work) opened(st *statement.State) bool {
	return slices.ContainsFunc(st.Facts, func(f statement.Fact) bool {
		return f.Property == lanna.KindOfRecord && f.Agency == w.d.Agency() &&
			slices.ContainsFunc(w.said, func(s saidNow) bool { return s.st.ID == f.Statement })
	})
}

// event is what the screens are told of a record that changed.
func (w *work) event(st *statement.State) Event {
	us := w.d.Agency()
	return Event{Record: st.Record, Act: w.act, Severity: lanna.Severity(st.Of(us, lanna.AlertSeverity)),
		State: st.Of(us, lanna.AlertState), New: w.opened(st), Audience: audienceOf(st)}
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
