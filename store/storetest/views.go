package storetest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"

	"lanna"
	"lanna/handling"
	"lanna/store"
)

func audiences(a ...handling.Audience) []handling.Audience { return a }

func putRows(b *bench, rows ...store.Row) {
	b.t.Helper()
	b.update(func(tx store.Tx) error {
		for _, r := range rows {
			if err := tx.PutRow(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// row makes a row with one key.
func row(n int, value string, a handling.Audience, order int64) store.Row {
	return store.Row{View: "alerts", ID: recordID(n), Body: fmt.Appendf(nil, "EXERCISE %d", n),
		Keys: []store.Key{{Name: "open", Value: value, Audience: a, Order: order}}}
}

func list(b *bench, q store.ListQuery) []store.Item {
	b.t.Helper()
	q.View, q.Name = "alerts", "open"
	var out []store.Item
	b.view(func(r store.Reader) (err error) {
		out, err = r.List(q)
		return err
	})
	return out
}

func orders(items []store.Item) (out []int64) {
	for _, i := range items {
		out = append(out, i.Order)
	}
	return out
}

func same[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s are %v, want %v", what, got, want)
	}
}

func testList(t *testing.T, b *bench) {
	putRows(b, row(1, "life", anyone, 30), row(2, "life", anyone, -5), row(3, "life", anyone, 20),
		row(4, "high", anyone, 1), row(5, "life", victims, 2))
	q := store.ListQuery{Values: []string{"life"}, Audiences: audiences(anyone)}
	items := list(b, q)
	same(t, "orders", orders(items), []int64{-5, 20, 30})
	if len(items) == 3 && (items[0].ID != recordID(2) || string(items[0].Body) != "EXERCISE 2" || items[0].Value != "life") {
		t.Errorf("first item is %v", items[0])
	}
	q.Before = 30
	same(t, "orders before 30", orders(list(b, q)), []int64{-5, 20})
	q.Before, q.Descending = 0, true
	same(t, "orders downwards", orders(list(b, q)), []int64{30, 20, -5})
	q.After = store.Cursor{Order: 20, ID: recordID(77), Set: true}
	same(t, "orders behind all of 20, downwards", orders(list(b, q)), []int64{-5})
	q.Descending = false
	same(t, "orders behind all of 20", orders(list(b, q)), []int64{30})
	q.Descending, q.After, q.Limit = true, store.Cursor{}, 2
	same(t, "orders of two", orders(list(b, q)), []int64{30, 20})
	for _, none := range []store.ListQuery{
		{Audiences: audiences(anyone)}, {Values: []string{"life"}}, {Values: []string{"never"}, Audiences: audiences(anyone)},
		{Values: []string{"life"}, Audiences: audiences("never|")},
	} {
		same(t, "orders", orders(list(b, none)), nil)
	}
}

func testListMerged(t *testing.T, b *bench) {
	values, auds := []string{"life", "high", "routine"}, audiences(anyone, victims)
	var rows []store.Row
	for i := range 200 {
		r := row(i, values[i%3], auds[i%2], int64(i/2)) // equal orders in both audiences
		if i%10 == 0 {                                  // the same key for both audiences: one item
			k := r.Keys[0]
			k.Audience = auds[(i+1)%2]
			r.Keys = append(r.Keys, k)
		}
		rows = append(rows, r)
	}
	putRows(b, rows...)
	slices.SortStableFunc(rows, func(x, y store.Row) int { return cmp.Compare(x.Keys[0].Order, y.Keys[0].Order) })
	for _, down := range []bool{false, true} {
		var wanted []lanna.RecordID
		for _, r := range rows {
			wanted = append(wanted, r.ID)
		}
		if down {
			slices.Reverse(wanted)
		}
		var got []lanna.RecordID
		for _, i := range list(b, store.ListQuery{Values: values, Audiences: auds, Limit: 1000, Descending: down}) {
			got = append(got, i.ID)
		}
		same(t, "merged ids", got, wanted)
	}
}

func testListPages(t *testing.T, b *bench) {
	var rows []store.Row
	for i := range 95 {
		rows = append(rows, row(i, []string{"life", "high"}[i%2], audiences(anyone, victims)[i%3%2], int64(i/5))) // five rows an order
	}
	putRows(b, rows...)
	for _, down := range []bool{false, true} {
		q := store.ListQuery{Values: []string{"life", "high"}, Audiences: audiences(anyone, victims), Limit: 7, Descending: down}
		seen := map[lanna.RecordID]bool{}
		for range 20 {
			page := list(b, q)
			for _, i := range page {
				if seen[i.ID] {
					t.Fatal("an item is on two pages")
				}
				seen[i.ID] = true
				q.After = store.Cursor{Order: i.Order, ID: i.ID, Set: true}
			}
			if len(page) < q.Limit {
				break
			}
		}
		if len(seen) != len(rows) {
			t.Errorf("pages hold %d of %d rows", len(seen), len(rows))
		}
	}
}

func testRewrite(t *testing.T, b *bench) {
	first := row(1, "life", anyone, 10)
	first.Keys = append(first.Keys, store.Key{Name: "open", Value: "stays", Audience: anyone, Order: 7}, first.Keys[0])
	putRows(b, first)
	second := row(1, "high", victims, 11)
	second.Keys = append(second.Keys, store.Key{Name: "open", Value: "stays", Audience: anyone, Order: 7})
	second.Body = []byte("EXERCISE new body")
	putRows(b, second)
	q := store.ListQuery{Values: []string{"life", "high", "stays"}, Audiences: audiences(anyone, victims)}
	items := list(b, q)
	same(t, "orders", orders(items), []int64{7, 11})
	for _, i := range items {
		if string(i.Body) != "EXERCISE new body" {
			t.Errorf("body is %q", i.Body)
		}
	}
	b.update(func(tx store.Tx) error { return tx.DropRow("alerts", recordID(1)) })
	same(t, "orders after dropping", orders(list(b, q)), nil)
	b.update(func(tx store.Tx) error { return tx.DropRow("alerts", recordID(77)) }) // not there: nothing to do
}

func testCount(t *testing.T, b *bench) {
	var rows []store.Row
	for i := range 50 {
		r := row(i, "life", audiences(anyone, victims)[i%2], int64(i))
		r.Keys[0].Counted = true
		r.Keys = append(r.Keys, store.Key{Name: "all", Value: "x", Audience: anyone, Order: int64(i)})
		rows = append(rows, r)
	}
	putRows(b, rows...)
	putRows(b, rows[:10]...) // written anew: counted once
	b.update(func(tx store.Tx) error { return tx.DropRow("alerts", recordID(0)) })
	counts := func(name, value string, a ...handling.Audience) (n int64) {
		b.view(func(r store.Reader) (err error) { n, err = r.Count("alerts", name, value, a); return err })
		return n
	}
	same(t, "counts", []int64{
		counts("open", "life", anyone), counts("open", "life", victims), counts("open", "life", anyone, victims),
		counts("all", "x", anyone), counts("open", "high", anyone), counts("never", "x", anyone), counts("open", "life"),
	}, []int64{24, 25, 49, 49, 0, 0, 0})
}

func testAudiences(t *testing.T, b *bench) {
	r := row(1, "life", anyone, 1)
	r.Text = []store.Text{{Field: "name", Body: "EXERCISE", Audience: victims}}
	putRows(b, r, row(2, "life", anyone, 2))
	occurring := func() (out []handling.Audience) {
		b.view(func(r store.Reader) (err error) { out, err = r.Audiences("alerts"); return err })
		slices.Sort(out)
		return out
	}
	same(t, "audiences", occurring(), audiences(anyone, victims))
	b.update(func(tx store.Tx) error { return tx.DropRow("alerts", recordID(1)) })
	same(t, "audiences", occurring(), audiences(anyone))
	b.update(func(tx store.Tx) error { return tx.DropRow("alerts", recordID(2)) })
	same(t, "audiences", occurring(), nil)
}

func dump(t *testing.T, s store.Store) []byte {
	t.Helper()
	var out bytes.Buffer
	err := s.View(context.Background(), func(r store.Reader) error {
		return r.Dump(func(line []byte) error { out.Write(line); out.WriteByte('\n'); return nil })
	})
	if err != nil {
		t.Fatalf("dump: %v", err)
	}
	return out.Bytes()
}

func testDump(t *testing.T, b *bench) {
	var rows []store.Row
	for i := range 30 {
		r := row(i, "life", audiences(anyone, victims)[i%2], int64(i))
		r.Keys[0].Counted = i%3 == 0
		r.Text = []store.Text{{Field: "name", Body: fmt.Sprintf("EXERCISE 张伟%d", i), Audience: anyone}, {Field: "note", Body: "EXERCISE", Audience: victims}}
		rows = append(rows, r)
	}
	other := store.Row{View: "people", ID: recordID(1), Body: []byte("EXERCISE")}
	putRows(b, append(rows, other)...)
	first := dump(t, b.store)

	b.update(func(tx store.Tx) error { return tx.DropView("alerts") })
	if bytes.Equal(dump(t, b.store), first) {
		t.Fatal("the dump does not show that a view is gone")
	}
	slices.Reverse(rows) // another order, other numbers, and two ways round
	changed := rows[0]
	changed.Keys = []store.Key{{Name: "other", Value: "x", Audience: victims, Order: 9}}
	changed.Text = nil
	putRows(b, changed)
	putRows(b, rows...)
	if again := dump(t, b.store); !bytes.Equal(again, first) {
		t.Errorf("dumps differ:\n%s\n--- first:\n%s", again, first)
	}
	b.reopen()
	if !bytes.Equal(dump(t, b.store), first) {
		t.Error("the dump differs after opening again")
	}
}

// A node of an exchange has dozens of audiences, more than are kept at hand.
func testDumpTexts(t *testing.T, b *bench) {
	const rows, fields = 80, 9
	for i := range rows {
		r := store.Row{View: "people", ID: recordID(i), Body: []byte("EXERCISE")}
		for f := range fields {
			r.Text = append(r.Text, store.Text{Field: fmt.Sprintf("field-%d", f), Body: fmt.Sprintf("EXERCISE 张伟%d-%d", i, f), Audience: handling.Audience(fmt.Sprintf("rescue,investigation,prosecution,TH%d|", i))})
		}
		putRows(b, r)
	}
	b.reopen()
	text := dump(t, b.store)
	for i := range rows {
		for f := range fields {
			if !bytes.Contains(text, fmt.Appendf(nil, "\"field-%d\" \"EXERCISE 张伟%d-%d\"", f, i, f)) {
				t.Fatalf("field %d of row %d is not in the dump", f, i)
			}
		}
	}
}

func testDropView(t *testing.T, b *bench) {
	empty := dump(t, b.store)
	for i := range 600 {
		r := row(i, "life", anyone, int64(i))
		r.Text = []store.Text{{Field: "name", Body: "EXERCISE Zhang", Audience: anyone}}
		putRows(b, r)
	}
	b.update(func(tx store.Tx) error { return tx.DropView("alerts") })
	b.update(func(tx store.Tx) error { return tx.DropView("never") })
	if got := dump(t, b.store); !bytes.Equal(got, empty) {
		t.Errorf("left is:\n%s", got)
	}
}
