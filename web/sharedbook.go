package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"sync"
	"time"

	"lanna"
	"lanna/desk"
)

const (
	bookSpace  = "book"
	touchAfter = time.Minute            // a session that was used is written down again no sooner
	lookAgain  = 400 * time.Millisecond // how soon an open stream notices that its session ended elsewhere
)

// A sharedBook is that of all processes of a node: whoever signed in at one is known
// at all.
type sharedBook struct {
	memory  desk.Memory
	mu      sync.Mutex
	watched map[string]*watch // sessions with streams that are open here
	looking bool              // look runs
}

// A watch is what streams of one session wait for.
type watch struct {
	n     int
	ended chan struct{}
}

// A bookLine is an openSession as the memory keeps it.
type bookLine struct {
	ID       string          `json:"id"`
	Officer  lanna.OfficerID `json:"officer"`
	Sessions int             `json:"sessions"`
	Device   string          `json:"device"`
	Address  string          `json:"address"`
	Since    time.Time       `json:"since"`
	Seen     time.Time       `json:"seen"`
	Enrol    bool            `json:"enrol,omitempty"`
}

func (b *sharedBook) begin(ctx context.Context, s openSession, now time.Time) (string, error) {
	s.id, s.since, s.seen = rand.Text(), now, now
	return s.id, b.write(ctx, s, now)
}

func (b *sharedBook) write(ctx context.Context, s openSession, now time.Time) error {
	line, err := json.Marshal(bookLine{s.id, s.officer, s.sessions, s.device, s.address, s.since, s.seen, s.enrol})
	if err != nil {
		return err
	}
	return b.memory.Remember(ctx, desk.Memo{Space: bookSpace, Key: s.id, Group: s.officer.String(), Value: line,
		For: min(s.seen.Add(sessionIdle).Sub(now), s.since.Add(sessionMost).Sub(now)) + touchAfter})
}

func readLine(b []byte) (openSession, error) {
	var l bookLine
	err := json.Unmarshal(b, &l)
	return openSession{id: l.ID, officer: l.Officer, sessions: l.Sessions, device: l.Device, address: l.Address, since: l.Since, seen: l.Seen, enrol: l.Enrol}, err
}

func (b *sharedBook) find(ctx context.Context, id string) (s openSession, ok bool, err error) {
	m, err := b.memory.Recall(ctx, bookSpace, id)
	if lanna.KindOf(err) == lanna.NotFound && err != nil {
		return s, false, nil
	}
	if err == nil {
		s, err = readLine(m.Value)
	}
	return s, err == nil, err
}

func (b *sharedBook) touch(ctx context.Context, s openSession, now time.Time) error {
	if now.Sub(s.seen) < touchAfter {
		return nil
	}
	s.seen = now
	return b.write(ctx, s, now)
}

func (b *sharedBook) ready(ctx context.Context, s openSession, now time.Time) error {
	s.enrol, s.seen = false, now // the request was noted after s was read
	return b.write(ctx, s, now)
}

func (b *sharedBook) of(ctx context.Context, officer lanna.OfficerID, now time.Time) ([]openSession, error) {
	list, err := b.memory.Listed(ctx, bookSpace, officer.String())
	var out []openSession
	for _, m := range list {
		s, err := readLine(m.Value)
		if err != nil {
			return nil, err
		}
		if now.Sub(s.seen) <= sessionIdle+touchAfter && now.Sub(s.since) <= sessionMost {
			out = append(out, s)
		}
	}
	lastUsedFirst(out)
	return out, err
}

func (b *sharedBook) end(ctx context.Context, officer lanna.OfficerID, f func(id string) bool) (n int, err error) {
	list, err := b.memory.Listed(ctx, bookSpace, officer.String())
	if err != nil {
		return 0, err
	}
	for _, m := range list {
		s, err := readLine(m.Value)
		if err != nil {
			return n, err
		}
		if !f(s.id) {
			continue
		}
		if err := b.memory.Forget(ctx, bookSpace, s.id); err != nil {
			return n, err
		}
		b.cut(s.id)
		n++
	}
	return n, nil
}

// cut ends the streams of a session that are open here.
func (b *sharedBook) cut(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if w := b.watched[id]; w != nil {
		delete(b.watched, id)
		close(w.ended)
	}
}

func (b *sharedBook) over(id string) (<-chan struct{}, func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := b.watched[id]
	if w == nil {
		w = &watch{ended: make(chan struct{})}
		b.watched[id] = w
		if !b.looking {
			b.looking = true
			go b.look()
		}
	}
	w.n++
	return w.ended, func() { b.leave(id, w) }
}

func (b *sharedBook) leave(id string, w *watch) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if w.n--; w.n == 0 && b.watched[id] == w {
		delete(b.watched, id)
	}
}

// look ends streams whose sessions ended at another process, as long as there are
// streams. While the memory is away it knows of none.
func (b *sharedBook) look() {
	t := time.NewTicker(lookAgain)
	defer t.Stop()
	for range t.C {
		ids := b.streams()
		if len(ids) == 0 {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*lookAgain)
		gone, err := b.memory.Gone(ctx, bookSpace, ids)
		cancel()
		for _, id := range gone {
			if err == nil {
				b.cut(id)
			}
		}
	}
}

// streams returns the sessions to look for. Where there are none, look ends.
func (b *sharedBook) streams() (ids []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.looking = len(b.watched) > 0
	for id := range b.watched {
		ids = append(ids, id)
	}
	return ids
}
