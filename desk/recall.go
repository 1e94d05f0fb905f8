package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// Rules that take claims away at a holder, or send after them.
const (
	ruleRecalled = "recall.follow"  // the originator took them back or erased them
	ruleExpire   = "release.expire" // their date of review is over
	ruleFollow   = "release.follow" // what replaces a released claim goes where that one went
)

// Recall takes claims back from every party that holds them, for ever: each
// gets a recall of its own, removes the claims and all that it derived from
// them, and answers. The agency's own copies stay. From names one party; the
// zero value means all. With no claims named it is all that was released.
func (d *Desk) Recall(ctx context.Context, by Actor, why Why, record lanna.RecordID, claims []lanna.Digest, from lanna.WriterID) error {
	return d.do(ctx, by, why, "record.recall", func(w *work) error {
		st, err := w.open(record)
		if err != nil {
			return err
		}
		l, us := ledgerOf(st), d.Agency()
		byNode, nodes := map[lanna.WriterID][]lanna.Digest{}, []lanna.WriterID(nil)
		for i := range st.Facts {
			f := &st.Facts[i]
			if f.Agency != us || len(claims) > 0 && !slices.Contains(claims, f.Digest) {
				continue
			}
			for _, node := range l.holders(us, f.Digest) {
				if from != (lanna.WriterID{}) && node != from {
					continue
				}
				if byNode[node] == nil {
					nodes = append(nodes, node)
				}
				byNode[node] = append(byNode[node], f.Digest)
			}
		}
		if len(nodes) == 0 {
			return &lanna.Error{Kind: lanna.Conflict, Code: "nobody-holds", ID: record.String()}
		}
		for _, node := range nodes {
			if err := w.recallFrom(st, l.reach(us, node), node, byNode[node]); err != nil {
				return err
			}
		}
		return nil
	})
}

// recallFrom takes claims back from a node, by way of the one that passed them on
// to it.
func (w *work) recallFrom(st *statement.State, via, node lanna.WriterID, claims []lanna.Digest) error {
	to := w.d.agencyOf(node)
	if to == w.d.Agency() { // within an agency a claim is erased, not recalled
		return &lanna.Error{Kind: lanna.Invalid, Code: "recall-own", ID: node.String()}
	}
	m := markingOf(st)
	m.Holders = []lanna.AgencyID{to}
	for part := range slices.Chunk(claims, statement.MaxList/2) {
		act := []statement.Claim{statement.New(lanna.ReleaseTo, to.String()), statement.New(lanna.ReleaseNode, node.String())}
		if via != node {
			act = append(act, statement.New(lanna.ReleaseVia, via.String()))
		}
		said, err := w.say(lanna.Recall, st.Record, m, act, part...)
		if err != nil {
			return err
		}
		w.send(via, federate.Urgent, whole(said))
	}
	return nil
}

func (d *Desk) agencyOf(w lanna.WriterID) lanna.AgencyID { return d.writer(w).Agency }

// followErase sends an erase statement to every holder of what it names. The
// holders were asked for before the claims went. Its header says all that there
// is to do; its own claims stay at home, where a later erasure finds them.
func (w *work) followErase(said *statement.Statement, holders []lanna.WriterID) {
	for _, node := range holders {
		w.send(node, federate.Urgent, reference{Record: said.Header.Record, Statement: said.ID})
	}
}

// emptied names the erasures that took the marking of a release, or of a mark, that
// is being sent. The header takes the place of an earlier marking; where the erasure
// came in a later envelope, nobody might hold in between what the holder has. So they
// go together.
func (d *Desk) emptied(r store.Reader, s *store.Stored) (refs []federate.StatementRef, err error) {
	marked := func(c statement.Held) bool { return c.Property == lanna.Marked }
	if s.Kind != lanna.Release && s.Kind != lanna.Mark || slices.ContainsFunc(s.Claims, marked) {
		return nil, nil
	}
	h, err := statement.ParseHeader(s.Header)
	if err != nil {
		return nil, err
	}
	entries, err := d.entries(r, s.Record)
	for _, e := range entries {
		erased := func(n lanna.Digest) bool { return namesClaim(e.Header.Names, n) }
		if e.Header.Kind == lanna.Erase && e.Agency == d.writer(s.Writer).Agency && slices.ContainsFunc(slices.Concat(h.Names, h.Claims), erased) {
			refs = append(refs, federate.StatementRef{ID: e.ID, Record: s.Record})
		}
	}
	return refs, err
}

