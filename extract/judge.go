package extract

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// notices merges drafts about one person, drops what is no bounty and makes
// proposals of the rest.
func (b *builder) notices() ([]Notice, []Proposal) {
	var out []Notice
	for _, d := range b.bounties() {
		out = append(out, b.notice(d))
	}
	if len(out) == 1 {
		for _, c := range b.contacts {
			out[0].Fields = append(out[0].Fields, b.proposal(c.page, c.find))
		}
		return out, nil
	}
	var contacts []Proposal
	if len(out) > 0 {
		for _, c := range b.contacts {
			contacts = append(contacts, b.proposal(c.page, c.find))
		}
	}
	return out, contacts
}

// bounties are the drafts that are notices. Where one is, a person with a sum
// of their own beside it is another.
func (b *builder) bounties() []*draft {
	ds := b.merge()
	is := make([]bool, len(ds))
	for i, d := range ds {
		b.settle(d)
		is[i] = b.isBounty(d)
		b.found = b.found || is[i]
	}
	var out []*draft
	for i, d := range ds {
		if !is[i] && b.found && !b.listed {
			b.settle(d)
			is[i] = b.isBounty(d)
		}
		if is[i] {
			out = append(out, d)
		} else {
			b.keepContacts(d)
		}
	}
	return out
}

// keepContacts: whom to call may stand beside a name that is no bounty, for
// example that of the writer.
func (b *builder) keepContacts(d *draft) {
	idle := d.cues[kWage]+d.cues[kPrice]+d.cues[kLoan]+d.cues[kFamily]+d.cues[kPet] == 0 && !d.has(fAmount)
	for _, f := range d.finds {
		if (f.kind == fPhone || f.kind == fHandle) && f.label.any(kContact, kHandle) && (d.cues[kContact] > 0 || idle) {
			b.contacts = append(b.contacts, f)
		}
	}
}

// merge joins drafts that share a name, an alias or an ID.
func (b *builder) merge() []*draft {
	var out []*draft
	byKey := map[string]*draft{}
	for _, d := range b.drafts {
		var home *draft
		for k := range d.keys {
			if h := byKey[k]; h != nil && !d.otherName(h) {
				home = h
			}
		}
		if home == nil {
			home = d
			out = append(out, d)
		} else {
			home.take(d)
			for k, n := range d.cues {
				home.cues[k] += n
			}
		}
		for k := range d.keys {
			byKey[k], home.keys[k] = home, true
		}
	}
	return out
}

// otherName: both carry names, and none in common: an alias is shared by many.
func (d *draft) otherName(o *draft) bool {
	for n := range d.called {
		if o.called[n] {
			return false
		}
	}
	return len(d.called) > 0 && len(o.called) > 0
}

// mostFinds is how many things about one person are kept of a text that repeats
// itself; the latest count.
const mostFinds = 400

// take adds what another draft says of the same person.
func (d *draft) take(o *draft) {
	d.finds = fewer(append(d.finds, o.finds...))
	for n := range o.called {
		d.called[n] = true
	}
}

// fewer keeps the first and the latest of very many finds.
func fewer(fs []placed) []placed {
	if n := len(fs); n > 2*mostFinds {
		return append(fs[:mostFinds/2:mostFinds/2], fs[n-mostFinds/2:]...)
	}
	return fs
}

// settle chooses among several amounts: the latest reward counts.
func (b *builder) settle(d *draft) {
	if !d.hasUse(forPerson) && (b.bounty || b.untraded || b.listed || b.found && d.priced() || d.wanted() || d.formed() || d.told() || d.terse() || d.asked() || d.priced() && d.reachable() || d.bound() || d.has(fID) || d.cues[kSeek] > 0) && (d.has(fName) || d.has(fAlias)) {
		b.promote(d)
	}
	d.onlySum()
	d.ownSum()
	if !d.hasUse(forPerson) && d.cues[kReward]+d.cues[kCatch]+d.cues[kFled] > 0 {
		b.promote(d)
	}
	d.parallel()
	d.standingOffer()
	d.addedOn()
	d.answered()
	latest := map[use]int{}
	for i := range d.finds {
		f := &d.finds[i]
		if f.kind != fAmount || f.use != forPerson && f.use != forTip {
			continue
		}
		if j, ok := latest[f.use]; ok {
			if alternative(d.finds[j], *f) {
				f.use = forOld
				continue
			}
			if f.page.onTop(f.find) && less(*f, d.finds[j]) {
				f.use = forOther
				continue
			}
			if d.finds[j].value != f.value {
				f.reason = Reason{Code: ReasonLatest, Args: map[string]string{"earlier": d.finds[j].value}}
			}
			d.finds[j].use = forOld
		}
		latest[f.use] = i
	}
}

