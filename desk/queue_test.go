package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/handling"
	"lanna/statement"
)

func TestTheGravestComesFirstThenTheNearestDeadline(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	tip := raise(t, w, lanna.TipRecord)
	lure := raise(t, w, lanna.LureRecord)
	w.Clock.Add(time.Minute)
	late := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "300000 CNY")...)
	w.Clock.Add(-30 * time.Second)
	soon := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	family := raise(t, w, lanna.FamilyRecord)
	capture := raise(t, w, lanna.CaptureRecord)
	page, ids := queue(t, w, w.Duty, desk.QueueQuery{})
	if want := []lanna.RecordID{soon, late, capture, lure, family, tip}; !slices.Equal(ids, want) {
		t.Errorf("order %v, want %v", ids, want)
	}
	if page.Counts[desk.FilterOpen] != 6 || page.Counts[desk.FilterLife] != 2 || page.Counts[desk.FilterUnowned] != 6 || page.Counts[desk.FilterHour] != 3 {
		t.Errorf("counts %v", page.Counts)
	}
	if page.Kinds[lanna.BountyRecord] != 2 || page.Kinds[lanna.TipRecord] != 1 {
		t.Errorf("kinds %v", page.Kinds)
	}
	must(t, w.Acknowledge(ctx, w.Duty, desktest.Rescue, late))
	must(t, w.CloseAlert(ctx, w.Duty, desktest.Rescue, soon, desk.OutcomeSafe, lanna.RecordID{}))
	for filter, want := range map[string][]lanna.RecordID{
		desk.FilterOpen:    {late, capture, lure, family, tip},
		desk.FilterLife:    {late},
		desk.FilterMine:    {late},
		desk.FilterUnowned: {capture, lure, family, tip},
		desk.FilterHour:    {capture},
		desk.FilterOver:    nil,
		desk.FilterClosed:  {soon},
	} {
		page, ids := queue(t, w, w.Duty, desk.QueueQuery{Filter: filter})
		if !slices.Equal(ids, want) {
			t.Errorf("%q lists %v, want %v", filter, ids, want)
		}
		if page.Counts[filter] != int64(len(want)) {
			t.Errorf("%q counts %d, want %d", filter, page.Counts[filter], len(want))
		}
	}
	if _, ids := queue(t, w, w.Second, desk.QueueQuery{Filter: desk.FilterMine}); len(ids) != 0 {
		t.Errorf("the second officer has %v", ids)
	}
	if _, ids := queue(t, w, w.Duty, desk.QueueQuery{Kind: lanna.LureRecord}); !slices.Equal(ids, []lanna.RecordID{lure}) {
		t.Errorf("lures: %v", ids)
	}
	for _, q := range []desk.QueueQuery{{Filter: "all"}, {Filter: desk.FilterMine, Kind: lanna.LureRecord}} {
		if _, err := w.Queue(ctx, w.Duty, desktest.Rescue, q); lanna.KindOf(err) != lanna.Invalid {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

func TestPagesOfTheQueueFollowEachOther(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	must(t, w.RaiseManyForTest(t.Context(), w.Duty, desktest.Rescue, 57, many))
	for _, filter := range []string{desk.FilterOpen, desk.FilterHour, desk.FilterClosed} {
		all, _ := queue(t, w, w.Duty, desk.QueueQuery{Filter: filter, Limit: 200})
		var got []lanna.RecordID
		q := desk.QueueQuery{Filter: filter, Limit: 10}
		for {
			page, ids := queue(t, w, w.Duty, q)
			got = append(got, ids...)
			if page.Next == nil {
				break
			}
			q.After = page.Next
		}
		if int64(len(got)) != all.Counts[filter] || len(got) != len(all.Alerts) {
			t.Errorf("%q: %d on the pages, %d in one, %d counted", filter, len(got), len(all.Alerts), all.Counts[filter])
		}
		for i := range got {
			if got[i] != all.Alerts[i].Record {
				t.Errorf("%q: place %d differs", filter, i)
			}
		}
	}
}

// many makes alerts of all kinds and markings.
func many(i int) (lanna.RecordKind, handling.Marking, []statement.Claim) {
	kinds := []lanna.RecordKind{lanna.BountyRecord, lanna.BountyRecord, lanna.FamilyRecord, lanna.LureRecord, lanna.TipRecord}
	m := handling.Marking{Purposes: []lanna.Purpose{lanna.Rescue, lanna.Investigation, lanna.Prosecution}}
	if i%10 == 9 {
		m.Compartments = []lanna.Compartment{lanna.SourceProtection}
	}
	return kinds[i%len(kinds)], m, append(bounty(fmt.Sprintf("EXERCISE %d", i), fmt.Sprintf("%d CNY", 1000*(i%900))), statement.New(lanna.Alias, "阿蓝"))
}

func TestAReaderSeesOnlyTheirQueue(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	closed := handling.Marking{Compartments: []lanna.Compartment{lanna.SourceProtection}}
	hidden, err := w.RaiseForTest(ctx, w.Analyst, desktest.Rescue, lanna.BountyRecord, closed, bounty("EXERCISE source", "600000 CNY")...)
	must(t, err)
	open := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	page, ids := queue(t, w, w.Duty, desk.QueueQuery{})
	if !slices.Equal(ids, []lanna.RecordID{open}) || page.Counts[desk.FilterOpen] != 1 || page.Kinds[lanna.BountyRecord] != 1 {
		t.Errorf("the duty officer sees %v, counts %v", ids, page.Counts)
	}
	if _, ids := queue(t, w, w.Analyst, desk.QueueQuery{}); len(ids) != 2 || !slices.Contains(ids, hidden) {
		t.Errorf("the analyst in the compartment sees %v", ids)
	}
	page, err = w.Queue(ctx, w.Duty, desk.Why{Purpose: lanna.Prevention}, desk.QueueQuery{})
	if err != nil || len(page.Alerts) != 0 || page.Counts[desk.FilterOpen] != 0 {
		t.Errorf("for prevention: %d alerts, %v, %v", len(page.Alerts), page.Counts, err)
	}
}

func TestOneLeafNamesThePage(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	a := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	b := raise(t, w, lanna.LureRecord)
	before := len(leaves(t, w, lanna.Read))
	queue(t, w, w.Duty, desk.QueueQuery{})
	reads := leaves(t, w, lanna.Read)[before:]
	if len(reads) != 1 {
		t.Fatalf("%d leaves for one page", len(reads))
	}
	if got := reads[0].Value(lanna.Fields); got != a.String()+" "+b.String() || reads[0].Header.Officer != w.Duty.Officer {
		t.Errorf("the leaf names %q", got)
	}
	for _, c := range reads[0].Claims {
		if strings.Contains(c.Value, "EXERCISE Silver") {
			t.Error("the leaf tells what was read")
		}
	}
}

// BenchmarkQueue reads pages of a queue of 100 alerts and of one of 100,000 in
// turn, so that whatever else the machine does meets both.
func BenchmarkQueue(b *testing.B) {
	sizes := []int{100, 100_000}
	if testing.Short() {
		sizes[1] = 10_000
	}
	var worlds []*desktest.World
	for _, n := range sizes {
		w := desktest.New(b, desktest.Options{})
		must(b, w.RaiseManyForTest(b.Context(), w.Duty, desktest.Rescue, n, func(i int) (lanna.RecordKind, handling.Marking, []statement.Claim) {
			if i%50 == 0 {
				w.Clock.Add(time.Second)
			}
			return many(i)
		}))
		worlds = append(worlds, w)
	}
	times := make([][]time.Duration, len(worlds))
	for b.Loop() {
		for i, w := range worlds {
			start := time.Now()
			if _, err := w.Queue(b.Context(), w.Duty, desktest.Rescue, desk.QueueQuery{}); err != nil {
				b.Fatal(err)
			}
			times[i] = append(times[i], time.Since(start))
		}
	}
	at := func(i, percent int) float64 {
		slices.Sort(times[i])
		return float64(times[i][len(times[i])*percent/100].Microseconds())
	}
	for i, n := range sizes {
		b.ReportMetric(at(i, 50), fmt.Sprintf("p50-µs-of-%d", n))
		b.ReportMetric(at(i, 95), fmt.Sprintf("p95-µs-of-%d", n))
	}
	b.ReportMetric(at(1, 95)/at(0, 95), "p95-ratio")
	b.ReportMetric(at(1, 50)/at(0, 50), "p50-ratio")
}
