package federate

import (
	"context"
	"time"
)

// A flight is what is under way on a lane to a party.
type flight struct {
	next    uint64 // sent up to here
	acked   uint64
	top     uint64 // the highest number that was ever sent
	hole    uint64 // what was under way when something was found missing: up to here each gap is sent again as soon as it shows
	missing bool   // what follows acked is to be sent once more
	flying  []flown
	tries   int       // since the last ack
	until   time.Time // the lane rests
	hands   *hands
}

type flown struct {
	n     uint64
	size  int
	at    time.Time
	again bool // was sent before: nobody knows which copy an ack is for, so it tells nothing of a round trip
}

// hands are the carriers' hands that are busy with a lane. Who goes back lets go
// of them: a carrier that never answers would keep them all.
type hands struct {
	ctx  context.Context
	drop context.CancelFunc
	busy chan struct{}
}

func newHands(ctx context.Context) *hands {
	h := &hands{busy: make(chan struct{}, atOnce)}
	h.ctx, h.drop = context.WithCancel(ctx)
	return h
}

func (h *hands) full() bool { return len(h.busy) == cap(h.busy) }

func (l *flight) size() int {
	sum := 0
	for _, x := range l.flying {
		sum += x.size
	}
	return sum
}

// left notes that an envelope is under way.
func (l *flight) left(m Sealed, now time.Time) {
	x := flown{m.N, len(m.Message), now, m.N <= l.top}
	l.top = max(l.top, m.N)
	if l.missing {
		l.missing = false
		if len(l.flying) > 0 && l.flying[0].n == m.N {
			l.flying[0] = x
			return
		}
		l.flying = nil // it was made anew since
	}
	l.next = m.N
	l.flying = append(l.flying, x)
}

// moved takes off what an ack covers and returns it.
func (l *flight) moved(n uint64) []flown {
	i := 0
	for i < len(l.flying) && l.flying[i].n <= n {
		i++
	}
	off := l.flying[:i]
	l.flying, l.acked, l.next = l.flying[i:], n, max(l.next, n)
	return off
}

// lacks reports whether the receiver lacks what flies first: it answered to
// something later with an ack that moved nothing (same), or it fills gaps; and
// what flies first left a round trip ago.
func (l *flight) lacks(same bool, before time.Time) bool {
	return len(l.flying) > 0 && !l.missing && (same || l.acked < l.hole) && l.flying[0].at.Before(before)
}

// back makes the lane go on behind what was acked, with free hands.
func (l *flight) back(ctx context.Context) {
	l.next, l.flying, l.missing = l.acked, nil, false
	l.hands.drop()
	l.hands = newHands(ctx)
}
