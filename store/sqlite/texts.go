package sqlite

import (
	"encoding/binary"
	"math"
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/search"
	"lanna/store"
)

// A text is a row of the full-text table words: its body, and about it whose it
// is. The row it belongs to keeps the numbers of its texts with a digest of
// each, so that a row written anew does not index again what stayed.
//
// Texts are indexed at the end of the shared transaction: FTS5 writes a segment
// of its own for every savepoint.
type wordOp struct {
	n     int64
	about []byte // nil: remove
	body  string
}

// about is what a text row says besides its body.
type about struct {
	view, audience int64
	id             lanna.RecordID
	claim          lanna.Digest
	field          string
}

func (a *about) pack() []byte {
	b := binary.AppendUvarint(nil, uint64(a.view))
	b = binary.AppendUvarint(b, uint64(a.audience))
	b = append(b, a.id[:]...)
	b = append(b, a.claim[:]...)
	return append(b, a.field...)
}

func unpackAbout(b []byte) (about, error) {
	u := unpacker{b: b}
	a := about{view: int64(u.uvarint()), audience: int64(u.uvarint())}
	if u.bad || len(u.b) < len(a.id)+len(a.claim) {
		return about{}, store.ErrCorrupt
	}
	copy(a.id[:], u.take(len(a.id)))
	copy(a.claim[:], u.take(len(a.claim)))
	a.field = string(u.b)
	return a, nil
}

// textMark is one text as the row remembers it.
type textMark struct {
	n        int64
	audience int64
	digest   [16]byte
}

func packMarks(marks []textMark) []byte {
	var b []byte
	for _, m := range marks {
		b = binary.AppendUvarint(b, uint64(m.n))
		b = binary.AppendUvarint(b, uint64(m.audience))
		b = append(b, m.digest[:]...)
	}
	return b
}

func unpackMarks(b []byte) ([]textMark, error) {
	var out []textMark
	u := unpacker{b: b}
	for len(u.b) > 0 && !u.bad {
		m := textMark{n: int64(u.uvarint()), audience: int64(u.uvarint())}
		copy(m.digest[:], u.take(len(m.digest)))
		out = append(out, m)
	}
	if u.bad {
		return nil, store.ErrCorrupt
	}
	return out, nil
}

// putTexts changes the row's texts to those of row and returns what the row is
// to remember of them.
func (t *tx) putTexts(h *held, row *store.Row) ([]byte, error) {
	if len(row.Text) == 0 && len(h.texts) == 0 {
		return nil, nil
	}
	old, err := unpackMarks(h.texts)
	if err != nil {
		return nil, err
	}
	used, err := t.give(usedName, row.View)
	if err != nil {
		return nil, err
	}
	var marks []textMark
	for i := range row.Text {
		x := &row.Text[i]
		audience, err := t.give(audienceName, string(x.Audience))
		if err != nil {
			return nil, err
		}
		m := textMark{audience: audience, digest: mark16(x.Field, x.Body, string(x.Claim[:]), string(x.Audience))}
		if k := slices.IndexFunc(old, func(o textMark) bool { return o.digest == m.digest }); k >= 0 {
			m.n = old[k].n
			old = slices.Delete(old, k, k+1)
		} else {
			a := about{h.view, audience, h.id, x.Claim, x.Field}
			m.n = t.addWords(a.pack(), x.Body)
			t.counts[place{list: used, audience: audience}]++
		}
		marks = append(marks, m)
	}
	t.removeWords(old, used)
	return packMarks(marks), nil
}

func (t *tx) dropTexts(h *held, view string) error {
	old, err := unpackMarks(h.texts)
	if err != nil || len(old) == 0 {
		return err
	}
	used, err := t.give(usedName, view)
	if err != nil {
		return err
	}
	t.removeWords(old, used)
	return nil
}

func (t *tx) addWords(about []byte, body string) int64 {
	w := t.batch.w
	n := w.nextWord
	w.nextWord++
	t.batch.words = append(t.batch.words, wordOp{n, about, body})
	return n
}

func (t *tx) removeWords(marks []textMark, used int64) {
	for _, m := range marks {
		t.batch.words = append(t.batch.words, wordOp{n: m.n})
		t.counts[place{list: used, audience: m.audience}]--
	}
}

// index carries out what waits for the text index.
func (b *batch) index() error {
	for ; b.saved < len(b.words); b.saved++ {
		op := &b.words[b.saved]
		var err error
		if op.about == nil {
			err = b.w.c.q("DELETE FROM words WHERE rowid = ?").num(op.n).exec()
		} else {
			err = b.w.c.q("INSERT INTO words (rowid, about, body) VALUES (?, ?, ?)").num(op.n).blob(op.about).text(op.body).exec()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Search searches the texts; an update sees its own.
func (t *tx) Search(q store.TextQuery) ([]store.TextHit, error) {
	if err := t.batch.index(); err != nil {
		return nil, err
	}
	return t.reader.Search(q)
}

// Limits of a search.
const (
	defaultHits = 50
	maxHits     = 200
)

// Search searches the texts, newest first. It looks at texts one by one until
// enough are found that the reader may see; nothing is ranked.
func (r *reader) Search(q store.TextQuery) ([]store.TextHit, error) {
	parsed := search.Parse(q.Query)
	f, err := r.wordFilter(&q)
	if err != nil || parsed.Empty() || len(f.audiences) == 0 {
		return nil, err
	}
	before, limit := q.BeforeSeq, clampLimit(q.Limit, defaultHits, maxHits)
	if before <= 0 {
		before = math.MaxInt64
	}
	var out []store.TextHit
	s := r.c.q("SELECT rowid, about, body FROM words WHERE body MATCH ? AND rowid < ? ORDER BY rowid DESC").
		text(expression(parsed)).num(before)
	for len(out) < limit && s.next() {
		a, err := unpackAbout(s.raw(1))
		if err != nil {
			_ = s.done()
			return nil, err
		}
		if !f.admits(&a) {
			continue
		}
		view, err := r.labelOf(a.view)
		if err != nil {
			_ = s.done()
			return nil, err
		}
		out = append(out, store.TextHit{Seq: s.int64(0), View: view, ID: a.id,
			Text: store.Text{Field: a.field, Body: s.string(2), Claim: a.claim, Audience: f.audiences[a.audience]}})
	}
	return out, s.done()
}

func clampLimit(n, standard, most int) int {
	if n <= 0 {
		return standard
	}
	return min(n, most)
}

// wordFilter says which texts a search may return.
type wordFilter struct {
	audiences map[int64]handling.Audience
	views     map[int64]bool
	anyView   bool
}

func (f *wordFilter) admits(a *about) bool {
	if _, ok := f.audiences[a.audience]; !ok {
		return false
	}
	return f.anyView || f.views[a.view]
}

func (r *reader) wordFilter(q *store.TextQuery) (*wordFilter, error) {
	f := &wordFilter{audiences: map[int64]handling.Audience{}, views: map[int64]bool{}, anyView: len(q.Views) == 0}
	for _, a := range q.Audiences {
		n, err := r.number(audienceName, string(a))
		if err != nil {
			return nil, err
		}
		if n != 0 {
			f.audiences[n] = a
		}
	}
	for _, v := range q.Views {
		n, err := r.number(viewName, v)
		if err != nil {
			return nil, err
		}
		if n != 0 {
			f.views[n] = true
		}
	}
	return f, nil
}
