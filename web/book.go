package web

import (
	"cmp"
	"crypto/rand"
	"slices"
	"strings"
	"sync"
	"time"

	"lanna"
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
	over     chan struct{} // closed when it ends, and open streams with it
}

// A book lists the sessions that are open. A session that is not in it is over,
// whatever a cookie says.
type book struct {
	mu   sync.Mutex
	open map[string]*openSession
}

// begin opens a session and forgets those that time has ended.
func (b *book) begin(s openSession, now time.Time) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open == nil {
		b.open = map[string]*openSession{}
	}
	for _, old := range b.open {
		if now.Sub(old.seen) > sessionIdle || now.Sub(old.since) > sessionMost {
			b.drop(old)
		}
	}
	s.id, s.since, s.seen, s.over = rand.Text(), now, now, make(chan struct{})
	b.open[s.id] = &s
	return s.id
}

// find returns a session as it is now; ok is false where it is over.
func (b *book) find(id string) (s openSession, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.open[id]; p != nil {
		return *p, true
	}
	return openSession{}, false
}

// touch notes that somebody is at the device.
func (b *book) touch(id string, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.open[id]; p != nil {
		p.seen = now
	}
}

// ready lets a session go on to all pages.
func (b *book) ready(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.open[id]; p != nil {
		p.enrol = false
	}
}

// of lists an officer's sessions, the one that was used last first.
func (b *book) of(officer lanna.OfficerID, now time.Time) []openSession {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []openSession
	for _, s := range b.open {
		if s.officer == officer && now.Sub(s.seen) <= sessionIdle && now.Sub(s.since) <= sessionMost {
			out = append(out, *s)
		}
	}
	slices.SortFunc(out, func(x, y openSession) int { return cmp.Or(y.seen.Compare(x.seen), strings.Compare(x.id, y.id)) })
	return out
}

// end ends those of an officer's sessions that f names, streams included, and
// returns how many.
func (b *book) end(officer lanna.OfficerID, f func(id string) bool) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for id, s := range b.open {
		if s.officer == officer && f(id) {
			b.drop(s)
			n++
		}
	}
	return n
}

func (b *book) drop(s *openSession) {
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
