package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/handling"
)

// ActReload is the Act of an Event that stands for events that are no longer
// kept: the page reads everything anew.
const ActReload = "reload"

// Events tells of records that change, from event number after on: first what
// waits in the outbox, then what happens, each once and in order. What waits comes
// together, so that a page is written to once for it; readers with the same rights
// get the same slice, which nobody writes to. Only events whose audience the actor
// may see are sent. An Event with ActReload says that what lies between is no
// longer kept. The channel is closed when ctx ends, the officer is disabled or
// signed out from afar, or the outbox cannot be read.
//
// Events name records and nothing of their content, so they leave no leaf; the
// pages that they make a reader fetch do.
func (d *Desk) Events(ctx context.Context, by Actor, why Why, after int64) (<-chan []Event, error) {
	if err := d.admit(ctx, by, why, "queue.list"); err != nil {
		return nil, err
	}
	f := &feed{d: d, officer: by.Officer, sessions: by.Sessions, purpose: why.Purpose, at: max(after, 0), out: make(chan []Event)}
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
	out      chan []Event

	epoch   int64 // of the rights of officers when these were asked for
	reader  handling.Reader
	allowed map[handling.Audience]bool // what they came to; nil before the first event
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
		if len(events) > 0 && events[0].N > f.at+1 {
			gone := Event{N: events[0].N - 1, Act: ActReload}
			if f.at = gone.N; !f.entitled(ctx) || !f.send(ctx, []Event{gone}) {
				return false
			}
		}
		if !f.emit(ctx, events) {
			return false
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
		case events, open := <-sub.ch:
			for open && len(events) > 0 && events[0].N <= f.at {
				events = events[1:]
			}
			if !open || len(events) > 0 && events[0].N > f.at+1 {
				return true
			}
			if !f.emit(ctx, events) {
				return false
			}
		}
	}
}

// emit sends those of the events that the officer, with the rights of this moment,
// may see. It returns false where the stream is over.
func (f *feed) emit(ctx context.Context, events []Event) bool {
	if len(events) == 0 {
		return true
	}
	f.at = events[len(events)-1].N
	if !f.entitled(ctx) {
		return false
	}
	if slices.ContainsFunc(events, func(e Event) bool { return !f.sees(e.Audience) }) {
		events = slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return !f.sees(e.Audience) })
	}
	return len(events) == 0 || f.send(ctx, events)
}

func (f *feed) send(ctx context.Context, events []Event) bool {
	select {
	case f.out <- events:
		return true
	case <-ctx.Done():
		return false
	}
}

// entitled asks for the officer's rights where some officer's may have changed, and
// reports whether the stream goes on.
func (f *feed) entitled(ctx context.Context) bool {
	epoch := f.d.people.changes() // before asking, so that what changes meanwhile is asked for again
	if f.allowed != nil && epoch == f.epoch {
		return true
	}
	who, err := f.d.Actor(ctx, f.officer)
	if err != nil || who.Sessions != f.sessions {
		return false
	}
	f.epoch, f.reader, f.allowed = epoch, f.d.reader(who), map[handling.Audience]bool{}
	return true
}

// sees decides on an audience once for the rights that hold.
func (f *feed) sees(a handling.Audience) bool {
	sees, known := f.allowed[a]
	if !known {
		sees = a.Allows(f.reader, f.purpose)
		f.allowed[a] = sees
	}
	return sees
}
