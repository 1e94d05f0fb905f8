package extract

import (
	"strconv"
	"strings"
)

// A builder gathers the records of all messages into notices.
type builder struct {
	doc         Document
	pages       []*page
	drafts      []*draft
	contacts    []placed
	pending     []placed // said before anybody was named
	pendingFrom string
	common      []placed // for every notice of the document
	bounty      bool     // somebody is sought anywhere in the document
	listed      bool     // at least two persons stand beside a sum
	reward      bool     // a reward is spoken of anywhere
}

// placed is a find with its page.
type placed struct {
	page *page
	find
}

// A draft is a notice before it is known to be one.
type draft struct {
	speaker, sent string
	message       int
	finds         []placed
	keys          map[string]bool // of names, aliases and IDs
	called        map[string]bool // names alone
	cues          map[kind]int
}

func (d *draft) has(k findKind) bool {
	for _, f := range d.finds {
		if f.kind == k && (k != fAmount || f.use == forPerson) {
			return true
		}
	}
	return false
}

func (b *builder) build() {
	for _, p := range b.pages {
		ks := p.cuesKinds()
		b.bounty = b.bounty || ks[kReward] || ks[kFled] || ks[kCatch] || ks[kList]
		b.reward = b.reward || ks[kReward]
	}
	for _, p := range b.pages {
		rs := p.records()
		first := len(b.drafts)
		for i := range rs {
			r := &rs[i]
			switch {
			case r.shared:
			case r.person():
				b.open(r)
			default:
				b.loose(r)
			}
		}
		b.each(p, b.drafts[min(first, len(b.drafts)):])
		for i := range rs {
			if rs[i].shared {
				b.share(&rs[i], b.drafts[min(first, len(b.drafts)):])
			}
		}
	}
	b.flush()
	rows := 0
	for _, d := range b.drafts {
		if d.priced() {
			rows++
		}
	}
	b.listed = rows >= 2
}

// priced: a person and a sum as large as rewards are stand side by side. Two
// such rows make a list, whatever its head says.
func (d *draft) priced() bool {
	for _, f := range d.finds {
		if f.kind == fAmount && (f.use == forNothing || f.use == forPerson) && f.page.atLeast(f.find, 1) && d.besideName(f) {
			return true
		}
	}
	return false
}

// reachable: the draft says whom to call, or who or where the person is.
func (d *draft) reachable() bool {
	return d.has(fPhone) || d.has(fHandle) || d.has(fID) || d.has(fThreat) || d.has(fPlace) || d.has(fCompound)
}

// each gives a reward that is said to be for every one of several persons
// (每人20万) to those on the page who have none.
func (b *builder) each(p *page, ds []*draft) {
	for _, f := range p.finds {
		if f.kind != fAmount || f.use != forPerson || !p.saidOfEach(f) {
			continue
		}
		for _, d := range ds {
			if !d.hasUse(forPerson) {
				f.reason = Reason{Code: ReasonShared}
				d.finds = append(d.finds, placed{p, f})
			}
		}
	}
}

func (p *page) saidOfEach(f find) bool {
	for _, c := range p.cuesIn(max(0, f.start-30), min(len(p.text), f.end+30)) {
		if c.is(kEach) && !strings.Contains(p.text[min(c.start, f.start):max(c.start, f.start)], "\n") {
			return true
		}
	}
	return false
}

func (b *builder) speaker(p *page) string {
	m := b.doc.Messages[p.message]
	return m.Speaker + "\x00" + string(m.Side)
}

// open begins a notice with a person, or goes on with the one that is about
// the same person.
func (b *builder) open(r *record) {
	d := b.newDraft(r)
	if b.pendingFrom == b.speaker(r.page) && len(b.pending) > 0 {
		if !d.has(fAmount) || !anyAmount(b.pending) {
			d.finds = append(append([]placed(nil), b.pending...), d.finds...)
			b.pending = nil
		}
	}
	b.drafts = append(b.drafts, d)
}

func anyAmount(ps []placed) bool {
	for _, f := range ps {
		if f.kind == fAmount && f.use == forPerson {
			return true
		}
	}
	return false
}

func (b *builder) newDraft(r *record) *draft {
	m := b.doc.Messages[r.page.message]
	d := &draft{speaker: m.Speaker, sent: m.Sent, message: r.page.message, keys: map[string]bool{}, called: map[string]bool{}, cues: map[kind]int{}}
	b.extend(d, r)
	return d
}

