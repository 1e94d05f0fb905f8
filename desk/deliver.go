package desk

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"

	"lanna"
	"lanna/audit"
	"lanna/federate"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// ruleDeliver is the rule by which the node takes in what a partner sends.
const ruleDeliver = "exchange.deliver"

// A Consignment is a statement on its way from a party, with the claims that
// came with it.
type Consignment struct {
	Header []byte
	Sig    []byte
	Claims []statement.Claim
}

// takeIn takes in the statements of one envelope: each is checked, appended,
// folded into the views and answered. One that fails keeps all of it out.
func (w *work) takeIn(from Party, items []Consignment, proofs ...*federate.ProofItem) error {
	a := &arrival{w: w, from: from, released: map[lanna.RecordID][]*releaseAct{}}
	var err error
	if a.proofs, err = w.takeProofs(proofs, items); err != nil {
		return err
	}
	if err := a.check(items); err != nil {
		return err
	}
	return a.take()
}

// forget drops what the work has done but for the first n writes.
func (w *work) forget(n int) {
	w.records, w.order, w.said, w.posted, w.blobs = map[lanna.RecordID]*ledger{}, nil, nil, nil, nil
	w.writes = w.writes[:n]
}

// An arrival is what one envelope brought.
type arrival struct {
	w        *work
	from     Party
	list     []statement.Entry
	fresh    map[lanna.Digest]bool
	proofs   map[lanna.Digest]*audit.Proof    // of statements of revoked writers, as they came
	released map[lanna.RecordID][]*releaseAct // releases to this node, from the log and from this envelope
}

func refusal(code string, id lanna.Digest) error {
	return &lanna.Error{Kind: lanna.Denied, Code: code, ID: id.String()}
}

// check opens each statement and looks whether this node may hold it.
func (a *arrival) check(items []Consignment) error {
	for i := range items {
		e, err := a.open(&items[i])
		if err != nil {
			return err
		}
		a.list = append(a.list, e)
	}
	for i := range a.list {
		if err := a.mayHold(&a.list[i]); err != nil {
			return err
		}
	}
	return nil
}

func (a *arrival) open(c *Consignment) (statement.Entry, error) {
	h, err := statement.ParseHeader(c.Header)
	if err != nil {
		return statement.Entry{}, &lanna.Error{Kind: lanna.Denied, Code: "header-malformed", Err: err}
	}
	who := a.w.d.writer(h.Writer)
	switch {
	case who.Standing == statement.Unknown:
		return statement.Entry{}, &lanna.Error{Kind: lanna.Denied, Code: "writer-unknown", ID: h.Writer.String()}
	case who.Standing == statement.Revoked && !a.proven(who, sha256.Sum256(c.Header)):
		return statement.Entry{}, &lanna.Error{Kind: lanna.Denied, Code: "writer-revoked", ID: h.Writer.String()}
	}
	st, err := statement.Open(c.Header, c.Sig, who.Agency, c.Claims)
	if err != nil {
		return statement.Entry{}, &lanna.Error{Kind: lanna.Denied, Code: "claim-foreign", ID: h.Writer.String(), Err: err}
	}
	if len(c.Sig) == 0 || st.Verify() != nil {
		return statement.Entry{}, refusal("signature", st.ID)
	}
	return statement.Entry{Statement: st, Agency: who.Agency}, nil
}

// proven reports whether a proof shows that a revoked writer said it in time.
func (a *arrival) proven(who statement.Writer, id lanna.Digest) bool {
	p := a.proofs[id]
	if p == nil {
		p, _ = keptProof(a.w.tx, id) // one that cannot be read proves nothing
	}
	return p != nil && p.Shows(who, id)
}

// acts are the kinds of statement whose own claims tell of the act alone.
var actKinds = []lanna.StatementKind{lanna.Release, lanna.Recall, lanna.Receipt, lanna.Erase, lanna.Mark}

// ofExchange are the claims that such a statement may bring.
var ofExchange = []lanna.Property{lanna.ReleaseTo, lanna.ReleaseNode, lanna.ReleaseVia, lanna.Marked, lanna.Act, lanna.Reason, lanna.PurposeOf, lanna.Rule, lanna.ReceiptOf, lanna.SecondOfficer}

// private are the kinds of record that are no partner's to speak of.
var private = []lanna.RecordKind{lanna.OfficerRecord, lanna.ShiftRecord, lanna.NodeRecord, lanna.PartyRecord, lanna.HitRecord}

