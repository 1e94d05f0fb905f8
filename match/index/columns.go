package index

import (
	"encoding/binary"
	"errors"
	"sort"

	"lanna"
)

// Columns lie in a file in stretches of columnBits spellings, in the order of the
// rows: of each stretch the columns of all grams one after the other, a chunk
// each. The last stretch has as many words as it needs.

func stretchWords(slots, from int64) int64 { return (min(slots-from, columnBits) + 63) / 64 }

func columnsSize(slots int64) int64 {
	whole := slots / columnBits
	return grams * (whole*chunkSize + 8*stretchWords(slots, whole*columnBits))
}

const spelledUnit = 4

// A spelling's size has the sex of its person above it.
const (
	sexShift = 6
	sizeMask = 1<<sexShift - 1
)

// sexCode is 0 where nothing is known that could speak against another.
func sexCode(sex byte) byte {
	switch sex {
	case 'f':
		return 1
	case 'm':
		return 2
	}
	return 0
}

// appendSpelled writes the spellings of an entry behind their size and the sex.
func appendSpelled(b []byte, spelled [][]byte, sex byte) []byte {
	start := len(b)
	b = appendSpellings(append(b, 0, 0, sex), spelled)
	binary.LittleEndian.PutUint16(b[start:], uint16(len(b)-start-3))
	return b
}

// keepSpelled takes over the spellings of the next entry and says where they lie.
func (b *Builder) keepSpelled(from *[]byte) uint32 {
	n := 3 + int(binary.LittleEndian.Uint16(*from))
	at := len(b.spelled) / spelledUnit
	b.spelled = append(b.spelled, (*from)[:n]...)
	for len(b.spelled)%spelledUnit != 0 {
		b.spelled = append(b.spelled, 0)
	}
	*from = (*from)[n:]
	return uint32(at)
}

func (b *Builder) spelledOf(row uint32) (spelled []byte, sex byte) {
	at := int(b.spelledAt[row]) * spelledUnit
	return b.spelled[at+3:][:binary.LittleEndian.Uint16(b.spelled[at:])], b.spelled[at+2]
}

// writeGrams writes the columns, the sizes of spellings and their rows.
func (b *Builder) writeGrams(t *trailer, places []uint32) error {
	order := make([]uint32, len(places))
	for row, at := range places {
		order[at] = uint32(row)
	}
	var sizes []byte
	var rows []uint32
	slots := int64(0)
	for _, row := range order {
		spelled, _ := b.spelledOf(row)
		eachSpelling(spelled, func([]byte) { slots++ })
	}
	if slots > 1<<32-1 {
		return &lanna.Error{Kind: lanna.Exhausted, Code: "index-full"}
	}
	if err := b.alignFor(slots); err != nil {
		return err
	}
	t.Slots, t.GramsAt = slots, b.w.offset()
	var columns columns
	write := func() error {
		for i := range columns.bits {
			if _, err := b.w.Write(columns.bits[i][:8*stretchWords(int64(columns.count), 0)]); err != nil {
				return err
			}
			clear(columns.bits[i])
		}
		columns.count = 0
		return nil
	}
	var err error
	for at, row := range order {
		spelled, sex := b.spelledOf(row)
		eachSpelling(spelled, func(text []byte) {
			sizes, rows = append(sizes, columns.add(text)|sex<<sexShift), append(rows, uint32(at))
			if columns.count == columnBits {
				err = errors.Join(err, write())
			}
		})
		if err != nil {
			return err
		}
	}
	if err := write(); err != nil {
		return err
	}
	b.spelled, b.spelledAt = nil, nil
	t.SizesAt = b.w.offset()
	if _, err := b.w.Write(sizes); err != nil {
		return err
	}
	t.SlotsAt, err = numbersAt(b.w, rows, binary.LittleEndian.AppendUint32)
	return err
}

// alignFor makes whole columns begin where chunks do.
func (b *Builder) alignFor(slots int64) error {
	if slots < columnBits {
		return b.w.align()
	}
	_, err := b.w.Write(make([]byte, (chunkSize-b.w.offset()%chunkSize)%chunkSize))
	return err
}

// columns are those of a delta, or of a stretch that is being written.
type columns struct {
	bits  [grams][]byte
	sizes []byte
	rows  []uint32
	count int
}

// columnStep is by how many bytes columns grow.
const columnStep = 128

