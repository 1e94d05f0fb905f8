package desk

import (
	"context"
	"errors"

	"lanna"
	"lanna/extract/reading"
)

// A RecordView is a record as its page shows it.
type RecordView struct {
	Record   lanna.RecordID
	Label    string
	Kind     lanna.RecordKind
	Title    Title
	Opened   lanna.Millis
	Presumed bool // presumed victim
	Minor    bool
	Locked   bool  // claims of suspicion are locked
	Override *Fact // the victim status, where an officer overrode it
	Safety   *Fact // how the person may be contacted; shown first
	Alert    *Link // the alert that the record is
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
	Reason      string    // the reason that was given with it
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
	Boxes  []reading.Box
}

// Record shows a record.
func (d *Desk) Record(ctx context.Context, by Actor, why Why, id lanna.RecordID) (*RecordView, error) {
	return nil, errors.ErrUnsupported
}
