package extract

import (
	"slices"
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
	bounty      bool // somebody is sought anywhere in the document
	listed      bool // at least two persons stand beside a sum
	reward      bool // a reward is spoken of anywhere
	found       bool // somebody's notice is certain
	untraded    bool // nothing speaks of trade or home
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
	persons       []placed // of finds, when there were so many
	counted       int
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
	b.untraded = untraded(b.pages)
	for _, p := range b.pages {
		b.page(p)
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

// page opens a draft for every person of a page and gives each what is said of
// several.
func (b *builder) page(p *page) {
	rs := p.records()
	first := len(b.drafts)
	whose := make([]*draft, len(rs)) // of the records, the drafts they opened
	for i := range rs {
		r := &rs[i]
		switch {
		case r.shared:
		case r.person():
			b.open(r)
			whose[i] = b.drafts[len(b.drafts)-1]
		default:
			b.loose(r)
		}
	}
	b.each(p, b.drafts[min(first, len(b.drafts)):])
	for i := range rs {
		switch r := &rs[i]; {
		case r.among > 0:
			b.share(r, slices.DeleteFunc(slices.Clone(whose[i-r.among:i]), func(d *draft) bool { return d == nil }))
		case r.shared:
			b.share(r, b.drafts[min(first, len(b.drafts)):])
		}
	}
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

// saidOfEach: a word for "each" stands before the sum, with no other sum between
// them, or behind it in its clause.
func (p *page) saidOfEach(f find) bool {
	for _, c := range p.cuesIn(max(0, f.start-60), min(len(p.text), f.end+60)) {
		if !c.is(kEach) {
			continue
		}
		gap := p.text[min(c.end, f.end):max(c.start, f.start)]
		behind := c.start >= f.end
		if !strings.Contains(gap, "\n") && !(behind && strings.ContainsAny(gap, ",;")) && !strings.Contains(gap, "。") && !p.sumBetween(min(c.end, f.end), max(c.start, f.start)) {
			return true
		}
	}
	return false
}

func (p *page) sumBetween(from, to int) bool {
	for _, f := range p.finds {
		if f.kind == fAmount && f.start >= from && f.end <= to {
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
	d.finds = fewer(d.finds)
	for _, c := range r.page.cuesIn(r.start, r.end) {
		if r.page.isIdle(c.start) || r.page.inName(c) || r.page.ofErrand(c) || r.page.carded && r.page.oneJob(c) {
			continue
		}
		for _, ro := range c.roles {
			if ro.kind == kPrice && (c.is(kAmount) || c.is(kSeek)) || ro.kind == kTip && ro.arg == "weak" {
				continue // 价格 is said of rewards too, "who sees him" of anything
			}
			d.cues[ro.kind]++
			if ro.kind == kSeek && c.end-c.start >= 6 {
				d.cues[kSought]++
			}
		}
	}
}

// share gives the head or foot of a list to what stands in it: contacts to the
// document, rewards, tips, threats and places to every person.
func (b *builder) share(r *record, ds []*draft) {
	single := len(ds) == 1
	each := r.each()
	for i, f := range r.finds {
		pf := placed{r.page, f}
		if i == each {
			pf.use = forPerson
		} else if each >= 0 && f.kind == fAmount && (f.use == forPerson || f.use == forNothing) {
			continue // in all, or for those who take everybody
		}
		switch f.kind {
		case fPhone, fHandle, fURL, fEmail, fWallet, fCard:
			if single {
				ds[0].finds = append(ds[0].finds, pf)
			} else {
				b.contacts = append(b.contacts, pf)
			}
		case fAmount, fThreat, fAccusation, fPlace, fCompound:
			for _, d := range ds {
				if f.kind == fAmount && d.hasUse(pf.use) {
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
