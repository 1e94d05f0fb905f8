package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"lanna"
	"lanna/store"
)

func testLeaves(t *testing.T, b *bench) {
	w, other := signer(1).Writer(), signer(2).Writer()
	s := say(t, recordID(1), "EXERCISE")
	seq := appendAll(b, s)[0]
	const n = 3000
	b.update(func(tx store.Tx) error {
		for i := range int64(n) {
			l := store.Leaf{Index: i, Data: [32]byte{byte(i), byte(i >> 8)}}
			if i == 2000 {
				l.Salt, l.Statement = [16]byte{9}, seq
			}
			if err := tx.AppendLeaf(w, l); err != nil {
				return err
			}
		}
		return tx.AppendLeaf(other, store.Leaf{Data: [32]byte{200}})
	})
	want(t, b.store.Update(context.Background(), func(tx store.Tx) error {
		return tx.AppendLeaf(w, store.Leaf{Index: n + 1})
	}), store.ErrExists)
	b.view(func(r store.Reader) error {
		size, err := r.LogSize(w)
		if size != n || err != nil {
			return fmt.Errorf("size is %d, %w", size, err)
		}
		next := int64(5)
		err = r.Leaves(w, 5, n+10, func(l store.Leaf) error {
			if l.Index != next || l.Data != [32]byte{byte(next), byte(next >> 8)} || (l.Statement != 0) != (next == 2000) {
				return fmt.Errorf("leaf %d is %+v", next, l)
			}
			next++
			return nil
		})
		if err != nil || next != n {
			return fmt.Errorf("leaves end at %d, %w", next, err)
		}
		if at, err := r.LeafOf(w, seq); at != 2000 || err != nil {
			return fmt.Errorf("the statement's leaf is %d, %w", at, err)
		}
		if _, err := r.LeafOf(other, seq); !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("in another's log: %w", err)
		}
		if size, err := r.LogSize(lanna.WriterID{5}); size != 0 || err != nil {
			return fmt.Errorf("size of a log that is not there is %d, %w", size, err)
		}
		return nil
	})
}

func testHashes(t *testing.T, b *bench) {
	w := signer(1).Writer()
	b.update(func(tx store.Tx) error {
		for i := range int64(10) {
			if err := tx.PutHash(w, 8, i, [32]byte{byte(i)}); err != nil {
				return err
			}
			if err := tx.PutCheckpoint(w, store.Checkpoint{Size: i * 10, Note: []byte{byte(i)}}); err != nil {
				return err
			}
		}
		return errors.Join(tx.PutHash(w, 16, 0, [32]byte{99}), tx.PutCheckpoint(w, store.Checkpoint{Size: 10, Note: []byte("another")}))
	})
	b.view(func(r store.Reader) error {
		h, err := r.Hashes(w, 8, 3, 4)
		if err != nil || len(h) != 4 || h[0] != [32]byte{3} || h[3] != [32]byte{6} {
			return fmt.Errorf("hashes are %v, %w", h, err)
		}
		if h, err = r.Hashes(w, 16, 0, 1); err != nil || h[0] != [32]byte{99} {
			return fmt.Errorf("hash is %v, %w", h, err)
		}
		want := int64(3)
		err = r.Checkpoints(w, 20, func(c store.Checkpoint) error {
			if c.Size != want*10 || !bytes.Equal(c.Note, []byte{byte(want)}) {
				return fmt.Errorf("checkpoint is %v", c)
			}
			want++
			return nil
		})
		if err == nil && want != 10 {
			err = fmt.Errorf("checkpoints end before %d", want)
		}
		return err
	})
}

func testParcels(t *testing.T, b *bench) {
	post := func(to string, n int) (last int64) {
		b.update(func(tx store.Tx) (err error) {
			for i := range n {
				if last, err = tx.Post(to, fmt.Appendf(nil, "%s %d", to, i)); err != nil {
					return err
				}
			}
			return nil
		})
		return last
	}
	same(t, "last numbers", []int64{post("screens", 5), post("EXERCISE partner", 3), post("screens", 1)}, []int64{5, 3, 6})
	numbers := func(to string, after int64, limit int) (out []int64) {
		b.view(func(r store.Reader) error {
			list, err := r.Parcels(to, after, limit)
			for _, p := range list {
				out = append(out, p.N)
			}
			return err
		})
		return out
	}
	same(t, "parcels", numbers("screens", 0, 100), []int64{1, 2, 3, 4, 5, 6})
	same(t, "parcels after two", numbers("screens", 2, 2), []int64{3, 4})
	b.update(func(tx store.Tx) error { return tx.Forget("screens", 4) })
	same(t, "parcels left", numbers("screens", 0, 100), []int64{5, 6})
	b.update(func(tx store.Tx) error { return tx.Forget("screens", 100) })
	same(t, "parcels left", numbers("screens", 0, 100), nil)
	same(t, "the other's", numbers("EXERCISE partner", 0, 100), []int64{1, 2, 3})
	b.reopen()
	same(t, "the next numbers", []int64{post("screens", 1), post("EXERCISE partner", 1)}, []int64{7, 4})
}

