package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"lanna/store"
)

func testReadYourWrites(t *testing.T, b *bench) {
	s := say(t, recordID(1), "EXERCISE Zhang Wei")
	b.update(func(tx store.Tx) error {
		if _, err := tx.Append(agency, s); err != nil {
			return err
		}
		row := store.Row{View: "alerts", ID: recordID(1), Body: []byte("one"),
			Keys: []store.Key{{Name: "open", Value: "life", Audience: anyone, Order: 1, Counted: true}},
			Text: []store.Text{{Field: "name", Body: "EXERCISE Zhang Wei", Audience: anyone}}}
		if err := tx.PutRow(row); err != nil {
			return err
		}
		if _, err := tx.Statement(recordID(1), s.ID); err != nil {
			return fmt.Errorf("own statement: %w", err)
		}
		if n, err := tx.Count("alerts", "open", "life", audiences(anyone)); n != 1 || err != nil {
			return fmt.Errorf("own count is %d, %w", n, err)
		}
		if hits, err := tx.Search(store.TextQuery{Query: "zhang", Audiences: audiences(anyone)}); len(hits) != 1 || err != nil {
			return fmt.Errorf("own text: %d hits, %w", len(hits), err)
		}
		return b.store.View(context.Background(), func(r store.Reader) error {
			if _, err := r.Row("alerts", recordID(1)); !errors.Is(err, store.ErrNotFound) {
				return fmt.Errorf("a view beside the update sees its row: %v", err)
			}
			return nil
		})
	})
	b.view(func(r store.Reader) error {
		_, err := r.Row("alerts", recordID(1))
		return err
	})
}

var errOn = errors.New("failed on purpose")

func testRollback(t *testing.T, b *bench) {
	err := b.store.Update(context.Background(), func(tx store.Tx) error {
		if err := fill(tx, 1); err != nil {
			return err
		}
		return errOn
	})
	want(t, err, errOn)
	b.view(func(r store.Reader) error { return absent(r, 1) })
	b.update(func(tx store.Tx) error { return fill(tx, 1) }) // the same names and numbers again
	b.view(func(r store.Reader) error { return present(r, 1) })
}

// fill writes into every table what present and absent look for.
func fill(tx store.Tx, n int) error {
	id, name := recordID(n), fmt.Sprintf("EXERCISE-%03d", n)
	row := store.Row{View: "v" + name, ID: id, Body: []byte(name),
		Keys: []store.Key{{Name: "open", Value: name, Audience: anyone, Order: int64(n), Counted: true}},
		Text: []store.Text{{Field: "name", Body: fmt.Sprintf("token%03d", n), Audience: anyone}}}
	if err := tx.PutRow(row); err != nil {
		return err
	}
	if _, err := tx.Post(name, []byte(name)); err != nil {
		return err
	}
	if err := tx.SetMeta(name, []byte(name)); err != nil {
		return err
	}
	return tx.AppendLeaf(signer(byte(n)).Writer(), store.Leaf{Data: [32]byte{byte(n)}})
}

func present(r store.Reader, n int) error { return look(r, n, 1) }
func absent(r store.Reader, n int) error  { return look(r, n, 0) }

// look returns an error unless what fill writes is there as a whole (times 1)
// or not at all (times 0).
func look(r store.Reader, n int, times int) error {
	name := fmt.Sprintf("EXERCISE-%03d", n)
	items, err := r.List(store.ListQuery{View: "v" + name, Name: "open", Values: []string{name}, Audiences: audiences(anyone)})
	if err != nil {
		return err
	}
	hits, err := r.Search(store.TextQuery{Query: fmt.Sprintf("token%03d", n), Audiences: audiences(anyone)})
	if err != nil {
		return err
	}
	count, err := r.Count("v"+name, "open", name, audiences(anyone))
	if err != nil {
		return err
	}
	parcels, err := r.Parcels(name, 0, 10)
	if err != nil {
		return err
	}
	names, err := r.MetaNames(name)
	if err != nil {
		return err
	}
	size, err := r.LogSize(signer(byte(n)).Writer())
	if err != nil {
		return err
	}
	got := []int{len(items), len(hits), int(count), len(parcels), len(names), int(size)}
	for _, g := range got {
		if g != times {
			return fmt.Errorf("number %d: items, hits, count, parcels, settings, leaves are %v, want %d of each", n, got, times)
		}
	}
	return nil
}

