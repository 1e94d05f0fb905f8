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
	// mostShort lines without labels are one text; more are talk, or a list whose
	// rows were sent at their own times.
	mostShort = 6
	shortLine = 40 // signs
)

// formed puts together what somebody sent a line a message: a form and its heading,
// or a few short lines. The fields of one person would else be of several, or of
// nobody.
func formed(ms []Message) []Message {
	var out []Message
	for i := 0; i < len(ms); {
		n := inARow(ms[i:], func(m Message) bool { return labelled.MatchString(m.Text) })
		if n < fewestFields {
			n = inARow(ms[i:], Message.isShort)
		}
		if n < fewestFields || n > mostShort && !labelled.MatchString(ms[i].Text) {
			out = append(out, ms[i:i+max(n, 1)]...)
			i += max(n, 1)
			continue
		}
		form := ms[i]
		if last := len(out) - 1; last >= 0 && out[last].heads(form) {
			form, out = out[last].with(form), out[:last]
		}
		for _, m := range ms[i+1 : i+n] {
			form = form.with(m)
		}
		out = append(out, form)
		i += n
	}
	return out
}

// inARow is how many messages of one person, from the first on, are such.
func inARow(ms []Message, such func(Message) bool) (n int) {
	for n < len(ms) && such(ms[n]) && ms[n].follows(ms[0]) {
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

// heads: a short line by the sender of a form, right above it.
func (m Message) heads(form Message) bool {
	return form.follows(m) && !m.System && m.isShort()
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
