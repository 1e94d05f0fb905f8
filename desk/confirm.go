package desk

import (
	"context"
	"slices"
	"strings"

	"lanna"
	"lanna/extract/reading"
	"lanna/handling"
	"lanna/statement"
)

// A Confirmation is what a person made of the proposals.
type Confirmation struct {
	Marking    string // MarkLife, MarkHere or MarkSource; "" means the capture's own marking
	Notices    []ConfirmedNotice
	Transcript string      // what the picture says, where a person read it
	Grade      lanna.Grade // of the source; zero means F6, cannot be judged
	Key        string      // the form's own id: the same key twice is one confirmation
}

// A ConfirmedNotice is one notice as a person confirmed it.
type ConfirmedNotice struct {
	Number   int // of the proposal; 0 for one that was added
	Keep     bool
	Kind     lanna.RecordKind // "" means a bounty
	RepostOf lanna.RecordID
	Fields   []ConfirmedField
}

// A ConfirmedField is one value as a person confirmed it. A proposed field
// that is not among them is dropped.
type ConfirmedField struct {
	ID       string // of the proposed field; "" for one that was added
	Property lanna.Property
	Value    string
	Lang     string
	Compared bool // the person compared it with the picture
	Drop     bool
}

// ungraded is the grade of a chat that nobody knows: F cannot be judged, 6
// cannot be judged.
var ungraded = lanna.Grade{Reliability: 'F', Credibility: '6'}

// Confirm records the notices that are kept: each a record of its own with its
// person and its alert. It returns their ids in the order of c.Notices.
// Invalid "not-compared" where a field that needs eyes was not ticked; the
// error's ID is the field's.
func (d *Desk) Confirm(ctx context.Context, by Actor, why Why, capture lanna.RecordID, c Confirmation) ([]lanna.RecordID, error) {
	const act = "capture.confirm"
	if err := d.admit(ctx, by, why, act); err != nil {
		return nil, err
	}
	before, err := d.stateOf(ctx, capture)
	if err != nil {
		return nil, err
	}
	p := d.propose(before) // here, because others wait while a transaction runs
	var ids []lanna.RecordID
	err = d.do(ctx, by, why, act, func(w *work) error {
		done, known, err := w.formDone(c.Key)
		if err != nil || known {
			ids = done
			return err
		}
		if ids, err = w.confirm(capture, &c, p); err != nil {
			return err
		}
		w.formKeep(c.Key, ids...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.await(ctx, d.drawCrops(capture), cropPatience)
	return ids, nil
}

func (w *work) confirm(capture lanna.RecordID, c *Confirmation, p *proposal) ([]lanna.RecordID, error) {
	st, err := w.openCapture(capture)
	if err != nil {
		return nil, err
	}
	m := markingOf(st)
	if c.Marking != "" {
		chosen, err := markingFor(c.Marking, w.by, w.now)
		if err != nil {
			return nil, err
		}
		m = handling.Combine(m, chosen)
	}
	if !slices.Equal(p.source, sourcesOf(st)) { // transcribed in the meantime
		p = w.d.propose(st)
	}
	notices, err := w.kept(st, c, p)
	if err != nil {
		return nil, err
	}
	ids := make([]lanna.RecordID, len(notices))
	drawn := false
	for i, n := range notices {
		if ids[i], err = w.record(capture, n, m); err != nil {
			return nil, err
		}
		drawn = drawn || len(n.boxes()) > 0
	}
	if drawn {
		w.setMeta(cropMeta(capture), []byte{1})
	}
	return ids, w.close(st, c, m)
}

// close ends the capture. A marking that was chosen now and is stricter than
// the capture's holds for all of it.
func (w *work) close(st *statement.State, c *Confirmation, m handling.Marking) error {
	var more []statement.Claim
	if text := strings.ToValidUTF8(strings.TrimSpace(c.Transcript), "\uFFFD"); text != "" {
		if len(text) > maxText {
			return &lanna.Error{Kind: lanna.Exhausted, Code: "text-too-large"}
		}
		more = append(more, w.transcript(st, text))
	}
	if m.String() != markingOf(st).String() {
		var all []lanna.Digest
		for i := range st.Facts {
			if st.Facts[i].Agency == w.d.Agency() {
				all = append(all, st.Facts[i].Digest)
			}
		}
		if _, err := w.say(lanna.Mark, st.Record, m, nil, all...); err != nil {
			return err
		}
	}
	return w.endCapture(st, CaptureConfirmed, m, more...)
}

// kept checks the confirmation against what was proposed and returns the
// notices to record.
func (w *work) kept(st *statement.State, c *Confirmation, p *proposal) ([]*notice, error) {
	grade := c.Grade
	if grade == (lanna.Grade{}) {
		grade = ungraded
	}
	var out []*notice
	for i := range c.Notices {
		cn := &c.Notices[i]
		if !cn.Keep {
			continue
		}
		n, err := p.notice(cn, grade)
		if err != nil {
			return nil, err
		}
		if n.poster == "" {
			n.poster = st.Of(w.d.Agency(), lanna.Poster)
		}
		out = append(out, n)
	}
	if text := strings.TrimSpace(strings.ToValidUTF8(c.Transcript, "\uFFFD")); len(out) == 1 && out[0].words.Text == "" {
		out[0].words.Text = clip(text, maxStory) // of several notices nobody said which words are whose
	}
	if len(out) == 0 {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "nothing-kept"}
	}
	for _, n := range out {
		n.of = len(out)
	}
	return out, nil
}

// notice makes a notice of a confirmed one.
func (p *proposal) notice(c *ConfirmedNotice, grade lanna.Grade) (*notice, error) {
	n := &notice{kind: c.Kind, number: c.Number, repost: c.RepostOf, grade: grade, from: p.source, proposals: p.digest()}
	if n.kind == "" {
		n.kind = lanna.BountyRecord
	}
	if !noticeKind(n.kind) {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "kind-unknown"}
	}
	if p.read != nil {
		n.width, n.height = p.read.Width, p.read.Height
	}
	if c.Number > 0 && c.Number <= len(p.notices) {
		n.poster, n.posted = p.notices[c.Number-1].Poster, p.notices[c.Number-1].Posted
		n.words = p.words(c.Number)
	}
	for _, f := range c.Fields {
		if f.Drop || strings.TrimSpace(f.Value) == "" {
			continue
		}
		said, err := p.said(f)
		if err != nil {
			return nil, err
		}
		n.add(said)
		if words, ok := p.threatWords(f.ID, said); ok {
			n.add(words)
		}
	}
	if len(n.fields) == 0 {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "notice-empty"}
	}
	return n, nil
}

