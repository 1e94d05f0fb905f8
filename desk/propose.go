package desk

import (
	"context"
	"errors"

	"lanna"
	"lanna/extract/reading"
)

// A CaptureView is a capture as the page shows it: the picture with boxes over
// what was read, and the proposals beside it.
type CaptureView struct {
	Record    lanna.RecordID
	Label     string
	Received  lanna.Millis
	Due       lanna.Millis // the alert is due by then
	State     string
	Queued    string // why a person has to read it: reader-missing, picture-damaged …
	Channel   string
	Picture   lanna.Digest // claim of the safe picture, for Desk.Picture; zero where there is none
	Width     int          // pixels of the safe picture, which the boxes count in
	Height    int
	SHA256    string // of the picture as it came
	FileName  string
	SourceURL string
	Poster    string
	Posted    string
	Text      Words // pasted text, or the transcript
	Lines     []ReadLine
	Notices   []ProposedNotice
	Contacts  []ProposedField // printed once for several notices
	Warnings  []Reason
	Confirmed []Link
	Marking   Marking
	May       map[string]bool
}

// A ReadLine is one line that was read in the picture.
type ReadLine struct {
	Text       string
	Lang       string
	Box        reading.Box
	Confidence float64
	ByEye      bool // in a script that is read less well
}

// A ProposedNotice is what the picture seems to say of one person.
type ProposedNotice struct {
	Number  int // from 1
	Fields  []ProposedField
	Reposts []RepostOption
	Minor   bool
	Poster  string
	Posted  string
}

// A ProposedField is one value with its place in the picture and the reason
// why it was proposed.
type ProposedField struct {
	ID         string // number of the notice and a letter, "1c"; of a contact "k1"
	Property   lanna.Property
	Value      string // canonical
	Written    string // as it stands in the picture
	Lang       string
	Boxes      []reading.Box
	Confidence float64
	Reason     Reason
	Check      bool // a person must compare it with the picture
	Detail     map[string]string
}

// A RepostOption is an earlier notice that this one may repeat.
type RepostOption struct {
	Record lanna.RecordID
	Label  string
	Amount string
	When   lanna.Millis
	Reason Reason
}

// Proposals shows a capture with what is proposed for it.
func (d *Desk) Proposals(ctx context.Context, by Actor, why Why, capture lanna.RecordID) (*CaptureView, error) {
	return nil, errors.ErrUnsupported
}
