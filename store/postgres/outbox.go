package postgres

import (
	"errors"

	"github.com/jackc/pgx/v5"

	"lanna/store"
)

// parcelBits is the room for a receiver's parcels in the numbers of parcels.
const parcelBits = 40

// Parcels returns what waits for a receiver.
func (r *reader) Parcels(to string, after int64, limit int) (out []store.Parcel, err error) {
	n, found, err := r.scalar("SELECT n FROM receiver WHERE label = $1", []byte(to))
	if err != nil || !found || limit <= 0 || after >= 1<<parcelBits-1 {
		return nil, err
	}
	err = r.rows(func(row pgx.Rows) error {
		var p store.Parcel
		err := row.Scan(&p.N, &p.Body)
		if err == nil {
			p.Body, err = r.s.master.open(p.Body, ofParcel, p.N)
		}
		p.N &= 1<<parcelBits - 1
		out = append(out, p)
		return err
	}, "SELECT n, body FROM parcel WHERE n > $1 AND n < $2 ORDER BY n LIMIT $3", n<<parcelBits|max(after, 0), (n+1)<<parcelBits, limit)
	return out, err
}

// A receiver is one for whom parcels are posted.
type receiver struct {
	n, last int64
	posted  bool // in this transaction
}

// A posted parcel waits to be written.
type posted struct {
	n    int64
	body []byte
}

// Post puts a parcel into the outbox.
func (t *tx) Post(to string, body []byte) (int64, error) {
	r, err := t.receiver(to)
	if err != nil {
		return 0, err
	}
	t.wrote = true
	r.last, r.posted = r.last+1, true
	n := r.n<<parcelBits | r.last
	t.batch.parcels = append(t.batch.parcels, posted{n, t.s.master.seal(body, ofParcel, n)})
	return r.last, nil
}

func (t *tx) receiver(to string) (*receiver, error) {
	if r := t.batch.memo.receivers[to]; r != nil {
		return r, nil
	}
	r := &receiver{}
	err := t.one([]any{&r.n, &r.last}, "SELECT n, last FROM receiver WHERE label = $1", []byte(to))
	if errors.Is(err, store.ErrNotFound) {
		t.wrote = true
		err = t.one([]any{&r.n, &r.last}, "INSERT INTO receiver (label, last) VALUES ($1, 0) RETURNING n, last", []byte(to))
	}
	if err == nil {
		t.batch.memo.receivers[to] = r
	}
	return r, err
}

// Forget removes the parcels up to and with number n.
func (t *tx) Forget(to string, n int64) error {
	r, found, err := t.scalar("SELECT n FROM receiver WHERE label = $1", []byte(to))
	if err != nil || !found || n <= 0 {
		return err
	}
	return t.exec("DELETE FROM parcel WHERE n > $1 AND n <= $2", r<<parcelBits, r<<parcelBits|min(n, 1<<parcelBits-1))
}

// Meta returns a setting.
func (r *reader) Meta(name string) ([]byte, error) {
	var value []byte
	if err := r.one([]any{&value}, "SELECT value FROM meta WHERE name = $1", []byte(name)); err != nil {
		return nil, err
	}
	return r.s.master.openAbout(value, aboutMeta(name))
}

func aboutMeta(name string) []byte { return append([]byte{ofMeta}, name...) }

// Meta returns a setting; an update sees its own.
func (t *tx) Meta(name string) ([]byte, error) {
	if v, waits := t.batch.meta[name]; waits {
		if v == nil {
			return nil, store.ErrNotFound
		}
		return append([]byte{}, v...), nil
	}
	return t.reader.Meta(name)
}

// MetaNames returns the names that begin with prefix.
func (r *reader) MetaNames(prefix string) (out []string, err error) {
	err = r.rows(func(row pgx.Rows) error {
		var n []byte
		err := row.Scan(&n)
		out = append(out, string(n))
		return err
	}, "SELECT name FROM meta WHERE name >= $1 AND substr(name, 1, length($1)) = $1 ORDER BY name", []byte(prefix))
	return out, err
}

// SetMeta sets a setting; nil removes it.
func (t *tx) SetMeta(name string, value []byte) error {
	t.wrote = true
	if value != nil {
		value = append([]byte{}, value...)
	}
	t.batch.meta[name] = value
	return nil
}

// Counter returns the last number of a counter.
func (r *reader) Counter(name string) (int64, error) {
	n, _, err := r.scalar("SELECT n FROM counter WHERE name = $1", []byte(name))
	return n, err
}

// Counter returns the last number of a counter; an update sees its own.
func (t *tx) Counter(name string) (int64, error) {
	if n, ok := t.batch.memo.counters[name]; ok {
		return n, nil
	}
	n, err := t.reader.Counter(name)
	if err == nil {
		t.batch.memo.counters[name] = n
	}
	return n, err
}

// Next returns the next number of a counter.
func (t *tx) Next(counter string) (int64, error) {
	n, err := t.Counter(counter)
	if err != nil {
		return 0, err
	}
	t.setCounter(counter, n+1)
	return n + 1, nil
}

// Raise sets a counter to n where it is lower.
func (t *tx) Raise(counter string, n int64) error {
	last, err := t.Counter(counter)
	if err == nil && last < n {
		t.setCounter(counter, n)
	}
	return err
}

func (t *tx) setCounter(counter string, n int64) {
	t.wrote, t.batch.memo.counters[counter], t.batch.counted[counter] = true, n, true
}
