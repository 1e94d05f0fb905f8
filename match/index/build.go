package index

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"os"
	"runtime"
	"slices"
	"sync"

	"lanna"
	"lanna/match"
	"lanna/names"
)

// An Entry is what is filed together: the facts on a record that one audience
// may know. A record whose facts are for several audiences has an entry for
// each.
type Entry struct {
	Record   lanna.RecordID
	Audience string
	Facts    match.Facts
}

// A trailer says what a file holds and where.
type trailer struct {
	Format    int      `json:"format"`
	Keys      int      `json:"keys"`  // names.KeyVersion
	Sound     int      `json:"sound"` // soundVersion
	Through   int64    `json:"through"`
	Rows      int64    `json:"rows"`
	Terms     int64    `json:"terms"`
	Posts     int64    `json:"posts"`
	Audiences []string `json:"audiences"`
	RowsAt    int64    `json:"rows_at"`
	CardsAt   int64    `json:"cards_at"` // offsets of cards, in units of cardUnit
	TermsAt   int64    `json:"terms_at"`
	StartsAt  int64    `json:"starts_at"`
	FencesAt  int64    `json:"fences_at"` // each term whose place is a multiple of fenceStep
	PostsAt   int64    `json:"posts_at"`
	Slots     int64    `json:"slots"` // spellings of all rows
	GramsAt   int64    `json:"grams_at"`
	SizesAt   int64    `json:"sizes_at"` // how many grams each spelling has: a byte
	SlotsAt   int64    `json:"slots_at"` // the row of each
}

// soundVersion changes with what terms are made of; format with the file.
const (
	format       = 3
	soundVersion = 3
)

const (
	cardUnit     = 4       // cards begin at multiples of it, so that 32 bits reach 16 GB
	batchEntries = 100_000 // entries of one sorted run
	mostBirths   = 4       // births of an entry that get a row each
	mostAudience = 1 << 14
	fenceStep    = 256
)

// A Builder writes a base file. Its methods are called by one goroutine; it
// reads names and sorts on all cores.
type Builder struct {
	path      string
	w         *sealedWriter
	audiences []string
	numbers   map[string]uint32
	rows      []uint32 // birth code and audience of each
	cards     []uint32
	spelled   []byte   // of all entries: the size of an entry's, its spellings behind their lengths
	spelledAt []uint32 // of each row, in units of spelledUnit
	batch     []Entry
	runs      []run
	err       error
}

// NewBuilder begins a file at path, which is replaced when Finish succeeds.
func NewBuilder(path string, key []byte) (*Builder, error) {
	w, err := createSealed(path+".new", key)
	if err != nil {
		return nil, err
	}
	b := &Builder{path: path, w: w, numbers: map[string]uint32{}}
	return b, nil
}

// Add files an entry.
func (b *Builder) Add(e Entry) error {
	b.batch = append(b.batch, e)
	if len(b.batch) == batchEntries {
		return b.flush()
	}
	return b.err
}

func (b *Builder) audience(name string) (uint32, error) {
	n, ok := b.numbers[name]
	if !ok {
		if len(b.audiences) == mostAudience {
			return 0, &lanna.Error{Kind: lanna.Exhausted, Code: "audiences"}
		}
		n = uint32(len(b.audiences))
		b.numbers[name] = n
		b.audiences = append(b.audiences, name)
	}
	return n, nil
}

// A posting is a row under a term; those of a term stand in the order of births.
type posting struct {
	term  term
	birth uint32
	row   uint32
}

// made is what one worker made of a stretch of a batch.
type made struct {
	cards    []byte
	sizes    []uint32 // of cards, filled up to cardUnit
	postings []posting
	births   [][]uint32 // of each entry
	spelled  []byte     // of each entry, as on its card, behind its size
}

// flush reads the entries of a batch on all cores, writes their cards and keeps
// their postings as sorted runs.
func (b *Builder) flush() error {
	workers := runtime.GOMAXPROCS(0)
	size := (len(b.batch) + workers - 1) / workers
	var parts [][]Entry
	for part := range slices.Chunk(b.batch, max(size, 1)) {
		parts = append(parts, part)
	}
	results := make([]made, len(parts))
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() { results[i] = makeEntries(parts[i]) })
	}
	wg.Wait()
	for i := range results {
		if err := b.keep(parts[i], &results[i]); err != nil {
			b.err = err
			return err
		}
	}
	runs := make([]run, len(results))
	for i := range results {
		wg.Go(func() { runs[i] = sortRun(results[i].postings) })
	}
	wg.Wait()
	b.runs = append(b.runs, runs...)
	b.batch = b.batch[:0]
	return nil
}

// makeEntries reads names; postings hold the number of their entry for a row.
func makeEntries(list []Entry) made {
	r := &reader{width: filing}
	m := made{postings: make([]posting, 0, 24*len(list))}
	for i := range list {
		e := &list[i]
		start := len(m.cards)
		terms := r.termsOf(e.Record, &e.Facts)
		m.cards = appendCard(m.cards, e.Record, &e.Facts, r.spelled)
		for len(m.cards)%cardUnit != 0 {
			m.cards = append(m.cards, 0)
		}
		m.sizes = append(m.sizes, uint32(len(m.cards)-start))
		m.births = append(m.births, birthRows(&e.Facts))
		m.spelled = appendSpelled(m.spelled, r.spelled, sexCode(sexOf(&e.Facts)))
		for _, t := range terms {
			m.postings = append(m.postings, posting{term: t, row: uint32(i)})
		}
	}
	return m
}

