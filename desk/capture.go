package desk

import (
	"context"
	"errors"

	"lanna"
)

// Intake is what comes in: a picture, pasted text, or a report by phone.
type Intake struct {
	Channel   string // picture, text, phone
	FileName  string
	SourceURL string
	Poster    string
	Posted    string // when it was posted, as known
	Data      []byte // the picture
	Text      string // pasted
	Report    *Report
	Key       string // the form's own id: the same key twice is the same capture
}

// A Report is what a caller says, as the officer at the phone wrote it down.
type Report struct {
	Kind   lanna.RecordKind // family, lure, tip, bounty
	Fields []Field
}

// A Field is one property of a report.
type Field struct {
	Property lanna.Property
	Value    string
	Lang     string
}

// States of a capture.
const (
	CaptureReading       = "reading"       // the reading process has it
	CaptureProposed      = "proposed"      // waits for a person's eyes
	CaptureTranscription = "transcription" // could not be read: a person types what it says
	CaptureConfirmed     = "confirmed"
	CaptureDropped       = "dropped"
)

// Capture keeps what came in and reads it. A picture is on the disk before it
// is read; one that cannot be read is kept and waits for transcription.
func (d *Desk) Capture(ctx context.Context, by Actor, why Why, in Intake) (lanna.RecordID, error) {
	return lanna.RecordID{}, errors.ErrUnsupported
}

// DropCapture puts a capture aside: nothing in it is to be recorded.
func (d *Desk) DropCapture(ctx context.Context, by Actor, why Why, capture lanna.RecordID) error {
	return errors.ErrUnsupported
}

// Captures lists the captures in a state, newest first; "" lists all.
func (d *Desk) Captures(ctx context.Context, by Actor, why Why, state string) ([]Link, error) {
	return nil, errors.ErrUnsupported
}

// ResumeReading reads the captures that a crash left unread. Node calls it
// when it has started.
func (d *Desk) ResumeReading(ctx context.Context) error {
	return errors.ErrUnsupported
}
