package desk

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"lanna"
	"lanna/store"
)

const (
	pumpBatch = 256             // parcels read at a time
	pumpPoll  = 5 * time.Second // a commit whose caller went away wakes nobody: look by oneself
	kept      = 10_000          // events in the outbox; who was away longer reads everything anew
)

// A broadcaster hands events to the pages that are open. One goroutine reads
// the outbox, whose numbers are in the order of commits, and so all pages see
// the same order; it runs while there are pages.
type broadcaster struct {
	newest  atomic.Int64 // number of the newest event that is known to be committed
	trimmed atomic.Int64 // up to where the outbox was emptied

	mu      sync.Mutex
	subs    map[*subscriber]bool
	wake    chan struct{} // nil until there is a page
	pumping bool
}

// A subscriber is one open page. Its channel is closed when it does not keep
// up; what it missed is in the outbox.
type subscriber struct{ ch chan []Event }

// announce says that events were committed.
func (b *broadcaster) announce(events []Event) {
	for _, e := range events {
		for {
			n := b.newest.Load()
			if n >= e.N || b.newest.CompareAndSwap(n, e.N) {
				break
			}
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.poke()
}

func (b *broadcaster) poke() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// subscribe adds a page. Every event that is committed from now on comes
// through its channel.
func (d *Desk) subscribe() *subscriber {
	b := &d.screen
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs == nil {
		b.subs, b.wake = map[*subscriber]bool{}, make(chan struct{}, 1)
	}
	s := &subscriber{make(chan []Event, pumpBatch)}
	b.subs[s] = true
	if !b.pumping {
		b.pumping = true
		go d.pump(b.newest.Load())
	}
	return s
}

func (b *broadcaster) unsubscribe(s *subscriber) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.drop(s)
	b.poke()
}

func (b *broadcaster) drop(s *subscriber) {
	if b.subs[s] {
		delete(b.subs, s)
		close(s.ch)
	}
}

// pump reads the outbox from a number on until no page is open.
func (d *Desk) pump(at int64) {
	b := &d.screen
	poll := time.NewTicker(pumpPoll)
	defer poll.Stop()
	for {
		events, err := d.parcels(context.Background(), at, pumpBatch)
		if err != nil {
			d.cfg.Log.Error("outbox cannot be read", "code", lanna.CodeOf(err))
		}
		if len(events) > 0 {
			at = events[len(events)-1].N
		}
		if !b.hand(events) {
			return
		}
		if len(events) == pumpBatch {
			continue
		}
		select {
		case <-b.wake:
		case <-poll.C:
		}
	}
}

// hand gives events to all pages, the same slice to each; false ends the pump,
// since none is open.
func (b *broadcaster) hand(events []Event) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subs {
		if len(events) == 0 {
			break
		}
		select {
		case s.ch <- events:
		default:
			b.drop(s)
		}
	}
	b.pumping = len(b.subs) > 0
	return b.pumping
}

// parcels reads events after a number from the outbox.
func (d *Desk) parcels(ctx context.Context, after int64, limit int) (events []Event, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		list, err := r.Parcels(screens, after, limit)
		for _, p := range list {
			var e Event
			if err := json.Unmarshal(p.Body, &e); err != nil {
				return &lanna.Error{Kind: lanna.Integrity, Code: "outbox", Err: err}
			}
			e.N = p.N
			events = append(events, e)
		}
		return err
	})
	return events, storeError(err)
}

// loadNewest finds the number of the newest event, by halves.
func (d *Desk) loadNewest(ctx context.Context) error {
	return storeError(d.cfg.Store.View(ctx, func(r store.Reader) error {
		low, high := int64(0), int64(1)<<43 // the newest is at least low and below high
		for low+1 < high {
			mid := low + (high-low)/2
			list, err := r.Parcels(screens, mid-1, 1)
			if err != nil {
				return err
			}
			if len(list) > 0 {
				low = list[0].N
			} else {
				high = mid
			}
		}
		d.screen.newest.Store(low)
		return nil
	}))
}

// newest is the number of the newest event. Read before a snapshot is taken,
// everything up to it is in the snapshot.
func (d *Desk) newest() int64 { return d.screen.newest.Load() }

// trim keeps the outbox of the screens short.
func (d *Desk) trim(ctx context.Context) error {
	b := &d.screen
	upto := b.newest.Load() - kept
	if upto < b.trimmed.Load()+kept/10 {
		return nil
	}
	err := d.cfg.Store.Update(ctx, func(tx store.Tx) error { return tx.Forget(screens, upto) })
	if err == nil {
		b.trimmed.Store(upto)
	}
	return storeError(err)
}
