package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"lanna"
	"lanna/statement"
)

// onSubject runs f on a request that is not answered, in one transaction.
func (d *Desk) onSubject(ctx context.Context, by Actor, why Why, act string, id lanna.RecordID, f func(w *work, st *statement.State) error) error {
	return d.do(ctx, by, why, act, func(w *work) error {
		st, err := w.open(id)
		us := d.Agency()
		switch {
		case err != nil:
			return err
		case st.Of(us, lanna.KindOfRecord) != string(lanna.SubjectRecord):
			return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
		case st.Of(us, lanna.SubjectState) != SubjectOpen:
			return &lanna.Error{Kind: lanna.Conflict, Code: "subject-over", ID: id.String()}
		}
		return f(w, st)
	})
}

// AssignSubject gives a request to an officer who may answer it.
func (d *Desk) AssignSubject(ctx context.Context, by Actor, why Why, id lanna.RecordID, to lanna.OfficerID) error {
	return d.onSubject(ctx, by, why, "subject.assign", id, func(w *work, st *statement.State) error {
		if err := w.taker(to, func(a Actor) bool { return !a.Disabled && a.May("subject.answer") }); err != nil {
			return err
		}
		return w.set(st, markingOf(st), statement.New(lanna.SubjectOwner, to.String()))
	})
}

// CheckIdentity says whether it is the person, and how that was found out: the
// note names the document, never its number.
func (d *Desk) CheckIdentity(ctx context.Context, by Actor, why Why, id lanna.RecordID, result string, note Words) error {
	note.Text = strings.TrimSpace(note.Text)
	switch {
	case !slices.Contains([]string{IdentityConfirmed, IdentityDoubtful}, result):
		return &lanna.Error{Kind: lanna.Invalid, Code: "result-unknown"}
	case note.Text == "" || len(note.Text) > maxQuestion:
		return &lanna.Error{Kind: lanna.Invalid, Code: "note-empty"}
	}
	return d.onSubject(ctx, by, why, "subject.identify", id, func(w *work, st *statement.State) error {
		c := statement.New(lanna.Note, note.Text)
		c.Lang = note.Lang
		return w.set(st, markingOf(st), statement.New(lanna.SubjectIdentity, result), c)
	})
}

// LinkSubject says that a record is of the person, and the notices with them.
func (d *Desk) LinkSubject(ctx context.Context, by Actor, why Why, id, about lanna.RecordID) error {
	return d.onSubject(ctx, by, why, "subject.link", id, func(w *work, st *statement.State) error {
		claims, err := w.subjectAbout([]lanna.RecordID{about})
		if err != nil {
			return err
		}
		have := values(st, d.Agency(), lanna.SubjectAbout)
		claims = slices.DeleteFunc(claims, func(c statement.Claim) bool { return slices.Contains(have, c.Value) })
		if len(claims) == 0 {
			return &lanna.Error{Kind: lanna.Conflict, Code: "linked-already", ID: id.String()}
		}
		return w.set(st, markingOf(st), claims...)
	})
}

// A RestrictionBasis is a ground on which a person is not told something
// (Directive (EU) 2016/680, articles 13(3), 15(1) and 16(4)). Silent: that it is
// so is not told either, because the answer would betray it (article 15(3)).
type RestrictionBasis struct {
	Code   string `json:"code"`
	Silent bool   `json:"silent"`
}

// RestrictionBases are the grounds, in the order of the article.
var RestrictionBases = []RestrictionBasis{
	{"ongoing-inquiry", true}, {"prevention", true}, {"public-security", true}, {"national-security", true}, {"rights-of-others", false}, {"source", true}, {"proceedings", false}, {"duty-to-keep", false},
}

// A SubjectRestriction is what a person is not told, or what is not done for
// them, and by which law.
type SubjectRestriction struct {
	Record     lanna.RecordID   `json:"record,omitzero"`      // none: the request as a whole
	Properties []lanna.Property `json:"properties,omitempty"` // of the record; none: all of it
	Basis      string           `json:"basis"`                // RestrictionBases
	Law        string           `json:"law"`                  // and article
	Silent     bool             `json:"silent,omitempty"`     // as the basis has it; not told that it is there

	claim, statement lanna.Digest
}

// A RestrictionMade is a restriction of a request, and who recorded it why.
type RestrictionMade struct {
	SubjectRestriction
	Claim   lanna.Digest
	Officer lanna.OfficerID
	Name    string
	Time    lanna.Millis
	Reason  string
}

// covers reports whether the restriction withholds a property of a record.
func (r *SubjectRestriction) covers(record lanna.RecordID, p lanna.Property) bool {
	return (r.Record.IsZero() || r.Record == record) && (len(r.Properties) == 0 || slices.Contains(r.Properties, p))
}

