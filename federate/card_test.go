package federate_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

func TestACardIsReadAsItWasSigned(t *testing.T) {
	a := newWorld().node(t, "TH")
	again, err := federate.ParseCard(a.card.Bytes())
	must(t, err)
	if !bytes.Equal(again.Bytes(), a.card.Bytes()) || again.Names["th"] != a.card.Names["th"] {
		t.Error("it is another card")
	}
	b := a.card.Bytes()
	for i := range b {
		b[i] ^= 1
		if _, err := federate.ParseCard(b); err == nil {
			t.Fatalf("byte %d changed and nobody noticed", i)
		}
		b[i] ^= 1
	}
}

func TestCardsThatAreRefused(t *testing.T) {
	w := newWorld()
	a, other := w.node(t, "TH"), w.node(t, "MM")
	for _, tt := range []struct {
		name   string
		change func(c *federate.Card)
		code   string
	}{
		{"another's root", func(c *federate.Card) { c.Root = other.card.Root }, "card-agency"},
		{"no certificate", func(c *federate.Card) { c.Certificates = nil }, "card-writer"},
		{"another root's certificate", func(c *federate.Card) { c.Certificates = other.card.Certificates }, "card-certificate"},
		{"a writer that was ended", func(c *federate.Card) {
			end := statement.NewCertificate(a.root, statement.End, a.id(), lanna.MillisOf(start)+1, 0, [32]byte{})
			c.Certificates = append(c.Certificates, end.Bytes())
		}, "card-writer"},
		{"a role that there is not", func(c *federate.Card) { c.Role = "king" }, "card-malformed"},
		{"no English name", func(c *federate.Card) { c.Names = nil }, "card-malformed"},
		{"a key under another's id", func(c *federate.Card) { c.Keys[0].ID = federate.KeyID{} }, "card-malformed"},
		{"a holiday that is no day", func(c *federate.Card) { c.Calendar.Holidays = []string{"2026-02-30"} }, "card-malformed"},
	} {
		var keys []federate.SealingKey
		a.view(func(r store.Reader) (err error) { keys, err = a.box.PublicKeys(r); return err })
		c := a.draft(keys)
		tt.change(&c)
		if _, err := federate.NewCard(c, a.signer); lanna.CodeOf(err) != tt.code {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.code)
		}
	}
}

func TestNewer(t *testing.T) {
	w := newWorld()
	a, other := w.node(t, "TH"), w.node(t, "MM")
	old := a.card
	w.now = w.now.Add(time.Hour)
	a.rotate()
	other.rotate()
	if !a.card.Newer(old) || old.Newer(a.card) || a.card.Newer(a.card) || other.card.Newer(old) {
		t.Error("newer is the same agency's card that was issued later, and no other")
	}
}

func TestSealingKeysAreRenewedAndDestroyed(t *testing.T) {
	w := newWorld()
	a := w.node(t, "TH")
	first := a.card.Keys[0]
	for day := range 90 {
		w.now = start.Add(time.Duration(day) * 24 * time.Hour)
		a.rotate()
		if n := len(a.card.Keys); n < 1 || n > 2 {
			t.Fatalf("day %d: %d keys", day, n)
		}
		has := a.card.Keys[0].ID == first.ID
		if has != (day < 60) {
			t.Fatalf("day %d: the first key is there: %v", day, has)
		}
		if _, err := a.card.SealTo(lanna.MillisOf(w.now), federate.KeyID{}); err != nil {
			t.Fatalf("day %d: %v", day, err)
		}
	}
}

// A party whose clock is ahead has keys that begin later; its older ones may be
// over where it was away for long.
func TestAKeyThatBeginsLaterIsBetterThanNone(t *testing.T) {
	w := newWorld()
	a := w.node(t, "TH")
	w.now = start.Add(100 * 24 * time.Hour)
	a.rotate()
	key, err := a.card.SealTo(lanna.MillisOf(w.now.Add(-26*time.Hour)), federate.KeyID{})
	if err != nil || key.From != lanna.MillisOf(w.now) {
		t.Errorf("a day before it begins: %v", err)
	}
}

func TestFingerprint(t *testing.T) {
	w := newWorld()
	a, b := w.node(t, "TH"), w.node(t, "MM")
	words := a.card.Words()
	if len(words) != 12 || strings.Join(words, " ") == strings.Join(b.card.Words(), " ") {
		t.Errorf("words: %v", words)
	}
	png, err := a.card.QR()
	if err != nil || !bytes.HasPrefix(png, []byte("\x89PNG")) {
		t.Errorf("no PNG: %v", err)
	}
	text, err := a.card.QRTerminal()
	if lines := strings.Count(text, "\n"); err != nil || lines < 15 || lines > 30 {
		t.Errorf("%d lines of QR: %v", lines, err)
	}
}
