package sqlite

import (
	"bytes"
	"cmp"
	"errors"
	"math"
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/store"
)

// Limits of a list.
const (
	defaultItems = 100
	maxItems     = 1000
)

// List returns rows by key: it reads each place (value and audience) in order
// and merges them.
func (r *reader) List(q store.ListQuery) ([]store.Item, error) {
	places, err := r.places(q.View, q.Name, q.Values, q.Audiences)
	if err != nil || len(places) == 0 {
		return nil, err
	}
	limit := clampLimit(q.Limit, defaultItems, maxItems)
	m := merger{r: r, q: &q, chunk: limit/len(places) + 8}
	for _, p := range places {
		m.runs = append(m.runs, &run{place: p, after: q.After})
	}
	var out []store.Item
	for len(out) < limit {
		e, value, err := m.next()
		if err != nil {
			return nil, err
		}
		if e == nil {
			break
		}
		if n := len(out); n > 0 && out[n-1].ID == e.id && out[n-1].Order == e.order && out[n-1].Value == value {
			continue // the same key for two audiences of the reader
		}
		body, err := r.c.q("SELECT body FROM row WHERE n = ?").num(e.row).value()
		if errors.Is(err, store.ErrNotFound) {
			err = store.ErrCorrupt
		}
		if err != nil {
			return nil, err
		}
		out = append(out, store.Item{ID: e.id, Order: e.order, Value: value, Body: body})
	}
	return out, nil
}

// places returns the places that exist for the values and audiences.
func (r *reader) places(view, name string, values []string, audiences []handling.Audience) ([]place, error) {
	var out []place
	for _, kind := range []nameKind{listName, countedName} {
		list, err := r.number(kind, listLabel(view, name))
		if err != nil {
			return nil, err
		}
		if list == 0 {
			continue
		}
		for _, a := range audiences {
			audience, err := r.number(audienceName, string(a))
			if err != nil {
				return nil, err
			}
			if audience == 0 {
				continue
			}
			for _, v := range values {
				if p := (place{list, v, audience}); !slices.Contains(out, p) {
					out = append(out, p)
				}
			}
		}
	}
	return out, nil
}

// entry is one row of a place.
type entry struct {
	order int64
	id    lanna.RecordID
	row   int64
}

// run is a place that is being read, a chunk at a time.
type run struct {
	place
	after   store.Cursor
	entries []entry
	ended   bool
}

// merger merges runs.
type merger struct {
	r     *reader
	q     *store.ListQuery
	chunk int
	runs  []*run
}

// next takes the entry that comes first of all runs, or nil at the end. Equal
// entries come in the order of their values.
func (m *merger) next() (*entry, string, error) {
	var best *run
	for _, u := range m.runs {
		if len(u.entries) == 0 && !u.ended {
			if err := m.fill(u); err != nil {
				return nil, "", err
			}
		}
		if len(u.entries) > 0 && (best == nil || m.before(u, best)) {
			best = u
		}
	}
	if best == nil {
		return nil, "", nil
	}
	e := &best.entries[0]
	best.entries = best.entries[1:]
	return e, best.value, nil
}

func (m *merger) before(a, b *run) bool {
	x, y := &a.entries[0], &b.entries[0]
	c := cmp.Or(cmp.Compare(x.order, y.order), bytes.Compare(x.id[:], y.id[:]))
	if m.q.Descending {
		c = -c
	}
	return cmp.Or(c, cmp.Compare(a.value, b.value)) < 0
}

const (
	listUp = "SELECT ord, id, row FROM place WHERE list = ? AND value = ? AND audience = ? AND (ord, id) > (?, ?) AND ord <= ? " +
		"ORDER BY ord, id LIMIT ?"
	listDown = "SELECT ord, id, row FROM place WHERE list = ? AND value = ? AND audience = ? AND (ord, id) < (?, ?) AND ord <= ? " +
		"ORDER BY ord DESC, id DESC LIMIT ?"
)

// afterAll is greater than every record id.
var afterAll = bytes.Repeat([]byte{0xff}, len(lanna.RecordID{})+1)

// fill reads the next chunk of a run.
func (m *merger) fill(u *run) error {
	sql, order, id := listUp, int64(math.MinInt64), []byte{}
	if m.q.Descending {
		sql, order, id = listDown, math.MaxInt64, afterAll
	}
	if u.after.Set {
		order, id = u.after.Order, u.after.ID[:]
	}
	last := int64(math.MaxInt64)
	if m.q.Before != 0 {
		last = m.q.Before - 1
	}
	s := m.r.c.q(sql).num(u.list).text(u.value).num(u.audience).num(order).blob(id).num(last).num(int64(m.chunk))
	u.entries = u.entries[:0]
	for s.next() {
		e := entry{order: s.int64(0), row: s.int64(2)}
		s.into(1, e.id[:])
		u.entries = append(u.entries, e)
	}
	if n := len(u.entries); n > 0 {
		u.after = store.Cursor{Order: u.entries[n-1].order, ID: u.entries[n-1].id, Set: true}
	}
	u.ended = len(u.entries) < m.chunk
	return s.done()
}

// Count counts keys.
func (r *reader) Count(view, name, value string, audiences []handling.Audience) (int64, error) {
	places, err := r.places(view, name, []string{value}, audiences)
	if err != nil {
		return 0, err
	}
	counted, err := r.number(countedName, listLabel(view, name))
	if err != nil {
		return 0, err
	}
	var total int64
	for _, p := range places {
		sql := "SELECT count(*) FROM place WHERE list = ? AND value = ? AND audience = ?"
		if p.list == counted {
			sql = "SELECT n FROM tally WHERE list = ? AND value = ? AND audience = ?"
		}
		n, _, err := r.c.q(sql).num(p.list).text(p.value).num(p.audience).number()
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Count counts keys; an update sees its own.
func (t *tx) Count(view, name, value string, audiences []handling.Audience) (int64, error) {
	if err := t.writeCounts(); err != nil {
		return 0, err
	}
	return t.reader.Count(view, name, value, audiences)
}

// Audiences returns every audience that occurs in a view.
func (r *reader) Audiences(view string) ([]handling.Audience, error) {
	used, err := r.number(usedName, view)
	if err != nil {
		return nil, err
	}
	var numbers []int64
	s := r.c.q("SELECT audience FROM tally WHERE list = ? AND value = ''").num(used)
	for s.next() {
		numbers = append(numbers, s.int64(0))
	}
	if err := s.done(); err != nil {
		return nil, err
	}
	var out []handling.Audience
	for _, n := range numbers {
		label, err := r.labelOf(n)
		if err != nil {
			return nil, err
		}
		out = append(out, handling.Audience(label))
	}
	return out, nil
}

// Audiences returns every audience that occurs in a view; an update sees its own.
func (t *tx) Audiences(view string) ([]handling.Audience, error) {
	if err := t.writeCounts(); err != nil {
		return nil, err
	}
	return t.reader.Audiences(view)
}