// Restrict records that the person is not told something, with the ground and
// the law. Whether the person may know that it is so follows from the ground.
func (d *Desk) Restrict(ctx context.Context, by Actor, why Why, id lanna.RecordID, r SubjectRestriction) error {
	i := slices.IndexFunc(RestrictionBases, func(b RestrictionBasis) bool { return b.Code == r.Basis })
	r.Law = strings.TrimSpace(r.Law)
	switch {
	case i < 0 || r.Law == "" || len(r.Law) > maxRecipient || strings.ContainsFunc(r.Law, unprintable):
		return &lanna.Error{Kind: lanna.Invalid, Code: "basis-missing"}
	case r.Record.IsZero() && len(r.Properties) > 0:
		return &lanna.Error{Kind: lanna.Invalid, Code: "restriction-of-what"}
	}
	r.Silent = RestrictionBases[i].Silent
	return d.onSubject(ctx, by, why, "subject.restrict", id, func(w *work, st *statement.State) error {
		if !r.Record.IsZero() && !slices.Contains(values(st, d.Agency(), lanna.SubjectAbout), r.Record.String()) {
			return &lanna.Error{Kind: lanna.Invalid, Code: "restriction-of-what", ID: id.String()}
		}
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		return w.set(st, markingOf(st), statement.New(lanna.Restriction, string(body)))
	})
}

// Unrestrict takes a restriction back.
func (d *Desk) Unrestrict(ctx context.Context, by Actor, why Why, id lanna.RecordID, claim lanna.Digest) error {
	return d.onSubject(ctx, by, why, "subject.restrict", id, func(w *work, st *statement.State) error {
		if !slices.ContainsFunc(st.Live(lanna.Restriction), func(f statement.Fact) bool { return f.Digest == claim }) {
			return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: claim.String()}
		}
		_, err := w.say(lanna.Say, id, markingOf(st), []statement.Claim{statement.New(lanna.Restriction, "")}, claim)
		return err
	})
}

func restrictionsOf(st *statement.State) []SubjectRestriction {
	var out []SubjectRestriction
	for _, f := range st.Live(lanna.Restriction) {
		r := SubjectRestriction{}
		if f.Agency != st.Self || json.Unmarshal([]byte(f.Value), &r) != nil {
			continue
		}
		r.claim, r.statement = f.Digest, f.Statement
		out = append(out, r)
	}
	return out
}

// What was done for a request, values of SubjectDone.What.
const (
	DoneCorrected = "corrected"
	DoneErased    = "erased"
	DoneHidden    = "not-to-be-found" // other agencies' questions no longer meet the person
)

// A SubjectDone is one thing that was done for a request.
type SubjectDone struct {
	What    string          `json:"what"`
	Record  lanna.RecordID  `json:"record"`
	Claim   lanna.Digest    `json:"claim,omitzero"`
	Officer lanna.OfficerID `json:"-"`
	Name    string          `json:"-"`
	Time    lanna.Millis    `json:"-"`
}

// forSubject checks that a request is open and of the record before something is
// done for it, and returns the Why that names the request.
func (d *Desk) forSubject(ctx context.Context, by Actor, why Why, id, record lanna.RecordID) (Why, error) {
	st, err := d.stateOf(ctx, id)
	switch us := d.Agency(); {
	case err != nil:
		return why, err
	case !by.May("subject.do") || !d.visible(st, by, why.Purpose) || st.Of(us, lanna.KindOfRecord) != string(lanna.SubjectRecord),
		!slices.Contains(values(st, us, lanna.SubjectAbout), record.String()):
		return why, d.missed(ctx, by, why, "subject.do", &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()})
	case st.Of(us, lanna.SubjectState) != SubjectOpen:
		return why, &lanna.Error{Kind: lanna.Conflict, Code: "subject-over", ID: id.String()}
	}
	if why.Case == "" {
		why.Case = st.Of(d.Agency(), lanna.Label)
	}
	return why, nil
}

// EraseForSubject erases a record, or claims of it, at the person's request: by
// Erase, which takes two officers and reaches every holder. That it was done is
// then said on the request.
func (d *Desk) EraseForSubject(ctx context.Context, by, second Actor, why Why, id, record lanna.RecordID, claims []lanna.Digest) error {
	why, err := d.forSubject(ctx, by, why, id, record)
	if err != nil {
		return err
	}
	if second.Officer.IsZero() || second.Officer == by.Officer { // also of what is due: a request is no day of review
		return &lanna.Error{Kind: lanna.Denied, Code: "second-signature", ID: record.String()}
	}
	if err := d.Erase(ctx, by, second, why, record, claims); err != nil {
		return err
	}
	return d.didForSubject(ctx, by, why, id, SubjectDone{What: DoneErased, Record: record})
}

// CorrectForSubject corrects a claim at the person's request: by Correct, after
// which holders are sent the new word. Two officers sign, as for an erasure.
func (d *Desk) CorrectForSubject(ctx context.Context, by, second Actor, why Why, id, record lanna.RecordID, claim lanna.Digest, value Words, grade lanna.Grade) error {
	why, err := d.forSubject(ctx, by, why, id, record)
	if err != nil {
		return err
	}
	if second.Officer == by.Officer || !second.May("record.correct") || !second.signs(d.Now()) {
		return &lanna.Error{Kind: lanna.Denied, Code: "second-signature", ID: record.String()}
	}
	if err := d.Correct(ctx, by, why, record, claim, value, grade); err != nil {
		return err
	}
	return d.didForSubject(ctx, by, why, id, SubjectDone{What: DoneCorrected, Record: record, Claim: claim}, statement.New(lanna.SecondOfficer, second.Officer.String()))
}

