package extract

import (
	"strings"
	"unicode/utf8"
)

// alikeBefore: a sum that ends a clause that begins with a name, as the clause
// before it ended with the reward for another, is this person's, although the
// word between says how dear somebody is (X 80万, Y便宜点15万).
func (p *page) alikeBefore(prev int, f *find) {
	if prev < 0 || f.use != forOther && f.use != forNothing || p.finds[prev].use != forPerson || !p.atLeast(*f, 1) {
		return
	}
	gap := p.text[p.finds[prev].end:f.start]
	sep := strings.TrimLeft(gap, " ,，;")
	if len(sep) == len(gap) || strings.Contains(gap, "\n") {
		return
	}
	n, ok := p.findAt(f.start - len(sep))
	if !ok || n.kind != fName || utf8.RuneCountInString(p.text[min(n.end, f.start):f.start]) > 5 {
		return
	}
	for _, c := range p.cuesIn(n.end, f.start) {
		if c.any(kWage, kLoan, kPet, kTook) {
			return
		}
	}
	f.use, f.sure = forPerson, 1
}

// climbs: a sum goes up from one as large as rewards are to a larger one
// (from 15k to 30k), in a message about no other trade.
func (p *page) climbs(a, b find) bool {
	const reach = 32 // bytes: the whole text before every sum would be read again and again
	before := strings.TrimRight(strings.ToLower(p.text[max(0, a.start-reach):a.start]), " ")
	from := false
	for _, w := range []string{"from", "从", "由", "จาก", "ຈາກ"} {
		from = from || strings.HasSuffix(before, w)
	}
	if !from {
		return false
	}
	for _, c := range p.cues {
		if c.any(kWage, kPrice, kLoan, kFamily, kPet) {
			return false
		}
	}
	return p.atLeast(a, 1) && less(placed{p, a}, placed{p, b})
}

// callsThen: behind a sum and a blank, which ends a clause in Thai and Lao, a word
// about telling begins a call (ใครรู้ทักเฟส) or tells when it is paid.
func (p *page) callsThen(at int, tip cue) bool {
	if r := firstRune(p.text[tip.start:]); !thai(r) && !lao(r) || p.text[tip.start-1] != ' ' && tip.start > at {
		return false
	}
	for _, c := range p.cuesIn(tip.end, min(len(p.text), tip.end+60)) {
		if strings.Contains(p.text[tip.end:c.start], "\n") {
			return false
		}
		if c.any(kContact, kPhone, kHandle, kGive) {
			return true
		}
	}
	return false
}

// onTop: the sum is added to one that was told before, for something else or for
// more of the same (再加5000).
func (p *page) onTop(f find) bool {
	c, ok := p.wordBefore(f.start)
	return ok && c.is(kAdd)
}

// addedOn: a sum on top of a larger one, which no word explains, is not the
// reward: the larger is.
func (d *draft) addedOn() {
	for i := range d.finds {
		f := &d.finds[i]
		if f.kind != fAmount || f.use != forPerson || !f.page.onTop(f.find) {
			continue
		}
		for j := i - 1; j >= 0; j-- {
			if g := &d.finds[j]; g.kind == fAmount && g.use == forNothing && g.page == f.page && less(*f, *g) {
				g.use, g.sure, f.use = forPerson, 1, forOther
				break
			}
		}
	}
}
