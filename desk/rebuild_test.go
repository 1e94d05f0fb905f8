package desk_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
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
	"lanna/store/sqlite"
	"lanna/store/transfer"
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

// A move and a restore fold views where there were none: nobody knows then who the
// parties are until their view is there.
func TestViewsAreTheSameWhereThereWereNone(t *testing.T) {
	_, north, south := twoNations(t)
	ctx := t.Context()
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias, lanna.Amount)
	bare, err := sqlite.Open(sqlite.Config{Path: filepath.Join(t.TempDir(), "lanna.db"), Key: make([]byte, sqlite.KeySize), Create: true})
	must(t, err)
	defer bare.Close()
	must(t, north.Store.View(ctx, func(r store.Reader) error {
		return transfer.Copy(ctx, r, bare, func(string) bool { return false }, func(int64) {})
	}))
	was := north.Dump(t)
	config := north.Config
	config.Store = bare
	d, err := desk.New(ctx, config)
	must(t, err)
	defer d.Close()
	must(t, d.Rebuild(ctx, nil))
	var is strings.Builder
	must(t, bare.View(ctx, func(r store.Reader) error {
		return r.Dump(func(line []byte) error { is.Write(append(line, '\n')); return nil })
	}))
	if is.String() != was {
		t.Errorf("the views differ: %s", firstDifference(was, is.String()))
	}
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
	act := rapid.SampledFrom([]string{"raise", "ack", "assign", "note", "escalate", "close", "reopen", "settle", "tick", "hand over", "look", "report", "text", "correct", "add", "suspect", "erase"}).Draw(t, "act")
	switch act {
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
		taker, err2 := w.CheckPassword(ctx, desk.Proof{Login: "second", Password: desktest.Password})
		err = errors.Join(err2, w.HandOver(ctx, w.Duty, desktest.Rescue, taker, []lanna.RecordID{id}, ""))
	case "report":
		err = d.report(ctx)
	case "text":
		err = d.text(ctx)
	case "correct", "add", "suspect", "erase":
		err = d.onRecord(ctx, who, id, act)
	case "look":
		_, err = w.AlertDetail(ctx, who, desktest.Rescue, id)
		_, err2 := w.Queue(ctx, who, desktest.Rescue, desk.QueueQuery{})
		err = errors.Join(err, err2)
	}
	if kind := lanna.KindOf(err); err != nil && (kind == lanna.Internal || kind == lanna.Integrity) {
		t.Fatal(err)
	}
}

// report is a call that an officer puts down.
func (d *day) report(ctx context.Context) error {
	kind := rapid.SampledFrom([]lanna.RecordKind{lanna.BountyRecord, lanna.FamilyRecord, lanna.TipRecord}).Draw(d.t, "kind")
	marking := rapid.SampledFrom([]string{desk.MarkLife, desk.MarkHere}).Draw(d.t, "marking")
	id, err := d.w.Capture(ctx, d.w.Duty, desktest.Rescue, desk.Intake{Marking: marking, Report: &desk.Report{Kind: kind, Fields: []desk.Field{
		{Property: lanna.Name, Value: rapid.SampledFrom([]string{"测试甲", "EXERCISE Anna", "测试乙"}).Draw(d.t, "name"), Lang: "zh"},
		{Property: lanna.IDResident, Value: rapid.SampledFrom([]string{"539901199003071234", "53990120150307123X"}).Draw(d.t, "number")},
		{Property: lanna.Amount, Value: "600000 CNY"},
	}}})
	if err == nil {
		d.ids = append(d.ids, id)
		for _, kind := range []lanna.RecordKind{lanna.BountyRecord, lanna.PersonRecord} { // what the report opened
			d.ids = append(d.ids, d.found(kind)...)
		}
	}
	return err
}

// found returns the newest record of a kind.
func (d *day) found(kind lanna.RecordKind) []lanna.RecordID {
	r, err := d.w.Search(context.Background(), d.w.Duty, desktest.Rescue, desk.SearchQuery{Kind: kind, Text: "测试", Limit: 1})
	if err != nil {
		d.t.Fatal(err)
	}
	var ids []lanna.RecordID
	for _, h := range r.Hits {
		ids = append(ids, h.Record)
	}
	return ids
}

// text is a chat that was pasted, confirmed as proposed or dropped.
func (d *day) text(ctx context.Context) error {
	w := d.w
	id, err := w.Capture(ctx, w.Duty, desktest.Rescue, desk.Intake{Text: "EXERCISE 悬赏60万 姓名：测试甲 微信 exercise_001 从园区跑出，抓回现结"})
	if err != nil {
		return err
	}
	d.ids = append(d.ids, id)
	if rapid.Bool().Draw(d.t, "drop") {
		return w.DropCapture(ctx, w.Duty, desktest.Rescue, id)
	}
	view, err := w.Proposals(ctx, w.Duty, desktest.Rescue, id)
	if err != nil {
		return err
	}
	c := desk.Confirmation{Marking: desk.MarkLife}
	for _, n := range view.Notices {
		cn := desk.ConfirmedNotice{Number: n.Number, Keep: true}
		for _, f := range n.Fields {
			cn.Fields = append(cn.Fields, desk.ConfirmedField{ID: f.ID, Property: f.Property, Value: f.Value, Lang: f.Lang, Compared: true})
		}
		c.Notices = append(c.Notices, cn)
	}
	ids, err := w.Confirm(ctx, w.Duty, desktest.Rescue, id, c)
	d.ids = append(d.ids, ids...)
	return err
}

// onRecord changes what a record says.
func (d *day) onRecord(ctx context.Context, who desk.Actor, id lanna.RecordID, act string) error {
	w := d.w
	if act == "add" {
		return w.AddFact(ctx, who, desktest.Rescue, id, lanna.Alias, desk.Words{Text: "阿测", Lang: "zh"}, lanna.Grade{})
	}
	if act == "suspect" {
		return w.Suspect(ctx, who, desktest.Because("EXERCISE"), id, desk.Words{Text: "EXERCISE recruiter"})
	}
	view, err := w.Record(ctx, w.Leader, desktest.Rescue, id)
	if err != nil {
		return err
	}
	for _, row := range view.Rows {
		if row.Property != lanna.Name || len(row.Cells[0]) == 0 {
			continue
		}
		claim := row.Cells[0][0].Claim
		if act == "erase" {
			return w.Erase(ctx, w.Leader, w.Signs(w.Admin), desktest.Because("EXERCISE"), id, []lanna.Digest{claim})
		}
		return w.Correct(ctx, who, desktest.Rescue, id, claim, desk.Words{Text: "测试丙", Lang: "zh"}, lanna.Grade{})
	}
	return nil
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
