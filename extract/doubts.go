package extract

import (
	"unicode/utf8"

	"lanna/extract/hanwords"
)

// doubt keeps what may be a name although the words around it alone do not say
// so. What else stands in the document may settle it: rows of the same shape,
// a sum that is nobody's, the same name elsewhere.
func (p *page) doubt(start, end, sure int, lang string) {
	if end > start && sure >= 0 && len(p.doubts) < mostDoubts {
		p.doubts = append(p.doubts, find{kind: fName, start: start, end: end, sure: sure, lang: lang})
	}
}

// mostDoubts bounds the doubts of one page; no notice has so many.
const mostDoubts = 2000

// addName takes a name; step is what each point of certainty adds to the
// confidence.
func (p *page) addName(f find, step float64) {
	f.kind, f.value = fName, p.text[f.start:f.end]
	f.confidence = min(0.99, 0.6+step*float64(f.sure))
	f.check = f.check || f.sure < 5
	if f.reason.Code == "" {
		f.reason = p.nameReason(f.label, f.start)
	}
	p.form = p.form || f.label.is(kName)
	p.add(f)
}

// wordiness is what speaks against a Chinese name between two bytes: its first
// signs are a common word, or its first sign ends one.
func (p *page) wordiness(at, end int) int {
	against := 0
	switch rank := hanwords.Rank(p.text[at:]); {
	case rank == 0, surnameAt(p.text[at:]) > len("王"):
	case utf8.RuneCountInString(p.text[at:end]) == 2:
		against += 1 + rank
	case !typicalGiven(p.text[advance(p.text, at, 2):end]):
		against++
	}
	next := p.text[end:]
	if _, cue := p.cueAt(end); !cue && hanwords.Rank(next) > 0 && !typicalGiven(p.text[at+surnameAt(p.text[at:]):end]) {
		against++ // 戴黑框 | 眼镜
	}
	if at >= len("人") && p.free(at-1, at) && han(lastRune(p.text[:at])) {
		from := at - len("人")
		if c, ok := p.cueAt(from); !ok || c.end-c.start == len("人") {
			against += hanwords.Rank(p.text[from:])
		}
	}
	return against
}

// onlyWord: the phrase does nothing but forbid a name.
func onlyWord(c cue) bool {
	for _, r := range c.roles {
		if r.kind != kWord {
			return false
		}
	}
	return true
}

// settleDoubts takes doubts for names where the rest of the page says so. It
// reports whether it took any.
func (p *page) settleDoubts() bool {
	n := len(p.finds)
	p.alignRows()
	p.ownSums()
	return len(p.finds) > n
}

// ownSums gives a sum that is as large as rewards are, and that stands by no
// name, the doubt that is nearest to it between the sums on both sides.
func (p *page) ownSums() {
	if len(p.doubts) == 0 {
		return
	}
	from := 0
	for i, n := 0, len(p.finds); i < n; i++ {
		f := p.finds[i]
		if f.kind != fAmount {
			continue
		}
		to := p.nextAmount(i)
		if (f.use == forPerson || f.use == forTip || f.use == forNothing && p.worthy()) && f.detail["bare"] == "" && p.atLeast(f, 1) && !p.named(from, to) {
			if d, ok := p.bestDoubt(from, f.start, to); ok {
				p.settle(d, Reason{Code: ReasonContext, Args: map[string]string{"before": p.text[f.start:f.end]}})
			}
		}
		if f.use != forOld {
			from = f.end
		}
	}
}

// worthy: the page speaks of a reward, or of one who fled or took something,
// and of no trade.
func (p *page) worthy() bool {
	if p.ofBounty {
		return true
	}
	took := false
	for _, c := range p.cues {
		if c.any(kWage, kPrice, kLoan, kFamily, kPet) {
			return false
		}
		took = took || c.any(kTook, kAcc, kSeek, kFled) && c.end-c.start > 3
	}
	return took
}

// named: somebody is named between two bytes.
func (p *page) named(from, to int) bool {
	for _, f := range p.finds {
		if (f.kind == fName || f.kind == fAlias) && f.start >= from && f.start < to {
			return true
		}
	}
	return false
}

// bestDoubt is the surest doubt between two bytes; of equals the last one
// before the sum, else the first behind it.
func (p *page) bestDoubt(from, sum, to int) (find, bool) {
	var best find
	for _, d := range p.doubts {
		if d.start < from || d.end > to || !p.free(d.start, d.end) || p.isIdle(d.start) || d.kind == fAlias && p.named(0, len(p.text)) {
			continue
		}
		if d.sure > best.sure || d.sure == best.sure && d.start < sum {
			best = d
		}
	}
	return best, best.sure > 1
}

// settle takes a doubt for a name.
func (p *page) settle(d find, why Reason) {
	d.sure, d.check, d.reason = surelyName, true, why
	if d.kind == fAlias {
		d.value, d.confidence = p.text[d.start:d.end], 0.7
		p.add(d)
		return
	}
	p.addName(d, 0.06)
}
