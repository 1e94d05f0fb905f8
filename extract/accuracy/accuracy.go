// Package accuracy measures what extract finds in pictures whose truth is
// known, by field and by language.
//
// A notice of the truth is paired with the found notice that shares most with
// it, those that share most first; values of paired notices are compared as sets, values of the others are
// missed or invented. Contacts of a list count with phones and handles.
package accuracy

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lanna/extract"
)

// A Truth is one entry of truth.json: what is in a picture, in the shape of
// the intake JSON, and how it was drawn.
type Truth struct {
	extract.Intake
	Language string   `json:"language"`
	Layout   string   `json:"layout"`
	Theme    string   `json:"theme"`
	Font     string   `json:"font"`
	Split    string   `json:"split"`
	Wordings []string `json:"wording"`
}

// Load reads the truth of a folder of pictures.
func Load(dir string) ([]Truth, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		return nil, fmt.Errorf("accuracy: %w", err)
	}
	var ts []Truth
	if err := json.Unmarshal(raw, &ts); err != nil {
		return nil, fmt.Errorf("accuracy: truth.json: %w", err)
	}
	return ts, nil
}

// Fields in the order of the table.
var Fields = []string{"notice", "name", "alias", "id", "phone", "handle", "amount", "tip amount", "place"}

// A Count is what was right, invented and missed.
type Count struct{ Right, Invented, Missed int }

// Precision, Recall and F1 are 1 where there was nothing to find and nothing
// was found.
func (c Count) Precision() float64 { return ratio(c.Right, c.Right+c.Invented) }

// Recall is the share of what was there that was found.
func (c Count) Recall() float64 { return ratio(c.Right, c.Right+c.Missed) }

// F1 is the harmonic mean of both.
func (c Count) F1() float64 { return ratio(2*c.Right, 2*c.Right+c.Invented+c.Missed) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// A Miss is one value that was missed or invented.
type Miss struct {
	File, Field, Value string
	Invented           bool
}

// A Score counts by language and field; the language "all" counts everything.
type Score struct {
	Counts map[string]map[string]*Count
	Misses []Miss
	Files  int
}

// NewScore is an empty score.
func NewScore() *Score { return &Score{Counts: map[string]map[string]*Count{}} }

func (s *Score) count(lang, field string) *Count {
	if s.Counts[lang] == nil {
		s.Counts[lang] = map[string]*Count{}
	}
	if s.Counts[lang][field] == nil {
		s.Counts[lang][field] = &Count{}
	}
	return s.Counts[lang][field]
}

// Add compares what was found in one picture with its truth.
func (s *Score) Add(t Truth, found extract.Intake) {
	s.Files++
	of, taken := pairs(t.Notices, found.Notices)
	for i, want := range t.Notices {
		var got extract.IntakeNotice
		if of[i] >= 0 {
			got = found.Notices[of[i]]
			s.one(t, "notice", []string{"notice"}, []string{"notice"})
		} else {
			s.one(t, "notice", []string{"notice"}, nil)
		}
		s.fields(t, want, got)
	}
	for i, got := range found.Notices {
		if !taken[i] {
			s.one(t, "notice", nil, []string{"notice"})
			s.fields(t, extract.IntakeNotice{}, got)
		}
	}
	s.one(t, "phone", t.Contacts.Phones, found.Contacts.Phones)
	s.one(t, "handle", handles(t.Contacts.Handles), handles(found.Contacts.Handles))
}

// pairs gives each notice of the truth the found one that is its; -1 for none.
// Those that share most are paired first, so that a notice that was not found
// does not take its neighbour's of a like sum.
func pairs(want, found []extract.IntakeNotice) (of []int, taken []bool) {
	type pair struct{ want, got, alike int }
	var all []pair
	of, taken = make([]int, len(want)), make([]bool, len(found))
	for i, w := range want {
		of[i] = -1
		for k, g := range found {
			if n := alike(w, g); n > 0 {
				all = append(all, pair{i, k, n})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b pair) int { return b.alike - a.alike })
	for _, p := range all {
		if of[p.want] < 0 && !taken[p.got] {
			of[p.want], taken[p.got] = p.got, true
		}
	}
	return of, taken
}

func (s *Score) fields(t Truth, want, got extract.IntakeNotice) {
	a, b := values(want), values(got)
	for _, f := range Fields[1:] {
		s.one(t, f, a[f], b[f])
	}
}

func (s *Score) one(t Truth, field string, want, got []string) {
	w, g := set(want), set(got)
	for _, lang := range []string{t.Language, "all"} {
		c := s.count(lang, field)
		for v := range w {
			if g[v] {
				c.Right++
			} else {
				c.Missed++
			}
		}
		for v := range g {
			if !w[v] {
				c.Invented++
			}
		}
	}
	for v := range w {
		if !g[v] {
			s.Misses = append(s.Misses, Miss{t.File, field, v, false})
		}
	}
	for v := range g {
		if !w[v] {
			s.Misses = append(s.Misses, Miss{t.File, field, v, true})
		}
	}
}

func set(list []string) map[string]bool {
	m := map[string]bool{}
	for _, v := range list {
		m[canonical(v)] = true
	}
	return m
}

// canonical compares after NFC and without white space, letters in one case.
func canonical(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == 0x200B {
			return -1
		}
		return r
	}, norm.NFC.String(s)))
}

