package sqlite

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lanna"
	"lanna/handling"
)

// Dump writes rows with their texts, then the lists as they are in the index,
// then counts. It reads the tables and not the notes that rows keep about them,
// so that a row that lost a key or a text shows. f must not dump in turn.
func (r *reader) Dump(f func(line []byte) error) error {
	views, err := r.views()
	if err != nil {
		return err
	}
	for _, v := range views {
		if err := r.dumpRows(v, f); err != nil {
			return err
		}
	}
	for _, kind := range []nameKind{countedName, listName} {
		if err := r.dumpLists(kind, f); err != nil {
			return err
		}
	}
	if err := r.dumpCounts(f); err != nil {
		return err
	}
	n, _, err := r.c.q("SELECT count(*) FROM words_content").number()
	if err != nil {
		return err
	}
	return f(fmt.Appendf(nil, "texts %d", n))
}

// Dump writes what is made from statements; an update sees its own.
func (t *tx) Dump(f func(line []byte) error) error {
	if err := t.batch.index(); err != nil {
		return err
	}
	if err := errors.Join(t.batch.flushPlaces(), t.batch.flushCounts()); err != nil {
		return err
	}
	return t.reader.Dump(f)
}

// labels returns all names of a kind in the order of their labels.
func (r *reader) labels(kind nameKind) ([]string, error) {
	var out []string
	s := r.c.q("SELECT label FROM name WHERE kind = ? ORDER BY label").num(int64(kind))
	for s.next() {
		out = append(out, string(s.raw(0)))
	}
	return out, s.done()
}

func (r *reader) views() ([]string, error) {
	var out []string
	s := r.c.q("SELECT label FROM view ORDER BY label")
	for s.next() {
		out = append(out, s.string(0))
	}
	return out, s.done()
}

const dumpBatch = 256

func (r *reader) dumpRows(view string, f func([]byte) error) error {
	v, err := r.number(viewName, view)
	if err != nil {
		return err
	}
	after := []byte{}
	for {
		var batch []dumped
		s := r.c.q("SELECT record.id, texts, body FROM record JOIN row ON row.n = record.n << ? | ? WHERE record.id > ? ORDER BY record.id LIMIT ?").
			num(viewBits).num(v).blob(after).num(dumpBatch)
		for s.next() {
			d := dumped{texts: s.copyOf(1), body: s.copyOf(2)}
			s.into(0, d.id[:])
			batch = append(batch, d)
		}
		if err := s.done(); err != nil || len(batch) == 0 {
			return err
		}
		for i := range batch {
			if err := r.dumpRow(view, &batch[i], f); err != nil {
				return err
			}
		}
		after = batch[len(batch)-1].id[:]
	}
}

type dumped struct {
	id          lanna.RecordID
	texts, body []byte
}

func (r *reader) dumpRow(view string, d *dumped, f func([]byte) error) error {
	if err := f(fmt.Appendf(nil, "row %q %s %s", view, d.id, hex.EncodeToString(d.body))); err != nil {
		return err
	}
	marks, err := unpackMarks(d.texts)
	if err != nil {
		return err
	}
	var lines [][]byte
	for _, m := range marks {
		if lines, err = r.dumpTexts(lines, view, d.id, m.n); err != nil {
			return err
		}
	}
	slices.SortFunc(lines, bytes.Compare)
	for _, line := range lines {
		if err := f(line); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) dumpTexts(lines [][]byte, view string, id lanna.RecordID, n int64) ([][]byte, error) {
	s := r.c.q("SELECT about, body FROM words WHERE rowid = ?").num(n)
	if !s.next() {
		return append(lines, fmt.Appendf(nil, "texts %q %s missing", view, id)), s.done()
	}
	a, err := unpackAbout(s.copyOf(0)) // fields are read after the statement ends
	body := s.string(1)
	if e := s.done(); err == nil {
		err = e
	}
	if err != nil {
		return nil, err
	}
	audience, err := r.labelOf(audienceName, a.audience)
	if err != nil {
		return nil, err
	}
	for _, t := range a.cut(body, handling.Audience(audience)) {
		lines = append(lines, fmt.Appendf(nil, "text %q %s %q %q %q", view, a.id, t.Field, t.Body, audience))
	}
	return lines, nil
}

func (r *reader) dumpLists(kind nameKind, f func([]byte) error) error {
	labels, err := r.labels(kind)
	if err != nil {
		return err
	}
	for _, l := range labels {
		list, err := r.number(kind, l)
		if err != nil {
			return err
		}
		view, _, _ := strings.Cut(l, "\x00")
		v, err := r.number(viewName, view)
		if err != nil {
			return err
		}
		s := r.c.q("SELECT place.value, audience.label, place.ord, record.id, row.id FROM place " +
			"JOIN audience ON audience.n = place.audience JOIN record ON record.n = place.record " +
			"LEFT JOIN row ON row.n = place.record << ? | ? " +
			"WHERE place.list = ? ORDER BY place.value, audience.label, place.ord, record.id").num(viewBits).num(v).num(list)
		for s.next() {
			sound := bytes.Equal(s.copyOf(3), s.raw(4))
			line := fmt.Appendf(nil, "key %q %d %q %q %d %x %t", l, kind, s.string(0), s.raw(1), s.int64(2), s.copyOf(3), sound)
			if err := f(line); err != nil {
				_ = s.done()
				return err
			}
		}
		if err := s.done(); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) dumpCounts(f func([]byte) error) error {
	s := r.c.q("SELECT list.kind, list.label, tally.value, audience.label, tally.n FROM tally " +
		"JOIN name AS list ON list.n = tally.list JOIN audience ON audience.n = tally.audience " +
		"ORDER BY list.kind, list.label, tally.value, audience.label")
	for s.next() {
		line := fmt.Appendf(nil, "count %d %q %q %q %d", s.int64(0), s.copyOf(1), s.string(2), s.raw(3), s.int64(4))
		if err := f(line); err != nil {
			_ = s.done()
			return err
		}
	}
	return s.done()
}
