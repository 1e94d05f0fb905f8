package sqlite

import (
	"errors"
	"path/filepath"
	"testing"

	"lanna/store"
)

// An erasure does not wait for a backup: the backup is cut off.
func TestALongReadingGivesWayToAnErasure(t *testing.T) {
	s, err := Open(Config{Path: filepath.Join(t.TempDir(), "x.db"), Key: make([]byte, KeySize), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	reading, scrubbed := make(chan struct{}), make(chan error, 1)
	go func() {
		<-reading
		scrubbed <- s.Scrub(t.Context())
	}()
	err = s.Snapshot(t.Context(), func(r store.Reader) error {
		close(reading)
		for { // ends when it is cut off
			if err := r.Dump(func([]byte) error { return nil }); err != nil {
				return err
			}
		}
	})
	if !errors.Is(err, store.ErrGaveWay) {
		t.Errorf("the reading ended with %v", err)
	}
	if err := <-scrubbed; err != nil {
		t.Error(err)
	}
	if err := s.Snapshot(t.Context(), func(store.Reader) error { return nil }); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
