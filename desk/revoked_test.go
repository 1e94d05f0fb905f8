package desk_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/audit"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// headOf signs the log's head and returns it.
func headOf(t *testing.T, w *desktest.World) (head audit.Head) {
	t.Helper()
	must(t, w.SignCheckpoint(t.Context()))
	must(t, w.Store.View(t.Context(), func(r store.Reader) error {
		return r.Checkpoints(w.Writer(), 0, func(c store.Checkpoint) (err error) {
			head, err = audit.OpenHead(w.Writer(), c.Note)
			return err
		})
	}))
	return head
}

// stolen revokes a node's writer at its log's head and gives the node another.
// What the thief has is returned.
func stolen(t *testing.T, w *desktest.World) *statement.Signer {
	t.Helper()
	thief, head := w.Config.Signer, headOf(t, w)
	_, key, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	fresh := statement.NewSigner(w.Agency(), key)
	for _, c := range []*statement.Certificate{
		statement.NewCertificate(w.Root, statement.Certify, fresh.Writer(), w.Now(), 0, [32]byte{}),
		statement.NewCertificate(w.Root, statement.Revoke, thief.Writer(), w.Now(), uint64(head.Size), head.Root),
	} {
		must(t, w.AddCertificate(t.Context(), w.Admin, desktest.Rescue, c.Bytes()))
	}
	w.Config.Signer = fresh
	w.Restart(t)
	must(t, w.Upgrade(t.Context()))
	w.Issue(t, desktest.Node{Name: "anew", Role: federate.National})
	return thief
}

func liveOf(t *testing.T, w *desktest.World, id lanna.RecordID, p lanna.Property) int {
	t.Helper()
	st, err := w.StateForTest(t.Context(), id)
	must(t, err)
	return len(st.Live(p))
}

// What a revoked writer said before the checkpoint stands at a partner, which
// does not have the writer's log: the agency proves it.
func TestWhatARevokedWriterSaidBeforeIsProven(t *testing.T) {
	f, north, south := twoNations(t)
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias)
	f.Carry(t)
	stolen(t, north)
	south.Accept(t, north)
	if n := liveOf(t, south, id, lanna.Alias); n != 0 {
		t.Errorf("without a proof %d stand", n)
	}
	f.Carry(t)
	if n := liveOf(t, south, id, lanna.Alias); n != 1 {
		t.Errorf("with the proof %d stand", n)
	}
	// What it said and nobody had yet goes now, with its proof.
	release(t, north, south, id, lanna.Compound)
	f.Carry(t)
	if n := liveOf(t, south, id, lanna.Compound); n != 1 {
		t.Errorf("released afterwards: %d stand", n)
	}
	nothingRefused(t, south)
	rebuilt(t, south)
	must(t, north.Recall(t.Context(), north.National, desktest.Because("EXERCISE"), id, nil, lanna.WriterID{}))
	f.Carry(t)
	if n := liveOf(t, south, id, lanna.Alias) + liveOf(t, south, id, lanna.Compound); n != 0 {
		t.Errorf("%d facts are left after a recall by the new writer", n)
	}
}

// What a thief signs with the key is refused, dated later or earlier, alone,
// with a proof of another statement, and in an envelope of its own.
func TestWhatAThiefSignsIsRefused(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	id := wantedNotice(t, north, rescueOnly)
	earlier := release(t, north, south, id, lanna.Alias)
	f.Carry(t)
	thief := stolen(t, north)
	south.Accept(t, north)
	f.Carry(t)
	proof, err := north.ProofForTest(ctx, id, earlier)
	must(t, err)
	record := lanna.NewRecordID()
	word := statement.New(lanna.KindOfRecord, "tip")
	for _, when := range []struct {
		name string
		at   lanna.Millis
	}{{"later", south.Now() + 3600_000}, {"earlier", south.Now() - 30*24*3600_000}} {
		letting := letting(south)
		rel := signs(t, thief, statement.Draft{Kind: lanna.Release, Record: record, Time: when.at, Names: []lanna.Digest{word.Digest(thief.Agency, record)}, Claims: letting})
		say := signs(t, thief, statement.Draft{Kind: lanna.Say, Record: record, Time: when.at, Claims: []statement.Claim{word}})
		wrong := *proof
		h, err := statement.Open(say.Header, say.Sig, thief.Agency, say.Claims)
		must(t, err)
		wrong.Record, wrong.Statement = record, h.ID
		for _, proofs := range [][]*federate.ProofItem{nil, {&wrong}} {
			must(t, south.TakeForTest(ctx, north.Writer(), []desk.Consignment{rel, say}, []byte("EXERCISE"), proofs...))
			list, err := south.Quarantine(ctx, south.Auditor, desktest.Rescue)
			must(t, err)
			if last := list[len(list)-1]; last.Code != "writer-revoked" {
				t.Errorf("%s: refused for %q", when.name, last.Code)
			}
		}
		if st, err := south.StateForTest(ctx, record); err == nil && len(st.Facts) > 0 {
			t.Errorf("%s: it is in the log", when.name)
		}
	}
	card, err := federate.ParseCard(south.Card())
	must(t, err)
	c := &federate.Content{From: thief.Writer(), To: south.Writer(), Lane: federate.Urgent, N: 99, Follows: 98}
	m, err := c.Seal(thief, card.Keys[len(card.Keys)-1])
	must(t, err)
	ack, _, err := south.Deliver(context.WithoutCancel(ctx), m)
	must(t, err)
	list, err := south.Quarantine(ctx, south.Auditor, desktest.Rescue)
	must(t, err)
	if ack != nil || list[0].Code != "sender-unknown" && list[len(list)-1].Code != "sender-unknown" {
		t.Errorf("an envelope of the thief: %v, %+v", ack != nil, list)
	}
}

