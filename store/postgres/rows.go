package postgres

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"lanna"
	"lanna/store"
	"lanna/store/packed"
)

// Row returns a view's row.
func (r *reader) Row(view string, id lanna.RecordID) (store.Row, error) {
	v, err := r.number(viewName, view)
	if err != nil {
		return store.Row{}, err
	}
	var n int64
	var body, key []byte
	err = r.one([]any{&n, &body, &key}, "SELECT row.n, row.body, seal.key FROM record JOIN row ON row.n = record.n << 8 | $2 JOIN seal ON seal.k = record.n WHERE record.id = $1",
		[16]byte(id), v)
	if err != nil {
		return store.Row{}, err
	}
	s, err := r.s.master.sealerOf(n>>viewBits, key)
	if err != nil {
		return store.Row{}, err
	}
	body, err = s.open(body, ofBody, n)
	return store.Row{View: view, ID: id, Body: body}, err
}

// Row returns a view's row; an update sees its own.
func (t *tx) Row(view string, id lanna.RecordID) (store.Row, error) {
	if g := t.batch.records[id]; g != nil {
		v, err := t.number(viewName, view)
		if err != nil {
			return store.Row{}, err
		}
		if p, waits := t.batch.rows[g.n<<viewBits|v]; waits {
			if p == nil {
				return store.Row{}, store.ErrNotFound
			}
			return store.Row{View: view, ID: id, Body: bytes.Clone(some(p.body))}, nil
		}
		if !g.holds(v) {
			return store.Row{}, store.ErrNotFound
		}
	}
	return t.reader.Row(view, id)
}

// held is what the database has of a row.
type held struct {
	there  bool
	record int64
	view   int64
	id     lanna.RecordID
	keys   []key
	texts  []textMark
}

func (h *held) n() int64 { return h.record<<viewBits | h.view }

// A waiting row is to be written; a nil one is to be removed.
type waiting struct {
	id          lanna.RecordID
	notes, body []byte
}

// held reads what a row has, as this update has left it.
func (t *tx) held(view, record int64, id lanna.RecordID) (held, error) {
	h := held{view: view, record: record, id: id}
	if p, waits := t.batch.rows[h.n()]; waits {
		if p == nil {
			return h, nil
		}
		h.there = true
		return h, h.read(p.notes)
	}
	var notes []byte
	err := t.one([]any{&notes}, "SELECT notes FROM row WHERE n = $1", h.n())
	if errors.Is(err, store.ErrNotFound) {
		return h, nil
	}
	if err != nil {
		return h, err
	}
	h.there = true
	return h, t.openNotes(&h, notes)
}

func (t *tx) openNotes(h *held, sealed []byte) error {
	s, err := t.sealerFor(h.record)
	if err != nil {
		return err
	}
	plain, err := s.open(sealed, ofNotes, h.n())
	if err != nil {
		return err
	}
	return h.read(plain)
}

