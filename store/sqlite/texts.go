package sqlite

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/handling"
	"lanna/search"
	"lanna/store"
	"lanna/store/packed"
)

// A document is a row of the full-text table words: the texts of one row of a
// view that are of one audience, the audience as a word, and about them whose
// they are. The row keeps the numbers of its documents with a digest of each, so
// that a row written anew does not index again what stayed.
//
// Documents are indexed at the end of the shared transaction: FTS5 writes a
// segment of its own for every savepoint.
type wordOp struct {
	n        int64
	about    []byte // nil: remove
	audience string
	body     string
}

// slotBits is the room for an audience's slot in the number of a document. FTS5
// gives numbers without reading documents, so that those of other audiences are
// passed over at little cost, also where a word is frequent in them.
const slotBits = 6

// slotOf is the slot of an audience. The first audiences of a node have one each;
// all later ones share slot 0, whose documents say themselves whose they are.
func slotOf(audience int64) int64 {
	if audience < 1<<slotBits {
		return audience
	}
	return 0
}

// slots is a bit for each slot in which documents for the reader may be.
func (f *wordFilter) slots() int64 {
	bits := int64(1)
	for n := range f.audiences {
		bits |= 1 << slotOf(n)
	}
	return bits
}

// textEnd stands between the texts of a document (U+001E, record separator).
// Where a text holds one itself, phrases end at it.
const textEnd = "\x1e"

// document is the texts of a row that are of one audience.
type document struct {
	audience handling.Audience
	number   int64 // of the audience
	texts    []store.Text
}

// documents groups texts by audience.
func (t *tx) documents(texts []store.Text) ([]document, error) {
	var out []document
	for _, x := range texts {
		i := slices.IndexFunc(out, func(d document) bool { return d.audience == x.Audience })
		if i < 0 {
			n, err := t.give(audienceName, string(x.Audience))
			if err != nil {
				return nil, err
			}
			i, out = len(out), append(out, document{audience: x.Audience, number: n})
		}
		out[i].texts = append(out[i].texts, x)
	}
	return out, nil
}

func (d *document) body() string {
	var b strings.Builder
	for i := range d.texts {
		if i > 0 {
			b.WriteString(textEnd)
		}
		b.WriteString(d.texts[i].Body)
	}
	return b.String()
}

// pack writes what the row of the document says besides its body: fields, and
// where the texts end.
func (d *document) pack(view int64, id lanna.RecordID) []byte {
	b := binary.AppendUvarint(nil, uint64(view))
	b = binary.AppendUvarint(b, uint64(d.number))
	b = append(b, id[:]...)
	for i := range d.texts {
		b = binary.AppendUvarint(b, uint64(len(d.texts[i].Field)))
		b = append(b, d.texts[i].Field...)
		b = binary.AppendUvarint(b, uint64(len(d.texts[i].Body)))
	}
	return b
}

// about is what a document's row says besides its body.
type about struct {
	view, audience int64
	id             lanna.RecordID
	fields         []byte // with the lengths of the texts
}

func unpackAbout(b []byte) (about, error) {
	u := packed.Fields{Rest: b}
	a := about{view: int64(u.Uvarint()), audience: int64(u.Uvarint())}
	copy(a.id[:], u.TakeAll(len(a.id)))
	a.fields = u.Rest
	if u.Bad {
		return about{}, store.ErrCorrupt
	}
	return a, nil
}

// cut cuts a document's body into its texts.
func (a *about) cut(body string, audience handling.Audience) []store.Text {
	var out []store.Text
	u := packed.Fields{Rest: a.fields}
	for len(u.Rest) > 0 && len(body) > 0 {
		field := string(u.Take(int(u.Uvarint())))
		n := min(int(u.Uvarint()), len(body))
		out = append(out, store.Text{Field: field, Body: body[:n], Audience: audience})
		body = strings.TrimPrefix(body[n:], textEnd)
	}
	return out
}

// audienceWord is how an audience stands in the index.
func audienceWord(n int64) string { return "a" + strconv.FormatInt(n, 10) }