// answered: a larger sum in the same money that stands by itself a few lines or
// messages behind the reward, as an answer, is what is offered now (who finds X?
// 20k - too low - fine, 50k).
func (d *draft) answered() {
	last := -1
	for i := range d.finds {
		f := &d.finds[i]
		if f.kind != fAmount {
			continue
		}
		if f.use == forPerson {
			last = i
			continue
		}
		if last < 0 || f.use != forNothing || !f.page.atLeast(f.find, 1) || !f.page.alone(f.find) || f.detail["bare"] != "" && !f.page.barely(f.find) {
			continue
		}
		if was := d.finds[last]; less(was, *f) && d.follows(was, *f) {
			f.use, f.sure, last = forPerson, 1, i
		}
	}
}

// less: both sums are in one currency, and the second is more.
func less(a, b placed) bool {
	x, okx := new(big.Rat).SetString(a.value)
	y, oky := new(big.Rat).SetString(b.value)
	return okx && oky && x.Cmp(y) < 0 && firstOf(a.detail["currency"], a.page.habitCurrency(a.find)) == firstOf(b.detail["currency"], b.page.habitCurrency(b.find))
}

// follows: the second stands at most four messages, or four lines, behind.
func (d *draft) follows(a, b placed) bool {
	if a.page != b.page {
		return b.page.message-a.page.message <= 4
	}
	return a.end <= b.start && strings.Count(a.page.text[a.end:b.start], "\n") > 0 && strings.Count(a.page.text[a.end:b.start], "\n") <= 4
}

// alone: little else stands on the line of a sum, and no word that says what the
// sum is for.
func (p *page) alone(f find) bool {
	start := strings.LastIndexByte(p.text[:f.start], '\n') + 1
	end := f.end + len(untilLine(p.text[f.end:]))
	for _, c := range p.cuesIn(start, end) {
		if c.any(kTip, kWage, kPrice, kLoan, kTook, kOld, kWorth, kRansom, kName, kAlias, kEach, kAdd) {
			return false
		}
	}
	return signs(p.text[start:f.start])+signs(p.text[f.end:end]) <= 14
}

func (p *page) barely(f find) bool {
	return strings.TrimSpace(p.text[strings.LastIndexByte(p.text[:f.start], '\n')+1:f.start]) == ""
}

// signs counts letters, a Han sign as two.
func signs(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case han(r):
			n += 2
		case unicode.IsLetter(r):
			n++
		}
	}
	return n
}

// standingOffer: the one reward that is told counts although it was said
// yesterday.
func (d *draft) standingOffer() {
	if d.hasUse(forPerson) {
		return
	}
	only := -1
	for i, f := range d.finds {
		if f.kind != fAmount || f.use != forOld && f.use != forNothing {
			continue
		}
		if only >= 0 {
			return
		}
		only = i
	}
	if only >= 0 && d.finds[only].use == forOld && d.finds[only].page.atLeast(d.finds[only].find, 1) {
		d.finds[only].use = forPerson
	}
}

// onlySum: where one sum is offered and "who sees him" alone says for what, it is
// for the person.
func (d *draft) onlySum() {
	if d.hasUse(forPerson) {
		return
	}
	for i := range d.finds {
		if f := &d.finds[i]; f.kind == fAmount && f.use == forTip && f.detail["weak"] != "" {
			f.use = forPerson
			return
		}
	}
}

// ownSum: a sum that stands directly behind the name, after sums that came
// before anybody was named, is what this person is worth (抓一个给2万。今天抓：X，20万).
func (d *draft) ownSum() {
	for _, n := range d.named() {
		for i := range d.finds {
			f := &d.finds[i]
			if f.kind != fAmount || f.page != n.page {
				continue
			}
			if f.use == forPerson && f.start > n.end {
				return
			}
			if f.use == forNothing && f.start >= n.end && f.start-n.end <= 6 && f.page.atLeast(f.find, 1) && strings.Trim(f.page.text[n.end:f.start], " ,:-()|") == "" && d.hasUse(forPerson) {
				f.use, f.sure = forPerson, 2
				return
			}
		}
	}
}

// alternative: two rewards in one sentence without a word that one replaces the
// other are for more and less (alive 100, dead 50): the larger is kept, which
// stands first.
func alternative(a, b placed) bool {
	if a.page != b.page || a.end > b.start || b.start-a.end > 120 || a.detail["currency"] != b.detail["currency"] || a.page.raised(b.find) {
		return false
	}
	gap := a.page.text[a.end:b.start]
	if strings.ContainsAny(gap, "\n;!?") || strings.Contains(gap, "。") || strings.Contains(gap, ". ") {
		return false
	}
	x, okx := new(big.Rat).SetString(a.value)
	y, oky := new(big.Rat).SetString(b.value)
	return okx && oky && x.Cmp(y) > 0
}

