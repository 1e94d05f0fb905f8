package postgres

import (
	"errors"
	"maps"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"

	"lanna"
	"lanna/handling"
	"lanna/store"
)

// Limits of a list.
const (
	defaultItems = 100
	maxItems     = 1000
)

func clampLimit(n, standard, most int) int {
	if n <= 0 {
		return standard
	}
	return min(n, most)
}

// places are the places of a query, as columns, each with the rank of its value.
type places struct {
	lists, audiences, ranks []int64
	tags                    [][16]byte
}

// places returns the places that can exist for the values, which are in order,
// and audiences.
func (r *reader) places(view, name string, values []string, audiences []handling.Audience) (p places, err error) {
	for _, kind := range []nameKind{listName, countedName} {
		list, err := r.number(kind, listLabel(view, name))
		if err != nil {
			return p, err
		}
		if list == 0 {
			continue
		}
		list = list<<1 | int64(kind)&1
		for _, a := range slices.Compact(slices.Sorted(slices.Values(audiences))) {
			audience, err := r.number(audienceName, string(a))
			if err != nil {
				return p, err
			}
			if audience == 0 {
				continue
			}
			for i, v := range values {
				p.lists, p.audiences = append(p.lists, list), append(p.audiences, audience)
				p.ranks, p.tags = append(p.ranks, int64(i)), append(p.tags, r.s.master.place(list, v))
			}
		}
	}
	return p, nil
}

// Each place is read in order as far as it can be needed, and what was found is
// merged. A key that stands there for two audiences of the reader is one item.
const (
	listFrom = "FROM (SELECT DISTINCT x.ord, x.record, q.rank FROM unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bigint[]) AS q (list, tag, audience, rank) " +
		"CROSS JOIN LATERAL (SELECT ord, record FROM place p WHERE p.list = q.list AND p.tag = q.tag AND p.audience = q.audience AND "
	listColumns = "SELECT x.ord, x.rank, x.record, row.id, row.body, seal.key "
	listJoin    = "LEFT JOIN row ON row.n = x.record << 8 | $9 LEFT JOIN seal ON seal.k = x.record "
	listUp      = listColumns + listFrom + "(p.ord, p.record) > ($5, $6) AND p.ord <= $7 ORDER BY p.ord, p.record LIMIT $8) x " +
		"ORDER BY x.ord, x.record, q.rank LIMIT $8) x " + listJoin + "ORDER BY x.ord, x.record, x.rank"
	listDown = listColumns + listFrom + "(p.ord, p.record) < ($5, $6) AND p.ord <= $7 ORDER BY p.ord DESC, p.record DESC LIMIT $8) x " +
		"ORDER BY x.ord DESC, x.record DESC, q.rank LIMIT $8) x " + listJoin + "ORDER BY x.ord DESC, x.record DESC, x.rank"
)

// List returns rows by key.
func (r *reader) List(q store.ListQuery) ([]store.Item, error) {
	out, _, err := r.list(q)
	return out, err
}

// list is List, with the numbers of the rows.
func (r *reader) list(q store.ListQuery) (out []store.Item, rows []int64, err error) {
	values := slices.Compact(slices.Sorted(slices.Values(q.Values)))
	p, err := r.places(q.View, q.Name, values, q.Audiences)
	if err != nil || len(p.lists) == 0 {
		return nil, nil, err
	}
	view, err := r.number(viewName, q.View)
	if err != nil {
		return nil, nil, err
	}
	order, record, err := r.begin(&q)
	if err != nil {
		return nil, nil, err
	}
	last := int64(math.MaxInt64)
	if q.Before != 0 {
		last = q.Before - 1
	}
	sql := listUp
	if q.Descending {
		sql = listDown
	}
	err = r.rows(func(row pgx.Rows) error {
		item, n, err := r.item(row, values, view)
		out, rows = append(out, item), append(rows, n)
		return err
	}, sql, p.lists, p.tags, p.audiences, p.ranks, order, record, last, clampLimit(q.Limit, defaultItems, maxItems), view)
	return out, rows, err
}

func (r *reader) item(row pgx.Rows, values []string, view int64) (store.Item, int64, error) {
	var item store.Item
	var rank, record int64
	var id *[16]byte
	var body, key []byte
	if err := row.Scan(&item.Order, &rank, &record, &id, &body, &key); err != nil {
		return item, 0, err
	}
	if id == nil {
		return item, 0, store.ErrCorrupt
	}
	n := record<<viewBits | view
	s, err := r.s.master.sealerOf(record, key)
	if err != nil {
		return item, n, err
	}
	item.ID, item.Value = lanna.RecordID(*id), values[rank]
	item.Body, err = s.open(body, ofBody, n)
	return item, n, err
}

