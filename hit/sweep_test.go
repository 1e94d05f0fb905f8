package hit_test

import (
	"fmt"
	"testing"

	"lanna/hit"
)

func numbers(from, n, step int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("1/phone:+66%09d", from+i*step))
	}
	return out
}

func TestSweepsAreNoticed(t *testing.T) {
	for _, test := range []struct {
		name     string
		h        hit.Habits
		next     []string
		subjects int
		want     string
	}{
		{"a case with ten phones", hit.Habits{}, numbers(812_340_000, 10, 77_777), 10, ""},
		{"a block is walked", hit.Habits{Inputs: numbers(812_340_000, 10, 1)}, numbers(812_340_010, 1, 1), 1, hit.SweepSequence},
		{"a block in any order", hit.Habits{}, numbers(812_340_900, 11, -7), 11, hit.SweepSequence},
		{"one number of ten partners", hit.Habits{Inputs: append(numbers(1, 1, 0), numbers(1, 1, 0)...)}, numbers(1, 20, 0), 20, ""},
		{"an identity number is counted up under its check digit", hit.Habits{}, []string{"1/id.th:1100100000011", "1/id.th:1100100000029", "1/id.th:1100100000037",
			"1/id.th:1100100000045", "1/id.th:1100100000053", "1/id.th:1100100000061", "1/id.th:1100100000079", "1/id.th:1100100000088", "1/id.th:1100100000096",
			"1/id.th:1100100000100", "1/id.th:1100100000118"}, 11, hit.SweepSequence},
		{"too many in an hour", hit.Habits{Hour: hit.SweepMany}, numbers(1, 1, 1), 1, hit.SweepVolume},
		{"nothing meets", hit.Habits{Answered: 100, Met: 1}, numbers(1, 1, 1), 1, hit.SweepMisses},
		{"some meet", hit.Habits{Answered: 100, Met: 2}, numbers(1, 1, 1), 1, ""},
	} {
		if got := test.h.Sweep(test.next, test.subjects); got != test.want {
			t.Errorf("%s: %q, not %q", test.name, got, test.want)
		}
	}
	if hit.PartnerSweeps(hit.SweepElements-1, 0) || !hit.PartnerSweeps(hit.SweepElements, 0) || hit.PartnerSweeps(hit.SweepElements, 1) {
		t.Error("a partner's sweep is seen too early, or not")
	}
}
