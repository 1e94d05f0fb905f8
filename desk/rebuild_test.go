package desk_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/handling"
	"lanna/store"
)

// Views are a pure function of the statements: whatever people did, making
// them anew gives the same bytes.
func TestARebuildGivesTheSameViews(t *testing.T) {
	checks(t, 25)
	rapid.Check(t, func(rt *rapid.T) {
		w := desktest.New(t, desktest.Options{})
		w.Shift(t)
		day := &day{w: w, t: rt}
		for range rapid.IntRange(1, 25).Draw(rt, "acts") {
			day.act()
		}
		day.count()
		before := w.Dump(t)
		var done, total int64
		if err := w.Rebuild(t.Context(), func(d, n int64) { done, total = d, n }); err != nil {
			rt.Fatal(err)
		}
		if done != total || total == 0 {
			rt.Errorf("progress ended at %d of %d", done, total)
		}
		if after := w.Dump(t); after != before {
			rt.Fatalf("the views differ after a rebuild: %s", firstDifference(before, after))
		}
	})
}

// checks sets how many cases rapid draws where the command line does not say:
// each of ours opens a database and waits for the disk.
func checks(t *testing.T, n int) {
	t.Helper()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		must(t, flag.Set("rapid.checks", strconv.Itoa(n)))
	}
}

// A day draws what officers do. Refusals are part of it.
type day struct {
	w   *desktest.World
	t   *rapid.T
	ids []lanna.RecordID
}

func (d *day) act() {
	ctx, w, t := context.Background(), d.w, d.t
	w.Clock.Add(time.Duration(rapid.Int64Range(-30, 240).Draw(t, "minutes")) * time.Minute)
	who := rapid.SampledFrom([]desk.Actor{w.Duty, w.Second, w.Leader, w.National, w.Analyst, w.County, w.Point}).Draw(t, "officer")
	if len(d.ids) == 0 {
		d.raise(ctx)
		return
	}
	id := rapid.SampledFrom(d.ids).Draw(t, "alert")
	var err error
	switch rapid.SampledFrom([]string{"raise", "ack", "assign", "note", "escalate", "close", "reopen", "settle", "tick", "hand over", "look"}).Draw(t, "act") {
	case "raise":
		d.raise(ctx)
	case "ack":
		err = w.Acknowledge(ctx, who, desktest.Rescue, id)
	case "assign":
		err = w.Assign(ctx, who, desktest.Rescue, id, w.Second.Officer)
	case "note":
		err = w.AlertNote(ctx, who, desktest.Rescue, id, desk.Words{Text: "EXERCISE", Lang: "en"})
	case "escalate":
		err = w.Escalate(ctx, who, desktest.Rescue, id)
	case "close":
		err = w.CloseAlert(ctx, who, desktest.Rescue, id, desk.OutcomeRescued, lanna.RecordID{})
	case "reopen":
		err = w.Reopen(ctx, who, desktest.Because("EXERCISE"), id)
	case "settle":
		err = w.SettleForTest(ctx, w.Duty, desktest.Rescue, id)
	case "tick":
		_, err = w.Tick(ctx)
	case "hand over":
		taker, err2 := w.CheckPassword(ctx, "second", desktest.Password, "")
		err = errors.Join(err2, w.HandOver(ctx, w.Duty, desktest.Rescue, taker, []lanna.RecordID{id}, ""))
	case "look":
		_, err = w.AlertDetail(ctx, who, desktest.Rescue, id)
		_, err2 := w.Queue(ctx, who, desktest.Rescue, desk.QueueQuery{})
		err = errors.Join(err, err2)
	}
	if kind := lanna.KindOf(err); err != nil && (kind == lanna.Internal || kind == lanna.Integrity) {
		t.Fatal(err)
	}
}

// count holds every number of the queue against the rows that are there.
func (d *day) count() {
	for _, who := range []desk.Actor{d.w.Duty, d.w.Second, d.w.Analyst} {
		for _, filter := range desk.Filters {
			q := desk.QueueQuery{Filter: filter, Limit: 3}
			seen := map[lanna.RecordID]bool{}
			for {
				page, err := d.w.Queue(context.Background(), who, desktest.Rescue, q)
				if err != nil {
					d.t.Fatal(err)
				}
				for _, a := range page.Alerts {
					if seen[a.Record] {
						d.t.Fatalf("%q lists an alert twice", filter)
					}
					seen[a.Record] = true
				}
				if q.After = page.Next; q.After == nil {
					if page.Counts[filter] != int64(len(seen)) {
						d.t.Fatalf("%s: %q counts %d and lists %d", who.Login, filter, page.Counts[filter], len(seen))
					}
					break
				}
			}
		}
	}
}

func (d *day) raise(ctx context.Context) {
	kind := rapid.SampledFrom([]lanna.RecordKind{lanna.BountyRecord, lanna.FamilyRecord, lanna.LureRecord, lanna.TipRecord, lanna.CaptureRecord}).Draw(d.t, "kind")
	m := handling.Marking{}
	if rapid.Bool().Draw(d.t, "in a compartment") {
		m.Compartments = []lanna.Compartment{lanna.SourceProtection}
	}
	id, err := d.w.RaiseForTest(ctx, d.w.Duty, desktest.Rescue, kind, m, bounty("EXERCISE", "600000 CNY")...)
	if err != nil {
		d.t.Fatal(err)
	}
	d.ids = append(d.ids, id)
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d\n before %.300s\n after  %.300s", i, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d and %d lines", len(x), len(y))
}

func TestAnUpgradeMakesWhatIsStaleAnew(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	before := w.Dump(t)
	spoil := func(f func(tx store.Tx) error) {
		t.Helper()
		must(t, w.Store.Update(ctx, f))
		must(t, w.Upgrade(ctx))
		if after := w.Dump(t); after != before {
			t.Errorf("after the upgrade: %s", firstDifference(before, after))
		}
	}
	spoil(func(tx store.Tx) error { // a program with another version of the view wrote it
		return errors.Join(tx.DropView("alert"), tx.SetMeta("view/alert", []byte("0")))
	})
	spoil(func(tx store.Tx) error { // a rebuild was cut off
		return errors.Join(tx.DropView("audit"), tx.SetMeta("rebuild", []byte("1")))
	})
	spoil(func(tx store.Tx) error { // a view that this program does not have
		return errors.Join(tx.PutRow(store.Row{View: "attic", Body: []byte("{}"), Keys: []store.Key{{Name: "all"}}}), tx.SetMeta("view/attic", []byte("3")))
	})
	if a, err := w.Actor(ctx, w.Duty.Officer); err != nil || !a.Has(lanna.DutyOfficer) {
		t.Errorf("the duty officer after it: %v, %v", a.Roles, err)
	}
}
