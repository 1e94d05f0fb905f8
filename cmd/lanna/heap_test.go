package main

import (
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A node with more alive than the bound of one that rests must not collect
// without end; and one that has given it back is bounded again.
func TestTheBoundFollowsWhatIsAlive(t *testing.T) {
	for _, tt := range []struct {
		alive, beside, want int64
	}{
		{10 << 20, 12 << 20, heapLimit},
		{30 << 20, 12 << 20, heapLimit},
		{45 << 20, 12 << 20, 72 << 20},
		{160 << 20, 20 << 20, 276 << 20},
		{600 << 20, 20 << 20, 820 << 20},
	} {
		if got := memoryLimit(tt.alive, tt.beside); got != tt.want {
			t.Errorf("with %d alive and %d beside it the bound is %d, want %d", tt.alive, tt.beside, got, tt.want)
		}
	}
}

func TestSomethingIsDoneAfterEachCollection(t *testing.T) {
	var done atomic.Int64
	afterEach(func() { done.Add(1) })
	for done.Load() < 3 {
		runtime.GC()
		runtime.Gosched()
	}
}

// Memory is given back once when a node comes to rest, and not while it works; the
// collection that this makes is no work.
func TestMemoryIsGivenBackAtRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		given, automatic := 0, uint64(0)
		var collected func(uint64)
		collected = atRest(time.Second, func() { given++; collected(automatic) })
		for range 20 {
			automatic++
			collected(automatic)
			time.Sleep(time.Second / 2)
		}
		if given != 0 {
			t.Errorf("given back %d times between collections", given)
		}
		time.Sleep(time.Minute)
		if given != 1 {
			t.Errorf("given back %d times at rest, want once", given)
		}
		automatic++
		collected(automatic)
		time.Sleep(time.Minute)
		if given != 2 {
			t.Errorf("given back %d times after more work, want twice", given)
		}
	})
}
