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
	// again is how long a party is left alone when no carrier took a message.
	again = 500 * time.Millisecond
)

// A sender sends one party what waits for it, the most urgent lane first.
type sender struct {
	f    *Forwarder
	to   lanna.WriterID
	woke chan struct{}    // holds one
	busy [3]chan struct{} // by lane, as many as carriers are busy with

	mu    sync.Mutex
	lanes [3]flight
	pace  pace
	tries int // since the last ack
}

// A flight is what is under way on a lane.
type flight struct {
	next   uint64 // sent up to here
	acked  uint64
	flying []flown
}

type flown struct {
	n    uint64
	size int
	at   time.Time
}

func newSender(f *Forwarder, to lanna.WriterID) *sender {
	s := &sender{f: f, to: to, woke: make(chan struct{}, 1)}
	for i := range s.busy {
		s.busy[i] = make(chan struct{}, atOnce)
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
		s.overdue()
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
		if err := s.send(ctx, c, lane, m.Message); err != nil {
			s.back()
			return again
		}
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
		if len(list) > 0 {
			s.left(lane, list[0])
			return lane, list[0], true, nil
		}
	}
	return 0, Sealed{}, false, nil
}

// room returns where a lane goes on and how large its next envelope may be.
func (s *sender) room(lane Lane) (after uint64, size int) {
	if len(s.busy[lane]) == atOnce {
		return 0, 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if lane == Urgent {
		if size = urgentWindow - s.flying(Urgent); size > 0 {
			size = max(size, minPiece)
		}
		return s.lanes[lane].next, size
	}
	under := s.flying(Ordinary) + s.flying(Bulk)
	if under > 0 && under+s.pace.piece() > s.pace.size() {
		return 0, 0
	}
	return s.lanes[lane].next, s.pace.piece()
}

func (s *sender) flying(lane Lane) int {
	sum := 0
	for _, x := range s.lanes[lane].flying {
		sum += x.size
	}
	return sum
}

func (s *sender) left(lane Lane, m Sealed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &s.lanes[lane]
	l.next = m.N
	l.flying = append(l.flying, flown{m.N, len(m.Message), s.f.Clock.Now()})
}

// send hands a message over and waits a little for the carrier to take it.
func (s *sender) send(ctx context.Context, c Carrier, lane Lane, m Message) error {
	s.busy[lane] <- struct{}{} // room looked whether there is room, and only this sender takes it
	done := make(chan error, 1)
	s.f.work.Go(func() {
		err := c.Send(ctx, s.to, m)
		<-s.busy[lane]
		done <- err
		if err != nil {
			s.back()
		}
		if err != nil || len(s.busy[lane]) == atOnce-1 { // the lane was full
			s.poke()
		}
	})
	t := time.NewTimer(orderly)
	defer t.Stop()
	select {
	case err := <-done:
		return err
	case <-t.C:
		return nil
	}
}

// back makes every lane go on behind what was acked.
func (s *sender) back() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.lanes {
		s.lanes[i].next, s.lanes[i].flying = s.lanes[i].acked, nil
	}
	s.pace.lost()
}

func (s *sender) linked(up bool) {
	if up {
		s.back()
		s.mu.Lock()
		s.tries = 0
		s.mu.Unlock()
	}
	s.poke()
}

// acked takes an ack's word: it moves the window and wakes the sender.
func (s *sender) acked(a *Ack) {
	defer s.poke()
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &s.lanes[a.Lane]
	if a.Lost != (KeyID{}) {
		l.acked = a.N
		l.next, l.flying = a.N, nil
		return
	}
	s.tries = 0 // it hears us, whatever it lacks
	if a.N <= l.acked {
		return
	}
	l.acked = a.N
	l.next = max(l.next, a.N)
	now := s.f.Clock.Now()
	for len(l.flying) > 0 && l.flying[0].n <= a.N {
		x := l.flying[0]
		l.flying = l.flying[1:]
		if a.Lane != Urgent && x.n == a.N {
			s.pace.acked(x.size, now.Sub(x.at), now)
		}
	}
}

// due returns how long the oldest that flies may still take; 0 if nothing does.
func (s *sender) due() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	var oldest time.Time
	for i := range s.lanes {
		if l := s.lanes[i].flying; len(l) > 0 && (oldest.IsZero() || l[0].at.Before(oldest)) {
			oldest = l[0].at
		}
	}
	if oldest.IsZero() {
		return 0
	}
	return max(s.pace.patience(s.tries)-s.f.Clock.Now().Sub(oldest), time.Millisecond)
}

// overdue sends again what was not acked in time.
func (s *sender) overdue() {
	s.mu.Lock()
	s.tries++
	s.mu.Unlock()
	s.back()
}
