package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// labelled is a message of one line that is a field of a form: a word or two, a
// colon, and what it says.
var labelled = regexp.MustCompile(`^\s*[^\d@/:：\n]{1,24}[:：][ ]*[^\s/][^\n]*$`)

const (
	// fewestFields sent one after the other are a form and not an answer or two.
	fewestFields = 3
	// mostShort lines of which few have labels are one text; more are talk, or a
	// list whose rows were sent at their own times.
	mostShort = 6
	shortLine = 40 // signs
)

// formed puts together what somebody sent a line a message: a form with its heading,
// or a few short lines. The fields of one person would else be of several, or of
// nobody.
func formed(ms []Message) []Message {
	var out []Message
	for len(ms) > 0 {
		n := max(1, inARow(ms))
		if group := ms[:n]; n >= fewestFields && (n <= mostShort || labels(group)*2 >= n) {
			form := group[0]
			for _, m := range group[1:] {
				form = form.with(m)
			}
			out = append(out, form)
		} else {
			out = append(out, group...)
		}
		ms = ms[n:]
	}
	return out
}

func labels(ms []Message) (n int) {
	for _, m := range ms {
		if labelled.MatchString(m.Text) {
			n++
		}
	}
	return n
}

// inARow is how many messages of the first one's sender, from it on, are a line each.
func inARow(ms []Message) (n int) {
	for n < len(ms) && (ms[n].isShort() || labelled.MatchString(ms[n].Text)) && ms[n].follows(ms[0]) {
		n++
	}
	return n
}

func (m Message) isShort() bool {
	return !strings.Contains(m.Text, "\n") && utf8.RuneCountInString(m.Text) <= shortLine
}

// follows: the same person goes on.
func (m Message) follows(o Message) bool {
	return m.Side == o.Side && m.Speaker == o.Speaker && !m.System && !m.Quoted
}

// with is a message and the next one as one, in lines.
func (m Message) with(next Message) Message {
	from := len(m.Text) + 1
	m.Text += "\n" + next.Text
	m.Box = union(m.Box, next.Box)
	m.runs = append([]run(nil), m.runs...)
	for _, r := range next.runs {
		r.start, r.end = r.start+from, r.end+from
		m.runs = append(m.runs, r)
	}
	return m
}
