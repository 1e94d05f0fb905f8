package docs_test

import (
	"fmt"
	"html"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lanna/docs"
	"lanna/web/locale"
)

// load reads the manual with every picture at its own name.
func load(t *testing.T) *docs.Manual {
	t.Helper()
	m, err := docs.Load(docs.Links{Page: func(name string) string { return "/help/" + name }, Picture: func(file string) string { return "/" + file }})
	must(t, err)
	return m
}

// manual calls visit for each page of docs/use in each of its languages.
func manual(t *testing.T, visit func(p *docs.Page)) {
	t.Helper()
	m, seen := load(t), 0
	for _, part := range docs.Parts {
		for _, name := range part.Pages {
			for _, lang := range m.In(name) {
				if part.Code != "run" {
					visit(m.Page(name, lang))
					seen++
				}
			}
		}
	}
	if seen < 50 {
		t.Fatalf("%d pages were seen", seen)
	}
}

// everywhere are the pages that a duty officer needs first: all five languages have
// them.
var everywhere = []string{"first-steps", "account", "capture", "alert", "handover", "offline"}

// Every page is in English and Chinese, those of everywhere in all five languages,
// and no file lies beside the manual.
func TestEveryPageIsInEnglishAndChinese(t *testing.T) {
	m := load(t)
	files := map[string]bool{}
	for _, part := range docs.Parts {
		for _, name := range part.Pages {
			want := []string{"en", "zh"}
			switch {
			case slices.Contains(everywhere, name):
				want = docs.Languages
			case part.Code == "run":
				want = []string{"en"}
			}
			if got := m.In(name); !slices.Equal(got, want) {
				t.Errorf("%s is in %v, want %v", name, got, want)
			}
			for _, lang := range want {
				files[path.Join("use", lang, name+".md")] = true
				files["run/"+strings.TrimPrefix(name, "run-")+".md"] = true
			}
		}
	}
	for _, pattern := range []string{"use/*/*.md", "run/*.md"} {
		list, err := filepath.Glob(pattern)
		must(t, err)
		for _, file := range list {
			if !files[filepath.ToSlash(file)] {
				t.Errorf("%s is in no part of the manual", file)
			}
		}
	}
}

var bold = regexp.MustCompile(`(?s)<strong>(.*?)</strong>`)

// labels are the words in bold of a page, as they are read.
func labels(p *docs.Page) (out []string) {
	for _, m := range bold.FindAllStringSubmatch(p.Body, -1) {
		out = append(out, html.UnescapeString(m[1]))
	}
	return out
}

// A button that a page names is on the screen: words in bold are strings of the
// page's language, with their places filled.
func TestBoldWordsStandOnTheScreen(t *testing.T) {
	screen := screens(t)
	count := 0
	manual(t, func(p *docs.Page) {
		for _, label := range labels(p) {
			if count++; len(screen[p.Lang](label)) == 0 {
				t.Errorf("%s in %s names %q, which stands on no screen", p.Name, p.Lang, label)
			}
		}
	})
	if count < 500 {
		t.Errorf("%d labels were looked up", count)
	}
	if len(screen["en"]("Press harder")) > 0 || len(screen["en"]("Acknowledge")) == 0 || len(screen["zh"]("移交这 3 项")) == 0 {
		t.Error("the look-up lets everything or nothing through")
	}
}

// screens finds, for each language, the keys of the strings that read so.
func screens(t *testing.T) map[string]func(string) []string {
	t.Helper()
	c, err := locale.Load()
	must(t, err)
	out := map[string]func(string) []string{}
	for _, l := range c.Languages {
		exact, filled := map[string][]string{}, map[string]*regexp.Regexp{}
		for _, key := range l.Keys() {
			text := l.Text(key)
			if fixed := place.ReplaceAllString(text, ""); fixed == text {
				exact[strings.TrimSpace(text)] = append(exact[strings.TrimSpace(text)], key)
			} else if len([]rune(strings.TrimSpace(fixed))) > 1 {
				filled[key] = regexp.MustCompile("^" + place.ReplaceAllString(regexp.QuoteMeta(text), ".+") + "$")
			}
		}
		out[l.Code] = func(s string) []string {
			keys := slices.Clone(exact[s])
			for key, re := range filled {
				if re.MatchString(s) {
					keys = append(keys, key)
				}
			}
			return keys
		}
	}
	return out
}

var place = regexp.MustCompile(`\\?\{[a-z]+\\?\}`)

