package sqlite

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"lanna"
	"lanna/store"
)

// Row returns a view's row.
func (r *reader) Row(view string, id lanna.RecordID) (store.Row, error) {
	v, err := r.number(viewName, view)
	if err != nil {
		return store.Row{}, err
	}
	body, err := r.c.q("SELECT body FROM row WHERE view = ? AND id = ?").num(v).blob(id[:]).value()
	if err != nil {
		return store.Row{}, err
	}
	return store.Row{View: view, ID: id, Body: body}, nil
}

// held is what the database has of a row.
type held struct {
	n     int64 // 0: nothing yet
	view  int64
	id    lanna.RecordID
	keys  []byte
	texts []byte
}

func (t *tx) held(view string, id lanna.RecordID) (held, error) {
	v, err := t.give(viewName, view)
	if err != nil {
		return held{}, err
	}
	h := held{view: v, id: id}
	s := t.c.q("SELECT n, keys, texts FROM row WHERE view = ? AND id = ?").num(v).blob(id[:])
	if s.next() {
		h.n, h.keys, h.texts = s.int64(0), s.copyOf(1), s.copyOf(2)
	}
	return h, s.done()
}

// PutRow writes a row in place of what was there. Only keys and texts that
// differ are touched.
func (t *tx) PutRow(row store.Row) error {
	h, err := t.held(row.View, row.ID)
	if err != nil {
		return err
	}
	keys, err := t.keysOf(&row)
	if err != nil {
		return err
	}
	marks, err := t.putTexts(&h, &row)
	if err != nil {
		return err
	}
	packed := packKeys(keys)
	if h.n == 0 {
		err = t.c.q("INSERT INTO row (view, id, keys, texts, body) VALUES (?, ?, ?, ?, ?)").
			num(h.view).blob(row.ID[:]).blob(packed).blob(marks).bytes(row.Body).exec()
		h.n = t.c.db.LastInsertRowID()
	} else {
		err = t.c.q("UPDATE row SET keys = ?, texts = ?, body = ? WHERE n = ?").
			blob(packed).blob(marks).bytes(row.Body).num(h.n).exec()
	}
	if err != nil || bytes.Equal(packed, h.keys) {
		return err
	}
	return t.changeKeys(&h, row.View, keys)
}

// DropRow removes a row.
func (t *tx) DropRow(view string, id lanna.RecordID) error {
	h, err := t.held(view, id)
	if err != nil || h.n == 0 {
		return err
	}
	return t.drop(&h, view)
}

func (t *tx) drop(h *held, view string) error {
	if err := t.dropTexts(h, view); err != nil {
		return err
	}
	if err := t.changeKeys(h, view, nil); err != nil {
		return err
	}
	return t.c.q("DELETE FROM row WHERE n = ?").num(h.n).exec()
}

// DropView removes all rows of a view.
func (t *tx) DropView(view string) error {
	v, err := t.number(viewName, view)
	if err != nil || v == 0 {
		return err
	}
	for {
		var batch []held
		s := t.c.q("SELECT n, id, keys, texts FROM row WHERE view = ? LIMIT 256").num(v)
		for s.next() {
			h := held{n: s.int64(0), view: v, keys: s.copyOf(2), texts: s.copyOf(3)}
			s.into(1, h.id[:])
			batch = append(batch, h)
		}
		if err := s.done(); err != nil || len(batch) == 0 {
			return err
		}
		for i := range batch {
			if err := t.drop(&batch[i], view); err != nil {
				return err
			}
		}
	}
}

// key is a key of a row, its words as numbers.
type key struct {
	place
	order   int64
	counted bool
}

func compareKeys(a, b key) int {
	return cmp.Or(cmp.Compare(a.list, b.list), cmp.Compare(a.value, b.value),
		cmp.Compare(a.audience, b.audience), cmp.Compare(a.order, b.order))
}

// listLabel is the label of the list that a view's key name stands for.
func listLabel(view, name string) string { return view + "\x00" + name }

// keysOf returns the row's keys in order, each once.
func (t *tx) keysOf(row *store.Row) ([]key, error) {
	out := make([]key, 0, len(row.Keys))
	for i := range row.Keys {
		k := &row.Keys[i]
		kind := listName
		if k.Counted {
			kind = countedName
		}
		list, err := t.give(kind, listLabel(row.View, k.Name))
		if err != nil {
			return nil, err
		}
		audience, err := t.give(audienceName, string(k.Audience))
		if err != nil {
			return nil, err
		}
		out = append(out, key{place{list, k.Value, audience}, k.Order, k.Counted})
	}
	slices.SortFunc(out, compareKeys)
	return slices.Compact(out), nil
}