// mayHold checks one statement: whose it is to say, what it names, and that
// each claim was released to this node by who said it.
func (a *arrival) mayHold(e *statement.Entry) error {
	h := &e.Header
	switch {
	case h.Kind == lanna.Grant || h.Kind >= lanna.Read && h.Kind.Known():
		return refusal("kind-internal", e.ID)
	case e.Agency == a.w.d.Agency() && h.Writer == a.w.d.cfg.Signer.Writer():
		return a.ours(e)
	}
	if err := a.namesOwn(e); err != nil {
		return err
	}
	if e.Agency == a.w.d.Agency() {
		return a.private(e)
	}
	switch {
	case h.Kind == lanna.Say:
		return a.sayReleased(e)
	case slices.Contains(actKinds, h.Kind):
		return a.actOnly(e)
	}
	return nil // of a kind that is not known: kept and shown as unknown, without effect
}

// ours refuses a statement in this node's own name that it never said: a copy
// of its key is about. One that it did say is here already.
func (a *arrival) ours(e *statement.Entry) error {
	l, err := a.w.ledger(e.Header.Record, false)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(l.entries, func(o statement.Entry) bool { return o.ID == e.ID }) {
		return refusal("writer-own", e.ID)
	}
	return nil
}

// namesOwn refuses a statement that signs or names a claim of another agency as
// if it were its own. The fold would give it no effect; it is refused all the
// same, so that nobody can fill a log with what means nothing.
func (a *arrival) namesOwn(e *statement.Entry) error {
	if e.Header.Kind == lanna.Receipt {
		return nil
	}
	l, err := a.w.ledger(e.Header.Record, false)
	if err != nil {
		return err
	}
	for _, o := range l.entries {
		if o.Agency == e.Agency {
			continue
		}
		for i := range o.Claims {
			if namesClaim(e.Header.Claims, o.Claims[i].Digest) {
				return refusal("digest-foreign", e.ID)
			}
			if namesClaim(e.Header.Names, o.Claims[i].Digest) {
				return refusal("names-foreign", e.ID)
			}
		}
	}
	return nil
}

func namesClaim(sorted []lanna.Digest, d lanna.Digest) bool {
	act := statement.Act{Names: sorted}
	return act.About(d)
}

// private refuses what a writer of our own agency says on records that are each
// node's own.
func (a *arrival) private(e *statement.Entry) error {
	for i := range e.Claims {
		if c := &e.Claims[i]; c.Property == lanna.KindOfRecord && slices.Contains(private, lanna.RecordKind(c.Value)) {
			return refusal("record-private", e.ID)
		}
	}
	return nil
}

// sayReleased looks for a release to this node of each claim.
func (a *arrival) sayReleased(e *statement.Entry) error {
	l, err := a.releases(e.Header.Record)
	if err != nil {
		return err
	}
	for i := range e.Claims {
		c := &e.Claims[i]
		if !slices.ContainsFunc(l, func(r *releaseAct) bool { return r.Agency == e.Agency && r.About(c.Digest) }) {
			return refusal("claim-unreleased", e.ID)
		}
		if c.Property == lanna.KindOfRecord && slices.Contains(private, lanna.RecordKind(c.Value)) {
			return refusal("record-private", e.ID)
		}
	}
	return nil
}

// releases returns the releases on a record that were sent to this node.
func (a *arrival) releases(record lanna.RecordID) ([]*releaseAct, error) {
	if l, ok := a.released[record]; ok {
		return l, nil
	}
	led, err := a.w.ledger(record, false)
	if err != nil {
		return nil, err
	}
	entries := slices.Clone(led.entries)
	for _, e := range a.list {
		if e.Header.Record == record && e.Header.Kind == lanna.Release {
			entries = append(entries, e)
		}
	}
	us := a.w.d.Agency()
	out := ledgerOf(statement.Fold(us, record, entries)).toUs(us, a.w.d.cfg.Signer.Writer())
	out = slices.DeleteFunc(out, func(r *releaseAct) bool { return r.Kind != lanna.Release })
	a.released[record] = out
	return out, nil
}

// actOnly looks whether a statement on an act brings nothing else, and is for
// this node, or for it to pass on. One of which all claims were erased before it
// was sent says nothing of that, and lets nobody hold anything.
func (a *arrival) actOnly(e *statement.Entry) error {
	to, err := a.partner(e)
	if err != nil {
		return err
	}
	marked, on := false, a.onward(e)
	for i := range e.Claims {
		c := &e.Claims[i]
		switch {
		case !slices.Contains(ofExchange, c.Property):
			return refusal("claim-unreleased", e.ID)
		case on:
		case c.Property == lanna.ReleaseTo && c.Value != a.w.d.Agency().String(), c.Property == lanna.ReleaseNode && c.Value != a.self().String():
			return refusal("release-not-ours", e.ID)
		}
		if c.Property == lanna.Marked {
			m := handling.Parse(c.Value)
			if marked = slices.Equal(m.Holders, []lanna.AgencyID{to}); !marked {
				return refusal("marking-holders", e.ID)
			}
		}
	}
	if (e.Header.Kind == lanna.Release || e.Header.Kind == lanna.Recall) && len(e.Claims) > 0 && (!marked || e.Value(lanna.ReleaseTo) == "" || e.Value(lanna.ReleaseNode) == "") {
		return refusal("release-incomplete", e.ID)
	}
	return nil
}