// birthRows are the births under which an entry gets a row: each year once.
func birthRows(f *match.Facts) []uint32 {
	var out []uint32
	for _, d := range f.Births {
		code := birthCode(d)
		if code > 0 && len(out) < mostBirths && !slices.ContainsFunc(out, func(o uint32) bool { return o>>9 == code>>9 }) {
			out = append(out, code)
		}
	}
	if len(out) == 0 {
		out = append(out, 0)
	}
	return out
}

// keep gives rows their numbers and writes the cards.
func (b *Builder) keep(list []Entry, m *made) error {
	first := make([]uint32, len(list))
	for i := range list {
		audience, err := b.audience(list[i].Audience)
		if err != nil {
			return err
		}
		at := b.w.offset() / cardUnit
		if at > 1<<32-1 || len(b.rows) > 1<<32-16 {
			return &lanna.Error{Kind: lanna.Exhausted, Code: "index-full"}
		}
		first[i] = uint32(len(b.rows))
		spelled := b.keepSpelled(&m.spelled)
		for _, birth := range m.births[i] {
			b.rows = append(b.rows, birth<<14|audience)
			b.cards = append(b.cards, uint32(at))
			b.spelledAt = append(b.spelledAt, spelled)
		}
		if _, err := b.w.Write(m.cards[:m.sizes[i]]); err != nil {
			return err
		}
		m.cards = m.cards[m.sizes[i]:]
	}
	n := len(m.postings)
	for i := range n {
		p := &m.postings[i]
		births := m.births[p.row]
		at := first[p.row]
		for k := 1; k < len(births); k++ {
			m.postings = append(m.postings, posting{m.postings[i].term, births[k], at + uint32(k)})
		}
		p = &m.postings[i]
		p.row, p.birth = at, births[0]
	}
	m.cards = nil
	return nil
}

// Finish writes what was filed and puts the file in its place. through is how
// far the statements were read.
func (b *Builder) Finish(through int64) error {
	err := b.finish(through)
	if err == nil {
		return os.Rename(b.path+".new", b.path)
	}
	return errors.Join(err, b.Abort())
}

// Abort removes what was begun.
func (b *Builder) Abort() error {
	b.w.file.Close() // may be closed already
	return os.Remove(b.path + ".new")
}

func (b *Builder) finish(through int64) error {
	if err := b.flush(); err != nil {
		return err
	}
	t := trailer{Format: format, Keys: names.KeyVersion, Sound: soundVersion, Through: through, Rows: int64(len(b.rows)), Audiences: b.audiences}
	places, err := b.writeRows(&t)
	if err != nil {
		return err
	}
	if err := b.writeGrams(&t, places); err != nil {
		return err
	}
	if err := b.w.align(); err != nil {
		return err
	}
	t.PostsAt = b.w.offset()
	m := merger{out: bufio.NewWriterSize(b.w, chunkSize), places: places}
	if err := m.merge(b.runs); err != nil {
		return err
	}
	b.runs = nil
	t.Posts, t.Terms = m.posts, int64(len(m.terms))
	if t.TermsAt, err = numbersAt(b.w, m.terms, binary.LittleEndian.AppendUint64); err != nil {
		return err
	}
	var fences []term
	for i := 0; i < len(m.terms); i += fenceStep {
		fences = append(fences, m.terms[i])
	}
	if t.FencesAt, err = numbersAt(b.w, fences, binary.LittleEndian.AppendUint64); err != nil {
		return err
	}
	if t.StartsAt, err = numbersAt(b.w, append(m.starts, uint32(m.posts)), binary.LittleEndian.AppendUint32); err != nil {
		return err
	}
	if err := b.w.finish(t); err != nil {
		return err
	}
	return b.w.file.Close()
}

// writeRows writes the rows in the order of births, and gives the place of each.
func (b *Builder) writeRows(t *trailer) (places []uint32, err error) {
	places = b.inOrder()
	rows, cards := make([]uint32, len(places)), make([]uint32, len(places))
	for i, at := range places {
		rows[at], cards[at] = b.rows[i], b.cards[i]
	}
	b.rows, b.cards = nil, nil
	if t.RowsAt, err = numbersAt(b.w, rows, binary.LittleEndian.AppendUint32); err != nil {
		return nil, err
	}
	t.CardsAt, err = numbersAt(b.w, cards, binary.LittleEndian.AppendUint32)
	return places, err
}

// inOrder gives each row its place among all by birth, and among those of one
// day by when it was filed.
func (b *Builder) inOrder() []uint32 {
	next := make([]uint32, 1<<18+1) // where the rows of a birth begin
	for _, v := range b.rows {
		next[v>>14+1]++
	}
	for i := 1; i < len(next); i++ {
		next[i] += next[i-1]
	}
	places := make([]uint32, len(b.rows))
	for i, v := range b.rows {
		places[i] = next[v>>14]
		next[v>>14]++
	}
	return places
}

// numbersAt writes numbers and says where they begin.
func numbersAt[V uint32 | term, W uint32 | uint64](w *sealedWriter, list []V, put func([]byte, W) []byte) (int64, error) {
	if err := w.align(); err != nil {
		return 0, err
	}
	at := w.offset()
	buf := make([]byte, 0, chunkSize)
	for part := range slices.Chunk(list, chunkSize/8) {
		buf = buf[:0]
		for _, v := range part {
			buf = put(buf, W(v))
		}
		if _, err := w.Write(buf); err != nil {
			return 0, err
		}
	}
	return at, nil
}

func byTerm(a, b posting) int {
	if a.term != b.term {
		return cmp.Compare(a.term, b.term)
	}
	if a.birth != b.birth {
		return cmp.Compare(a.birth, b.birth)
	}
	return cmp.Compare(a.row, b.row)
}
