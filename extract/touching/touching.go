// Package touching says where a name begins and ends that other words touch. Thai,
// Lao and Burmese set no blank between words, so ปภังกรปีนรั้ว may be a name and two words
// or one long name. Nothing but weighing tells: a name is put together from the
// parts that parents choose, what stands around it from ordinary words, and of all
// ways to split a run of letters the likeliest wins.
//
// All costs are nats (negative natural logarithms of a likelihood).
package touching

import (
	"strings"
	"unicode/utf8"
)

// A Split is the likeliest end of a name.
type Split struct {
	End    int     // bytes of the text that are the name
	Cost   float64 // of the name and the words behind it, nats
	Margin float64 // how much dearer the next best end is, nats; small is doubtful

	chinese bool // the name is a Chinese surname
}

// Sure is the margin from which an end needs no second look: the next best is
// then a tenth as likely.
const Sure = 2.3

// longest is how many signs of a run are weighed. Names have at most 45.
const longest = 64

// End weighs where a name ends that begins a text; the text may go on to the end
// of its line. One blank may stand between a given and a family name where parts
// is 2; of one part it may be a nickname of one syllable. ok is false where no
// split makes the beginning a name.
func (m *Model) End(text string, parts int) (s Split, ok bool) {
	first, t := m.read(text, parts)
	return m.end(first, t)
}

// Inside weighs where in a run of letters a name begins, behind words that touch
// it (เห็นปภังกรไหม). Only words that are in use stand before it, the last of them
// a usual one. ok is false where the run is likelier words alone, or begins with
// the name.
func (m *Model) Inside(text string) (start int, ok bool) {
	run, t := m.read(text, 2)
	behind := m.words(run, false)
	best := behind[0] + t.words
	if s, ok := m.end(run, t); ok {
		best = min(best, s.Cost+opening)
	}
	before := m.before(run)
	for i := 1; i < len(run); i++ {
		if behind[i] < least || before[i]+opening+common >= best {
			continue
		}
		if s, found := m.end(run[i:], t); found {
			if c := before[i] + opening + s.Cost; c < best {
				best, start, ok = c, i, true
			}
		}
	}
	return start, ok
}

// Talk is how much likelier, in nats, a text begins with ordinary words than with a
// name; below 0 the name is likelier.
func (m *Model) Talk(text string) float64 {
	first, t := m.read(text, 2)
	s, ok := m.end(first, t)
	if !ok {
		return never
	}
	return s.Cost - m.words(first, false)[0] - t.words
}

// A tail is the run of letters behind the blank that follows a run, in which the
// family name may stand.
type tail struct {
	run    string
	parts  int
	words  float64 // what it costs as words
	family []Split // the ways in which a family name begins it
}

// read takes a text apart into the first run of letters and what follows it.
func (m *Model) read(text string, parts int) (first string, t *tail) {
	first = text[:run(text)]
	t = &tail{parts: parts}
	if rest, ok := strings.CutPrefix(text[len(first):], " "); ok && parts > 1 && first != "" {
		t.run = rest[:run(rest)]
	}
	if t.run != "" {
		t.words = m.words(t.run, true)[0]
		t.family = m.split(t.run, m.parts(t.run, single))
	}
	return first, t
}

// end is the likeliest end of a name that begins a run with a tail.
func (m *Model) end(first string, t *tail) (Split, bool) {
	if first == "" {
		return Split{}, false
	}
	var all []Split
	for _, e := range m.given(first, t.parts) {
		if t.run == "" {
			all = append(all, e)
			continue
		}
		all = append(all, Split{End: e.End, Cost: e.Cost + alone + t.words})
		if e.End < len(first) {
			continue
		}
		family := t.family
		if e.chinese {
			family = append(m.split(t.run, m.foreign(t.run)), family...)
		}
		for _, f := range family {
			all = append(all, Split{End: len(first) + 1 + f.End, Cost: e.Cost + paired + f.Cost})
		}
	}
	return cheapest(all)
}

// cheapest is the least of several splits, and by how much.
func cheapest(all []Split) (Split, bool) {
	best, next := Split{Cost: never}, never
	for _, s := range all {
		switch {
		case s.Cost < best.Cost && s.End == best.End:
			best = s
		case s.Cost < best.Cost:
			best, next = s, best.Cost
		case s.End != best.End:
			next = min(next, s.Cost)
		}
	}
	best.Margin = next - best.Cost
	return best, best.Cost < never
}

// run is how many bytes at the beginning of a text are letters of one script, up
// to the longest that is weighed.
func run(text string) int {
	n, signs := 0, 0
	for _, r := range text {
		if !letter(r) || signs == longest {
			break
		}
		n += utf8.RuneLen(r)
		signs++
	}
	return n
}
