package desk

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// Rules that act by themselves.
const (
	ruleEscalate = "alert.escalate" // a clock ran out
	ruleMend     = "clock.mend"     // a clock shows more time than its step gives: the machine's clock was set back
)

const (
	tickLimit = 500                       // alerts a call
	tickBatch = 50                        // alerts a transaction, so that officers need not wait
	drift     = lanna.Millis(60_000)      // how far the machine's clock may be corrected before clocks are mended
	idle      = lanna.Millis(10 * 60_000) // when Tick is due again where no clock runs
	retry     = lanna.Millis(10 * time.Second / time.Millisecond)
)

// Tick runs what the clocks say is due: escalations, at most 500 a call. It
// returns when the next clock ends; a time that has come already means that
// there is more to do at once. Node calls it, at least every ten seconds.
//
// Deadlines are times of the server and stand in statements, so they outlive a
// restart. Where the machine's clock jumps ahead, they end early, which is the
// safe side. Where it is set back, a clock would show more time than its step
// gives: it is set anew.
func (d *Desk) Tick(ctx context.Context) (next lanna.Millis, err error) {
	now := d.Now()
	if err := d.trim(ctx); err != nil {
		d.cfg.Log.Warn("outbox not trimmed", "code", lanna.CodeOf(err))
	}
	d.runStanding(ctx)
	d.filed.nudge()
	d.readPostponed()
	d.table.forget(lanna.Digest{}, now)
	if err := d.renewCard(ctx); err != nil {
		d.cfg.Log.Error("card not renewed", "code", lanna.CodeOf(err))
	}
	if err := d.expire(ctx); err != nil {
		d.cfg.Log.Warn("nothing expired", "code", lanna.CodeOf(err))
	}
	if err := d.resumeLists(ctx); err != nil {
		d.cfg.Log.Warn("lists not resumed", "code", lanna.CodeOf(err))
	}
	due, err := d.due(ctx, now)
	if err != nil {
		return now + retry, err
	}
	if len(due.over)+len(due.ahead) == 0 {
		return due.next, nil
	}
	done := d.inBatches(ctx, due.over, ruleEscalate, d.escalateDue) + d.inBatches(ctx, due.ahead, ruleMend, d.mend)
	if done == 0 {
		return now + retry, ctx.Err()
	}
	due, err = d.due(ctx, now)
	if len(due.over)+len(due.ahead) > 0 {
		due.next = now
	}
	return due.next, err
}

// A dueList is which alerts a tick has to look at.
type dueList struct {
	over  []lanna.RecordID // their time has come
	ahead []lanna.RecordID // they show more time than their step gives
	next  lanna.Millis
}

func (d *Desk) due(ctx context.Context, now lanna.Millis) (dueList, error) {
	list := dueList{next: now + idle}
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		for _, step := range slices.Sorted(maps.Keys(clocks)) {
			if err := list.read(r, clocks[step], now); err != nil {
				return err
			}
		}
		return nil
	})
	return list, storeError(err)
}

func (l *dueList) read(r store.Reader, c Clock, now lanna.Millis) error {
	q := store.ListQuery{View: alertView, Name: "due", Values: []string{c.Step}, Audiences: everyone}
	over := q
	over.Before, over.Limit = int64(now)+1, tickLimit-len(l.over)
	soon := q
	soon.After, soon.Limit = store.Cursor{Order: int64(now), ID: lastID, Set: true}, 1
	ahead := q
	ahead.After, ahead.Limit = store.Cursor{Order: int64(now + millis(c.Within) + drift), ID: lastID, Set: true}, tickLimit-len(l.ahead)
	for _, part := range []struct {
		q   store.ListQuery
		use func(store.Item)
	}{
		{over, func(i store.Item) { l.over = append(l.over, i.ID) }},
		{soon, func(i store.Item) { l.next = min(l.next, lanna.Millis(i.Order)) }},
		{ahead, func(i store.Item) { l.ahead = append(l.ahead, i.ID) }},
	} {
		if part.q.Limit <= 0 {
			continue
		}
		items, err := r.List(part.q)
		if err != nil {
			return err
		}
		for _, item := range items {
			part.use(item)
		}
	}
	return nil
}

