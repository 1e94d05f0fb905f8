package federate

import (
	"sync"

	"lanna"
)

// Limits of what is kept early of one lane.
const (
	earlyCount = 256
	earlyBytes = 8 << 20
)

// Early holds contents that came before their turn, in memory: a carrier may
// then forget them. What is lost with it was not acked and is sent again. The
// zero value is ready; it is safe for concurrent use.
type Early struct {
	mu    sync.Mutex
	lanes map[laneKey]*earlyLane
}

type laneKey struct {
	from lanna.WriterID
	lane Lane
}

type earlyLane struct {
	bytes  int
	follow map[uint64]earlyContent // by the number that it follows
}

type earlyContent struct {
	c    *Content
	raw  Message
	fail error
}

// Put keeps a content with the message that it came in, and the error that Open
// returned beside it. One for which there is no room is dropped.
func (e *Early) Put(c *Content, raw Message, fail error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	key := laneKey{c.From, c.Lane}
	l := e.lanes[key]
	if l == nil {
		l = &earlyLane{follow: map[uint64]earlyContent{}}
		if e.lanes == nil {
			e.lanes = map[laneKey]*earlyLane{}
		}
		e.lanes[key] = l
	}
	if _, had := l.follow[c.Follows]; had || len(l.follow) >= earlyCount || l.bytes+len(raw) > earlyBytes {
		return
	}
	l.bytes += len(raw)
	l.follow[c.Follows] = earlyContent{c, raw, fail}
}

// Next takes out the content that follows number n, if it is here.
func (e *Early) Next(from lanna.WriterID, lane Lane, n uint64) (c *Content, raw Message, fail error, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	l := e.lanes[laneKey{from, lane}]
	if l == nil {
		return nil, nil, nil, false
	}
	had, ok := l.follow[n]
	if !ok {
		return nil, nil, nil, false
	}
	delete(l.follow, n)
	l.bytes -= len(had.raw)
	return had.c, had.raw, had.fail, true
}