// What waits to be sent when its writer is revoked goes with its proof.
func TestWhatWaitsWhenItsWriterIsRevokedGoesWithItsProof(t *testing.T) {
	f, north, south := twoNations(t)
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias)
	stolen(t, north)
	south.Accept(t, north)
	f.Carry(t)
	nothingRefused(t, south)
	if n := liveOf(t, south, id, lanna.Alias); n != 1 {
		t.Errorf("%d stand", n)
	}
}

// revokePoint revokes a point's writer at its agency's national node.
func revokePoint(t *testing.T, home, point *desktest.World) {
	t.Helper()
	head := headOf(t, point)
	cert := statement.NewCertificate(home.Root, statement.Revoke, point.Writer(), home.Now(), uint64(head.Size), head.Root)
	must(t, home.AddCertificate(t.Context(), home.Admin, desktest.Rescue, cert.Bytes()))
}

func standingAt(t *testing.T, at, of *desktest.World) string {
	t.Helper()
	list, err := at.Writers(t.Context(), at.Admin, desktest.Rescue)
	must(t, err)
	for _, w := range list {
		if w.Writer == of.Writer() {
			return w.State
		}
	}
	return "unknown"
}

// A revocation goes to all with a card of its own, newer than the one before
// although the clock was ahead when that was issued.
func TestARevocationReachesPartnersWhateverTheClockSaid(t *testing.T) {
	f, north, point, south := pointAndHome(t)
	right := north.Config.Clock
	north.Config.Clock = lanna.ClockFunc(func() time.Time { return right.Now().Add(26 * time.Hour) })
	north.Restart(t)
	north.Issue(t, desktest.Node{Name: "north", Role: federate.National})
	f.Carry(t)
	north.Config.Clock = right
	north.Restart(t)
	revokePoint(t, north, point)
	f.Carry(t)
	if got := standingAt(t, south, point); got != "revoked" {
		t.Errorf("to the partner the stolen writer is %s", got)
	}
}

// A node that was cut off while its views were made anew knows its parties when
// it starts again, and proves what it had to prove.
func TestANodeThatWasCutOffInARebuildKnowsItsParties(t *testing.T) {
	f, north, south := twoNations(t)
	must(t, north.Store.Update(t.Context(), func(tx store.Tx) error {
		return errors.Join(tx.DropView("party"), tx.SetMeta("rebuild", []byte("1")))
	}))
	north.Restart(t)
	must(t, north.Upgrade(t.Context()))
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias)
	f.Carry(t)
	if n := liveOf(t, south, id, lanna.Alias); n != 1 {
		t.Errorf("%d came", n)
	}
}

// What home derived on a person that its point had opened goes with a recall also
// when the point was revoked meanwhile, and its link to the person stands no more.
func TestARecallFindsWhatWasDerivedOverARevokedLink(t *testing.T) {
	f, north, point, south := pointAndHome(t)
	id := wantedNotice(t, south, rescueOnly)
	release(t, south, point, id, lanna.Alias, lanna.ThreatCode)
	f.Carry(t)
	must(t, south.AddFact(t.Context(), south.Duty, desktest.Rescue, id, lanna.Name, desk.Words{Text: "EXERCISE derived"}, lanna.Grade{}))
	release(t, south, north, id, lanna.Alias, lanna.Name)
	f.Carry(t)
	if !strings.Contains(north.Dump(t), "EXERCISE derived") {
		t.Fatal("home has nothing of it")
	}
	revokePoint(t, north, point)
	f.Lose = func(_, to *desktest.World) bool { return to == point } // it takes part no more
	must(t, south.Recall(t.Context(), south.National, desktest.Because("EXERCISE"), id, nil, lanna.WriterID{}))
	f.Carry(t)
	nothingRefused(t, north, south)
	for _, s := range append(held(t, north), north.Dump(t)) {
		if strings.Contains(s, "EXERCISE derived") {
			t.Error("home keeps what was derived from what was recalled")
		}
	}
	rebuilt(t, north)
}
