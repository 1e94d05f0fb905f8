package memory

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"lanna"
	"lanna/handling"
	"lanna/search"
	"lanna/store"
)

// Row returns a view's row.
func (r *reader) Row(view string, id lanna.RecordID) (store.Row, error) {
	found, ok := r.t.rows.Get(key(view, id))
	if !ok {
		return store.Row{}, store.ErrNotFound
	}
	return store.Row{View: view, ID: id, Body: bytes.Clone(found.Body)}, nil
}

// PutRow writes a row with its keys and texts.
func (t *tx) PutRow(r store.Row) error {
	at := key(r.View, r.ID)
	old, _ := t.t.rows.Get(at)
	fresh := &row{Row: store.Row{View: r.View, ID: r.ID, Body: bytes.Clone(r.Body), Keys: slices.Clone(r.Keys), Text: slices.Clone(r.Text)},
		texts: map[handling.Audience]int64{}}
	t.unplace(old)
	for _, k := range r.Keys {
		p := placed{r.ID, k.Value, k.Order, t.arrival(r.ID), k.Audience, key(r.View, k.Name), k.Counted}
		t.t.places.Set(p.key(), p)
	}
	t.index(fresh, old)
	t.t.rows.Set(at, fresh)
	return nil
}

func (p placed) key() string { return p.list + key(p.value, p.audience, p.order, p.arrived) }

func (t *tx) unplace(old *row) {
	if old == nil {
		return
	}
	for _, k := range old.Keys {
		t.t.places.Delete(key(old.View, k.Name) + key(k.Value, k.Audience, k.Order, t.arrival(old.ID)))
	}
}

// index writes the texts of a row, one entry an audience. What stays as it was
// keeps its number, because a search shows the newest first.
func (t *tx) index(fresh, old *row) {
	groups := map[handling.Audience][]store.Text{}
	var order []handling.Audience
	for _, x := range fresh.Text {
		if groups[x.Audience] == nil {
			order = append(order, x.Audience)
		}
		groups[x.Audience] = append(groups[x.Audience], x)
	}
	for _, a := range order {
		if !slices.ContainsFunc(groups[a], func(x store.Text) bool { return x.Body != "" }) {
			continue
		}
		if n, same := t.sameTexts(old, a, groups[a]); same {
			fresh.texts[a] = n
			continue
		}
		t.t.lastText++
		t.t.texts.Set(t.t.lastText, indexed{fresh.View, fresh.ID, a, groups[a]})
		fresh.texts[a] = t.t.lastText
	}
	t.unindex(old, fresh)
}

func (t *tx) sameTexts(old *row, a handling.Audience, texts []store.Text) (int64, bool) {
	if old == nil {
		return 0, false
	}
	n, ok := old.texts[a]
	was, _ := t.t.texts.Get(n)
	return n, ok && slices.Equal(was.texts, texts)
}

// unindex removes the entries of old that fresh does not keep.
func (t *tx) unindex(old, fresh *row) {
	if old == nil {
		return
	}
	for a, n := range old.texts {
		if fresh == nil || fresh.texts[a] != n {
			t.t.texts.Delete(n)
		}
	}
}

// DropRow removes a row with its keys and texts.
func (t *tx) DropRow(view string, id lanna.RecordID) error {
	old, _ := t.t.rows.Delete(key(view, id))
	t.unplace(old)
	t.unindex(old, nil)
	return nil
}

