// Package locale holds every string of every page in five languages, one file
// a language.
//
// A string may have places in braces, {n}, which the caller fills with
// strings. Numbers, ids, amounts and times are handed over as finished
// strings: nothing here changes a digit. (golang.org/x/text/message prints %d
// with Burmese digits in Burmese, and an ID that was read from a picture must
// look like the picture.)
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed *.json
var files embed.FS

// Tags lists the languages in the order in which pages offer them. The first
// is the fallback.
var Tags = []language.Tag{
	language.English,
	language.Chinese,
	language.Thai,
	language.Burmese,
	language.Lao,
}

// A Language is the strings of one language.
type Language struct {
	Code string // BCP 47: en, zh, th, my, lo
	Name string // in the language itself
	tag  language.Tag
	text map[string]string
}

// Catalog is all languages.
type Catalog struct {
	Languages []*Language // in the order of Tags
	matcher   language.Matcher
}

// Load reads the five files.
func Load() (*Catalog, error) {
	c := &Catalog{matcher: language.NewMatcher(Tags)}
	for _, tag := range Tags {
		l, err := read(tag)
		if err != nil {
			return nil, err
		}
		c.Languages = append(c.Languages, l)
	}
	return c, nil
}

func read(tag language.Tag) (*Language, error) {
	code := tag.String()
	raw, err := files.ReadFile(code + ".json")
	if err != nil {
		return nil, err
	}
	l := &Language{Code: code, tag: tag}
	if err := json.Unmarshal(raw, &l.text); err != nil {
		return nil, fmt.Errorf("locale %s: %w", code, err)
	}
	l.Name = l.text["language.name"]
	return l, nil
}

// Match returns the language that fits best: the code that was chosen on this
// device, if it is one of ours, else what the browser asks for.
func (c *Catalog) Match(chosen, acceptLanguage string) *Language {
	for _, l := range c.Languages {
		if l.Code == chosen {
			return l
		}
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return c.Languages[0]
	}
	_, i, _ := c.matcher.Match(wanted...)
	return c.Languages[i]
}

// Text returns the string of key with its places filled: pairs are names and
// values in turn. An unknown key returns itself, so that a page never fails for
// want of a word; a test keeps that from happening.
func (l *Language) Text(key string, pairs ...string) string {
	s, ok := l.text[key]
	if !ok {
		return key
	}
	if len(pairs) == 0 {
		return s
	}
	braced := make([]string, len(pairs))
	for i, p := range pairs {
		if braced[i] = p; i%2 == 0 {
			braced[i] = "{" + p + "}"
		}
	}
	return strings.NewReplacer(braced...).Replace(s) // one pass: a value is never filled again
}

// Escaped is Text for pages: the string itself is escaped as HTML, the values
// are put in as they are, so the caller escapes them.
func (l *Language) Escaped(key string, pairs ...string) string {
	plain, ok := l.text[key]
	if !ok {
		plain = key
	}
	e := &Language{text: map[string]string{key: html.EscapeString(plain)}}
	return e.Text(key, pairs...)
}

// Count is Text for a number of things: {n} is the number, and a language
// with a singular (of the five, English) may have a second string, key.one.
func (l *Language) Count(key string, n int, pairs ...string) string {
	if l.Has(key+".one") && plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0) == plural.One {
		key += ".one"
	}
	return l.Text(key, append([]string{"n", strconv.Itoa(n)}, pairs...)...)
}

// Has reports whether the language has the key.
func (l *Language) Has(key string) bool { _, ok := l.text[key]; return ok }

// First returns the text of the first key that the language has, or of the last.
func (l *Language) First(keys ...string) string {
	for _, key := range keys {
		if l.Has(key) {
			return l.Text(key)
		}
	}
	return l.Text(keys[len(keys)-1])
}

// Keys lists the keys in order.
func (l *Language) Keys() []string {
	keys := make([]string, 0, len(l.text))
	for key := range l.text {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
