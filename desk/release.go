package desk

import (
	"context"
	"slices"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// Terms are the restrictions that a release adds to those that hold already.
// None of them can loosen what a claim's own marking says.
type Terms struct {
	Codes    []lanna.HandlingCode
	Words    string          // of H3
	Purposes []lanna.Purpose // none: those that the claims' markings allow
	Review   string          // date, ISO 8601; none: that of the claims' markings
}

func (t Terms) marking() handling.Marking {
	return handling.Marking{Codes: t.Codes, Words: t.Words, Purposes: t.Purposes, Review: t.Review}
}

// A ReleaseDraft says what is to go to whom.
type ReleaseDraft struct {
	Record  lanna.RecordID
	To      lanna.WriterID // an accepted party
	Claims  []lanna.Digest // chosen claims; of a preview none means all
	Picture string         // "", PictureRedrawn or PictureWhole
	Terms   Terms
}

// Pictures that go with a release.
const (
	PictureRedrawn = "redrawn" // the boxes of the released claims alone, all else blank
	PictureWhole   = "whole"   // everything that is on it: an explicit choice
)

// Why a claim is withheld, besides the codes of handling.Verdict.
const (
	WithheldInternal = "internal" // of the agency's own work: never leaves it
	WithheldNotOurs  = "not-ours" // only its originator releases it
	WithheldReplaced = "replaced" // a newer claim stands in its place
	WithheldRecalled = "recalled" // was taken back from this party; it has to be said anew
	WithheldRule     = "rule"     // no standing release carries it
)

// A ReleaseLine is one claim of a preview.
type ReleaseLine struct {
	Fact
	Code  string // why it is withheld; "" where it may go
	Widen bool   // the originator's marking has to be widened for it
	Held  bool   // the party holds it already
}

// A ReleasePreview tells before a release who will hold what.
type ReleasePreview struct {
	To      Party
	Holders []Party // who holds any of it already
	Lines   []ReleaseLine
	Marking Marking // under which the party will hold it
	Second  bool    // a second officer has to sign
}

// PreviewRelease tells what would go and what would be withheld, and why.
func (d *Desk) PreviewRelease(ctx context.Context, by Actor, why Why, draft ReleaseDraft) (*ReleasePreview, error) {
	var v *ReleasePreview
	if err := d.admit(ctx, by, Why{why.Purpose, why.Case, "preview"}, "record.release"); err != nil {
		return nil, err
	}
	err := d.see(ctx, by, why, "release.show", func(r store.Reader) (s sight, err error) {
		st, err := d.shownState(r, by, why, draft.Record)
		if err != nil {
			return s, err
		}
		s.records = []lanna.RecordID{draft.Record}
		v, err = d.preview(r, st, by, why, draft)
		return s, err
	})
	return v, err
}

func (d *Desk) preview(r store.Reader, st *statement.State, by Actor, why Why, draft ReleaseDraft) (*ReleasePreview, error) {
	to, ok := d.party(draft.To)
	if !ok {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "party-unknown", ID: draft.To.String()}
	}
	v := &ReleasePreview{To: to}
	j := &releaseJudge{d: d, st: st, to: to, by: by, terms: draft.Terms, ledger: ledgerOf(st)}
	b := d.builder(r, by, why, st, st)
	var going []*statement.Fact
	for i := range st.Facts {
		f := &st.Facts[i]
		if len(draft.Claims) > 0 && !slices.Contains(draft.Claims, f.Digest) || !d.released(st, f, by, why.Purpose) || slices.Contains(ofAct, f.Property) || f.Value == "" {
			continue
		}
		line := ReleaseLine{Fact: b.bare(f), Held: j.ledger.holds(draft.To, f.Digest)}
		line.Code, line.Widen = j.judge(f)
		if line.Code == "" {
			going = append(going, f)
		}
		v.Lines = append(v.Lines, line)
	}
	v.Marking, v.Second = j.marking(going), j.second(going)
	for _, p := range d.known() {
		if slices.ContainsFunc(going, func(f *statement.Fact) bool { return j.ledger.holds(p.Writer, f.Digest) }) {
			v.Holders = append(v.Holders, p)
		}
	}
	return v, nil
}

