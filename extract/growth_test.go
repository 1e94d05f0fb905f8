package extract

import (
	"strings"
	"testing"
	"time"
)

// hostile are pieces that, repeated, once made the time grow with the square of
// the length.
var hostile = []string{"60万", "名", "微信", "一", "1 ", "1-", "13800138000 ", "张伟 60万 ", "\"", "("}

// BenchmarkGrowth reports how many times longer a text four times as long
// takes, for the worst of the hostile pieces: 4 is linear.
func BenchmarkGrowth(b *testing.B) {
	for b.Loop() {
		worst := 0.0
		for _, piece := range hostile {
			worst = max(worst, float64(proposeTime(piece, 160<<10))/float64(proposeTime(piece, 40<<10)))
		}
		b.ReportMetric(worst, "×")
	}
}

func proposeTime(piece string, size int) time.Duration {
	d := FromText(strings.Repeat(piece, size/len(piece)))
	start := time.Now()
	Propose(d)
	return time.Since(start)
}

// A text that only repeats sums keeps a bounded number of them.
func TestRepeatedSumsAreBounded(t *testing.T) {
	r := Propose(FromText("张伟 悬赏60万\n" + strings.Repeat("60万\n", 20000)))
	for _, n := range r.Notices {
		if len(n.Fields) > 2*mostFinds {
			t.Errorf("%d fields", len(n.Fields))
		}
	}
}