// add takes a spelling in and says how many grams it has.
func (c *columns) add(text []byte) byte {
	if c.count/8 >= len(c.bits[0]) {
		for i := range c.bits {
			c.bits[i] = append(c.bits[i], make([]byte, columnStep)...)
		}
	}
	var room [mostLetters + 1]uint8
	list := gramsOf(room[:0], text)
	for _, g := range list {
		c.bits[g][c.count/8] |= 1 << (c.count % 8)
	}
	c.count++
	return byte(len(list))
}

// put takes in the spellings of a row and gives the place of the first.
func (c *columns) put(row uint32, card []byte) uint32 {
	first, sex := c.count, sexCode(cardSex(card))
	eachSpelling(cardSpellings(card), func(text []byte) {
		c.sizes, c.rows = append(c.sizes, c.add(text)|sex<<sexShift), append(c.rows, row)
	})
	return uint32(first)
}

func (c *columns) clear(slot uint32, spelled []byte) {
	eachSpelling(spelled, func([]byte) {
		for i := range c.bits {
			c.bits[i][slot/8] &^= 1 << (slot % 8)
		}
		c.sizes[slot] = 0
		slot++
	})
}

// stretches of a delta hold spellings of all births; who was born otherwise is
// left out one by one.
func (d *delta) stretches(w window, f func(st *stretch, from, to int)) {
	c := &d.columns
	within := func(slot int) bool {
		birth := d.info[c.rows[slot]].birth
		return birth >= w.lo && birth < w.hi
	}
	for from := 0; from < c.count; from += columnBits {
		to := min(from+columnBits, c.count)
		st := stretch{from: from, words: (to - from + 63) / 64, sizes: c.sizes[from:to], within: within}
		st.of = func(gram uint8) []byte { return c.bits[gram][from/8:][:8*st.words] }
		f(&st, from, to)
	}
}

func (d *delta) spelledBy(slot uint32) (row uint32, ok bool) { return d.columns.rows[slot], true }

func (b *base) spelledBy(slot uint32) (row uint32, ok bool) {
	row = b.rowOf(slot)
	return row, !b.dead[row]
}

func (b *base) rowOf(slot uint32) uint32 { return b.uint32At(b.SlotsAt + 4*int64(slot)) }

// slot is the first spelling of a row or of one behind it.
func (b *base) slot(row uint32) int {
	return sort.Search(int(b.Slots), func(i int) bool { return b.rowOf(uint32(i)) >= row })
}

// place finds the spellings of the rows of a window.
func (b *base) place(w *window) { w.from, w.to = b.slot(w.first), b.slot(w.last) }

func (d *delta) place(*window) {}

func (b *base) stretches(w window, f func(st *stretch, from, to int)) {
	from, to := w.from, min(w.to, int(b.Slots))
	for from < to {
		start := from - from%columnBits
		end := min(to, start+columnBits)
		st := stretch{from: start, words: int(stretchWords(b.Slots, int64(start)))}
		st.of = func(gram uint8) []byte { return b.bytes(b.columnAt(start, gram), 8*st.words) }
		if st.sizes = b.bytes(b.SizesAt+int64(start), min(columnBits, int(b.Slots)-start)); st.sizes == nil {
			return
		}
		f(&st, from, end)
		from = end
	}
}

// columnAt is where a column of a stretch lies.
func (b *base) columnAt(start int, gram uint8) int64 {
	return b.GramsAt + int64(start/columnBits)*grams*chunkSize + int64(gram)*8*stretchWords(b.Slots, int64(start))
}

// eraseGrams takes a row's spellings out of the columns.
func (b *base) eraseGrams(row uint32, spelled []byte) error {
	slot := b.slot(row)
	var err error
	eachSpelling(spelled, func(text []byte) {
		start := slot - slot%columnBits
		var room [mostLetters + 1]uint8
		for _, g := range gramsOf(room[:0], text) {
			at := b.columnAt(start, g) + int64(slot-start)/8
			if v := b.bytes(at, 1); v != nil {
				v[0] &^= 1 << (slot % 8)
			}
			err = errors.Join(err, b.save(at, 1))
		}
		if v := b.bytes(b.SizesAt+int64(slot), 1); v != nil {
			v[0] = 0
		}
		err = errors.Join(err, b.save(b.SizesAt+int64(slot), 1))
		slot++
	})
	return err
}
