package desk_test

import (
	"fmt"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
	"lanna/handling"
	"lanna/statement"
)

// BenchmarkPublishFilter publishes the filter of 2,000 persons in three scripts,
// each with a phone, for two purposes: reading and folding all records, making
// keys, evaluating, padding, and keeping what the outputs stand for.
func BenchmarkPublishFilter(b *testing.B) {
	const people = 2000
	f := desktest.Federate(b, desktest.Node{Name: "north", Role: federate.National}, desktest.Node{Name: "south", Role: federate.National})
	north := f.Nodes[0]
	list, err := north.PartyList(b.Context(), north.National, desktest.Rescue)
	mustBench(b, err)
	mustBench(b, north.SetHitTerms(b.Context(), north.National, desktest.Rescue, list[0].Record,
		desk.HitTerms{Quota: map[lanna.Purpose]int{lanna.Rescue: 100, lanna.Investigation: 100}, Hour: 18}))
	given := []string{"伟明", "Somchai", "秀英", "Nattapong", "国华", "Aung Ko"}
	mustBench(b, north.RaiseManyForTest(b.Context(), north.Duty, desktest.Rescue, people, func(i int) (lanna.RecordKind, handling.Marking, []statement.Claim) {
		return lanna.PersonRecord, everyday, []statement.Claim{statement.New(lanna.Name, fmt.Sprintf("陈%s EXERCISE%d", given[i%len(given)], i%97)),
			statement.New(lanna.BirthDate, fmt.Sprintf("%d-%02d-%02d", 1960+i%50, 1+i%12, 1+i%28)), statement.New(lanna.Phone, fmt.Sprintf("+668%08d", i))}
	}))
	var took time.Duration
	for b.Loop() {
		f.Clock.Add(24 * time.Hour)
		began := time.Now()
		_, err := north.PublishHits(b.Context())
		took += time.Since(began)
		mustBench(b, err)
	}
	pub, err := north.HitPartners(b.Context(), north.National, desktest.Rescue)
	mustBench(b, err)
	b.ReportMetric(float64(b.N*people)/took.Seconds(), "people/s")
	b.ReportMetric(float64(pub[0].Published.Entries), "entries")
}

func mustBench(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
