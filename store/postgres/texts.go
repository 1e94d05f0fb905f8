package postgres

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"lanna"
	"lanna/handling"
	"lanna/search"
	"lanna/store"
	"lanna/store/packed"
)

// A document is a row of the table words: the texts of one row of a view that are
// of one audience, sealed, and the tags of their tokens. The index narrows a search
// to documents that have a tag for every term; whether the terms stand in them as
// they were asked for is found by package search on the texts themselves. So one
// character of Han is found as in store/sqlite, and marks are the same.

// textEnd stands between what may be one text after another inside a text: phrases
// end at it (U+001E, record separator).
const textEnd = "\x1e"

// Beginnings of words are tagged from shortest to longest letters. A question for
// more asks for the longest, and the text itself decides.
const (
	shortest = 2
	longest  = 8
)

// tokensOf returns the tags of a text's tokens, each once.
func (m *master) tokensOf(texts []store.Text) []int64 {
	var out []int64
	seen := map[string]bool{}
	for i := range texts {
		_ = search.Each(texts[i].Body, func(t search.Token) error { // the function never fails
			if seen[t.Text] {
				return nil
			}
			seen[t.Text] = true
			out = append(out, m.word("=", t.Text))
			if isWord(t.Text) {
				for _, p := range beginnings(t.Text) {
					out = append(out, m.word("^", p))
				}
			}
			return nil
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// isWord reports whether a token is a word and not letters of a script that is
// written without spaces: those are never asked for by their beginning.
func isWord(token string) bool {
	r, _ := utf8.DecodeRuneInString(token)
	return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Myanmar, unicode.Khmer)
}

func beginnings(token string) (out []string) {
	n := 0
	for i := range token {
		if n >= shortest {
			out = append(out, token[:i])
		}
		if n++; n > longest {
			return out
		}
	}
	return append(out, token)
}

// tagsOf returns the tags that a document must have to meet the query.
func (m *master) tagsOf(q search.Query) (out []int64) {
	for _, p := range q.Phrases {
		for i, term := range p.Terms {
			if !p.Prefix || i < len(p.Terms)-1 {
				out = append(out, m.word("=", term))
				continue
			}
			list := beginnings(term)
			out = append(out, m.word("^", list[len(list)-1]))
		}
	}
	return out
}

// document is the texts of a row that are of one audience.
type document struct {
	audience int64
	texts    []store.Text
}

// documents groups texts by audience. Those without a letter are not kept.
func (t *tx) documents(texts []store.Text) ([]document, error) {
	var out []document
	for _, x := range texts {
		n, err := t.give(audienceName, string(x.Audience))
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(out, func(d document) bool { return d.audience == n })
		if i < 0 {
			i, out = len(out), append(out, document{audience: n})
		}
		out[i].texts = append(out[i].texts, x)
	}
	return out, nil
}

// pack writes fields and texts one after the other.
func (d *document) pack() (b []byte) {
	for i := range d.texts {
		for _, s := range []string{d.texts[i].Field, d.texts[i].Body} {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
	}
	return b
}

func unpackTexts(b []byte, audience handling.Audience) ([]store.Text, error) {
	var out []store.Text
	u := packed.Fields{Rest: b}
	for len(u.Rest) > 0 && !u.Bad {
		field := string(u.Take(int(u.Uvarint())))
		body := string(u.Take(int(u.Uvarint())))
		out = append(out, store.Text{Field: field, Body: body, Audience: audience})
	}
	if u.Bad {
		return nil, store.ErrCorrupt
	}
	return out, nil
}

// textMark is one document as the row remembers it.
type textMark struct {
	n, audience int64
	digest      [16]byte
}

func packMarks(marks []textMark) (b []byte) {
	for _, m := range marks {
		b = binary.AppendUvarint(b, uint64(m.n))
		b = binary.AppendUvarint(b, uint64(m.audience))
		b = append(b, m.digest[:]...)
	}
	return b
}

func unpackMarks(b []byte) ([]textMark, error) {
	var out []textMark
	u := packed.Fields{Rest: b}
	for len(u.Rest) > 0 && !u.Bad {
		m := textMark{n: int64(u.Uvarint()), audience: int64(u.Uvarint())}
		copy(m.digest[:], u.TakeAll(len(m.digest)))
		out = append(out, m)
	}
	if u.Bad {
		return nil, store.ErrCorrupt
	}
	return out, nil
}

// A wordOp is a document that waits to be written; a nil one is to be removed.
type wordOp struct {
	record, view, audience int64
	texts                  []store.Text
	packed                 []byte
}

// putTexts changes the row's documents to those of row and returns what the row is
// to remember of them.
func (t *tx) putTexts(h *held, row *store.Row) ([]textMark, error) {
	if len(row.Text) == 0 && len(h.texts) == 0 {
		return nil, nil
	}
	used, err := t.give(usedName, row.View)
	if err != nil {
		return nil, err
	}
	documents, err := t.documents(row.Text)
	if err != nil {
		return nil, err
	}
	old := slices.Clone(h.texts)
	var marks []textMark
	for i := range documents {
		d := &documents[i]
		body := d.pack()
		sum := sha256.Sum256(binary.AppendUvarint(body[:len(body):len(body)], uint64(d.audience)))
		m := textMark{audience: d.audience, digest: [16]byte(sum[:16])}
		if k := slices.IndexFunc(old, func(o textMark) bool { return o.digest == m.digest }); k >= 0 {
			m.n = old[k].n
			old = slices.Delete(old, k, k+1)
		} else {
			t.wrote = true
			t.batch.turn.word++
			m.n = t.batch.turn.word
			t.batch.words[m.n] = &wordOp{record: h.record, view: h.view, audience: d.audience, texts: d.texts, packed: body}
			t.batch.use(used, d.audience, 1)
		}
		marks = append(marks, m)
	}
	t.removeWords(old, used)
	return marks, nil
}

func (t *tx) dropTexts(h *held, view string) error {
	if len(h.texts) == 0 {
		return nil
	}
	used, err := t.give(usedName, view)
	if err == nil {
		t.removeWords(h.texts, used)
	}
	return err
}

func (t *tx) removeWords(marks []textMark, used int64) {
	for _, m := range marks {
		if t.batch.words[m.n] != nil {
			delete(t.batch.words, m.n) // it was never written
		} else {
			t.batch.words[m.n] = nil
		}
		t.batch.use(used, m.audience, -1)
	}
}

// Search searches the texts; an update sees its own.
func (t *tx) Search(q store.TextQuery) ([]store.TextHit, error) {
	if err := t.flush(); err != nil {
		return nil, err
	}
	return t.reader.Search(q)
}

// Limits of a search.
const (
	defaultHits = 50
	maxHits     = 200
)

// Search searches the documents, newest first, until enough are found that the
// reader may see.
func (r *reader) Search(q store.TextQuery) ([]store.TextHit, error) {
	w := &wanted{r: r, words: search.Parse(q.Query), before: q.BeforeSeq, limit: clampLimit(q.Limit, defaultHits, maxHits), names: map[int64]handling.Audience{}}
	if w.before <= 0 {
		w.before = math.MaxInt64
	}
	err := w.narrow(&q)
	if err != nil || w.words.Empty() || len(w.audiences) == 0 || len(q.Views) > 0 && len(w.views) == 0 {
		return nil, err
	}
	w.tags = r.s.master.tagsOf(w.words)
	for len(w.out) < w.limit {
		more, err := w.read()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
	}
	for i := range w.out {
		if w.out[i].View, err = r.labelOf(viewName, w.of[i]); err != nil {
			return nil, err
		}
	}
	return w.out[:min(len(w.out), w.limit)], nil
}

// wanted is a search under way.
type wanted struct {
	r         *reader
	words     search.Query
	tags      []int64
	audiences []int64
	views     []int64 // none: all
	names     map[int64]handling.Audience
	before    int64
	limit     int
	out       []store.TextHit
	of        []int64 // their views
}

func (w *wanted) narrow(q *store.TextQuery) error {
	for _, a := range q.Audiences {
		n, err := w.r.number(audienceName, string(a))
		if err != nil {
			return err
		}
		if n != 0 {
			w.audiences, w.names[n] = append(w.audiences, n), a
		}
	}
	for _, v := range q.Views {
		n, err := w.r.number(viewName, v)
		if err != nil {
			return err
		}
		if n != 0 {
			w.views = append(w.views, n)
		}
	}
	return nil
}

// read reads a piece of what the index finds; false where there is no more. It is
// planned for these very tags: a rare one is looked up, a common one met on the
// way down from the newest.
func (w *wanted) read() (bool, error) {
	found := 0
	keys := map[int64]sealer{}
	err := w.r.rows(func(row pgx.Rows) error {
		found++
		return w.take(row, keys)
	}, "SELECT words.n, record.id, words.record, words.view, words.audience, words.body, seal.key FROM words "+
		"JOIN seal ON seal.k = words.record JOIN record ON record.n = words.record "+
		"WHERE words.tokens @> $1 AND words.audience = ANY($2) AND ($3::bigint[] IS NULL OR words.view = ANY($3)) AND words.n < $4 ORDER BY words.n DESC LIMIT $5",
		pgx.QueryExecModeExec, w.tags, w.audiences, w.views, w.before, w.limit)
	return found == w.limit, err
}

func (w *wanted) take(row pgx.Rows, keys map[int64]sealer) error {
	var hit store.TextHit
	var id [16]byte
	var record, view, audience int64
	var body, key []byte
	if err := row.Scan(&hit.Seq, &id, &record, &view, &audience, &body, &key); err != nil {
		return err
	}
	w.before = hit.Seq
	s, err := w.r.opened(keys, record, key)
	if err == nil {
		body, err = s.open(body, ofWords, hit.Seq)
	}
	if err == nil {
		hit.Texts, err = unpackTexts(body, w.names[audience])
	}
	if err != nil || !w.meets(hit.Texts) {
		return err
	}
	hit.ID = lanna.RecordID(id)
	w.out, w.of = append(w.out, hit), append(w.of, view)
	return nil
}

func (w *wanted) meets(texts []store.Text) bool {
	var bodies []string
	for i := range texts {
		bodies = append(bodies, strings.Split(texts[i].Body, textEnd)...)
	}
	_, ok := w.words.Across(bodies)
	return ok
}

// asArray writes numbers as PostgreSQL reads an array.
func asArray(list []int64) string {
	b := []byte{'{'}
	for i, n := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return string(append(b, '}'))
}