// A page names the same buttons in every language.
func TestLanguagesNameTheSameButtons(t *testing.T) {
	screen, english := screens(t), load(t)
	manual(t, func(p *docs.Page) {
		other := english.Page(p.Name, "en")
		if got, want := len(p.Sections), len(other.Sections); got != want {
			t.Errorf("%s has %d sections in %s, %d in English", p.Name, got, p.Lang, want)
		}
		left := labels(other)
		for _, label := range labels(p) {
			i := slices.IndexFunc(left, func(e string) bool { return meet(screen[p.Lang](label), screen["en"](e)) })
			if i < 0 {
				t.Errorf("%s names %q in %s and not in English", p.Name, label, p.Lang)
				continue
			}
			left = slices.Delete(left, i, i+1)
		}
		if len(left) > 0 {
			t.Errorf("%s lacks in %s: %q", p.Name, p.Lang, left)
		}
	})
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

var picture = regexp.MustCompile(`<img src="/([^"]+)" alt="([^"]+)"`)

// Each page shows one picture, which is there, small, and used; a reader who
// cannot see it is told what it shows.
func TestEveryPageHasItsPicture(t *testing.T) {
	used := map[string]bool{}
	manual(t, func(p *docs.Page) {
		m := picture.FindStringSubmatch(p.Body)
		if m == nil || m[1] != p.Name+"-"+p.Lang+".webp" {
			t.Errorf("%s in %s has no picture of its own: %q", p.Name, p.Lang, m)
			return
		}
		used[m[1]] = true
	})
	total := 0
	must(t, docs.Pictures(func(name string, raw []byte) {
		if total += len(raw); !used[name] || len(raw) > 150<<10 {
			t.Errorf("%s: used %v, %d bytes", name, used[name], len(raw))
		}
		delete(used, name)
	}))
	if len(used) > 0 {
		t.Errorf("not drawn yet, run make pictures: %v", used)
	}
	if total > 3<<20 {
		t.Errorf("the pictures are %d bytes together", total)
	}
}

// Inside the program a link leads to a page of the program, or is plain words.
func TestLinksStayInside(t *testing.T) {
	m := load(t)
	href := regexp.MustCompile(`href="([^"]*)"`)
	links := 0
	for _, part := range docs.Parts {
		for _, name := range part.Pages {
			for _, lang := range m.In(name) {
				for _, link := range href.FindAllStringSubmatch(m.Page(name, lang).Body, -1) {
					links++
					if page, ok := strings.CutPrefix(link[1], "/help/"); !ok || m.Page(page, lang) == nil {
						t.Errorf("%s in %s links to %s", name, lang, link[1])
					}
				}
			}
		}
	}
	if links < 50 {
		t.Errorf("%d links", links)
	}
	if body := m.Page("first-week", "en").Body; !strings.Contains(body, `href="/help/run-waking"`) || !strings.Contains(body, `href="/help/rota"`) {
		t.Error("a page of docs/run and one of docs/use of the same name are taken for each other")
	}
	if body := m.Page("run-rota", "en").Body; !strings.Contains(body, `href="/help/run-waking"`) {
		t.Error("docs/run does not find itself")
	}
}

// A reader types what a label says, or a word of any of five scripts.
func TestFind(t *testing.T) {
	m := load(t)
	tests := []struct{ words, lang, page, in string }{
		{"capture screenshot", "en", "capture", "en"},
		{"CONTACT", "en", "protect", "en"},
		{"截图", "zh", "capture", "zh"},
		{"結案", "zh", "close", "zh"},  // traditional characters
		{"召回", "en", "recall", "zh"}, // another language than the reader's
		{"คิว", "th", "first-steps", "th"},
		{"စာရင်း", "my", "first-steps", "my"},
		{"ຄິວ", "lo", "first-steps", "lo"},
		{"ส่งมอบกะ", "th", "handover", "th"},
		{"တာဝန်ချိန် လွှဲပြောင်းရန်", "my", "handover", "my"},
		{"ເຮັດວຽກເມື່ອບໍ່ມີການເຊື່ອມຕໍ່", "lo", "offline", "lo"},
		{"apt-get tesseract", "en", "install", "en"},
	}
	for _, tt := range tests {
		found := m.Find(tt.words, tt.lang)
		if len(found) == 0 || found[0].Name != tt.page || found[0].Lang != tt.in {
			t.Errorf("%q: found %v, want first %s in %s", tt.words, names(found), tt.page, tt.in)
			continue
		}
		for _, mark := range found[0].Marks {
			if word := found[0].Section.Text[mark[0]:mark[1]]; strings.TrimSpace(word) == "" {
				t.Errorf("%q marks %q", tt.words, word)
			}
		}
	}
	for _, none := range []string{"", " ", "nothing-has-this", "截图 nothing-has-this"} {
		if found := m.Find(none, "en"); len(found) > 0 {
			t.Errorf("%q finds %v", none, names(found))
		}
	}
}

func names(found []docs.Found) (out []string) {
	for _, f := range found {
		out = append(out, fmt.Sprint(f.Name, ".", f.Lang))
	}
	return out
}

// The list for readers of the repository names every page.
func TestTheIndexNamesEveryPage(t *testing.T) {
	raw, err := os.ReadFile("use/README.md")
	must(t, err)
	manual(t, func(p *docs.Page) {
		if link := fmt.Sprintf("[%s](%s/%s.md)", p.Title, p.Lang, p.Name); !strings.Contains(string(raw), link) {
			t.Errorf("docs/use/README.md lacks %s", link)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
