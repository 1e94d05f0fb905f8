package desk

import (
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
type labels struct {
	mu   sync.Mutex
	last map[string]int64
	free map[string][]int64 // in order
}

// take gives the next number of a counter. r is asked for what was given before
// the node began.
func (l *labels) take(r store.Reader, counter string) (int64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if free := l.free[counter]; len(free) > 0 {
		l.free[counter] = free[1:]
		return free[0], nil
	}
	if l.last == nil {
		l.last, l.free = map[string]int64{}, map[string][]int64{}
	}
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
	l.free[counter] = append(l.free[counter], numbers...)
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
