package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

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
