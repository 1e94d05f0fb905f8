package federate_test

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/statement"
)

// link is a carrier between two ends: what is sent queues for the bandwidth and
// arrives half a round trip later. It is cut and mended by hand.
type link struct {
	mu      sync.Mutex
	up      bool
	rate    int           // bytes a second
	half    time.Duration // half a round trip
	free    time.Time     // when the queue is empty
	sent    int
	changed chan struct{}
	peer    *link
	in      chan federate.Message
}

func newLinks(rate int, trip time.Duration) (*link, *link) {
	make1 := func() *link {
		return &link{up: true, rate: rate, half: trip / 2, changed: make(chan struct{}, 1), in: make(chan federate.Message, 10_000)}
	}
	a, b := make1(), make1()
	a.peer, b.peer = b, a
	return a, b
}

func (l *link) Name() string { return "link" }

func (l *link) Link() (bool, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.up, l.changed
}

func (l *link) set(up bool) {
	l.mu.Lock()
	l.up = up
	l.mu.Unlock()
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

func (l *link) Send(_ context.Context, _ lanna.WriterID, m federate.Message) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.up {
		return lanna.Errorf(lanna.Unavailable, "cut", "no link")
	}
	if now := time.Now(); l.free.Before(now) {
		l.free = now
	}
	l.free = l.free.Add(time.Duration(len(m)) * time.Second / time.Duration(l.rate))
	l.sent += len(m)
	time.AfterFunc(time.Until(l.free)+l.half, func() {
		if up, _ := l.Link(); up { // what is under way when the link breaks is lost
			l.peer.in <- m
		}
	})
	return nil
}

func (l *link) Receive(ctx context.Context, f func(federate.Message) error) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case m := <-l.in:
			_ = f(m)
		}
	}
}

// post is an outbox and inbox in memory. Its envelopes are as long as real ones
// and hold their number alone.
type post struct {
	mu     sync.Mutex
	signer *statement.Signer
	peer   lanna.WriterID
	waits  [3][]int // sizes
	sealed [3][]federate.Sealed
	given  [3]uint64
	asked  int
	posted chan lanna.WriterID
	took   [3]uint64
	early  [3]map[uint64]bool
	arrive func(lane federate.Lane, n uint64)
}

func (p *post) add(lane federate.Lane, sizes ...int) {
	p.mu.Lock()
	p.waits[lane] = append(p.waits[lane], sizes...)
	p.mu.Unlock()
	p.posted <- p.peer
}

func (p *post) Posted() <-chan lanna.WriterID { return p.posted }

func (p *post) Parties(context.Context) ([]lanna.WriterID, error) {
	return []lanna.WriterID{p.peer}, nil
}

func (p *post) Outgoing(_ context.Context, _ lanna.WriterID, lane federate.Lane, n uint64, size int) ([]federate.Sealed, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	for _, s := range p.sealed[lane] {
		if s.N > n {
			return []federate.Sealed{s}, nil
		}
	}
	if len(p.waits[lane]) == 0 {
		return nil, nil
	}
	length := p.waits[lane][0]
	if lane == federate.Bulk && length > size-federate.Overhead {
		p.waits[lane][0] -= size - federate.Overhead
		length = size
	} else {
		p.waits[lane] = p.waits[lane][1:]
	}
	p.given[lane]++
	s := federate.Sealed{N: p.given[lane], Message: p.envelope(lane, p.given[lane], length)}
	p.sealed[lane] = append(p.sealed[lane], s)
	return []federate.Sealed{s}, nil
}

func (p *post) envelope(lane federate.Lane, n uint64, length int) federate.Message {
	m := append([]byte("lanna/envelope/v1\n"), byte(lane))
	w := p.signer.Writer()
	m = append(append(m, w[:]...), p.peer[:]...)
	for i := range 8 {
		m = append(m, byte(n>>(8*i)))
	}
	return append(m, make([]byte, max(length-len(m), 0))...)
}

func (p *post) Deliver(_ context.Context, m federate.Message) (federate.Message, lanna.WriterID, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	o, err := federate.ParseOuter(m)
	if err != nil {
		return nil, lanna.WriterID{}, err
	}
	if o.Ack {
		a, err := federate.ParseAck(m)
		if err != nil {
			return nil, lanna.WriterID{}, err
		}
		if a.To != p.signer.Writer() {
			return nil, lanna.WriterID{}, nil
		}
		for len(p.sealed[o.Lane]) > 0 && p.sealed[o.Lane][0].N <= a.N {
			p.sealed[o.Lane] = p.sealed[o.Lane][1:]
		}
		return nil, a.From, nil
	}
	n := uint64(0)
	for i := range 8 {
		n |= uint64(m[len("lanna/envelope/v1\n")+65+i]) << (8 * i)
	}
	if p.early[o.Lane] == nil {
		p.early[o.Lane] = map[uint64]bool{}
	}
	for p.early[o.Lane][n] = true; p.early[o.Lane][p.took[o.Lane]+1]; {
		p.took[o.Lane]++
		if p.arrive != nil {
			p.arrive(o.Lane, p.took[o.Lane])
		}
	}
	return p.ack(o.From, o.Lane), o.From, nil
}

