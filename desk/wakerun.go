package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// wakePrefix begins the settings that name the alerts for which somebody may
// have to be woken. One is written with the statement that makes it so: a node
// that is killed in between wakes when it is back.
const wakePrefix = "wake/"

// wakesAtOnce is how many messages go out by one way at the same time: one that
// hangs holds up neither the others of its way nor those of another.
const wakesAtOnce = 16

// wakes is what is being sent at this moment.
type wakes struct {
	mu     sync.Mutex
	flying map[string]bool // ids of messages
	by     map[string]int  // how many, by way
	looked map[lanna.RecordID]lookedAt
	told   lanna.Millis // when rotas were looked at for empty shifts
	wg     sync.WaitGroup
}

// A lookedAt tells when an alert that has not changed has to be looked at again.
type lookedAt struct {
	version store.Version
	next    lanna.Millis
}

// take reports whether a message may be sent now, and counts it.
func (f *wakes) take(id, via string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.flying == nil {
		f.flying, f.by = map[string]bool{}, map[string]int{}
	}
	if f.flying[id] || f.by[via] >= wakesAtOnce {
		return false
	}
	f.flying[id] = true
	f.by[via]++
	return true
}

func (f *wakes) free(id, via string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.flying, id)
	f.by[via]--
}

func (f *wakes) lookedAt(id lanna.RecordID) lookedAt {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.looked[id]
}

func (f *wakes) note(id lanna.RecordID, l lookedAt) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.looked == nil {
		f.looked = map[lanna.RecordID]lookedAt{}
	}
	f.looked[id] = l
}

// forget drops what was noted of alerts that wait no more.
func (f *wakes) forget(waiting []lanna.RecordID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id := range f.looked {
		if !slices.Contains(waiting, id) {
			delete(f.looked, id)
		}
	}
}

// markWake notes, in the transaction that made it, that people have to be woken
// for an alert, or no more.
func (w *work) markWake(st *statement.State) {
	if len(w.d.cfg.Wakers) == 0 || lanna.Severity(st.Of(w.d.Agency(), lanna.AlertSeverity)) != lanna.Life {
		return
	}
	a, ok := w.d.alertOf(st)
	var mark []byte
	if ok && w.d.wakesFor(a, w.d.wakeNowOf(st)) {
		mark = []byte{1}
	}
	w.setMeta(wakePrefix+st.Record.String(), mark)
}

// Wake sends what is due and does not wait for it. It returns when to be called
// again. One process alone may call it: whoever calls Tick.
func (d *Desk) Wake(ctx context.Context) (next lanna.Millis, err error) {
	next = d.Now() + idle
	if len(d.cfg.Wakers) == 0 {
		return next, nil
	}
	if err := d.wakeAuditors(ctx); err != nil {
		d.cfg.Log.Error("canaries not looked at", "code", lanna.CodeOf(err))
	}
	d.tellOfEmpty(ctx)
	waiting, err := d.wakeWaiting(ctx)
	d.wakes.forget(waiting)
	for _, id := range waiting {
		again, bad := d.wakeFor(ctx, id)
		if bad != nil { // the others are woken all the same
			d.cfg.Log.Error("nobody woken", "record", id.String(), "code", lanna.CodeOf(bad))
			again = d.Now() + retry
		}
		next = min(next, again)
	}
	return next, err
}

// WakesRest waits until what Wake began is over.
func (d *Desk) WakesRest() { d.wakes.wg.Wait() }

func (d *Desk) wakeWaiting(ctx context.Context) (ids []lanna.RecordID, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		names, err := r.MetaNames(wakePrefix)
		for _, n := range names {
			if id, bad := lanna.ParseRecordID(strings.TrimPrefix(n, wakePrefix)); bad == nil {
				ids = append(ids, id)
			}
		}
		return err
	})
	return ids, storeError(err)
}