func testMeta(t *testing.T, b *bench) {
	b.update(func(tx store.Tx) error {
		return errors.Join(tx.SetMeta("view/b", []byte("2")), tx.SetMeta("view/a", []byte("1")), tx.SetMeta("other", []byte{}), tx.SetMeta("view/a", []byte("3")))
	})
	b.view(func(r store.Reader) error {
		v, err := r.Meta("view/a")
		if string(v) != "3" || err != nil {
			return fmt.Errorf("setting is %q, %w", v, err)
		}
		if v, err = r.Meta("other"); v == nil || len(v) != 0 || err != nil {
			return fmt.Errorf("an empty setting is %v, %w", v, err)
		}
		names, err := r.MetaNames("view/")
		same(t, "names", names, []string{"view/a", "view/b"})
		return err
	})
	b.update(func(tx store.Tx) error { return tx.SetMeta("view/a", nil) })
	next := func(name string) (n int64) {
		b.update(func(tx store.Tx) (err error) { n, err = tx.Next(name); return err })
		return n
	}
	b.view(func(r store.Reader) error {
		_, err := r.Meta("view/a")
		want(t, err, store.ErrNotFound)
		return nil
	})
	first := []int64{next("case"), next("case"), next("shift")}
	b.reopen()
	same(t, "numbers", append(first, next("case")), []int64{1, 2, 1, 3})
	b.update(func(tx store.Tx) error {
		return errors.Join(tx.Raise("case", 9), tx.Raise("case", 5), tx.Raise("new", 4))
	})
	b.view(func(r store.Reader) error {
		for name, n := range map[string]int64{"case": 9, "shift": 1, "new": 4, "never": 0} {
			if got, err := r.Counter(name); got != n || err != nil {
				t.Errorf("counter %s is %d, %v, want %d", name, got, err, n)
			}
		}
		return nil
	})
	same(t, "the next number", []int64{next("case")}, []int64{10})
}

// testLog lists the log of a writer beside another's, with fillers between.
func testLog(t *testing.T, b *bench) {
	w, other := signer(1).Writer(), signer(2).Writer()
	kinds := []lanna.StatementKind{lanna.Say, lanna.Read, lanna.Grant}
	const n = 90
	ids := make([]lanna.Digest, n)
	b.update(func(tx store.Tx) error {
		for i := range int64(n) {
			if i%10 == 5 { // a filler
				if err := tx.AppendLeaf(w, store.Leaf{Index: i, Data: [32]byte{byte(i)}}); err != nil {
					return err
				}
				continue
			}
			s := make1(t, kinds[i%3], recordID(int(i%4)), "EXERCISE")
			seq, err := tx.Append(agency, s)
			if err != nil {
				return err
			}
			ids[i] = s.ID
			if err := tx.AppendLeaf(w, store.Leaf{Index: i, Salt: [16]byte{1}, Statement: seq}); err != nil {
				return err
			}
		}
		foreign := make1(t, lanna.Say, recordID(1), "EXERCISE of another writer")
		seq, err := tx.Append(agency, foreign)
		if err != nil {
			return err
		}
		return tx.AppendLeaf(other, store.Leaf{Salt: [16]byte{1}, Statement: seq})
	})
	wanted := func(keep func(i int64) bool) (out []int64) {
		for i := int64(n - 1); i >= 0; i-- {
			if i%10 != 5 && keep(i) {
				out = append(out, i)
			}
		}
		return out
	}
	for _, tt := range []struct {
		query store.LogQuery
		keep  func(i int64) bool
	}{
		{store.LogQuery{}, func(int64) bool { return true }},
		{store.LogQuery{Kinds: kinds[:2]}, func(i int64) bool { return i%3 < 2 }},
		{store.LogQuery{Record: recordID(1)}, func(i int64) bool { return i%4 == 1 }},
		{store.LogQuery{Record: recordID(2), Kinds: kinds[1:2]}, func(i int64) bool { return i%4 == 2 && i%3 == 1 }},
		{store.LogQuery{Officer: recordID(1 << 20)}, func(int64) bool { return true }},
		{store.LogQuery{Officer: recordID(7)}, func(int64) bool { return false }},
		{store.LogQuery{Record: recordID(77)}, func(int64) bool { return false }},
	} {
		q := tt.query
		q.Writer, q.Limit = w, 7
		var got []int64
		for range n {
			var page []store.LogEntry
			b.view(func(r store.Reader) (err error) { page, err = r.Log(q); return err })
			for _, e := range page {
				if got = append(got, e.Index); e.ID != ids[e.Index] || len(e.Claims) != 1 {
					t.Errorf("entry %d is another statement", e.Index)
				}
			}
			if len(page) < q.Limit {
				break
			}
			q.Before = page[len(page)-1].Index
		}
		if all := wanted(tt.keep); !slices.Equal(got, all) {
			t.Errorf("%+v lists %v, want %v", tt.query, got, all)
		}
	}
	b.view(func(r store.Reader) error {
		if st, err := r.StatementAt(w, 17); err != nil || st.ID != ids[17] {
			t.Errorf("at 17: %v, %v", st.ID, err)
		}
		for _, i := range []int64{5, n, -1} {
			if _, err := r.StatementAt(w, i); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("at %d: %v", i, err)
			}
		}
		return nil
	})
}
