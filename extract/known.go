package extract

// mostKnown bounds the names that are looked for in all messages.
const mostKnown = 200

// knownNames: who is surely named in one message is the same person where
// another message writes the same.
func knownNames(pages []*page) {
	if len(pages) < 2 {
		return
	}
	sure := map[string]find{}
	for _, p := range pages {
		for _, f := range p.finds {
			if f.kind == fName && f.sure > surelyName && len(f.value) >= len("李强") && len(sure) < mostKnown {
				sure[f.value] = f
			}
		}
	}
	if len(sure) == 0 {
		return
	}
	together(len(pages), func(i int) { pages[i].recognise(sure) })
}

// recognise takes the doubts that are written as names known from elsewhere.
func (p *page) recognise(sure map[string]find) {
	n := len(p.finds)
	for _, d := range p.doubts {
		if _, ok := sure[p.text[d.start:d.end]]; ok && p.free(d.start, d.end) && !p.isIdle(d.start) {
			p.settle(d, Reason{Code: ReasonContext})
		}
	}
	if len(p.finds) > n {
		p.inOrder()
		p.uses()
		p.alignSums()
	}
}

// lonelySum: where a reward is offered in one message and nobody is named in
// any, the surest doubt of the document is who it is for.
func lonelySum(pages []*page) {
	free := untraded(pages)
	offered := standsAlone(pages)
	var best find
	var home *page
	for _, p := range pages {
		if p.named(0, len(p.text)) {
			return
		}
		for _, f := range p.finds {
			offered = offered || f.kind == fAmount && (f.use == forPerson || f.use == forTip || free && f.use == forNothing && f.detail["bare"] == "") && p.atLeast(f, 1)
		}
		for _, d := range p.doubts {
			if d.sure > best.sure && p.free(d.start, d.end) && !p.isIdle(d.start) {
				best, home = d, p
			}
		}
	}
	if offered && (best.sure > 1 || best.sure == 1 && free) {
		home.settle(best, Reason{Code: ReasonContext})
		home.inOrder()
		home.uses()
	}
}

// standsAlone: a sum as large as rewards are, with its unit, is a message or line
// of its own, another says whom to call, a person's number, or what somebody did
// or is threatened with, and none speaks of trade.
func standsAlone(pages []*page) bool {
	sum, reach := false, false
	for _, p := range pages {
		for _, c := range p.cues {
			if c.any(kWage, kPrice, kLoan, kFamily, kPet) {
				return false
			}
			reach = reach || c.any(kFled, kTook, kAcc, kThreat, kReward) && c.end-c.start > 3
		}
		for _, f := range p.finds {
			sum = sum || f.kind == fAmount && f.use == forNothing && f.detail["bare"] == "" && p.atLeast(f, 1) && p.alone(f)
			reach = reach || f.kind == fHandle || f.kind == fPhone || f.kind == fID
		}
	}
	return sum && reach
}
