package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lanna"
	"lanna/handling"
	"lanna/match"
	"lanna/match/index"
	"lanna/names"
	"lanna/statement"
	"lanna/store"
)

// A CandidateQuery asks who may be a person: the one of a record, or the one of
// whom some facts are known.
type CandidateQuery struct {
	Record lanna.RecordID // its facts count, as far as the actor may see them; it is no candidate itself
	Facts  []Field
	Limit  int // at most 50; 0 means 10
}

// A Candidate is a person's record that may be of the one asked for.
type Candidate struct {
	Link
	Said   string            `json:"said,omitempty"` // its first name in Latin letters, where it is written in others
	Match  match.Explanation `json:"match"`
	Judged Judged            `json:"judged"` // what agencies say of the pair, where a record was asked for
}

// leastLikely is the score below which a candidate is not worth a look.
const leastLikely = 0.2

// Candidates returns who may be the person, the likeliest first, scored by what
// the actor may see of each. Records that the actor may not know of leave no
// trace: not in the list, not in how much a shared value tells.
func (d *Desk) Candidates(ctx context.Context, by Actor, why Why, q CandidateQuery) ([]Candidate, error) {
	out, err := d.CandidatesOf(ctx, by, why, []CandidateQuery{q})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// CandidatesOf is Candidates for several persons at once, such as those that one
// screenshot names: a list for each, and one leaf for all. At most [MostAsked]
// are asked for; of the rest nothing is said.
func (d *Desk) CandidatesOf(ctx context.Context, by Actor, why Why, asked []CandidateQuery) ([][]Candidate, error) {
	x, err := d.filed.ready(ctx)
	if err != nil {
		return nil, err
	}
	var out [][]Candidate
	err = d.see(ctx, by, why, "match.search", func(r store.Reader) (s sight, err error) {
		f := &finder{d: d, r: r, x: x, by: by, why: why, l: d.lens(by, why)}
		out, s = make([][]Candidate, len(asked)), sight{}
		var words []string
		for i := range asked[:min(len(asked), MostAsked)] {
			if out[i], err = f.candidates(asked[i]); err != nil {
				return s, err
			}
			words = append(words, asked[i].words()...)
			s.show(out[i])
		}
		s.words = strings.Join(words, "\n")
		return s, nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// MostAsked is for how many persons one read looks.
const MostAsked = 50

// words are the names that were searched for, as the log keeps them.
func (q *CandidateQuery) words() (out []string) {
	for _, f := range q.Facts {
		if f.Property == lanna.Name || f.Property == lanna.Alias {
			out = append(out, f.Value)
		}
	}
	return out
}

// show adds candidates to what was shown, each record once.
func (s *sight) show(list []Candidate) {
	for i := range list {
		if !slices.Contains(s.records, list[i].Record) {
			s.records = append(s.records, list[i].Record)
		}
	}
}

// A finder looks for persons in one snapshot, for one reader.
type finder struct {
	d   *Desk
	r   store.Reader
	x   *index.Index
	by  Actor
	why Why
	l   *lens
}

func (f *finder) allowed(audience string) bool {
	return handling.Audience(audience).Allows(f.d.reader(f.by), f.why.Purpose)
}

func (f *finder) candidates(q CandidateQuery) ([]Candidate, error) {
	limit := min(cmp.Or(q.Limit, 10), 50)
	facts, own, err := f.asked(q)
	if err != nil {
		return nil, err
	}
	person := facts.Person()
	count := f.x.Counter(f.allowed)
	var out []Candidate
	for _, found := range f.x.Find(person, index.Options{Limit: 2*limit + len(own), Allowed: f.allowed, Least: leastLikely / 4}) {
		if slices.Contains(own, found.Record) {
			continue
		}
		c, ok, err := f.candidate(person, found.Record, count)
		if err != nil {
			return nil, err
		}
		if ok && c.Match.Score >= leastLikely {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Candidate) int { return cmp.Compare(b.Match.Score, a.Match.Score) })
	out = out[:min(len(out), limit)]
	return out, f.judged(q.Record, out)
}

// asked are the facts of the person asked for, and the records that are that
// person's own: the record itself, and of a notice its person.
func (f *finder) asked(q CandidateQuery) (match.Facts, []lanna.RecordID, error) {
	var p personFacts
	for _, field := range q.Facts {
		p.add(&statement.Fact{Held: statement.Held{Claim: statement.Claim{Property: field.Property, Value: field.Value}}, Time: f.d.Now()})
	}
	if q.Record.IsZero() {
		return p.facts(), nil, nil
	}
	st, err := f.d.shownState(f.r, f.by, f.why, q.Record)
	if err != nil {
		return match.Facts{}, nil, err
	}
	own := []lanna.RecordID{q.Record}
	for _, fact := range st.Live(lanna.PersonOf) {
		if id, err := lanna.ParseRecordID(fact.Value); err == nil {
			own = append(own, id)
		}
	}
	f.released(st, &p)
	return p.facts(), own, nil
}

func (f *finder) released(st *statement.State, p *personFacts) {
	l := f.l.on(st)
	for i := range st.Facts {
		if fact := &st.Facts[i]; fact.Live() && l.fact(fact) {
			p.add(fact)
		}
	}
}

// candidate scores a record by what the actor may see of it.
func (f *finder) candidate(person *match.Person, id lanna.RecordID, count match.Frequency) (c Candidate, ok bool, err error) {
	entries, err := f.d.entries(f.r, id)
	if err != nil || len(entries) == 0 {
		return c, false, err
	}
	st := statement.Fold(f.d.Agency(), id, entries)
	if !f.d.visible(st, f.by, f.why.Purpose) {
		return c, false, nil
	}
	if c.Link, ok, err = f.l.linkTo(f.r, id); err != nil || !ok {
		return c, false, err
	}
	var p personFacts
	f.released(st, &p)
	facts := p.facts()
	c.Match = match.Persons(person, facts.Person(), count)
	if len(c.Title.Names) > 0 {
		c.Said = names.Romanised(c.Title.Names[0].Text)
	}
	return c, true, nil
}

// SameDocument reports whether a candidate is as sure as a list can make it: a
// document of the same number, a name that may well be the same, and nothing
// that speaks against. A person still judges; it may be judged with others in
// one go.
func (c *Candidate) SameDocument() bool {
	document := false
	for _, r := range c.Match.Reasons {
		switch r.Code {
		case match.IDSame:
			document = document || slices.Contains(documents, lanna.Property(r.Args[0]))
		case match.NameBest:
			if !*r.For {
				return false
			}
		case match.IDDiffers, match.SexDiffers, match.BirthYearsApart:
			return false
		}
	}
	return document && c.Match.Same
}
