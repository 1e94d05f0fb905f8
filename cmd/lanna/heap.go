package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// heapLimit keeps a node that rests small: the collector works harder near it. The
// program's own code and the databases' pages come on top (docs/measured/speed.md).
const heapLimit = 56 << 20

// keepSmall bounds what the collector lets grow, and gives back what came before.
func keepSmall() {
	debug.SetMemoryLimit(heapLimit)
	debug.FreeOSMemory()
	follow()
}

// rest is how long after the last collection a node gives back what it does not
// need: what a start, a list or a sign-in had stays with it for minutes otherwise.
const rest = 3 * time.Second

// follow sets the bound anew after each collection, and gives memory back when there
// were none for a while. What a node holds alive may be more than it has at rest: a
// list of 31,000 people, the tables of names. Under a bound below that the collector
// never ends, and takes half of the processors.
func follow() {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/free:bytes"},
		{Name: "/gc/cycles/automatic:gc-cycles"}}
	giveBack := atRest(rest, debug.FreeOSMemory)
	afterEach(func() {
		metrics.Read(s)
		is := func(i int) int64 { return int64(s[i].Value.Uint64()) }
		debug.SetMemoryLimit(memoryLimit(is(0), is(1)-is(2)-is(3)-is(4)))
		giveBack(s[5].Value.Uint64())
	})
}

// atRest returns what is told after each collection how many began by themselves. It
// calls give when no more did for a while; the one that give forces is not among them.
func atRest(while time.Duration, give func()) (collected func(automatic uint64)) {
	var last uint64
	timer := time.AfterFunc(while, give)
	return func(automatic uint64) {
		if automatic != last {
			last = automatic
			timer.Reset(while)
		}
	}
}

// memoryLimit is the bound with so much alive, beside what is no heap. One that rests
// is kept small; a node that works on much may double it less 32 MB before the next
// collection, but take no more than 96 MB or a third of it, and there is no ceiling.
func memoryLimit(alive, beside int64) int64 {
	const much, most = 32 << 20, 96 << 20
	return max(heapLimit, max(beside, 0)+alive+max(alive/3, min(alive-much, most)))
}

// afterEach calls f after each collection, for as long as the program runs. f is
// called from one goroutine.
func afterEach(f func()) {
	type collected struct{ _ *byte }
	var again func(*collected)
	again = func(c *collected) {
		f()
		runtime.SetFinalizer(c, again)
	}
	runtime.SetFinalizer(&collected{}, again)
}
