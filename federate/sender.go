package federate

import (
	"context"
	"sync"
	"time"

	"lanna"
)

const (
	// urgentWindow is how much that is urgent may be under way; it heeds no pace.
	urgentWindow = 256 << 10
	// orderly is how long the next envelope waits for a carrier to take the one
	// before, so that they seldom overtake each other.
	orderly = 20 * time.Millisecond
	// atOnce is how many envelopes of a lane carriers may be busy with for one
	// party: a photo that they hold on to never delays what is urgent.
	atOnce = 8
	// again is how long a lane is left alone when no carrier took its message.
	again = 500 * time.Millisecond
	// How long an ack is waited for: at least, at least while no round trip is
	// known, and at most.
	leastPatience = time.Second
	firstPatience = 3 * time.Second
	mostPatience  = 10 * time.Minute
)

// A sender sends one party what waits for it, the most urgent lane first.
type sender struct {
	f    *Forwarder
	to   lanna.WriterID
	woke chan struct{} // holds one

	mu    sync.Mutex
	lanes [3]flight
	pace  pace
	trip  time.Duration // smoothed round trip of all lanes; 0 while none is known
}

func newSender(ctx context.Context, f *Forwarder, to lanna.WriterID) *sender {
	s := &sender{f: f, to: to, woke: make(chan struct{}, 1)}
	for i := range s.lanes {
		s.lanes[i].hands = newHands(ctx)
	}
	return s
}

func (s *sender) poke() {
	select {
	case s.woke <- struct{}{}:
	default:
	}
}

// run sends until ctx ends.
func (s *sender) run(ctx context.Context) {
	for ctx.Err() == nil {
		wait := s.round(ctx)
		s.rest(ctx, wait)
	}
}

// rest waits until it is woken, or for a while if that is not 0.
func (s *sender) rest(ctx context.Context, wait time.Duration) {
	var late <-chan time.Time
	if wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		late = t.C
	}
	select {
	case <-ctx.Done():
	case <-s.woke:
	case <-late:
		s.overdue(ctx)
	}
}

// round sends all that may be sent now and returns when to look again without
// being woken; 0 is never.
func (s *sender) round(ctx context.Context) time.Duration {
	for ctx.Err() == nil {
		c := s.carrier()
		if c == nil {
			return 0 // a link that comes wakes us
		}
		lane, m, ok, err := s.pick(ctx)
		if err != nil {
			s.f.Log.Warn("outbox not read", "party", s.to, "error", err)
			return again
		}
		if !ok {
			break
		}
		s.f.Log.Debug("sending", "party", s.to, "lane", lane, "number", m.N, "carrier", c.Name())
		s.send(ctx, c, lane, m.Message)
	}
	return s.due()
}

// carrier returns the first carrier whose link is up.
func (s *sender) carrier() Carrier {
	for _, c := range s.f.reach(s.to) {
		if up, _ := c.Link(); up {
			return c
		}
	}
	return nil
}

// pick takes the next envelope of the most urgent lane that may send.
func (s *sender) pick(ctx context.Context) (Lane, Sealed, bool, error) {
	for _, lane := range Lanes {
		after, size := s.room(lane)
		if size <= 0 {
			continue
		}
		list, err := s.f.Post.Outgoing(ctx, s.to, lane, after, size)
		if err != nil {
			return lane, Sealed{}, false, err
		}
		s.mu.Lock()
		if len(list) > 0 {
			s.lanes[lane].left(list[0], s.f.Clock.Now())
		} else {
			s.lanes[lane].missing = false
		}
		s.mu.Unlock()
		if len(list) > 0 {
			return lane, list[0], true, nil
		}
	}
	return 0, Sealed{}, false, nil
}

// room returns where a lane goes on and how large its next envelope may be.
func (s *sender) room(lane Lane) (after uint64, size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &s.lanes[lane]
	if l.hands.full() || s.f.Clock.Now().Before(l.until) {
		return 0, 0
	}
	if l.missing {
		return l.acked, minPiece // it was sealed long ago, and takes the place of what is lost
	}
	if lane == Urgent {
		if size = urgentWindow - l.size(); size > 0 {
			size = max(size, minPiece)
		}
		return l.next, size
	}
	under := s.lanes[Ordinary].size() + s.lanes[Bulk].size()
	if under > 0 && under+s.pace.piece() > s.pace.size() {
		return 0, 0
	}
	return l.next, s.pace.piece()
}

