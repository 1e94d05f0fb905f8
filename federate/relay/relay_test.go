package relay

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/federate/carriertest"
)

var (
	alice = carriertest.Writer(carriertest.Key(1))
	bob   = carriertest.Writer(carriertest.Key(2))
)

func open(t *testing.T, dir string, c Config) *Relay {
	t.Helper()
	c.Dir, c.Key = dir, carriertest.Key(9)
	if c.Clock == nil {
		c.Clock = lanna.ClockFunc(time.Now)
	}
	c.Parties = func() map[lanna.WriterID]bool { return map[lanna.WriterID]bool{alice: true, bob: true} }
	r, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRefusals(t *testing.T) {
	r := open(t, t.TempDir(), Config{Waiting: 2, Bytes: 1 << 20})
	defer r.Close()
	m := carriertest.Message(alice, bob, federate.Ordinary, []byte("EXERCISE"))
	for _, tt := range []struct {
		name   string
		sender lanna.WriterID
		m      federate.Message
		code   string
	}{
		{"no message", alice, []byte("EXERCISE"), "message-malformed"},
		{"too long", alice, append(bytes.Clone(m), make([]byte, federate.MaxMessage)...), "message-malformed"},
		{"another's name", bob, m, "sender-forged"},
		{"to nobody", alice, carriertest.Message(alice, lanna.WriterID{1}, federate.Ordinary, nil), "receiver-unknown"},
		{"the first", alice, m, ""},
		{"the second", alice, m, ""},
		{"one too many", alice, m, "relay-quota"},
		{"the other way is another pair", bob, carriertest.Message(bob, alice, federate.Ordinary, nil), ""},
	} {
		if err := r.Put(tt.sender, tt.m); err == nil && tt.code != "" || err != nil && lanna.CodeOf(err) != tt.code {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.code)
		}
	}
	list, err := r.shelf.next(bob, 1<<20)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d wait, %v", len(list), err)
	}
	if err := r.shelf.forget(bob, []uint64{list[0].place, list[0].place}); err != nil {
		t.Fatal(err)
	}
	if err := r.Put(alice, m); err != nil {
		t.Errorf("room that was given up is not free: %v", err)
	}
}

func TestNobodyGivesUpAnothersMessages(t *testing.T) {
	r := open(t, t.TempDir(), Config{})
	defer r.Close()
	if err := r.Put(alice, carriertest.Message(alice, bob, federate.Ordinary, nil)); err != nil {
		t.Fatal(err)
	}
	list, _ := r.shelf.next(bob, 1)
	if err := r.shelf.forget(alice, []uint64{list[0].place}); err != nil {
		t.Fatal(err)
	}
	if list, _ = r.shelf.next(bob, 1); len(list) != 1 {
		t.Error("a message is gone that its receiver never got")
	}
}

func TestWhatNobodyFetchesIsForgotten(t *testing.T) {
	now := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)
	r := open(t, t.TempDir(), Config{Clock: lanna.ClockFunc(func() time.Time { return now })})
	defer r.Close()
	if err := r.Put(alice, carriertest.Message(alice, bob, federate.Ordinary, nil)); err != nil {
		t.Fatal(err)
	}
	for _, days := range []int{29, 31} {
		n, err := r.shelf.expire(lanna.MillisOf(now.AddDate(0, 0, days-30)))
		if err != nil || (n == 1) != (days == 31) {
			t.Errorf("after %d days %d messages went, %v", days, n, err)
		}
	}
	if err := errors.Join(r.Put(alice, carriertest.Message(alice, bob, federate.Ordinary, nil))); err != nil {
		t.Fatal(err)
	}
}

// What was taken is there after the process died: nothing is closed here.
func TestTakenIsKept(t *testing.T) {
	dir := t.TempDir()
	r := open(t, dir, Config{})
	if err := r.Put(alice, carriertest.Message(alice, bob, federate.Urgent, []byte("EXERCISE"))); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "relay.db"))
	if err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "relay.db"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	r.Close()
	again := open(t, other, Config{})
	defer again.Close()
	if list, err := again.shelf.next(bob, 1); err != nil || len(list) != 1 {
		t.Errorf("%d messages wait, %v", len(list), err)
	}
}