// internal are the properties that are of the agency's own work.
var internal = append(slices.Clone(ofAct),
	lanna.Label, lanna.Asked, lanna.Fields, lanna.Words, lanna.Seen, lanna.ReadText, lanna.PHash, lanna.Picture, lanna.Queued, lanna.CaptureState,
	lanna.CaptureOf, lanna.PersonOf, lanna.RepostOf, lanna.AlertRule, lanna.AlertWhy, lanna.AlertStep, lanna.AlertDue, lanna.AlertState, lanna.AlertOwner,
	lanna.AlertLevel, lanna.AlertMerged, lanna.ReleaseTo, lanna.ReleaseNode, lanna.ReleaseSeen, lanna.ReleaseVia, lanna.ReleasePassed, lanna.ReceiptOf,
	lanna.PartyCard, lanna.PartyState, lanna.PartyPlaces, lanna.OfficerName, lanna.OfficerLogin, lanna.RoleOf, lanna.LetInto, lanna.DeskOf, lanna.LanguageOf,
	lanna.Disabled, lanna.ShiftOf, lanna.Handover, lanna.NotToBeFound, lanna.HitTerms, lanna.HitFilter, lanna.HitHeld, lanna.HitTo, lanna.HitSubject,
	lanna.HitState, lanna.HitCode, lanna.HitFound, lanna.HitRequest, lanna.HitRecordOf, lanna.HitOfficer, lanna.HitCount,
	lanna.ListFile, lanna.ListShape, lanna.ListChecked, lanna.ListTally, lanna.ListState, lanna.ListDecided, lanna.ListSigned, lanna.ListOf, lanna.ListRow, lanna.ListDoubt)

// Release lets a party hold claims: it says a release statement that names them
// and puts everything into the party's outbox. Where the claims' marking asks
// for it, second, who may release as well, has just signed with CheckPassword;
// else it is Denied "second-signature". A claim that may not go makes it Denied
// "withheld" with the claim's digest, and nothing goes.
func (d *Desk) Release(ctx context.Context, by, second Actor, why Why, draft ReleaseDraft) (lanna.Digest, error) {
	var id lanna.Digest
	if err := d.admit(ctx, by, why, "record.release"); err != nil {
		return id, err
	}
	if len(draft.Claims) == 0 {
		return id, &lanna.Error{Kind: lanna.Invalid, Code: "nothing-chosen"}
	}
	if err := draft.Terms.check(d.Now()); err != nil {
		return id, err
	}
	pic, err := d.releasePicture(ctx, by, why, draft)
	if err != nil {
		return id, err
	}
	err = d.do(ctx, by, why, "record.release", func(w *work) error {
		st, err := w.open(draft.Record)
		if err != nil {
			return err
		}
		st, picture, err := w.sayPicture(st, pic)
		if err != nil {
			return err
		}
		claims := append(slices.Clone(draft.Claims), picture...)
		facts, err := w.chosen(st, draft.To, claims)
		if err != nil {
			return err
		}
		signed, err := w.releaseTo(st, draft.To, draft.Terms, second, facts)
		if err == nil {
			id = signed.ID
		}
		return err
	})
	if err != nil && pic != nil {
		d.dropBlob(pic.ref)
	}
	return id, err
}

func (t Terms) check(now lanna.Millis) error {
	if t.Review != "" {
		if day, err := time.Parse(time.DateOnly, t.Review); err != nil || !day.After(now.Time()) {
			return &lanna.Error{Kind: lanna.Invalid, Code: "review-date"}
		}
	}
	if slices.Contains(t.Codes, lanna.H3) != (t.Words != "") {
		return &lanna.Error{Kind: lanna.Invalid, Code: "h3-words"}
	}
	for _, p := range t.Purposes {
		if !p.Valid() {
			return &lanna.Error{Kind: lanna.Invalid, Code: "purpose-missing"}
		}
	}
	return nil
}