func values(n extract.IntakeNotice) map[string][]string {
	m := map[string][]string{"name": n.Names, "alias": n.Aliases, "phone": n.Phones, "handle": handles(n.Handles), "place": n.Places}
	for _, id := range n.IDs {
		m["id"] = append(m["id"], id.Type+" "+id.Value)
	}
	if n.Amount != nil {
		m["amount"] = []string{n.Amount.Value + " " + n.Amount.Currency}
	}
	if n.TipAmount != nil {
		m["tip amount"] = []string{n.TipAmount.Value + " " + n.TipAmount.Currency}
	}
	return m
}

func handles(hs []extract.IntakeHandle) []string {
	var out []string
	for _, h := range hs {
		out = append(out, h.Service+":"+h.Value)
	}
	return out
}

// alike is how many values two notices share; a name, an alias or an ID weighs
// most.
func alike(a, b extract.IntakeNotice) int {
	x, y := values(a), values(b)
	n := 0
	for _, f := range Fields[1:] {
		w := set(x[f])
		for v := range set(y[f]) {
			if w[v] {
				n++
				if f == "name" || f == "id" || f == "alias" {
					n += 4
				}
			}
		}
	}
	if n == 0 && len(a.Names) > 0 && len(b.Names) > 0 && near(a.Names[0], b.Names[0]) {
		n = 1
	}
	return n
}

// near: a misread name still belongs to its notice.
func near(a, b string) bool {
	x, y := []rune(canonical(a)), []rune(canonical(b))
	same := 0
	for i := range min(len(x), len(y)) {
		if x[i] == y[i] {
			same++
		}
	}
	return same*2 >= max(len(x), len(y)) && same > 0
}

// Markdown is the table: a row a language, F1 by field with precision and
// recall beside it.
func (s *Score) Markdown() string {
	var b strings.Builder
	b.WriteString("| language |")
	for _, f := range Fields {
		b.WriteString(" " + f + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(Fields)) + "\n")
	langs := make([]string, 0, len(s.Counts))
	for l := range s.Counts {
		if l != "all" {
			langs = append(langs, l)
		}
	}
	sort.Strings(langs)
	for _, l := range append(langs, "all") {
		b.WriteString("| " + l + " |")
		for _, f := range Fields {
			c := s.count(l, f)
			if c.Right+c.Invented+c.Missed == 0 {
				b.WriteString(" – |")
				continue
			}
			fmt.Fprintf(&b, " %.3f (%.2f/%.2f, %d) |", c.F1(), c.Precision(), c.Recall(), c.Right+c.Missed)
		}
		b.WriteString("\n")
	}
	return b.String()
}
