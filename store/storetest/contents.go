package storetest

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

func testContents(t *testing.T, b *bench) {
	first, second, third := signer(1).Writer(), signer(2).Writer(), signer(3).Writer()
	barred := []statement.Barred{{Agency: agency, Digest: lanna.Digest{7}}, {Agency: foreign, Digest: lanna.Digest{1}}, {Agency: agency, Digest: lanna.Digest{9}}}
	b.update(func(tx store.Tx) error {
		for _, f := range []func() error{
			func() error { return tx.AppendLeaf(second, store.Leaf{Index: 0}) },
			func() error { return tx.AppendLeaf(first, store.Leaf{Index: 0}) },
			func() error { return tx.AppendLeaf(first, store.Leaf{Index: 1}) },
			func() error { return tx.PutCheckpoint(third, store.Checkpoint{Size: 4, Note: []byte("note")}) },
			func() error { return tx.Bar(barred) },
			func() error { _, err := tx.Next("b"); return err },
			func() error { return tx.Raise("a", 3) },
			func() error { _, err := tx.Post("two", []byte("x")); return err },
			func() error { _, err := tx.Post("one", []byte("x")); return err },
			func() error { _, err := tx.Post("one", []byte("y")); return err },
			func() error { return tx.Forget("one", 2) },
		} {
			if err := f(); err != nil {
				return err
			}
		}
		return nil
	})
	b.view(func(r store.Reader) error {
		logs, err := r.Logs()
		want := []lanna.WriterID{first, second, third}
		slices.SortFunc(want, byID)
		if err != nil || !slices.Equal(logs, want) {
			t.Errorf("logs of %v, %v", logs, err)
		}
		counters, err := r.Counters()
		if err != nil || !slices.Equal(counters, []string{"a", "b"}) {
			t.Errorf("counters %v, %v", counters, err)
		}
		receivers, err := r.Receivers()
		if err != nil || !slices.Equal(receivers, []store.Receiver{{Label: "one", Last: 2}, {Label: "two", Last: 1}}) {
			t.Errorf("receivers %v, %v", receivers, err)
		}
		var got []statement.Barred
		err = r.AllBarred(func(b statement.Barred) error { got = append(got, b); return nil })
		if err != nil || len(got) != len(barred) {
			t.Errorf("barred %v, %v", got, err)
		}
		for _, want := range barred {
			if !slices.Contains(got, want) {
				t.Errorf("%v is not listed", want)
			}
		}
		return nil
	})
}

func testRenumber(t *testing.T, b *bench) {
	b.update(func(tx store.Tx) error {
		if err := tx.Renumber("one", 6); err != nil {
			return err
		}
		n, err := tx.Post("one", []byte("x"))
		if err == nil && n != 7 {
			t.Errorf("number %d after 6", n)
		}
		return err
	})
	b.update(func(tx store.Tx) error {
		if err := tx.Renumber("one", 2); err != nil {
			return err
		}
		n, err := tx.Post("one", []byte("y"))
		if err == nil && n != 8 {
			t.Errorf("number %d after 7", n)
		}
		return err
	})
}

// A long reading may be cut off by an erasure, but never sees anything change.
func testSnapshot(t *testing.T, b *bench) {
	s := say(t, recordID(1), "EXERCISE")
	err := b.store.Snapshot(context.Background(), func(r store.Reader) error {
		if _, err := r.Statements(recordID(1)); err != nil { // the snapshot is that of the first reading
			return err
		}
		b.update(func(tx store.Tx) error { _, err := tx.Append(agency, s); return err })
		list, err := r.Statements(recordID(1))
		if len(list) > 0 {
			t.Error("a later write is seen")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func byID(a, b lanna.WriterID) int { return bytes.Compare(a[:], b[:]) }
