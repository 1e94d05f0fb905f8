package postgres

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"lanna"
	"lanna/store"
	"lanna/store/postgres/pgtest"
)

// TestALeaseIsTakenOver has a holder that can renew no more, as a process that died
// or was frozen: another takes over within ten seconds, and never are there two.
func TestALeaseIsTakenOver(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	first, second := open(t, url), open(t, url)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var holders atomic.Int32
	hold := func(s *Store, name string) (begun chan struct{}) {
		begun = make(chan struct{}, 10)
		go s.Hold(ctx, name, func(ctx context.Context) error {
			if holders.Add(1) > 1 {
				t.Errorf("%s holds it beside another", name)
			}
			begun <- struct{}{}
			<-ctx.Done()
			holders.Add(-1)
			return nil
		})
		return begun
	}
	<-hold(first, "duty")
	taken := hold(second, "duty")
	select {
	case <-taken:
		t.Fatal("taken while it was held")
	default:
	}
	first.pool.Close() // nothing is renewed and nothing let go
	select {
	case <-taken:
	case <-time.After(10 * time.Second):
		t.Error("not taken over within ten seconds")
	}
}

// TestOthersHearOfACommit has one process write and another hear of it, also after
// its link was cut.
func TestOthersHearOfACommit(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	s, other := open(t, url), open(t, url)
	heard, own := other.Changes(), s.Changes()
	<-own
	var seq int64
	for n := <-heard; n == 0 || n < seq; n = <-heard { // zero: it has only just begun to listen
		s.must(t, func(tx store.Tx) (err error) {
			seq, err = tx.Append(testAgency, say(t, lanna.NewRecordID(), "EXERCISE"))
			return err
		})
	}
	server.Exec(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
	for n := <-heard; n != 0; n = <-heard { // what was told before the cut
	}
	select {
	case n := <-own:
		if n != 0 { // of its own cut link it may hear
			t.Errorf("a process heard of its own commit %d", n)
		}
	default:
	}
}

// TestTwoProcessesWriteInTurns has two processes write at once: numbers have no gaps
// and no doubles, and each knows what the other named.
func TestTwoProcessesWriteInTurns(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	stores := []*Store{open(t, url), open(t, url)}
	const each = 40
	done := make(chan error, 2)
	for k, s := range stores {
		go func() {
			for i := range each {
				err := s.Update(context.Background(), func(tx store.Tx) error {
					if _, err := tx.Post("screens", []byte{byte(k), byte(i)}); err != nil {
						return err
					}
					_, err := tx.Next("label")
					return err
				})
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range stores {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	err := stores[0].View(context.Background(), func(r store.Reader) error {
		list, err := r.Parcels("screens", 0, 1000)
		if err != nil {
			return err
		}
		next := [2]byte{}
		for i, p := range list {
			if p.N != int64(i+1) || p.Body[1] != next[p.Body[0]] {
				t.Fatalf("parcel %d is %d: %v", i+1, p.N, p.Body)
			}
			next[p.Body[0]]++
		}
		n, err := r.Counter("label")
		if n != 2*each || len(list) != 2*each {
			t.Errorf("%d parcels, counter %d", len(list), n)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestALongReadingGivesWay has an erasure cut a snapshot off, also one of another
// process.
func TestALongReadingGivesWay(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	s, other := open(t, url), open(t, url)
	err := other.Snapshot(t.Context(), func(r store.Reader) error {
		if _, err := r.Counters(); err != nil {
			return err
		}
		if err := s.Scrub(t.Context()); err != nil {
			t.Error(err)
		}
		_, err := r.Counters()
		return err
	})
	if err == nil {
		t.Error("the snapshot outlived an erasure")
	}
}
