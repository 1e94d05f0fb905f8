package desk

import (
	"context"
	"errors"
	"slices"

	"lanna"
	"lanna/blob"
	"lanna/handling"
	"lanna/search"
	"lanna/statement"
	"lanna/store"
)

// Erase removes claims, everything derived from them on any record, the
// pictures that they name and the searches that repeat their words, for ever,
// and bars them against coming back. With no claims named it is the whole
// record. One erase statement stands on each record that was touched.
//
// What is due for review one officer may erase. Before that it takes two:
// second, who may erase as well, has just signed with CheckPassword, and both
// are named in the statement. Otherwise it is Denied "second-signature".
func (d *Desk) Erase(ctx context.Context, by, second Actor, why Why, record lanna.RecordID, claims []lanna.Digest) error {
	var blobs []blob.Ref
	err := d.do(ctx, by, why, "record.erase", func(w *work) error {
		e := &eraser{w: w, gone: map[lanna.RecordID][]statement.Fact{}}
		if err := e.name(record, claims); err != nil {
			return err
		}
		if err := e.sign(record, second); err != nil {
			return err
		}
		if err := e.spread(); err != nil {
			return err
		}
		if err := e.searches(); err != nil {
			return err
		}
		blobs = e.blobs()
		return e.erase()
	})
	if err != nil {
		return err
	}
	for _, ref := range blobs {
		d.dropBlob(ref)
	}
	return d.scrub(ctx)
}

// scrub makes sure that nothing removed is left in files: those of the store and
// the index of persons.
func (d *Desk) scrub(ctx context.Context) error {
	return errors.Join(storeError(d.cfg.Store.Scrub(ctx)), d.filed.catchUp(ctx))
}

// An eraser collects what has to go.
type eraser struct {
	w     *work
	gone  map[lanna.RecordID][]statement.Fact
	order []lanna.RecordID
	all   []lanna.Digest // of claims that go

	second lanna.OfficerID // who signed beside the actor; zero where nobody had to
}

// sign notes the second officer, or asks for one where something that was named
// is not due yet.
func (e *eraser) sign(record lanna.RecordID, second Actor) error {
	switch {
	case second.Officer != e.w.by.Officer && second.May("record.erase") && second.signs(e.w.now):
		e.second = second.Officer
	case e.w.by.rule == "" && slices.ContainsFunc(e.gone[record], func(f statement.Fact) bool { return !due(&f, e.w.now) }):
		return &lanna.Error{Kind: lanna.Denied, Code: "second-signature", ID: record.String()}
	}
	return nil
}

// withTheRecord are the properties that go with the whole record alone: without
// its marking a claim would be seen by more readers than before, and a person
// without a safeguard could be recorded as a suspect.
var withTheRecord = []lanna.Property{
	lanna.Marked, lanna.KindOfRecord, lanna.Label, lanna.PersonOf, lanna.CaptureOf,
	lanna.VictimStatus, lanna.MinorFlag, lanna.ContactSafety,
	lanna.AlertSeverity, lanna.AlertRule, lanna.AlertState, lanna.AlertStep, lanna.AlertDue, lanna.AlertLevel, lanna.AlertOwner, lanna.AlertOutcome,
}

// ofLedger are the properties that no erasure takes: which node was sent a
// release or recall, and what it answered. They name agencies and nobody else,
// and without them what has to follow later, or comes back, finds no way.
var ofLedger = []lanna.Property{lanna.ReleaseTo, lanna.ReleaseNode, lanna.ReleaseVia, lanna.ReleasePassed, lanna.ReceiptOf}

// name begins with the claims that were named, or with all of the record. A
// claim that the actor may not see is not there to be named.
func (e *eraser) name(record lanna.RecordID, claims []lanna.Digest) error {
	st, err := e.w.open(record)
	if err != nil {
		return err
	}
	for i := range st.Facts {
		f := &st.Facts[i]
		switch named := slices.Contains(claims, f.Digest) && e.w.d.released(st, f, e.w.by, e.w.why.Purpose); {
		case f.Agency != e.w.d.Agency() || !named && len(claims) > 0:
		case slices.Contains(ofLedger, f.Property):
			if named {
				return &lanna.Error{Kind: lanna.Invalid, Code: "property-fixed", ID: f.Digest.String()}
			}
		case named && slices.Contains(withTheRecord, f.Property):
			return &lanna.Error{Kind: lanna.Invalid, Code: "property-fixed", ID: f.Digest.String()}
		default:
			e.take(record, f)
		}
	}
	for _, c := range claims {
		if !slices.Contains(e.all, c) {
			return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: c.String()}
		}
	}
	return nil
}

