package wording

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// A Message is one filled message.
type Message struct {
	Speaker int // as in Line
	Text    string
}

// A Text is a filled template with what is to be found in it.
type Text struct {
	Template Template
	Messages []Message
	Notices  []Notice
	Contacts Contacts // printed once for several notices
}

// A Subject is what is already known of a person before a text is written; a
// zero field is invented when a slot asks for it.
type Subject struct {
	Name, Alias string
	Amount, Old Amount
	ID          ID
	Place       string
	Threat      string
	Accusation  string
	Contact     map[string]string // whom to call: wechat, telegram, phone (E.164) …; of the first subject only
}

// Plain is the text of the messages, one after the other.
func (t *Text) Plain() string {
	var out []string
	for _, m := range t.Messages {
		out = append(out, m.Text)
	}
	return strings.Join(out, "\n")
}

// An Amount is a whole number of units of a currency.
type Amount struct {
	Units    int64
	Currency string
}

// writer fills one template.
type writer struct {
	r        *rand.Rand
	lang     string
	subjects []Subject
	people   []*person
	contact  *person
	bystand  *person
	used     map[string]bool
	current  int // person that a slot without a number means

	// Who writes a list writes its lines alike.
	currency string
	style    int // of amounts; below 0: another for each
	mask     int // of masked numbers
}

// person holds what slots have been filled with, so that a slot that is
// repeated says the same, if perhaps written otherwise.
type person struct {
	notice *Notice
	said   map[string]string
	money  map[string]Amount
}

func newPerson() *person {
	return &person{notice: newNotice(), said: map[string]string{}, money: map[string]Amount{}}
}

// Fill writes a text about n people (a list template takes any number, others
// take the number of people that they speak of). What subjects say is kept.
func Fill(t Template, r *rand.Rand, n int, subjects ...Subject) (*Text, error) {
	w := &writer{r: r, lang: t.Language, subjects: subjects, contact: newPerson(), bystand: newPerson(), used: map[string]bool{}, style: -1, mask: r.IntN(3)}
	if r.IntN(3) > 0 {
		w.style = r.IntN(1 << 16)
	}
	if len(subjects) > 0 {
		maps.Copy(w.contact.said, subjects[0].Contact)
	}
	out := &Text{Template: t}
	for _, m := range t.Messages {
		if !m.Repeated {
			text, err := w.message(m.Text, n)
			if err != nil {
				return nil, fmt.Errorf("wording: %s: %w", t.ID, err)
			}
			out.Messages = append(out.Messages, Message{m.Speaker, text})
			continue
		}
		for i := range n {
			w.current = i
			text, err := w.slots(m.Text)
			if err != nil {
				return nil, fmt.Errorf("wording: %s: %w", t.ID, err)
			}
			out.Messages = append(out.Messages, Message{m.Speaker, text})
		}
		w.current = 0
	}
	w.truth(out)
	return out, nil
}

// truth gathers the notices. One person has no notice unless there is an
// amount or a name: a text about nobody is chatter.
func (w *writer) truth(out *Text) {
	out.Contacts = Contacts{Phones: []string{}, Handles: []Handle{}}
	if !out.Template.IsChatter() {
		for _, p := range w.people {
			out.Notices = append(out.Notices, *p.notice)
		}
	}
	c := w.contact.notice
	if len(out.Notices) == 1 {
		n := &out.Notices[0]
		n.Phones = union(n.Phones, c.Phones)
		n.Handles = union(n.Handles, c.Handles)
		return
	}
	out.Contacts = Contacts{Phones: c.Phones, Handles: c.Handles}
}

func union[T comparable](a, b []T) []T {
	for _, x := range b {
		if !slices.Contains(a, x) {
			a = append(a, x)
		}
	}
	return a
}

// message fills the slots of a message, repeating its "* " lines.
func (w *writer) message(s string, n int) (string, error) {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		item, repeated := strings.CutPrefix(line, "* ")
		if !repeated {
			text, err := w.slots(line)
			if err != nil {
				return "", err
			}
			out = append(out, text)
			continue
		}
		for i := range n {
			w.current = i
			text, err := w.slots(item)
			if err != nil {
				return "", err
			}
			out = append(out, text)
		}
		w.current = 0
	}
	return strings.Join(out, "\n"), nil
}

func (w *writer) slots(s string) (string, error) {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '{')
		if i < 0 {
			b.WriteString(s)
			return b.String(), nil
		}
		j := strings.IndexByte(s[i:], '}')
		if j < 0 {
			return "", fmt.Errorf("a slot is not closed in %q", s)
		}
		text, err := w.slot(s[i+1 : i+j])
		if err != nil {
			return "", err
		}
		b.WriteString(s[:i] + text)
		s = s[i+j+1:]
	}
}

// maxPeople in one text; the longest chats have 20.
const maxPeople = 50

// slot fills one: who, what, and how it is to be written.
func (w *writer) slot(spec string) (string, error) {
	spec, literal, isLiteral := strings.Cut(spec, "=")
	who := w.current
	if n, rest, ok := strings.Cut(spec, ":"); ok {
		if i, err := strconv.Atoi(n); err == nil {
			who, spec = i-1, rest
		}
	}
	if who < 0 || who >= maxPeople {
		return "", fmt.Errorf("a text speaks of 1 to %d people", maxPeople)
	}
	what, how, _ := strings.Cut(spec, ":")
	var p *person
	var subject Subject
	switch {
	case strings.HasPrefix(what, "c."):
		p, what = w.contact, what[2:]
	case strings.HasPrefix(what, "x."):
		p, what = w.bystand, what[2:]
	case what == "n":
		return strconv.Itoa(who + 1), nil
	default:
		for len(w.people) <= who {
			w.people = append(w.people, newPerson())
		}
		p = w.people[who]
		if who < len(w.subjects) {
			subject = w.subjects[who]
		}
	}
	if isLiteral {
		text, value, _ := strings.Cut(literal, "|")
		return text, p.literal(what, text, value)
	}
	return w.value(p, subject, what, how)
}

// literal notes words that are the value as they stand, or, of money and of
// account names, the value that they stand for.
func (p *person) literal(what, text, value string) error {
	switch what {
	case "amount", "tip":
		v, currency, _ := strings.Cut(value, " ")
		m := &Money{v, currency}
		if what == "tip" {
			p.notice.TipAmount = m
			return nil
		}
		p.notice.Amount = m
	case "name":
		p.notice.Names = union(p.notice.Names, []string{text})
	case "alias":
		p.notice.Aliases = union(p.notice.Aliases, []string{text})
	case "place":
		p.notice.Places = union(p.notice.Places, []string{text})
	case "threat":
		p.notice.Threats = union(p.notice.Threats, []string{text})
	case "acc":
		p.notice.Accusations = union(p.notice.Accusations, []string{text})
	default:
		if services[what] == "" {
			return fmt.Errorf("%s cannot be given as words", what)
		}
		p.notice.Handles = union(p.notice.Handles, []Handle{{services[what], cmp.Or(value, text)}})
	}
	return nil
}
