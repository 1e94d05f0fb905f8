package federate_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"runtime"
	"testing"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// signed returns a content in its bytes, signed by whatever key.
func signed(c federate.Content, key ed25519.PrivateKey) []byte {
	b := c.ContentBytes()
	return append(b, ed25519.Sign(key, b)...)
}

func TestAHostilePartnerIsRefused(t *testing.T) {
	w := newWorld()
	a, b, thief := w.node(t, "TH"), w.node(t, "CENTRE"), w.node(t, "THIEF")
	key := b.card.Keys[0]
	content := func(from *node) federate.Content {
		return federate.Content{From: from.id(), To: b.id(), Lane: federate.Ordinary, N: 1, Time: 1}
	}
	good, err := federate.Forge(federate.Ordinary, a.id(), b.id(), key, signed(content(a), a.signer.Key()))
	must(t, err)
	if _, err := b.open(good); err != nil {
		t.Fatal(err)
	}
	forge := func(from *node, raw []byte) federate.Message {
		m, err := federate.Forge(federate.Ordinary, from.id(), b.id(), key, raw)
		must(t, err)
		return m
	}
	changed := func(at int) federate.Message {
		m := bytes.Clone(good)
		m[at] ^= 1
		return m
	}
	huge := signed(content(a), a.signer.Key())
	binary.BigEndian.PutUint16(huge[len(huge)-ed25519.SignatureSize-2:], 65535) // as many items
	long := content(a)
	long.Items = []federate.Item{&federate.Later{Type: federate.StatementType, Body: append(make([]byte, 32), 0xff, 0xff, 0xff, 0xff)}}
	zeros := make([]byte, 4096)
	bomb := signed(content(a), a.signer.Key())
	bomb = append(bomb, make([]byte, 4*federate.MaxContent)...)
	padded, err := federate.ForgePadded(federate.Ordinary, a.id(), b.id(), key, zeros)
	must(t, err)
	elsewhere := content(a)
	elsewhere.To = thief.id()
	for _, tt := range []struct {
		name string
		m    federate.Message
		code string
	}{
		{"nothing", nil, "envelope-malformed"},
		{"cut short", good[:len(good)-1], "envelope-malformed"},
		{"a gigabyte", make(federate.Message, 1<<30), "message-too-large"},
		{"in another's name outside", changed(len("lanna/envelope/v1\n") + 1), "seal-broken"},
		{"on another lane outside", changed(len("lanna/envelope/v1\n")), "seal-broken"},
		{"for another", changed(len("lanna/envelope/v1\n") + 33), "envelope-not-ours"},
		{"to a key that is not ours", changed(len("lanna/envelope/v1\n") + 65), "sealing-key-gone"},
		{"changed under way", changed(len(good) - 1), "seal-broken"},
		{"in another's name", forge(a, signed(content(a), thief.signer.Key())), "content-unsigned"},
		{"another's content as one's own", forge(thief, signed(content(a), a.signer.Key())), "content-misplaced"},
		{"what was for another", forge(a, signed(elsewhere, a.signer.Key())), "content-misplaced"},
		{"more items than bytes", forge(a, huge), "content-malformed"},
		{"a header of 4 GB", forge(a, signed(long, a.signer.Key())), "item-malformed"},
		{"zeros", padded, "content-malformed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := b.open(tt.m); lanna.CodeOf(err) != tt.code {
				t.Errorf("%v, want %s", err, tt.code)
			}
		})
	}
	if _, err := federate.Unpack(federate.Pack(bomb[:federate.MaxContent])); err != nil {
		t.Error(err)
	}
}

