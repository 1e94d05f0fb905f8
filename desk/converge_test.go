package desk_test

import (
	"slices"
	"testing"

	"lanna"
	"lanna/desk/desktest"
	"lanna/handling"
	"lanna/statement"
)

// What the simulation found (lanna sim), each as the shortest history that
// shows it.

// Marked for one party and then for another without knowing of the first, a
// claim would be nobody's: by the rules nothing that replaces it would follow.
func TestAStandingReleaseToTwoLetsBothHoldIt(t *testing.T) {
	f := standingFederation(t, desktest.Options{})
	ctx := t.Context()
	north, centre, point := f.Nodes[0], f.Nodes[1], f.Nodes[2]
	id, err := north.RaiseForTest(ctx, north.Duty, desktest.Rescue, lanna.BountyRecord, rescueOnly,
		statement.New(lanna.Alias, "EXERCISE alias"), statement.New(lanna.ThreatCode, "kill"), statement.New(lanna.Compound, "EXERCISE park"))
	must(t, err)
	st, err := north.StateForTest(ctx, id)
	must(t, err)
	for _, f := range st.Live(lanna.Alias) {
		if held := handling.CombineStrings(f.Markings).Holders; len(held) != 2 {
			t.Errorf("the originator's marking names %d holders of the alias", len(held))
		}
	}
	f.Carry(t)
	for _, to := range []*desktest.World{centre, point} {
		if page := record(t, to, id); !slices.Equal(values(page, lanna.Alias), []string{"EXERCISE alias"}) {
			t.Errorf("a holder reads %v", values(page, lanna.Alias))
		}
	}
}