// begin is the entry after which a list begins.
func (r *reader) begin(q *store.ListQuery) (order, record int64, err error) {
	switch {
	case !q.After.Set && q.Descending:
		return math.MaxInt64, math.MaxInt64, nil
	case !q.After.Set:
		return math.MinInt64, 0, nil
	}
	if record, err = r.record(q.After.ID); record == 0 && !q.Descending {
		record = math.MaxInt64
	}
	return q.After.Order, record, err
}

// List returns rows by key; an update sees its own.
func (t *tx) List(q store.ListQuery) ([]store.Item, error) {
	if len(t.batch.places) > 0 || len(t.batch.newRecords) > 0 {
		if err := t.syncList(&q); err != nil {
			return nil, err
		}
	}
	out, rows, err := t.list(q)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(rows, func(n int64) bool { _, waits := t.batch.rows[n]; return waits }) {
		if err := t.flush(); err != nil {
			return nil, err
		}
		out, _, err = t.list(q)
	}
	return out, err
}

// syncList writes what waits where the list may be touched by it.
func (t *tx) syncList(q *store.ListQuery) error {
	if q.After.Set && t.batch.records[q.After.ID] != nil {
		return t.flush()
	}
	p, err := t.places(q.View, q.Name, q.Values, q.Audiences)
	if err == nil && slices.ContainsFunc(p.tags, func(tag [16]byte) bool { return t.batch.moved[tag] }) {
		err = t.flush()
	}
	return err
}

// Count counts keys.
func (r *reader) Count(view, name, value string, audiences []handling.Audience) (int64, error) {
	p, err := r.places(view, name, []string{value}, audiences)
	if err != nil || len(p.lists) == 0 {
		return 0, err
	}
	const from = " AS q (list, tag, audience) WHERE p.list = q.list AND p.tag = q.tag AND p.audience = q.audience"
	n, _, err := r.scalar("SELECT ((SELECT coalesce(sum(p.n), 0) FROM tally p, unnest($1::bigint[], $2::uuid[], $3::bigint[])"+from+
		" AND q.list & 1 = 1) + (SELECT count(*) FROM place p, unnest($1::bigint[], $2::uuid[], $3::bigint[])"+from+" AND q.list & 1 = 0))::bigint",
		p.lists, p.tags, p.audiences)
	return n, err
}

// Count counts keys; an update sees its own.
func (t *tx) Count(view, name, value string, audiences []handling.Audience) (int64, error) {
	if len(t.batch.places) > 0 || len(t.batch.counts) > 0 {
		if err := t.flush(); err != nil {
			return 0, err
		}
	}
	return t.reader.Count(view, name, value, audiences)
}

// usedTag stands in the table tally where there is no value.
var usedTag [16]byte

// usedList is the number under which the audiences of a view are counted: it is
// apart from those of lists.
func usedList(used int64) int64 { return -used }

// used reads how often each audience occurs in a view.
func (r *reader) used(used int64) (map[int64]int64, error) {
	out := map[int64]int64{}
	err := r.rows(func(row pgx.Rows) error {
		var audience, n int64
		err := row.Scan(&audience, &n)
		out[audience] = n
		return err
	}, "SELECT audience, n FROM tally WHERE list = $1 AND tag = $2", usedList(used), usedTag)
	return out, err
}

// Audiences returns every audience that occurs in a view.
func (r *reader) Audiences(view string) ([]handling.Audience, error) {
	n, err := r.number(usedName, view)
	if err != nil || n == 0 {
		return nil, err
	}
	used, err := r.used(n)
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
	n, err := t.number(usedName, view)
	if err != nil || n == 0 {
		return nil, err
	}
	used, err := t.usedNow(n)
	if err != nil {
		return nil, err
	}
	return t.audiences(used)
}

// usedNow returns how often each audience occurs in a view, remembered from
// update to update.
func (t *tx) usedNow(n int64) (map[int64]int64, error) {
	b := t.batch
	if used, ok := b.memo.used[n]; ok {
		return used, nil
	}
	used, err := t.used(n)
	if err != nil {
		return nil, err
	}
	for p, by := range b.counts {
		if p.list == usedList(n) {
			used[p.audience] += by
		}
	}
	b.memo.used[n] = used
	return used, nil
}

// use notes that an audience occurs in a view once more, or once less.
func (b *batch) use(used, audience, by int64) {
	b.counts[place{list: usedList(used), audience: audience}] += by
	if m, ok := b.memo.used[used]; ok {
		m[audience] += by
	}
}

var errAgain = errors.New("a job failed after it had written")
