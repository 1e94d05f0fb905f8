package extract

import (
	"strings"
)

// mostBetween is how many messages may stand between a name and what another
// speaker says of it.
const mostBetween = 8

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
	if b.inTurn(r) {
		return
	}
	if b.answersLast(r) {
		b.extend(b.drafts[len(b.drafts)-1], r)
		return
	}
	who := b.speaker(r.page)
	if last := b.lastOf(who); last != nil && b.continues(last, r) {
		if mine := b.allOf(who); len(mine) > 1 && contactsOnly(r) && !ownContacts(mine) {
			b.addContacts(r)
			return
		}
		b.extend(last, r)
		return
	}
	if (b.bounty || b.untraded && r.has(fAmount) || r.each() >= 0) && b.lastOf(who) == nil && b.ofOthers(r) {
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
	b.pending = fewer(b.pending)
}

// ownContacts: the persons before the last have whom to call each, and the last
// has none yet.
func ownContacts(ds []*draft) bool {
	for i, d := range ds {
		if reach := d.has(fPhone) || d.has(fHandle); reach == (i == len(ds)-1) {
			return false
		}
	}
	return true
}

func contactsOnly(r *record) bool {
	for _, f := range r.finds {
		if f.kind == fID || f.kind == fAmount && (f.use == forPerson || f.use == forNothing && r.page.atLeast(f, 1)) {
			return false
		}
	}
	return true
}

// ofOthers gives what one speaker says without a name to the persons whom
// another named shortly before and who have no such yet. It reports whether
// there are any.
func (b *builder) ofOthers(r *record) bool {
	if len(b.drafts) == 0 {
		return false
	}
	last := b.drafts[len(b.drafts)-1]
	var open []*draft
	for _, d := range b.drafts {
		if d.message == last.message && r.page.message-d.message <= mostBetween {
			open = append(open, d)
		}
	}
	if len(open) == 0 || r.has(fID) {
		return false
	}
	for i := range r.finds {
		if f := r.finds[i]; f.kind == fAmount && f.use == forPerson && last.hasUse(forPerson) && !r.page.raised(f) {
			return false
		}
	}
	if len(open) == 1 {
		b.extend(last, r)
	} else {
		b.share(r, open)
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
