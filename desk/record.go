package desk

import (
	"cmp"
	"context"
	"slices"

	"lanna"
	"lanna/extract/reading"
	"lanna/statement"
	"lanna/store"
)

// A RecordView is a record as its page shows it.
type RecordView struct {
	Record   lanna.RecordID
	Label    string
	Kind     lanna.RecordKind
	Title    Title
	Opened   lanna.Millis
	Presumed bool // presumed victim
	Hidden   bool // not to be found by other agencies
	Minor    bool
	Locked   bool     // claims of suspicion are locked
	Override *Fact    // the victim status, where an officer overrode it
	Appeals  []Appeal // against what is said here, with their outcome
	Safety   *Fact    // how the person may be contacted; shown first
	Alert    *Link    // the alert that the record is
	Agencies []Column
	Rows     []FactRow
	Notes    []Fact
	Crops    []CropRef
	Capture  *Link
	Person   *Link
	Related  []Link
	History  []Step // newest first
	Reads    int64  // how often it was read
	Marking  Marking
	May      map[string]bool // what this actor may do now
}

// A Column is an agency beside whose words others' stand.
type Column struct {
	Agency lanna.AgencyID
	Own    bool
	Name   string // "" for the node's own agency
}

// A FactRow is one property as all agencies say it.
type FactRow struct {
	Property lanna.Property
	Cells    [][]Fact // one for each of RecordView.Agencies
	Differ   bool     // agencies, or one agency's own live values, say different things
}

// A Fact is one thing that was said, and what became of it.
type Fact struct {
	Claim       lanna.Digest
	Property    lanna.Property
	Value       string
	Lang        string
	Grade       lanna.Grade
	Agency      lanna.AgencyID
	Officer     lanna.OfficerID
	OfficerName string
	Time        lanna.Millis
	Statement   lanna.Digest
	Live        bool
	Unproven    bool
	Replaced    []Fact    // what it replaced, newest first: stays visible
	From        []CropRef // the piece of picture that it was read in
	Check       string    // checksum-fails …
	Link        *Link     // where the value names a record
	Act         string    // by which it was said
	Reason      string    // that was given with it
	Rule        string    // that said it
}

// A CropRef is a piece of a picture: the claim of the crop, and the boxes in it
// that this fact was read from.
type CropRef struct {
	Record lanna.RecordID // the record on which the claim stands
	Claim  lanna.Digest
	Label  string // of the capture
	Notice int    // number in the capture
	Width  int
	Height int
	Boxes  []reading.Box // where the fact was read; of a record's crop, all that was confirmed
}

// recordActs are what a record's page may offer.
var recordActs = []string{
	"record.correct", "record.add", "record.note", "record.suspect", "record.screen", "record.safety", "record.erase",
	"alert.acknowledge", "alert.assign", "alert.escalate", "alert.note", "alert.close", "alert.reopen",
}

// Record shows a record.
func (d *Desk) Record(ctx context.Context, by Actor, why Why, id lanna.RecordID) (*RecordView, error) {
	var v *RecordView
	var st *statement.State
	err := d.see(ctx, by, why, "record.show", func(r store.Reader) (s sight, err error) {
		if st, err = d.shownState(r, by, why, id); err != nil {
			return s, err
		}
		if st.Of(d.Agency(), lanna.KindOfRecord) == string(lanna.SubjectRecord) && !by.May("subject.show") {
			return s, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
		}
		b := &recordBuilder{d: d, r: r, by: by, why: why, l: d.lens(by, why), whole: st, st: d.releasedState(st, by, why)}
		v, err = b.build()
		s.records = []lanna.RecordID{id}
		return s, err
	})
	if err != nil {
		return nil, err
	}
	d.pages.note(by, id, d.Now())
	d.opened(ctx, st)
	v.History = d.history(ctx, st, d.lens(by, why).on(st))
	d.nameFacts(ctx, v)
	return v, nil
}

// nameFacts puts in the names of officers, once the snapshot is closed.
func (d *Desk) nameFacts(ctx context.Context, v *RecordView) {
	name := func(f *Fact) {
		if f == nil {
			return
		}
		f.OfficerName = d.OfficerName(ctx, f.Officer)
		for i := range f.Replaced {
			f.Replaced[i].OfficerName = d.OfficerName(ctx, f.Replaced[i].Officer)
		}
	}
	for _, row := range v.Rows {
		for _, cell := range row.Cells {
			for i := range cell {
				name(&cell[i])
			}
		}
	}
	for i := range v.Notes {
		name(&v.Notes[i])
	}
	for i := range v.Appeals {
		v.Appeals[i].Name = d.OfficerName(ctx, v.Appeals[i].Officer)
	}
	name(v.Override)
	name(v.Safety)
}

// rowOrder is the order in which a page shows what is known; properties that
// are not here hold a record together or have a place of their own.
var rowOrder = []lanna.Property{
	lanna.VictimStatus, lanna.Status, lanna.Name, lanna.Alias, lanna.Sex, lanna.BirthDate, lanna.Age, lanna.MinorFlag, lanna.Nationality,
	lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.IDLao, lanna.Passport, lanna.MRZ, lanna.IDOther, lanna.MarkOnBody,
	lanna.Amount, lanna.TipAmount, lanna.Ransom, lanna.ThreatCode, lanna.Threat, lanna.Accusation, lanna.Compound, lanna.Place, lanna.LastPlace,
	lanna.ListKind, lanna.ListFrom, lanna.ListedAs, lanna.Offence, lanna.Warrant, lanna.Authority, lanna.IssuedOn, lanna.ValidUntil, lanna.Danger,
	lanna.SureIdentity, lanna.Restraint, lanna.Belongings, lanna.Referral, lanna.Interpreter, lanna.Destination,
	lanna.Route, lanna.HeldBy, lanna.Health, lanna.LastMessage, lanna.FearOfReturn, lanna.Phone, lanna.Handle, lanna.Contact, lanna.Relation,
	lanna.BankCard, lanna.Wallet, lanna.URL, lanna.Email, lanna.Vehicle, lanna.Poster, lanna.PostedAt, lanna.Date, lanna.Narrative,
	lanna.Translation, lanna.SuspectOf, lanna.Consent, lanna.RepostOf, lanna.SameAs, lanna.Channel, lanna.ReceivedAt, lanna.SourceURL,
	lanna.FileName, lanna.SourceText, lanna.ListOf, lanna.ListRow,
}

func rowRank(p lanna.Property) int { return slices.Index(rowOrder, p) }

func byRank(a, b FactRow) int { return cmp.Compare(rowRank(a.Property), rowRank(b.Property)) }
