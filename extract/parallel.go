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
	if w == "" || w != p.verbBefore(b.start) || p.raised(b.find) || p.named(min(a.end, b.end), max(a.start, b.start)) {
		return false
	}
	for _, c := range p.cuesIn(a.start-min(a.start, 60), b.start) {
		if c.any(kOld, kRaise, kAdd, kEach) {
			return false
		}
	}
	return signs(p.text[a.end:b.start]) >= 6
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