func (p *post) Ack(_ context.Context, from lanna.WriterID, lane federate.Lane) (federate.Message, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ack(from, lane), nil
}

func (p *post) ack(from lanna.WriterID, lane federate.Lane) federate.Message {
	a := federate.Ack{Lane: lane, From: p.signer.Writer(), To: from, N: p.took[lane], Time: 1}
	return a.Sign(p.signer)
}

// pair is two forwarders on a link.
type pair struct {
	a, b *post
	link *link
	back *link
	stop func()
}

func newPair(rate int, trip time.Duration) *pair {
	return newPairOver(rate, trip, func(l *link) federate.Carrier { return l })
}

func newPairOver(rate int, trip time.Duration, over func(*link) federate.Carrier) *pair {
	sign := func(s string) *statement.Signer { return statement.NewSigner(lanna.AgencyID{}, keyOf(s)) }
	p := &pair{
		a: &post{signer: sign("a"), posted: make(chan lanna.WriterID, 100)},
		b: &post{signer: sign("b"), posted: make(chan lanna.WriterID, 100)},
	}
	p.a.peer, p.b.peer = p.b.signer.Writer(), p.a.signer.Writer()
	p.link, p.back = newLinks(rate, trip)
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	for _, end := range []struct {
		post *post
		link federate.Carrier
	}{{p.a, over(p.link)}, {p.b, p.back}} {
		f := &federate.Forwarder{Post: end.post, Carriers: []federate.Carrier{end.link}, Clock: lanna.ClockFunc(time.Now), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
		work.Go(func() { _ = f.Run(ctx) })
	}
	p.stop = func() { cancel(); work.Wait() }
	return p
}

// Over 64 kbit/s and a round trip of 1.5 s a threat to life comes in time while
// a picture is under way.
func TestUrgentGoesBeforeAPicture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPair(8000, 1500*time.Millisecond)
		defer p.stop()
		arrived := make(chan time.Time, 100)
		p.b.arrive = func(lane federate.Lane, _ uint64) {
			if lane == federate.Urgent {
				arrived <- time.Now()
			}
		}
		p.a.add(federate.Bulk, 5<<20)
		const size = 4043
		sending := time.Duration(size) * time.Second / 8000
		var worst time.Duration
		for i := range 20 {
			time.Sleep(9*time.Second + time.Duration(i*37)*time.Millisecond)
			began := time.Now()
			p.a.add(federate.Urgent, size)
			late := (<-arrived).Sub(began) - sending - 750*time.Millisecond
			worst = max(worst, late)
		}
		t.Logf("worst wait %v", worst)
		if worst > 1050*time.Millisecond { // one round trip (of which the way is half) and 0.3 s
			t.Errorf("an alert waited %v beyond the way and sending time", worst)
		}
		began, before := time.Now(), p.link.sent
		time.Sleep(time.Minute)
		used := float64(p.link.sent-before) / time.Since(began).Seconds() / 8000
		t.Logf("the picture uses %.2f of the link", used)
		if used < 0.6 {
			t.Errorf("the picture uses %.2f of the link", used)
		}
	})
}

func TestAfterACutTheFirstEnvelopeComesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPair(1<<20, 100*time.Millisecond)
		defer p.stop()
		first := make(chan time.Time, 1000)
		p.b.arrive = func(_ federate.Lane, n uint64) { first <- time.Now() }
		p.a.add(federate.Ordinary, 3000)
		<-first
		p.link.set(false)
		p.back.set(false)
		for range 500 {
			p.a.add(federate.Ordinary, 3000)
		}
		time.Sleep(72 * time.Hour)
		mended := time.Now()
		p.back.set(true)
		p.link.set(true)
		if took := (<-first).Sub(mended); took > time.Second {
			t.Errorf("the first envelope came after %v", took)
		}
		for range 499 {
			<-first
		}
		t.Logf("500 envelopes came in %v", time.Since(mended))
	})
}

func TestWhatIsLostIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPair(1<<20, 100*time.Millisecond)
		defer p.stop()
		came := make(chan uint64, 1000)
		p.b.arrive = func(_ federate.Lane, n uint64) { came <- n }
		for range 20 {
			p.a.add(federate.Ordinary, 2000)
		}
		time.Sleep(120 * time.Millisecond)
		p.link.mu.Lock()
		p.link.up = false // a carrier that loses and does not say so
		p.link.mu.Unlock()
		time.Sleep(time.Second)
		p.link.mu.Lock()
		p.link.up = true
		p.link.mu.Unlock()
		for want := uint64(1); want <= 20; want++ {
			if got := <-came; got != want {
				t.Fatalf("number %d came in place of %d", got, want)
			}
		}
	})
}

func TestAnIdleForwarderDoesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPair(1<<20, 100*time.Millisecond)
		defer p.stop()
		p.a.add(federate.Ordinary, 2000)
		time.Sleep(time.Minute)
		p.a.mu.Lock()
		before := p.a.asked
		p.a.mu.Unlock()
		time.Sleep(24 * time.Hour)
		p.a.mu.Lock()
		defer p.a.mu.Unlock()
		if p.a.asked != before {
			t.Errorf("it asked the outbox %d times in a day without anything to send", p.a.asked-before)
		}
	})
}

// stubborn is a link that does something to each message by its number.
type stubborn struct {
	*link
	mu    sync.Mutex
	sent  int
	treat func(i int, m federate.Message) (keep, hang bool)
}

func (l *stubborn) Send(ctx context.Context, to lanna.WriterID, m federate.Message) error {
	l.mu.Lock()
	l.sent++
	keep, hang := l.treat(l.sent, m)
	l.mu.Unlock()
	if hang {
		<-ctx.Done()
		return ctx.Err()
	}
	if !keep {
		return nil // it says that it took it
	}
	return l.link.Send(ctx, to, m)
}

// newBadPair is newPair with a carrier from a to b that treats messages badly.
func newBadPair(rate int, trip time.Duration, treat func(i int, m federate.Message) (keep, hang bool)) *pair {
	return newPairOver(rate, trip, func(l *link) federate.Carrier { return &stubborn{link: l, treat: treat} })
}

// all waits for n envelopes of a lane in order and returns how long that took.
func (p *pair) all(t *testing.T, came chan uint64, n int) time.Duration {
	t.Helper()
	began := time.Now()
	for want := uint64(1); want <= uint64(n); want++ {
		if got := <-came; got != want {
			t.Fatalf("number %d came in place of %d", got, want)
		}
	}
	return time.Since(began)
}

// Where one of many is lost the receiver's word on what came after it tells, and
// the lane waits a round trip for it and no patience.
func TestOneLostOfManyCostsARoundTrip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const trip = 200 * time.Millisecond
		p := newBadPair(1<<20, trip, func(i int, _ federate.Message) (bool, bool) { return i%10 != 5, false })
		defer p.stop()
		came := make(chan uint64, 1000)
		p.b.arrive = func(_ federate.Lane, n uint64) { came <- n }
		const n = 100
		for range n {
			p.a.add(federate.Urgent, 2000)
		}
		took := p.all(t, came, n)
		t.Logf("%d envelopes, one of ten lost, in %v", n, took)
		if took > 40*trip { // a patience of 3 s for each of them would be 30 s
			t.Errorf("it took %v", took)
		}
	})
}

// A carrier that takes messages and never answers holds a lane up for as long as
// an ack is waited for, and no longer.
func TestACarrierThatNeverAnswersHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newBadPair(1<<20, 100*time.Millisecond, func(i int, _ federate.Message) (bool, bool) { return true, i <= 20 })
		defer p.stop()
		came := make(chan uint64, 1000)
		p.b.arrive = func(_ federate.Lane, n uint64) { came <- n }
		const n = 30
		for range n {
			p.a.add(federate.Urgent, 2000)
		}
		if took := p.all(t, came, n); took > time.Minute {
			t.Errorf("it took %v", took)
		}
	})
}

// An ack that a partner signed for somebody else moves nothing here, whoever
// hands it over.
func TestAnAckForAnotherMovesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := true
		p := newBadPair(1<<20, 100*time.Millisecond, func(int, federate.Message) (bool, bool) {
			keep := !first
			first = false
			return keep, false
		})
		defer p.stop()
		came := make(chan uint64, 10)
		p.b.arrive = func(_ federate.Lane, n uint64) { came <- n }
		other := federate.Ack{Lane: federate.Urgent, From: p.b.signer.Writer(), To: lanna.WriterID{1}, N: 40, Time: 1}
		p.a.add(federate.Urgent, 2000)
		p.link.in <- other.Sign(p.b.signer)
		p.all(t, came, 1)
	})
}
