package desk

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"lanna"
	"lanna/blob"
	"lanna/statement"
	"lanna/store"
)

// Intake is what comes in: a picture, pasted text, or a report by phone.
type Intake struct {
	Channel   string // picture, text, phone
	FileName  string
	SourceURL string
	Poster    string
	Posted    string  // when it was posted, as known
	Data      []byte  // the picture, or else
	Upload    *Upload `json:"-"` // the picture as Receive took it
	Text      string  // pasted
	Report    *Report // by phone
	Marking   string  // MarkLife, MarkHere, MarkSource; "" means MarkLife
	Key       string  // the form's own id: the same key twice is the same capture
}

// Channels of an intake.
const (
	ChannelPicture = "picture"
	ChannelText    = "text"
	ChannelPhone   = "phone"
)

// A Report is what a caller says, as the officer at the phone wrote it down.
// Its fields may hold a lanna.ContactSafety, DoNotContact or FreeContact, which
// is then said on the person.
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

// States of a capture, values of lanna.CaptureState.
const (
	CaptureReading       = "reading"       // the reading process has it
	CaptureProposed      = "proposed"      // waits for a person's eyes
	CaptureTranscription = "transcription" // could not be read: a person types what it says
	CaptureConfirmed     = "confirmed"
	CaptureDropped       = "dropped"
)

// Limits of what comes in. A picture has to pass through the reading process
// and text through one claim.
const (
	maxPicture = 48 << 20
	maxText    = 512 << 10
	maxWords   = 2048 // bytes of a file name, an address, a poster
)

// How long a page waits for the reading process; it asks again after that.
const (
	patience     = 4500 * time.Millisecond // for what was read
	cropPatience = time.Second             // for crops: the alert is raised already
)

// Capture keeps what came in and reads it. A picture is on the disk before it
// is read; one that cannot be read is kept and waits for transcription. A
// report by phone was put down by a person, so that it is recorded at once, as
// a confirmed notice is.
func (d *Desk) Capture(ctx context.Context, by Actor, why Why, in Intake) (lanna.RecordID, error) {
	const act = "capture.add"
	if err := d.admit(ctx, by, why, act); err != nil {
		return lanna.RecordID{}, err
	}
	if err := in.check(); err != nil {
		return lanna.RecordID{}, err
	}
	ref, err := d.keepOriginal(&in)
	if err != nil {
		return lanna.RecordID{}, err
	}
	if in.Upload != nil {
		in.Upload.ref = blob.Ref{} // from here on it is this command's
	}
	var id lanna.RecordID
	fresh := false
	err = d.do(ctx, by, why, act, func(w *work) error {
		fresh = false
		done, known, err := w.formDone(in.Key)
		if err != nil || known && len(done) > 0 {
			id = first(done)
			return err
		}
		if id, err = w.capture(&in, ref); err != nil {
			return err
		}
		fresh = true
		w.formKeep(in.Key, id)
		return nil
	})
	if ref != nil && (err != nil || !fresh) {
		d.dropBlob(*ref)
	}
	if err != nil {
		return id, err
	}
	if in.Channel == ChannelPicture {
		d.await(ctx, d.read(id), patience)
	}
	return id, nil
}

func first(ids []lanna.RecordID) lanna.RecordID {
	if len(ids) == 0 {
		return lanna.RecordID{}
	}
	return ids[0]
}

// check finds what is off and cuts what is too long to be of use.
func (in *Intake) check() error {
	for _, s := range []*string{&in.FileName, &in.SourceURL, &in.Poster, &in.Posted} {
		*s = strings.TrimSpace(strings.ToValidUTF8(*s, "\uFFFD"))
		if len(*s) > maxWords {
			return &lanna.Error{Kind: lanna.Invalid, Code: "too-long"}
		}
	}
	switch {
	case in.Report != nil:
		in.Channel = ChannelPhone
		return in.Report.check()
	case in.Upload != nil:
		in.Channel = ChannelPicture
	case in.Channel == ChannelPicture && len(in.Data) == 0:
		return &lanna.Error{Kind: lanna.Invalid, Code: "picture-empty"}
	case len(in.Data) > maxPicture:
		return &lanna.Error{Kind: lanna.Exhausted, Code: "picture-too-large"}
	case len(in.Data) > 0:
		in.Channel = ChannelPicture
	case strings.TrimSpace(in.Text) == "":
		return &lanna.Error{Kind: lanna.Invalid, Code: "text-empty"}
	case len(in.Text) > maxText:
		return &lanna.Error{Kind: lanna.Exhausted, Code: "text-too-large"}
	default:
		in.Channel = ChannelText
	}
	return nil
}