func TestASmallMessageUnpacksToNoMoreThanTheLimit(t *testing.T) {
	var before, after runtime.MemStats
	packed := federate.Pack(make([]byte, 64<<20)) // zeros pack a thousand to one
	runtime.ReadMemStats(&before)
	_, err := federate.Unpack(packed)
	runtime.ReadMemStats(&after)
	if lanna.CodeOf(err) != "content-too-large" {
		t.Errorf("%v", err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 16*federate.MaxContent {
		t.Errorf("%d bytes were allocated", used)
	}
}

func TestAStrangerAndAnExpiredKey(t *testing.T) {
	w := newWorld()
	a, b := w.node(t, "TH"), w.node(t, "CENTRE")
	a.post(b, federate.Ordinary, a.say(statement.New(lanna.Note, "EXERCISE")))
	m := a.seal(b, federate.Ordinary, 4096)
	_, err := federate.Open(m, b.id(), b.ring, func(lanna.WriterID) bool { return false }, lanna.MillisOf(w.now))
	if !errors.Is(err, federate.ErrStranger) {
		t.Errorf("a stranger: %v", err)
	}
	w.now = w.now.Add(federate.KeyLives)
	if _, err := b.open(m); !errors.Is(err, federate.ErrKeyGone) {
		t.Errorf("an expired key: %v", err)
	}
	a.post(b, federate.Ordinary, a.say(statement.New(lanna.Note, "EXERCISE")))
	err = a.store.Update(t.Context(), func(tx store.Tx) error {
		_, _, err := a.box.Seal(tx, b.card, federate.Ordinary, 4096)
		return err
	})
	if !errors.Is(err, federate.ErrNoKey) {
		t.Errorf("sealed to an expired key: %v", err)
	}
}

// Another content under a number that was taken stops the lane, and no other.
func TestAForkStopsItsLane(t *testing.T) {
	for _, tt := range []struct {
		name string
		c    func(first *federate.Content) federate.Content
	}{
		{"another content under the same number", func(*federate.Content) federate.Content { return federate.Content{N: 1} }},
		{"a content that does not follow", func(*federate.Content) federate.Content {
			return federate.Content{N: 2, Follows: 1, Before: lanna.Digest{9}}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			a, b := w.node(t, "TH"), w.node(t, "CENTRE")
			a.post(b, federate.Ordinary, a.say(statement.New(lanna.Note, "EXERCISE")))
			_, first, _ := b.take(a.seal(b, federate.Ordinary, 4096))
			forked := tt.c(first)
			forked.From, forked.To, forked.Lane, forked.Time = a.id(), b.id(), federate.Ordinary, 7
			m, err := forked.Seal(a.signer, b.card.Keys[0])
			must(t, err)
			if v, _, _ := b.take(m); v != federate.Forked {
				t.Fatalf("verdict %d", v)
			}
			a.post(b, federate.Ordinary, a.say(statement.New(lanna.Note, "EXERCISE")))
			a.post(b, federate.Urgent, a.say(statement.New(lanna.Note, "EXERCISE")))
			next := a.seal(b, federate.Ordinary, 4096)
			if v, _, _ := b.take(next); v != federate.Forked {
				t.Errorf("the lane went on: verdict %d", v)
			}
			if v, _, _ := b.take(a.seal(b, federate.Urgent, 4096)); v != federate.Next {
				t.Errorf("another lane stopped too: verdict %d", v)
			}
			if s := b.status(a, federate.Ordinary); s.Fork == nil || s.Fork.Given == s.Fork.Had {
				t.Errorf("status: %+v", s)
			}
			b.update(func(tx store.Tx) error { return b.box.Resume(tx, a.id(), federate.Ordinary) })
			if v, _, _ := b.take(next); v != federate.Next {
				t.Errorf("after a person looked: verdict %d", v)
			}
		})
	}
}

func TestItemsOfOthers(t *testing.T) {
	w := newWorld()
	a, b := w.node(t, "TH"), w.node(t, "CENTRE")
	roster := statement.NewRoster(
		statement.NewCertificate(a.root, statement.Certify, a.id(), 1, 0, [32]byte{}),
		statement.NewCertificate(b.root, statement.Certify, b.id(), 1, 0, [32]byte{}))
	st, err := a.signer.Sign(statement.Draft{Kind: lanna.Say, Record: lanna.NewRecordID(), Claims: []statement.Claim{statement.New(lanna.Note, "EXERCISE")}})
	must(t, err)
	good := federate.StatementItem{Agency: a.signer.Agency, Header: st.Bytes, Sig: st.Sig, Claims: []statement.Claim{st.Claims[0].Claim}}
	for _, tt := range []struct {
		name   string
		change func(*federate.StatementItem)
		code   string
	}{
		{"as it was said", func(*federate.StatementItem) {}, "internal"},
		{"a claim that does not match its digest", func(s *federate.StatementItem) {
			s.Claims = []statement.Claim{s.Claims[0]}
			s.Claims[0].Value = "EXERCISE changed"
		}, "claim-foreign"},
		{"a writer of another agency", func(s *federate.StatementItem) { s.Agency, s.Claims = b.signer.Agency, nil }, "writer-unknown"},
		{"another signature", func(s *federate.StatementItem) { s.Sig = make([]byte, 64) }, "statement-unsigned"},
		{"no header", func(s *federate.StatementItem) { s.Header = nil }, "statement-malformed"},
	} {
		item := good
		tt.change(&item)
		if _, err := item.Statement(roster); lanna.CodeOf(err) != tt.code {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.code)
		}
	}
}

// Acks of what was never sent, or of another content, move nothing.
func TestFalseAcks(t *testing.T) {
	w := newWorld()
	a, b := w.node(t, "TH"), w.node(t, "CENTRE")
	a.post(b, federate.Ordinary, a.say(statement.New(lanna.Note, "EXERCISE")))
	a.seal(b, federate.Ordinary, 4096)
	ack := federate.Ack{Lane: federate.Ordinary, From: b.id(), To: a.id(), N: 2}
	if _, err := a.acknowledge(ack.Sign(b.signer)); lanna.CodeOf(err) != "ack-unsent" {
		t.Errorf("a number that was never given: %v", err)
	}
	ack.N = 1
	if _, err := a.acknowledge(ack.Sign(b.signer)); lanna.CodeOf(err) != "ack-fork" {
		t.Errorf("another content: %v", err)
	}
	m := ack.Sign(a.signer)
	if _, err := federate.ParseAck(m); lanna.CodeOf(err) != "ack-unsigned" {
		t.Errorf("in another's name: %v", err)
	}
	if s := a.status(b, federate.Ordinary); s.UnderWay != 1 {
		t.Errorf("something was forgotten: %+v", s)
	}
}

// What is refused by its form costs no decryption and no memory: a million tiny
// ones are less work than as many sealed ones by far.
func BenchmarkRefuseTiny(b *testing.B) {
	w := newWorld()
	n := w.node(b, "TH")
	b.ReportAllocs()
	for b.Loop() {
		_, _ = n.open(federate.Message("lanna/envelope/v1\n"))
	}
}

func TestEarlyIsBounded(t *testing.T) {
	var e federate.Early
	from := lanna.WriterID{1}
	for i := range uint64(1000) {
		e.Put(&federate.Content{From: from, N: i + 2, Follows: i + 1}, make(federate.Message, 100), nil)
	}
	got := 0
	for i := range uint64(1000) {
		if _, _, _, ok := e.Next(from, federate.Urgent, i+1); ok {
			got++
		}
	}
	if got == 0 || got > 256 {
		t.Errorf("%d were kept early", got)
	}
}
