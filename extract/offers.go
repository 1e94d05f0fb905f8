package extract

import (
	"strings"
	"unicode/utf8"
)

// offersSum: a sum as large as rewards are, with its unit or currency, stands
// in a line that is not about other trade.
func (p *page) offersSum() bool {
	for start := 0; start < len(p.text); {
		end := start + len(untilLine(p.text[start:]))
		if !p.isIdle(start) && p.largeSum(start, end) {
			return true
		}
		start = end + 1
	}
	return false
}

// largeSum: a sum as large as rewards are, with its unit, stands between two
// bytes.
func (p *page) largeSum(start, end int) bool {
	for i := start; i < end; {
		s, ok := p.sumAt(i)
		if !ok {
			s, ok = p.headedSum(i)
		}
		if !ok {
			i = nextStart(p.nums, i)
			continue
		}
		f := find{start: s.start, end: s.end, value: decimal(s.value), detail: map[string]string{"currency": s.currency}}
		if s.unit && p.atLeast(f, 1) {
			return true
		}
		i = s.end
	}
	return false
}

// bound: a sum as large as rewards are stands in one clause with the name, and
// no word says that it is for something else.
func (d *draft) bound() bool {
	for _, f := range d.finds {
		if f.kind != fAmount || f.use != forNothing && f.use != forPerson || f.detail["bare"] != "" || !f.page.atLeast(f.find, 1) {
			continue
		}
		for _, n := range d.finds {
			if (n.kind == fName || n.kind == fAlias && n.sure > 3) && n.page == f.page && oneClause(f.page, n.find, f.find) {
				return true
			}
		}
	}
	return false
}

// inName: the word is a piece of a name (买 in 买买提).
func (p *page) inName(c cue) bool {
	if !p.taken[c.start] || c.start == 0 || !p.taken[c.start-1] {
		return false
	}
	for _, f := range p.finds {
		if f.kind == fName && f.start < c.start && c.end <= f.end {
			return true
		}
	}
	return false
}

// oneClause: nothing but a few words stands between two finds.
func oneClause(p *page, a, b find) bool {
	if a.start > b.start {
		a, b = b, a
	}
	if a.end > b.start || b.start-a.end > 160 {
		return false
	}
	gap := p.text[a.end:b.start]
	return utf8.RuneCountInString(gap) <= 40 && !strings.ContainsAny(gap, "\n。.!?;！？") && strings.Count(gap, ",")+strings.Count(gap, "、") <= 1
}

// dropTrade leaves out whom to call about wages, prices and loans: a line that
// speaks of such alone, with a sum or an offer of work in it.
func (p *page) dropTrade() {
	if len(p.idle) == 0 {
		return
	}
	kept := p.finds[:0]
	for _, f := range p.finds {
		contact := f.kind == fPhone || f.kind == fHandle || f.kind == fURL || f.kind == fEmail
		if !contact || !p.isIdle(f.start) || !p.tradeLine(f.start) {
			kept = append(kept, f)
		}
	}
	p.finds = kept
}

func (p *page) tradeLine(at int) bool {
	start := strings.LastIndexByte(p.text[:at], '\n') + 1
	end := at + len(untilLine(p.text[at:]))
	for _, f := range p.finds {
		if f.kind == fAmount && f.start >= start && f.end <= end {
			return true
		}
	}
	for _, c := range p.cuesIn(start, end) {
		if c.is(kTip) {
			return false
		}
		if c.is(kWage) {
			return true
		}
	}
	return false
}
