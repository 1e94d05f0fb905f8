package desk_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"slices"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
	"lanna/statement"
)

// sealed releases n facts one by one and returns the envelope of each.
func sealed(t *testing.T, from, to *desktest.World, n int) (id lanna.RecordID, out []federate.Message) {
	t.Helper()
	id = wantedNotice(t, from, rescueOnly)
	for i := range n {
		release(t, from, to, id, []lanna.Property{lanna.Alias, lanna.Amount, lanna.Compound, lanna.ThreatCode}[i])
		for _, lane := range federate.Lanes {
			list, err := from.Outgoing(t.Context(), to.Writer(), lane, 0, 1<<20)
			must(t, err)
			for _, s := range list {
				if !slices.ContainsFunc(out, func(m federate.Message) bool { return string(m) == string(s.Message) }) {
					out = append(out, s.Message)
				}
			}
		}
	}
	return id, out
}

// What comes before its turn is held and needs no sending again: one ack covers
// all once the gap is closed.
func TestAGapIsHeldUntilItCloses(t *testing.T) {
	_, north, south := twoNations(t)
	id, list := sealed(t, north, south, 3)
	if len(list) != 3 {
		t.Fatalf("%d envelopes", len(list))
	}
	for _, m := range []federate.Message{list[2], list[1], list[2]} {
		ack, _, err := south.Deliver(t.Context(), m)
		if ack != nil || err != nil {
			t.Fatalf("early: %v %v", ack != nil, err)
		}
	}
	ack, _, err := south.Deliver(t.Context(), list[0])
	must(t, err)
	a, err := federate.ParseAck(ack)
	must(t, err)
	if a.N != 3 {
		t.Errorf("the ack covers %d of 3", a.N)
	}
	if got := claimsOf(t, south, id, lanna.Alias, lanna.Amount, lanna.Compound); len(got) != 3 {
		t.Errorf("%d of 3 facts came", len(got))
	}
	nothingRefused(t, south)
	_, _, err = north.Deliver(t.Context(), ack)
	must(t, err)
	status, err := north.SyncStatus(t.Context(), north.National, desktest.Rescue)
	must(t, err)
	if n := status[0].Waits(); n != 0 {
		t.Errorf("%d wait on", n)
	}
}

// What is held is lost with the process, and nothing of it was acked: the sender
// has it still.
func TestWhatIsHeldAndLostIsSentAgain(t *testing.T) {
	f, north, south := twoNations(t)
	id, list := sealed(t, north, south, 2)
	_, _, err := south.Deliver(t.Context(), list[1])
	must(t, err)
	south.Restart(t)
	f.Carry(t)
	if got := claimsOf(t, south, id, lanna.Alias, lanna.Amount); len(got) != 2 {
		t.Errorf("%d of 2 facts came", len(got))
	}
}

// A disk and a link carry one channel: each takes what the other left, in any
// order, and all comes once.
func TestADiskAndALinkCarryOneChannel(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	pack := func(from, to *desktest.World) (out []federate.Message) {
		for l := (&desk.Load{More: true}); l.More; {
			var err error
			l, err = from.Pack(ctx, from.National, desktest.Rescue, to.Writer(), l.Lane, l.After, 2000)
			must(t, err)
			out = append(out, l.Messages...)
		}
		return out
	}
	id, _ := sealed(t, north, south, 2)
	stick := pack(north, south)
	release(t, north, south, id, lanna.Compound)
	f.Carry(t) // the link comes back before the disk arrives
	for range 2 {
		got, err := south.Unpack(ctx, south.National, desktest.Rescue, stick)
		must(t, err)
		for _, u := range got {
			if u.Fate != desk.FateRepeated || u.Code != "" {
				t.Errorf("%s %s", u.Fate, u.Code)
			}
		}
	}
	f.Lose = func(from, to *desktest.World) bool { return true }
	release(t, north, south, id, lanna.ThreatCode)
	for _, hop := range []struct{ from, to *desktest.World }{{north, south}, {south, north}, {north, south}} {
		list := pack(hop.from, hop.to)
		slices.Reverse(list) // files have no order
		for range list {
			_, err := hop.to.Unpack(ctx, hop.to.National, desktest.Rescue, list)
			must(t, err)
		}
	}
	if got := claimsOf(t, south, id, lanna.Alias, lanna.Amount, lanna.Compound, lanna.ThreatCode); len(got) != 4 {
		t.Errorf("%d of 4 facts came", len(got))
	}
	rows, err := north.Releases(ctx, north.National, desktest.Rescue, id)
	must(t, err)
	for _, r := range rows {
		if r.Receipts[desk.ReceiptStored] == 0 {
			t.Error("a receipt is missing")
		}
	}
	nothingRefused(t, f.Nodes...)
	if _, err := north.Pack(ctx, north.Duty, desktest.Rescue, south.Writer(), 0, 0, 1000); lanna.CodeOf(err) != "role" {
		t.Errorf("a duty officer packs: %v", err)
	}
}

