package desk_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

// Commands are done ahead of their transactions, on what was there when they
// began. Whatever changed meanwhile must count.
func TestCommandsAtOnceSeeEachOther(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	const officers = 24
	ids := make([]lanna.RecordID, officers)
	atOnce(officers, func(i int) {
		in := reported(i)
		in.Report.Fields[2] = desk.Field{Property: lanna.IDResident, Value: "539901199012345678"} // all of one person
		id, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, in)
		if err != nil {
			t.Error(err)
		}
		ids[i] = id
	})
	people := map[lanna.RecordID]bool{}
	var numbers []string
	for _, hit := range find(t, w, w.Duty, "539901199012345678") {
		if hit.Kind == lanna.PersonRecord {
			people[hit.Record] = true
		} else {
			numbers = append(numbers, hit.Label)
		}
	}
	if len(people) != 1 || len(numbers) != officers {
		t.Errorf("%d people, %d notices, want 1 and %d", len(people), len(numbers), officers)
	}
	slices.Sort(numbers)
	for i, label := range numbers {
		if want := fmt.Sprintf("B-%04d", i+1); label != want {
			t.Errorf("label %d is %s, want %s", i, label, want)
		}
	}
}

func TestOneOfManyAcknowledges(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ids := []lanna.RecordID{raiseLife(t, w), raiseLife(t, w)}
	by := []desk.Actor{w.Duty, w.Second, w.Leader}
	var mu sync.Mutex
	won := map[lanna.RecordID]int{}
	atOnce(30, func(i int) {
		id := ids[i%2]
		err := w.Acknowledge(t.Context(), by[i%3], desktest.Rescue, id)
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err == nil:
			won[id] |= 1 << (i % 3)
		case lanna.CodeOf(err) != "acknowledged-already":
			t.Error(err)
		}
	})
	for _, id := range ids {
		if n := won[id]; n != 1 && n != 2 && n != 4 {
			t.Errorf("the alert was given to officers %b", n)
		}
	}
}

func raiseLife(t *testing.T, w *desktest.World) lanna.RecordID {
	t.Helper()
	id, err := w.RaiseForTest(t.Context(), w.Duty, desktest.Rescue, lanna.BountyRecord, desk.Marking{}, bounty("EXERCISE", "600000 CNY")...)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func atOnce(n int, f func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { f(i) })
	}
	wg.Wait()
}

// A command that fails leaves its numbers to the next.
func TestLabelsHaveNoGaps(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	if err := w.FailForTest(t.Context(), w.Duty, desktest.Rescue, lanna.TipRecord); err == nil {
		t.Fatal("it did not fail")
	}
	in := desk.Intake{Report: &desk.Report{Kind: lanna.TipRecord, Fields: []desk.Field{{Property: lanna.Narrative, Value: "EXERCISE"}}}}
	for range 2 {
		if _, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, in); err != nil {
			t.Fatal(err)
		}
		w.Restart(t)
	}
	for _, label := range []string{"T-0001", "T-0002"} {
		if len(find(t, w, w.Duty, label)) != 1 {
			t.Errorf("there is no %s", label)
		}
	}
}
