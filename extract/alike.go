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
	before := strings.TrimRight(strings.ToLower(p.text[:a.start]), " ")
	from := false
	for _, w := range []string{"from", "从", "由", "จาก", "ຈາກ"} {
		from = from || strings.HasSuffix(before, w)
	}
	for _, c := range p.cues {
		if c.any(kWage, kPrice, kLoan, kFamily, kPet) {
			return false
		}
	}
	return from && p.atLeast(a, 1) && less(placed{p, a}, placed{p, b})
}