// chosen finds claims that the actor may see, and adds what kind of record it
// is: without that nobody could show it. A node of the same agency gets label
// and alert as well, which it shares.
func (w *work) chosen(st *statement.State, to lanna.WriterID, claims []lanna.Digest) ([]*statement.Fact, error) {
	var out []*statement.Fact
	found := 0
	for i := range st.Facts {
		f := &st.Facts[i]
		named := slices.Contains(claims, f.Digest) && (w.by.rule != "" || w.d.released(st, f, w.by, w.why.Purpose))
		if named {
			found++
		}
		always := f.Property == lanna.KindOfRecord || w.d.agencyOf(to) == w.d.Agency() && f.Property != lanna.Asked && slices.Contains(ofOwn, f.Property)
		if named || always && f.Agency == w.d.Agency() && f.Live() {
			out = append(out, f)
		}
	}
	if found < len(claims) {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: st.Record.String()}
	}
	return out, nil
}

// A releasing is how facts go to a party.
type releasing struct {
	terms  Terms
	second Actor
	via    *Party                                  // a holder that passes it on; nil: it goes straight
	loosen func(handling.Marking) handling.Marking // by a leave that the originator gives; nil: nothing
}

// releaseTo releases facts of a record to a party, within any work: a workflow
// says its claims and then releases them. The originator's marking is widened
// first where its holders lack the partner. Facts of another agency are passed
// on, where it gave leave.
func (w *work) releaseTo(st *statement.State, to lanna.WriterID, terms Terms, second Actor, facts []*statement.Fact) (*statement.Statement, error) {
	var own, others []*statement.Fact
	for _, f := range facts {
		if f.Agency == w.d.Agency() {
			own = append(own, f)
		} else {
			others = append(others, f)
		}
	}
	var said *statement.Statement
	var err error
	if len(own) > 0 {
		said, err = w.releaseOwn(st, to, releasing{terms: terms, second: second}, own)
	}
	if err == nil && len(others) > 0 {
		said, err = w.passOnward(st, to, second, others)
	}
	return said, err
}

// mayGo asks for each fact whether it may go to the party, and returns those
// whose marking has to be widened for it.
func (w *work) mayGo(j *releaseJudge, second Actor, facts []*statement.Fact) (widen []*statement.Fact, two bool, err error) {
	for _, f := range facts {
		code, wide := j.judge(f)
		if code != "" {
			return nil, false, &lanna.Error{Kind: lanna.Denied, Code: "withheld", ID: f.Digest.String(), Err: lanna.Errorf(lanna.Denied, code, "claim is withheld")}
		}
		if wide {
			widen = append(widen, f)
		}
	}
	two = j.second(facts) && w.by.rule != ruleFollow
	if two && (second.Officer == w.by.Officer || !second.May("record.release") || !second.signs(w.now)) {
		return nil, false, &lanna.Error{Kind: lanna.Denied, Code: "second-signature", ID: j.st.Record.String()}
	}
	return widen, two, nil
}

func (w *work) releaseOwn(st *statement.State, to lanna.WriterID, how releasing, facts []*statement.Fact) (*statement.Statement, error) {
	party, err := w.partner(to)
	if err != nil {
		return nil, err
	}
	j := &releaseJudge{d: w.d, st: st, to: party, by: w.by, terms: how.terms, ledger: ledgerOf(st)}
	widen, two, err := w.mayGo(j, how.second, facts)
	if err != nil {
		return nil, err
	}
	claims := []statement.Claim{statement.New(lanna.ReleaseTo, party.Agency.String()), statement.New(lanna.ReleaseNode, to.String())}
	if two {
		claims = append(claims, statement.New(lanna.SecondOfficer, how.second.Officer.String()))
	}
	if how.via != nil {
		claims = append(claims, statement.New(lanna.ReleaseVia, how.via.Writer.String()))
	}
	if err := w.widen(st, party.Agency, widen); err != nil {
		return nil, err
	}
	names := j.ledger.marksFor(to, facts)
	for _, f := range facts {
		names = append(names, f.Digest)
	}
	m := j.marking(facts)
	if how.loosen != nil {
		m = how.loosen(m)
	}
	said, err := w.say(lanna.Release, st.Record, m, claims, names...)
	if err != nil {
		return nil, err
	}
	if how.via != nil {
		w.send(how.via.Writer, urgency(st, w.d.Agency()), whole(said))
		return said, nil
	}
	w.sendRelease(party, urgency(st, w.d.Agency()), said, facts)
	return said, nil
}

