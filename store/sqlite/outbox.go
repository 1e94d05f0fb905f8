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

// A receiver is one of whom this transaction posts parcels.
type receiver struct{ n, last int64 }

// Post puts a parcel into the outbox.
func (t *tx) Post(to string, body []byte) (int64, error) {
	r, err := t.giveReceiver(to)
	if err != nil {
		return 0, err
	}
	r.last++
	return r.last, t.write("INSERT INTO parcel (n, body) VALUES (?, ?)").num(r.n<<parcelBits | r.last).bytes(body).exec()
}

func (t *tx) giveReceiver(to string) (*receiver, error) {
	if r := t.batch.receivers[to]; r != nil {
		return r, nil
	}
	r := &receiver{}
	s := t.write("INSERT INTO receiver (label, last) VALUES (?, 0) ON CONFLICT DO UPDATE SET last = last RETURNING n, last").text(to)
	if s.next() {
		r.n, r.last = s.int64(0), s.int64(1)
	}
	t.batch.receivers[to] = r
	return r, s.done()
}

func (b *batch) flushReceivers() error {
	for _, r := range b.receivers {
		if err := b.w.c.q("UPDATE receiver SET last = ? WHERE n = ?").num(r.last).num(r.n).exec(); err != nil {
			return err
		}
	}
	return nil
}

// Forget removes the parcels up to and with number n.
func (t *tx) Forget(to string, n int64) error {
	r, found, err := t.c.q("SELECT n FROM receiver WHERE label = ?").text(to).number()
	if err != nil || !found || n <= 0 {
		return err
	}
	return t.write("DELETE FROM parcel WHERE n > ? AND n <= ?").num(r << parcelBits).num(r<<parcelBits | min(n, 1<<parcelBits-1)).exec()
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
		return t.write("DELETE FROM meta WHERE name = ?").text(name).exec()
	}
	return t.write("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value").
		text(name).bytes(value).exec()
}

// Counter returns the last number of a counter.
func (r *reader) Counter(name string) (int64, error) {
	n, _, err := r.c.q("SELECT n FROM counter WHERE name = ?").text(name).number()
	return n, err
}

// Counter returns the last number of a counter; an update sees its own.
func (t *tx) Counter(name string) (int64, error) {
	if n, ok := t.batch.counters[name]; ok {
		return n, nil
	}
	return t.reader.Counter(name)
}

// Next returns the next number of a counter.
func (t *tx) Next(counter string) (int64, error) {
	n, err := t.Counter(counter)
	if err != nil {
		return 0, err
	}
	t.wrote, t.batch.counters[counter] = true, n+1
	return n + 1, nil
}

// Raise sets a counter to n where it is lower.
func (t *tx) Raise(counter string, n int64) error {
	last, err := t.Counter(counter)
	if err == nil && last < n {
		t.wrote, t.batch.counters[counter] = true, n
	}
	return err
}

func (b *batch) flushCounters() error {
	for name, n := range b.counters {
		err := b.w.c.q("INSERT INTO counter (name, n) VALUES (?, ?) ON CONFLICT DO UPDATE SET n = excluded.n").text(name).num(n).exec()
		if err != nil {
			return err
		}
	}
	return nil
}