// threatWords returns the words of a threat of which the code was confirmed.
// They are a claim of their own, because a release carries the code alone: the
// words may name a place.
func (p *proposal) threatWords(id string, said saidField) (saidField, bool) {
	pf := p.field(id)
	if pf == nil || said.Property != lanna.ThreatCode || pf.Written == "" || pf.Value != said.Value {
		return said, false
	}
	said.Property, said.Value = lanna.Threat, clip(pf.Written, maxField)
	return said, true
}

func noticeKind(k lanna.RecordKind) bool {
	return k == lanna.BountyRecord || k == lanna.FamilyRecord || k == lanna.LureRecord || k == lanna.TipRecord
}

// said checks one confirmed field. A value that needs eyes is taken only if
// the person ticked that it was compared, or changed it.
func (p *proposal) said(c ConfirmedField) (saidField, error) {
	f := saidField{Field: Field{c.Property, strings.TrimSpace(c.Value), c.Lang}}
	if c.ID != "" {
		pf := p.field(c.ID)
		if pf == nil {
			return f, &lanna.Error{Kind: lanna.Invalid, Code: "field-unknown", ID: c.ID}
		}
		if pf.Check && !c.Compared && f.Value == pf.Value {
			return f, &lanna.Error{Kind: lanna.Invalid, Code: "not-compared", ID: c.ID}
		}
		if f.Property == "" {
			f.Property = pf.Property
		}
		if f.Lang == "" {
			f.Lang = pf.Lang
		}
		f.boxes, f.confidence, f.reason = boxesOf(pf.Boxes), pf.Confidence, pf.Reason.Code
	}
	if err := checkField(f.Property, f.Value); err != nil {
		return f, err
	}
	return f, nil
}

// A saidField is a field with the place where it was read.
type saidField struct {
	Field
	boxes      []reading.Box
	confidence float64
	reason     string
}