// send hands a message over and waits a little for the carrier to take it. A
// lane whose message was not taken rests, and the others go on.
func (s *sender) send(ctx context.Context, c Carrier, lane Lane, m Message) {
	s.mu.Lock()
	h := s.lanes[lane].hands
	s.mu.Unlock()
	h.busy <- struct{}{} // room looked whether there is room, and only this sender takes it
	done := make(chan struct{})
	s.f.work.Go(func() {
		err := c.Send(h.ctx, s.to, m)
		<-h.busy
		if err != nil {
			s.refused(ctx, lane, h)
		}
		if err != nil || len(h.busy) == atOnce-1 { // the lane was full
			s.poke()
		}
		close(done)
	})
	t := time.NewTimer(orderly)
	defer t.Stop()
	select {
	case <-done:
	case <-t.C:
	}
}

// refused makes a lane go on behind what was acked, after a rest, where its
// hands are still those that failed.
func (s *sender) refused(ctx context.Context, lane Lane, h *hands) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := &s.lanes[lane]; l.hands == h {
		l.back(ctx)
		l.until = s.f.Clock.Now().Add(again)
		s.slower(lane)
	}
}

// slower tells the pace of a loss on a lane that heeds it.
func (s *sender) slower(lane Lane) {
	if lane != Urgent {
		s.pace.lost()
	}
}

func (s *sender) linked(ctx context.Context, up bool) {
	defer s.poke()
	if !up {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.lanes {
		s.lanes[i].back(ctx)
		s.lanes[i].tries, s.lanes[i].until = 0, time.Time{}
	}
	s.pace.lost()
}

// acked takes the word of an ack that the outbox accepted: it moves the window,
// finds what is missing, and wakes the sender.
func (s *sender) acked(ctx context.Context, a *Ack) {
	defer s.poke()
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &s.lanes[a.Lane]
	if a.N < l.acked {
		return // it was overtaken, or is repeated by a carrier
	}
	now := s.f.Clock.Now()
	if a.Lost != (KeyID{}) {
		l.acked = a.N
		l.back(ctx)
		return
	}
	l.tries = 0 // it hears us, whatever it lacks
	same := a.N == l.acked
	for _, x := range l.moved(a.N) {
		if x.n == a.N && !x.again {
			s.took(a.Lane, x, now)
		}
	}
	if l.lacks(same, now.Add(-s.trip)) && s.trip > 0 {
		if l.missing = true; l.hole < l.acked {
			s.slower(a.Lane) // once for all that was under way
		}
		l.hole = l.next
	}
}

// took learns from an envelope that was sent once and acked how long that takes.
func (s *sender) took(lane Lane, x flown, now time.Time) {
	trip := max(now.Sub(x.at), time.Microsecond)
	if s.trip == 0 {
		s.trip = trip
	}
	s.trip += (trip - s.trip) / 8
	if lane != Urgent {
		s.pace.acked(x.size, trip, now)
	}
}

// patience is how long the oldest that flies on a lane may take for its ack
// before it is sent again.
func (s *sender) patience(l *flight) time.Duration {
	d := leastPatience
	if s.trip == 0 {
		d = firstPatience
	}
	d = max(3*s.trip, d) + s.pace.sending(l.flying[0].size)
	return min(d<<min(l.tries, 8), mostPatience)
}

// due returns how long it is until something flies for too long, or a lane has
// rested; 0 if neither will be.
func (s *sender) due() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, first := s.f.Clock.Now(), time.Duration(0)
	sooner := func(d time.Duration) {
		if d = max(d, time.Millisecond); first == 0 || d < first {
			first = d
		}
	}
	for i := range s.lanes {
		l := &s.lanes[i]
		if len(l.flying) > 0 {
			sooner(s.patience(l) - now.Sub(l.flying[0].at))
		}
		if now.Before(l.until) {
			sooner(l.until.Sub(now))
		}
	}
	return first
}

// overdue sends again what was not acked in time, lane by lane: what is lost of
// a picture is no reason to doubt what is urgent. A carrier that never answered
// is left alone with what it has.
func (s *sender) overdue(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.f.Clock.Now()
	for _, lane := range Lanes {
		l := &s.lanes[lane]
		if len(l.flying) > 0 && now.Sub(l.flying[0].at) >= s.patience(l) {
			l.tries++
			s.f.Log.Info("no ack in time, sent again", "party", s.to, "lane", lane, "number", l.flying[0].n, "code", "ack-overdue")
			l.back(ctx)
			s.slower(lane)
		}
	}
}
