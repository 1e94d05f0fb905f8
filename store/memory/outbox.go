package memory

import (
	"bytes"
	"strings"

	"lanna/store"
)

// Parcels returns what waits for a receiver.
func (r *reader) Parcels(to string, after int64, limit int) ([]store.Parcel, error) {
	var out []store.Parcel
	under(&r.t.parcels, key(to), key(to, after+1), func(k string, body []byte) bool {
		if len(out) < limit {
			out = append(out, store.Parcel{N: number(k), Body: bytes.Clone(body)})
		}
		return len(out) < limit
	})
	return out, nil
}

// Post puts a parcel into the outbox.
func (t *tx) Post(to string, body []byte) (int64, error) {
	n, _ := t.t.posted.Get(to)
	n++
	t.t.posted.Set(to, n)
	t.t.parcels.Set(key(to, n), bytes.Clone(body))
	return n, nil
}

// Forget removes the parcels up to and with number n.
func (t *tx) Forget(to string, n int64) error {
	var gone []string
	under(&t.t.parcels, key(to), key(to), func(k string, _ []byte) bool {
		if number(k) <= n {
			gone = append(gone, k)
		}
		return number(k) < n
	})
	for _, k := range gone {
		t.t.parcels.Delete(k)
	}
	return nil
}

// Meta returns a setting.
func (r *reader) Meta(name string) ([]byte, error) {
	v, ok := r.t.meta.Get(name)
	if !ok {
		return nil, store.ErrNotFound
	}
	return append([]byte{}, v...), nil
}

// MetaNames returns the names that begin with prefix.
func (r *reader) MetaNames(prefix string) ([]string, error) {
	var out []string
	r.t.meta.Ascend(prefix, func(k string, _ []byte) bool {
		if !strings.HasPrefix(k, prefix) {
			return false
		}
		out = append(out, k)
		return true
	})
	return out, nil
}

// SetMeta sets a setting; nil removes it.
func (t *tx) SetMeta(name string, value []byte) error {
	if value == nil {
		t.t.meta.Delete(name)
		return nil
	}
	t.t.meta.Set(name, append([]byte{}, value...))
	return nil
}

// Counter returns the last number of a counter.
func (r *reader) Counter(name string) (int64, error) {
	n, _ := r.t.counters.Get(name)
	return n, nil
}

// Raise sets a counter to n where it is lower.
func (t *tx) Raise(counter string, n int64) error {
	if last, _ := t.t.counters.Get(counter); last < n {
		t.t.counters.Set(counter, n)
	}
	return nil
}

// Next returns the next number of a counter.
func (t *tx) Next(counter string) (int64, error) {
	n, _ := t.t.counters.Get(counter)
	t.t.counters.Set(counter, n+1)
	return n + 1, nil
}
