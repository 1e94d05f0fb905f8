package postgres

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"lanna"
	"lanna/handling"
)

// Dump writes what store/sqlite writes: rows with their texts, then the lists as
// they are in the index, then counts. Values of keys stand in the index as tags; they
// are read from the notes of rows. A key without a note shows, and so does a note
// without its key. f must not dump in turn.
func (r *reader) Dump(f func(line []byte) error) error {
	d := &dumper{r: r, f: f, values: map[place]string{}}
	steps := []func() error{d.rows, d.lists, d.counts, d.end}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

type dumper struct {
	r      *reader
	f      func(line []byte) error
	values map[place]string // of tags; the audience is zero
}

// labels returns all names of a kind in the order of their labels.
func (d *dumper) labels(kind nameKind) (out []newName, err error) {
	err = d.r.rows(func(row pgx.Rows) error {
		n := newName{kind: kind}
		var label []byte
		err := row.Scan(&n.n, &label)
		n.label = string(label)
		out = append(out, n)
		return err
	}, "SELECT n, label FROM name WHERE kind = $1 ORDER BY label", kind)
	return out, err
}

func (d *dumper) rows() error {
	views, err := d.labels(viewName)
	if err != nil {
		return err
	}
	for _, v := range views {
		if err := d.view(&v); err != nil {
			return err
		}
	}
	return nil
}

const dumpBatch = 256

// A dumped row, opened.
type dumped struct {
	held
	body []byte
}

func (d *dumper) view(v *newName) error {
	after := [16]byte{}
	for first := true; ; first = false {
		batch, err := d.batch(v, after, first)
		if err != nil || len(batch) == 0 {
			return err
		}
		for i := range batch {
			if err := d.row(v, &batch[i]); err != nil {
				return err
			}
		}
		after = batch[len(batch)-1].id
	}
}

func (d *dumper) batch(v *newName, after [16]byte, first bool) (out []dumped, err error) {
	err = d.r.rows(func(row pgx.Rows) error {
		var n int64
		var id [16]byte
		var notes, body, key []byte
		if err := row.Scan(&n, &id, &notes, &body, &key); err != nil {
			return err
		}
		x := dumped{held: held{record: n >> viewBits, view: v.n, id: id}}
		s, err := d.r.s.master.sealerOf(x.record, key)
		if err == nil {
			notes, err = s.open(notes, ofNotes, n)
		}
		if err == nil {
			x.body, err = s.open(body, ofBody, n)
		}
		if err == nil {
			err = x.read(notes)
		}
		out = append(out, x)
		return err
	}, "SELECT row.n, record.id, row.notes, row.body, seal.key FROM record JOIN row ON row.n = record.n << 8 | $1 JOIN seal ON seal.k = record.n "+
		"WHERE record.id > $2 OR $3 AND record.id = $2 ORDER BY record.id LIMIT $4", v.n, after, first, dumpBatch)
	return out, err
}

func (d *dumper) row(v *newName, x *dumped) error {
	if err := d.f(fmt.Appendf(nil, "row %q %s %s", v.label, x.id, hex.EncodeToString(x.body))); err != nil {
		return err
	}
	for _, k := range x.keys {
		d.values[place{list: k.list, tag: k.tag}] = k.value
	}
	var lines [][]byte
	for _, m := range x.texts {
		more, err := d.texts(v, x, m.n)
		if err != nil {
			return err
		}
		lines = append(lines, more...)
	}
	slices.SortFunc(lines, bytes.Compare)
	for _, line := range lines {
		if err := d.f(line); err != nil {
			return err
		}
	}
	return nil
}

func (d *dumper) texts(v *newName, x *dumped, n int64) (lines [][]byte, err error) {
	var audience int64
	var body, key []byte
	err = d.r.one([]any{&audience, &body, &key}, "SELECT audience, body, seal.key FROM words JOIN seal ON seal.k = record WHERE n = $1", n)
	if err != nil {
		return [][]byte{fmt.Appendf(nil, "texts %q %s missing", v.label, x.id)}, nil
	}
	s, err := d.r.s.master.sealerOf(x.record, key)
	if err == nil {
		body, err = s.open(body, ofWords, n)
	}
	if err != nil {
		return nil, err
	}
	label, err := d.r.labelOf(audienceName, audience)
	if err != nil {
		return nil, err
	}
	texts, err := unpackTexts(body, handling.Audience(label))
	for len(texts) > 0 && texts[len(texts)-1].Body == "" { // nothing that could be found
		texts = texts[:len(texts)-1]
	}
	for _, t := range texts {
		lines = append(lines, fmt.Appendf(nil, "text %q %s %q %q %q", v.label, x.id, t.Field, t.Body, label))
	}
	return lines, err
}

// A listed key is a row of the table place.
type listed struct {
	value, audience string
	order           int64
	id              lanna.RecordID
	sound           bool
}

func (d *dumper) lists() error {
	for _, kind := range []nameKind{countedName, listName} {
		labels, err := d.labels(kind)
		if err != nil {
			return err
		}
		for i := range labels {
			if err := d.list(&labels[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *dumper) list(l *newName) error {
	view, _, _ := strings.Cut(l.label, "\x00")
	v, err := d.r.number(viewName, view)
	if err != nil {
		return err
	}
	number := l.n<<1 | int64(l.kind)&1
	var keys []listed
	var audiences []int64
	err = d.r.rows(func(row pgx.Rows) error {
		var k listed
		var tag, id [16]byte
		var audience int64
		if err := row.Scan(&tag, &audience, &k.order, &id, &k.sound); err != nil {
			return err
		}
		k.id, k.value = id, d.valueOf(number, tag)
		keys, audiences = append(keys, k), append(audiences, audience)
		return nil
	}, "SELECT place.tag, place.audience, place.ord, record.id, row.n IS NOT NULL AND row.id = record.id FROM place JOIN record ON record.n = place.record "+
		"LEFT JOIN row ON row.n = place.record << 8 | $1 WHERE place.list = $2", v, number)
	if err != nil {
		return err
	}
	for i := range keys {
		if keys[i].audience, err = d.r.labelOf(audienceName, audiences[i]); err != nil {
			return err
		}
	}
	slices.SortFunc(keys, func(a, b listed) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.audience, b.audience), cmp.Compare(a.order, b.order), bytes.Compare(a.id[:], b.id[:]))
	})
	for i := range keys {
		k := &keys[i]
		if err := d.f(fmt.Appendf(nil, "key %q %d %q %q %d %x %t", l.label, l.kind, k.value, k.audience, k.order, k.id[:], k.sound)); err != nil {
			return err
		}
	}
	return nil
}

// valueOf returns the value of a tag; a tag that no row notes shows itself.
func (d *dumper) valueOf(list int64, tag [16]byte) string {
	if v, ok := d.values[place{list: list, tag: tag}]; ok {
		return v
	}
	return fmt.Sprintf("no row notes %x", tag)
}

func (d *dumper) counts() error {
	for _, kind := range []nameKind{countedName, usedName} {
		labels, err := d.labels(kind)
		if err != nil {
			return err
		}
		for i := range labels {
			if err := d.countsOf(&labels[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *dumper) countsOf(l *newName) error {
	number := usedList(l.n)
	if l.kind == countedName {
		number = l.n<<1 | int64(l.kind)&1
	}
	var keys []listed
	var audiences []int64
	err := d.r.rows(func(row pgx.Rows) error {
		var k listed
		var tag [16]byte
		var audience int64
		err := row.Scan(&tag, &audience, &k.order)
		if tag != usedTag {
			k.value = d.valueOf(number, tag)
		}
		keys, audiences = append(keys, k), append(audiences, audience)
		return err
	}, "SELECT tag, audience, n FROM tally WHERE list = $1", number)
	if err != nil {
		return err
	}
	for i := range keys {
		if keys[i].audience, err = d.r.labelOf(audienceName, audiences[i]); err != nil {
			return err
		}
	}
	slices.SortFunc(keys, func(a, b listed) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.audience, b.audience))
	})
	for i := range keys {
		k := &keys[i]
		if err := d.f(fmt.Appendf(nil, "count %d %q %q %q %d", l.kind, l.label, k.value, k.audience, k.order)); err != nil {
			return err
		}
	}
	return nil
}

func (d *dumper) end() error {
	n, _, err := d.r.scalar("SELECT count(*) FROM words")
	if err != nil {
		return err
	}
	return d.f(fmt.Appendf(nil, "texts %d", n))
}
