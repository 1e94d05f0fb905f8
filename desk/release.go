package desk

import (
	"context"
	"fmt"
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
	To      lanna.WriterID   // an accepted party
	And     []lanna.WriterID // more parties that are to hold the same; a preview looks at To alone
	Claims  []lanna.Digest   // chosen claims; of a preview none means all
	Picture string           // "", PictureRedrawn or PictureWhole
	Terms   Terms
}

func (r ReleaseDraft) parties() []lanna.WriterID { return append([]lanna.WriterID{r.To}, r.And...) }

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

	judge *releaseJudge
	all   []judged // of the record; of them Lines has what was chosen
	whole *CropRef // the picture that can go with it; nil: none
}

// A judged is a fact with what was said of it.
type judged struct {
	f    *statement.Fact
	line ReleaseLine
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
		if !d.released(st, f, by, why.Purpose) || slices.Contains(ofAct, f.Property) || f.Value == "" {
			continue
		}
		line := ReleaseLine{Fact: b.bare(f), Held: j.ledger.holds(draft.To, f.Digest)}
		if ref, ok := pictureOf(f); ok { // the claim holds its key
			line.Value = fmt.Sprintf("%d × %d", ref.Width, ref.Height)
		}
		line.Code, line.Widen = j.judge(f)
		v.all = append(v.all, judged{f, line})
		if len(draft.Claims) > 0 && !slices.Contains(draft.Claims, f.Digest) {
			continue
		}
		if line.Code == "" {
			going = append(going, f)
		}
		v.Lines = append(v.Lines, line)
	}
	v.judge, v.Marking, v.Second = j, j.marking(going), j.second(going)
	var err error
	if v.whole, err = d.picturePreview(r, st, by, why); err != nil {
		return nil, err
	}
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
	lanna.AlertLevel, lanna.AlertMerged, lanna.AlertDesk, lanna.AlertWake, lanna.WakeWays, lanna.ReleaseTo, lanna.ReleaseNode, lanna.ReleaseSeen, lanna.ReleaseVia, lanna.ReleasePassed, lanna.ReceiptOf,
	lanna.PartyCard, lanna.PartyState, lanna.PartyPlaces, lanna.OfficerName, lanna.OfficerLogin, lanna.RoleOf, lanna.LetInto, lanna.DeskOf, lanna.LanguageOf,
	lanna.Disabled, lanna.RotaOf, lanna.ShiftOf, lanna.Handover, lanna.NotToBeFound, lanna.HitTerms, lanna.HitFilter, lanna.HitHeld, lanna.HitTo, lanna.HitSubject,
	lanna.HitState, lanna.HitCode, lanna.HitFound, lanna.HitRequest, lanna.HitRecordOf, lanna.HitOfficer, lanna.HitCount,
	lanna.PrintOf, lanna.AppealOf, lanna.SubjectKind, lanna.SubjectName, lanna.SubjectReach, lanna.SubjectLang, lanna.SubjectReceived, lanna.SubjectDue, lanna.SubjectText, lanna.SubjectAbout,
	lanna.SubjectClaim, lanna.SubjectIdentity, lanna.SubjectOwner, lanna.SubjectState, lanna.SubjectOutcome, lanna.SubjectAnswer, lanna.SubjectDone, lanna.Restriction,
	lanna.ListFile, lanna.ListShape, lanna.ListChecked, lanna.ListTally, lanna.ListState, lanna.ListDecided, lanna.ListSigned, lanna.ListOf, lanna.ListRow, lanna.ListDoubt)

// Release lets a party hold claims: it says a release statement that names them
// and puts everything into the party's outbox. Where the claims' marking asks
// for it, second, who may release as well, has just signed with CheckPassword;
// else it is Denied "second-signature". A claim that may not go makes it Denied
// "withheld" with the claim's digest, and nothing goes.
func (d *Desk) Release(ctx context.Context, by, second Actor, why Why, draft ReleaseDraft) (lanna.Digest, error) {
	ids, err := d.ReleaseAll(ctx, by, second, why, draft)
	if err != nil {
		return lanna.Digest{}, err
	}
	return ids[0], nil
}

// ReleaseAll is Release to the party of the draft and to those that it names
// beside it, all or none: a release statement for each, which names no other.
func (d *Desk) ReleaseAll(ctx context.Context, by, second Actor, why Why, draft ReleaseDraft) (ids []lanna.Digest, err error) {
	if err := d.admit(ctx, by, why, "record.release"); err != nil {
		return nil, err
	}
	if len(draft.Claims) == 0 {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "nothing-chosen"}
	}
	if err := draft.Terms.check(d.Now()); err != nil {
		return nil, err
	}
	pic, err := d.releasePicture(ctx, by, why, draft)
	if err != nil {
		return nil, err
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
		ids, err = w.releaseDraft(st, second, draft, slices.Concat(draft.Claims, picture))
		return err
	})
	if err != nil && pic != nil {
		d.dropBlob(pic.ref)
	}
	return ids, err
}

