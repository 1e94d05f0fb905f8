package main

import (
	"strings"
	"testing"
)

const output = `goos: linux
BenchmarkConfirmedNotice/1-a-transaction-2   1   2000 ns/op   3000 bare/s   1500 notices/s   0.5 of-bare
BenchmarkConfirmedNotice/64-officers-2       1   2000 ns/op   9000 notices/s
PASS
`

func TestParseReadsWhatGoTestPrints(t *testing.T) {
	m := parse(output)
	if got := m["1-a-transaction"]["of-bare"]; got != 0.5 {
		t.Errorf("of-bare is %g, want 0.5", got)
	}
	if got, ok := quotient("64-officers", "1-a-transaction", "notices/s")(m); !ok || got != 6 {
		t.Errorf("64 officers are %g times one, %v; want 6", got, ok)
	}
	if _, ok := reported("1000-a-transaction", "of-bare")(m); ok {
		t.Error("a benchmark that did not run has a number")
	}
	if got := parse("BenchmarkQueue-2  400  10 ns/op  1.25 p95-ratio\n")[""]["p95-ratio"]; got != 1.25 {
		t.Errorf("p95-ratio is %g, want 1.25", got)
	}
}

func TestARowSaysWhetherItsAimIsKept(t *testing.T) {
	m := parse(output)
	for _, test := range []struct {
		row  row
		want string
	}{
		{rows[0], "**falls short**"},
		{rows[1], "not measured"},
		{rows[2], "| 6.00 | kept |"},
	} {
		if got := test.row.line(m); !strings.Contains(got, test.want) {
			t.Errorf("%q lacks %q", got, test.want)
		}
	}
}