func (r *Report) check() error {
	switch r.Kind {
	case lanna.FamilyRecord, lanna.LureRecord, lanna.TipRecord, lanna.BountyRecord:
	default:
		return &lanna.Error{Kind: lanna.Invalid, Code: "kind-unknown"}
	}
	said := false
	for i := range r.Fields {
		f := &r.Fields[i]
		f.Value = strings.TrimSpace(f.Value)
		if f.Value == "" {
			continue
		}
		if f.Property == lanna.ContactSafety {
			if f.Value != DoNotContact && f.Value != FreeContact { // a window is for SetSafety, which asks when
				return &lanna.Error{Kind: lanna.Invalid, Code: "safety-unknown"}
			}
			continue
		}
		said = true
		if err := checkField(f.Property, f.Value); err != nil {
			return err
		}
	}
	if !said {
		return &lanna.Error{Kind: lanna.Invalid, Code: "report-empty"}
	}
	return nil
}

// keepOriginal puts the picture, or text that is not UTF-8 and so fits into no
// claim, into the blobs.
func (d *Desk) keepOriginal(in *Intake) (*blob.Ref, error) {
	if in.Upload != nil {
		ref := in.Upload.ref
		return &ref, nil
	}
	data, kind := in.Data, ""
	if len(data) > 0 {
		kind = http.DetectContentType(data) // looks at the first bytes and decodes nothing
	} else if in.Text != "" && !utf8.ValidString(in.Text) {
		data, kind = []byte(in.Text), "application/octet-stream"
		in.Text = strings.ToValidUTF8(in.Text, "\uFFFD")
	}
	if len(data) == 0 {
		return nil, nil
	}
	ref, err := d.cfg.Blobs.Put(data, kind)
	if err != nil {
		return nil, notKept(err)
	}
	return &ref, nil
}

// capture says what came in on a new record.
func (w *work) capture(in *Intake, ref *blob.Ref) (lanna.RecordID, error) {
	m, err := markingFor(in.Marking, w.by, w.now)
	if err != nil {
		return lanna.RecordID{}, err
	}
	state := w.d.firstState(in)
	claims := []statement.Claim{
		statement.New(lanna.Channel, in.Channel),
		statement.New(lanna.ReceivedAt, timestamp(w.now)),
		statement.New(lanna.CaptureState, state),
	}
	add := func(p lanna.Property, v string) {
		if v != "" {
			claims = append(claims, statement.New(p, v))
		}
	}
	if ref != nil {
		add(lanna.Picture, ref.String())
	}
	add(lanna.SourceText, in.Text)
	add(lanna.FileName, in.FileName)
	add(lanna.SourceURL, in.SourceURL)
	add(lanna.Poster, in.Poster)
	add(lanna.PostedAt, in.Posted)
	if state == CaptureTranscription {
		add(lanna.Queued, "reader-missing")
	}
	if state != CaptureConfirmed {
		claims = append(claims, w.alertClaims(lanna.RecordID{}, lanna.CaptureRecord, claims)...)
	}
	id, err := w.create(lanna.CaptureRecord, m, claims...)
	if err == nil && in.Report != nil {
		_, err = w.record(id, in.Report.notice(), m)
	}
	return id, err
}

func (d *Desk) firstState(in *Intake) string {
	switch {
	case in.Report != nil:
		return CaptureConfirmed
	case in.Channel == ChannelText:
		return CaptureProposed
	case d.cfg.Reader == nil:
		return CaptureTranscription
	}
	return CaptureReading
}