// promote takes an amount that no word explains for the reward: on the line of
// the name first, else the next one after it, if it is as large as rewards are.
func (b *builder) promote(d *draft) {
	best := -1
	for i, f := range d.finds {
		if f.kind != fAmount || f.use != forNothing || !b.asReward(f) {
			continue
		}
		if best < 0 || !d.besideName(d.finds[best]) && d.besideName(f) {
			best = i
		}
	}
	if best >= 0 {
		d.finds[best].use, d.finds[best].sure = forPerson, 1
	}
}

// named are the names and aliases of a draft.
func (d *draft) named() []placed {
	if d.counted != len(d.finds) {
		d.counted, d.persons = len(d.finds), nil
		for _, f := range d.finds {
			if f.kind == fName || f.kind == fAlias {
				d.persons = append(d.persons, f)
			}
		}
	}
	return d.persons
}

// besideName: on one line with a name.
func (d *draft) besideName(f placed) bool {
	for _, n := range d.named() {
		if n.page == f.page {
			a, z := min(n.end, f.end), max(n.start, f.start)
			if z-a > 400 {
				continue
			}
			gap := f.page.text[min(a, z):z]
			if a <= z && (!strings.Contains(gap, "\n") || strings.Trim(gap, " ") == "\n") {
				return true
			}
		}
	}
	return false
}

// leastReward is the least that anybody was seen to offer, by currency: less is
// a price.
var leastReward = map[string]float64{"CNY": 5000, "USD": 500, "USDT": 500, "THB": 10000, "MMK": 300000, "LAK": 2000000}

func (b *builder) asReward(f placed) bool { return f.page.atLeast(f.find, 1) }

func (p *page) atLeast(f find, share float64) bool {
	currency := firstOf(f.detail["currency"], p.habitCurrency(f))
	v, err := strconv.ParseFloat(f.value, 64)
	return err == nil && v >= share*leastReward[currency]
}

// isBounty weighs the evidence: money for a person who is sought.
func (b *builder) isBounty(d *draft) bool {
	person := d.has(fName) || d.has(fAlias)
	identified := person || d.has(fID)
	score := 0
	add := func(is bool, n int) {
		if is {
			score += n
		}
	}
	money := d.hasUse(forPerson)
	add(money, 2)
	add(d.hasUse(forTip), 2)
	add(d.cues[kReward] > 0, 2)
	add(b.reward && d.cues[kReward] == 0, 1)
	add(b.bounty && d.cues[kFled] == 0 && d.cues[kCatch] == 0, 1)
	add(d.cues[kCatch] > 0, 1)
	add(d.cues[kFled] > 0, 1)
	add(d.has(fThreat), 1)
	add(d.cues[kSought] > 0, 1)
	add((b.listed || b.found) && d.priced(), 2)
	add(!b.listed && (d.priced() || d.told()) && d.reachable(), 2)
	add(d.formed() || d.terse() || d.asked(), 2)
	add(money && d.climbed(), 1)
	add(d.has(fID), 1)
	add(money && d.bound(), 1)
	add(money && d.hasUse(forOld), 1)
	add(d.cues[kTook] > 0, 1)
	add(money && d.wanted(), 1)
	add(!b.listed && !d.outspoken() && b.besideTrade(d), -3)
	add(money && d.reachable(), 1)
	add(b.untraded && d.promised() && d.surelyNamed(), 1)
	add(d.cues[kPet] > 0, -5)
	add(d.cues[kWage] > 0, -2)
	if d.has(fID) && d.carded() {
		d.cues[kPrice] = 0
	}
	add(d.cues[kPrice] > 0, -1)
	add(d.cues[kLoan] > 0, -2)
	add(d.cues[kFamily] > 0, -2)
	traps := d.cues[kPet] + d.cues[kWage] + d.cues[kPrice] + d.cues[kLoan] + d.cues[kFamily]
	if person && !money && b.rowOfList(d) {
		return true
	}
	if !money && !d.hasUse(forTip) && d.cues[kReward] == 0 {
		return false
	}
	if traps > 0 && b.listed && d.priced() {
		traps = 0 // "prices today" is the head of a list of persons
	}
	if !identified {
		return score >= 5 && (d.cues[kCatch]+d.cues[kFled]+d.cues[kTip] > 0) && d.cues[kReward] > 0
	}
	if d.hasUse(forTip) && traps == 0 && person {
		return true
	}
	if money && traps == 0 {
		return score >= 3
	}
	return score >= 4
}

