package federate_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

func TestAnEnvelopeGoesAndIsAcked(t *testing.T) {
	w := newWorld()
	a, b := w.node(t, "TH"), w.node(t, "CENTRE")
	ref := a.say(statement.New(lanna.Alias, "EXERCISE"), statement.New(lanna.LastPlace, "EXERCISE hiding place"))
	ref.Statement.Claims = ref.Statement.Claims[:1]
	a.post(b, federate.Urgent, ref)
	m := a.seal(b, federate.Urgent, 4096)
	if len(m) > 4096 {
		t.Errorf("%d bytes on the wire", len(m))
	}
	if s := a.status(b, federate.Urgent); s.Waiting != 0 || s.UnderWay != 1 || s.Given != 1 {
		t.Errorf("after sealing: %+v", s)
	}
	verdict, c, ack := b.take(m)
	item := c.Items[0].(*federate.StatementItem)
	if verdict != federate.Next || len(item.Claims) != 1 || item.Claims[0].Property != lanna.Alias {
		t.Fatalf("verdict %d with %d claims", verdict, len(item.Claims))
	}
	roster := statement.NewRoster(statement.NewCertificate(a.root, statement.Certify, a.id(), 1, 0, [32]byte{}))
	if _, err := item.Statement(roster); err != nil {
		t.Fatal(err)
	}
	if ok, err := a.acknowledge(ack); !ok || err != nil {
		t.Fatalf("ack: %v %v", ok, err)
	}
	if s := a.status(b, federate.Urgent); s.UnderWay != 0 || s.Acked != 1 || s.AckAt == 0 {
		t.Errorf("after the ack: %+v", s)
	}
	if s := b.status(a, federate.Urgent); s.Taken != 1 {
		t.Errorf("at the receiver: %+v", s)
	}
}

func TestAnErasedClaimIsNotSent(t *testing.T) {
	w := newWorld()
	a, b := w.node(t, "TH"), w.node(t, "CENTRE")
	ref := a.say(statement.New(lanna.Alias, "EXERCISE"), statement.New(lanna.Note, "EXERCISE"))
	a.post(b, federate.Ordinary, ref)
	a.update(func(tx store.Tx) error {
		return tx.Remove(ref.Statement.Record, []statement.Barred{{Agency: a.signer.Agency, Digest: ref.Statement.Claims[0]}})
	})
	_, c, _ := b.take(a.seal(b, federate.Ordinary, 4096))
	if got := c.Items[0].(*federate.StatementItem).Claims; len(got) != 1 || got[0].Property != lanna.Note {
		t.Errorf("sent: %d claims", len(got))
	}
}

func TestVerdicts(t *testing.T) {
	w := newWorld()
	a, b := w.node(t, "TH"), w.node(t, "CENTRE")
	var m []federate.Message
	for range 3 {
		a.post(b, federate.Ordinary, a.say(statement.New(lanna.Note, "EXERCISE")))
		m = append(m, a.seal(b, federate.Ordinary, 2000))
	}
	for _, step := range []struct {
		which int
		want  federate.Verdict
	}{{1, federate.Gap}, {0, federate.Next}, {0, federate.Duplicate}, {2, federate.Gap}, {1, federate.Next}, {2, federate.Next}, {1, federate.Duplicate}} {
		if got, _, _ := b.take(m[step.which]); got != step.want {
			t.Errorf("envelope %d: verdict %d, want %d", step.which+1, got, step.want)
		}
	}
}

func TestABigStatementAndABlobGoInPieces(t *testing.T) {
	w := newWorld()
	a, b := w.node(t, "TH"), w.node(t, "CENTRE")
	var claims []statement.Claim
	for range 5 {
		claims = append(claims, statement.New(lanna.ReadText, strings.Repeat("EXERCISE ", 100_000)))
	}
	a.post(b, federate.Bulk, a.say(claims...))
	ref, err := a.blobs.Put(make([]byte, 300_000), "image/png")
	must(t, err)
	a.post(b, federate.Bulk, federate.Ref{Blob: &federate.BlobRef{Name: ref.Name}})
	got := 0
	for {
		m := a.seal(b, federate.Bulk, 40_000)
		if m == nil {
			break
		}
		verdict, c, ack := b.take(m)
		if verdict != federate.Next {
			t.Fatalf("verdict %d", verdict)
		}
		for _, it := range c.Items {
			switch it := it.(type) {
			case *federate.StatementItem:
				got += len(it.Claims)
			case *federate.PieceItem:
				if len(m) > 50_000 {
					t.Errorf("a piece of %d bytes on the wire", len(m))
				}
				_, err := b.blobs.AddPiece(it.Name, it.Size, it.Offset, it.Data)
				must(t, err)
			}
		}
		_, err := a.acknowledge(ack)
		must(t, err)
	}
	if there, err := b.blobs.Has(ref.Name); got != 5 || !there {
		t.Errorf("%d of 5 claims came, blob there: %v, %v", got, there, err)
	}
}

// A receiver that was away for longer than its keys live, or that lost them,
// gets everything anew, in order, once.
func TestALostKeyMakesEverythingAnew(t *testing.T) {
	w := newWorld()
	a, b := w.node(t, "TH"), w.node(t, "CENTRE")
	send := func(text string) federate.Message {
		a.post(b, federate.Ordinary, a.say(statement.New(lanna.Note, text)))
		return a.seal(b, federate.Ordinary, 2000)
	}
	_, _, first := b.take(send("EXERCISE 1"))
	_, err := a.acknowledge(first)
	must(t, err)
	_, _, unheard := b.take(send("EXERCISE 2")) // its ack is lost
	_ = unheard
	old := send("EXERCISE 3")
	a.post(b, federate.Ordinary, a.say(statement.New(lanna.Note, "EXERCISE 4")))

	b.update(federate.DropKeys)
	w.now = w.now.Add(time.Hour)
	b.rotate()
	if _, err := b.open(old); !errors.Is(err, federate.ErrKeyGone) {
		t.Fatalf("opened with a key that is gone: %v", err)
	}
	e, err := federate.ParseEnvelope(old)
	must(t, err)
	var lost federate.Message
	b.view(func(r store.Reader) error {
		lost, err = b.box.Ack(r, a.id(), federate.Ordinary, e.Key)
		return err
	})
	for range 2 {
		if _, err := a.acknowledge(lost); err != nil {
			t.Fatal(err)
		}
	}
	var notes []string
	for {
		m := a.seal(b, federate.Ordinary, 1500)
		if m == nil {
			break
		}
		verdict, c, ack := b.take(m)
		if verdict != federate.Next {
			t.Fatalf("verdict %d for number %d", verdict, c.N)
		}
		for _, it := range c.Items {
			notes = append(notes, it.(*federate.StatementItem).Claims[0].Value)
		}
		_, err := a.acknowledge(ack)
		must(t, err)
	}
	if got := strings.Join(notes, ","); got != "EXERCISE 3,EXERCISE 4" {
		t.Errorf("came: %s", got)
	}
}