// HideForSubject keeps the person out of what other agencies' questions meet,
// after an objection.
func (d *Desk) HideForSubject(ctx context.Context, by Actor, why Why, id, record lanna.RecordID) error {
	why, err := d.forSubject(ctx, by, why, id, record)
	if err != nil {
		return err
	}
	if err := d.Hide(ctx, by, why, record, true); err != nil {
		return err
	}
	return d.didForSubject(ctx, by, why, id, SubjectDone{What: DoneHidden, Record: record})
}

func (d *Desk) didForSubject(ctx context.Context, by Actor, why Why, id lanna.RecordID, did SubjectDone, more ...statement.Claim) error {
	return d.onSubject(ctx, by, why, "subject.do", id, func(w *work, st *statement.State) error {
		body, err := json.Marshal(did)
		if err != nil {
			return err
		}
		return w.set(st, markingOf(st), append(more, statement.New(lanna.SubjectDone, string(body)))...)
	})
}

func donesOf(st *statement.State) []SubjectDone {
	var out []SubjectDone
	for _, f := range st.Live(lanna.SubjectDone) {
		did := SubjectDone{}
		if f.Agency == st.Self && json.Unmarshal([]byte(f.Value), &did) == nil {
			did.Officer, did.Time = f.Officer, f.Time
			out = append(out, did)
		}
	}
	return out
}

// AnswerSubject ends a request with an outcome and words in the person's
// language. What it says must be so: nothing is told to somebody who was not
// found to be the person (Locked "identity-unconfirmed"), nothing is called
// corrected or erased that was not (Conflict "not-done"), and a refusal has a
// restriction with a law that the person may be told (Invalid "basis-missing");
// where all grounds are silent, an outcome that betrays them is Invalid
// "basis-silent".
func (d *Desk) AnswerSubject(ctx context.Context, by Actor, why Why, id lanna.RecordID, outcome string, text Words) error {
	text.Text = strings.TrimSpace(text.Text)
	if text.Text == "" || len(text.Text) > maxStory {
		return &lanna.Error{Kind: lanna.Invalid, Code: "note-empty"}
	}
	return d.onSubject(ctx, by, why, "subject.answer", id, func(w *work, st *statement.State) error {
		us := d.Agency()
		kind := st.Of(us, lanna.SubjectKind)
		switch {
		case !slices.Contains(subjectOutcomes[kind], outcome):
			return &lanna.Error{Kind: lanna.Invalid, Code: "outcome-unknown", ID: id.String()}
		case text.Lang != st.Of(us, lanna.SubjectLang):
			return &lanna.Error{Kind: lanna.Invalid, Code: "answer-language", ID: id.String()}
		}
		if err := answerHolds(st, outcome); err != nil {
			return err
		}
		if kind == SubjectAppeal {
			if err := w.decideAppeal(st, outcome); err != nil {
				return err
			}
		}
		answer := statement.New(lanna.SubjectAnswer, text.Text)
		answer.Lang = text.Lang
		return w.set(st, markingOf(st), answer, statement.New(lanna.SubjectOutcome, outcome), statement.New(lanna.SubjectState, SubjectAnswered))
	})
}

// proofOf is what must have been done for an outcome.
var proofOf = map[string]string{"corrected": DoneCorrected, "corrected-in-part": DoneCorrected, "erased": DoneErased, "erased-in-part": DoneErased, "stopped": DoneHidden}

// answerHolds holds an outcome against what was done and what was restricted.
func answerHolds(st *statement.State, outcome string) error {
	id := st.Record.String()
	restricted := restrictionsOf(st)
	spoken := slices.ContainsFunc(restricted, func(r SubjectRestriction) bool { return !r.Silent })
	needed := outcome == "refused" || strings.HasSuffix(outcome, "-in-part")
	switch what := proofOf[outcome]; {
	case outcome != "refused" && outcome != AppealStands && st.Of(st.Self, lanna.SubjectIdentity) != IdentityConfirmed:
		return &lanna.Error{Kind: lanna.Locked, Code: "identity-unconfirmed", ID: id}
	case what != "" && !slices.ContainsFunc(donesOf(st), func(d SubjectDone) bool { return d.What == what }):
		return &lanna.Error{Kind: lanna.Conflict, Code: "not-done", ID: id}
	case needed && len(restricted) > 0 && !spoken:
		return &lanna.Error{Kind: lanna.Invalid, Code: "basis-silent", ID: id}
	case needed && !spoken && st.Of(st.Self, lanna.SubjectIdentity) != IdentityDoubtful:
		return &lanna.Error{Kind: lanna.Invalid, Code: "basis-missing", ID: id}
	}
	return nil
}
