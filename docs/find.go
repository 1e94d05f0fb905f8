package docs

import (
	"slices"

	"lanna/search"
)

// A Found is a page that has the words looked for, and the section that shows
// them best.
type Found struct {
	*Page
	Section Section
	Marks   [][2]int // bytes of Section.Text
	weight  int
}

// What a hit weighs: words in a title say what a page is about.
const (
	inTitle   = 40
	inHeading = 10
	mostHits  = 9 // in one section; more say nothing more
	ownTongue = 5
)

// Find looks for the words in the pages of all languages, cut and folded as the
// text index does it, and returns each page once: in the reader's language if
// the words are there. All words must be on a page.
func (m *Manual) Find(words, lang string) []Found {
	q := search.Parse(words)
	if q.Empty() {
		return nil
	}
	var out []Found
	for _, part := range Parts {
		for _, name := range part.Pages {
			if f, ok := m.find(name, q, lang); ok {
				out = append(out, f)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Found) int { return b.weight - a.weight })
	return out
}

func (m *Manual) find(name string, q search.Query, lang string) (Found, bool) {
	for _, l := range append([]string{lang}, Languages...) {
		p := m.pages[name][l]
		if p == nil {
			continue
		}
		if f, ok := p.find(q); ok {
			if l == lang {
				f.weight += ownTongue
			}
			return f, true
		}
	}
	return Found{}, false
}

func (p *Page) find(q search.Query) (Found, bool) {
	texts := []string{p.Title}
	for _, s := range p.Sections {
		texts = append(texts, s.Heading, s.Text)
	}
	if _, ok := q.Across(texts); !ok {
		return Found{}, false
	}
	best := Found{Page: p, Section: p.Sections[0], weight: -1}
	for _, s := range p.Sections {
		marks := q.Mark(s.Text)
		weight := min(len(marks), mostHits)
		if len(q.Mark(s.Heading)) > 0 {
			weight += inHeading
		}
		if weight > best.weight {
			best = Found{Page: p, Section: s, Marks: pairs(marks), weight: weight}
		}
	}
	if len(q.Mark(p.Title)) > 0 {
		best.weight += inTitle
	}
	return best, true
}

func pairs(spans []search.Span) [][2]int {
	out := make([][2]int, len(spans))
	for i, s := range spans {
		out[i] = [2]int{s.Start, s.End}
	}
	return out
}
