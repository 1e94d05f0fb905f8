package search

import (
	"slices"
	"strings"
)

// Span is a piece of the original text, in bytes.
type Span struct{ Start, End int }

// Mark gives the pieces of text that meet the query, in order and without
// overlap. It is what the index would find, worked out again on the text itself.
func Mark(text, query string) []Span { return Parse(query).Mark(text) }

// Mark gives the pieces of text that meet any phrase of q.
func (q Query) Mark(text string) []Span {
	if q.Empty() {
		return nil
	}
	p := positions(Tokens(text))
	var out []Span
	for _, phrase := range q.Phrases {
		for i := range p {
			if s, ok := p.match(i, phrase); ok {
				out = append(out, s)
			}
		}
	}
	return merge(out)
}

// Matches reports whether text meets every phrase of q.
func (q Query) Matches(text string) bool {
	p := positions(Tokens(text))
	for _, phrase := range q.Phrases {
		if !p.meets(phrase) {
			return false
		}
	}
	return !q.Empty()
}

// Across reports whether every phrase of q is met in one of the texts or
// another, and returns the first text that meets the most.
func (q Query) Across(texts []string) (best int, ok bool) {
	met := make([]bool, len(q.Phrases))
	most := 0
	for i, text := range texts {
		p, n := positions(Tokens(text)), 0
		for k, phrase := range q.Phrases {
			if p.meets(phrase) {
				met[k] = true
				n++
			}
		}
		if n > most {
			best, most = i, n
		}
		if most == len(met) {
			break
		}
	}
	return best, most > 0 && !slices.Contains(met, false)
}

// meets reports whether the phrase stands anywhere.
func (p places) meets(phrase Phrase) bool {
	for i := range p {
		if _, ok := p.match(i, phrase); ok {
			return true
		}
	}
	return false
}

// places holds the tokens of each position.
type places [][]Token

func positions(tokens []Token) places {
	var out places
	for i := 0; i < len(tokens); {
		k := i + 1
		for k < len(tokens) && tokens[k].Pos == tokens[i].Pos {
			k++
		}
		out = append(out, tokens[i:k])
		i = k
	}
	return out
}

// match reports whether the phrase stands at position i, and over which bytes.
func (p places) match(i int, phrase Phrase) (Span, bool) {
	if i+len(phrase.Terms) > len(p) {
		return Span{}, false
	}
	var s Span
	for k, term := range phrase.Terms {
		prefix := phrase.Prefix && k == len(phrase.Terms)-1
		t, ok := find(p[i+k], term, prefix)
		if !ok {
			return Span{}, false
		}
		if k == 0 {
			s.Start = t.Start
		}
		s.End = max(s.End, t.End)
	}
	return s, true
}

func find(tokens []Token, term string, prefix bool) (Token, bool) {
	for _, t := range tokens {
		if t.Text == term || prefix && strings.HasPrefix(t.Text, term) {
			return t, true
		}
	}
	return Token{}, false
}

// merge orders spans and joins those that touch.
func merge(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.Start - b.Start })
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}
