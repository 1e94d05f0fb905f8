package postgres

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"lanna/store"
	"lanna/store/postgres/pgtest"
)

// TestProcessesRememberTogether has one process remember and another recall, list,
// and forget for good.
func TestProcessesRememberTogether(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	a, b := open(t, url), open(t, url)
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range []store.Memo{
		{Space: "session", Key: "one", Value: []byte("EXERCISE 1"), For: time.Hour},
		{Space: "book", Key: "x", Group: "duty", Value: []byte("X"), For: time.Hour},
		{Space: "book", Key: "y", Group: "duty", Value: []byte("Y"), For: time.Hour},
		{Space: "book", Key: "z", Group: "desk", Value: []byte("Z"), For: time.Hour},
		{Space: "book", Key: "over", Group: "duty", Value: []byte("O"), For: -time.Second},
	} {
		must(a.Remember(ctx, m))
	}
	m, err := b.Recall(ctx, "session", "one")
	if err != nil || string(m.Value) != "EXERCISE 1" || m.For <= 59*time.Minute || m.For > time.Hour {
		t.Errorf("recalled %+v, %v", m, err)
	}
	if _, err := b.Recall(ctx, "book", "one"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("spaces are not apart: %v", err)
	}
	list, err := b.Listed(ctx, "book", "duty")
	var values []string
	for _, m := range list {
		values = append(values, string(m.Value))
	}
	slices.Sort(values)
	if err != nil || !slices.Equal(values, []string{"X", "Y"}) {
		t.Errorf("listed %q, %v", values, err)
	}
	must(b.Forget(ctx, "book", "x"))
	must(a.Remember(ctx, store.Memo{Space: "book", Key: "x", Group: "duty", Value: []byte("again"), For: time.Hour}))
	gone, err := a.Gone(ctx, "book", []string{"y", "x", "never", "over"})
	if slices.Sort(gone); err != nil || !slices.Equal(gone, []string{"never", "over", "x"}) {
		t.Errorf("gone: %q, %v; what was forgotten came back, or something is missing", gone, err)
	}
}

// TestCountsOfTwoProcessesAreOne has two processes count up at once.
func TestCountsOfTwoProcessesAreOne(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	a, b := open(t, url), open(t, url)
	var wg sync.WaitGroup
	const each = 25
	for _, s := range []*Store{a, b} {
		for range 2 {
			wg.Go(func() {
				for range each {
					err := s.Change(t.Context(), "tries", []string{"p", "q"}, func(of map[string][]byte) []store.Memo {
						n, _ := strconv.Atoi(string(of["p"])) // absent: 0
						return []store.Memo{{Space: "tries", Key: "p", Value: []byte(strconv.Itoa(n + 1)), For: time.Hour}}
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	wg.Wait()
	m, err := a.Recall(t.Context(), "tries", "p")
	if err != nil || string(m.Value) != strconv.Itoa(4*each) {
		t.Errorf("%s, %v", m.Value, err)
	}
}

// TestMemoriesTellAThiefNothing looks for values and keys in the server's files, for
// which they must not be there in the clear, and tries the database's own key on a
// memo of which it must not be enough.
func TestMemoriesTellAThiefNothing(t *testing.T) {
	server := pgtest.Start(t, "")
	s := open(t, server.Database(t))
	planted := []string{"EXERCISE-reason-word", "EXERCISE-token", "EXERCISE-group"}
	for _, m := range []store.Memo{
		{Space: "session", Key: planted[1], Value: []byte(planted[0]), For: time.Hour},
		{Space: "book", Key: planted[1], Group: planted[2], Value: []byte(planted[0]), For: time.Hour},
	} {
		if err := s.Remember(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	var body []byte
	var tag [16]byte
	err := s.pool.QueryRow(t.Context(), "SELECT key, body FROM memo WHERE space = 'session'").Scan(&tag, &body)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.master.openAbout(body, memoAbout(tag)); err == nil {
		t.Error("the database's key alone opens what belongs to a browser's token")
	}
	s.Close()
	server.Stop(syscall.SIGINT)
	seen := map[string]bool{}
	server.Files(t, func(path string, content []byte) {
		for _, w := range append(planted, string(body)) {
			seen[w] = seen[w] || bytes.Contains(content, []byte(w))
		}
	})
	if !seen[string(body)] {
		t.Error("the sealed body is not found in the files: this test would not find words either")
	}
	for w := range maps.Keys(seen) {
		if seen[w] && w != string(body) {
			t.Errorf("%s lies in the clear", w)
		}
	}
}

// TestSweepingWaitsForNobody sweeps while somebody holds one of the rows that ran out.
func TestSweepingWaitsForNobody(t *testing.T) {
	s := open(t, pgtest.Shared(t).Database(t))
	for key, stays := range map[string]time.Duration{"held": -time.Second, "over": -time.Second, "good": time.Hour} {
		if err := s.Remember(t.Context(), store.Memo{Space: "tries", Key: key, Value: []byte("1"), For: stays}); err != nil {
			t.Fatal(err)
		}
	}
	other, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Rollback(t.Context())
	if _, err := other.Exec(t.Context(), "SELECT 1 FROM memo WHERE key = $1 FOR UPDATE", s.memoTag("key", "tries", "held")); err != nil {
		t.Fatal(err)
	}
	left := func(want int) {
		t.Helper()
		if err := s.sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		n := 0
		if err := s.pool.QueryRow(t.Context(), "SELECT count(*) FROM memo").Scan(&n); err != nil || n != want {
			t.Errorf("%d memos are left, want %d; %v", n, want, err)
		}
	}
	left(2)
	if err := other.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	left(1)
}
