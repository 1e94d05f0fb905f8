// Package docs is what officers and administrators read while they work: the
// pages of docs/use and docs/run with their pictures, as they lie in this
// folder, made into HTML and searched. The binary carries them, so that a node
// without any network has its manual.
//
// A page is docs/use/LANGUAGE/NAME.md, or docs/run/NAME.md, which is English
// alone. It opens with its title; its headings of the second level cut it into
// sections. Words in bold are words that stand on the screen: a test looks each
// of them up among the strings of the page's language.
package docs

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed use run/*.md
var files embed.FS

// A Part is pages that belong together, in the order in which they are read.
type Part struct {
	Code  string // begin, alerts, records …: pages have words for it
	Pages []string
}

// Parts lists all pages. Those of the last part are docs/run.
var Parts = []Part{
	{"begin", []string{"first-steps", "account"}},
	{"alerts", []string{"capture", "phone", "alert", "close", "handover", "waking"}},
	{"records", []string{"record", "correct", "protect", "same-person", "search", "offline"}},
	{"partners", []string{"ask", "answer", "release", "recall", "hit"}},
	{"papers", []string{"lists", "paper", "due", "subjects"}},
	{"desk", []string{"rota", "reading", "audit", "first-week", "officers", "parties"}},
	{"run", []string{"install", "day", "run-officers", "backup", "recovery", "upgrade", "move", "watching", "cluster", "oidc", "run-rota", "run-waking"}},
}

// Languages are the folders of docs/use, English first: it is shown where a
// page is in no better language.
var Languages = []string{"en", "zh", "th", "my", "lo"}

// A Page is one page in one language.
type Page struct {
	Name, Lang, Title string
	Body              string // HTML of our own making, without the title
	Sections          []Section
}

// A Section is the words under one heading, as a reader sees them.
type Section struct {
	ID      string // its anchor in Body; "": the page's beginning
	Heading string
	Text    string
}

// Links says where pages and pictures are found.
type Links struct {
	Page    func(name string) string
	Picture func(file string) string // "": there is none
}

// A Manual is all pages.
type Manual struct {
	pages map[string]map[string]*Page // name, language
}

// Load reads and renders all pages.
func Load(links Links) (*Manual, error) {
	m := &Manual{pages: map[string]map[string]*Page{}}
	for _, part := range Parts {
		for _, name := range part.Pages {
			m.pages[name] = map[string]*Page{}
			for _, lang := range Languages {
				raw, err := files.ReadFile(file(part.Code, name, lang))
				if err != nil {
					continue // a test holds which languages a page has
				}
				if m.pages[name][lang], err = render(name, lang, raw, links); err != nil {
					return nil, err
				}
			}
			if m.pages[name]["en"] == nil {
				return nil, fmt.Errorf("docs: no page %s", name)
			}
		}
	}
	return m, nil
}

func file(part, name, lang string) string {
	if part == "run" && lang == "en" {
		return "run/" + strings.TrimPrefix(name, "run-") + ".md"
	}
	return path.Join("use", lang, name+".md")
}

// Page returns the page in the language, or in English where it has none in
// that; nil where there is no such page.
func (m *Manual) Page(name, lang string) *Page {
	if p := m.pages[name][lang]; p != nil {
		return p
	}
	return m.pages[name]["en"]
}

// In lists the languages in which there is the page.
func (m *Manual) In(name string) []string {
	var out []string
	for _, lang := range Languages {
		if m.pages[name][lang] != nil {
			out = append(out, lang)
		}
	}
	return out
}

// Pictures hands each picture to add.
func Pictures(add func(name string, raw []byte)) error {
	list, err := fs.Glob(files, "use/pictures/*")
	if err != nil {
		return err
	}
	for _, name := range list {
		raw, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		add(path.Base(name), raw)
	}
	return nil
}
