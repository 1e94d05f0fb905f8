package federate

import (
	"sync"

	"lanna"
)

// Limits of what is kept early of one lane, and of all lanes together.
const (
	earlyCount = 256
	earlyBytes = 8 << 20
	earlyAll   = 32 << 20
)

// Early holds contents that came before their turn, in memory: a carrier may
// then forget them. What is lost with it was not acked and is sent again. The
// zero value is ready; it is safe for concurrent use.
type Early struct {
	mu    sync.Mutex
	lanes map[laneKey]*earlyLane
	bytes int // of all lanes
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
// returned beside it. Where there is no room what is farther from its turn gives
// way, and else it is not kept: either was not acked, so its sender has it. A
// carrier must not be made to keep it, because what closes the gap lies behind
// it there. Another content for the same place is dropped; the lane would find
// it to be a fork.
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
	if _, had := l.follow[c.Follows]; had {
		return
	}
	for len(l.follow) >= earlyCount || l.bytes+len(raw) > earlyBytes || e.bytes+len(raw) > earlyAll {
		if !e.dropFarthest(l, c.Follows) {
			return
		}
	}
	l.bytes += len(raw)
	e.bytes += len(raw)
	l.follow[c.Follows] = earlyContent{c, raw, fail}
}

// dropFarthest drops the content of the lane that is farthest from its turn, if
// it is farther than number n.
func (e *Early) dropFarthest(l *earlyLane, n uint64) bool {
	far := n
	for m := range l.follow {
		far = max(far, m)
	}
	if far == n {
		return false
	}
	e.drop(l, far, l.follow[far])
	return true
}

// Next takes out the content that follows number n, if it is here. What follows
// a lower number has lost its turn and is dropped.
func (e *Early) Next(from lanna.WriterID, lane Lane, n uint64) (c *Content, raw Message, fail error, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	l := e.lanes[laneKey{from, lane}]
	if l == nil {
		return nil, nil, nil, false
	}
	for m, old := range l.follow {
		if m < n {
			e.drop(l, m, old)
		}
	}
	had, ok := l.follow[n]
	if !ok {
		return nil, nil, nil, false
	}
	e.drop(l, n, had)
	return had.c, had.raw, had.fail, true
}

func (e *Early) drop(l *earlyLane, n uint64, had earlyContent) {
	delete(l.follow, n)
	l.bytes -= len(had.raw)
	e.bytes -= len(had.raw)
}
