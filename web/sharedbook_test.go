package web

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lanna"
	"lanna/desk/desktest"
)

// TestOneLooksForAllStreams opens and closes streams again and again: whoever looks
// whether their sessions ended elsewhere is one, and goes with the last of them.
func TestOneLooksForAllStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := desktest.NewMemory(time.Now)
		looks := atomic.Int64{}
		memory.Fails(func(act, _ string) error {
			if act == "gone" {
				looks.Add(1)
			}
			return nil
		})
		b := newBook(memory).(*sharedBook)
		id, err := b.begin(t.Context(), openSession{officer: lanna.OfficerID{1}}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // anew after all were closed for long
			for range 10 {
				_, leave := b.over(id)
				leave()
			}
			looks.Store(0)
			_, leave := b.over(id)
			time.Sleep(5*lookAgain + lookAgain/2)
			if n := looks.Load(); n != 5 {
				t.Errorf("%d looks in the time of 5", n)
			}
			leave()
			time.Sleep(2 * lookAgain)
		}
	}) // fails if somebody still looks
}

// TestReadyKeepsThatSomebodyWasThere sets up a second factor long after the session
// was last written down: the request that does so counts as use.
func TestReadyKeepsThatSomebodyWasThere(t *testing.T) {
	now := time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC)
	b := newBook(desktest.NewMemory(func() time.Time { return now }))
	id, err := b.begin(t.Context(), openSession{enrol: true}, now)
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := b.find(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(20 * time.Minute)
	if err := b.touch(t.Context(), s, now); err != nil {
		t.Fatal(err)
	}
	if err := b.ready(t.Context(), s, now); err != nil { // with what was read before the touch
		t.Fatal(err)
	}
	now = now.Add(sessionIdle - time.Minute)
	if s, ok, err := b.find(t.Context(), id); !ok || s.enrol || err != nil {
		t.Errorf("found %v, to enrol %v, %v", ok, s.enrol, err)
	}
}
