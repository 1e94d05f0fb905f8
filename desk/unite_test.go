package desk_test

import (
	"slices"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
)

// A point and its national node release one claim to different partners while
// there is no link between them. Both stay holders at home, so that what comes
// later reaches both.
func TestWhatPointAndHomeReleaseAtOnceBothPartnersHold(t *testing.T) {
	f := desktest.Federate(t, desktest.Node{Name: "north", Role: federate.National}, desktest.Node{Name: "point of north", Role: federate.Point, Of: 1},
		desktest.Node{Name: "south", Role: federate.National}, desktest.Node{Name: "east", Role: federate.National})
	north, point, south, east := f.Nodes[0], f.Nodes[1], f.Nodes[2], f.Nodes[3]
	id := wantedNotice(t, point, rescueOnly)
	f.Carry(t)
	release(t, point, south, id, lanna.Alias)
	release(t, north, east, id, lanna.Alias)
	must(t, north.Renew(t.Context(), north.Leader, desktest.Because("EXERCISE"), id, "2026-09-10")) // takes no holder away either
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	must(t, north.Correct(t.Context(), north.Duty, desktest.Rescue, id, claimsOf(t, north, id, lanna.Alias)[0], desk.Words{Text: "EXERCISE other"}, lanna.Grade{}))
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	for _, w := range []*desktest.World{south, east} {
		if got := values(record(t, w, id), lanna.Alias); !slices.Equal(got, []string{"EXERCISE other"}) {
			t.Errorf("a partner reads %v", got)
		}
	}
	rebuilt(t, north)
}