func (b *builder) extend(d *draft, r *record) {
	for _, f := range r.finds {
		d.finds = append(d.finds, placed{r.page, f})
		switch {
		case f.kind == fName, f.kind == fAlias:
			d.keys[nameKey(f.value)] = true
			if f.kind == fName {
				d.called[nameKey(f.value)] = true
			}
		case f.kind == fID && !strings.Contains(f.value, "*"):
			d.keys[f.value] = true
		}
	}
	for _, c := range r.page.cuesIn(r.start, r.end) {
		if r.page.isIdle(c.start) {
			continue
		}
		for _, ro := range c.roles {
			d.cues[ro.kind]++
			if ro.kind == kSeek && c.end-c.start >= 6 {
				d.cues[kSought]++
			}
		}
	}
}

// loose is a message that names nobody: it goes on with what its speaker said
// before, or waits for the name.
func (b *builder) loose(r *record) {
	useful := false
	for _, f := range r.finds {
		switch f.kind {
		case fID, fPhone, fHandle, fAmount, fThreat, fAccusation, fPlace, fCompound, fCard, fWallet, fURL, fEmail:
			useful = true
		}
	}
	if !useful {
		return
	}
	who := b.speaker(r.page)
	if last := b.lastOf(who); last != nil && b.continues(last, r) {
		if mine := b.allOf(who); len(mine) > 1 && contactsOnly(r) {
			b.addContacts(r)
			return
		}
		b.extend(last, r)
		return
	}
	if own := b.newDraft(r); own.has(fAmount) && own.has(fID) {
		b.drafts = append(b.drafts, own)
		return
	}
	b.pendingFrom = who
	for _, f := range r.finds {
		b.pending = append(b.pending, placed{r.page, f})
	}
}

func contactsOnly(r *record) bool {
	for _, f := range r.finds {
		if f.kind == fID || f.kind == fAmount && f.use == forPerson {
			return false
		}
	}
	return true
}

func (b *builder) addContacts(r *record) {
	for _, f := range r.finds {
		if f.kind == fPhone || f.kind == fHandle || f.kind == fURL || f.kind == fEmail {
			b.contacts = append(b.contacts, placed{r.page, f})
		}
	}
}

func (b *builder) lastOf(who string) *draft {
	for i := len(b.drafts) - 1; i >= 0; i-- {
		if b.speakerOf(b.drafts[i]) == who {
			return b.drafts[i]
		}
	}
	if len(b.drafts) > 0 && strings.HasPrefix(who, "\x00") {
		return b.drafts[len(b.drafts)-1]
	}
	return nil
}

func (b *builder) speakerOf(d *draft) string {
	m := b.doc.Messages[d.message]
	return m.Speaker + "\x00" + string(m.Side)
}

func (b *builder) allOf(who string) []*draft {
	var out []*draft
	for _, d := range b.drafts {
		if b.speakerOf(d) == who {
			out = append(out, d)
		}
	}
	return out
}

// continues: a nameless message goes on with a notice unless it brings a
// second reward that does not replace the first, or a second ID.
func (b *builder) continues(d *draft, r *record) bool {
	for _, f := range r.finds {
		if f.kind == fAmount && f.use == forPerson && d.has(fAmount) && !r.page.raised(f) {
			return false
		}
		if f.kind == fID && d.has(fID) && !d.keys[f.value] {
			return false
		}
	}
	return true
}

// share gives the head or foot of a list to what stands in it: contacts to the
// document, rewards, tips, threats and places to every person.
func (b *builder) share(r *record, ds []*draft) {
	single := len(ds) == 1
	for _, f := range r.finds {
		pf := placed{r.page, f}
		switch f.kind {
		case fPhone, fHandle, fURL, fEmail, fWallet, fCard:
			if single {
				ds[0].finds = append(ds[0].finds, pf)
			} else {
				b.contacts = append(b.contacts, pf)
			}
		case fAmount, fThreat, fAccusation, fPlace, fCompound:
			for _, d := range ds {
				if f.kind == fAmount && d.hasUse(f.use) {
					continue
				}
				pf.reason = shareReason(f)
				d.finds = append(d.finds, pf)
			}
		}
	}
	for _, c := range r.page.cuesIn(r.start, r.end) {
		if r.page.isIdle(c.start) {
			continue
		}
		for _, ro := range c.roles {
			for _, d := range ds {
				d.cues[ro.kind]++
			}
		}
	}
}

