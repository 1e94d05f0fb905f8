// Package wording holds the texts of the exercise: bounties and chatter as
// people write them, with typed slots. Whoever fills the slots knows by
// construction what is to be found in the text.
//
// A file of templates is plain text, one file a language:
//
//	== zh-d01 slang any
//	> 兄弟们，{amount}找{name}
//	第二行
//	>> 哪里人？
//	< 收到
//
// "==" begins a template: its id, its kind, and where it can stand (any, chat,
// page). "> " is a message of the other side, ">> " of a second speaker there,
// "< " of the owner, "~ " a line of the program. A line without a sign
// continues the message. "* " is a line repeated for each person of a list,
// ">* " a message repeated.
//
// A slot is {name}, {2:name} for the second person, {c.phone} for a contact,
// {x.name} for one who is not sought, {amount:THB} with a currency,
// {threat=打断腿} for words that are the value as they stand,
// {amount=四十个|400000 CNY} for money in words of its own, and
// {c.telegram=@night|night} for an account that somebody wrote in their way.
package wording

import (
	"embed"
	"fmt"
	"sort"
	"strings"
)

//go:embed dev/*.txt held/*.txt
var files embed.FS

// Languages in the order of the project.
var Languages = []string{"zh", "en", "th", "my", "lo"}

// Split tells for what a wording may be used: rules are written looking at
// Dev only, and measured on Held.
type Split string

const (
	Dev  Split = "dev"
	Held Split = "held"
)

// A Template is one way to write a bounty, or chatter that is none.
type Template struct {
	ID       string
	Kind     string // slang, form, list, poster, terse, forward, raise, tip, threat, accuse, chatter …
	Place    string // any, chat, page
	Language string
	Split    Split
	Messages []Line
}

// A Line is one message of a template.
type Line struct {
	Speaker  int // 0 the owner, 1 and 2 the other side, -1 the program
	Text     string
	Repeated bool // the whole message, for each person
}

// IsChatter tells a text without a bounty.
func (t Template) IsChatter() bool { return t.Kind == "chatter" }

// IsList tells a template with one line or message for each person.
func (t Template) IsList() bool {
	for _, m := range t.Messages {
		if m.Repeated || strings.Contains("\n"+m.Text, "\n* ") {
			return true
		}
	}
	return false
}

// People is how many people a text that is no list speaks of.
func (t Template) People() int {
	n := 1
	for _, m := range t.Messages {
		for i := n + 1; strings.Contains(m.Text, fmt.Sprintf("{%d:", i)); i++ {
			n = i
		}
	}
	return n
}

// OnPage tells whether the text can stand on a page without bubbles.
func (t Template) OnPage() bool { return t.Place != "chat" }

// InChat tells whether the text can stand in a chat.
func (t Template) InChat() bool { return t.Place != "page" }

// Templates returns the templates of a language and split, in order.
func Templates(language string, split Split) ([]Template, error) {
	raw, err := files.ReadFile(string(split) + "/" + language + ".txt")
	if err != nil {
		return nil, fmt.Errorf("wording: no texts for %q in %s", language, split)
	}
	list, err := Parse(string(raw), language, split)
	if err != nil {
		return nil, fmt.Errorf("wording: %s/%s.txt: %w", split, language, err)
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].ID < list[j].ID })
	return list, nil
}

// ByID returns one template of a language, of either split.
func ByID(language, id string) (Template, error) {
	for _, split := range []Split{Dev, Held} {
		list, err := Templates(language, split)
		if err != nil {
			return Template{}, err
		}
		for _, t := range list {
			if t.ID == id {
				return t, nil
			}
		}
	}
	return Template{}, fmt.Errorf("wording: no text in %s is called %s", language, id)
}

// Parse reads a file of templates of a language.
func Parse(text, language string, split Split) ([]Template, error) {
	list, err := parse(text)
	for i := range list {
		list[i].Language, list[i].Split = language, split
	}
	return list, err
}

func parse(s string) ([]Template, error) {
	var out []Template
	seen := map[string]bool{}
	for n, line := range strings.Split(s, "\n") {
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		if head, ok := strings.CutPrefix(line, "== "); ok {
			f := strings.Fields(head)
			if len(f) != 3 || seen[f[0]] {
				return nil, fmt.Errorf("line %d: want a new id, a kind and a place", n+1)
			}
			seen[f[0]] = true
			out = append(out, Template{ID: f[0], Kind: f[1], Place: f[2]})
			continue
		}
		if len(out) == 0 {
			return nil, fmt.Errorf("line %d: text before the first template", n+1)
		}
		t := &out[len(out)-1]
		if !t.add(line) {
			return nil, fmt.Errorf("line %d: a message must begin with a speaker", n+1)
		}
	}
	return out, nil
}

var speakers = []struct {
	sign     string
	speaker  int
	repeated bool
}{{">* ", 1, true}, {">> ", 2, false}, {"> ", 1, false}, {"< ", 0, false}, {"~ ", -1, false}}

func (t *Template) add(line string) bool {
	for _, s := range speakers {
		if text, ok := strings.CutPrefix(line, s.sign); ok {
			t.Messages = append(t.Messages, Line{s.speaker, text, s.repeated})
			return true
		}
	}
	if len(t.Messages) == 0 {
		return false
	}
	m := &t.Messages[len(t.Messages)-1]
	m.Text += "\n" + strings.TrimPrefix(line, "\\")
	return true
}
