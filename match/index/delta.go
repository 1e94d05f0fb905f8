package index

import (
	"cmp"
	"slices"

	"lanna"
)

// A delta holds in memory what was filed since the base was written. It answers
// as a base does.
type delta struct {
	audiences []string
	numbers   map[string]uint32
	cards     [][]byte // of each row; nil for one that is gone
	info      []rowInfo
	terms     map[term][]deltaTerm // by group
	lists     [][]uint32
	byRecord  map[lanna.RecordID][]uint32
	byBirth   map[uint32][]uint32
	reader    reader
	columns   columns
}

type rowInfo struct {
	birth, audience uint32
	slot            uint32 // of its first spelling
}

type deltaTerm struct {
	term term
	list int
}

func newDelta() *delta {
	return &delta{numbers: map[string]uint32{}, terms: map[term][]deltaTerm{}, byRecord: map[lanna.RecordID][]uint32{}, byBirth: map[uint32][]uint32{}, reader: reader{width: filing}}
}

func (d *delta) size() int { return len(d.byRecord) }

func (d *delta) add(e *Entry) {
	audience, ok := d.numbers[e.Audience]
	if !ok {
		audience = uint32(len(d.audiences))
		d.numbers[e.Audience] = audience
		d.audiences = append(d.audiences, e.Audience)
	}
	terms := d.reader.termsOf(e.Record, &e.Facts)
	card := appendCard(nil, e.Record, &e.Facts, d.reader.spelled)
	for _, birth := range birthRows(&e.Facts) {
		row := uint32(len(d.cards))
		d.cards = append(d.cards, card)
		d.info = append(d.info, rowInfo{birth, audience, d.columns.put(row, card)})
		d.byRecord[e.Record] = append(d.byRecord[e.Record], row)
		d.byBirth[birth] = append(d.byBirth[birth], row)
		for _, t := range terms {
			d.file(t, row)
		}
	}
}

func (d *delta) find(t term) (group []deltaTerm, at int, found bool) {
	group = d.terms[t.group()]
	at, found = slices.BinarySearchFunc(group, t, func(a deltaTerm, t term) int { return cmp.Compare(a.term, t) })
	return group, at, found
}

func (d *delta) file(t term, row uint32) {
	group, at, found := d.find(t)
	if !found {
		d.terms[t.group()] = slices.Insert(group, at, deltaTerm{t, len(d.lists)})
		d.lists = append(d.lists, []uint32{row})
		return
	}
	list := &d.lists[group[at].list]
	birth := d.info[row].birth
	place, _ := slices.BinarySearchFunc(*list, birth+1, func(r, b uint32) int { return cmp.Compare(d.info[r].birth, b) })
	*list = slices.Insert(*list, place, row)
}

// drop takes a record out, with its terms where nobody else has them.
func (d *delta) drop(id lanna.RecordID) {
	rows := d.byRecord[id]
	for _, row := range rows {
		id, facts, err := parseCard(d.cards[row])
		if err != nil {
			continue // it was encoded here
		}
		for _, t := range d.reader.termsOf(id, &facts) {
			d.unfile(t, row)
		}
	}
	for _, row := range rows { // births of one entry share its card
		d.columns.clear(d.info[row].slot, cardSpellings(d.cards[row]))
	}
	for _, row := range rows {
		d.unborn(row)
		clear(d.cards[row])
		d.cards[row], d.info[row] = nil, rowInfo{}
	}
	delete(d.byRecord, id)
}

// unborn takes a row from those of its birth.
func (d *delta) unborn(row uint32) {
	birth := d.info[row].birth
	left := slices.DeleteFunc(d.byBirth[birth], func(r uint32) bool { return r == row })
	if d.byBirth[birth] = left; len(left) == 0 {
		delete(d.byBirth, birth)
	}
}

func (d *delta) unfile(t term, row uint32) {
	group, at, found := d.find(t)
	if !found {
		return
	}
	list := &d.lists[group[at].list]
	*list = slices.DeleteFunc(*list, func(r uint32) bool { return r == row })
	if len(*list) > 0 {
		return
	}
	if group = slices.Delete(group, at, at+1); len(group) == 0 {
		delete(d.terms, t.group())
		return
	}
	d.terms[t.group()] = group
}

func (d *delta) exact(t term) list {
	group, at, found := d.find(t)
	if !found {
		return list{}
	}
	return list{int64(group[at].list), len(d.lists[group[at].list])}
}

func (d *delta) rowInfo(row uint32) (birth, audience uint32) {
	return d.info[row].birth, d.info[row].audience
}

func (d *delta) window(lo, hi uint32) window { return window{lo: lo, hi: hi} }

func (d *delta) rows(l list, w window, most int, f func(row uint32)) {
	if l.count == 0 {
		return
	}
	for _, row := range d.lists[l.at] {
		if birth := d.info[row].birth; birth < w.lo || birth >= w.hi {
			continue
		}
		if most--; most < 0 {
			return
		}
		f(row)
	}
}

// born is asked for single days alone.
func (d *delta) born(w window, most int, f func(row uint32)) {
	for code := w.lo; code < w.hi; code++ {
		for _, row := range d.byBirth[code] {
			if most--; most < 0 {
				return
			}
			f(row)
		}
	}
}

func (d *delta) card(row uint32) []byte { return d.cards[row] }

func (d *delta) cardAt(row uint32) int64 { return int64(row) }

func (d *delta) cardFrom(at int64) []byte { return d.cards[at] }

func (d *delta) audienceName(n uint32) string { return d.audiences[n] }

// each calls f with every entry.
func (d *delta) each(f func(Entry) error) error {
	var last *byte
	for row, card := range d.cards {
		if card == nil || &card[0] == last { // births of one entry share its card
			continue
		}
		last = &card[0]
		id, facts, err := parseCard(card)
		if err != nil {
			return err
		}
		if err := f(Entry{id, d.audiences[d.info[row].audience], facts}); err != nil {
			return err
		}
	}
	return nil
}
