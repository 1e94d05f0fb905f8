package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"lanna"
	"lanna/web/locale"
)

//go:embed *.html
var templateFiles embed.FS

// templates are the pages, parsed for each language, so that a template names a
// string by its key alone: {{t "queue.open"}}. Each is parsed when it is first asked
// for: all pages in all languages are 40 MB, and hardly any agency reads them all.
type templates struct {
	words *locale.Catalog
	zone  *time.Location
	known map[string]bool // pages that there are

	mu     sync.Mutex
	parsed map[pageIn]*template.Template
}

// A pageIn is a page in a language, by its code.
type pageIn struct{ page, lang string }

// parts are the templates that every page may use.
var parts = []string{"shell.html", "parts.html"}

func newTemplates(words *locale.Catalog, zone *time.Location) (*templates, error) {
	names, err := fs.Glob(templateFiles, "*.html")
	if err != nil {
		return nil, err
	}
	t := &templates{words: words, zone: zone, known: map[string]bool{}, parsed: map[pageIn]*template.Template{}}
	for _, name := range names {
		if !slices.Contains(parts, name) {
			t.known[strings.TrimSuffix(name, ".html")] = true
		}
	}
	return t, nil
}

// of returns a page in a language.
func (t *templates) of(lang *locale.Language, page string) (*template.Template, error) {
	if !t.known[page] {
		return nil, fmt.Errorf("no page %q", page)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	at := pageIn{page, lang.Code}
	if got := t.parsed[at]; got != nil {
		return got, nil
	}
	got, err := template.New("").Funcs(funcs(lang, t.zone)).ParseFS(templateFiles, slices.Concat(parts, []string{page + ".html"})...)
	if err == nil {
		t.parsed[at] = got
	}
	return got, err
}

// render writes a page. It is made as a whole before a byte is sent, so that
// one that fails half-way is an error page and not half a page.
func (t *templates) render(w http.ResponseWriter, lang *locale.Language, page string, data any) error {
	return t.part(w, lang, page, "page", data)
}

// part writes one template of a page: what htmx puts in place.
func (t *templates) part(w http.ResponseWriter, lang *locale.Language, page, part string, data any) error {
	out, err := t.text(lang, page, part, data)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = w.Write(out)
	return err
}

// text makes one template of a page.
func (t *templates) text(lang *locale.Language, page, part string, data any) ([]byte, error) {
	tmpl, err := t.of(lang, page)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := tmpl.ExecuteTemplate(&out, part, data); err != nil {
		return nil, err
	}
	return bytes.Map(upright, out.Bytes()), nil
}

// upright puts a sign that can be seen in place of the controls that turn the
// direction of writing: with one of them a name or a number is shown in another
// order than it is stored in. No language of the pages needs them.
func upright(r rune) rune {
	if unicode.Is(unicode.Bidi_Control, r) {
		return unicode.ReplacementChar
	}
	return r
}

func funcs(lang *locale.Language, zone *time.Location) template.FuncMap {
	return template.FuncMap{
		"t":     lang.Text,
		"n":     lang.Count,
		"first": lang.First,
		"tt":    func(key string, pairs ...any) template.HTML { return markedUp(lang, key, pairs...) },
		"said":  said,
		"when":  func(m lanna.Millis) template.HTML { return timeElement(m, longTime(lang, zone, m)) },
		"hm":    func(m lanna.Millis) template.HTML { return timeElement(m, shortTime(zone, m)) },
		"day":   func(m lanna.Millis) string { return dayOf(lang, m.Time().In(zone)) },
		"date":  func(day string) template.HTML { return dateElement(lang, day) },
		"utc":   func(m lanna.Millis) string { return m.Time().Format("15:04 UTC") },
		"inc":   func(i int) int { return i + 1 },
		"dict":  dict,
	}
}

// A Said is a value as it was written, with its language: each one carries its
// own lang on a page, so that fonts, line height and screen readers fit.
type Said struct{ Text, Lang string }

// said writes a value with its language. A value without one (a number, an id)
// is marked as belonging to none.
func said(text, lang string) template.HTML {
	return template.HTML(`<span lang="` + template.HTMLEscapeString(lang) + `">` + template.HTMLEscapeString(text) + `</span>`)
}

func (v Said) String() string { return v.Text }

// HTML is the value with its language.
func (v Said) HTML() template.HTML { return said(v.Text, v.Lang) }

// markedUp fills a string with values that carry markup; plain ones are escaped.
func markedUp(lang *locale.Language, key string, pairs ...any) template.HTML {
	filled := make([]string, len(pairs))
	for i, p := range pairs {
		switch p := p.(type) {
		case template.HTML:
			filled[i] = string(p)
		case Said:
			filled[i] = string(p.HTML())
		default:
			filled[i] = template.HTMLEscapeString(fmt.Sprint(p))
		}
	}
	return template.HTML(lang.Escaped(key, filled...))
}

// dict hands several values to a template.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: a name lacks its value")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m, nil
}
