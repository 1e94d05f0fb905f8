package search

import "strings"

// Query is a question to the index: every phrase must be in the text.
type Query struct {
	Phrases []Phrase
}

// Phrase is a row of tokens at consecutive positions.
type Phrase struct {
	Terms  []string // folded, as [Token.Text]
	Prefix bool     // the last term is only the beginning of a token
}

const (
	maxPhrases   = 16 // more words than anyone types; the rest is left out
	minPrefix    = 2  // characters before a typed asterisk
	numberPrefix = 4  // characters from which a word with digits is a beginning
)

// Parse reads a question as people type it: words separated by spaces are all
// looked for, words in double quotes stand together, an asterisk at the end of a
// word makes it a beginning. Words with digits are beginnings from four
// characters on. A question without a letter or digit gives the empty query.
func Parse(s string) Query {
	var q Query
	for _, part := range parts(s) {
		p := part.phrase()
		if len(p.Terms) > 0 && len(q.Phrases) < maxPhrases {
			q.Phrases = append(q.Phrases, p)
		}
	}
	return q
}

// Empty reports that the query asks for nothing; an index answers it with nothing.
func (q Query) Empty() bool { return len(q.Phrases) == 0 }

// part is a piece of the question that becomes one phrase.
type part struct {
	text   string
	number bool // a grouped number: its digits, put together
	star   bool
}

// parts splits a question at spaces and quotes, and puts the groups of a number
// together.
func parts(s string) []part {
	var out []part
	for i, quoted := range strings.Split(s, `"`) {
		if i%2 == 1 {
			out = append(out, part{text: quoted})
			continue
		}
		out = append(out, words(quoted)...)
	}
	return out
}

func words(s string) []part {
	var out []part
	c := cutText(s)
	done := 0
	for i := 0; i < len(c.units); i++ {
		k := c.numberEnd(i)
		u, v := &c.units[i], &c.units[k]
		if k == i || c.listed(i, k, s[u.start:v.end]) {
			continue
		}
		out = append(out, fields(s[done:u.start])...)
		out = append(out, part{text: c.folded[u.from:v.to], number: true})
		done, i = v.end, k
	}
	return append(out, fields(s[done:])...)
}

// listed reports that units i to k are rather several numbers with spaces
// between them than one number in groups: one of them is long by itself.
func (c *cut) listed(i, k int, written string) bool {
	if !strings.ContainsAny(written, " \t\u00a0\u3000") {
		return false
	}
	for ; i <= k; i++ {
		if c.units[i].digits >= minNumber {
			return true
		}
	}
	return false
}

func fields(s string) []part {
	var out []part
	for _, f := range strings.Fields(s) {
		out = append(out, part{text: f, star: strings.HasSuffix(f, "*")})
	}
	return out
}

// phrase turns the part into terms.
func (p part) phrase() Phrase {
	if p.number {
		return Phrase{Terms: []string{p.text}, Prefix: true}
	}
	c := cutText(p.text)
	var out Phrase
	for i := range c.units {
		if t, ok := c.queryTerm(i); ok {
			out.Terms = append(out.Terms, t)
		}
	}
	if n := len(c.units); n > 0 {
		u := &c.units[n-1]
		out.Prefix = u.script == noScript &&
			(u.digits > 0 && u.runes >= numberPrefix || p.star && u.runes >= minPrefix)
	}
	return out
}

// queryTerm gives the term for position i: the pair where there is one, else the
// word or letter. The last letter of a run needs no term of its own when the
// pair before it ends the phrase.
func (c *cut) queryTerm(i int) (string, bool) {
	u := &c.units[i]
	if u.joined {
		return c.folded[u.from:c.units[i+1].to], true
	}
	if u.script != noScript && i == len(c.units)-1 && i > 0 && c.units[i-1].joined {
		return "", false
	}
	return c.folded[u.from:u.to], true
}