// followReplaced sends the header of what replaces a released claim to every
// holder of that one, so that none is left with the old word; and the new claim
// where its marking lets the party hold it.
func (w *work) followReplaced(st *statement.State, said []*statement.Statement) error {
	l, us := ledgerOf(st), w.d.Agency()
	for _, s := range said {
		if s.Header.Record != st.Record || s.Header.Kind != lanna.Say {
			continue
		}
		var nodes []lanna.WriterID
		was := map[lanna.WriterID][]lanna.Property{}
		for i := range st.Facts {
			f := &st.Facts[i]
			if f.Agency != us || !slices.Contains(f.ReplacedBy, s.ID) {
				continue
			}
			holders := l.holders(us, f.Digest)
			if slices.Contains(sayable, f.Property) { // label, clock and state are each node's own to show
				holders = w.holders(l, f)
			}
			for _, node := range holders {
				if !slices.Contains(nodes, node) {
					nodes = append(nodes, node)
				}
				was[node] = append(was[node], f.Property)
			}
		}
		for _, node := range nodes {
			if node == s.Header.Writer {
				continue // it said so itself
			}
			via := l.reach(us, node)
			w.send(via, urgency(st, us), reference{Record: st.Record, Statement: s.ID})
			if via != node {
				continue // a new claim needs leave of its own
			}
			if err := w.releaseNew(st, l, s, node, was[node]); err != nil {
				return err
			}
		}
	}
	return nil
}

// holders returns the other nodes that hold a claim of this agency: those to
// which it was released, and the agency's own that said it.
func (w *work) holders(l releaseLedger, f *statement.Fact) []lanna.WriterID {
	out := l.holders(w.d.Agency(), f.Digest)
	if p, other := w.d.partyNow(f.Writer); other && !slices.Contains(out, p.Writer) {
		out = append(out, p.Writer)
	}
	return out
}

// releaseNew releases by rule those new claims that stand in the place of what
// the party held, under the terms that their own marking gives.
func (w *work) releaseNew(st *statement.State, l releaseLedger, s *statement.Statement, node lanna.WriterID, was []lanna.Property) error {
	to, ok := w.d.partyNow(node)
	if !ok {
		return nil
	}
	return w.asRule(ruleFollow, func() error {
		j := &releaseJudge{d: w.d, st: st, to: to, by: w.by, ledger: l}
		var facts []*statement.Fact
		for i := range st.Facts {
			f := &st.Facts[i]
			if f.Statement != s.ID || !slices.Contains(was, f.Property) {
				continue
			}
			if code, _ := j.judge(f); code == "" {
				facts = append(facts, f)
			}
		}
		if len(facts) == 0 {
			return nil
		}
		_, err := w.releaseTo(st, node, Terms{}, Actor{}, facts)
		return err
	})
}

// asRule runs f as the node's own rule within another's work.
func (w *work) asRule(rule string, f func() error) error {
	by, why, act := w.by, w.why, w.act
	w.by, w.why, w.act = byRule(rule), Why{}, rule
	defer func() { w.by, w.why, w.act = by, why, act }()
	return f()
}

