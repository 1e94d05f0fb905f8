package desk_test

import (
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/extract/reading"
	"lanna/federate"
	"lanna/statement"
)

func TestThePictureThatLeavesIsRedrawnFromWhatLeaves(t *testing.T) {
	f := standingFederation(t, desktest.Options{Reader: &desktest.Reader{}})
	ctx := t.Context()
	north, centre := f.Nodes[0], f.Nodes[1]
	id := confirm(t, north, capture(t, north, desktest.Picture(bountyAlan)))[0]
	north.DrawnForTest(id)
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	crops := claimsOf(t, centre, id, lanna.Crop)
	if len(crops) != 1 {
		t.Fatalf("%d crops came", len(crops))
	}
	picture, _, err := centre.Picture(ctx, centre.Duty, desktest.Rescue, id, crops[0])
	must(t, err)
	theirs, err := io.ReadAll(picture)
	must(t, err)
	must(t, picture.Close())
	page := record(t, north, id)
	if len(page.Crops) != 1 {
		t.Errorf("the agency's own page shows %d crops", len(page.Crops))
	}
	for _, p := range []lanna.Property{lanna.Name, lanna.IDResident, lanna.Age} {
		for _, b := range fact(t, page, p).From[0].Boxes {
			if strings.Contains(string(theirs), boxText(t, b)) {
				t.Errorf("the box of %s left by itself", p)
			}
		}
	}
	if b := fact(t, page, lanna.Amount).From[0].Boxes[0]; !strings.Contains(string(theirs), boxText(t, b)) {
		t.Error("the box of the reward is missing")
	}
	must(t, north.Recall(ctx, north.National, desktest.Because("EXERCISE"), id, nil, centre.Writer()))
	f.Carry(t)
	if blobsLeft(t, centre) != 0 {
		t.Error("a recalled picture lies on")
	}
	mine, _, err := north.Picture(ctx, north.Duty, desktest.Rescue, id, page.Crops[0].Claim)
	must(t, err) // the originator keeps its own
	must(t, mine.Close())
}

// The partner has the words while the picture is still being drawn, the picture
// once it is, and nothing a second time; also where the node ended in between.
func TestAThreatToLifeDoesNotWaitForItsPicture(t *testing.T) {
	drawn := make(chan struct{})
	f := standingFederation(t, desktest.Options{Reader: &desktest.Reader{Hold: drawn}})
	north, centre := f.Nodes[0], f.Nodes[1]
	id := confirm(t, north, capture(t, north, desktest.Picture(bountyAlan)))[0]
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	if look(t, centre, centre.Duty, id).Severity != lanna.Life || len(claimsOf(t, centre, id, lanna.Crop)) != 0 {
		t.Fatal("the words did not go ahead")
	}
	north.Restart(t) // what was being drawn is lost
	close(drawn)
	_, err := north.Tick(t.Context())
	must(t, err)
	north.DrawnForTest(id)
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	if crops := claimsOf(t, centre, id, lanna.Crop); len(crops) != 1 {
		t.Errorf("%d crops came", len(crops))
	}
	list, err := north.Releases(t.Context(), north.National, desktest.Rescue, id)
	must(t, err)
	sent := map[lanna.Digest]int{}
	for _, r := range list {
		for _, c := range r.Claims {
			if sent[c.Claim]++; r.To.Writer == centre.Writer() && sent[c.Claim] > 1 {
				t.Errorf("%s went twice", c.Property)
			}
		}
	}
	if len(list) != 2 {
		t.Errorf("%d releases", len(list))
	}
}

func TestWhatACarrierRepeatsOrDamagesIsTakenOnce(t *testing.T) {
	f, north, south := twoNations(t)
	f.Tap = func(_, _ *desktest.World, m federate.Message) []federate.Message {
		bad := slices.Clone(m)
		bad[len(bad)-1] ^= 1
		return []federate.Message{bad, m, m, bad[:len(bad)/2], m}
	}
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias, lanna.Amount)
	f.Carry(t)
	must(t, south.Acknowledge(t.Context(), south.Duty, desktest.Rescue, id))
	f.Carry(t)
	rows, err := north.Releases(t.Context(), north.National, desktest.Rescue, id)
	must(t, err)
	if len(rows) != 1 || rows[0].Receipts[desk.ReceiptActed] == 0 {
		t.Errorf("receipts %+v", rows)
	}
	list, err := south.Quarantine(t.Context(), south.Auditor, desktest.Rescue)
	must(t, err)
	if len(list) == 0 || list[0].Code != "seal-broken" {
		t.Errorf("quarantine %v", list)
	}
	rebuilt(t, south)
}

