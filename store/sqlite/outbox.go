package sqlite

import (
	"strings"

	"lanna/store"
)

// parcelBits is the room for a receiver's parcels in the numbers of parcels.
const parcelBits = 44

// Parcels returns what waits for a receiver.
func (r *reader) Parcels(to string, after int64, limit int) ([]store.Parcel, error) {
	n, found, err := r.c.q("SELECT n FROM receiver WHERE label = ?").text(to).number()
	if err != nil || !found || limit <= 0 {
		return nil, err
	}
	var out []store.Parcel
	s := r.c.q("SELECT n, body FROM parcel WHERE n > ? AND n < ? ORDER BY n LIMIT ?").
		num(n<<parcelBits | max(after, 0)).num((n + 1) << parcelBits).num(int64(limit))
	for s.next() {
		out = append(out, store.Parcel{N: s.int64(0) & (1<<parcelBits - 1), Body: s.copyOf(1)})
	}
	return out, s.done()
}

// Post puts a parcel into the outbox.
func (t *tx) Post(to string, body []byte) (int64, error) {
	s := t.c.q("INSERT INTO receiver (label, last) VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING n, last").text(to)
	var n, last int64
	if s.next() {
		n, last = s.int64(0), s.int64(1)
	}
	if err := s.done(); err != nil {
		return 0, err
	}
	return last, t.c.q("INSERT INTO parcel (n, body) VALUES (?, ?)").num(n<<parcelBits | last).bytes(body).exec()
}

// Forget removes the parcels up to and with number n.
func (t *tx) Forget(to string, n int64) error {
	r, found, err := t.c.q("SELECT n FROM receiver WHERE label = ?").text(to).number()
	if err != nil || !found || n <= 0 {
		return err
	}
	return t.c.q("DELETE FROM parcel WHERE n > ? AND n <= ?").num(r << parcelBits).num(r<<parcelBits | min(n, 1<<parcelBits-1)).exec()
}

// Meta returns a setting.
func (r *reader) Meta(name string) ([]byte, error) {
	return r.c.q("SELECT value FROM meta WHERE name = ?").text(name).value()
}

// MetaNames returns the names that begin with prefix.
func (r *reader) MetaNames(prefix string) ([]string, error) {
	var out []string
	s := r.c.q("SELECT name FROM meta WHERE name >= ? ORDER BY name").text(prefix)
	for s.next() {
		n := s.string(0)
		if !strings.HasPrefix(n, prefix) {
			break
		}
		out = append(out, n)
	}
	return out, s.done()
}

// SetMeta sets a setting; nil removes it.
func (t *tx) SetMeta(name string, value []byte) error {
	if value == nil {
		return t.c.q("DELETE FROM meta WHERE name = ?").text(name).exec()
	}
	return t.c.q("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value").
		text(name).bytes(value).exec()
}

// Next returns the next number of a counter.
func (t *tx) Next(counter string) (int64, error) {
	n, _, err := t.c.q("INSERT INTO counter (name, n) VALUES (?, 1) ON CONFLICT DO UPDATE SET n = n + 1 RETURNING n").
		text(counter).number()
	return n, err
}