func (e *eraser) take(record lanna.RecordID, f *statement.Fact) bool {
	if slices.Contains(e.all, f.Digest) {
		return false
	}
	if e.gone[record] == nil {
		e.order = append(e.order, record)
	}
	e.gone[record] = append(e.gone[record], *f)
	e.all = append(e.all, f.Digest)
	return true
}

// spread takes what was derived from what goes, until nothing is added: on the
// record itself, on a capture's notices, on a notice's person. The erasure is
// complete whatever the actor may see of those.
func (e *eraser) spread() error {
	for grew := true; grew; {
		grew = false
		for _, record := range slices.Clone(e.order) {
			near, err := e.near(record)
			if err != nil {
				return err
			}
			for _, id := range append(near, record) {
				more, err := e.derived(id)
				if err != nil {
					return err
				}
				grew = grew || more
			}
		}
	}
	return nil
}

func (e *eraser) derived(id lanna.RecordID) (bool, error) {
	l, err := e.w.ledger(id, false)
	if err != nil {
		return false, err
	}
	st := statement.Fold(e.w.d.Agency(), id, l.entries)
	grew := false
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Agency == e.w.d.Agency() && slices.ContainsFunc(f.From, func(d lanna.Digest) bool { return slices.Contains(e.all, d) }) {
			grew = e.take(id, f) || grew
		}
	}
	return grew, nil
}

// near returns the records on which something derived may stand.
func (e *eraser) near(record lanna.RecordID) ([]lanna.RecordID, error) {
	st, err := e.w.state(record)
	if err != nil {
		return nil, err
	}
	out, err := e.w.bonded(st)
	if err != nil {
		return nil, err
	}
	for _, f := range e.gone[record] { // the link may be among what goes
		if id, bad := lanna.ParseRecordID(f.Value); bad == nil && slices.Contains(bonds, f.Property) {
			out = append(out, id)
		}
	}
	for _, p := range []lanna.Property{lanna.PersonOf, lanna.CaptureOf} {
		ids, err := e.w.linkedTo(p, record)
		if err != nil {
			return nil, err
		}
		out = append(out, ids...)
	}
	asked, err := e.w.keyed(requestView, "about", record.String()) // whom a request asks about is said anew on it
	if err != nil {
		return nil, err
	}
	hits, err := e.w.keyed(hitView, "about", record.String())
	return slices.Concat(out, asked, hits), err
}

// linkedTo returns the records whose live claims of the property name this
// one, whoever may see them.
func (w *work) linkedTo(p lanna.Property, record lanna.RecordID) ([]lanna.RecordID, error) {
	return w.keyed(recordView, "link", string(p)+":"+record.String())
}

// keyed returns the records under a key, whoever may see them.
func (w *work) keyed(view, name, value string) ([]lanna.RecordID, error) {
	audiences, err := w.tx.Audiences(view)
	if err != nil || len(audiences) == 0 {
		return nil, err
	}
	q := store.ListQuery{View: view, Name: name, Values: []string{value}, Audiences: audiences, Limit: 1000}
	var out []lanna.RecordID
	for {
		items, err := w.tx.List(q)
		if err != nil {
			return nil, err
		}
		for _, item := range items {
			out = append(out, item.ID)
			q.After = store.Cursor{Order: item.Order, ID: item.ID, Set: true}
		}
		if len(items) < q.Limit {
			return out, nil
		}
	}
}

// searches takes the words of those searches that showed one of the records
// and repeat what goes. The leaf stays, and tells who searched when and what
// was shown.
func (e *eraser) searches() error {
	for _, record := range slices.Clone(e.order) {
		q := store.ListQuery{View: auditView, Name: "record", Values: []string{record.String() + shown}, Audiences: everyone, Limit: 1000}
		for {
			items, err := e.w.tx.List(q)
			if err != nil {
				return err
			}
			for _, item := range items {
				q.After = store.Cursor{Order: item.Order, ID: item.ID, Set: true}
				if err := e.search(item.Order, e.gone[record]); err != nil {
					return err
				}
			}
			if len(items) < q.Limit {
				break
			}
		}
	}
	return nil
}

