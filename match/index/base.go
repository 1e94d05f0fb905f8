package index

import (
	"encoding/binary"
	"sort"

	"lanna"
	"lanna/names"
)

// A base is an open file. Rows that were superseded are dead: they stay in the
// file until the next merge. Rows that were erased are gone from it.
type base struct {
	*space
	trailer
	dead map[uint32]bool
}

// openBase opens the file at path: ErrUnfit where it is another version's.
func openBase(path string, key []byte) (*base, error) {
	s, t, err := openSealed(path, key)
	if err != nil {
		return nil, err
	}
	b := &base{space: s, trailer: t, dead: map[uint32]bool{}}
	if t.Format != format || t.Sound != soundVersion || t.Keys != names.KeyVersion || !b.sound() {
		s.close()
		return nil, ErrUnfit
	}
	return b, nil
}

// sound reports whether the sections lie within the file.
func (b *base) sound() bool {
	within := func(at, size int64) bool { return at >= 0 && size >= 0 && at+size <= int64(len(b.data)) }
	return within(b.RowsAt, 4*b.Rows) && within(b.CardsAt, 4*b.Rows) && within(b.TermsAt, 8*b.Terms) && within(b.FencesAt, 8*((b.Terms+fenceStep-1)/fenceStep)) && within(b.StartsAt, 4*(b.Terms+1)) && within(b.PostsAt, 4*b.Posts) &&
		within(b.GramsAt, columnsSize(b.Slots)) && within(b.SizesAt, b.Slots) && within(b.SlotsAt, 4*b.Slots)
}

func (b *base) uint32At(at int64) uint32 {
	if v := b.bytes(at, 4); v != nil {
		return binary.LittleEndian.Uint32(v)
	}
	return 0
}

func (b *base) uint64At(at int64) uint64 {
	if v := b.bytes(at, 8); v != nil {
		return binary.LittleEndian.Uint64(v)
	}
	return 0
}

func (b *base) term(i int64) term { return term(b.uint64At(b.TermsAt + 8*i)) }

func (b *base) start(i int64) int64 { return int64(b.uint32At(b.StartsAt + 4*i)) }

// noRow stands in a list where an erased row was.
const noRow = 1<<32 - 1

// from is the place of the first term that is not less.
func (b *base) from(t term) int64 {
	n := int(b.Terms+fenceStep-1) / fenceStep
	post := sort.Search(n, func(i int) bool { return term(b.uint64At(b.FencesAt+8*int64(i))) >= t })
	lo := max(int64(post)-1, 0) * fenceStep
	hi := min(lo+fenceStep, b.Terms)
	return lo + int64(sort.Search(int(hi-lo), func(i int) bool { return b.term(lo+int64(i)) >= t }))
}

// list of rows: where it begins and how long it is.
type list struct {
	at    int64
	count int
}

func (b *base) exact(t term) list {
	i := b.from(t)
	if i >= b.Terms || b.term(i) != t {
		return list{}
	}
	begin := b.start(i)
	return list{begin, int(b.start(i+1) - begin)}
}

func (b *base) post(i int64) uint32 { return b.uint32At(b.PostsAt + 4*i) }

// rowInfo gives birth and audience of a row.
func (b *base) rowInfo(row uint32) (birth uint32, audience uint32) {
	v := b.uint32At(b.RowsAt + 4*int64(row))
	return v >> 14, v & (mostAudience - 1)
}

// window are the rows born from lo to before hi: rows stand in the order of
// births.
func (b *base) window(lo, hi uint32) window {
	first := func(code uint32) uint32 {
		return uint32(sort.Search(int(b.Rows), func(i int) bool { return b.uint32At(b.RowsAt+4*int64(i))>>14 >= code }))
	}
	return window{lo: lo, hi: hi, first: first(lo), last: first(hi)}
}

// shortList is read through, longer ones are searched.
const shortList = 16

// born calls f with the rows of a window, at most that many.
func (b *base) born(w window, most int, f func(row uint32)) {
	for row := w.first; row < w.last && most > 0; row++ {
		if most--; !b.dead[row] {
			f(row)
		}
	}
}

func (b *base) cardAt(row uint32) int64 {
	return int64(b.uint32At(b.CardsAt+4*int64(row))) * cardUnit
}

func (b *base) card(row uint32) []byte { return b.cardFrom(b.cardAt(row)) }

