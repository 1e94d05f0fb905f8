package desk

import (
	"context"
	"errors"
	"maps"
	"math/bits"
	"slices"
	"sync"
	"time"

	"lanna"
	"lanna/store"
)

// Failed tries of a login at an address, of an address and of a login: so many
// are free, then each costs a wait, twice as long each time. The pair is held
// shortest, and whoever came in from a device before waits for that pair alone:
// a stranger who guesses cannot lock an officer out of an alert.
const (
	freePerPair   = 5
	freePerRemote = 30
	freePerLogin  = 100
	firstWait     = lanna.Millis(15 * time.Second / time.Millisecond)
	longestWait   = lanna.Millis(15 * time.Minute / time.Millisecond)
	forgiven      = lanna.Millis(15 * time.Minute / time.Millisecond) // after the last try and its wait
	triesKept     = 10_000                                            // keys in memory; beyond that the oldest go
	apart         = lanna.Millis(10 * time.Second / time.Millisecond) // so far the clocks of two processes may be

	// strangersAtOnce is how many proofs from devices that nobody came in from
	// yet may wait for their hash; more are sent away, so that an officer's own
	// device stands behind few.
	strangersAtOnce = 3
)

// Time that the proofs of strangers may take, waiting for one another included:
// so much at once, as when all come in after a restart, and from then on a part
// of all time. Guesses from everywhere then leave the machine to the pages.
const (
	strangersBurst = lanna.Millis(6 * time.Second / time.Millisecond)
	strangersPart  = 8 // one eighth
)

// tries counts failed sign-ins: in memory, where a restart forgives, or together with
// the other processes of the node.
type tries struct {
	shared store.Memory // nil: this process serves alone

	mu        sync.Mutex
	counts    map[string]tryCount
	known     map[string]bool // pairs that came in
	strangers int
	spent     lanna.Millis // of strangersBurst
	since     lanna.Millis // when spent was reckoned
}

type tryCount struct {
	N     int          `json:"n"`
	Last  lanna.Millis `json:"last"`
	Until lanna.Millis `json:"until"`          // no try before
	Came  lanna.Millis `json:"came,omitempty"` // when somebody last came in; 0: nobody did
}

// socketRemote is the address of proofs that came over the control socket. Who
// got there holds the node's data folder, so is no stranger whose guesses have to
// leave the machine to the pages: an administrator gets in while they come.
const socketRemote = "socket"

func pairKey(login, remote string) string { return "p" + login + "\x00" + remote }

// enter reserves a try before the work is done, so that tries at the same
// moment count as well; leave is called with the time when the work is done. Where a limit is
// reached it is Exhausted "too-many-tries", and WaitOf says how long.
func (t *tries) enter(ctx context.Context, now lanna.Millis, login, remote string) (leave func(now lanna.Millis), err error) {
	pair := pairKey(login, remote)
	known := remote == socketRemote
	if !known {
		if known, err = t.cameIn(ctx, now, pair); err != nil {
			return nil, err
		}
	}
	free := map[string]int{pair: freePerPair}
	if !known {
		free["r"+remote], free["l"+login] = freePerRemote, freePerLogin
		if !t.letStranger(now) {
			return nil, tooMany(max(1000, t.restHere(now, free)))
		}
	}
	rest := lanna.Millis(0)
	err = t.change(ctx, now, slices.Collect(maps.Keys(free)), func(of map[string]tryCount) map[string]tryCount {
		rest = restOf(now, of)
		if rest > 0 {
			return nil
		}
		return countTry(now, free, of)
	})
	if err == nil && rest > 0 {
		err = tooMany(rest)
	}
	leave = func(then lanna.Millis) { t.left(then, then-now) }
	if known {
		leave = func(lanna.Millis) {}
	}
	if err != nil {
		leave(now)
		return nil, err
	}
	return leave, nil
}

func restOf(now lanna.Millis, of map[string]tryCount) (rest lanna.Millis) {
	for _, c := range of {
		rest = max(rest, c.Until-now)
	}
	return rest
}

func countTry(now lanna.Millis, free map[string]int, of map[string]tryCount) map[string]tryCount {
	put := map[string]tryCount{}
	for key, n := range free {
		c := of[key]
		c.N, c.Last, c.Until = c.N+1, now, 0
		if over := c.N - n; over >= 0 {
			c.Until = now + min(longestWait, firstWait<<min(over, bits.Len64(uint64(longestWait))))
		}
		put[key] = c
	}
	return put
}

// letStranger lets a proof from a device that nobody came in from wait for its hash,
// where few do.
func (t *tries) letStranger(now lanna.Millis) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.strangers >= strangersAtOnce || t.reckon(now) >= strangersBurst {
		return false
	}
	t.strangers++
	return true
}

func (t *tries) left(now, took lanna.Millis) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.strangers--
	t.spent = t.reckon(now) + min(max(0, took), strangersBurst) // a clock that was set meanwhile measures nothing
}

// reckon returns what is spent of the strangers' time by now.
func (t *tries) reckon(now lanna.Millis) lanna.Millis {
	t.spent = max(0, t.spent-max(0, now-t.since)/strangersPart)
	t.since = now
	return t.spent
}

// succeed gives the try back, forgives the pair and remembers it.
func (t *tries) succeed(ctx context.Context, now lanna.Millis, login, remote string) error {
	pair, others := pairKey(login, remote), []string{"r" + remote, "l" + login}
	return t.change(ctx, now, append(others, pair), func(of map[string]tryCount) map[string]tryCount {
		put := map[string]tryCount{pair: {Came: now}}
		for _, key := range others {
			if c, ok := of[key]; ok && c.N > 0 {
				c.N, c.Until = c.N-1, 0
				put[key] = c
			}
		}
		return put
	})
}

// at returns the count of a key. One that is forgiven, or lies in the future
// because the clock was set back, begins anew.
func (t *tries) at(now lanna.Millis, key string) tryCount {
	c, ok := t.counts[key]
	if ok && c.stands(now) {
		return c
	}
	if t.counts == nil || len(t.counts) >= triesKept {
		t.purge(now)
	}
	return tryCount{}
}

func (c tryCount) stands(now lanna.Millis) bool {
	return now >= c.Last-apart && now < max(c.Last, c.Until)+forgiven
}

func (t *tries) purge(now lanna.Millis) {
	kept := map[string]tryCount{}
	for key, c := range t.counts {
		if c.stands(now) && len(kept) < triesKept/2 {
			kept[key] = c
		}
	}
	t.counts = kept
}

// A wait is how long somebody has to, as the cause of "too-many-tries".
type wait time.Duration

func (w wait) Error() string { return "wait " + time.Duration(w).String() }

// WaitOf returns how long who got "too-many-tries" has to wait.
func WaitOf(err error) time.Duration {
	w, _ := errors.AsType[wait](err)
	return time.Duration(w)
}

func tooMany(ms lanna.Millis) error {
	return &lanna.Error{Kind: lanna.Exhausted, Code: "too-many-tries", Err: wait(time.Duration(ms) * time.Millisecond)}
}