// formed: a form names the person and the sum, each behind its label, and
// describes the person, as no receipt does.
func (d *draft) formed() bool {
	label, sum := false, false
	described := d.targeted() || d.has(fID) || d.has(fAlias) || d.cues[kAge]+d.cues[kSex]+d.cues[kBirth]+d.cues[kReward] > 0
	for _, f := range d.finds {
		switch f.kind {
		case fName:
			label = label || f.label.is(kName)
		case fAmount:
			_, labelled := f.page.labelled(f.start, kAmount, kReward)
			sum = sum || labelled && f.use != forOther && f.page.atLeast(f.find, 1)
		}
	}
	return label && sum && described
}

// terse: the message is a name, a sum and a word of haste, and nothing else.
func (d *draft) terse() bool {
	for _, n := range d.named() {
		rest := strings.ToLower(n.page.text)
		if len(rest) > 200 || !d.priced() {
			continue
		}
		for _, f := range d.finds {
			if f.page == n.page {
				rest = strings.Replace(rest, strings.ToLower(f.page.text[f.start:f.end]), " ", 1)
			}
		}
		if haste.MatchString(strings.Trim(rest, " \n.,!;:-|/")) {
			return true
		}
	}
	return false
}

var haste = regexp.MustCompile(`^(?:速+|急+|加急|特急|紧急|速来|速办|在线等|no questions(?: asked)?|asap|urgent(?:ly)?|quick(?:ly)?|today|ด่วน(?:มาก|ๆ)?|เร่งด่วน|ດ່ວນ|ຮີບ|အမြန်|အရေးပေါ်)[ .!]*$`)

// targeted: the label of the name says that somebody is sought.
func (d *draft) targeted() bool {
	for _, n := range d.named() {
		if n.label.roles != nil && n.label.any(kSeek, kReward, kFled, kCatch) && !strings.Contains(strings.ToLower(n.page.text[n.label.start:n.label.end]), "name") {
			return true
		}
	}
	return false
}

// told: a message or line that is nothing but names is followed by one with the
// sum, or answers, as one with nothing but the sum did before.
func (d *draft) told() bool {
	for _, n := range d.named() {
		if !n.page.onlyNames(n.start) {
			continue
		}
		for _, f := range d.finds {
			if f.kind == fAmount && (f.use == forPerson || f.use == forNothing) && f.page.atLeast(f.find, 1) && (soonAfter(n, f) || soonAfter(f, n) && f.page.alone(f.find) && f.page.barely(f.find) && f.detail["bare"] == "") {
				return true
			}
		}
	}
	return false
}

// onlyNames: the line holds names, what joins them, and at most a short word
// more (about X, 关于X).
func (p *page) onlyNames(at int) bool {
	start := strings.LastIndexByte(p.text[:at], '\n') + 1
	end := at + len(untilLine(p.text[at:]))
	rest, letters := end-start, signs(p.text[start:end])
	for _, f := range p.finds {
		if (f.kind == fName || f.kind == fAlias) && f.start >= start && f.end <= end {
			rest -= f.end - f.start + len("，")
			letters -= signs(p.text[f.start:f.end])
		}
	}
	return rest <= 8 || letters <= 8 && rest <= 24
}

// soonAfter: within three messages, or four lines of one text.
func soonAfter(n, f placed) bool {
	if n.page == f.page {
		lines := strings.Count(n.page.text[n.end:max(n.end, f.start)], "\n")
		return lines > 0 && lines <= 4
	}
	return f.page.message > n.page.message && f.page.message-n.page.message <= 3
}

// wanted: a word of search announces the name, or the sum is said to be raised
// or for each.
func (d *draft) wanted() bool {
	if d.cues[kRaise] > 0 && (d.cues[kOld] > 0 || d.cues[kSeek] > 0) || d.cues[kEach] > 0 {
		return true
	}
	for _, n := range d.named() {
		if c, ok := n.page.wordBefore(n.start); ok && c.is(kSeek) && n.sure >= surelyName {
			return true
		}
	}
	return false
}

// A phrase is a threat or an accusation by its code.
type phrase struct {
	kind findKind
	code string
}

func (b *builder) notice(d *draft) Notice {
	m := b.doc.Messages[d.message]
	n := Notice{Speaker: m.Speaker, Sent: m.Sent, First: Span{Message: d.message}}
	said := map[phrase]bool{} // the same threat twice is one; to another person it is another
	for _, f := range d.finds {
		if f.kind == fNoise || f.kind == fSex || f.kind == fAmount && f.use != forPerson && f.use != forTip && f.use != forRelease {
			continue
		}
		if f.kind == fThreat || f.kind == fAccusation {
			what := phrase{f.kind, f.value}
			if said[what] {
				continue
			}
			said[what] = true
		}
		n.Fields = append(n.Fields, b.proposal(f.page, f.find))
	}
	if len(n.Fields) > 0 {
		n.First = n.Fields[0].Span
	}
	return n
}
