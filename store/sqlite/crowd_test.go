package sqlite

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"lanna/store"
)

// TestACrowdLeavesTheDatabaseWhole writes and reads from many goroutines while
// the log is carried back again and again, and checks every page afterwards.
func TestACrowdLeavesTheDatabaseWhole(t *testing.T) {
	cfg := Config{Path: filepath.Join(t.TempDir(), "node.db"), Key: testKey, Create: true, walPages: 40}
	s, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 20 {
				n, err := number(s)
				if err == nil {
					l := ledger{acknowledged: n}
					err = s.View(ctx, func(r store.Reader) error { return l.compare(r) })
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	for range 2 {
		if err := s.Check(ctx); err != nil {
			t.Fatal(err)
		}
		if err := s.Scrub(ctx); err != nil {
			t.Fatal(err)
		}
		s.Close()
		if s, err = Open(cfg); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
	s.Close()
}
