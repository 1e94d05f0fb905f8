package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

func appendAll(b *bench, list ...*statement.Statement) (seqs []int64) {
	b.t.Helper()
	b.update(func(tx store.Tx) error {
		seqs = nil
		for _, s := range list {
			n, err := tx.Append(agency, s)
			if err != nil {
				return err
			}
			seqs = append(seqs, n)
		}
		return nil
	})
	return seqs
}

func testAppend(t *testing.T, b *bench) {
	first := say(t, recordID(1), "EXERCISE 张伟明", "EXERCISE Zhang Weiming")
	first.Claims[1].Lang = ""
	second := say(t, recordID(1), "EXERCISE another value")
	elsewhere := say(t, recordID(2), "EXERCISE third")
	seqs := appendAll(b, first, second, elsewhere)
	if !slices.IsSorted(seqs) || seqs[0] < 1 {
		t.Errorf("numbers of arrival are %v", seqs)
	}
	b.view(func(r store.Reader) error {
		list, err := r.Statements(recordID(1))
		if err != nil {
			return err
		}
		if len(list) != 2 || list[0].ID != first.ID || list[1].ID != second.ID {
			t.Fatalf("statements are %v", list)
		}
		equal(t, list[0], first, seqs[0])
		one, err := r.Statement(recordID(2), elsewhere.ID)
		if err != nil {
			return err
		}
		equal(t, one, elsewhere, seqs[2])
		_, err = r.Statement(recordID(1), elsewhere.ID)
		want(t, err, store.ErrNotFound)
		return nil
	})
	part := *second
	part.Claims = nil
	err := b.store.Update(context.Background(), func(tx store.Tx) error {
		n, err := tx.Append(agency, &part)
		if n != seqs[1] {
			return fmt.Errorf("a second time its number is %d, not %d", n, seqs[1])
		}
		return err
	})
	want(t, err, store.ErrExists)
	testLateClaims(t, b)
}

// testLateClaims appends a statement without its claims, then with them.
func testLateClaims(t *testing.T, b *bench) {
	whole := say(t, recordID(3), "EXERCISE one", "EXERCISE two")
	part := *whole
	part.Claims = whole.Claims[1:]
	appendAll(b, &part)
	b.update(func(tx store.Tx) error {
		_, err := tx.Append(agency, whole)
		if !errors.Is(err, store.ErrExists) {
			return fmt.Errorf("a second time: %v", err)
		}
		return nil
	})
	b.view(func(r store.Reader) error {
		st, err := r.Statement(recordID(3), whole.ID)
		if err == nil && len(st.Claims) != 2 {
			t.Errorf("%d claims are held, want 2", len(st.Claims))
		}
		return err
	})
}

// testVersion changes a record in every way and looks whether it shows.
func testVersion(t *testing.T, b *bench) {
	whole, other := say(t, recordID(1), "EXERCISE one", "EXERCISE two"), say(t, recordID(2), "EXERCISE")
	part := *whole
	part.Claims = whole.Claims[1:]
	seen := map[store.Version]bool{}
	fresh := func(what string, fresh bool) {
		t.Helper()
		b.view(func(r store.Reader) error {
			v, err := r.Version(recordID(1))
			if seen[v] == fresh {
				t.Errorf("%s: version %v", what, v)
			}
			seen[v] = true
			return err
		})
	}
	fresh("nothing", true)
	appendAll(b, other)
	fresh("said on another", false)
	appendAll(b, &part)
	fresh("said", true)
	b.update(func(tx store.Tx) error {
		if _, err := tx.Append(agency, whole); !errors.Is(err, store.ErrExists) {
			return err
		}
		return nil
	})
	fresh("a claim came late", true)
	appendAll(b, make1(t, lanna.Read, recordID(1), "EXERCISE"))
	fresh("read", true)
	b.update(func(tx store.Tx) error {
		return tx.Remove(recordID(1), []statement.Barred{{Agency: agency, Digest: whole.Claims[0].Digest}})
	})
	fresh("a claim was erased", true)
}

func equal(t *testing.T, got store.Stored, s *statement.Statement, seq int64) {
	t.Helper()
	if got.Seq != seq || got.ID != s.ID || got.Kind != s.Header.Kind || got.Writer != s.Header.Writer || got.Record != s.Header.Record {
		t.Errorf("statement is %+v", got)
	}
	if !bytes.Equal(got.Header, s.Bytes) || !bytes.Equal(got.Sig, s.Sig) {
		t.Error("header or signature differ")
	}
	if !slices.EqualFunc(got.Claims, s.Claims, func(a, b statement.Held) bool {
		return a.Digest == b.Digest && a.Value == b.Value && a.Property == b.Property && a.Salt == b.Salt && a.Grade == b.Grade
	}) {
		t.Errorf("claims are %v, want %v", got.Claims, s.Claims)
	}
}

