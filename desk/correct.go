package desk

import (
	"context"
	"slices"
	"strings"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// Correct replaces a claim of this agency by a new value; an empty value
// withdraws it. What was derived from the claim on another record, a person's
// name from a notice, follows in the same transaction, and so does what it was
// itself taken from. Conflict "replaced-already" where somebody was quicker;
// who said the very same was not: a correction whose answer was lost on the way
// may be sent again.
func (d *Desk) Correct(ctx context.Context, by Actor, why Why, id lanna.RecordID, claim lanna.Digest, value Words, grade lanna.Grade) error {
	value.Text = strings.TrimSpace(value.Text)
	return d.do(ctx, by, why, "record.correct", func(w *work) error {
		st, err := w.open(id)
		if err != nil {
			return err
		}
		f, err := w.correctable(st, claim)
		if lanna.CodeOf(err) == "replaced-already" && saysAlready(st, claim, value) {
			return nil
		}
		if err != nil {
			return err
		}
		if value.Text != "" {
			if err := checkField(f.Property, value.Text); err != nil {
				return err
			}
		}
		if !grade.Valid() {
			return &lanna.Error{Kind: lanna.Invalid, Code: "grade-unknown"}
		}
		if f.Value == value.Text && f.Lang == value.Lang && f.Grade == grade {
			return nil
		}
		c := correction{w: w, old: f.Value, property: f.Property, value: value, grade: grade}
		if err := c.replace(st, f); err != nil {
			return err
		}
		return c.follow(st, f)
	})
}

// ownLive finds a live claim of this agency that the actor sees.
func (w *work) ownLive(st *statement.State, claim lanna.Digest) (*statement.Fact, error) {
	i := slices.IndexFunc(st.Facts, func(f statement.Fact) bool { return f.Digest == claim })
	if i < 0 || !w.d.released(st, &st.Facts[i], w.by, w.why.Purpose) {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: claim.String()}
	}
	f := &st.Facts[i]
	switch {
	case f.Agency != w.d.Agency():
		return nil, &lanna.Error{Kind: lanna.Denied, Code: "not-ours", ID: claim.String()}
	case !f.Live():
		return nil, &lanna.Error{Kind: lanna.Conflict, Code: "replaced-already", ID: claim.String()}
	}
	return f, nil
}

// correctable finds one that may be corrected.
func (w *work) correctable(st *statement.State, claim lanna.Digest) (*statement.Fact, error) {
	f, err := w.ownLive(st, claim)
	if err != nil {
		return nil, err
	}
	switch {
	case f.Property == lanna.SuspectOf:
		return f, &lanna.Error{Kind: lanna.Locked, Code: "suspect-apart", ID: claim.String()}
	case !slices.Contains(sayable, f.Property):
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "property-fixed", ID: claim.String()}
	}
	return f, nil
}

// saysAlready reports whether what replaced a claim is the value.
func saysAlready(st *statement.State, claim lanna.Digest, value Words) bool {
	i := slices.IndexFunc(st.Facts, func(f statement.Fact) bool { return f.Digest == claim })
	old := &st.Facts[i]
	return slices.ContainsFunc(st.Facts, func(f statement.Fact) bool {
		return f.Property == old.Property && f.Value == value.Text && f.Lang == value.Lang && f.Agency == old.Agency && slices.Contains(old.ReplacedBy, f.Statement)
	})
}

// A correction is one value put in the place of another, wherever it was
// taken over.
type correction struct {
	w        *work
	old      string
	property lanna.Property
	value    Words
	grade    lanna.Grade
}

// replace says the new value where the old one stands, as closely held.
func (c *correction) replace(st *statement.State, f *statement.Fact) error {
	claim := statement.New(c.property, c.value.Text)
	claim.Lang, claim.Grade, claim.From = c.value.Lang, c.grade, f.From
	claims := []statement.Claim{claim}
	names := []lanna.Digest{f.Digest}
	if minor, old := c.minor(st); minor != nil {
		claims, names = append(claims, *minor), append(names, old...)
	}
	_, err := c.w.say(lanna.Say, st.Record, handling.CombineStrings(f.Markings), claims, names...)
	return err
}

