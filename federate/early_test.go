package federate_test

import (
	"testing"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// Where there is no room what is nearest its turn is kept, whatever came first:
// the other way round the gap would never close.
func TestWhatIsNearestItsTurnIsKept(t *testing.T) {
	var e federate.Early
	from := lanna.WriterID{1}
	put := func(n uint64) {
		e.Put(&federate.Content{From: from, Lane: federate.Ordinary, N: n, Follows: n - 1}, make(federate.Message, 1000), nil)
	}
	for n := uint64(1000); n > 1; n-- {
		put(n)
	}
	for n := uint64(1); n < 200; n++ {
		if c, _, _, ok := e.Next(from, federate.Ordinary, n); !ok || c.N != n+1 {
			t.Fatalf("number %d is not kept", n+1)
		}
	}
}

// A carrier that changes the id of the sealing key makes the receiver ask for
// everything anew. Nothing was sealed to such a key: the sender only learns how
// far the receiver is, and goes on.
func TestAChangedKeyIDIsNoLostKey(t *testing.T) {
	w := newWorld()
	a, b := w.node(t, "TH"), w.node(t, "CENTRE")
	send := func(text string) federate.Message {
		a.post(b, federate.Ordinary, a.say(statement.New(lanna.Note, text)))
		return a.seal(b, federate.Ordinary, 2000)
	}
	b.take(send("EXERCISE 1")) // its ack is lost
	second := send("EXERCISE 2")
	var lost federate.Message
	b.view(func(r store.Reader) (err error) {
		lost, err = b.box.Ack(r, a.id(), federate.Ordinary, federate.KeyID{1, 2, 3})
		return err
	})
	_, err := a.acknowledge(lost)
	must(t, err)
	if s := a.status(b, federate.Ordinary); s.Acked != 1 || s.UnderWay != 1 {
		t.Errorf("after the false word: %+v", s)
	}
	verdict, _, ack := b.take(second)
	if verdict != federate.Next {
		t.Errorf("verdict %d", verdict)
	}
	if ok, err := a.acknowledge(ack); !ok || err != nil {
		t.Errorf("the ack of the next: %v %v", ok, err)
	}
}