func shareReason(f find) Reason {
	if f.kind == fAmount {
		return Reason{Code: ReasonShared}
	}
	return f.reason
}

func (d *draft) hasUse(u use) bool {
	for _, f := range d.finds {
		if f.kind == fAmount && f.use == u {
			return true
		}
	}
	return false
}

// flush: what waited for a name and found none is a notice without a name if
// it speaks of a reward for somebody who fled.
func (b *builder) flush() {
	if len(b.pending) == 0 {
		return
	}
	p := b.pending[0].page
	d := b.newDraft(&record{page: p, end: len(p.text)})
	d.finds = b.pending
	b.pending = nil
	if len(b.drafts) == 1 && !anyAmount(d.finds) {
		b.drafts[0].finds = append(b.drafts[0].finds, d.finds...)
		return
	}
	if len(b.drafts) > 0 && !anyAmount(d.finds) {
		for _, f := range d.finds {
			if f.kind == fPhone || f.kind == fHandle {
				b.contacts = append(b.contacts, f)
			}
		}
		return
	}
	b.drafts = append(b.drafts, d)
}

// notices merges drafts about one person, drops what is no bounty and makes
// proposals of the rest.
func (b *builder) notices() ([]Notice, []Proposal) {
	var out []Notice
	for _, d := range b.merge() {
		b.settle(d)
		if !b.isBounty(d) {
			b.keepContacts(d)
			continue
		}
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

// keepContacts: whom to call may stand beside a name that is no bounty, for
// example that of the writer.
func (b *builder) keepContacts(d *draft) {
	for _, f := range d.finds {
		if (f.kind == fPhone || f.kind == fHandle) && f.label.any(kContact, kHandle) && d.cues[kContact] > 0 {
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
	d.finds = append(d.finds, o.finds...)
	if n := len(d.finds); n > 2*mostFinds {
		d.finds = append(d.finds[:mostFinds/2:mostFinds/2], d.finds[n-mostFinds/2:]...)
	}
	for n := range o.called {
		d.called[n] = true
	}
}

// settle chooses among several amounts: the latest reward counts.
func (b *builder) settle(d *draft) {
	if !d.hasUse(forPerson) && (b.bounty || b.listed || d.priced() && d.reachable() || d.has(fID) || d.cues[kSeek] > 0) && (d.has(fName) || d.has(fAlias)) {
		b.promote(d)
	}
	if !d.hasUse(forPerson) && d.cues[kReward]+d.cues[kCatch]+d.cues[kFled] > 0 {
		b.promote(d)
	}
	latest := map[use]int{}
	for i := range d.finds {
		f := &d.finds[i]
		if f.kind != fAmount || f.use != forPerson && f.use != forTip {
			continue
		}
		if j, ok := latest[f.use]; ok {
			if d.finds[j].value != f.value {
				f.reason = Reason{Code: ReasonLatest, Args: map[string]string{"earlier": d.finds[j].value}}
			}
			d.finds[j].use = forOld
		}
		latest[f.use] = i
	}
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

// besideName: on one line with a name.
func (d *draft) besideName(f placed) bool {
	for _, n := range d.finds {
		if (n.kind == fName || n.kind == fAlias) && n.page == f.page {
			a, z := min(n.end, f.end), max(n.start, f.start)
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
	add(b.listed && d.priced(), 2)
	add(!b.listed && d.priced() && d.reachable(), 2)
	add(d.has(fID), 1)
	add(d.cues[kTook] > 0, 1)
	add(d.cues[kPet] > 0, -5)
	add(d.cues[kWage] > 0, -2)
	add(d.cues[kPrice] > 0, -1)
	add(d.cues[kLoan] > 0, -2)
	add(d.cues[kFamily] > 0, -2)
	traps := d.cues[kPet] + d.cues[kWage] + d.cues[kPrice] + d.cues[kLoan] + d.cues[kFamily]
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

func (b *builder) notice(d *draft) Notice {
	m := b.doc.Messages[d.message]
	n := Notice{Speaker: m.Speaker, Sent: m.Sent, First: Span{Message: d.message}}
	for _, f := range d.finds {
		if f.kind == fNoise || f.kind == fSex || f.kind == fAmount && f.use != forPerson && f.use != forTip && f.use != forRelease {
			continue
		}
		n.Fields = append(n.Fields, b.proposal(f.page, f.find))
	}
	if len(n.Fields) > 0 {
		n.First = n.Fields[0].Span
	}
	return n
}
