package sqlite

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lanna/store"
)

const upgradeEnv = "LANNA_TEST_UPGRADE"

// later are the steps of a version to come: two, of which the second takes a while.
func later() []string {
	return append(slices.Clone(migrations), "CREATE TABLE later (n INTEGER PRIMARY KEY)",
		"CREATE TABLE more (n INTEGER PRIMARY KEY, words TEXT); WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c WHERE n < 60000) INSERT INTO more SELECT n, hex(randomblob(40)) FROM c")
}

// upgrade is what the killed process does.
func upgrade(path string) error {
	s, err := Open(Config{Path: path, Key: testKey, Upgrade: true, steps: later()})
	if err != nil {
		return err
	}
	return s.Close()
}

// An upgrade that is killed at whatever moment leaves the version before or one
// after, each whole: the program of that version opens it and finds what was there.
func TestKillDuringAnUpgrade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	cfg := Config{Path: path, Key: testKey, Create: true}
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	n, err := number(s)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	longer := func(d time.Duration) time.Duration { return 2 * d }
	if os.Getenv("LANNA_SOAK") != "" {
		longer = func(d time.Duration) time.Duration { return d + 3*time.Millisecond }
	}
	kills := 0
	for after := 20 * time.Millisecond; ; after = longer(after) {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), upgradeEnv+"="+path)
		child.Stderr = os.Stderr
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		cut := time.AfterFunc(after, func() { _ = child.Process.Kill() })
		_ = child.Wait() // killed, mostly
		if cut.Stop() {
			break // it was over
		}
		kills++
		stands := 0
		for version := len(migrations); version <= len(later()); version++ {
			s, err := Open(Config{Path: path, Key: testKey, steps: later()[:version]})
			if errors.Is(err, store.ErrOlder) || errors.Is(err, store.ErrVersion) {
				continue
			}
			if err != nil {
				t.Fatalf("after %d kills, as version %d: %v", kills, version, err)
			}
			stands++
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if stands != 1 {
			t.Fatalf("after %d kills the database is of %d versions", kills, stands)
		}
	}
	s, err = Open(Config{Path: path, Key: testKey, steps: later()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if m, err := number(s); err != nil || m != n+1 {
		t.Errorf("after %d kills the number is %d, %v; it was %d", kills, m, err, n)
	}
	t.Logf("%d kills", kills)
	if kills == 0 {
		t.Error("the upgrade was over before it could be killed")
	}
}