// lastID is the greatest record id, to begin a list after all of one time.
var lastID = lanna.RecordID{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

// inBatches runs f on the records, some in each transaction, and returns on
// how many it ran. One record that cannot be read must not hold up the others:
// a batch that fails is tried again one by one.
func (d *Desk) inBatches(ctx context.Context, ids []lanna.RecordID, rule string, f func(w *work, id lanna.RecordID) error) (done int) {
	run := func(batch []lanna.RecordID) error {
		return d.do(ctx, byRule(rule), Why{}, rule, func(w *work) error {
			for _, id := range batch {
				if err := f(w, id); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for batch := range slices.Chunk(ids, tickBatch) {
		if ctx.Err() != nil {
			return done
		}
		if run(batch) == nil {
			done += len(batch)
			continue
		}
		for _, id := range batch {
			if err := run([]lanna.RecordID{id}); err != nil {
				d.cfg.Log.Error("clock stands", "rule", rule, "record", id, "code", lanna.CodeOf(err))
				continue
			}
			done++
		}
	}
	return done
}

// escalateDue escalates an alert if its time has come; run twice it does so once.
func (d *Desk) escalateDue(w *work, id lanna.RecordID) error {
	a, err := w.alert(id)
	if err != nil || a.state == AlertClosed || a.due == 0 || a.due > w.now {
		return err
	}
	return w.escalate(a)
}

// mend sets a clock anew that shows more time than its step gives.
func (d *Desk) mend(w *work, id lanna.RecordID) error {
	a, err := w.alert(id)
	if err != nil || a.state == AlertClosed {
		return err
	}
	latest := w.now + millis(clockOf(a.step).Within)
	if a.due <= latest+drift {
		return nil
	}
	return w.change(a, []statement.Claim{statement.New(lanna.AlertDue, timestamp(latest))})
}

// Escalate hands an alert to the next in the rota, as the clock would.
func (d *Desk) Escalate(ctx context.Context, by Actor, why Why, id lanna.RecordID) error {
	return d.do(ctx, by, why, "alert.escalate", func(w *work) error {
		a, err := w.alert(id)
		if err != nil {
			return err
		}
		if a.state == AlertClosed {
			return &lanna.Error{Kind: lanna.Conflict, Code: "closed-already", ID: id.String()}
		}
		return w.escalate(a)
	})
}

// escalate hands an alert on and starts its step's clock again.
func (w *work) escalate(a *alertNow) error {
	owner, err := w.nextInRota(a)
	if err != nil {
		return err
	}
	set := []statement.Claim{
		statement.New(lanna.AlertLevel, strconv.Itoa(a.level+1)),
		statement.New(lanna.AlertDue, timestamp(w.now+millis(clockOf(a.step).Repeat))),
	}
	if owner != a.owner {
		set = append(set, statement.New(lanna.AlertOwner, owner.String()))
	}
	return w.change(a, set)
}

// nextInRota looks for who is on duty at the owner's desk, at the desk of who
// raised the alert, and at the desk without a name. Without any, the owner stays.
func (w *work) nextInRota(a *alertNow) (lanna.OfficerID, error) {
	rota, err := w.rotaOf(a)
	if err != nil || len(rota) == 0 {
		return a.owner, err
	}
	return handsOn(w.tx, rota, a.owner, a.level, w.takes(a))
}

// rotaOf lists who is reached now for an alert, one after the other; nobody
// where no rota says so, or the shift has nobody who can take it.
func (w *work) rotaOf(a *alertNow) ([]lanna.OfficerID, error) {
	for _, desk := range append(w.desksOf(a), "") {
		k, err := rotaAt(w.tx, desk)
		if err != nil {
			return nil, err
		}
		y := k.at(w.now, w.d.zone())
		if y == nil {
			continue
		}
		rota := y.reached()
		can := func(o lanna.OfficerID) bool {
			who, bad := officerIn(w.tx, o)
			if bad != nil && !errors.Is(bad, store.ErrNotFound) {
				err = bad
			}
			return bad == nil && who.takesAlerts()
		}
		if slices.ContainsFunc(rota, can) || err != nil {
			return rota, err
		}
	}
	return nil, nil
}

// desksOf returns the desks that an alert concerns, the nearest first.
func (w *work) desksOf(a *alertNow) []string {
	if named := a.st.Of(w.d.Agency(), lanna.AlertDesk); named != "" {
		return []string{named}
	}
	desks := []string{}
	for _, id := range []lanna.OfficerID{a.owner, a.raiser} {
		if who, err := officerIn(w.tx, id); err == nil && !slices.Contains(desks, who.Desk) {
			desks = append(desks, who.Desk)
		}
	}
	return desks
}
