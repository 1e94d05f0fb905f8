package main

import (
	"runtime"
	"sync/atomic"
	"testing"
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
