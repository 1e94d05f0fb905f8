package sqlite

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"lanna"
	"lanna/store"
	"lanna/store/packed"
)

// viewBits is the room for a view's number in the numbers of rows.
const viewBits = 8

// Row returns a view's row.
func (r *reader) Row(view string, id lanna.RecordID) (store.Row, error) {
	v, err := r.number(viewName, view)
	if err != nil {
		return store.Row{}, err
	}
	n, err := r.record(id)
	if err != nil {
		return store.Row{}, err
	}
	body, err := r.c.q("SELECT body FROM row WHERE n = ?").num(n<<viewBits | v).value()
	if err != nil {
		return store.Row{}, err
	}
	return store.Row{View: view, ID: id, Body: body}, nil
}

// held is what the database has of a row.
type held struct {
	there  bool
	record int64
	view   int64
	id     lanna.RecordID
	keys   []byte
	texts  []byte
}

func (h *held) n() int64 { return h.record<<viewBits | h.view }

func (t *tx) held(view, record int64, id lanna.RecordID) (held, error) {
	h := held{view: view, record: record, id: id}
	s := t.c.q("SELECT keys, texts FROM row WHERE n = ?").num(h.n())
	if s.next() {
		h.there, h.keys, h.texts = true, s.copyOf(0), s.copyOf(1)
	}
	return h, s.done()
}

// PutRow writes a row in place of what was there. Only keys and texts that
// differ are touched.
func (t *tx) PutRow(row store.Row) error {
	v, err := t.give(viewName, row.View)
	if err != nil {
		return err
	}
	record, err := t.giveRecord(row.ID)
	if err != nil {
		return err
	}
	h := held{view: v, record: record.n, id: row.ID}
	if record.put(v) {
		if h, err = t.held(v, record.n, row.ID); err != nil {
			return err
		}
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
	if h.there {
		err = t.write("UPDATE row SET keys = ?, texts = ?, body = ? WHERE n = ?").blob(packed).blob(marks).bytes(row.Body).num(h.n()).exec()
	} else {
		err = t.write("INSERT INTO row (n, id, keys, texts, body) VALUES (?, ?, ?, ?, ?)").
			num(h.n()).blob(row.ID[:]).blob(packed).blob(marks).bytes(row.Body).exec()
	}
	if err != nil || bytes.Equal(packed, h.keys) {
		return err
	}
	return t.changeKeys(&h, row.View, keys)
}

// DropRow removes a row.
func (t *tx) DropRow(view string, id lanna.RecordID) error {
	v, err := t.number(viewName, view)
	if err != nil || v == 0 {
		return err
	}
	n, err := t.record(id)
	if err != nil || n == 0 {
		return err
	}
	h, err := t.held(v, n, id)
	if err != nil || !h.there {
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
	return t.write("DELETE FROM row WHERE n = ?").num(h.n()).exec()
}

// DropView removes all rows of a view.
func (t *tx) DropView(view string) error {
	v, err := t.number(viewName, view)
	if err != nil || v == 0 {
		return err
	}
	for from := int64(0); ; {
		batch, err := t.heldFrom(v, from)
		if err != nil || len(batch) == 0 {
			return err
		}
		for i := range batch {
			if err := t.drop(&batch[i], view); err != nil {
				return err
			}
		}
		from = batch[len(batch)-1].n() + 1
	}
}

func (t *tx) heldFrom(view, n int64) ([]held, error) {
	var batch []held
	s := t.c.q("SELECT n, id, keys, texts FROM row WHERE n >= ? AND n & ? = ? ORDER BY n LIMIT 256").num(n).num(1<<viewBits - 1).num(view)
	for s.next() {
		h := held{there: true, record: s.int64(0) >> viewBits, view: view, keys: s.copyOf(2), texts: s.copyOf(3)}
		s.into(1, h.id[:])
		batch = append(batch, h)
	}
	return batch, s.done()
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
	u := packed.Fields{Rest: b}
	for len(u.Rest) > 0 && !u.Bad {
		k := key{counted: u.Take(1)[0] == 1}
		k.list, k.audience = int64(u.Uvarint()), int64(u.Uvarint())
		k.order = u.Varint()
		k.value = string(u.Take(int(u.Uvarint())))
		out = append(out, k)
	}
	if u.Bad {
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
	t.wrote = true
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
			err = t.moveKey(&old[0], h, used, true)
		}
		if c > 0 {
			err = t.moveKey(&keys[0], h, used, false)
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

// moveKey puts a key of a row into its list, or takes it out.
func (t *tx) moveKey(k *key, h *held, used int64, gone bool) error {
	by := int64(1)
	if gone {
		by = -1
	}
	t.count(k, used, by)
	t.batch.places = append(t.batch.places, placed{k.place, k.order, h.record, gone})
	t.batch.moved[k.value] = true
	if len(t.batch.places) < placesAtMost {
		return nil
	}
	return t.batch.flushPlaces()
}

// count notes that a key came or went.
func (t *tx) count(k *key, used int64, by int64) {
	t.batch.counts[place{list: used, audience: k.audience}] += by
	if k.counted {
		t.batch.counts[k.place] += by
	}
}

// flushCounts writes the changes of counts. A count of nothing is removed, with
// its value.
func (b *batch) flushCounts() error {
	for p, by := range b.counts {
		if by == 0 {
			continue
		}
		n, found, err := b.w.c.q("INSERT INTO tally (list, value, audience, n) VALUES (?, ?, ?, ?) " +
			"ON CONFLICT DO UPDATE SET n = n + excluded.n RETURNING n").
			num(p.list).text(p.value).num(p.audience).num(by).number()
		if err != nil {
			return err
		}
		if found && n == 0 {
			err := b.w.c.q("DELETE FROM tally WHERE list = ? AND value = ? AND audience = ?").
				num(p.list).text(p.value).num(p.audience).exec()
			if err != nil {
				return err
			}
		}
	}
	clear(b.counts)
	clear(b.used)
	return nil
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
