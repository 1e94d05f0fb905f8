package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"sync"
	"time"

	"lanna"
	"lanna/desk"
)

// An openSession is one device on which an officer has signed in.
type openSession struct {
	id       string // random; names the session and opens nothing
	officer  lanna.OfficerID
	sessions int // the officer's desk.Actor.Sessions when it began
	device   string
	address  string
	since    time.Time
	seen     time.Time
	enrol    bool          // nothing is open to it before a second factor is set up
	over     chan struct{} // of a localBook: closed when it ends, and open streams with it
}

// A book lists the sessions that are open. A session that is not in it is over,
// whatever a cookie says.
type book interface {
	// begin opens a session and returns its name.
	begin(ctx context.Context, s openSession, now time.Time) (id string, err error)
	// find returns a session as it is now; ok is false where it is over.
	find(ctx context.Context, id string) (s openSession, ok bool, err error)
	// touch notes that somebody is at the device.
	touch(ctx context.Context, s openSession, now time.Time) error
	// ready lets a session go on to all pages.
	ready(ctx context.Context, s openSession, now time.Time) error
	// of lists an officer's sessions, the one that was used last first.
	of(ctx context.Context, officer lanna.OfficerID, now time.Time) ([]openSession, error)
	// end ends those of an officer's sessions that f names, streams included, and
	// returns how many.
	end(ctx context.Context, officer lanna.OfficerID, f func(id string) bool) (int, error)
	// over returns what is closed when a session ends; leave is called by who waits
	// no longer.
	over(id string) (ended <-chan struct{}, leave func())
}

// newBook returns the book of a process that serves alone, or of several with one
// memory.
func newBook(m desk.Memory) book {
	if m == nil {
		return &localBook{open: map[string]*openSession{}}
	}
	return &sharedBook{memory: m, watched: map[string]*watch{}}
}

// A localBook is that of a process that serves alone.
type localBook struct {
	mu   sync.Mutex
	open map[string]*openSession
}

// begin forgets those that time has ended.
func (b *localBook) begin(_ context.Context, s openSession, now time.Time) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, old := range b.open {
		if now.Sub(old.seen) > sessionIdle || now.Sub(old.since) > sessionMost {
			b.drop(old)
		}
	}
	s.id, s.since, s.seen, s.over = rand.Text(), now, now, make(chan struct{})
	b.open[s.id] = &s
	return s.id, nil
}

func (b *localBook) find(_ context.Context, id string) (s openSession, ok bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.open[id]; p != nil {
		return *p, true, nil
	}
	return openSession{}, false, nil
}

func (b *localBook) touch(_ context.Context, s openSession, now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.open[s.id]; p != nil {
		p.seen = now
	}
	return nil
}

func (b *localBook) ready(_ context.Context, s openSession, _ time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.open[s.id]; p != nil {
		p.enrol = false
	}
	return nil
}

func (b *localBook) over(id string) (<-chan struct{}, func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.open[id]; p != nil {
		return p.over, func() {}
	}
	ended := make(chan struct{})
	close(ended)
	return ended, func() {}
}

func (b *localBook) of(_ context.Context, officer lanna.OfficerID, now time.Time) ([]openSession, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []openSession
	for _, s := range b.open {
		if s.officer == officer && now.Sub(s.seen) <= sessionIdle && now.Sub(s.since) <= sessionMost {
			out = append(out, *s)
		}
	}
	lastUsedFirst(out)
	return out, nil
}

func lastUsedFirst(list []openSession) {
	slices.SortFunc(list, func(x, y openSession) int { return cmp.Or(y.seen.Compare(x.seen), strings.Compare(x.id, y.id)) })
}

func (b *localBook) end(_ context.Context, officer lanna.OfficerID, f func(id string) bool) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for id, s := range b.open {
		if s.officer == officer && f(id) {
			b.drop(s)
			n++
		}
	}
	return n, nil
}

func (b *localBook) drop(s *openSession) {
	delete(b.open, s.id)
	close(s.over)
}

// deviceWords are what a person calls a browser by what it says of itself.
func deviceWords(agent string) string {
	pick := func(known ...string) string {
		for _, k := range known {
			sign, name, _ := strings.Cut(k, "=")
			if strings.Contains(agent, sign) {
				return name
			}
		}
		return ""
	}
	browser := pick("Edg/=Edge", "OPR/=Opera", "Firefox/=Firefox", "Chrome/=Chrome", "Safari/=Safari")
	system := pick("Android=Android", "iPhone=iPhone", "iPad=iPad", "Windows=Windows", "Mac OS X=macOS", "Linux=Linux")
	return strings.Trim(browser+", "+system, ", ")
}