// Transcribe keeps what a person read in a picture, and proposes from it.
func (d *Desk) Transcribe(ctx context.Context, by Actor, why Why, capture lanna.RecordID, text string) error {
	text = strings.ToValidUTF8(text, "\uFFFD")
	switch {
	case strings.TrimSpace(text) == "":
		return &lanna.Error{Kind: lanna.Invalid, Code: "text-empty"}
	case len(text) > maxText:
		return &lanna.Error{Kind: lanna.Exhausted, Code: "text-too-large"}
	}
	return d.do(ctx, by, why, "capture.confirm", func(w *work) error {
		st, err := w.openCapture(capture)
		if err != nil {
			return err
		}
		return w.set(st, markingOf(st), w.transcript(st, text), statement.New(lanna.CaptureState, CaptureProposed), statement.New(lanna.Queued, ""))
	})
}

// transcript is the claim of what a person read in the capture's picture.
func (w *work) transcript(st *statement.State, text string) statement.Claim {
	c := statement.New(lanna.SourceText, text)
	for _, f := range st.Live(lanna.Picture) {
		c.From = append(c.From, f.Digest)
	}
	return c
}

// openCapture returns a capture that waits for a person.
func (w *work) openCapture(id lanna.RecordID) (*statement.State, error) {
	st, err := w.open(id)
	if err != nil {
		return nil, err
	}
	switch st.Of(w.d.Agency(), lanna.CaptureState) {
	case CaptureConfirmed:
		return nil, &lanna.Error{Kind: lanna.Conflict, Code: "confirmed-already", ID: id.String()}
	case CaptureDropped:
		return nil, &lanna.Error{Kind: lanna.Conflict, Code: "dropped-already", ID: id.String()}
	case "":
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
	}
	return st, nil
}

// DropCapture puts a capture aside: nothing in it is to be recorded.
func (d *Desk) DropCapture(ctx context.Context, by Actor, why Why, capture lanna.RecordID) error {
	return d.do(ctx, by, why, "capture.confirm", func(w *work) error {
		st, err := w.openCapture(capture)
		if err != nil {
			return err
		}
		return w.endCapture(st, CaptureDropped, markingOf(st))
	})
}

// endCapture says that a person dealt with the capture, and closes its alert
// in the same statement.
func (w *work) endCapture(st *statement.State, state string, m Marking, more ...statement.Claim) error {
	set := append(more, statement.New(lanna.CaptureState, state), statement.New(lanna.Queued, ""))
	if a, ok := w.d.alertOf(st); ok && a.state != AlertClosed {
		set = append(set, closing(OutcomeHandled, lanna.RecordID{})...)
	}
	return w.set(st, m, set...)
}

// set says claims that each take the place of the agency's live claims of
// their property, where it has one value. An empty value withdraws; where
// nothing stands it is left out.
func (w *work) set(st *statement.State, m Marking, set ...statement.Claim) error {
	var claims []statement.Claim
	var replaced []lanna.Digest
	for _, c := range set {
		n := len(replaced)
		if !c.Property.Multiple() {
			for _, f := range st.Live(c.Property) {
				if f.Agency == w.d.Agency() {
					replaced = append(replaced, f.Digest)
				}
			}
		}
		if c.Value != "" || len(replaced) > n {
			claims = append(claims, c)
		}
	}
	_, err := w.say(lanna.Say, st.Record, m, claims, replaced...)
	return err
}

// Captures lists the captures in a state, newest first; "" lists all.
func (d *Desk) Captures(ctx context.Context, by Actor, why Why, state string) ([]Link, error) {
	var out []Link
	err := d.see(ctx, by, why, "capture.show", func(r store.Reader) (s sight, err error) {
		name, value := "state", state
		if state == "" {
			name, value = "kind", string(lanna.CaptureRecord)
		}
		out, err = d.links(r, by, why, name, value, 200)
		for i := range out {
			s.records = append(s.records, out[i].Record)
		}
		return s, err
	})
	return out, err
}
