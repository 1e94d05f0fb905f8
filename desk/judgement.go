package desk

import (
	"context"
	"slices"
	"strings"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
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
	if v != NoVerdict && verdictClaim(v, b, "").Property == "" {
		return &lanna.Error{Kind: lanna.Invalid, Code: "verdict-unknown"}
	}
	why.Reason = strings.TrimSpace(why.Reason)
	return d.do(ctx, by, why, "match.judge", func(w *work) error { return w.judge(a, b, v) })
}

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

// A Judgement is what an agency said of two records.
type Judgement struct {
	A, B    Link
	Verdict Verdict
	Own     bool   // of this node's agency
	Agency  string // name of another
	Officer lanna.OfficerID
	Name    string // the officer's
	Time    lanna.Millis
	Reason  string
}

// Judged is what is said of one pair: this agency's verdict, and others'.
type Judged struct {
	Own    Verdict
	Others []Judgement
}

// A Contradiction is a pair that was judged not to be one person, while a chain
// of judgements says that it is.
type Contradiction struct {
	A, B  Link
	Chain []Link // from A to B, each judged the same as the next
}

// A Profile is what all records together say that this agency judged to be of
// one person, as far as the actor may see.
type Profile struct {
	Records        []Link // the one asked for is first
	Rows           []ProfileRow
	Judgements     []Judgement // on any of the records
	Contradictions []Contradiction
}

// A ProfileRow is one property with all its values.
type ProfileRow struct {
	Property lanna.Property
	Values   []ProfileValue
}

// A ProfileValue is a value and the records that say it.
type ProfileValue struct {
	Words
	Records []Link
}

// Profile shows a person as all records say that were judged the same.
func (d *Desk) Profile(ctx context.Context, by Actor, why Why, id lanna.RecordID) (*Profile, error) {
	p := &profiler{d: d, by: by, why: why, l: d.lens(by, why), states: map[lanna.RecordID]*statement.State{}}
	err := d.see(ctx, by, why, "match.show", func(r store.Reader) (s sight, err error) {
		p.r = r
		if err = p.read(id); err != nil {
			return s, err
		}
		for i := range p.out.Records {
			s.records = append(s.records, p.out.Records[i].Record)
		}
		return s, nil
	})
	if err != nil {
		return nil, err
	}
	for i := range p.out.Judgements {
		p.out.Judgements[i].Name = d.OfficerName(ctx, p.out.Judgements[i].Officer)
	}
	return &p.out, nil
}

// A profiler reads the records around one.
type profiler struct {
	d      *Desk
	r      store.Reader
	by     Actor
	why    Why
	l      *lens
	states map[lanna.RecordID]*statement.State // released; nil for one that the actor may not see
	edges  []verdictEdge
	out    Profile
}

// A verdictEdge is a judgement, by the records' ids.
type verdictEdge struct {
	a, b lanna.RecordID
	Judgement
}

func (p *profiler) read(id lanna.RecordID) error {
	st, err := p.d.shownState(p.r, p.by, p.why, id)
	if err != nil {
		return err
	}
	if lanna.RecordKind(st.Of(p.d.Agency(), lanna.KindOfRecord)) != lanna.PersonRecord {
		if of := st.Live(lanna.PersonOf); len(of) > 0 {
			if person, err := lanna.ParseRecordID(of[0].Value); err == nil {
				return p.read(person)
			}
		}
		return nil
	}
	members := []lanna.RecordID{id}
	for i := 0; i < len(members) && len(members) < mostJudged; i++ {
		if err := p.around(members[i]); err != nil {
			return err
		}
		for _, e := range p.edges {
			if e.Verdict == SameOne && e.Own {
				members = addOther(members, members[i], e)
			}
		}
	}
	for _, m := range members {
		link, known, err := p.l.linkTo(p.r, m)
		if err != nil {
			return err
		}
		if known {
			p.out.Records = append(p.out.Records, link)
			p.union(link, p.states[m])
		}
	}
	slices.SortStableFunc(p.out.Rows, func(a, b ProfileRow) int { return rowRank(a.Property) - rowRank(b.Property) })
	p.conclude(members)
	return nil
}

func addOther(members []lanna.RecordID, of lanna.RecordID, e verdictEdge) []lanna.RecordID {
	other := e.a
	if e.a == of {
		other = e.b
	} else if e.b != of {
		return members
	}
	if slices.Contains(members, other) {
		return members
	}
	return append(members, other)
}

// state reads a record once, and of it what the actor may see.
func (p *profiler) state(id lanna.RecordID) (*statement.State, error) {
	if st, done := p.states[id]; done {
		return st, nil
	}
	p.states[id] = nil
	entries, err := p.d.entries(p.r, id)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	st := statement.Fold(p.d.Agency(), id, entries)
	if p.d.visible(st, p.by, p.why.Purpose) {
		p.states[id] = p.d.releasedState(st, p.by, p.why)
	}
	return p.states[id], nil
}

