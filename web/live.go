package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"lanna"
	"lanna/desk"
)

// heartbeat is how often an open connection says what time it is, and how soon
// it notices that the session is over.
const heartbeat = 15 * time.Second

// serveLive sends what changed as server-sent events: that a record changed,
// never its content. It does not keep a session alive, and ends with it.
func (s *Server) serveLive(w http.ResponseWriter, r *http.Request) {
	v, c, ok := s.listener(w, r)
	if v == nil || !ok || v.session.enrol || !v.actor.May("queue.list") {
		http.Error(w, "sign in", http.StatusNoContent) // 204 tells a browser not to come back
		return
	}
	after, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64)
	if err != nil {
		after, _ = strconv.ParseInt(r.FormValue("after"), 10, 64) // absent: from the beginning of what is kept
	}
	events, err := s.desk.Events(r.Context(), v.actor, c.Why, after)
	if err != nil {
		s.config.Log.Error("live", "code", lanna.CodeOf(err), "err", err)
		http.Error(w, "unavailable", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	out := &stream{w: w, to: http.NewResponseController(w)}
	fmt.Fprint(w, "retry: 2000\n\n")
	s.follow(v, out, events)
}

// listener is the visit of an open connection, nil where nobody has signed in,
// and the purpose, if one holds.
func (s *Server) listener(w http.ResponseWriter, r *http.Request) (*visit, chosenWhy, bool) {
	ctx, err := s.sessions.Load(r.Context(), cookieValue(r, s.sessions.Cookie.Name))
	if err != nil {
		return nil, chosenWhy{}, false
	}
	v := &visit{Request: r.WithContext(ctx), w: w, s: s, now: s.config.Now(), lang: s.words.Match(cookieValue(r, langCookie), r.Header.Get("Accept-Language"))}
	if err := s.identify(v); err != nil || !v.signedIn() {
		return nil, chosenWhy{}, false
	}
	c, ok := v.chosen()
	return v, c, ok
}

func (s *Server) follow(v *visit, out *stream, events <-chan []desk.Event) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	over, leave := s.book.over(v.session.id)
	defer leave()
	if out.send(line("time", 0, v.beat())) != nil {
		return
	}
	for {
		var err error
		select {
		case <-v.Context().Done():
			return
		case <-over:
			return
		case list, ok := <-events:
			if !ok {
				return
			}
			err = out.send(s.said.of(list, s.config.Now()))
		case <-beat.C:
			if still, _, _ := s.listener(v.w, v.Request); still == nil {
				return
			}
			err = out.send(line("time", 0, v.beat()))
		}
		if err != nil {
			return
		}
	}
}

// beat tells the time, and how the exchange with partners stands.
func (v *visit) beat() told {
	t := told{Now: lanna.MillisOf(v.s.config.Now())}
	if x := v.exchange(); x.Words != "" {
		t.Exchange = &x
	}
	return t
}

// told is what a page hears.
type told struct {
	N        int64          `json:"n"`
	Record   string         `json:"record,omitempty"`
	Severity lanna.Severity `json:"severity,omitempty"`
	New      bool           `json:"new,omitempty"`
	Closed   bool           `json:"closed,omitempty"`
	Now      lanna.Millis   `json:"now"`
	Exchange *exchangeStrip `json:"exchange,omitempty"`
}

// saidLast is what streams were last told, as bytes: all whose officers have the
// same rights get the same events, and so it is written out once for them.
type saidLast struct {
	mu     sync.Mutex
	events []desk.Event
	at     time.Time
	text   []byte
}

// fresh is for how long the time that stands in a text is the time of now.
const fresh = 50 * time.Millisecond

// of returns events as lines of a stream, which nobody may write to.
func (s *saidLast) of(events []desk.Event, now time.Time) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if age := now.Sub(s.at); age < 0 || age > fresh || len(s.events) != len(events) || &s.events[0] != &events[0] {
		s.events, s.at, s.text = events, now, nil
		for _, e := range events {
			s.text = append(s.text, line("alert", e.N, told{N: e.N, Record: e.Record.String(), Severity: e.Severity,
				New: e.New && e.Severity != "", Closed: e.State == desk.AlertClosed, Now: lanna.MillisOf(now)})...)
		}
	}
	return s.text
}

// line is one event of a stream; without an id, 0, it is not resumed after.
func line(kind string, id int64, data told) []byte {
	raw, err := json.Marshal(data)
	if err != nil {
		panic("web: what a page hears is plain data and always has a JSON form")
	}
	var out []byte
	if id != 0 {
		out = fmt.Appendf(out, "id: %d\n", id)
	}
	return fmt.Appendf(out, "event: %s\ndata: %s\n\n", kind, raw)
}

type stream struct {
	w  http.ResponseWriter
	to *http.ResponseController
}

func (s *stream) send(lines []byte) error {
	if _, err := s.w.Write(lines); err != nil {
		return err
	}
	return s.to.Flush()
}
