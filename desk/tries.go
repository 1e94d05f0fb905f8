package desk

import (
	"sync"
	"time"

	"lanna"
)

// Limits of failed tries within tryWindow. The pair of login and address is
// held shortest, so that a stranger who guesses cannot lock an officer out of
// an alert: the officer's own device still gets in.
const (
	tryWindow      = lanna.Millis(15 * time.Minute / time.Millisecond)
	triesPerPair   = 5
	triesPerRemote = 30
	triesPerLogin  = 100
	triesKept      = 10_000 // keys in memory; beyond that the oldest windows go
)

// tries counts failed sign-ins. It lives in memory: a restart forgives.
type tries struct {
	mu     sync.Mutex
	counts map[string]tryCount
}

type tryCount struct {
	n     int
	since lanna.Millis
}

func tryKeys(login, remote string) map[string]int {
	return map[string]int{"p" + login + "\x00" + remote: triesPerPair, "r" + remote: triesPerRemote, "l" + login: triesPerLogin}
}

// take reserves a try before the work is done, so that tries at the same
// moment count as well. It reports false where a limit is reached.
func (t *tries) take(now lanna.Millis, login, remote string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	keys := tryKeys(login, remote)
	for key, limit := range keys {
		if c := t.at(now, key); c.n >= limit {
			return false
		}
	}
	for key := range keys {
		c := t.at(now, key)
		c.n++
		t.counts[key] = c
	}
	return true
}

// succeed gives the try back and forgives the pair.
func (t *tries) succeed(login, remote string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.counts, "p"+login+"\x00"+remote)
	for _, key := range []string{"r" + remote, "l" + login} {
		if c, ok := t.counts[key]; ok && c.n > 0 {
			c.n--
			t.counts[key] = c
		}
	}
}

// at returns the count of a key; a window that is over, or lies in the future
// because the clock was set back, begins anew.
func (t *tries) at(now lanna.Millis, key string) tryCount {
	c, ok := t.counts[key]
	if ok && now >= c.since && now-c.since < tryWindow {
		return c
	}
	if t.counts == nil || len(t.counts) >= triesKept {
		t.purge(now)
	}
	return tryCount{since: now}
}

func (t *tries) purge(now lanna.Millis) {
	kept := map[string]tryCount{}
	for key, c := range t.counts {
		if now >= c.since && now-c.since < tryWindow && len(kept) < triesKept/2 {
			kept[key] = c
		}
	}
	t.counts = kept
}
