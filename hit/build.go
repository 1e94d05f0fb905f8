package hit

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"lanna"
)

// An Input is something that a publisher admits to know, for some of its keys.
type Input struct {
	Text string
	Keys []*Key // for which it is admitted
	Of   int    // whose it is: a number of the caller's own
}

// A Staged entry is what a publisher keeps to find what an output stands for.
type Staged struct {
	Entry   Entry
	Voucher Voucher
	Key     *Key // under which it was evaluated
	Of      int
}

// buildStep is how many inputs a core takes at a time.
const buildStep = 64

// Build evaluates all inputs on all cores. It returns size entries in order,
// those of the inputs and random ones in between, and what each of the inputs'
// entries stands for, in the order of entries. An input that is there twice has
// one entry. More entries than size is Exhausted "hit-filter-full".
func Build(ctx context.Context, inputs []Input, size int) ([]Entry, []Staged, error) {
	staged, err := evaluateAll(ctx, inputs)
	if err != nil {
		return nil, nil, err
	}
	entries := make([]Entry, 0, size)
	for i := range staged {
		if n := len(entries); n == 0 || entries[n-1] != staged[i].Entry {
			entries = append(entries, staged[i].Entry)
		}
	}
	if len(entries) > size {
		return nil, nil, &lanna.Error{Kind: lanna.Exhausted, Code: "hit-filter-full"}
	}
	return fill(entries, size), staged, nil
}

// fill adds random entries and puts all in order.
func fill(entries []Entry, size int) []Entry {
	for len(entries) < size {
		raw := make([]byte, (size-len(entries))*EntrySize)
		rand.Read(raw) // never fails (crypto/rand)
		for ; len(raw) > 0; raw = raw[EntrySize:] {
			entries = append(entries, Entry(binary.BigEndian.Uint64(raw)))
		}
		slices.Sort(entries)
		entries = slices.Compact(entries)
	}
	return entries
}

// evaluateAll evaluates each input under each of its keys and sorts by entry.
func evaluateAll(ctx context.Context, inputs []Input) ([]Staged, error) {
	starts, total := make([]int, len(inputs)), 0
	for i := range inputs {
		starts[i], total = total, total+len(inputs[i].Keys)
	}
	staged := make([]Staged, total)
	var next atomic.Int64
	var wg sync.WaitGroup
	var failed atomic.Pointer[error]
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for from := int(next.Add(buildStep)) - buildStep; from < len(inputs) && failed.Load() == nil; from = int(next.Add(buildStep)) - buildStep {
				err := ctx.Err()
				for i := from; i < min(from+buildStep, len(inputs)) && err == nil; i++ {
					err = inputs[i].evaluate(staged[starts[i]:])
				}
				if err != nil {
					failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return nil, *err
	}
	slices.SortFunc(staged, func(a, b Staged) int {
		switch {
		case a.Entry < b.Entry:
			return -1
		case a.Entry > b.Entry:
			return 1
		}
		return a.Of - b.Of
	})
	return staged, nil
}

func (in *Input) evaluate(into []Staged) error {
	for k, key := range in.Keys {
		o, err := key.Output(in.Text)
		if err != nil {
			return err
		}
		into[k] = Staged{o.Entry(), o.Voucher(), key, in.Of}
	}
	return nil
}
