package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/store"
)

// An AskLine is one fact of a record as an officer chooses what a request
// carries.
type AskLine struct {
	Fact
	Code string // why it never goes; "" where it may
}

// Askable lists what of a record a request to the party may carry, and what it
// may not: the officer sees before the question what the other will learn.
func (d *Desk) Askable(ctx context.Context, by Actor, why Why, about lanna.RecordID, to lanna.WriterID) ([]AskLine, error) {
	if err := d.admit(ctx, by, why, "request.send"); err != nil {
		return nil, err
	}
	party, ok := d.party(to)
	if !ok {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "party-unknown", ID: to.String()}
	}
	var out []AskLine
	err := d.see(ctx, by, why, "record.show", func(r store.Reader) (s sight, err error) {
		st, err := d.shownState(r, by, why, about)
		if err != nil {
			return s, err
		}
		s.records = []lanna.RecordID{about}
		b := d.builder(r, by, why, st, st)
		for i := range st.Facts {
			f := &st.Facts[i]
			may, not := slices.Contains(personal, f.Property), slices.Contains(neverAsked, f.Property)
			if !f.Live() || f.Value == "" || !may && !not || slices.Contains(internal, f.Property) || !d.released(st, f, by, why.Purpose) {
				continue
			}
			line := AskLine{Fact: b.bare(f)}
			if err := d.passable(f, party); err != nil {
				line.Code = lanna.CodeOf(err)
			}
			out = append(out, line)
		}
		return s, nil
	})
	return out, err
}

// OtherSide returns the name of the node that was asked, or of the agency that
// asks; "" where no card names it.
func (d *Desk) OtherSide(l *RequestLine, lang string) string {
	if !l.Out {
		return d.agencyName(l.Asker, lang)
	}
	to, err := parseWriter(l.To)
	if err != nil {
		return ""
	}
	for _, p := range d.known() {
		if p.Writer == to {
			return p.Name(lang)
		}
	}
	return ""
}
