package desk

import (
	"context"
	"encoding/json"
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/hit"
	"lanna/statement"
	"lanna/store"
)

// hitSweptPrefix is under which settings it stands that an officer, by id, or a
// partner, by writer, was stopped: the id of the sweep's record.
const hitSweptPrefix = "hit/swept/"

// hitWatchPrefix is under which a partner's elements and requests of a day are
// counted since a sweep was lifted last.
const hitWatchPrefix = "hit/watch/"

// A hitWatch is what a publisher can see of a partner's habits in a day.
type hitWatch struct {
	Day      string `json:"day"`
	Elements int    `json:"elements"`
	Requests int    `json:"requests"`
}

func (w *work) swept(who string) (bool, error) {
	b, err := w.tx.Meta(hitSweptPrefix + who)
	return len(b) > 0, notThere(err)
}

// watch counts elements and requests of the partner, and stops it where they
// look like a sweep: many elements, hardly a request. What the elements are it
// cannot see.
func (t *hitTaking) watch(elements, requests int) error {
	w, name := t.w, hitWatchPrefix+t.from.Writer.String()
	if t.watched == nil {
		t.watched = &hitWatch{}
		if err := loadHit(w.tx, name, t.watched); err != nil {
			return err
		}
	}
	if today := dayOf(w.now); t.watched.Day != today {
		*t.watched = hitWatch{Day: today}
	}
	t.watched.Elements += elements
	t.watched.Requests += requests
	b, err := json.Marshal(t.watched)
	if err != nil {
		return err
	}
	w.setMeta(name, b)
	if elements == 0 || !hit.PartnerSweeps(t.watched.Elements, t.watched.Requests) {
		return nil
	}
	return w.asRule(ruleHitSweep, func() error {
		return w.stopSweep(t.from.Writer.String(), hit.SweepMisses, statement.New(lanna.HitTo, t.from.Writer.String()))
	})
}

// stopSweep opens a record of a sweep. Until a person lifts it, who swept gets
// no further.
func (w *work) stopSweep(who, kind string, claims ...statement.Claim) error {
	m := handling.Marking{Review: dayOf(w.now + millis(reviewAfter))}
	id, err := w.create(lanna.HitRecord, m, append(claims, statement.New(lanna.HitState, HitStopped), statement.New(lanna.HitCode, kind))...)
	if err == nil {
		w.setMeta(hitSweptPrefix+who, []byte(id.String()))
	}
	return err
}

// checkSweep looks whether what an officer asks next looks like a sweep. If so
// the sweep is recorded, and it is Locked "hit-sweep".
func (d *Desk) checkSweep(ctx context.Context, by Actor, inputs []string, subjects int) error {
	who, kind := by.Officer.String(), ""
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		if b, err := r.Meta(hitSweptPrefix + who); len(b) > 0 || notThere(err) != nil {
			kind = "open"
			return notThere(err)
		}
		h, err := d.habits(r, by.Officer)
		kind = h.Sweep(inputs, subjects)
		return err
	})
	if err != nil || kind == "" {
		return storeError(err)
	}
	if kind != "open" {
		err = d.do(ctx, byRule(ruleHitSweep), Why{}, ruleHitSweep, func(w *work) error {
			return w.stopSweep(who, kind, statement.New(lanna.HitOfficer, who))
		})
		if err != nil {
			return err
		}
	}
	return &lanna.Error{Kind: lanna.Locked, Code: "hit-sweep", ID: who}
}

const (
	hour = lanna.Millis(3_600_000)
	day  = 24 * hour
)

// habits reads what the officer asked within a day, since a sweep of the
// officer's was lifted last.
func (d *Desk) habits(r store.Reader, officer lanna.OfficerID) (*hit.Habits, error) {
	h, now := &hit.Habits{}, d.Now()
	since := now - day
	var lifted lanna.Millis
	if err := loadHit(r, hitWatchPrefix+officer.String(), &lifted); err != nil {
		return h, err
	}
	q := store.ListQuery{View: hitView, Name: "officer", Values: []string{officer.String()}, Audiences: everyone,
		After: store.Cursor{Order: int64(max(since, lifted)), ID: lastID, Set: true}, Limit: 1000}
	items, err := r.List(q)
	if err != nil {
		return h, err
	}
	for _, item := range items {
		row, err := parseHitRow(item)
		if err != nil {
			return h, err
		}
		n := 0
		for _, c := range row.Cells {
			switch c.Property {
			case lanna.HitSubject:
				if s, ok := parseSubject(c.Value); ok {
					n++
					h.Inputs = append(h.Inputs, s.inputs()...)
				}
			case lanna.HitFound:
				h.Met++
			}
		}
		if state := row.value(lanna.HitState); state == HitMet || state == HitNone {
			h.Answered += n
		}
		if lanna.Millis(item.Order) > now-hour {
			h.Hour += n
		}
	}
	return h, nil
}

// LiftSweep lets an officer or partner whose questions looked like a sweep go
// on, with a reason. Nobody lifts their own.
func (d *Desk) LiftSweep(ctx context.Context, by Actor, why Why, id lanna.RecordID) error {
	return d.do(ctx, by, why, "hit.lift", func(w *work) error {
		st, err := w.open(id)
		if err != nil {
			return err
		}
		us := d.Agency()
		if st.Of(us, lanna.KindOfRecord) != string(lanna.HitRecord) || st.Of(us, lanna.HitState) != HitStopped {
			return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
		}
		who := st.Of(us, lanna.HitOfficer)
		if who == by.Officer.String() {
			return &lanna.Error{Kind: lanna.Denied, Code: "hit-own-sweep", ID: id.String()}
		}
		from := []byte(`{}`)
		if who == "" {
			who = st.Of(us, lanna.HitTo)
		} else if from, err = json.Marshal(w.now); err != nil {
			return err
		}
		w.setMeta(hitSweptPrefix+who, nil)
		w.setMeta(hitWatchPrefix+who, from)
		return w.set(st, markingOf(st), statement.New(lanna.HitState, HitLifted))
	})
}

// Sweeps lists what was stopped, newest first, for the auditor.
func (d *Desk) Sweeps(ctx context.Context, by Actor, why Why) ([]HitLine, error) {
	var out []HitLine
	err := d.see(ctx, by, why, "hit.sweeps", func(r store.Reader) (s sight, err error) {
		items, err := r.List(store.ListQuery{View: hitView, Name: "sweep", Values: []string{""}, Audiences: everyone, Descending: true, Limit: 200})
		if err != nil {
			return s, err
		}
		for _, item := range items {
			row, err := parseHitRow(item)
			if err != nil {
				return s, err
			}
			line := HitLine{Record: item.ID, Opened: row.Opened}
			for _, c := range row.Cells { // a sweep names an officer or a partner, and nobody who was asked about
				line.take(c)
			}
			out, s.records = append(out, line), append(s.records, item.ID)
		}
		return s, nil
	})
	for i := range out {
		out[i].Officer = d.OfficerName(ctx, out[i].By)
	}
	return slices.Clip(out), err
}
