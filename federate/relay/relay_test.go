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
	list, err := r.shelf.next(bob, "", 1<<20)
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
	list, _ := r.shelf.next(bob, "", 1)
	if err := r.shelf.forget(alice, []uint64{list[0].place}); err != nil {
		t.Fatal(err)
	}
	if list, _ = r.shelf.next(bob, "", 1); len(list) != 1 {
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
	if list, err := again.shelf.next(bob, "", 1); err != nil || len(list) != 1 {
		t.Errorf("%d messages wait, %v", len(list), err)
	}
}

// Whoever fills a relay with pictures leaves room for words, and no sender takes
// more than its part of the disk over all receivers.
func TestPicturesLeaveRoomForWords(t *testing.T) {
	r := open(t, t.TempDir(), Config{Waiting: 8})
	defer r.Close()
	put := func(to lanna.WriterID, lane federate.Lane) string {
		return codeOf(r.Put(alice, carriertest.Message(alice, to, lane, nil)))
	}
	for range 6 {
		if code := put(bob, federate.Bulk); code != "" {
			t.Fatal(code)
		}
	}
	if code := put(bob, federate.Bulk); code != "relay-quota" {
		t.Errorf("a picture too many: %q", code)
	}
	if code := put(bob, federate.Urgent); code != "" {
		t.Errorf("a threat to life found no room: %q", code)
	}
}

func TestADiskThatIsNearlyFullTakesWhatIsUrgent(t *testing.T) {
	free := int64(leastFree)
	r := open(t, t.TempDir(), Config{Free: func() int64 { return free }})
	defer r.Close()
	for _, tt := range []struct {
		free int64
		want [3]string // by lane
	}{{leastFree, [3]string{}}, {leastFree - 1, [3]string{2: "disk-full"}}, {leastFree/4 - 1, [3]string{1: "disk-full", 2: "disk-full"}}} {
		free = tt.free
		for _, lane := range federate.Lanes {
			if code := codeOf(r.Put(alice, carriertest.Message(alice, bob, lane, nil))); code != tt.want[lane] {
				t.Errorf("%d free, lane %d: %q", tt.free, lane, code)
			}
		}
	}
}

// The file shrinks once what it held was fetched, and nothing that waits is lost.
func TestPagesThatAreFreeAreGivenBack(t *testing.T) {
	dir := t.TempDir()
	r := open(t, dir, Config{})
	defer r.Close()
	body := bytes.Repeat([]byte{7}, 200_000)
	for range 40 {
		if err := r.Put(alice, carriertest.Message(alice, bob, federate.Bulk, body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Put(alice, carriertest.Message(alice, bob, federate.Urgent, []byte("EXERCISE"))); err != nil {
		t.Fatal(err)
	}
	list, err := r.shelf.next(bob, "2", 1<<30)
	if err != nil || len(list) != 40 {
		t.Fatalf("%d pictures wait, %v", len(list), err)
	}
	for _, k := range list {
		if err := r.shelf.forget(bob, []uint64{k.place}); err != nil {
			t.Fatal(err)
		}
	}
	size := func() int64 {
		info, err := os.Stat(filepath.Join(dir, "relay.db"))
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before := size()
	if err := r.shelf.compact(1 << 20); err != nil {
		t.Fatal(err)
	}
	if after := size(); after > before/4 {
		t.Errorf("%d bytes before, %d after", before, after)
	}
	if list, err = r.shelf.next(bob, "", 1<<20); err != nil || len(list) != 1 {
		t.Errorf("%d wait, %v", len(list), err)
	}
	if err := r.Put(alice, carriertest.Message(alice, bob, federate.Bulk, body)); err != nil {
		t.Error(err)
	}
}

// A receiver asks for its urgent lane alone, and is not given a picture with it.
func TestLanesAreAskedForApart(t *testing.T) {
	r := open(t, t.TempDir(), Config{})
	defer r.Close()
	for _, lane := range []federate.Lane{2, 1, 0, 2} {
		if err := r.Put(alice, carriertest.Message(alice, bob, lane, nil)); err != nil {
			t.Fatal(err)
		}
	}
	for lanes, want := range map[string]int{"0": 1, "1": 1, "2": 2, "12": 3, "02": 3, "": 4} {
		if list, err := r.shelf.next(bob, lanes, 1<<20); err != nil || len(list) != want {
			t.Errorf("lanes %q: %d messages, want %d, %v", lanes, len(list), want, err)
		}
	}
}

// codeOf is "" where there is no error.
func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return lanna.CodeOf(err)
}
