package desk

import (
	"context"

	"lanna"
)

// ActReload is the Act of an Event that stands for events that are no longer
// kept: the page reads everything anew.
const ActReload = "reload"

// Events tells of records that change, from event number after on: first what
// waits in the outbox, then what happens, each once and in order. Only events
// whose audience the actor may see are sent. An Event with ActReload says that
// what lies between is no longer kept. The channel is closed when ctx ends,
// the officer is disabled or signed out from afar, or the outbox cannot be read.
//
// Events name records and nothing of their content, so they leave no leaf; the
// pages that they make a reader fetch do.
func (d *Desk) Events(ctx context.Context, by Actor, why Why, after int64) (<-chan Event, error) {
	if err := d.admit(ctx, by, why, "queue.list"); err != nil {
		return nil, err
	}
	f := &feed{d: d, officer: by.Officer, sessions: by.Sessions, purpose: why.Purpose, at: max(after, 0), out: make(chan Event)}
	go f.run(ctx)
	return f.out, nil
}

// A feed is one reader's stream of events.
type feed struct {
	d        *Desk
	officer  lanna.OfficerID
	sessions int // of the officer when the page was opened
	purpose  lanna.Purpose
	at       int64 // number of the last event that was dealt with
	out      chan Event
}

func (f *feed) run(ctx context.Context) {
	defer close(f.out)
	for ctx.Err() == nil {
		sub := f.d.subscribe() // before reading the outbox, so that nothing falls between
		ok := f.catchUp(ctx) && f.follow(ctx, sub)
		f.d.screen.unsubscribe(sub)
		if !ok {
			return
		}
	}
}

// catchUp sends what waits in the outbox.
func (f *feed) catchUp(ctx context.Context) bool {
	for {
		events, err := f.d.parcels(ctx, f.at, pumpBatch)
		if err != nil {
			return false
		}
		for i, e := range events {
			if i == 0 && e.N > f.at+1 && !f.emit(ctx, Event{N: e.N - 1, Act: ActReload, Audience: e.Audience}, true) {
				return false
			}
			if !f.emit(ctx, e, false) {
				return false
			}
		}
		if len(events) < pumpBatch {
			return true
		}
	}
}

// follow sends what happens. It returns true where the page did not keep up
// and has to read the outbox again.
func (f *feed) follow(ctx context.Context, sub *subscriber) bool {
	for {
		select {
		case <-ctx.Done():
			return false
		case e, open := <-sub.ch:
			switch {
			case !open || e.N > f.at+1:
				return true
			case e.N <= f.at:
				continue
			}
			if !f.emit(ctx, e, false) {
				return false
			}
		}
	}
}

// emit sends an event if the officer, with the rights of this moment, may see
// it. It returns false where the stream is over.
func (f *feed) emit(ctx context.Context, e Event, always bool) bool {
	f.at = max(f.at, e.N)
	who, err := f.d.Actor(ctx, f.officer)
	if err != nil || who.Sessions != f.sessions {
		return false
	}
	if !always && !e.Audience.Allows(f.d.reader(who), f.purpose) {
		return true
	}
	select {
	case f.out <- e:
		return true
	case <-ctx.Done():
		return false
	}
}