func (e *eraser) search(place int64, gone []statement.Fact) error {
	st, err := e.w.d.statementAt(e.w.tx, place)
	if err != nil {
		return err
	}
	for _, c := range st.Claims {
		if c.Property != lanna.Words {
			continue
		}
		words := search.Parse(c.Value).Phrases
		if slices.ContainsFunc(gone, func(f statement.Fact) bool { return repeats(words, f.Value) }) {
			e.take(st.Record, &statement.Fact{Held: c, Agency: e.w.d.Agency()})
		}
	}
	return nil
}

// repeats reports whether one of the words that were searched for stands in the
// value. The others may stand elsewhere on the record.
func repeats(words []search.Phrase, value string) bool {
	return slices.ContainsFunc(words, func(p search.Phrase) bool { return search.Query{Phrases: []search.Phrase{p}}.Matches(value) })
}

func (e *eraser) blobs() []blob.Ref {
	var out []blob.Ref
	for _, list := range e.gone {
		for _, f := range list {
			switch f.Property {
			case lanna.Picture, lanna.PictureSafe, lanna.Crop, lanna.ListFile, lanna.ListChecked:
				if ref, err := blob.ParseRef(f.Value); err == nil {
					out = append(out, ref)
				}
			}
		}
	}
	return out
}

// erase says it on each record and removes the claims. The statement names
// digests alone and is held like the record was.
func (e *eraser) erase() error {
	e.w.unstage(e.order)
	for _, record := range e.order {
		l, err := e.w.ledger(record, false)
		if err != nil {
			return err
		}
		m := markingOf(statement.Fold(e.w.d.Agency(), record, l.entries))
		var own, copies []lanna.Digest
		var barred []statement.Barred
		for _, f := range e.gone[record] {
			barred = append(barred, statement.Barred{Agency: f.Agency, Digest: f.Digest})
			if f.Agency == e.w.d.Agency() {
				own = append(own, f.Digest)
			} else {
				copies = append(copies, f.Digest)
			}
		}
		if err := e.say(record, m, own, e.holders(record), false); err != nil {
			return err
		}
		if err := e.say(record, m, copies, nil, true); err != nil {
			return err
		}
		e.w.later(func(tx store.Tx) error { return tx.Remove(record, barred) })
	}
	return nil
}

// say names the claims in as many statements as their lists need. That this node
// dropped its copies of another agency's claims is nobody else's business: what
// the agency holds elsewhere was released there.
func (e *eraser) say(record lanna.RecordID, m handling.Marking, names []lanna.Digest, holders []lanna.WriterID, copies bool) error {
	for part := range slices.Chunk(names, statement.MaxList/2) {
		var claims []statement.Claim
		if !e.second.IsZero() {
			claims = append(claims, statement.New(lanna.SecondOfficer, e.second.String()))
		}
		said, err := e.w.say(lanna.Erase, record, m, claims, part...)
		if err != nil {
			return err
		}
		if copies {
			e.w.stays = append(e.w.stays, said.ID)
		}
		e.w.followErase(said, holders)
	}
	return nil
}

// holders returns the parties that hold any of what goes: to whom it was
// released, the point of the agency that said it, and, of what a release, recall
// or receipt itself says, to whom that was sent: also who gave back all that was
// released holds that.
func (e *eraser) holders(record lanna.RecordID) []lanna.WriterID {
	us := e.w.d.Agency()
	l := ledgerOf(statement.Fold(us, record, e.w.records[record].entries))
	var out []lanna.WriterID
	for _, f := range e.gone[record] {
		if f.Agency != us {
			continue
		}
		for _, node := range append(e.w.holders(l, &f), l.sentTo(f.Statement)...) {
			node = l.reach(us, node)
			if _, known := e.w.d.party(node); known && !slices.Contains(out, node) {
				out = append(out, node)
			}
		}
	}
	return out
}