func packKeys(keys []key) []byte {
	if len(keys) == 0 {
		return nil
	}
	var b []byte
	for i := range keys {
		k := &keys[i]
		counted := byte(0)
		if k.counted {
			counted = 1
		}
		b = append(b, counted)
		b = binary.AppendUvarint(b, uint64(k.list))
		b = binary.AppendUvarint(b, uint64(k.audience))
		b = binary.AppendVarint(b, k.order)
		b = binary.AppendUvarint(b, uint64(len(k.value)))
		b = append(b, k.value...)
	}
	return b
}

func unpackKeys(b []byte) ([]key, error) {
	var out []key
	u := unpacker{b: b}
	for len(u.b) > 0 && !u.bad {
		k := key{counted: u.take(1)[0] == 1}
		k.list, k.audience = int64(u.uvarint()), int64(u.uvarint())
		k.order = u.varint()
		k.value = string(u.take(int(u.uvarint())))
		out = append(out, k)
	}
	if u.bad {
		return nil, store.ErrCorrupt
	}
	return out, nil
}

// changeKeys takes out the keys that the row had and has no more, and puts in
// those that are new. Both lists are in order.
func (t *tx) changeKeys(h *held, view string, keys []key) error {
	old, err := unpackKeys(h.keys)
	if err != nil {
		return err
	}
	used, err := t.give(usedName, view)
	if err != nil {
		return err
	}
	for len(old) > 0 || len(keys) > 0 {
		var c int
		switch {
		case len(old) == 0:
			c = 1
		case len(keys) == 0:
			c = -1
		default:
			c = compareKeys(old[0], keys[0])
		}
		if c < 0 {
			err = t.takeKey(&old[0], h, used)
		}
		if c > 0 {
			err = t.putKey(&keys[0], h, used)
		}
		if err != nil {
			return err
		}
		if c <= 0 {
			old = old[1:]
		}
		if c >= 0 {
			keys = keys[1:]
		}
	}
	return nil
}

func (t *tx) putKey(k *key, h *held, used int64) error {
	t.count(k, used, 1)
	return t.c.q("INSERT INTO place (list, value, audience, ord, id, row) VALUES (?, ?, ?, ?, ?, ?)").
		num(k.list).text(k.value).num(k.audience).num(k.order).blob(h.id[:]).num(h.n).exec()
}

func (t *tx) takeKey(k *key, h *held, used int64) error {
	t.count(k, used, -1)
	return t.c.q("DELETE FROM place WHERE list = ? AND value = ? AND audience = ? AND ord = ? AND id = ?").
		num(k.list).text(k.value).num(k.audience).num(k.order).blob(h.id[:]).exec()
}

// count notes that a key came or went.
func (t *tx) count(k *key, used int64, by int64) {
	t.counts[place{list: used, audience: k.audience}] += by
	if k.counted {
		t.counts[k.place] += by
	}
}

// writeCounts writes the changes of counts. A count of nothing is removed, with
// its value.
func (t *tx) writeCounts() error {
	for p, by := range t.counts {
		if by == 0 {
			continue
		}
		n, found, err := t.c.q("INSERT INTO tally (list, value, audience, n) VALUES (?, ?, ?, ?) " +
			"ON CONFLICT DO UPDATE SET n = n + excluded.n RETURNING n").
			num(p.list).text(p.value).num(p.audience).num(by).number()
		if err != nil {
			return err
		}
		if found && n == 0 {
			err := t.c.q("DELETE FROM tally WHERE list = ? AND value = ? AND audience = ?").
				num(p.list).text(p.value).num(p.audience).exec()
			if err != nil {
				return err
			}
		}
	}
	clear(t.counts)
	return nil
}

// unpacker takes numbers and bytes off a packed list.
type unpacker struct {
	b   []byte
	bad bool
}

func (u *unpacker) take(n int) []byte {
	if n < 0 || n > len(u.b) {
		u.bad, u.b = true, nil
		return make([]byte, 1)
	}
	v := u.b[:n]
	u.b = u.b[n:]
	return v
}

func (u *unpacker) uvarint() uint64 {
	v, n := binary.Uvarint(u.b)
	if n <= 0 {
		u.bad, u.b = true, nil
		return 0
	}
	u.b = u.b[n:]
	return v
}

func (u *unpacker) varint() int64 {
	v, n := binary.Varint(u.b)
	if n <= 0 {
		u.bad, u.b = true, nil
		return 0
	}
	u.b = u.b[n:]
	return v
}

// mark16 is a digest of a text by which an unchanged one is recognised.
func mark16(parts ...string) (m [16]byte) {
	h := sha256.New()
	for _, p := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	copy(m[:], h.Sum(nil))
	return m
}
