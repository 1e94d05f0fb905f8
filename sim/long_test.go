package sim

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/federate"
)

// A point works three days without a link; then everything arrives, once. The
// soak has the 2,000 records a day that the design names.
func TestThreeDaysWithoutALink(t *testing.T) {
	records := 90
	if os.Getenv("LANNA_SOAK") != "" {
		records = 6000
	}
	base, err := newBase(t.Context(), 3, cheap{})
	must(t, err)
	w := &world{Options: Options{Seed: 72, Nodes: 3}, ctx: t.Context(), draw: newChance(72, "three days")}
	w.prepare(base)
	must(t, withChance(72, "ids", func() error {
		if err := w.begin(base); err != nil {
			return err
		}
		point := w.nodes[2]
		for range records {
			w.now = w.now.Add(72 * time.Hour / time.Duration(records))
			if _, err := w.report(point); err != nil {
				return err
			}
		}
		w.look(point)
		w.heal()
		w.check()
		return nil
	}))
	for _, v := range w.result.Violations {
		t.Error(v)
	}
	home, notices := w.holding(w.nodes[0]), 0
	for _, st := range home.states {
		for _, f := range st.Live(lanna.KindOfRecord) {
			if f.Writer == w.nodes[2].id() && (f.Value == string(lanna.BountyRecord) || f.Value == string(lanna.FamilyRecord) || f.Value == string(lanna.TipRecord)) {
				notices++
			}
		}
	}
	if notices != records {
		t.Errorf("%d of %d records arrived", notices, records)
	}
}

// star sets up one node that knows n others, and they it.
func star(ctx context.Context, n int) (d *desk.Desk, b *base, err error) {
	b = &base{verified: &desk.Verified{}}
	err = withChance(uint64(n), "star", func() error {
		var desks []*desk.Desk
		for i := range n + 1 {
			made, err := b.add(ctx, i, cheap{})
			if err != nil {
				return err
			}
			desks = append(desks, made)
		}
		d = desks[0]
		for i := 1; i <= n; i++ {
			c, err := federate.ParseCard(b.nodes[i].card)
			if err != nil {
				return err
			}
			if _, err := d.AcceptCard(ctx, b.nodes[0].people.national, because("EXERCISE"), c.Bytes(), strings.Join(c.Words(), " ")); err != nil {
				return err
			}
		}
		return nil
	})
	return d, b, err
}

// BenchmarkOneReleaseToAll releases a record to every party and seals it for
// each. What it costs the sender for one reader is told for each number.
func BenchmarkOneReleaseToAll(b *testing.B) {
	for _, readers := range []int{10, 25, 50, 100} {
		b.Run(fmt.Sprint(readers), func(b *testing.B) {
			ctx := b.Context()
			d, made, err := star(ctx, readers)
			must(b, err)
			who := made.nodes[0].people
			for b.Loop() {
				b.StopTimer()
				id, claims := oneNotice(b, d, who)
				b.StartTimer()
				for i := 1; i <= readers; i++ {
					to := made.nodes[i].signer.Writer()
					_, err := d.Release(ctx, who.national, desk.Actor{}, because("EXERCISE"), desk.ReleaseDraft{Record: id, To: to, Claims: claims})
					must(b, err)
					_, err = d.Outgoing(ctx, to, federate.Ordinary, 0, 1<<16)
					must(b, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*readers), "µs/reader")
		})
	}
}

func oneNotice(b *testing.B, d *desk.Desk, who people) (lanna.RecordID, []lanna.Digest) {
	b.Helper()
	ctx := b.Context()
	capture, err := d.Capture(ctx, who.duty, because(""), desk.Intake{Report: &desk.Report{Kind: lanna.TipRecord,
		Fields: []desk.Field{{Property: lanna.Alias, Value: "EXERCISE alias"}, {Property: lanna.LastPlace, Value: "EXERCISE place"}}}})
	must(b, err)
	page, err := d.Record(ctx, who.national, because(""), capture)
	must(b, err)
	for _, l := range page.Related {
		notice, err := d.Record(ctx, who.national, because(""), l.Record)
		must(b, err)
		for _, row := range notice.Rows {
			if row.Property == lanna.LastPlace {
				return notice.Record, []lanna.Digest{row.Cells[0][0].Claim}
			}
		}
	}
	b.Fatal("the report became no notice")
	return lanna.RecordID{}, nil
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
