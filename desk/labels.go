package desk

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"lanna"
	"lanna/store"
)

// labels gives out the numbers of labels (B-0042) before a transaction begins,
// because a label is part of what is signed. The store's counter is raised with
// the statement that bears the number. A number whose command failed is given
// to the next; one that was out when the node stopped is never given again.
//
// Where several processes work on one store, each reserves numbers for itself, a few
// at a time.
type labels struct {
	mu   sync.Mutex
	last map[string]int64
	free map[string][]int64 // in order

	shared  bool
	reserve func(counter string) (first int64, err error) // labelsAtOnce numbers
	lent    map[string]bool                               // given within a transaction: not given back
}

// labelsAtOnce is how many numbers a process reserves.
const labelsAtOnce = 16

func (d *Desk) reserveLabels(counter string) (first int64, err error) {
	err = d.cfg.Store.Update(context.Background(), func(tx store.Tx) error {
		n, err := tx.Counter(counter)
		if err != nil {
			return err
		}
		first = n + 1
		return tx.Raise(counter, n+labelsAtOnce)
	})
	return first, storeError(err)
}

// takeShared is take where other processes take too. Within a transaction nothing
// can be reserved, since reserving is one; what is given there is gone when it fails.
func (l *labels) takeShared(r store.Reader, counter string) (int64, error) {
	if tx, within := r.(store.Tx); within {
		n, err := tx.Next(counter)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.lent[fmt.Sprint(counter, n)] = true
		return n, err
	}
	first, err := l.reserve(counter)
	if err != nil {
		return 0, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for n := first + 1; n < first+labelsAtOnce; n++ {
		l.free[counter] = append(l.free[counter], n)
	}
	return first, nil
}

// takeFree gives a number that is there already.
func (l *labels) takeFree(counter string) (n int64, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last == nil {
		l.last, l.free, l.lent = map[string]int64{}, map[string][]int64{}, map[string]bool{}
	}
	free := l.free[counter]
	if len(free) == 0 {
		return 0, false
	}
	l.free[counter] = free[1:]
	return free[0], true
}

// take gives the next number of a counter. r is asked for what was given before
// the node began.
func (l *labels) take(r store.Reader, counter string) (int64, error) {
	if n, ok := l.takeFree(counter); ok {
		return n, nil
	}
	if l.shared {
		return l.takeShared(r, counter)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	n, known := l.last[counter]
	if !known {
		var err error
		if n, err = r.Counter(counter); err != nil {
			return 0, err
		}
	}
	l.last[counter] = n + 1
	return n + 1, nil
}

func (l *labels) giveBack(counter string, numbers []int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, n := range numbers {
		if key := fmt.Sprint(counter, n); l.lent[key] {
			delete(l.lent, key)
		} else {
			l.free[counter] = append(l.free[counter], n)
		}
	}
	slices.Sort(l.free[counter])
}

// A drawn number belongs to a command until it ends. A work that is done a
// second time takes the same.
type drawn struct {
	numbers []int64
	used    int // by the work that is done now
}

func (w *work) label(kind lanna.RecordKind) (string, error) {
	counter := "label/" + kind.Letter()
	d := w.labels[counter]
	if d == nil {
		d = &drawn{}
		w.labels[counter] = d
	}
	if d.used == len(d.numbers) {
		n, err := w.d.labels.take(w.tx, counter)
		if err != nil {
			return "", err
		}
		d.numbers = append(d.numbers, n)
	}
	d.used++
	return fmt.Sprintf("%s%s-%04d", w.d.cfg.LabelPrefix, kind.Letter(), d.numbers[d.used-1]), nil
}

// raiseCounters writes how far labels were given.
func (w *work) raiseCounters(tx store.Tx) error {
	for counter, d := range w.labels {
		if d.used == 0 {
			continue
		}
		if err := tx.Raise(counter, slices.Max(d.numbers[:d.used])); err != nil {
			return err
		}
	}
	return nil
}