// take keeps what was checked and does what follows from it.
func (a *arrival) take() error {
	var records []lanna.RecordID
	a.fresh = map[lanna.Digest]bool{}
	for _, e := range a.list {
		if e.Header.Writer == a.w.d.cfg.Signer.Writer() {
			continue
		}
		if err := a.keep(e); err != nil {
			return err
		}
		if !slices.Contains(records, e.Header.Record) {
			records = append(records, e.Header.Record)
		}
	}
	for _, record := range records {
		if err := a.removed(record); err != nil {
			return err
		}
		if err := a.passOn(record); err != nil {
			return err
		}
		if err := a.corrected(record); err != nil {
			return err
		}
		if err := a.w.adopt(record); err != nil {
			return err
		}
		if err := a.w.hitRequested(record, a.from); err != nil {
			return err
		}
		if err := a.stored(record); err != nil {
			return err
		}
	}
	return nil
}

// keep appends a statement without those of its claims that are barred here: a
// late copy of what was recalled brings nothing back.
func (a *arrival) keep(e statement.Entry) error {
	w := a.w
	l, err := w.ledger(e.Header.Record, false)
	if err != nil {
		return err
	}
	st := *e.Statement
	st.Claims = nil
	var have *statement.Entry
	if i := slices.IndexFunc(l.entries, func(o statement.Entry) bool { return o.ID == e.ID }); i >= 0 {
		have = &l.entries[i]
	}
	for _, c := range e.Claims {
		barred, err := w.barred(e.Agency, c.Digest)
		if err != nil {
			return err
		}
		if !barred && (have == nil || !slices.ContainsFunc(have.Claims, func(o statement.Held) bool { return o.Digest == c.Digest })) {
			st.Claims = append(st.Claims, c)
		}
	}
	if have != nil && len(st.Claims) == 0 {
		return nil
	}
	if _, twice := a.fresh[e.ID]; !twice { // a statement may come in several items
		a.fresh[e.ID] = have == nil
	}
	if have != nil {
		merged := *have.Statement
		merged.Claims = append(slices.Clone(have.Claims), st.Claims...)
		have.Statement = &merged
	} else {
		l.entries = append(l.entries, statement.Entry{Statement: &st, Agency: e.Agency})
	}
	l.changed = true
	w.later(func(tx store.Tx) error {
		if _, err := tx.Append(e.Agency, &st); !errors.Is(err, store.ErrExists) {
			return err
		}
		return nil
	})
	return nil
}

func (w *work) barred(agency lanna.AgencyID, claim lanna.Digest) (bool, error) {
	if b, err := w.tx.Barred(agency, claim); b || err != nil {
		return b, err
	}
	return w.tx.Barred(w.d.Agency(), claim)
}

// news returns what came on a record and was not here before, once each.
func (a *arrival) news(record lanna.RecordID) []statement.Entry {
	var out []statement.Entry
	for _, e := range a.list {
		if e.Header.Record == record && a.fresh[e.ID] && !slices.ContainsFunc(out, func(o statement.Entry) bool { return o.ID == e.ID }) {
			out = append(out, e)
		}
	}
	return out
}

// corrected tells those to whom this node released a claim what another node of
// its agency said in its place.
func (a *arrival) corrected(record lanna.RecordID) error {
	var said []*statement.Statement
	for _, e := range a.news(record) {
		if e.Agency == a.w.d.Agency() {
			said = append(said, e.Statement)
		}
	}
	if len(said) == 0 {
		return nil
	}
	st, err := a.w.state(record)
	if err != nil {
		return err
	}
	return a.w.followReplaced(st, said)
}