// textMark is one document as the row remembers it.
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
	u := packed.Fields{Rest: b}
	for len(u.Rest) > 0 && !u.Bad {
		m := textMark{n: int64(u.Uvarint()), audience: int64(u.Uvarint())}
		copy(m.digest[:], u.Take(len(m.digest)))
		out = append(out, m)
	}
	if u.Bad {
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
	documents, err := t.documents(row.Text)
	if err != nil {
		return nil, err
	}
	var marks []textMark
	for i := range documents {
		d := &documents[i]
		body, about := d.body(), d.pack(h.view, h.id)
		m := textMark{audience: d.number, digest: mark16(string(about), body)}
		if k := slices.IndexFunc(old, func(o textMark) bool { return o.digest == m.digest }); k >= 0 {
			m.n = old[k].n
			old = slices.Delete(old, k, k+1)
		} else {
			m.n = t.addWords(wordOp{about: about, audience: audienceWord(d.number), body: body}, slotOf(d.number))
			t.batch.counts[place{list: used, audience: d.number}]++
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

func (t *tx) addWords(op wordOp, slot int64) int64 {
	w := t.batch.w
	op.n = w.nextWord<<slotBits | slot
	w.nextWord++
	t.batch.words = append(t.batch.words, op)
	return op.n
}

func (t *tx) removeWords(marks []textMark, used int64) {
	for _, m := range marks {
		t.batch.words = append(t.batch.words, wordOp{n: m.n})
		t.batch.counts[place{list: used, audience: m.audience}]--
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
			err = b.w.c.q("INSERT INTO words (rowid, about, audience, body) VALUES (?, ?, ?, ?)").
				num(op.n).blob(op.about).text(op.audience).text(op.body).exec()
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

// Search searches the documents, newest first, until enough are found that the
// reader may see; nothing is ranked.
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
	match, err := r.within(expression(parsed), &q, f)
	if err != nil {
		return nil, err
	}
	var out []store.TextHit
	s := r.c.q("SELECT rowid, about, body FROM words WHERE words MATCH ? AND rowid < ? AND (? >> (rowid & ?)) & 1 ORDER BY rowid DESC").
		text(match).num(before).num(f.slots()).num(1<<slotBits - 1)
	for len(out) < limit && s.next() {
		a, err := unpackAbout(s.raw(1))
		if err != nil {
			_ = s.done()
			return nil, err
		}
		if !f.admits(&a) {
			continue
		}
		a.fields = slices.Clone(a.fields) // what is read below may take their place
		view, err := r.labelOf(viewName, a.view)
		if err != nil {
			_ = s.done()
			return nil, err
		}
		out = append(out, store.TextHit{Seq: s.int64(0), View: view, ID: a.id, Texts: a.cut(s.string(2), f.audiences[a.audience])})
	}
	return out, s.done()
}

// rare is the share of documents, one in so many, below which the index itself
// looks for a reader's audiences. Above it reading documents that are not for
// the reader costs less than walking the long lists of the audiences.
const rare = 16

// within adds the reader's audiences to a query, where they are rare.
func (r *reader) within(match string, q *store.TextQuery, f *wordFilter) (string, error) {
	own, all, err := r.share(q.Views, f)
	if err != nil || own*rare >= all {
		return match, err
	}
	var b strings.Builder
	b.WriteString(match)
	between := " AND audience : ("
	for _, n := range slices.Sorted(maps.Keys(f.audiences)) {
		b.WriteString(between)
		b.WriteString(audienceWord(n))
		between = " OR "
	}
	b.WriteByte(')')
	return b.String(), nil
}

// share returns how much of what the views hold is for the reader, and how much
// they hold.
func (r *reader) share(views []string, f *wordFilter) (own, all int64, err error) {
	if len(views) == 0 {
		if views, err = r.views(); err != nil {
			return 0, 0, err
		}
	}
	for _, v := range views {
		list, err := r.number(usedName, v)
		if err != nil {
			return 0, 0, err
		}
		used, err := r.used(list)
		if err != nil {
			return 0, 0, err
		}
		for audience, n := range used {
			all += n
			if _, ok := f.audiences[audience]; ok {
				own += n
			}
		}
	}
	return own, all, nil
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
