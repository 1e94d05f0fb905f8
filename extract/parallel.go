package extract

import "strings"

// parallel: the same word stands before two sums of one money in one message (a
// correct address earns 50,000, the man himself earns 3,000,000). Each is for
// something of its own, whatever words say for what: the larger is for the
// person, the lesser for less, which is word of them.
func (d *draft) parallel() {
	var last *placed
	for i := range d.finds {
		f := &d.finds[i]
		if f.kind != fAmount || f.use != forPerson && f.use != forNothing || f.detail["bare"] != "" {
			continue
		}
		if last != nil && alike(*last, *f) {
			more, rest := f, last
			if less(*f, *last) {
				more, rest = last, f
			}
			more.use, more.sure, rest.use = forPerson, max(more.sure, 1), forTip
		}
		last = f
	}
}

// climbed: a word for "now" stands before a sum that is more than one said
// before of the same person.
func (d *draft) climbed() bool {
	var was []placed
	for _, f := range d.finds {
		if f.kind != fAmount || f.detail["bare"] != "" {
			continue
		}
		for _, a := range was {
			if f.use == forPerson && less(a, f) && f.page.raised(f.find) {
				return true
			}
		}
		was = append(was, f)
	}
	return false
}

// farthest is how many bytes may stand between two sums that are told alike.
const farthest = 240

// alike: two different sums of one money, the same word before each, no word
// that one replaces the other, and a few words of its own between them.
func alike(a, b placed) bool {
	if a.start > b.start {
		a, b = b, a
	}
	if a.page != b.page || b.start-a.end > farthest || a.end > b.start || !less(a, b) && !less(b, a) {
		return false
	}
	p := a.page
	w := p.verbBefore(a.start)
	if (w == "" || w != p.verbBefore(b.start)) && !p.onHeads(a.find, b.find) || p.raised(b.find) || p.named(min(a.end, b.end), max(a.start, b.start)) {
		return false
	}
	for _, c := range p.cuesIn(a.start-min(a.start, 60), b.start) {
		if c.any(kOld, kRaise, kAdd, kEach) {
			return false
		}
	}
	return signs(p.text[a.end:b.start]) >= 3
}

// verbBefore is the word directly before a sum: a word of the lexicon, or one in
// Latin letters.
func (p *page) verbBefore(at int) string {
	before := strings.TrimRight(p.text[:at], " ")
	if c, ok := p.wordBefore(at); ok && c.end == len(before) {
		return p.text[c.start:c.end]
	}
	start := len(before)
	for start > 0 && latinByte(before[start-1]) {
		start--
	}
	if len(before)-start < 2 {
		return ""
	}
	return strings.ToLower(before[start:])
}

// onHeads: each of two sums is what a line of a form says behind its head.
func (p *page) onHeads(a, b find) bool {
	for _, f := range []find{a, b} {
		head := strings.TrimRight(p.text[p.lineOf(f.start):f.start], " ")
		if !p.inForm(f.start) || head == "" || signs(head) > 24 {
			return false
		}
	}
	return p.lineOf(a.start) != p.lineOf(b.start)
}
