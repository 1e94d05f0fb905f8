package desk

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"lanna"
	"lanna/store"
)

// triesSpace is where processes of one node count tries together.
const triesSpace = "tries"

// knownFor is how long it is remembered together that somebody came in from a device,
// from when they last did: tries that failed since make it no longer.
const knownFor = lanna.Millis(30 * 24 * time.Hour / time.Millisecond)

func (c tryCount) known(now lanna.Millis) bool { return c.Came > 0 && now < c.Came+knownFor }

// cameIn reports whether the pair came in before.
func (t *tries) cameIn(ctx context.Context, now lanna.Millis, pair string) (bool, error) {
	if t.shared == nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		return t.known[pair], nil
	}
	m, err := t.shared.Recall(ctx, triesSpace, pair)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	var c tryCount
	if err == nil {
		err = json.Unmarshal(m.Value, &c)
	}
	return c.known(now), storeError(err)
}

// restHere is how long tries of the keys have to wait, as far as this process knows.
func (t *tries) restHere(now lanna.Millis, keys map[string]int) (rest lanna.Millis) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key := range keys {
		rest = max(rest, t.at(now, key).Until-now)
	}
	return rest
}

// change runs f on the counts of keys and keeps what it returns, while nobody else
// changes any, in this process or another.
func (t *tries) change(ctx context.Context, now lanna.Millis, keys []string, f func(of map[string]tryCount) map[string]tryCount) error {
	if t.shared != nil {
		return storeError(t.shared.Change(ctx, triesSpace, keys, func(of map[string][]byte) []store.Memo { return changeMemos(now, of, f) }))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	of := map[string]tryCount{}
	for _, key := range keys {
		of[key] = t.at(now, key)
	}
	for key, c := range f(of) {
		t.keep(key, c)
	}
	return nil
}

// keep keeps a count in this process's memory, where who came in has none.
func (t *tries) keep(key string, c tryCount) {
	if c.Came == 0 {
		t.counts[key] = c
		return
	}
	delete(t.counts, key)
	if t.known == nil || len(t.known) >= triesKept {
		t.known = map[string]bool{}
	}
	t.known[key] = true
}

func changeMemos(now lanna.Millis, of map[string][]byte, f func(of map[string]tryCount) map[string]tryCount) (out []store.Memo) {
	counts := map[string]tryCount{}
	for key, b := range of {
		var c tryCount
		if json.Unmarshal(b, &c) != nil {
			continue // it begins anew
		}
		if !c.stands(now) {
			c = tryCount{Came: c.Came}
		}
		counts[key] = c
	}
	for key, c := range f(counts) {
		b, _ := json.Marshal(c) // numbers always marshal
		until := max(c.Last, c.Until) + forgiven + apart
		if c.known(now) {
			until = max(until, c.Came+knownFor)
		}
		out = append(out, store.Memo{Space: triesSpace, Key: key, Value: b, For: time.Duration(until-now) * time.Millisecond})
	}
	return out
}
