package desk_test

import (
	"strings"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/statement"
)

// A planted person leaves the node by no way: a touch elsewhere would go unseen,
// and a partner would be told of somebody who does not exist.
func TestAPlantedPersonLeavesByNoWay(t *testing.T) {
	h := answers(t, rescueQuota)
	ctx := t.Context()
	id := canary(t, h.north)
	real1 := person(t, h.north, everyday, statement.New(lanna.Name, "EXERCISE Realbird"), statement.New(lanna.IDResident, "539901199002031249"))
	h.publish()
	document := func(n string) desk.HitSubject { return desk.HitSubject{Property: lanna.IDResident, Value: n} }
	h.state(desk.HitMet, document("539901199002031249"))
	h.state(desk.HitNone, document("539901199002031230"))
	names := claimsOf(t, h.north, id, lanna.Name)
	_, err := h.north.Release(ctx, h.north.National, desk.Actor{}, desktest.Because("EXERCISE"), desk.ReleaseDraft{Record: id, Claims: names, To: h.south.Writer()})
	wantError(t, err, lanna.Denied, "withheld")
	_, err = h.north.Ask(ctx, h.north.Duty, desktest.Rescue, desk.Question{Kind: desk.AskInformation, To: h.south.Writer(), About: id, Subjects: names, Text: desk.Words{Text: "EXERCISE", Lang: "en"}, Basis: "treaty"})
	if err == nil {
		t.Error("a partner was asked about a planted person")
	}
	release(t, h.north, h.south, real1, lanna.Name)
	h.Carry(t)
	nothingRefused(t, h.north, h.south)
	if all := h.south.Dump(t); !strings.Contains(all, "Realbird") || strings.Contains(all, "Canarybird") || strings.Contains(all, id.String()) {
		t.Error("the partner lacks the real person, or has the planted one")
	}
}

// What a point plants does not go home, as all else does that it says.
func TestWhatAPointPlantsStaysAtThePoint(t *testing.T) {
	f, north, point, _ := pointAndHome(t)
	id := canary(t, point)
	told := wantedNotice(t, point, rescueOnly)
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	if all := north.Dump(t); !strings.Contains(all, told.String()) || strings.Contains(all, "Canarybird") || strings.Contains(all, id.String()) {
		t.Error("the national node lacks the notice, or has the planted person")
	}
	if n := len(touches(t, point)); n != 0 {
		t.Errorf("%d touches by nobody", n)
	}
	rebuilt(t, point)
}
