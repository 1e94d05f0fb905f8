package desk

import (
	"context"
	"slices"
	"strings"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// A Verdict is what an officer judged of two persons' records.
type Verdict string

// The verdicts. NoVerdict takes back what was judged.
const (
	NoVerdict Verdict = ""
	SameOne   Verdict = "same"
	NotSame   Verdict = "not-same"
	Unsure    Verdict = "unsure"
)

// verdicts are the properties that say each: the value is the other record.
var verdicts = []struct {
	verdict  Verdict
	property lanna.Property
}{{SameOne, lanna.SameAs}, {NotSame, lanna.NotSameAs}, {Unsure, lanna.UnsureAs}}

// judging are their properties.
var judging = []lanna.Property{lanna.SameAs, lanna.NotSameAs, lanna.UnsureAs}

func verdictOf(p lanna.Property) Verdict {
	for _, v := range verdicts {
		if v.property == p {
			return v.verdict
		}
	}
	return NoVerdict
}

// Judge says that two persons' records are of one person, are not, or that it
// cannot be told; NoVerdict takes back what this agency said of them. It is one
// statement on one of the two, as closely held as both together, and nothing is
// merged: another statement undoes it.
func (d *Desk) Judge(ctx context.Context, by Actor, why Why, a, b lanna.RecordID, v Verdict) error {
	return d.JudgeAll(ctx, by, why, a, []lanna.RecordID{b}, v)
}

// JudgeAll is Judge of one record and each of others, with one reason: a
// statement for each pair, each undone by itself, all of them said or none. At
// most [MostAtOnce] others are judged at once.
func (d *Desk) JudgeAll(ctx context.Context, by Actor, why Why, a lanna.RecordID, others []lanna.RecordID, v Verdict) error {
	switch {
	case v != NoVerdict && verdictClaim(v, a, "").Property == "":
		return &lanna.Error{Kind: lanna.Invalid, Code: "verdict-unknown"}
	case len(others) == 0:
		return &lanna.Error{Kind: lanna.Invalid, Code: "judge-nobody"}
	case len(others) > MostAtOnce:
		return &lanna.Error{Kind: lanna.Invalid, Code: "judge-many"}
	}
	why.Reason = strings.TrimSpace(why.Reason)
	return d.do(ctx, by, why, "match.judge", func(w *work) error {
		for _, b := range others {
			if err := w.judge(a, b, v); err != nil {
				return err
			}
		}
		return nil
	})
}

// MostAtOnce is how many pairs are judged with one reason.
const MostAtOnce = 50

func (w *work) judge(a, b lanna.RecordID, v Verdict) error {
	one, err := w.openPerson(a)
	if err != nil {
		return err
	}
	other, err := w.openPerson(b)
	if err != nil {
		return err
	}
	if one.Record == other.Record {
		return &lanna.Error{Kind: lanna.Invalid, Code: "judge-itself", ID: a.String()}
	}
	m := handling.Combine(markingOf(one), markingOf(other))
	said := false
	for _, pair := range [][2]*statement.State{{one, other}, {other, one}} {
		old := w.verdictsOn(pair[0], pair[1].Record)
		if len(old) == 0 {
			continue
		}
		claim := verdictClaim(v, pair[1].Record, old[0].Property)
		if said { // concurrent judgements may stand on both: one is enough
			claim.Value = ""
		}
		if err := w.replaceVerdicts(pair[0].Record, m, claim, old); err != nil {
			return err
		}
		said = true
	}
	if said || v == NoVerdict {
		return nil
	}
	_, err = w.say(lanna.Say, one.Record, m, []statement.Claim{verdictClaim(v, other.Record, "")})
	return err
}

// verdictClaim says a verdict; none withdraws what the old property said.
func verdictClaim(v Verdict, other lanna.RecordID, old lanna.Property) statement.Claim {
	for _, o := range verdicts {
		if o.verdict == v {
			return statement.New(o.property, other.String())
		}
	}
	return statement.New(old, "")
}

func (w *work) replaceVerdicts(record lanna.RecordID, m handling.Marking, c statement.Claim, old []statement.Fact) error {
	if len(old) == 1 && old[0].Property == c.Property && old[0].Value == c.Value {
		return nil // said already
	}
	names := make([]lanna.Digest, len(old))
	for i := range old {
		names[i] = old[i].Digest
	}
	_, err := w.say(lanna.Say, record, m, []statement.Claim{c}, names...)
	return err
}

// verdictsOn are the live verdicts of this agency that stand on a record about
// another.
func (w *work) verdictsOn(st *statement.State, other lanna.RecordID) []statement.Fact {
	var out []statement.Fact
	for _, p := range judging {
		for _, f := range st.Live(p) {
			if f.Agency == w.d.Agency() && f.Value == other.String() {
				out = append(out, f)
			}
		}
	}
	return out
}

// sameAs are the records that this agency judged to be of the same person,
// whoever may see them: what protects one protects all.
func (w *work) sameAs(person lanna.RecordID) ([]lanna.RecordID, error) {
	out := []lanna.RecordID{person}
	for i := 0; i < len(out) && len(out) < mostJudged; i++ {
		st, err := w.state(out[i])
		if err != nil {
			return nil, err
		}
		ids, err := w.linkedTo(lanna.SameAs, out[i])
		if err != nil {
			return nil, err
		}
		for _, id := range append(ids, w.linked(st, lanna.SameAs)...) {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out, nil
}

// mostJudged bounds how many records one person's profile is made of.
const mostJudged = 100

// protectedElsewhere reports whether another record that was judged to be of the
// same person locks suspicion.
func (w *work) protectedElsewhere(person lanna.RecordID) (bool, error) {
	ids, err := w.sameAs(person)
	if err != nil {
		return false, err
	}
	for _, id := range ids[1:] {
		st, err := w.state(id)
		if err != nil {
			return false, err
		}
		if locksSuspicion(st.Of(w.d.Agency(), lanna.VictimStatus)) {
			return true, nil
		}
	}
	return false, nil
}

// judged puts in what is said of each candidate and the record asked for.
func (f *finder) judged(record lanna.RecordID, list []Candidate) error {
	if record.IsZero() || len(list) == 0 {
		return nil
	}
	p := &profiler{d: f.d, r: f.r, by: f.by, why: f.why, l: f.l, states: map[lanna.RecordID]*statement.State{}}
	if err := p.read(record); err != nil {
		return err
	}
	self := record
	if len(p.out.Records) > 0 {
		self = p.out.Records[0].Record
	}
	for i := range list {
		for _, e := range p.edges {
			switch other := addOther([]lanna.RecordID{self}, self, e); {
			case len(other) < 2 || other[1] != list[i].Record:
			case e.Own:
				list[i].Judged.Own = e.Verdict
			default:
				list[i].Judged.Others = append(list[i].Judged.Others, e.Judgement)
			}
		}
	}
	return nil
}