// PutRow writes a row in place of what was there. Only keys and texts that
// differ are touched.
func (t *tx) PutRow(row store.Row) error {
	v, err := t.give(viewName, row.View)
	if err != nil {
		return err
	}
	g, err := t.giveRecord(row.ID)
	if err != nil {
		return err
	}
	h := held{view: v, record: g.n, id: row.ID}
	if g.put(v) {
		if h, err = t.held(v, g.n, row.ID); err != nil {
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
	t.wrote = true
	if err := t.changeKeys(&h, row.View, keys); err != nil {
		return err
	}
	t.batch.rows[h.n()] = &waiting{row.ID, packNotes(keys, marks), row.Body}
	return nil
}

// DropRow removes a row.
func (t *tx) DropRow(view string, id lanna.RecordID) error {
	v, err := t.number(viewName, view)
	if err != nil || v == 0 {
		return err
	}
	n, err := t.recordOf(id)
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
	t.wrote = true
	if err := t.dropTexts(h, view); err != nil {
		return err
	}
	if err := t.changeKeys(h, view, nil); err != nil {
		return err
	}
	t.batch.rows[h.n()] = nil
	return nil
}

// dropBatch is how many rows of a view are removed at a time.
const dropBatch = 1024

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

func (t *tx) heldFrom(view, from int64) (out []held, err error) {
	if err := t.flush(); err != nil {
		return nil, err
	}
	err = t.rows(func(row pgx.Rows) error {
		var n int64
		var id [16]byte
		var notes, key []byte
		if err := row.Scan(&n, &id, &notes, &key); err != nil {
			return err
		}
		h := held{there: true, record: n >> viewBits, view: view, id: id}
		s, err := t.s.master.sealerOf(h.record, key)
		if err == nil {
			notes, err = s.open(notes, ofNotes, n)
		}
		if err == nil {
			err = h.read(notes)
		}
		out = append(out, h)
		return err
	}, "SELECT row.n, row.id, row.notes, seal.key FROM row JOIN seal ON seal.k = row.n >> 8 WHERE row.n >= $1 AND row.n & 255 = $2 ORDER BY row.n LIMIT $3",
		from, view, dropBatch)
	return out, err
}

// place is a list of rows: those under one key name, value and audience.
type place struct {
	list     int64
	tag      [16]byte // of the value
	audience int64
}

// key is a key of a row, its words as numbers.
type key struct {
	place
	value   string
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
		list = list<<1 | int64(kind)&1 // numbers of the two kinds of lists are apart
		out = append(out, key{place{list, t.s.master.place(list, k.Value), audience}, k.Value, k.Order, k.Counted})
	}
	slices.SortFunc(out, compareKeys)
	return slices.Compact(out), nil
}

// packNotes packs what a row has to remember of itself.
func packNotes(keys []key, marks []textMark) []byte {
	b := binary.AppendUvarint(nil, uint64(len(keys)))
	for i := range keys {
		k := &keys[i]
		b = binary.AppendUvarint(b, uint64(k.list))
		b = binary.AppendUvarint(b, uint64(k.audience))
		b = binary.AppendVarint(b, k.order)
		b = binary.AppendUvarint(b, uint64(len(k.value)))
		b = append(b, k.value...)
		b = append(b, k.tag[:]...)
	}
	return append(b, packMarks(marks)...)
}

// read unpacks a row's notes.
func (h *held) read(notes []byte) error {
	u := packed.Fields{Rest: notes}
	for n := u.Uvarint(); n > 0 && !u.Bad; n-- {
		var k key
		k.list, k.audience = int64(u.Uvarint()), int64(u.Uvarint())
		k.order = u.Varint()
		k.value = string(u.Take(int(u.Uvarint())))
		copy(k.tag[:], u.TakeAll(len(k.tag)))
		k.counted = k.list&1 == int64(countedName)&1
		h.keys = append(h.keys, k)
	}
	if u.Bad {
		return store.ErrCorrupt
	}
	var err error
	h.texts, err = unpackMarks(u.Rest)
	return err
}

// changeKeys takes out the keys that the row had and has no more, and puts in
// those that are new. Both lists are in order.
func (t *tx) changeKeys(h *held, view string, keys []key) error {
	if slices.Equal(h.keys, keys) {
		return nil
	}
	used, err := t.give(usedName, view)
	if err != nil {
		return err
	}
	for old := h.keys; len(old) > 0 || len(keys) > 0; {
		var c int
		switch {
		case len(old) == 0:
			c = 1
		case len(keys) == 0:
			c = -1
		default:
			c = compareKeys(old[0], keys[0])
		}
		if c <= 0 {
			if c < 0 {
				t.moveKey(&old[0], h, used, -1)
			}
			old = old[1:]
		}
		if c >= 0 {
			if c > 0 {
				t.moveKey(&keys[0], h, used, 1)
			}
			keys = keys[1:]
		}
	}
	return nil
}

// placed is a key in its list.
type placed struct {
	place
	order, record int64
}

// moveKey puts a key of a row into its list, or takes it out.
func (t *tx) moveKey(k *key, h *held, used, by int64) {
	b := t.batch
	b.use(used, k.audience, by)
	if k.counted {
		b.counts[k.place] += by
	}
	p := placed{k.place, k.order, h.record}
	if b.places[p] += by; b.places[p] == 0 {
		delete(b.places, p)
	}
	b.moved[k.tag] = true
}
