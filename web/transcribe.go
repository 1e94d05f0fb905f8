package web

import (
	"strconv"

	"lanna"
	"lanna/desk"
	"lanna/extract"
)

// What a picture says is typed by a person where it could not be read. The
// text is then proposed from like any other; the proposals are made anew from
// it when they are confirmed, so nothing has to be kept in between.

// proposeFrom returns what a transcript seems to say.
func proposeFrom(text string) ([]desk.ProposedNotice, []desk.ProposedField, []desk.Reason) {
	r := extract.Propose(extract.FromText(text))
	var notices []desk.ProposedNotice
	for i, n := range r.Notices {
		notices = append(notices, desk.ProposedNotice{Number: i + 1, Poster: n.Speaker, Posted: n.Sent, Fields: proposedFields(strconv.Itoa(i+1), n.Fields)})
	}
	var warnings []desk.Reason
	for _, w := range r.Warnings {
		warnings = append(warnings, desk.Reason{Code: w.Code, Args: w.Args})
	}
	return notices, proposedFields("k", r.Contacts), warnings
}

func proposedFields(prefix string, list []extract.Proposal) []desk.ProposedField {
	var out []desk.ProposedField
	for i, f := range list {
		id := prefix + strconv.Itoa(i+1)
		if prefix != "k" && i < 26 {
			id = prefix + string(rune('a'+i))
		}
		out = append(out, desk.ProposedField{ID: id, Property: f.Property, Value: f.Value, Written: f.Written, Lang: f.Lang, Confidence: f.Confidence,
			Reason: desk.Reason{Code: f.Reason.Code, Args: f.Reason.Args}, Check: f.Check, Detail: f.Detail})
	}
	return out
}

// transcribe shows the proposals from what a person typed, for confirmation.
func (s *Server) transcribe(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	text := v.text("text")
	if text == "" {
		return &lanna.Error{Kind: lanna.Invalid, Code: "text-missing"}
	}
	c, err := s.desk.Proposals(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	proposeAnew(c, text)
	return v.showReview(why, c, nil, text)
}

// proposeAnew puts what a transcript says into a capture.
func proposeAnew(c *desk.CaptureView, text string) {
	c.Notices, c.Contacts, c.Warnings = proposeFrom(text)
	if len(c.Notices) == 0 { // the person sees one where the rules do not: an empty one to fill in
		c.Notices = []desk.ProposedNotice{{Number: 1, Fields: blankFields("1")}}
	}
	c.Text = desk.Words{Text: text}
}

// blankFields are the fields of a notice that a person writes from nothing.
func blankFields(prefix string) []desk.ProposedField {
	var out []desk.ProposedField
	for i, property := range []lanna.Property{lanna.Name, lanna.Alias, lanna.Amount, lanna.IDResident, lanna.Compound, lanna.Threat, lanna.Contact} {
		out = append(out, desk.ProposedField{ID: prefix + string(rune('a'+i)), Property: property, Reason: desk.Reason{Code: "by-hand"}})
	}
	return out
}
