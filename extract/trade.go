package extract

import (
	"regexp"
	"sort"
	"strings"
)

// besideTrade: a line directly before or behind a sum of the draft speaks of pay
// for work, of debts or of prices and of nothing that belongs to a notice. A
// person with a sum beside such a line needs more than these two to be a notice:
// they may have earned it, or lent it.
func (b *builder) besideTrade(d *draft) bool {
	for _, f := range d.finds {
		if f.kind != fAmount || f.use != forPerson && f.use != forNothing {
			continue
		}
		start, end := f.page.lineOf(f.start), f.end+len(untilLine(f.page.text[f.end:]))
		before, behind := f.page, f.page
		i := sort.Search(len(b.pages), func(i int) bool { return b.pages[i].message >= f.page.message })
		if start == 0 && i > 0 {
			before, start = b.pages[i-1], len(b.pages[i-1].text)+1
		}
		if end >= len(f.page.text) && i+1 < len(b.pages) {
			behind, end = b.pages[i+1], -1
		}
		if before.tradeAt(start-1) || behind.tradeAt(end+1) {
			return true
		}
	}
	return false
}

// tradeAt: the byte stands in an idle line that speaks of trade.
func (p *page) tradeAt(at int) bool {
	if at < 0 || at > len(p.text) || !p.isIdle(at) {
		return false
	}
	for _, c := range p.cuesIn(p.lineOf(at), at+len(untilLine(p.text[at:]))) {
		if c.any(kWage, kLoan, kPrice) {
			return true
		}
	}
	return false
}

// outspoken: the draft itself says that somebody is sought, fled or threatened,
// or identifies the person.
func (d *draft) outspoken() bool {
	return d.cues[kReward]+d.cues[kCatch]+d.cues[kFled]+d.cues[kSought] > 0 || d.has(fThreat) || d.has(fID)
}

// receives: nobody is to be had in the clause before the name, and a word for
// getting stands between it and the sum: the person gets the money (X ได้ 80,000).
func (p *page) receives(f *find) bool {
	if p.wasPaid(f) {
		return true
	}
	c, ok := p.wordBefore(f.start)
	if !ok || !getting[p.text[c.start:c.end]] {
		return false
	}
	name := len(p.text[:c.start])
	for name > 0 && p.text[name-1] == ' ' {
		name--
	}
	i, ok := p.ends[name]
	if !ok || p.finds[i].kind != fName {
		return false
	}
	for _, q := range p.cuesIn(p.sentenceStart(p.finds[i].start, 0), p.finds[i].start) {
		if q.any(kSeek, kCatch, kReward, kTip) {
			return false
		}
	}
	return true
}

// getting are words that say of whoever stands before them that they got a sum.
var getting = map[string]bool{"ได้": true, "ได้รับ": true, "ໄດ້": true, "ໄດ້ຮັບ": true, "got": true, "gets": true, "received": true, "earned": true, "拿了": true, "得了": true, "赚了": true, "拿到": true}

// buyers: a word for selling to somebody stands directly before a name: that
// person bought something, and nobody is sold. The line is one of trade.
func (p *page) buyers() {
	for _, c := range p.cues {
		if c.arg(kThreat) != "sell-on" {
			continue
		}
		w := strings.ToLower(p.text[c.start:c.end])
		to := strings.HasSuffix(w, "给") || strings.HasSuffix(w, "to") || strings.HasSuffix(w, "ให้") || strings.HasSuffix(w, "ໃຫ້")
		f, ok := p.findAt(c.end + len(p.text[c.end:]) - len(strings.TrimLeft(p.text[c.end:], " ")))
		if to && ok && f.kind == fName && !p.isIdle(c.start) {
			line := p.lineOf(c.start)
			p.idle = append(p.idle, [2]int{line, line + len(untilLine(p.text[line:]))})
			sort.Slice(p.idle, func(i, j int) bool { return p.idle[i][0] < p.idle[j][0] })
		}
	}
}

// paidForm is what follows the name of who was paid: a verb of paying that is over
// and done (给王建国发了奖金).
var paidForm = regexp.MustCompile(`^(?:也|都|已经?)?(?:发|转|打|结|付|借|汇)(?:了|过)`)

// wasPaid: somebody was paid the sum, in the same clause.
func (p *page) wasPaid(f *find) bool {
	for i := len(p.finds) - 1; i >= 0; i-- {
		n := p.finds[i]
		if n.kind == fName && n.end <= f.start && f.start-n.end < 60 {
			return strings.HasSuffix(p.text[:n.start], "给") && paidForm.MatchString(p.text[n.end:f.start]) && !strings.ContainsAny(p.text[n.end:f.start], "\n,;!?")
		}
	}
	return false
}