// DropView removes all rows of a view.
func (t *tx) DropView(view string) error {
	for _, r := range t.rowsOf(view) {
		if err := t.DropRow(view, r.ID); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) rowsOf(view string) []*row {
	var out []*row
	under(&r.t.rows, key(view), key(view), func(_ string, found *row) bool {
		out = append(out, found)
		return true
	})
	return out
}

// List returns rows by key.
func (r *reader) List(q store.ListQuery) ([]store.Item, error) {
	var found []placed
	for _, v := range q.Values {
		for _, a := range q.Audiences {
			prefix := key(q.View, q.Name) + key(v, a)
			under(&r.t.places, prefix, prefix, func(_ string, p placed) bool {
				found = append(found, p)
				return true
			})
		}
	}
	after, known := r.t.arrived.Get(key(q.After.ID))
	if !known && !q.Descending {
		after = math.MaxInt64
	}
	found = slices.DeleteFunc(found, func(p placed) bool {
		c := cmp.Or(cmp.Compare(p.order, q.After.Order), cmp.Compare(p.arrived, after))
		return q.Before != 0 && p.order >= q.Before || q.After.Set && (!q.Descending && c <= 0 || q.Descending && c >= 0)
	})
	slices.SortStableFunc(found, func(a, b placed) int {
		c := cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.arrived, b.arrived))
		if q.Descending {
			c = -c
		}
		return cmp.Or(c, cmp.Compare(a.value, b.value))
	})
	found = slices.CompactFunc(found, func(a, b placed) bool { return a.order == b.order && a.id == b.id && a.value == b.value })
	var out []store.Item
	for _, p := range found[:min(len(found), limit(q.Limit, 100, 1000))] {
		body, err := r.Row(q.View, p.id)
		if err != nil {
			return nil, store.ErrCorrupt
		}
		out = append(out, store.Item{ID: p.id, Order: p.order, Value: p.value, Body: body.Body})
	}
	return out, nil
}

func limit(n, usual, most int) int {
	if n <= 0 {
		n = usual
	}
	return min(n, most)
}

// Count counts keys.
func (r *reader) Count(view, name, value string, audiences []handling.Audience) (int64, error) {
	var n int64
	for _, a := range audiences {
		prefix := key(view, name) + key(value, a)
		under(&r.t.places, prefix, prefix, func(string, placed) bool { n++; return true })
	}
	return n, nil
}

// Audiences returns every audience that occurs in a view.
func (r *reader) Audiences(view string) ([]handling.Audience, error) {
	var out []handling.Audience
	for _, found := range r.rowsOf(view) {
		for _, k := range found.Keys {
			out = append(out, k.Audience)
		}
		for a := range found.texts {
			out = append(out, a)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Search looks at every text: memory holds few.
func (r *reader) Search(q store.TextQuery) ([]store.TextHit, error) {
	words := search.Parse(q.Query)
	var out []store.TextHit
	if words.Empty() {
		return nil, nil
	}
	r.t.texts.Reverse(func(n int64, x indexed) bool {
		if q.BeforeSeq != 0 && n >= q.BeforeSeq || !slices.Contains(q.Audiences, x.audience) || len(q.Views) > 0 && !slices.Contains(q.Views, x.view) {
			return true
		}
		var bodies []string
		for _, t := range x.texts {
			bodies = append(bodies, strings.Split(t.Body, "\x1e")...) // no phrase goes across a record separator
		}
		if _, ok := words.Across(bodies); ok {
			out = append(out, store.TextHit{Seq: n, View: x.view, ID: x.id, Texts: slices.Clone(x.texts)})
		}
		return len(out) < limit(q.Limit, 50, 200)
	})
	return out, nil
}

// Dump writes rows, keys and texts in the order of their keys.
func (r *reader) Dump(f func(line []byte) error) error {
	var err error
	line := func(format string, args ...any) bool {
		err = f(fmt.Appendf(nil, format, args...))
		return err == nil
	}
	r.t.rows.Scan(func(_ string, x *row) bool {
		if !line("row %q %s %x", x.View, x.ID, x.Body) {
			return false
		}
		for _, t := range sortedTexts(x.Text) {
			if !line("text %q %s %q %q %q", x.View, x.ID, t.Field, t.Body, t.Audience) {
				return false
			}
		}
		return true
	})
	var lines []string
	r.t.places.Scan(func(_ string, p placed) bool {
		lines = append(lines, fmt.Sprintf("key %q %q %q %d %s %t", p.list, p.value, p.audience, p.order, p.id, p.counted))
		return true
	})
	slices.Sort(lines)
	for _, l := range lines {
		if err == nil {
			line("%s", l)
		}
	}
	if err == nil {
		line("texts %d", r.t.texts.Len())
	}
	return err
}

func sortedTexts(list []store.Text) []store.Text {
	list = slices.DeleteFunc(slices.Clone(list), func(t store.Text) bool { return t.Body == "" })
	slices.SortFunc(list, func(a, b store.Text) int {
		return cmp.Or(cmp.Compare(a.Audience, b.Audience), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Body, b.Body))
	})
	return list
}
