package desk

import (
	"context"

	"lanna"
	"lanna/blob"
	"lanna/extract/reading"
	"lanna/statement"
	"lanna/store"
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

// Proposals shows a capture with what is proposed for it. While the picture is
// being read it waits a little.
func (d *Desk) Proposals(ctx context.Context, by Actor, why Why, capture lanna.RecordID) (*CaptureView, error) {
	var v *CaptureView
	err := d.see(ctx, by, why, "capture.show", func(r store.Reader) (s sight, err error) {
		st, err := d.shownState(r, by, why, capture)
		if err != nil {
			return s, err
		}
		if st.Of(d.Agency(), lanna.CaptureState) == "" {
			return s, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: capture.String()}
		}
		v, err = d.captureView(r, by, why, st)
		s.records = []lanna.RecordID{capture}
		return s, err
	})
	if err != nil {
		return nil, err
	}
	d.pages.note(by, capture, d.Now())
	return v, nil
}

// shownState folds a record that the actor may see. Not there and not yours
// are the same answer.
func (d *Desk) shownState(r store.Reader, by Actor, why Why, id lanna.RecordID) (*statement.State, error) {
	entries, err := d.entries(r, id)
	if err != nil {
		return nil, err
	}
	st := statement.Fold(d.Agency(), id, entries)
	if !d.visible(st, by, why.Purpose) {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
	}
	return st, nil
}

// releasedState keeps of a state what the actor may see.
func (d *Desk) releasedState(st *statement.State, by Actor, why Why) *statement.State {
	l := d.lens(by, why).on(st)
	out := *st
	out.Facts = nil
	for i := range st.Facts {
		if f := &st.Facts[i]; l.fact(f) {
			out.Facts = append(out.Facts, *f)
		}
	}
	return &out
}

func (d *Desk) captureView(r store.Reader, by Actor, why Why, whole *statement.State) (*CaptureView, error) {
	st := d.releasedState(whole, by, why)
	of := func(p lanna.Property) string { return st.Of(d.Agency(), p) }
	v := &CaptureView{Record: st.Record, Label: of(lanna.Label), Received: moment(of(lanna.ReceivedAt)), Due: moment(of(lanna.AlertDue)),
		State: of(lanna.CaptureState), Queued: of(lanna.Queued), Channel: of(lanna.Channel), FileName: of(lanna.FileName),
		SourceURL: of(lanna.SourceURL), Poster: of(lanna.Poster), Posted: of(lanna.PostedAt), Text: Words{Text: of(lanna.SourceText)},
		Marking: markingOf(whole), May: d.mayNow(by, captureActs)}
	if ref, err := blob.ParseRef(of(lanna.Picture)); err == nil {
		v.SHA256 = ref.SHA256.String()
	}
	for _, f := range st.Live(lanna.PictureSafe) {
		v.Picture = f.Digest
		if ref, err := blob.ParseRef(f.Value); err == nil {
			v.Width, v.Height = ref.Width, ref.Height
		}
	}
	var err error
	if v.Confirmed, err = d.links(r, by, why, "link", string(lanna.CaptureOf)+":"+st.Record.String(), 100); err != nil {
		return nil, err
	}
	p := d.propose(st)
	v.Lines, v.Warnings = p.lines(), p.warnings()
	if v.State == CaptureProposed || v.State == CaptureTranscription {
		v.Notices, v.Contacts = p.notices, p.contacts
		err = d.offerReposts(r, by, why, v, of(lanna.PHash), p)
	}
	return v, err
}

// captureActs are what a page on a capture may offer.
var captureActs = []string{"capture.confirm", "record.erase"}

// mayNow says which of the acts the actor's roles allow.
func (d *Desk) mayNow(by Actor, acts []string) map[string]bool {
	out := map[string]bool{}
	for _, a := range acts {
		if by.May(a) {
			out[a] = true
		}
	}
	return out
}