// minor keeps the flag of a minor in step with a corrected age. A flag is
// taken back only by a person who says that the date it rests on was wrong.
func (c *correction) minor(st *statement.State) (*statement.Claim, []lanna.Digest) {
	was, is := minorBy(c.property, c.old, c.w.now), minorBy(c.property, c.value.Text, c.w.now)
	if was == is {
		return nil, nil
	}
	var names []lanna.Digest
	for _, f := range st.Live(lanna.MinorFlag) {
		if f.Agency == c.w.d.Agency() {
			names = append(names, f.Digest)
		}
	}
	if is == "" && len(names) == 0 {
		return nil, nil
	}
	claim := statement.New(lanna.MinorFlag, is)
	return &claim, names
}

// follow corrects the claims of the linked person or notices that were taken
// from this one, or from which it was taken, while they still say the same.
func (c *correction) follow(st *statement.State, f *statement.Fact) error {
	for _, other := range c.w.neighbours(st) {
		o, err := c.w.state(other)
		if err != nil {
			return err
		}
		for _, twin := range o.Live(c.property) {
			derived := slices.Contains(twin.From, f.Digest) || slices.Contains(f.From, twin.Digest)
			if twin.Value != c.old || twin.Agency != c.w.d.Agency() || !derived {
				continue
			}
			if err := c.replace(o, &twin); err != nil {
				return err
			}
		}
	}
	return nil
}

// neighbours returns a notice's person, or a person's notices.
func (w *work) neighbours(st *statement.State) []lanna.RecordID {
	if lanna.RecordKind(st.Of(w.d.Agency(), lanna.KindOfRecord)) != lanna.PersonRecord {
		return w.linked(st, lanna.PersonOf)
	}
	ids, err := w.linkedTo(lanna.PersonOf, st.Record)
	if err != nil {
		return nil
	}
	return ids
}

// AddFact says one more thing on a record. Suspicion goes through Suspect,
// safeguards through Screen and SetSafety. An accusation is a poster's word: it
// stands on the notice, and on a person it would be a suspicion by another name.
func (d *Desk) AddFact(ctx context.Context, by Actor, why Why, id lanna.RecordID, p lanna.Property, value Words, grade lanna.Grade) error {
	value.Text = strings.TrimSpace(value.Text)
	if err := checkField(p, value.Text); err != nil {
		return err
	}
	return d.do(ctx, by, why, "record.add", func(w *work) error {
		st, err := w.open(id)
		if err != nil {
			return err
		}
		switch k := lanna.RecordKind(st.Of(d.Agency(), lanna.KindOfRecord)); {
		case k != lanna.PersonRecord && !noticeKind(k):
			return &lanna.Error{Kind: lanna.Invalid, Code: "property-unknown", ID: string(p)}
		case k == lanna.PersonRecord && p == lanna.Accusation:
			return &lanna.Error{Kind: lanna.Locked, Code: "suspect-apart", ID: string(p)}
		}
		c := statement.New(p, value.Text)
		c.Lang, c.Grade = value.Lang, grade
		set := []statement.Claim{c}
		if minor := minorBy(p, value.Text, w.now); minor != "" && st.Of(d.Agency(), lanna.MinorFlag) == "" {
			set = append(set, statement.New(lanna.MinorFlag, minor))
		}
		return w.set(st, markingOf(st), set...)
	})
}

// AddNote puts a note on a record. A note of victim support is seen in its
// compartment alone.
func (d *Desk) AddNote(ctx context.Context, by Actor, why Why, id lanna.RecordID, note Words) error {
	note.Text = strings.TrimSpace(note.Text)
	if note.Text == "" {
		return &lanna.Error{Kind: lanna.Invalid, Code: "note-empty"}
	}
	return d.do(ctx, by, why, "record.note", func(w *work) error {
		st, err := w.open(id)
		if err != nil {
			return err
		}
		c := statement.New(lanna.Note, note.Text)
		c.Lang = note.Lang
		_, err = w.say(lanna.Say, id, w.supportMarking(st), []statement.Claim{c})
		return err
	})
}

// supportMarking is the record's marking, and within the compartment where
// victim support speaks.
func (w *work) supportMarking(st *statement.State) handling.Marking {
	if w.by.Has(lanna.Victims) && w.by.in(lanna.VictimSupport) {
		return withinSupport(markingOf(st))
	}
	return markingOf(st)
}

func withinSupport(m handling.Marking) handling.Marking {
	if !slices.Contains(m.Compartments, lanna.VictimSupport) {
		m.Compartments = append(slices.Clone(m.Compartments), lanna.VictimSupport)
	}
	return m
}
