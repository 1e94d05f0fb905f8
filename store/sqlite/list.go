package sqlite

import (
	"cmp"
	"errors"
	"maps"
	"math"
	"slices"

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
	view, err := r.number(viewName, q.View)
	if err != nil {
		return nil, err
	}
	limit := clampLimit(q.Limit, defaultItems, maxItems)
	m := merger{r: r, q: &q, chunk: limit/len(places) + 8}
	if err := m.begin(places); err != nil {
		return nil, err
	}
	var out []store.Item
	var last int64 // the record of the last item
	for len(out) < limit {
		e, value, err := m.next()
		if err != nil {
			return nil, err
		}
		if e == nil {
			break
		}
		if n := len(out); n > 0 && last == e.record && out[n-1].Order == e.order && out[n-1].Value == value {
			continue // the same key for two audiences of the reader
		}
		item := store.Item{Order: e.order, Value: value}
		if err := r.item(e.record<<viewBits|view, &item); err != nil {
			return nil, err
		}
		out, last = append(out, item), e.record
	}
	return out, nil
}

// List returns rows by key; an update sees its own.
func (t *tx) List(q store.ListQuery) ([]store.Item, error) {
	if slices.ContainsFunc(q.Values, func(v string) bool { return t.batch.moved[v] }) {
		if err := t.batch.flushPlaces(); err != nil {
			return nil, err
		}
	}
	return t.reader.List(q)
}

// item fills in the row of an entry.
func (r *reader) item(row int64, to *store.Item) error {
	s := r.c.q("SELECT id, body FROM row WHERE n = ?").num(row)
	found := s.next()
	if found {
		s.into(0, to.ID[:])
		to.Body = s.copyOf(1)
	}
	err := s.done()
	if err == nil && !found {
		err = store.ErrCorrupt
	}
	return err
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
type entry struct{ order, record int64 }

// run is a place that is being read, a chunk at a time.
type run struct {
	place
	after   entry
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

// begin puts every run where the query begins.
func (m *merger) begin(places []place) error {
	first := entry{math.MinInt64, 0}
	if m.q.Descending {
		first = entry{math.MaxInt64, math.MaxInt64}
	}
	if m.q.After.Set {
		n, err := m.r.record(m.q.After.ID)
		if err != nil {
			return err
		}
		if n == 0 && !m.q.Descending {
			n = math.MaxInt64
		}
		first = entry{m.q.After.Order, n}
	}
	for _, p := range places {
		m.runs = append(m.runs, &run{place: p, after: first})
	}
	return nil
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
	c := cmp.Or(cmp.Compare(x.order, y.order), cmp.Compare(x.record, y.record))
	if m.q.Descending {
		c = -c
	}
	return cmp.Or(c, cmp.Compare(a.value, b.value)) < 0
}

const (
	listUp = "SELECT ord, record FROM place WHERE list = ? AND value = ? AND audience = ? AND (ord, record) > (?, ?) AND ord <= ? " +
		"ORDER BY ord, record LIMIT ?"
	listDown = "SELECT ord, record FROM place WHERE list = ? AND value = ? AND audience = ? AND (ord, record) < (?, ?) AND ord <= ? " +
		"ORDER BY ord DESC, record DESC LIMIT ?"
)

// fill reads the next chunk of a run.
func (m *merger) fill(u *run) error {
	sql := listUp
	if m.q.Descending {
		sql = listDown
	}
	last := int64(math.MaxInt64)
	if m.q.Before != 0 {
		last = m.q.Before - 1
	}
	s := m.r.c.q(sql).num(u.list).text(u.value).num(u.audience).num(u.after.order).num(u.after.record).num(last).num(int64(m.chunk))
	u.entries = u.entries[:0]
	for s.next() {
		u.entries = append(u.entries, entry{s.int64(0), s.int64(1)})
	}
	if n := len(u.entries); n > 0 {
		u.after = u.entries[n-1]
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
	if err := errors.Join(t.batch.flushPlaces(), t.batch.flushCounts()); err != nil {
		return 0, err
	}
	return t.reader.Count(view, name, value, audiences)
}

// used reads how often each audience occurs in a view.
func (r *reader) used(list int64) (map[int64]int64, error) {
	out := map[int64]int64{}
	s := r.c.q("SELECT audience, n FROM tally WHERE list = ? AND value = ''").num(list)
	for s.next() {
		out[s.int64(0)] = s.int64(1)
	}
	return out, s.done()
}

// Audiences returns every audience that occurs in a view.
func (r *reader) Audiences(view string) ([]handling.Audience, error) {
	list, err := r.number(usedName, view)
	if err != nil {
		return nil, err
	}
	used, err := r.used(list)
	if err != nil {
		return nil, err
	}
	return r.audiences(used)
}

func (r *reader) audiences(used map[int64]int64) ([]handling.Audience, error) {
	var out []handling.Audience
	for _, n := range slices.Sorted(maps.Keys(used)) {
		if used[n] == 0 {
			continue
		}
		label, err := r.labelOf(audienceName, n)
		if err != nil {
			return nil, err
		}
		out = append(out, handling.Audience(label))
	}
	return out, nil
}

// Audiences returns every audience that occurs in a view; an update sees its
// own, and those of the updates that share its transaction.
func (t *tx) Audiences(view string) ([]handling.Audience, error) {
	list, err := t.number(usedName, view)
	if err != nil {
		return nil, err
	}
	used, ok := t.batch.used[list]
	if !ok {
		if used, err = t.used(list); err != nil {
			return nil, err
		}
		t.batch.used[list] = used
	}
	return t.audiences(t.batch.usedNow(list, used))
}

// usedNow adds what is not yet written to what is.
func (b *batch) usedNow(list int64, used map[int64]int64) map[int64]int64 {
	now := maps.Clone(used)
	for p, by := range b.counts {
		if p.list == list {
			now[p.audience] += by
		}
	}
	return now
}
