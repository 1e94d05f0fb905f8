package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// unit is one word, or one letter with its marks of an unspaced script.
type unit struct {
	from, to   int    // its folded text in cut.folded
	start, end int    // its bytes in the original text
	tail       int    // where its last four characters start in the original text
	script     script // noScript for a word
	runes      int    // characters in a word
	digits     int    // digits in a word
	joined     bool   // the next unit follows without a break
}

// isNumber reports that a word is all digits.
func (u *unit) isNumber() bool { return u.digits > 0 && u.digits == u.runes }

// cut is a text in units. The folded texts of neighbouring units lie side by
// side, so that a pair of letters and a regrouped number are slices of it.
type cut struct {
	folded string
	units  []unit
}

// cutter builds a cut rune by rune.
type cutter struct {
	buf    []byte
	units  []unit
	open   bool // the last unit may still grow
	stack  bool // a stacker came last: the next letter joins
	starts [4]int
}

// cutText cuts text into units.
func cutText(text string) cut {
	c := cutter{buf: make([]byte, 0, len(text)+8), units: make([]unit, 0, len(text)/3+4)}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch d := decompose(text[i:], r); {
		case r == '\r' && strings.HasPrefix(text[i+n:], "\n"): // the line break follows
		case r == '\n' || r == '\r':
			c.lineBreak(text[i+n:])
		case d == nil:
			c.add(r, i, i+n)
		default:
			for len(d) > 0 {
				p, m := utf8.DecodeRune(d)
				c.add(p, i, i+n)
				d = d[m:]
			}
		}
		i += n
	}
	c.close()
	return cut{folded: string(c.buf), units: c.units}
}

// lineBreak steps over one line break inside a run of an unspaced script,
// because a chat bubble breaks lines in the middle of words; an empty line ends
// the run.
func (c *cutter) lineBreak(rest string) {
	inside := c.open && c.units[len(c.units)-1].script != noScript
	if !inside || strings.HasPrefix(rest, "\n") || strings.HasPrefix(rest, "\r") {
		c.close()
	}
}

// add takes one decomposed rune that comes from the original bytes start to end.
func (c *cutter) add(r rune, start, end int) {
	k, s := classOf(r)
	switch k {
	case other:
		c.close()
	case mark:
		c.addMark(r, end)
	case digit:
		c.addWord(digitValue(r), 0, start, end)
	case letter:
		c.addWord(0, r, start, end)
	case gram:
		c.addGram(r, s, start, end)
	}
}

func (c *cutter) addMark(r rune, end int) {
	if !c.open {
		return
	}
	u := &c.units[len(c.units)-1]
	if u.script == noScript {
		if r >= 0x0900 && r < 0x1AB0 { // vowel signs of Indic scripts are letters of the word
			c.buf = utf8.AppendRune(c.buf, r)
		}
	} else {
		c.buf = utf8.AppendRune(c.buf, r)
		c.stack = stacks(r)
	}
	u.to, u.end = len(c.buf), end
}

// addWord adds a digit (already a byte) or a letter to the open word, or opens one.
func (c *cutter) addWord(d byte, r rune, start, end int) {
	n := len(c.units)
	if !c.open || c.units[n-1].script != noScript || c.units[n-1].runes >= maxWord {
		c.close()
		c.units = append(c.units, unit{from: len(c.buf), start: start})
		c.open, n = true, n+1
	}
	u := &c.units[n-1]
	if d != 0 {
		c.buf = append(c.buf, d)
		u.digits++
	} else {
		c.buf = appendLetter(c.buf, r)
	}
	c.starts[u.runes%4] = start
	u.runes++
	u.to, u.end = len(c.buf), end
	u.tail = u.start
	if u.runes >= 4 {
		u.tail = c.starts[u.runes%4]
	}
}

// addGram opens a letter of an unspaced script, or stacks it below the last.
func (c *cutter) addGram(r rune, s script, start, end int) {
	if c.open && c.stack {
		c.buf = utf8.AppendRune(c.buf, r)
		u := &c.units[len(c.units)-1]
		u.to, u.end, c.stack = len(c.buf), end, false
		return
	}
	if s == han {
		r = foldHan(r)
	}
	joined := c.open && c.units[len(c.units)-1].script == s
	c.close()
	if joined {
		c.units[len(c.units)-1].joined = true
	}
	c.units = append(c.units, unit{from: len(c.buf), to: len(c.buf), start: start, end: end, script: s})
	c.buf = utf8.AppendRune(c.buf, r)
	c.units[len(c.units)-1].to = len(c.buf)
	c.open = true
}

// close ends the open unit. Marks typed in another order look the same on
// screen, so they are put in order of code point, except where one stacks.
func (c *cutter) close() {
	if c.open && c.units[len(c.units)-1].script > kana {
		u := c.units[len(c.units)-1]
		sortMarks(c.buf[u.from:u.to])
	}
	c.open, c.stack = false, false
}

// sortMarks orders the runes after the first in place.
func sortMarks(b []byte) {
	_, n := utf8.DecodeRune(b)
	if len(b)-n < 6 { // fewer than two marks of three bytes
		return
	}
	var room [8]rune
	marks := room[:0]
	for _, r := range string(b[n:]) {
		if stacks(r) {
			return
		}
		marks = append(marks, r)
	}
	slices.Sort(marks)
	for _, r := range marks {
		n += utf8.EncodeRune(b[n:], r)
	}
}