func (b *base) cardFrom(at int64) []byte {
	head := b.bytes(at, cardHead)
	if head == nil {
		return nil
	}
	return b.bytes(at, cardSize(head))
}

// of are the rows of a record.
func (b *base) of(id lanna.RecordID) []uint32 {
	var out []uint32
	l := b.exact(recordTerm(id))
	for i := range l.count {
		if row := b.post(l.at + int64(i)); row != noRow && cardRecord(b.card(row)) == id {
			out = append(out, row)
		}
	}
	return out
}

// eachFrom calls f with every entry that lives and whose first row is one of
// [from, to).
func (b *base) eachFrom(from, to int64, f func(Entry) error) error {
	for row := from; row < to; row++ {
		if b.dead[uint32(row)] {
			continue
		}
		card := b.card(uint32(row))
		if erased(card) {
			continue
		}
		id, facts, err := parseCard(card)
		if err != nil {
			return ErrUnfit
		}
		birth, audience := b.rowInfo(uint32(row))
		if birth != birthRows(&facts)[0] { // births of one entry share its card
			continue
		}
		if err := f(Entry{id, b.Audiences[audience], facts}); err != nil {
			return err
		}
	}
	return nil
}

func erased(card []byte) bool { return len(card) == 0 || cardRecord(card).IsZero() }

// erase removes rows from the file: their cards, their places in all lists, and
// terms that nobody else is filed under. What lay there is written over.
func (b *base) erase(rows []uint32) error {
	for _, row := range rows { // those of one entry share its card
		if card := b.card(row); !erased(card) {
			if err := b.eraseGrams(row, cardSpellings(card)); err != nil {
				return err
			}
		}
	}
	for _, row := range rows {
		card := b.card(row)
		if erased(card) {
			b.dead[row] = true
			continue
		}
		id, facts, err := parseCard(card)
		if err != nil {
			return ErrUnfit
		}
		r := &reader{width: filing}
		for _, t := range r.termsOf(id, &facts) {
			if err := b.unfile(t, rows); err != nil {
				return err
			}
		}
		clear(card)
		if err := b.save(b.cardAt(row), len(card)); err != nil {
			return err
		}
		b.dead[row] = true
	}
	for _, row := range rows {
		if err := b.forget(row); err != nil {
			return err
		}
	}
	return b.sync()
}

// forget gives a row the birth of its neighbour, which keeps the order.
func (b *base) forget(row uint32) error {
	birth := uint32(0)
	if row > 0 {
		birth, _ = b.rowInfo(row - 1)
	}
	at := b.RowsAt + 4*int64(row)
	if v := b.bytes(at, 4); v != nil {
		binary.LittleEndian.PutUint32(v, birth<<14)
	}
	return b.save(at, 4)
}

// unfile takes rows out of the list of a term. The others move up; a term whose
// list is empty takes the value of a neighbour, which keeps the order.
func (b *base) unfile(t term, rows []uint32) error {
	i := b.from(t)
	if i >= b.Terms || b.term(i) != t {
		return nil
	}
	begin, end := b.start(i), b.start(i+1)
	kept := begin
	for at := begin; at < end; at++ {
		row := b.post(at)
		if row == noRow || contains(rows, row) {
			continue
		}
		b.setPost(kept, row)
		kept++
	}
	for at := kept; at < end; at++ {
		b.setPost(at, noRow)
	}
	if err := b.save(b.PostsAt+4*begin, int(4*(end-begin))); err != nil {
		return err
	}
	if kept > begin {
		return nil
	}
	other := term(0)
	if i > 0 {
		other = b.term(i - 1)
	}
	binary.LittleEndian.PutUint64(b.bytes(b.TermsAt+8*i, 8), uint64(other))
	return b.save(b.TermsAt+8*i, 8)
}

func (b *base) setPost(i int64, row uint32) {
	if v := b.bytes(b.PostsAt+4*i, 4); v != nil {
		binary.LittleEndian.PutUint32(v, row)
	}
}

func contains(rows []uint32, row uint32) bool {
	for _, r := range rows {
		if r == row {
			return true
		}
	}
	return false
}

func (b *base) audienceName(n uint32) string {
	if int(n) < len(b.Audiences) {
		return b.Audiences[n]
	}
	return ""
}