// removed follows recalls and erasures that came for a record.
func (a *arrival) removed(record lanna.RecordID) error {
	for _, e := range a.news(record) {
		if !a.takesAway(&e) || a.onward(&e) {
			continue
		}
		node := a.back(&e)
		err := a.w.asRule(ruleRecalled, func() error {
			answer := []*releaseAct{{Act: statement.Act{Statement: e.ID, Agency: e.Agency, Writer: node}}}
			if e.Agency == a.w.d.Agency() {
				answer = nil
			}
			_, err := a.w.dropHeld(record, e.Agency, e.Header.Names, ReceiptRecalled, answer)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// takesAway reports whether claims go by a statement. What a point takes back
// from others stays with its agency.
func (a *arrival) takesAway(e *statement.Entry) bool {
	return e.Header.Kind == lanna.Erase || e.Header.Kind == lanna.Recall && e.Agency != a.w.d.Agency()
}

// stored answers each new release.
func (a *arrival) stored(record lanna.RecordID) error {
	for _, e := range a.news(record) {
		if e.Header.Kind != lanna.Release || e.Agency == a.w.d.Agency() || a.onward(&e) {
			continue
		}
		st, err := a.w.state(record)
		if err != nil {
			return err
		}
		if err := a.w.receipt(st, ReceiptStored, e.Agency, a.back(&e), e.ID); err != nil {
			return err
		}
	}
	return nil
}

// A Quarantined envelope was refused. It is kept as it came.
type Quarantined struct {
	N      int64          `json:"n"`
	From   lanna.WriterID `json:"from"`
	Time   lanna.Millis   `json:"time"`
	Code   string         `json:"code"` // why
	ID     string         `json:"id"`   // of the statement or writer in question
	Size   int            `json:"size"` // bytes
	Raw    []byte         `json:"raw,omitempty"`
	Claims []lanna.Digest `json:"claims,omitempty"` // in it, so that an erasure finds them
}

const quarantinePrefix = "quarantine/"

// maxQuarantine is how many envelopes of one party are kept whole; of more only
// that they came is counted on, in place of the last.
const maxQuarantine = 20

func (w *work) quarantine(from lanna.WriterID, items []Consignment, raw []byte, why error) error {
	prefix := quarantinePrefix + from.String() + "/"
	old, err := w.tx.MetaNames(prefix)
	if err != nil {
		return err
	}
	q := Quarantined{N: int64(min(len(old), maxQuarantine) + 1), From: from, Time: w.now, Code: lanna.CodeOf(why), Size: len(raw), Raw: raw}
	if e, ok := errors.AsType[*lanna.Error](why); ok {
		q.ID = e.ID
	}
	for i := range items {
		h, err := statement.ParseHeader(items[i].Header)
		if err != nil {
			continue
		}
		for k := range items[i].Claims {
			q.Claims = append(q.Claims, items[i].Claims[k].Digest(w.d.writer(h.Writer).Agency, h.Record))
		}
	}
	b, err := json.Marshal(q)
	if err == nil {
		w.setMeta(prefix+quarantineNumber(q.N), b)
		err = w.trace(lanna.Refuse, q.Code, sight{words: from.String()})
	}
	return err
}

func quarantineNumber(n int64) string {
	const digits = "0123456789"
	b := []byte("000000")
	for i := len(b) - 1; i >= 0; i-- {
		b[i], n = digits[n%10], n/10
	}
	return string(b)
}

// dropQuarantined forgets the bytes of quarantined envelopes that hold claims
// which must not be held any more. That they came stays.
func (w *work) dropQuarantined(claims []lanna.Digest) {
	w.later(func(tx store.Tx) error {
		names, err := tx.MetaNames(quarantinePrefix)
		if err != nil {
			return err
		}
		for _, name := range names {
			b, err := tx.Meta(name)
			if err != nil {
				return err
			}
			var q Quarantined
			if err := json.Unmarshal(b, &q); err != nil || q.Raw == nil || !slices.ContainsFunc(q.Claims, func(d lanna.Digest) bool { return slices.Contains(claims, d) }) {
				continue
			}
			q.Raw, q.Claims = nil, nil
			if b, err = json.Marshal(q); err == nil {
				err = tx.SetMeta(name, b)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Quarantine lists what was refused, for the auditor.
func (d *Desk) Quarantine(ctx context.Context, by Actor, why Why) ([]Quarantined, error) {
	var out []Quarantined
	err := d.see(ctx, by, why, "quarantine.list", func(r store.Reader) (s sight, err error) {
		names, err := r.MetaNames(quarantinePrefix)
		if err != nil {
			return s, err
		}
		for _, name := range names {
			b, err := r.Meta(name)
			if err != nil {
				return s, err
			}
			var q Quarantined
			if err := json.Unmarshal(b, &q); err != nil {
				return s, &lanna.Error{Kind: lanna.Integrity, Code: "quarantine", ID: name, Err: err}
			}
			out = append(out, q)
		}
		return s, nil
	})
	return out, err
}
