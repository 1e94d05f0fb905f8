// Package carriertest is what every carrier must pass: it may lose, repeat,
// delay and reorder, but what it says it took arrives, at its receiver alone.
package carriertest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/federate"
)

// A Network joins parties by one kind of carrier.
type Network interface {
	// Join returns the carrier of the party with the key.
	Join(t *testing.T, key ed25519.PrivateKey) federate.Carrier
	// Cut ends all connections and refuses new ones; Mend lets them again.
	Cut(t *testing.T)
	Mend(t *testing.T)
}

// patience is how long a test waits for what must come. It bounds a failure
// and measures nothing.
const patience = 30 * time.Second

// Run runs the suite. parties are the writers that may take part.
func Run(t *testing.T, network func(t *testing.T, parties []lanna.WriterID) Network) {
	for _, tt := range []struct {
		name string
		run  func(t *testing.T, b *bench)
	}{
		{"what was sent arrives whole", testArrives},
		{"each receiver gets its own", testOwn},
		{"a backlog comes the most urgent first", testUrgentFirst},
		{"what was not taken is offered again", testAgain},
		{"what was not taken holds up nothing behind it", testPast},
		{"after a cut it goes on", testCut},
		{"nobody sends in another's name", testForge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := &bench{t: t}
			var ids []lanna.WriterID
			for i := range 4 {
				b.keys = append(b.keys, Key(i))
				ids = append(ids, Writer(b.keys[i]))
			}
			b.net = network(t, ids)
			tt.run(t, b)
		})
	}
}

// Key returns the key of an EXERCISE party.
func Key(n int) ed25519.PrivateKey {
	seed := sha256.Sum256(fmt.Appendf(nil, "EXERCISE party %d", n))
	return ed25519.NewKeyFromSeed(seed[:])
}

// Writer returns the writer of a key.
func Writer(key ed25519.PrivateKey) lanna.WriterID {
	return lanna.WriterID(key.Public().(ed25519.PublicKey))
}

// Message returns an envelope that is sealed to nobody: carriers look no further
// than what stands outside.
func Message(from, to lanna.WriterID, lane federate.Lane, body []byte) federate.Message {
	m := append([]byte("lanna/envelope/v1\n"), byte(lane))
	return append(append(append(m, from[:]...), to[:]...), body...)
}

type bench struct {
	t    *testing.T
	net  Network
	keys []ed25519.PrivateKey
}

func (b *bench) message(from, to int, lane federate.Lane, body string) federate.Message {
	return Message(Writer(b.keys[from]), Writer(b.keys[to]), lane, []byte(body))
}

