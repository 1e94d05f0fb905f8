package desk

import (
	"encoding/json"
	"errors"

	"lanna"
	"lanna/extract/reading"
	"lanna/handling"
	"lanna/statement"
)

// A notice is what is to be recorded of one person: a notice in a picture or
// text, or a report by phone.
type notice struct {
	kind      lanna.RecordKind
	number    int // in the capture, from 1
	of        int // notices in the capture
	fields    []saidField
	words     Words
	poster    string
	posted    string
	repost    lanna.RecordID
	grade     lanna.Grade
	from      []lanna.Digest // the claims of the capture from which it was made
	width     int            // of the picture
	height    int
	proposals string // names the proposals that were confirmed
	safety    string // how the person may be contacted, as a caller said
}

// add takes a field, once.
func (n *notice) add(f saidField) {
	for i := range n.fields {
		if n.fields[i].Property == f.Property && n.fields[i].Value == f.Value {
			n.fields[i].boxes = append(n.fields[i].boxes, f.boxes...)
			return
		}
	}
	n.fields = append(n.fields, f)
}

// boxes returns where in the picture the confirmed fields were read.
func (n *notice) boxes() []reading.Box {
	var out []reading.Box
	for _, f := range n.fields {
		out = append(out, f.boxes...)
	}
	return out
}

func (n *notice) has(p lanna.Property) bool {
	for _, f := range n.fields {
		if f.Property == p {
			return true
		}
	}
	return false
}

// notice makes a notice of what a caller said.
func (r *Report) notice() *notice {
	n := &notice{kind: r.Kind, number: 1, of: 1}
	for _, f := range r.Fields {
		switch {
		case f.Value == "":
		case f.Property == lanna.ContactSafety:
			n.safety = f.Value
		default:
			n.add(saidField{Field: f})
		}
	}
	return n
}

// seen is the value of a lanna.Seen claim: where in the capture's picture the
// claims of a notice were read. It names them by their digests and says
// nothing of their values.
type seen struct {
	Version   int         `json:"v"`
	Notice    int         `json:"n"`
	Of        int         `json:"of"`
	Width     int         `json:"w,omitempty"`
	Height    int         `json:"h,omitempty"`
	Proposals string      `json:"p,omitempty"`
	Fields    []seenField `json:"f,omitempty"`
}

type seenField struct {
	Claim      string        `json:"c"` // the first 16 digits of the claim's digest
	Boxes      []reading.Box `json:"b,omitempty"`
	Confidence float64       `json:"q"`
	Reason     string        `json:"r,omitempty"`
}

func claimTag(d lanna.Digest) string { return d.String()[:16] }

// record opens the record of a notice with its alert, and the record of its
// person where there is none yet: one statement on each.
func (w *work) record(capture lanna.RecordID, n *notice, m handling.Marking) (lanna.RecordID, error) {
	id := lanna.NewRecordID()
	claims := n.claims(capture)
	if err := w.repost(n, &claims); err != nil {
		return id, err
	}
	if minor := n.minor(w.now); minor != "" {
		claims = append(claims, statement.New(lanna.MinorFlag, minor))
	}
	tags := make([]lanna.Digest, len(n.fields))
	for i := range tags { // claims begins with the fields
		tags[i] = claims[i].Digest(w.d.Agency(), id)
	}
	if n.concernsPerson() {
		person, err := w.person(n, tags, m)
		if err != nil {
			return id, err
		}
		claims = append(claims, statement.New(lanna.PersonOf, person.String()))
	}
	claims = append(claims, n.seen(tags))
	claims = append(claims, w.alertClaims(id, n.kind, claims)...)
	return id, w.createAs(id, n.kind, m, claims...)
}

// claims are what the notice says, its fields first.
func (n *notice) claims(capture lanna.RecordID) []statement.Claim {
	out := make([]statement.Claim, 0, len(n.fields)+16)
	add := func(p lanna.Property, value, lang string) {
		if value == "" {
			return
		}
		c := statement.New(p, value)
		c.Lang, c.Grade, c.From = lang, n.grade, n.from
		out = append(out, c)
	}
	for _, f := range n.fields {
		add(f.Property, f.Value, f.Lang)
	}
	if !n.has(lanna.Narrative) {
		add(lanna.Narrative, n.words.Text, n.words.Lang)
	}
	if !n.has(lanna.Poster) {
		add(lanna.Poster, n.poster, "")
	}
	if !n.has(lanna.PostedAt) {
		add(lanna.PostedAt, n.posted, "")
	}
	if !n.concernsPerson() {
		add(lanna.ContactSafety, n.safety, "")
	}
	return append(out, statement.New(lanna.CaptureOf, capture.String()))
}

func (n *notice) seen(tags []lanna.Digest) statement.Claim {
	s := seen{Version: 1, Notice: n.number, Of: n.of, Width: n.width, Height: n.height, Proposals: n.proposals}
	for i, f := range n.fields {
		if f.reason != "" || len(f.boxes) > 0 {
			s.Fields = append(s.Fields, seenField{claimTag(tags[i]), f.boxes, f.confidence, f.reason})
		}
	}
	b, err := json.Marshal(s)
	if err != nil {
		panic("desk: places are plain data and always have a JSON form")
	}
	c := statement.New(lanna.Seen, string(b))
	c.From = n.from
	return c
}

// repost checks the earlier notice that this one repeats.
func (w *work) repost(n *notice, claims *[]statement.Claim) error {
	if n.repost.IsZero() {
		return nil
	}
	st, err := w.open(n.repost)
	if lanna.KindOf(err) == lanna.NotFound && err != nil || err == nil && !noticeKind(lanna.RecordKind(st.Of(w.d.Agency(), lanna.KindOfRecord))) {
		return &lanna.Error{Kind: lanna.Invalid, Code: "repost-unknown", ID: n.repost.String(), Err: errors.New("no such notice")}
	}
	if err == nil {
		*claims = append(*claims, statement.New(lanna.RepostOf, n.repost.String()))
	}
	return err
}

// minor is the graver of what the fields tell.
func (n *notice) minor(now lanna.Millis) string {
	out := ""
	for _, f := range n.fields {
		switch m := minorBy(f.Property, f.Value, now); {
		case m == MinorYes:
			return m
		case m != "":
			out = m
		}
	}
	return out
}

// concernsPerson reports whether a person stands behind the notice. A tip that
// names nobody, and a lure, concern none yet.
func (n *notice) concernsPerson() bool {
	switch n.kind {
	case lanna.BountyRecord, lanna.FamilyRecord:
		return true
	case lanna.TipRecord:
		for _, p := range personal {
			if n.has(p) {
				return true
			}
		}
	}
	return false
}

// indicates reports whether the notice is an indicator of trafficking: a
// bounty is, and a family's report of a trapped person; a tip is where it
// speaks of a threat, of money for a person or of a compound.
func (n *notice) indicates() bool {
	if n.kind != lanna.TipRecord {
		return n.kind != lanna.LureRecord
	}
	for _, p := range []lanna.Property{lanna.Threat, lanna.ThreatCode, lanna.Ransom, lanna.Amount, lanna.Compound} {
		if n.has(p) {
			return true
		}
	}
	return false
}
