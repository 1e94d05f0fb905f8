package desk

import (
	"encoding/json"
	"sync"

	"lanna"
	"lanna/handling"
	"lanna/statement"
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

// post puts the event of a record that changed into the outbox.
func (w *work) post(st *statement.State) (Event, error) {
	us := w.d.Agency()
	e := Event{Record: st.Record, Act: w.act, Severity: lanna.Severity(st.Of(us, lanna.AlertSeverity)),
		State: st.Of(us, lanna.AlertState), New: len(st.History) == 1, Audience: audienceOf(st)}
	b, err := json.Marshal(e)
	if err != nil {
		return e, err
	}
	e.N, err = w.tx.Post(screens, b)
	return e, err
}

// A broadcaster hands events to the pages that are open.
type broadcaster struct {
	mu   sync.Mutex
	subs map[chan Event]bool
}

// send gives events to every subscriber. One that does not keep up is closed;
// it comes back with the number of the last event that it saw.
func (b *broadcaster) send(events []Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ch := range b.subs {
		for _, e := range events {
			select {
			case ch <- e:
				continue
			default:
			}
			delete(b.subs, ch)
			close(ch)
			break
		}
	}
}

func (b *broadcaster) subscribe() chan Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs == nil {
		b.subs = map[chan Event]bool{}
	}
	ch := make(chan Event, 256)
	b.subs[ch] = true
	return ch
}

func (b *broadcaster) unsubscribe(ch chan Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs[ch] {
		delete(b.subs, ch)
		close(ch)
	}
}