// sendRelease puts the release first, so that its marking is there before the
// claims, and then each claim with the statement that said it.
func (w *work) sendRelease(to Party, lane federate.Lane, release *statement.Statement, facts []*statement.Fact) {
	w.send(to.Writer, lane, whole(release))
	w.sendFacts(to, lane, release.Header.Record, facts)
}

func (w *work) sendFacts(to Party, lane federate.Lane, record lanna.RecordID, facts []*statement.Fact) {
	var refs []reference
	for _, f := range facts {
		i := slices.IndexFunc(refs, func(r reference) bool { return r.Statement == f.Statement })
		if i < 0 {
			i = len(refs)
			refs = append(refs, reference{Record: record, Statement: f.Statement})
			if to.Agency == w.d.Agency() { // a writer of our own agency needs our own marking: releases mark nothing at home
				refs[i].Claims = w.markingClaims(record, f.Statement)
			}
		}
		refs[i].Claims = append(refs[i].Claims, f.Digest)
	}
	w.send(to.Writer, lane, refs...)
	for _, f := range facts {
		if ref, ok := pictureOf(f); ok {
			w.post(to.Writer, federate.Bulk, federate.Ref{Blob: &federate.BlobRef{Name: ref.Name}})
		}
	}
}

func (w *work) markingClaims(record lanna.RecordID, id lanna.Digest) []lanna.Digest {
	var out []lanna.Digest
	for _, e := range w.records[record].entries {
		for i := range e.Claims {
			if e.ID == id && e.Claims[i].Property == lanna.Marked {
				out = append(out, e.Claims[i].Digest)
			}
		}
	}
	return out
}

// widen lets a partner be a holder of claims whose marking does not say so yet:
// one mark statement for each marking that holds.
func (w *work) widen(st *statement.State, partner lanna.AgencyID, facts []*statement.Fact) error {
	if len(facts) == 0 {
		return nil
	}
	return w.remark(st, facts, func(m handling.Marking) handling.Marking {
		m.Holders = append(slices.Clone(m.Holders), partner)
		return m
	})
}

// remark says one mark statement for each marking that holds for the facts. It
// names the claims and the markings in whose place it stands.
func (w *work) remark(st *statement.State, facts []*statement.Fact, change func(handling.Marking) handling.Marking) error {
	groups := map[string][]lanna.Digest{} // by the marking that holds
	var order []string
	for _, f := range facts {
		key := handling.CombineStrings(f.Markings).String()
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], f.Digest)
	}
	var marks []lanna.Digest
	for i := range st.Facts {
		if f := &st.Facts[i]; f.Agency == w.d.Agency() && f.Property == lanna.Marked {
			marks = append(marks, f.Digest)
		}
	}
	room := statement.MaxList/2 - len(marks)
	if room < 1 {
		return &lanna.Error{Kind: lanna.Exhausted, Code: "record-size", ID: st.Record.String()}
	}
	for _, key := range order {
		m := change(handling.Parse(key))
		for part := range slices.Chunk(groups[key], room) {
			names := slices.Concat(part, slices.DeleteFunc(slices.Clone(marks), func(d lanna.Digest) bool { return slices.Contains(part, d) }))
			if _, err := w.say(lanna.Mark, st.Record, m, nil, names...); err != nil {
				return err
			}
		}
	}
	return nil
}

// urgency is the lane of what is released of a record.
func urgency(st *statement.State, us lanna.AgencyID) federate.Lane {
	if st.Of(us, lanna.AlertSeverity) == string(lanna.Life) {
		return federate.Urgent
	}
	return federate.Ordinary
}
