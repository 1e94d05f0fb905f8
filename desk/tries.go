package desk

import (
	"errors"
	"math/bits"
	"sync"
	"time"

	"lanna"
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

// tries counts failed sign-ins. It lives in memory: a restart forgives.
type tries struct {
	mu        sync.Mutex
	counts    map[string]tryCount
	known     map[string]bool // pairs that came in
	strangers int
	spent     lanna.Millis // of strangersBurst
	since     lanna.Millis // when spent was reckoned
}

type tryCount struct {
	n     int
	last  lanna.Millis
	until lanna.Millis // no try before
}

// socketRemote is the address of proofs that came over the control socket. Who
// got there holds the node's data folder, so is no stranger whose guesses have to
// leave the machine to the pages: an administrator gets in while they come.
const socketRemote = "socket"

func pairKey(login, remote string) string { return "p" + login + "\x00" + remote }

// enter reserves a try before the work is done, so that tries at the same
// moment count as well; leave is called with the time when the work is done. Where a limit is
// reached it is Exhausted "too-many-tries", and WaitOf says how long.
func (t *tries) enter(now lanna.Millis, login, remote string) (leave func(now lanna.Millis), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	pair := pairKey(login, remote)
	known := t.known[pair] || remote == socketRemote
	free := map[string]int{pair: freePerPair}
	if !known {
		free["r"+remote], free["l"+login] = freePerRemote, freePerLogin
	}
	rest := lanna.Millis(0)
	for key := range free {
		rest = max(rest, t.at(now, key).until-now)
	}
	if !known && (t.strangers >= strangersAtOnce || t.reckon(now) >= strangersBurst) {
		rest = max(rest, 1000)
	}
	if rest > 0 {
		return nil, tooMany(rest)
	}
	for key, n := range free {
		c := t.at(now, key)
		c.n, c.last, c.until = c.n+1, now, 0
		if over := c.n - n; over >= 0 {
			c.until = now + min(longestWait, firstWait<<min(over, bits.Len64(uint64(longestWait))))
		}
		t.counts[key] = c
	}
	if known {
		return func(lanna.Millis) {}, nil
	}
	t.strangers++
	return func(then lanna.Millis) { t.left(then, then-now) }, nil
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
func (t *tries) succeed(login, remote string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	pair := pairKey(login, remote)
	delete(t.counts, pair)
	if t.known == nil || len(t.known) >= triesKept {
		t.known = map[string]bool{}
	}
	t.known[pair] = true
	for _, key := range []string{"r" + remote, "l" + login} {
		if c, ok := t.counts[key]; ok && c.n > 0 {
			c.n, c.until = c.n-1, 0
			t.counts[key] = c
		}
	}
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
	return now >= c.last && now < max(c.last, c.until)+forgiven
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