// around reads the judgements on a record: its own, and those on others that
// name it.
func (p *profiler) around(id lanna.RecordID) error {
	st, err := p.state(id)
	if err != nil || st == nil {
		return err
	}
	if err := p.judgementsOn(st); err != nil {
		return err
	}
	for _, property := range judging {
		links, err := p.d.links(p.r, p.by, p.why, "link", string(property)+":"+id.String(), mostJudged)
		if err != nil {
			return err
		}
		for _, l := range links {
			other, err := p.state(l.Record)
			if err != nil {
				return err
			}
			if other == nil {
				continue
			}
			if err := p.judgementsOn(other); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *profiler) judgementsOn(st *statement.State) error {
	for i := range st.Facts {
		f := &st.Facts[i]
		id, err := lanna.ParseRecordID(f.Value)
		if err != nil || !f.Live() || !slices.Contains(judging, f.Property) || slices.ContainsFunc(p.edges, func(e verdictEdge) bool {
			return e.a == st.Record && e.b == id && e.Agency == p.agency(f) && e.Verdict == verdictOf(f.Property)
		}) {
			continue
		}
		if err := p.edge(st, f, id); err != nil {
			return err
		}
	}
	return nil
}

func (p *profiler) agency(f *statement.Fact) string {
	if f.Agency == p.d.Agency() {
		return ""
	}
	return p.d.agencyName(f.Agency, p.by.Lang)
}

func (p *profiler) edge(st *statement.State, f *statement.Fact, other lanna.RecordID) error {
	a, known, err := p.l.linkTo(p.r, st.Record)
	if err != nil || !known {
		return err
	}
	b, known, err := p.l.linkTo(p.r, other)
	if err != nil || !known {
		return err
	}
	j := Judgement{A: a, B: b, Verdict: verdictOf(f.Property), Own: f.Agency == p.d.Agency(), Agency: p.agency(f), Officer: f.Officer, Time: f.Time}
	for i := range st.Facts {
		if r := &st.Facts[i]; r.Property == lanna.Reason && r.Statement == f.Statement {
			j.Reason = r.Value
		}
	}
	p.edges = append(p.edges, verdictEdge{st.Record, other, j})
	return nil
}

// inProfile are the properties that a profile unites.
var inProfile = append(slices.Clone(personal), lanna.Phone, lanna.Handle, lanna.Email, lanna.BankCard, lanna.Wallet, lanna.VictimStatus, lanna.Status, lanna.LastPlace, lanna.Compound)

func (p *profiler) union(link Link, st *statement.State) {
	for i := range st.Facts {
		f := &st.Facts[i]
		if !f.Live() || !slices.Contains(inProfile, f.Property) {
			continue
		}
		row := slices.IndexFunc(p.out.Rows, func(r ProfileRow) bool { return r.Property == f.Property })
		if row < 0 {
			row = len(p.out.Rows)
			p.out.Rows = append(p.out.Rows, ProfileRow{Property: f.Property})
		}
		p.out.Rows[row].add(link, Words{Text: f.Value, Lang: f.Lang})
	}
}

func (r *ProfileRow) add(link Link, w Words) {
	i := slices.IndexFunc(r.Values, func(v ProfileValue) bool { return v.Text == w.Text })
	if i < 0 {
		i = len(r.Values)
		r.Values = append(r.Values, ProfileValue{Words: w})
	}
	v := &r.Values[i]
	if !slices.ContainsFunc(v.Records, func(l Link) bool { return l.Record == link.Record }) {
		v.Records = append(v.Records, link)
	}
}

// conclude lists the judgements, newest first, and where they contradict each
// other.
func (p *profiler) conclude(members []lanna.RecordID) {
	for _, e := range p.edges {
		if !slices.Contains(members, e.a) && !slices.Contains(members, e.b) {
			continue
		}
		p.out.Judgements = append(p.out.Judgements, e.Judgement)
		if e.Verdict == NotSame && slices.Contains(members, e.a) && slices.Contains(members, e.b) {
			if chain := p.chain(e.a, e.b); chain != nil {
				p.out.Contradictions = append(p.out.Contradictions, Contradiction{e.A, e.B, chain})
			}
		}
	}
	slices.SortStableFunc(p.out.Judgements, func(a, b Judgement) int { return int(b.Time - a.Time) })
}

// chain is the shortest way from a to b over records judged the same.
func (p *profiler) chain(a, b lanna.RecordID) []Link {
	from := map[lanna.RecordID]lanna.RecordID{a: a}
	queue := []lanna.RecordID{a}
	links := map[lanna.RecordID]Link{}
	for len(queue) > 0 && from[b].IsZero() {
		at := queue[0]
		queue = queue[1:]
		for _, e := range p.edges {
			if e.Verdict != SameOne || !e.Own {
				continue
			}
			links[e.a], links[e.b] = e.A, e.B
			for _, next := range addOther([]lanna.RecordID{at}, at, e)[1:] {
				if from[next].IsZero() {
					from[next] = at
					queue = append(queue, next)
				}
			}
		}
	}
	if from[b].IsZero() {
		return nil
	}
	out := []Link{links[b]}
	for at := b; at != a; at = from[at] {
		out = append(out, links[from[at]])
	}
	slices.Reverse(out)
	return out
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
