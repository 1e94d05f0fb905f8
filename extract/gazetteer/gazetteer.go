// Package gazetteer is a small list of places along the borders of China,
// Myanmar, Laos and Thailand: towns, provinces and zones that public reports
// name, in five languages. It recognises; it decides no jurisdiction. Invented
// towns of exercises are in it too, and say so.
package gazetteer

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed places.tsv
var table string

// A Place is one entry.
type Place struct {
	ID    string   // stable, for details of proposals: mm-myawaddy
	Kind  string   // town, province, country, compound
	Land  string   // ISO 3166-1 alpha-2; XX in exercises
	Names []string // every spelling
}

// A Hit is a place named in a text, in bytes.
type Hit struct {
	Start, End int
	Place      *Place
}

type index map[string][]spelling // by the first rune

type spelling struct {
	text  string // lower case
	place *Place
}

var load = sync.OnceValue(func() index {
	ix := index{}
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) < 4 || strings.HasPrefix(line, "#") {
			continue
		}
		p := &Place{ID: f[0], Kind: f[1], Land: f[2]}
		for n := range strings.SplitSeq(f[3], "|") {
			n = strings.TrimSpace(n)
			p.Names = append(p.Names, n)
			first, _ := utf8.DecodeRuneInString(strings.ToLower(n))
			ix[string(first)] = append(ix[string(first)], spelling{strings.ToLower(n), p})
		}
	}
	return ix
})

// Find returns the places that a text names, longest spelling first at each
// place of the text, in order and without overlap. Latin spellings count as
// whole words.
func Find(text string) []Hit {
	ix := load()
	var hits []Hit
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		var best spelling
		for _, s := range ix[string(unicode.ToLower(r))] {
			if len(s.text) > len(best.text) && hasPrefixFold(text[i:], s.text) && whole(text, i, i+len(s.text)) {
				best = s
			}
		}
		if best.place != nil {
			hits = append(hits, Hit{i, i + len(best.text), best.place})
			n = len(best.text)
		}
		i += n
	}
	return hits
}

// hasPrefixFold compares ASCII letters without case, all else exactly.
func hasPrefixFold(s, lower string) bool {
	if len(s) < len(lower) {
		return false
	}
	for i := range len(lower) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

func whole(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	first, _ := utf8.DecodeRuneInString(text[start:])
	if first < 0x250 {
		return !latin(before) && !latin(after)
	}
	return !unicode.In(after, unicode.Mn, unicode.Mc)
}

func latin(r rune) bool { return r < 0x250 && unicode.IsLetter(r) }
