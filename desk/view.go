package desk

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// A View is a stored view: what is kept ready of each record for lists and
// pages. It is a pure function of the record's state, so it can be made anew
// at any time; a higher Version makes a node do so when it starts.
type View struct {
	Name    string
	Version int
	Fold    func(d *Desk, st *statement.State) (store.Row, bool) // false: the record has no row in this view
}

// viewList names every workflow's views of records. The audit view is made of
// leaves (auditview.go).
func viewList() []View {
	return []View{
		{Name: officerView, Version: 4, Fold: foldOfficer},
		{Name: policyView, Version: 2, Fold: foldPolicy},
		{Name: canaryView, Version: 1, Fold: foldCanary},
		{Name: shiftView, Version: 2, Fold: foldShift},
		{Name: alertView, Version: 3, Fold: foldAlert},
		{Name: recordView, Version: 5, Fold: foldRecord},
		{Name: bondView, Version: 1, Fold: foldBonds},
		{Name: requestView, Version: 2, Fold: foldRequest},
		{Name: partyView, Version: 3, Fold: foldParty},
		{Name: hitView, Version: 1, Fold: foldHit},
		{Name: listView, Version: 1, Fold: foldList},
		{Name: releaseView, Version: 1, Fold: foldReleases},
		{Name: subjectView, Version: 1, Fold: foldSubject},
		{Name: subjectRulesView, Version: 1, Fold: foldSubjectRules},
	}
}

// A rowChange is a row to be written, or to be taken out of its view.
type rowChange struct {
	row  store.Row
	gone bool
}

func (c *rowChange) write(tx store.Tx) error {
	if c.gone {
		return tx.DropRow(c.row.View, c.row.ID)
	}
	return tx.PutRow(c.row)
}

// rowsOf makes the rows of a record in all views.
func (d *Desk) rowsOf(st *statement.State) []rowChange {
	var out []rowChange
	for _, v := range viewList() {
		row, ok := v.Fold(d, st)
		if !ok && len(st.History) == 1 {
			continue // of a record that just opened there are no rows
		}
		row.View, row.ID = v.Name, st.Record
		out = append(out, rowChange{row, !ok})
	}
	return out
}

// inParallel runs f for each number below n, on all cores where there are many.
func inParallel(n int, f func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n/8)
	if workers < 2 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

// visible reports whether the actor may know that the record is there: its
// kind, the first thing said on it, is released.
func (d *Desk) visible(st *statement.State, by Actor, purpose lanna.Purpose) bool {
	if ofAuditor(st) && !by.Has(lanna.Auditor) {
		return false
	}
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Property == lanna.KindOfRecord && d.released(st, f, by, purpose) {
			return true
		}
	}
	return false
}

// released asks handling for one fact of a record.
func (d *Desk) released(st *statement.State, f *statement.Fact, by Actor, purpose lanna.Purpose) bool {
	return handling.Release(handling.CombineStrings(f.Markings), f.Agency, f.Property, d.readerOf(st, by), purpose).Allowed
}

// audiences returns those of a view's audiences whose rows the actor may see.
func (d *Desk) audiences(r store.Reader, view string, by Actor, purpose lanna.Purpose) ([]handling.Audience, error) {
	list, err := r.Audiences(view)
	if err != nil {
		return nil, err
	}
	out := list[:0]
	for _, a := range list {
		if a.Allows(d.reader(by), purpose) {
			out = append(out, a)
		}
	}
	return out, nil
}

// audienceOf returns the audience of the record itself.
func audienceOf(st *statement.State) handling.Audience {
	if f := kindFact(st); f != nil {
		return audienceAt(st.Self, f)
	}
	return "closed"
}

// storeError gives an error of the store the kind that an edge needs.
func storeError(err error) error {
	var e *lanna.Error
	switch {
	case err == nil || errors.As(err, &e) || errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, store.ErrFull):
		return &lanna.Error{Kind: lanna.Unavailable, Code: "disk-full", Err: err}
	case errors.Is(err, store.ErrLocked):
		return &lanna.Error{Kind: lanna.Unavailable, Code: "store-locked", Err: err}
	case errors.Is(err, store.ErrAway):
		return &lanna.Error{Kind: lanna.Unavailable, Code: "store-away", Err: err}
	case errors.Is(err, store.ErrCorrupt):
		return &lanna.Error{Kind: lanna.Integrity, Code: "store-damaged", Err: err}
	case errors.Is(err, store.ErrNotFound):
		return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", Err: err}
	}
	return &lanna.Error{Kind: lanna.Internal, Code: "store", Err: err}
}
