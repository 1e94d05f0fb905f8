package index

import (
	"cmp"
	"slices"

	"lanna"
	"lanna/match"
)

// Options of a question. The zero value asks for 50 of all.
type Options struct {
	Limit   int                        // candidates that are wanted; 0: 50
	Score   int                        // candidates that are scored; 0: 100
	Allowed func(audience string) bool // nil: all. Others leave no trace in what is found or counted
	Names   *match.Reader              // reads names of candidates; nil: each anew
	Least   float64                    // candidates of a lower score are left out
	Bare    float64                    // and those who share no number and come to less than this
	Named   float64                    // and, of these, those whose names come to less
	Quick   bool                       // for long lists of people with births: no slips of consonants, no single parts of a name, fewer rows, and nobody scored whose spelling is too far
}

// A Candidate is a record that may be of the person asked for.
type Candidate struct {
	Record lanna.RecordID
	Score  float64       // of match.Persons
	Person *match.Person // as filed, of one audience
}

// Find returns those filed that may be the person, the likeliest first. A record
// stands once.
func (x *Index) Find(q *match.Person, o Options) []Candidate {
	o.Limit, o.Score = cmp.Or(o.Limit, 50), cmp.Or(o.Score, 100)
	x.mu.RLock()
	defer x.mu.RUnlock()
	s := x.search(o)
	defer s.done()
	s.ask(q)
	out := s.score(q, nil, o.Score, nobody)
	if !s.columns && !s.quick() && !(s.surest >= sure && s.dated()) && !s.isClear {
		s.askWider()
		out = s.score(q, out, max(o.Score/2, 1), s.last)
	}
	return o.sift(out)
}

// nobody stands before those of so few points.
const nobody = -1e9

// score scores the best that were not scored yet and have so many points.
func (s *search) score(q *match.Person, out []Candidate, most int, least float32) []Candidate {
	enough := enough{vague: !s.telling}
	s.last = nobody
	for k, i := range s.best(most) {
		c := &s.found.list[i]
		if c.points < least || enough.reached(c.points) || s.clear(c.points) {
			break
		}
		c.scored = true
		s.scored++
		if k < most {
			s.last = c.points
		}
		if c.near > s.apartFor(c, s.leastLack(c)) {
			continue
		}
		id, facts, err := parseCard(s.shelves[c.at>>32].card(uint32(c.at)))
		if err != nil {
			continue
		}
		least, named := s.options.least(q, &facts)
		beside := facts.Beside(q, s.count)
		if c.near > s.apartFor(c, float32(beside.Lacks(least))) {
			continue
		}
		score, p := beside.Likelihood(least, named, s.options.Names)
		if p != nil && score >= least {
			out = append(out, Candidate{id, score, p})
		}
		enough.note(c.points, score)
		if score < clearly {
			s.others++
		}
		if score > s.surest {
			s.surest, s.surestAt = score, c.points
		}
	}
	if s.scored < leastDone {
		s.last = nobody
	}
	return out
}

// least is the score that a candidate must come to, and that of the names alone.
func (o *Options) least(q *match.Person, f *match.Facts) (score, named float64) {
	for _, key := range f.Identifiers {
		if slices.Contains(q.Identifiers, key) {
			return o.Least, 0
		}
	}
	return max(o.Least, o.Bare), o.Named
}

// clear reports that somebody is so likely, and the others so far behind, that
// no more need to be looked at. A name alone makes nobody so likely. Somebody may
// stand in many records with a number and in one without: so what counts is how
// many others were looked at.
func (s *search) clear(points float32) bool {
	s.isClear = s.isClear || s.telling && s.others >= leastClear && s.surest >= clearly && points < s.surestAt-clearBehind
	return s.isClear
}

const (
	clearly     = 0.97
	clearBehind = 4 // log odds
	leastClear  = 7 // others
)

// enough says when the rest need not be scored: when they are far behind the
// best, and what came of late was unlikely.
type enough struct {
	vague bool // little is known, so that parts of a name count
	top   float32
	count int
	poor  int // scores in a row that are unlikely
}

const (
	farBehind  = 5
	vagueFar   = 8
	leastDone  = 16
	unlikely   = 0.3
	vagueLeast = 0.02
)

func (e *enough) note(points float32, score float64) {
	if e.count == 0 {
		e.top = points
	}
	e.count++
	if e.poor++; score >= unlikely || e.vague && score >= vagueLeast {
		e.poor = 0
	}
}

func (e *enough) reached(points float32) bool {
	far := float32(farBehind)
	if e.vague {
		far = vagueFar
	}
	return e.count >= leastDone && points < e.top-far && e.poor >= leastDone/2
}

// sift orders candidates and keeps the best entry of each record.
func (o Options) sift(list []Candidate) []Candidate {
	slices.SortStableFunc(list, func(a, b Candidate) int {
		if a.Score != b.Score {
			return cmp.Compare(b.Score, a.Score)
		}
		return slices.Compare(a.Record[:], b.Record[:])
	})
	had := map[lanna.RecordID]bool{}
	out := list[:0]
	for _, c := range list {
		if !had[c.Record] && c.Score >= o.Least && len(out) < o.Limit {
			had[c.Record] = true
			out = append(out, c)
		}
	}
	return out
}

// count is a match.Frequency over those that the asker may know of, up to a
// little more than where a value stops to tell anything.
func (s *search) count(value string) int {
	n := 0
	for _, kind := range [...]int{numberKind, placeKind} {
		t := hashed(kind, hash(value))
		for i, shelf := range s.shelves {
			shelf.rows(shelf.exact(t), always, 4*match.CommonLimit, func(row uint32) {
				if _, audience := shelf.rowInfo(row); s.mayKnow(i, audience) {
					n++
				}
			})
		}
	}
	return n
}

// Counter gives the frequency of values among those of the allowed audiences, to
// explain a score with.
func (x *Index) Counter(allowed func(string) bool) match.Frequency {
	return func(value string) int {
		x.mu.RLock()
		defer x.mu.RUnlock()
		s := x.search(Options{Allowed: allowed})
		defer s.done()
		return s.count(value)
	}
}
