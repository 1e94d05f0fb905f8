package match_test

import (
	"testing"

	"lanna/match"
	"lanna/names"
)

// Candidates as an index returns them: names that share a sound with the one
// asked for, in all scripts, already parsed. The row to reach is 100,000 a
// second on one core.
func BenchmarkCandidates(b *testing.B) {
	asked := []string{"陈伟明", "TAN Wee Beng", "CHEN WEIMING", "สมชาย ใจดี", "အောင်သိန်းထွန်း", "Abdul Hakim al-Uchebi"}
	found := []string{"陈卫民", "陳偉明", "CHEN WEIMIN", "CHAN Wai Ming", "TAN Wee Meng", "TAN Hui Beng", "เฉิน เหว่ยหมิง", "ချန်ဝေမင်း", "CHENG Wei Ping", "สมชัย ใจดี", "Somchai Jaidee", "SOMCHAI Chaidi",
		"Aung Thein Tun", "အောင်သန်းထွန်း", "U Aung Than Htun", "Abdulhakim Uchebi", "Abd al-Hakim Masri", "Hakim Uchebi"}
	var queries, candidates []*match.Name
	for _, s := range asked {
		queries = append(queries, match.Prepare(names.Parse(s)))
	}
	for _, s := range found {
		candidates = append(candidates, match.Prepare(names.Parse(s)))
	}
	pairs := 0
	for b.Loop() {
		match.Score(queries[pairs%len(queries)], candidates[pairs/len(queries)%len(candidates)])
		pairs++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pairs/s")
}