func TestAPointWorksForItsAgencyAndTheClockRunsOnce(t *testing.T) {
	f := desktest.Federate(t, desktest.Node{Name: "north", Role: federate.National}, desktest.Node{Name: "point of north", Role: federate.Point, Of: 1})
	ctx := t.Context()
	north, point := f.Nodes[0], f.Nodes[1]
	cut := true
	f.Lose = func(_, _ *desktest.World) bool { return cut }
	id := wantedNotice(t, point, rescueOnly)
	f.Carry(t)
	if strings.Contains(north.Dump(t), id.String()) {
		t.Error("it came without a link")
	}
	f.Clock.Add(31 * time.Hour)
	cut = false
	f.Carry(t)
	nothingRefused(t, north, point)
	a := look(t, north, north.Duty, id)
	if a.Label != "M1-B-0001" || a.Title.Amount != "600000 CNY" {
		t.Errorf("at home: %+v", a.Alert)
	}
	before := a.Level
	_, err := north.Tick(ctx)
	must(t, err)
	if got := look(t, north, north.Duty, id).Level; got != before {
		t.Error("both nodes count the clock")
	}
	_, err = point.Tick(ctx)
	must(t, err)
	f.Carry(t)
	if got := look(t, north, north.Duty, id).Level; got != before+1 {
		t.Errorf("the point's escalation: level %d", got)
	}
	must(t, north.Acknowledge(ctx, north.Duty, desktest.Rescue, id))

	own := wantedNotice(t, north, rescueOnly)
	f.Carry(t)
	if strings.Contains(point.Dump(t), own.String()) {
		t.Error("a point was told what nobody released to it")
	}
	release(t, north, point, own, lanna.Alias)
	f.Carry(t)
	nothingRefused(t, north, point)
	if got := look(t, point, point.Duty, own); got.Label != "B-0001" || len(got.Title.Aliases) != 1 || got.Title.Amount != "" {
		t.Errorf("at the point: %+v", got.Alert)
	}
	rebuilt(t, north)
	rebuilt(t, point)
}

// boxText is how the drawing of a test names a box.
func boxText(t *testing.T, b reading.Box) string {
	t.Helper()
	out, err := json.Marshal(b)
	must(t, err)
	return string(out)
}

// A point of one agency is sent a threat to life by another. Its own national
// node, which was sent nothing, sends nothing on in the other's place.
func TestWhatAPointWasSentItsAgencyDoesNotSendOn(t *testing.T) {
	f := desktest.Federate(t, desktest.Node{Name: "north", Role: federate.National}, desktest.Node{Name: "centre", Role: federate.Centre},
		desktest.Node{Name: "south", Role: federate.National}, desktest.Node{Name: "point of south", Role: federate.Point, Of: 3, Places: []string{"EXERCISE Park"}})
	north, centre, south, point := f.Nodes[0], f.Nodes[1], f.Nodes[2], f.Nodes[3]
	id, err := north.RaiseForTest(t.Context(), north.Duty, desktest.Rescue, lanna.BountyRecord, rescueOnly,
		statement.New(lanna.Amount, "600000 CNY"), statement.New(lanna.Compound, "EXERCISE park"))
	must(t, err)
	f.Carry(t)
	must(t, point.Acknowledge(t.Context(), point.Duty, desktest.Rescue, id))
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	if got := look(t, point, point.Duty, id); got.Title.Amount != "600000 CNY" {
		t.Fatalf("at the point: %+v", got.Alert)
	}
	if list, err := south.Releases(t.Context(), south.National, desktest.Rescue, id); err == nil && len(list) > 0 {
		t.Errorf("its agency's node released it: %+v", list)
	}
	for _, step := range record(t, centre, id).History {
		if step.Agency == south.Agency() {
			t.Errorf("the centre hears of %s from the point's agency", step.Act)
		}
	}
}

// An alert that came from a partner is as new to the screens as one that was
// reported here: the sound for a life hangs on it.
func TestAPartnersAlertIsNewToTheScreens(t *testing.T) {
	f := standingFederation(t, desktest.Options{})
	north, centre := f.Nodes[0], f.Nodes[1]
	events, err := centre.Events(t.Context(), centre.Duty, desktest.Rescue, 0)
	must(t, err)
	id, err := north.RaiseForTest(t.Context(), north.Duty, desktest.Rescue, lanna.BountyRecord, rescueOnly, statement.New(lanna.Amount, "600000 CNY"))
	must(t, err)
	f.Carry(t)
	fresh := 0
	must(t, centre.Acknowledge(t.Context(), centre.Duty, desktest.Rescue, id))
	heard := &screen{ch: events}
	for {
		e := heard.next(t)
		if e.Record == id && e.New && e.Severity == lanna.Life {
			fresh++
		}
		if e.Act == "alert.acknowledge" {
			break
		}
	}
	if fresh != 1 {
		t.Errorf("the screens were told %d times of a new threat to life", fresh)
	}
}