func (b *bench) send(c federate.Carrier, m federate.Message) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	for {
		o, _ := federate.ParseOuter(m)
		err := c.Send(ctx, o.To, m)
		if err == nil {
			return
		}
		if ctx.Err() != nil || lanna.KindOf(err) != lanna.Unavailable {
			b.t.Fatalf("not sent: %v", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// receive returns the next n different messages, in the order in which they came first.
func (b *bench) receive(c federate.Carrier, n int) []federate.Message {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	var out []federate.Message
	err := c.Receive(ctx, func(m federate.Message) error {
		for _, o := range out {
			if bytes.Equal(o, m) {
				return nil
			}
		}
		if out = append(out, m); len(out) >= n {
			time.AfterFunc(200*time.Millisecond, cancel) // so that the last one is given up too
		}
		return nil
	})
	if len(out) < n {
		b.t.Fatalf("%d of %d messages came: %v", len(out), n, err)
	}
	return out
}

func testArrives(t *testing.T, b *bench) {
	from, to := b.net.Join(t, b.keys[0]), b.net.Join(t, b.keys[1])
	large := b.message(0, 1, federate.Bulk, string(bytes.Repeat([]byte("EXERCISE\x00\xff"), 100_000)))
	small := b.message(0, 1, federate.Bulk, "")
	b.send(from, large)
	b.send(from, small)
	got := b.receive(to, 2)
	if !bytes.Equal(got[0], large) || !bytes.Equal(got[1], small) {
		t.Error("a message was changed on its way")
	}
}

func testOwn(t *testing.T, b *bench) {
	from := b.net.Join(t, b.keys[0])
	for i := 1; i < 4; i++ {
		for k := range 10 {
			b.send(from, b.message(0, i, federate.Ordinary, fmt.Sprint("EXERCISE ", i, k)))
		}
	}
	var wg sync.WaitGroup
	for i := 1; i < 4; i++ {
		c := b.net.Join(t, b.keys[i])
		wg.Go(func() {
			for _, m := range b.receive(c, 10) {
				if o, err := federate.ParseOuter(m); err != nil || o.To != Writer(b.keys[i]) {
					t.Errorf("party %d got a message for another", i)
				}
			}
		})
	}
	wg.Wait()
}

func testUrgentFirst(t *testing.T, b *bench) {
	from := b.net.Join(t, b.keys[0])
	for i := range 30 {
		b.send(from, b.message(0, 1, federate.Bulk, fmt.Sprint("EXERCISE bulk", i)))
	}
	b.send(from, b.message(0, 1, federate.Ordinary, "EXERCISE ordinary"))
	b.send(from, b.message(0, 1, federate.Urgent, "EXERCISE life"))
	got := b.receive(b.net.Join(t, b.keys[1]), 3)
	for i, want := range federate.Lanes {
		if o, _ := federate.ParseOuter(got[i]); o.Lane != want {
			t.Errorf("message %d is of lane %d, want %d", i, o.Lane, want)
		}
	}
}

func testAgain(t *testing.T, b *bench) {
	from, to := b.net.Join(t, b.keys[0]), b.net.Join(t, b.keys[1])
	b.send(from, b.message(0, 1, federate.Ordinary, "EXERCISE"))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	times := 0
	_ = to.Receive(ctx, func(federate.Message) error {
		if times++; times < 3 {
			return errors.New("EXERCISE disk full")
		}
		time.AfterFunc(200*time.Millisecond, cancel)
		return nil
	})
	if times < 3 {
		t.Errorf("offered %d times", times)
	}
}

// testPast sends what the receiver cannot take before it has what comes behind.
func testPast(t *testing.T, b *bench) {
	from, to := b.net.Join(t, b.keys[0]), b.net.Join(t, b.keys[1])
	second, first := b.message(0, 1, federate.Ordinary, "EXERCISE second"), b.message(0, 1, federate.Ordinary, "EXERCISE first")
	b.send(from, second)
	b.send(from, first)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var got []federate.Message
	_ = to.Receive(ctx, func(m federate.Message) error {
		if len(got) == 0 && bytes.Equal(m, second) {
			return errors.New("EXERCISE its turn has not come")
		}
		if got = append(got, m); bytes.Equal(m, second) {
			time.AfterFunc(200*time.Millisecond, cancel)
		}
		return nil
	})
	if len(got) < 2 || !bytes.Equal(got[0], first) {
		t.Errorf("%d messages were taken", len(got))
	}
}

func testCut(t *testing.T, b *bench) {
	from, to := b.net.Join(t, b.keys[0]), b.net.Join(t, b.keys[1])
	b.send(from, b.message(0, 1, federate.Ordinary, "EXERCISE before"))
	b.receive(to, 1)
	b.net.Cut(t)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	m := b.message(0, 1, federate.Ordinary, "EXERCISE after")
	if err := from.Send(ctx, Writer(b.keys[1]), m); err == nil {
		t.Log("the carrier keeps messages itself while it is cut off")
	}
	cancel()
	if up, _ := from.Link(); up {
		t.Error("a link that is cut is said to stand")
	}
	b.net.Mend(t)
	b.send(from, m)
	if got := b.receive(to, 1); !bytes.Equal(got[len(got)-1], m) {
		t.Error("another message came")
	}
	if up, _ := from.Link(); !up {
		t.Error("a link that stands is said to be cut")
	}
}

func testForge(t *testing.T, b *bench) {
	thief, to := b.net.Join(t, b.keys[2]), b.net.Join(t, b.keys[1])
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	forged := b.message(0, 1, federate.Urgent, "EXERCISE forged")
	_ = thief.Send(ctx, Writer(b.keys[1]), forged) // some carriers say no at once, others drop it
	honest := b.message(2, 1, federate.Bulk, "EXERCISE honest")
	b.send(thief, honest)
	for _, m := range b.receive(to, 1) {
		if bytes.Equal(m, forged) {
			t.Error("a message in another's name arrived")
		}
	}
}
