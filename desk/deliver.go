package desk

import (
	"crypto/sha256"
	"slices"

	"lanna"
	"lanna/audit"
	"lanna/federate"
	"lanna/handling"
	"lanna/statement"
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
var private = []lanna.RecordKind{lanna.OfficerRecord, lanna.ShiftRecord, lanna.NodeRecord, lanna.PartyRecord, lanna.HitRecord, lanna.DrillRecord}

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

// sayReleased looks for a release to this node of each claim. One that was taken
// back or erased meanwhile will not be kept, and neither may be what let it be.
func (a *arrival) sayReleased(e *statement.Entry) error {
	l, err := a.releases(e.Header.Record)
	if err != nil {
		return err
	}
	for i := range e.Claims {
		c := &e.Claims[i]
		if !slices.ContainsFunc(l, func(r *releaseAct) bool { return r.Agency == e.Agency && r.About(c.Digest) && len(r.marks) > 0 }) {
			if gone, err := a.w.barred(e.Agency, c.Digest); err != nil || gone {
				if err != nil {
					return err
				}
				continue
			}
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
	out := ledgerOf(statement.Fold(us, record, entries)).toUs(us, a.w.d.isSelf)
	out = slices.DeleteFunc(out, func(r *releaseAct) bool { return r.Kind != lanna.Release })
	a.released[record] = out
	return out, nil
}

// actOnly looks whether a statement on an act brings nothing else, and is for
// this node, or for it to pass on. One of which the marking was erased before it
// was sent lets nobody hold anything.
func (a *arrival) actOnly(e *statement.Entry) error {
	to, err := a.partner(e)
	if err != nil {
		return err
	}
	on := a.onward(e)
	for i := range e.Claims {
		c := &e.Claims[i]
		switch {
		case !slices.Contains(ofExchange, c.Property):
			return refusal("claim-unreleased", e.ID)
		case on:
		case c.Property == lanna.ReleaseTo && c.Value != a.w.d.Agency().String(), c.Property == lanna.ReleaseNode && !a.w.d.isSelfText(c.Value):
			return refusal("release-not-ours", e.ID)
		}
		if c.Property == lanna.Marked {
			if m := handling.Parse(c.Value); !slices.Equal(m.Holders, []lanna.AgencyID{to}) {
				return refusal("marking-holders", e.ID)
			}
		}
	}
	if (e.Header.Kind == lanna.Release || e.Header.Kind == lanna.Recall) && len(e.Claims) > 0 && (e.Value(lanna.ReleaseTo) == "" || e.Value(lanna.ReleaseNode) == "") {
		return refusal("release-incomplete", e.ID)
	}
	return nil
}