func testGroup(t *testing.T, b *bench) {
	const writers = 64
	var wg sync.WaitGroup
	errs := make([]error, writers)
	for i := range writers {
		wg.Go(func() {
			errs[i] = b.store.Update(context.Background(), func(tx store.Tx) error {
				if err := fill(tx, i+1); err != nil {
					return err
				}
				if i%3 == 0 {
					return errOn
				}
				return nil
			})
		})
	}
	wg.Wait()
	for i, err := range errs {
		if i%3 == 0 {
			want(t, err, errOn)
		} else if err != nil {
			t.Fatalf("update %d: %v", i, err)
		}
	}
	b.reopen()
	b.view(func(r store.Reader) error {
		for i := range writers {
			check := present
			if i%3 == 0 {
				check = absent
			}
			if err := check(r, i+1); err != nil {
				return err
			}
		}
		return nil
	})
}

func testPanic(t *testing.T, b *bench) {
	got := func() (v any) {
		defer func() { v = recover() }()
		_ = b.store.Update(context.Background(), func(tx store.Tx) error {
			if err := fill(tx, 1); err != nil {
				return err
			}
			panic("on purpose")
		})
		return nil
	}()
	if got != "on purpose" {
		t.Fatalf("the caller recovers %v", got)
	}
	b.view(func(r store.Reader) error { return absent(r, 1) })
	b.update(func(tx store.Tx) error { return fill(tx, 2) })
}

func testReopen(t *testing.T, b *bench) {
	s := say(t, recordID(1), "EXERCISE Wang Fang")
	b.update(func(tx store.Tx) error {
		if _, err := tx.Append(agency, s); err != nil {
			return err
		}
		return fill(tx, 1)
	})
	b.reopen()
	b.view(func(r store.Reader) error {
		got, err := r.Statement(recordID(1), s.ID)
		if err != nil {
			return err
		}
		if len(got.Claims) != 1 || got.Claims[0].Value != "EXERCISE Wang Fang" {
			t.Errorf("claims are %v", got.Claims)
		}
		return present(r, 1)
	})
	b.update(func(tx store.Tx) error { return fill(tx, 2) })
	b.view(func(r store.Reader) error { return errors.Join(present(r, 1), present(r, 2)) })
}

func testReaders(t *testing.T, b *bench) {
	b.update(func(tx store.Tx) error { return fill(tx, 1) })
	b.view(func(r store.Reader) error {
		if err := absent(r, 2); err != nil {
			return err
		}
		if err := b.store.Update(context.Background(), func(tx store.Tx) error { return fill(tx, 2) }); err != nil {
			return err
		}
		return absent(r, 2) // the same snapshot
	})
	b.view(func(r store.Reader) error { return present(r, 2) })

	var wg sync.WaitGroup
	for range 16 { // more than there may be connections
		wg.Go(func() {
			for range 20 {
				err := b.store.View(context.Background(), func(r store.Reader) error { return present(r, 1) })
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := 3; i < 40; i++ {
		b.update(func(tx store.Tx) error { return fill(tx, i) })
	}
	wg.Wait()
}

func testCancel(t *testing.T, b *bench) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ran := false
	err := b.store.Update(ctx, func(store.Tx) error { ran = true; return nil })
	want(t, err, context.Canceled)
	if ran {
		t.Error("the update ran")
	}
	err = b.store.View(ctx, func(r store.Reader) error { return present(r, 1) })
	if err == nil {
		t.Error("a cancelled view succeeded")
	}
}
