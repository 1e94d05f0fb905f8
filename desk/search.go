package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"lanna"
	"lanna/handling"
	"lanna/search"
	"lanna/store"
)

// SearchQuery asks for records that hold all of the words.
type SearchQuery struct {
	Text  string
	Kind  lanna.RecordKind // "" means all kinds
	Since lanna.Millis     // records opened from then on
	After int64            // SearchResult.Next of the page before
	Limit int              // at most 100; 0 means 30
}

// A SearchResult holds what the reader may see, newest first.
type SearchResult struct {
	Hits  []Hit
	Kinds map[lanna.RecordKind]int64 // among these hits
	Next  int64                      // 0 where there is no more
}

// A Hit is a record with the text in which the words were found.
type Hit struct {
	Link
	Field  lanna.Property
	Text   Words
	Marks  [][2]int // bytes of Text.Text, from and to
	Reason Reason
	Time   lanna.Millis
}

// maxQuery is the longest question in bytes.
const maxQuery = 512

// Search finds records by names, numbers and free text. The index answers only
// with what the reader's audiences hold, so that the number of hits tells of no
// others; the time may, a little, since it passes over their numbers one by one.
// Each hit is released once more by its property.
func (d *Desk) Search(ctx context.Context, by Actor, why Why, q SearchQuery) (*SearchResult, error) {
	q.Text = strings.TrimSpace(q.Text)
	if len(q.Text) > maxQuery || !utf8.ValidString(q.Text) {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "query-malformed"}
	}
	out := &SearchResult{Kinds: map[lanna.RecordKind]int64{}}
	err := d.see(ctx, by, why, "record.search", func(r store.Reader) (s sight, err error) {
		s.words = q.Text
		words := search.Parse(q.Text)
		if words.Empty() {
			return s, nil
		}
		f := &searcher{d: d, r: r, q: q, words: words, l: d.lens(by, why), out: out, at: map[lanna.RecordID]int{}}
		if f.audiences, err = d.audiences(r, recordView, by, why.Purpose); err != nil || len(f.audiences) == 0 {
			return s, err
		}
		err = f.run()
		for i := range out.Hits {
			s.records = append(s.records, out.Hits[i].Record)
		}
		return s, err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

type searcher struct {
	d         *Desk
	r         store.Reader
	q         SearchQuery
	words     search.Query
	l         *lens
	audiences []handling.Audience
	out       *SearchResult
	at        map[lanna.RecordID]int // place of a record among the hits
}

// rounds bounds the work where many texts are of one record, of another kind or
// too old.
const rounds = 10

func (f *searcher) run() error {
	limit := f.q.Limit
	if limit <= 0 {
		limit = 30
	}
	limit = min(limit, 100)
	before := f.q.After
	for range rounds {
		texts, err := f.r.Search(store.TextQuery{Query: f.q.Text, Audiences: f.audiences, Views: []string{recordView}, BeforeSeq: before, Limit: 2 * limit})
		if err != nil {
			return err
		}
		for _, t := range texts {
			if len(f.out.Hits) == limit {
				f.out.Next = before
				return nil
			}
			before = t.Seq
			if err := f.take(t); err != nil {
				return err
			}
		}
		if len(texts) < 2*limit {
			return nil
		}
	}
	f.out.Next = before
	return nil
}

// take adds texts that match: as a hit, or not at all where their record is
// there already, of another kind or too old, or where the words stand only in what is not
// for the reader.
func (f *searcher) take(t store.TextHit) error {
	if _, ok := f.at[t.ID]; ok {
		return nil
	}
	text, ok := f.meets(t.Texts)
	if !ok {
		return nil
	}
	p := lanna.Property(text.Field)
	link, known, err := f.l.linkTo(f.r, t.ID)
	if err != nil || !known || f.q.Kind != "" && link.Kind != f.q.Kind || link.When < f.q.Since {
		return err
	}
	hit := Hit{Link: link, Field: p, Time: link.When, Reason: Reason{Code: "found-in", Args: map[string]string{"property": string(p)}}}
	hit.Text.Text, hit.Marks = excerpt(text.Body, f.words)
	f.at[t.ID] = len(f.out.Hits)
	f.out.Hits = append(f.out.Hits, hit)
	f.out.Kinds[link.Kind]++
	return nil
}

// meets reports whether the reader may see all of the words in these texts, and
// returns the text that holds most of them.
func (f *searcher) meets(texts []store.Text) (store.Text, bool) {
	texts = slices.DeleteFunc(texts, func(t store.Text) bool { return !f.shows(lanna.Property(t.Field)) })
	bodies := make([]string, len(texts))
	for i := range texts {
		bodies[i] = texts[i].Body
	}
	best, ok := f.words.Across(bodies)
	if !ok {
		return store.Text{}, false
	}
	return texts[best], true
}

// shows asks handling whether a role of the reader hides the property. The
// marking was asked when the audiences were chosen.
func (f *searcher) shows(p lanna.Property) bool {
	m := handling.Marking{Purposes: []lanna.Purpose{f.l.purpose}}
	return handling.Release(m, f.l.agency, p, f.l.reader, f.l.purpose).Allowed
}

// around is how many bytes of a long text are shown on each side of the first
// match.
const around = 160

// excerpt cuts a long text to the surroundings of its first match and returns
// where the words stand in it.
func excerpt(text string, words search.Query) (string, [][2]int) {
	spans := words.Mark(text)
	from, to := 0, len(text)
	if len(text) > 3*around {
		at := 0
		if len(spans) > 0 {
			at = spans[0].Start
		}
		from, to = edge(text, at-around), edge(text, at+2*around)
	}
	var marks [][2]int
	for _, s := range spans {
		if s.Start >= from && s.End <= to {
			marks = append(marks, [2]int{s.Start - from, s.End - from})
		}
	}
	return text[from:to], marks
}

// edge moves a place in a text to the beginning of a rune.
func edge(text string, i int) int {
	i = min(max(i, 0), len(text))
	for i > 0 && i < len(text) && !utf8.RuneStart(text[i]) {
		i--
	}
	return i
}
