package sqlite

import (
	"errors"
	"slices"
	"testing"

	"lanna/store"
)

// A database of an older version is changed when that is asked for, and not
// before; one of a newer version never is. A step that fails leaves the version
// before.
func TestUpgrade(t *testing.T) {
	_, cfg := diskStore(t, 1)
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	later := cfg
	later.steps = append(slices.Clone(migrations), "CREATE TABLE later (n INTEGER PRIMARY KEY)")
	if _, err := Open(later); !errors.Is(err, store.ErrOlder) {
		t.Fatalf("an older database, unasked: %v", err)
	}
	broken := later
	broken.Upgrade = true
	broken.steps = append(slices.Clone(later.steps), "CREATE TABLE more (n INTEGER); INSERT INTO nothing VALUES (1)")
	if _, err := Open(broken); err == nil {
		t.Fatal("a step that fails was taken")
	}
	later.Upgrade = true
	s, err = Open(later) // the first of the two steps was done, whole
	if err != nil {
		t.Fatalf("asked: %v", err)
	}
	if v, err := s.writer.c.pragmaInt("user_version"); err != nil || int(v) != len(later.steps) {
		t.Errorf("the stamp is %d, %v", v, err)
	}
	s.Close()
	for _, upgrade := range []bool{false, true} {
		cfg.Upgrade = upgrade
		if _, err := Open(cfg); !errors.Is(err, store.ErrVersion) {
			t.Errorf("a newer database: %v", err)
		}
	}
}
