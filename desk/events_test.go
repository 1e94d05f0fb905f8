package desk_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/handling"
	"lanna/store"
)

// A screen hears events one by one.
type screen struct {
	ch   <-chan []desk.Event
	left []desk.Event
}

// next waits for an event.
func (s *screen) next(t *testing.T) desk.Event {
	t.Helper()
	for len(s.left) == 0 {
		select {
		case events, open := <-s.ch:
			if !open {
				t.Fatal("the stream ended")
			}
			s.left = events
		case <-time.After(20 * time.Second):
			t.Fatal("no event came")
		}
	}
	e := s.left[0]
	s.left = s.left[1:]
	return e
}

func TestEventsResumeWithoutGapOrDouble(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	first := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	page, _ := queue(t, w, w.Duty, desk.QueueQuery{})
	second := raise(t, w, lanna.LureRecord)
	ch, err := w.Events(ctx, w.Duty, desktest.Rescue, page.Newest)
	must(t, err)
	heard := &screen{ch: ch}
	if e := heard.next(t); e.Record != second || !e.New || e.Severity != lanna.High {
		t.Errorf("what the page missed: %+v", e)
	}
	must(t, w.Acknowledge(ctx, w.Second, desktest.Rescue, first))
	e := heard.next(t)
	if e.Record != first || e.New || e.State != desk.AlertAcknowledged || e.Act != "alert.acknowledge" || e.N != page.Newest+2 {
		t.Errorf("live: %+v", e)
	}
	if page, _ := queue(t, w, w.Duty, desk.QueueQuery{}); page.Newest != e.N {
		t.Errorf("the page resumes after %d, the newest event is %d", page.Newest, e.N)
	}
}

func TestEveryPageSeesEveryEventOnceInOrder(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	const pages, officers, each = 5, 4, 40
	start, _ := queue(t, w, w.Duty, desk.QueueQuery{})
	var wg sync.WaitGroup
	for p := range pages {
		wg.Go(func() {
			ch, err := w.Events(t.Context(), w.Duty, desktest.Rescue, start.Newest)
			if err != nil {
				t.Error(err)
				return
			}
			at, heard := start.Newest, &screen{ch: ch}
			for at < start.Newest+officers*each {
				e := heard.next(t)
				if e.N != at+1 {
					t.Errorf("page %d: event %d after %d", p, e.N, at)
				}
				at = e.N
				if p == 0 {
					time.Sleep(2 * time.Millisecond) // a page on a poor link
				}
			}
		})
	}
	for range officers {
		wg.Go(func() {
			for range each {
				raise(t, w, lanna.LureRecord)
			}
		})
	}
	wg.Wait()
}

func TestEventsOnlyForWhoMaySee(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	start, _ := queue(t, w, w.Duty, desk.QueueQuery{})
	ch, err := w.Events(ctx, w.Duty, desktest.Rescue, start.Newest)
	must(t, err)
	heard := &screen{ch: ch}
	m := handling.Marking{Compartments: []lanna.Compartment{lanna.SourceProtection}}
	_, err = w.RaiseForTest(ctx, w.Analyst, desktest.Rescue, lanna.TipRecord, m)
	must(t, err)
	open := raise(t, w, lanna.LureRecord)
	if e := heard.next(t); e.Record != open {
		t.Errorf("the duty officer is told of %v", e.Record)
	}
	if _, err := w.Events(ctx, w.County, desktest.Rescue, 0); lanna.KindOf(err) != lanna.Denied {
		t.Errorf("county police: %v", err)
	}
}

func TestAStreamEnds(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	start, _ := queue(t, w, w.Duty, desk.QueueQuery{})
	ctx, cancel := context.WithCancel(t.Context())
	left, err := w.Events(ctx, w.Duty, desktest.Rescue, start.Newest)
	must(t, err)
	second, err := w.Events(t.Context(), w.Second, desktest.Rescue, start.Newest)
	must(t, err)
	cancel()
	for range left {
		t.Error("an event after the page was closed")
	}
	must(t, w.Disable(t.Context(), w.Admin, desktest.Because("EXERCISE left"), w.Second.Officer))
	for range second {
		t.Error("an event for an officer who may no longer see it")
	}
}

func TestWhoWasAwayTooLongReadsEverythingAnew(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	for range 4 {
		raise(t, w, lanna.LureRecord)
	}
	newest, _ := queue(t, w, w.Duty, desk.QueueQuery{})
	must(t, w.Store.Update(t.Context(), func(tx store.Tx) error { return tx.Forget("screens", newest.Newest-2) }))
	w.Restart(t)
	if page, _ := queue(t, w, w.Duty, desk.QueueQuery{}); page.Newest != newest.Newest {
		t.Errorf("after a restart the newest event is %d, want %d", page.Newest, newest.Newest)
	}
	ch, err := w.Events(t.Context(), w.Duty, desktest.Rescue, 1)
	must(t, err)
	heard := &screen{ch: ch}
	if e := heard.next(t); e.Act != desk.ActReload || e.N != newest.Newest-2 {
		t.Errorf("first: %+v", e)
	}
	if e := heard.next(t); e.N != newest.Newest-1 {
		t.Errorf("then: %+v", e)
	}
}