// dropHeld removes claims of another agency and all that was derived from them
// here, on any record, and answers for each of the releases that named them.
func (w *work) dropHeld(record lanna.RecordID, agency lanna.AgencyID, claims []lanna.Digest, receipt string, for_ []*releaseAct) ([]lanna.Digest, error) {
	e := &eraser{w: w, gone: map[lanna.RecordID][]statement.Fact{}}
	st, err := w.state(record)
	if err != nil {
		return nil, err
	}
	// The fold hides what was recalled at once; what has to go from the store is
	// what the ledger still holds.
	for _, entry := range w.records[record].entries {
		for i := range entry.Claims {
			c := &entry.Claims[i]
			if entry.Agency == agency && slices.Contains(claims, c.Digest) {
				e.take(record, &statement.Fact{Held: *c, Agency: agency, Statement: entry.ID})
			}
		}
	}
	if len(e.order) > 0 {
		if err := e.spread(); err != nil {
			return nil, err
		}
		if err := e.searches(); err != nil {
			return nil, err
		}
		w.blobs = append(w.blobs, e.blobs()...)
		if err := e.erase(); err != nil {
			return nil, err
		}
		w.scrub = true
	}
	barred := make([]statement.Barred, len(claims))
	for i, c := range claims {
		barred[i] = statement.Barred{Agency: agency, Digest: c}
	}
	w.later(func(tx store.Tx) error { return tx.Bar(barred) })
	w.dropQuarantined(claims)
	for _, r := range for_ {
		if err := w.receipt(st, receipt, r.Agency, w.backTo(r), r.Statement); err != nil {
			return nil, err
		}
	}
	return claims, nil
}

// backTo is the node to which an answer to a release or recall goes: the one that
// sent it, which may have passed it on for another.
func (w *work) backTo(r *releaseAct) lanna.WriterID {
	if _, ok := w.d.partyNow(r.via); ok {
		return r.via
	}
	return r.Writer
}

// receipt answers a release or recall on a record: a statement of this node that
// goes to the one that sent it.
func (w *work) receipt(st *statement.State, what string, to lanna.AgencyID, node lanna.WriterID, of ...lanna.Digest) error {
	m := markingOf(st)
	m.Holders = []lanna.AgencyID{to}
	said, err := w.say(lanna.Receipt, st.Record, m, []statement.Claim{statement.New(lanna.ReceiptOf, what)}, of...)
	if err != nil {
		return err
	}
	lane := federate.Ordinary
	if what == ReceiptRecalled {
		lane = federate.Urgent
	}
	ref := whole(said)
	ref.Claims = nil
	for i := range said.Claims { // what an officer did and why stays at home
		if p := said.Claims[i].Property; p == lanna.ReceiptOf || p == lanna.Marked {
			ref.Claims = append(ref.Claims, said.Claims[i].Digest)
		}
	}
	w.send(node, lane, ref)
	return nil
}

// Expire removes what other agencies released here and of which the date of
// review is over. Node's clock calls it through Tick.
func (d *Desk) expire(ctx context.Context) error {
	var due []lanna.RecordID
	today := dayNumber(dayOf(d.Now()))
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		items, err := r.List(store.ListQuery{View: releaseView, Name: "expiry", Values: []string{""}, Audiences: everyone, Before: today, Limit: tickLimit})
		for _, item := range items {
			due = append(due, item.ID)
		}
		return err
	})
	if err != nil {
		return storeError(err)
	}
	for _, id := range due {
		if err := d.expireOne(ctx, id); err != nil {
			d.cfg.Log.Error("not expired", "record", id.String(), "code", lanna.CodeOf(err))
		}
	}
	return nil
}

func (d *Desk) expireOne(ctx context.Context, id lanna.RecordID) error {
	return d.do(ctx, byRule(ruleExpire), Why{}, ruleExpire, func(w *work) error {
		st, err := w.state(id)
		if err != nil {
			return err
		}
		gone := map[lanna.AgencyID][]lanna.Digest{}
		for i := range st.Facts {
			f := &st.Facts[i]
			if f.Agency != d.Agency() && f.Kind == lanna.Say && expired(f, w.now) {
				gone[f.Agency] = append(gone[f.Agency], f.Digest)
			}
		}
		for agency, claims := range gone {
			var of []*releaseAct
			for _, r := range ledgerOf(st).toUs(d.Agency(), d.isSelf) {
				if r.Agency == agency && r.Kind == lanna.Release && slices.ContainsFunc(claims, r.About) {
					of = append(of, r)
				}
			}
			if _, err := w.dropHeld(id, agency, claims, ReceiptExpired, of); err != nil {
				return err
			}
		}
		return nil
	})
}

// expired reports whether the day of review is over: on the day itself the
// originator may still renew.
func expired(f *statement.Fact, now lanna.Millis) bool {
	review := heldBy(f.Markings).review
	return review != "" && review < dayOf(now)
}