func testScan(t *testing.T, b *bench) {
	const n = 300
	var all []*statement.Statement
	for i := range n {
		all = append(all, say(t, recordID(i%7), fmt.Sprintf("EXERCISE %d", i)))
	}
	seqs := appendAll(b, all...)
	for _, from := range []int{0, 1, 150, n - 1} {
		b.view(func(r store.Reader) error {
			i := from
			err := r.Scan(seqs[from], func(s store.Stored) error {
				if s.ID != all[i].ID || len(s.Claims) != 1 {
					return fmt.Errorf("statement %d is another", i)
				}
				i++
				_, err := r.Statement(s.Record, s.ID) // the reader may be used meanwhile
				return err
			})
			if err == nil && i != n {
				t.Errorf("scan from %d ends at %d", from, i)
			}
			return err
		})
	}
	err := b.store.View(context.Background(), func(r store.Reader) error {
		return r.Scan(0, func(store.Stored) error { return errOn })
	})
	want(t, err, errOn)
}

func testRecords(t *testing.T, b *bench) {
	var ids []lanna.RecordID
	for i := range 20 {
		id := recordID(i)
		ids = append(ids, id)
		appendAll(b, make1(t, lanna.Read, id, "EXERCISE read"), say(t, id, "EXERCISE said"), make1(t, lanna.Mark, id, "EXERCISE mark"))
	}
	appendAll(b, make1(t, lanna.Read, recordID(100), "EXERCISE read only"))
	appendAll(b, make1(t, lanna.Session, recordID(101), "EXERCISE session only"))
	zero := lanna.RecordID{}
	appendAll(b, say(t, zero, "EXERCISE on the zero record"))
	ids = append(ids, zero)
	b.view(func(r store.Reader) error {
		var got []lanna.RecordID
		if err := r.Records(lanna.RecordID{}, func(id lanna.RecordID) error { got = append(got, id); return nil }); err != nil {
			return err
		}
		if !slices.Equal(got, ids) {
			t.Errorf("records are %v, want %v", got, ids)
		}
		got = nil
		if err := r.Records(ids[10], func(id lanna.RecordID) error { got = append(got, id); return nil }); err != nil {
			return err
		}
		if !slices.Equal(got, ids[11:]) {
			t.Errorf("records after one are %v, want %v", got, ids[11:])
		}
		return nil
	})
}

func testErase(t *testing.T, b *bench) {
	s := say(t, recordID(1), "EXERCISE keep", "EXERCISE erase")
	again := say(t, recordID(1), "EXERCISE later")
	appendAll(b, s, again)
	gone := s.Claims[1].Digest
	b.update(func(tx store.Tx) error {
		return tx.Remove(recordID(1), []statement.Barred{{Agency: agency, Digest: gone}})
	})
	late := *s
	barred := b.store.Update(context.Background(), func(tx store.Tx) error {
		_, err := tx.Append(agency, &late)
		return err
	})
	want(t, barred, store.ErrBarred)
	b.update(func(tx store.Tx) error { // another agency's word binds its own claims only
		return tx.Bar([]statement.Barred{{Agency: foreign, Digest: again.Claims[0].Digest}})
	})
	b.reopen()
	never := say(t, recordID(9), "EXERCISE never")
	b.update(func(tx store.Tx) error {
		return tx.Bar([]statement.Barred{{Agency: agency, Digest: never.Claims[0].Digest}})
	})
	want(t, b.store.Update(context.Background(), func(tx store.Tx) error {
		_, err := tx.Append(agency, never)
		return err
	}), store.ErrBarred)
	b.view(func(r store.Reader) error {
		st, err := r.Statement(recordID(1), s.ID)
		if err != nil {
			return err
		}
		if len(st.Claims) != 1 || st.Claims[0].Value != "EXERCISE keep" {
			t.Errorf("claims left are %v", st.Claims)
		}
		if !bytes.Equal(st.Header, s.Bytes) {
			t.Error("the header has changed")
		}
		for _, c := range []struct {
			agency lanna.AgencyID
			digest lanna.Digest
			barred bool
		}{{agency, gone, true}, {foreign, gone, false}, {agency, s.Claims[0].Digest, false}, {foreign, again.Claims[0].Digest, true}} {
			if got, err := r.Barred(c.agency, c.digest); err != nil || got != c.barred {
				t.Errorf("barred is %v, %v, want %v", got, err, c.barred)
			}
		}
		return nil
	})
	if err := b.store.Scrub(context.Background()); err != nil {
		t.Fatalf("scrub: %v", err)
	}
	appendAll(b, say(t, recordID(2), "EXERCISE after scrubbing"))
}

func testCertificates(t *testing.T, b *bench) {
	certs := [][]byte{[]byte("EXERCISE b"), []byte("EXERCISE a"), []byte("EXERCISE c")}
	b.update(func(tx store.Tx) error {
		for _, c := range append(certs, certs[0]) {
			if err := tx.AddCertificate(c); err != nil {
				return err
			}
		}
		return nil
	})
	b.view(func(r store.Reader) error {
		got, err := r.Certificates()
		if err == nil && !slices.EqualFunc(got, certs, bytes.Equal) {
			t.Errorf("certificates are %q", got)
		}
		return err
	})
}