// wakeFor starts the calls that are due for one alert.
func (d *Desk) wakeFor(ctx context.Context, id lanna.RecordID) (next lanna.Millis, err error) {
	now, seen := d.Now(), d.wakes.lookedAt(id)
	var due []call
	var n wakeNow
	var st *statement.State
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		version, err := r.Version(id)
		if err != nil || version == seen.version && now < seen.next {
			next = seen.next
			return err
		}
		w := &work{d: d, tx: r, by: byRule(ruleWake), now: now, records: map[lanna.RecordID]*ledger{}}
		if st, err = w.state(id); err != nil {
			return err
		}
		a, ok := d.alertOf(st)
		if n = d.wakeNowOf(st); !ok || !d.wakesFor(a, n) {
			next = now + idle
			return nil
		}
		chains, err := w.callsFor(a)
		if err != nil {
			return err
		}
		second := d.cfg.SecondWake
		if second == 0 {
			second = DefaultSecondWake
		}
		due, next = plan(n.round, chains, n.tries, second, now)
		d.wakes.note(id, lookedAt{version, next})
		return nil
	})
	if err != nil {
		return now + retry, storeError(err)
	}
	for _, c := range due {
		if !d.start(ctx, st, n.round, c) {
			d.wakes.note(id, lookedAt{}) // no room now, or under way
			next = min(next, now+1000)
		}
	}
	return next, nil
}

// start makes a call on a goroutine of its own; false where it cannot be now.
func (d *Desk) start(ctx context.Context, st *statement.State, round string, c call) bool {
	us, id := d.Agency(), c.id(round)
	if !d.wakes.take(id, c.way.Via) {
		return false
	}
	kind := lanna.RecordKind(st.Of(us, lanna.KindOfRecord))
	m := WakeMessage{ID: id, Record: st.Record, Label: st.Of(us, lanna.Label), Severity: lanna.Severity(st.Of(us, lanna.AlertSeverity)),
		Drill: kind == lanna.DrillRecord, Rota: kind == lanna.ShiftRecord, Exercise: d.cfg.Exercise, Time: d.Now()}
	if m.Rota {
		m.Severity = lanna.High
	}
	d.wakes.wg.Go(func() {
		defer d.wakes.free(id, c.way.Via)
		t := Wakeup{ID: id, Round: round, Officer: c.officer, Via: c.way.Via, State: WakeSent}
		if err := d.call(ctx, c, m); err != nil {
			if ctx.Err() != nil {
				return // the node stops: it is sent when it is back
			}
			t.State, t.Code, t.Final = WakeFailed, lanna.CodeOf(err), lanna.KindOf(err) == lanna.Invalid
		}
		if err := d.woken(context.WithoutCancel(ctx), st.Record, t); err != nil {
			d.cfg.Log.Error("waking not recorded", "record", st.Record.String(), "code", lanna.CodeOf(err))
		}
	})
	return true
}

// call sends a message by the way of the call. A browser that is subscribed no more
// is taken out.
func (d *Desk) call(ctx context.Context, c call, m WakeMessage) error {
	if c.way.Via == "" {
		return &lanna.Error{Kind: lanna.Invalid, Code: "wake-no-way"}
	}
	waker := d.cfg.Wakers[c.way.Via]
	if waker == nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "wake-not-set-up"}
	}
	m.Lang, m.To, m.Keys = c.lang, c.way.To, c.way.Keys
	limited, cancel := context.WithTimeout(ctx, wakeLimit)
	defer cancel()
	err := waker.Wake(limited, m)
	if c.way.Via == WakePush && lanna.CodeOf(err) == CodeGone {
		if bad := d.pushGone(context.WithoutCancel(ctx), c.officer, c.way.To); bad != nil {
			d.cfg.Log.Error("browser not taken out", "officer", c.officer.String(), "code", lanna.CodeOf(bad))
		}
	}
	return err
}

// woken says by rule how a call went.
func (d *Desk) woken(ctx context.Context, id lanna.RecordID, t Wakeup) error {
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return d.do(ctx, byRule(ruleWake), Why{Purpose: lanna.Rescue}, ruleWake, func(w *work) error {
		st, err := w.state(id)
		if err != nil {
			return err
		}
		return w.set(st, markingOf(st), statement.New(lanna.AlertWake, string(body)))
	})
}