// Two messages under one number stop a lane until a person says that it goes on,
// with a reason that is kept.
func TestAForkStopsALaneUntilAPersonLetsItGoOn(t *testing.T) {
	_, north, south := twoNations(t)
	ctx := t.Context()
	_, list := sealed(t, north, south, 1)
	// A machine that was copied before it sealed gives the number once more.
	c := &federate.Content{From: north.Writer(), To: south.Writer(), Lane: laneOf(t, list[0]), N: 1}
	card, err := federate.ParseCard(south.Card())
	must(t, err)
	other, err := c.Seal(north.Config.Signer, card.Keys[0])
	must(t, err)
	_, _, err = south.Deliver(ctx, other)
	must(t, err)
	_, _, err = south.Deliver(ctx, list[0])
	must(t, err)
	quarantined, err := south.Quarantine(ctx, south.Auditor, desktest.Rescue)
	must(t, err)
	if len(quarantined) != 1 || quarantined[0].Code != "lane-fork" {
		t.Fatalf("quarantine %+v", quarantined)
	}
	status, err := south.SyncStatus(ctx, south.National, desktest.Rescue)
	must(t, err)
	if status[0].Lanes[c.Lane].Fork == nil {
		t.Error("the lane is not shown as stopped")
	}
	party := status[0].Record
	if err := south.ResumeLanes(ctx, south.National, desktest.Rescue, party); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("without a reason: %v", err)
	}
	if err := south.ResumeLanes(ctx, south.Duty, desktest.Because("EXERCISE"), party); lanna.CodeOf(err) != "role" {
		t.Errorf("by a duty officer: %v", err)
	}
	must(t, south.ResumeLanes(ctx, south.National, desktest.Because("EXERCISE a copy was on"), party))
	if err := south.ResumeLanes(ctx, south.National, desktest.Because("EXERCISE"), party); lanna.CodeOf(err) != "lane-runs" {
		t.Errorf("twice: %v", err)
	}
	if status, err = south.SyncStatus(ctx, south.National, desktest.Rescue); err != nil || status[0].Lanes[c.Lane].Fork != nil {
		t.Errorf("the lane is stopped still: %v", err)
	}
}

func laneOf(t *testing.T, m federate.Message) federate.Lane {
	t.Helper()
	o, err := federate.ParseOuter(m)
	must(t, err)
	return o.Lane
}

// An envelope whose items are malformed is refused and counts in its lane, so
// that it cannot silence a partner.
func TestABadItemDoesNotStopItsLane(t *testing.T) {
	_, north, south := twoNations(t)
	card, err := federate.ParseCard(south.Card())
	must(t, err)
	c := &federate.Content{From: north.Writer(), To: south.Writer(), Lane: federate.Ordinary, N: 1, Items: []federate.Item{&federate.Later{Type: federate.StatementType, Body: []byte("EXERCISE")}}}
	m, err := c.Seal(north.Config.Signer, card.Keys[0])
	must(t, err)
	ack, _, err := south.Deliver(t.Context(), m)
	must(t, err)
	a, err := federate.ParseAck(ack)
	must(t, err)
	if a.N != 1 {
		t.Errorf("the ack covers %d", a.N)
	}
	list, err := south.Quarantine(t.Context(), south.Auditor, desktest.Rescue)
	must(t, err)
	if len(list) != 1 || list[0].Code != "item-malformed" {
		t.Errorf("quarantine %+v", list)
	}
}

// The quarantine of a party is bounded.
func TestNobodyFillsTheDiskWithWhatIsRefused(t *testing.T) {
	_, north, south := twoNations(t)
	for range 40 {
		_, _, err := south.Deliver(t.Context(), append(federate.Message("lanna/envelope/v1\n\x01"), append(writerBytes(north), writerBytes(south)...)...))
		must(t, err)
	}
	list, err := south.Quarantine(t.Context(), south.Auditor, desktest.Rescue)
	must(t, err)
	if len(list) > 21 {
		t.Errorf("%d are kept", len(list))
	}
}

func writerBytes(w *desktest.World) []byte {
	id := w.Writer()
	return id[:]
}

// A restored node is a new writer. What the one before had under way is sent by
// it, because nobody knows how far that came.
func TestANewWriterSendsWhatTheOneBeforeHadUnderWay(t *testing.T) {
	_, north, south := twoNations(t)
	_, list := sealed(t, north, south, 2)
	if len(list) == 0 {
		t.Fatal("nothing is under way")
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	signer := statement.NewSigner(north.Agency(), key)
	cert := statement.NewCertificate(north.Root, statement.Certify, signer.Writer(), north.Now(), 0, [32]byte{})
	must(t, north.AddCertificate(t.Context(), north.Admin, desktest.Rescue, cert.Bytes()))
	north.Config.Signer = signer
	north.Restart(t)
	must(t, north.Upgrade(t.Context()))
	status, err := north.SyncStatus(t.Context(), north.National, desktest.Rescue)
	must(t, err)
	if status[0].Waits() == 0 {
		t.Error("nothing waits at the new writer")
	}
}
