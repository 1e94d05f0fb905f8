package desk_test

import (
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
)

// skewed is a federation of three whose first node's clock is wrong.
func skewed(t *testing.T, by time.Duration) *desktest.Federation {
	wrong := desktest.Options{Config: func(c *desk.Config) {
		right := c.Clock
		c.Clock = lanna.ClockFunc(func() time.Time { return right.Now().Add(by) })
	}}
	return desktest.Federate(t, desktest.Node{Name: "CENTRE", Role: federate.Centre, Options: wrong},
		desktest.Node{Name: "THAI", Role: federate.National}, desktest.Node{Name: "CHINA", Role: federate.National})
}

// A clock that is an hour wrong is known from what partners sign, in either
// direction, and by them too: but they have another who agrees with them.
func TestAWrongClockIsKnownByPartners(t *testing.T) {
	for _, by := range []time.Duration{time.Hour, -time.Hour, 0} {
		f := skewed(t, by)
		for _, w := range f.Nodes[1:] {
			raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
		}
		raise(t, f.Nodes[0], lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
		f.Carry(t)
		offs := func(w *desktest.World) []lanna.Millis {
			s, err := w.NodeState(t.Context())
			must(t, err)
			return s.Clocks
		}
		hour := lanna.Millis(by.Milliseconds())
		got := offs(f.Nodes[0])
		if len(got) == 0 {
			t.Fatalf("%s: no partner was heard", by)
		}
		for _, off := range got {
			if off != hour {
				t.Errorf("%s: the node finds its clock off by %v", by, got)
			}
		}
		for _, w := range f.Nodes[1:] {
			for _, off := range offs(w) {
				if off != -hour && off != 0 {
					t.Errorf("%s: a partner finds its clock off by %v", by, offs(w))
				}
			}
		}
	}
}

// A clock that is set, and a node that starts with a wrong one, order nothing
// anew: what replaced what stands as it was said, and of the time it is told that
// it was set back.
func TestAWrongClockOrdersNothing(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	value := func() (claim lanna.Digest, value string) {
		r, err := w.Record(t.Context(), w.Duty, desktest.Rescue, id)
		must(t, err)
		for _, row := range r.Rows {
			for _, cell := range row.Cells {
				for _, f := range cell {
					if f.Property == lanna.Amount && f.Live {
						claim, value = f.Claim, f.Value
					}
				}
			}
		}
		return claim, value
	}
	for step, by := range []time.Duration{time.Hour, -2 * time.Hour, -30 * 24 * time.Hour, 40 * 24 * time.Hour} {
		w.Clock.Add(by)
		w.Restart(t)
		s, err := w.NodeState(t.Context())
		must(t, err)
		if back := s.Said > w.Now(); back != (by < 0) {
			t.Errorf("step %d: a clock set back is told as %v", step, back)
		}
		want := []string{"100000 CNY", "200000 CNY", "300000 CNY", "400000 CNY"}[step]
		claim, _ := value()
		must(t, w.Correct(t.Context(), w.Duty, desktest.Because("EXERCISE"), id, claim, desk.Words{Text: want, Lang: "en"}, lanna.Grade{}))
		if _, got := value(); got != want {
			t.Errorf("step %d, after %s: %q stands, want %q, which was said last", step, by, got, want)
		}
	}
}