// releaseDraft releases chosen claims to each party of a draft.
func (w *work) releaseDraft(st *statement.State, second Actor, draft ReleaseDraft, claims []lanna.Digest) (ids []lanna.Digest, err error) {
	how := releasing{terms: draft.Terms, second: second}
	var all []*going
	for i, to := range draft.parties() {
		if slices.Contains(draft.parties()[:i], to) {
			continue
		}
		facts, err := w.chosen(st, to, claims)
		if err != nil {
			return nil, err
		}
		own, others := w.apart(facts)
		if len(others) > 0 {
			said, err := w.passOnward(st, to, second, others)
			if err != nil {
				return nil, err
			}
			if len(own) == 0 {
				ids = append(ids, said.ID)
				continue
			}
		}
		g, err := w.going(st, to, how, own)
		if err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	if err := w.widenFor(st, all...); err != nil {
		return nil, err
	}
	for _, g := range all {
		said, err := w.sayRelease(st, how, g)
		if err != nil {
			return nil, err
		}
		ids = append(ids, said.ID)
	}
	return ids, nil
}

// apart parts this agency's own facts from those of others.
func (w *work) apart(facts []*statement.Fact) (own, others []*statement.Fact) {
	for _, f := range facts {
		if f.Agency == w.d.Agency() {
			own = append(own, f)
		} else {
			others = append(others, f)
		}
	}
	return own, others
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
	own, others := w.apart(facts)
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
	g, err := w.going(st, to, how, facts)
	if err != nil {
		return nil, err
	}
	if err := w.widenFor(st, g); err != nil {
		return nil, err
	}
	return w.sayRelease(st, how, g)
}

// A going is what goes to one party.
type going struct {
	j     *releaseJudge
	facts []*statement.Fact
	widen []*statement.Fact // those whose marking has to name the party first
	two   bool              // a second officer signs
}

// going judges what is to go to a party.
func (w *work) going(st *statement.State, to lanna.WriterID, how releasing, facts []*statement.Fact) (*going, error) {
	party, err := w.partner(to)
	if err != nil {
		return nil, err
	}
	g := &going{j: &releaseJudge{d: w.d, st: st, to: party, by: w.by, terms: how.terms, ledger: ledgerOf(st)}, facts: facts}
	g.widen, g.two, err = w.mayGo(g.j, how.second, facts)
	return g, err
}

// sayRelease says the release and puts it, and what it names, into the outbox.
func (w *work) sayRelease(st *statement.State, how releasing, g *going) (*statement.Statement, error) {
	party := g.j.to
	claims := []statement.Claim{statement.New(lanna.ReleaseTo, party.Agency.String()), statement.New(lanna.ReleaseNode, party.Writer.String())}
	if g.two {
		claims = append(claims, statement.New(lanna.SecondOfficer, how.second.Officer.String()))
	}
	if how.via != nil {
		claims = append(claims, statement.New(lanna.ReleaseVia, how.via.Writer.String()))
	}
	names := g.j.ledger.marksFor(party.Writer, g.facts)
	for _, f := range g.facts {
		names = append(names, f.Digest)
	}
	m := g.j.marking(g.facts)
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
	w.sendRelease(party, urgency(st, w.d.Agency()), said, g.facts)
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

// widenFor lets parties be holders of claims whose marking does not say so yet,
// all with one mark statement for each marking that will hold: what marks for one
// party has to know what marks for the others, else the strictest of all would
// hold, and nobody.
func (w *work) widenFor(st *statement.State, all ...*going) error {
	more := map[*statement.Fact][]lanna.AgencyID{}
	var facts []*statement.Fact
	for _, g := range all {
		for _, f := range g.widen {
			if more[f] == nil {
				facts = append(facts, f)
			}
			if !slices.Contains(more[f], g.j.to.Agency) {
				more[f] = append(more[f], g.j.to.Agency)
			}
		}
	}
	return w.remark(st, facts, func(f *statement.Fact, m handling.Marking) handling.Marking {
		m.Holders = slices.Concat(m.Holders, more[f])
		return m
	})
}

// remark says one mark statement for each marking that will hold for the facts.
// It names the claims and the markings in whose place it stands, and no others:
// a record that was released a hundred times would name a hundred.
func (w *work) remark(st *statement.State, facts []*statement.Fact, change func(*statement.Fact, handling.Marking) handling.Marking) error {
	type group struct {
		m     handling.Marking
		facts []*statement.Fact
	}
	groups := map[string]*group{} // by the marking that will hold
	var order []string
	for _, f := range facts {
		m := change(f, handling.CombineStrings(f.Markings))
		key := m.String()
		if groups[key] == nil {
			groups[key] = &group{m: m}
			order = append(order, key)
		}
		groups[key].facts = append(groups[key].facts, f)
	}
	for _, key := range order {
		for _, names := range namesOf(groups[key].facts) {
			if _, err := w.say(lanna.Mark, st.Record, groups[key].m, nil, names...); err != nil {
				return err
			}
		}
	}
	return nil
}

// namesOf lists claims with the markings that hold for them, in as many lists as
// statements have to name them.
func namesOf(facts []*statement.Fact) [][]lanna.Digest {
	out := [][]lanna.Digest{nil}
	for _, f := range facts {
		last := &out[len(out)-1]
		if len(*last)+1+len(f.MarkedBy) > statement.MaxList/2 && len(*last) > 0 {
			out = append(out, nil)
			last = &out[len(out)-1]
		}
		for _, d := range append([]lanna.Digest{f.Digest}, f.MarkedBy...) {
			if !slices.Contains(*last, d) {
				*last = append(*last, d)
			}
		}
	}
	return out
}

// urgency is the lane of what is released of a record.
func urgency(st *statement.State, us lanna.AgencyID) federate.Lane {
	if st.Of(us, lanna.AlertSeverity) == string(lanna.Life) {
		return federate.Urgent
	}
	return federate.Ordinary
}
