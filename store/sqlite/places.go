package sqlite

import (
	"cmp"
	"slices"
	"strings"
)

// placed is a key that came into a list or went.
type placed struct {
	place
	order, record int64
	gone          bool
}

func comparePlaced(a, b placed) int {
	return cmp.Or(cmp.Compare(a.list, b.list), cmp.Compare(a.value, b.value), cmp.Compare(a.audience, b.audience),
		cmp.Compare(a.order, b.order), cmp.Compare(a.record, b.record))
}

const (
	placesAtOnce = 16      // keys that one INSERT writes
	placesAtMost = 1 << 14 // keys that wait in memory
)

var (
	insertPlace  = "INSERT INTO place (list, value, audience, ord, record) VALUES (?, ?, ?, ?, ?)"
	insertPlaces = insertPlace + strings.Repeat(", (?, ?, ?, ?, ?)", placesAtOnce-1)
)

// flushPlaces writes the keys in the order of the table. Of one key what
// happened first stays first.
func (b *batch) flushPlaces() error {
	slices.SortStableFunc(b.places, comparePlaced)
	for rest := b.places; len(rest) > 0; {
		n := 1
		for n < len(rest) && n < placesAtOnce && !rest[n-1].gone && !rest[n].gone {
			n++
		}
		if n < placesAtOnce {
			n = 1
		}
		if err := b.writePlaces(rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	b.places = b.places[:0]
	clear(b.moved)
	return nil
}

// writePlaces writes one key, or placesAtOnce that all came.
func (b *batch) writePlaces(list []placed) error {
	sql := insertPlace
	switch {
	case list[0].gone:
		sql = "DELETE FROM place WHERE list = ? AND value = ? AND audience = ? AND ord = ? AND record = ?"
	case len(list) > 1:
		sql = insertPlaces
	}
	s := b.w.c.q(sql)
	for i := range list {
		p := &list[i]
		s.num(p.list).text(p.value).num(p.audience).num(p.order).num(p.record)
	}
	return s.exec()
}
