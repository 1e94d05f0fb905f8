package index

import (
	"cmp"
	"math"
	"slices"

	"lanna"
	"lanna/match"
)

// Options of a question. The zero value asks for 50 of all.
type Options struct {
	Limit   int                        // candidates that are wanted; 0: 50
	Score   int                        // candidates that are scored; 0: 200
	Allowed func(audience string) bool // nil: all. Others leave no trace in what is found or counted
	Least   float64                    // candidates of a lower score are left out
	Quick   bool                       // for long lists of people with births: no slips of consonants, no single parts of a name, fewer rows
}

// A Candidate is a record that may be of the person asked for.
type Candidate struct {
	Record lanna.RecordID
	Score  float64       // of match.Persons
	Person *match.Person // as filed, of one audience
}

// Budgets of one question, so that a name that everybody bears or a number that
// a whole compound uses costs no more than another.
const (
	mostTerms    = 6000 // terms of one group that are looked at
	mostRows     = 6000 // rows that are looked at
	mostOfList   = 1200 // of them from one list
	mostUnborn   = 150  // rows without a birth, where the question has one
	wholeApart   = 6    // how far vowels may be apart
	mistakeApart = 3    // where a consonant is another as well
	perApart     = 0.8  // log odds that each step takes away
	mistakeCosts = 2.0
	dateTells    = 6  // log odds of a day of birth, which counts by itself
	shortList    = 48 // read whole, whatever the births
	quickRows    = 400
	quickApart   = 3
)

// A shelf is a base or a delta.
type shelf interface {
	group(first term, most int, f func(term, list))
	exact(t term) list
	rows(l list, lo, hi uint32, most int, f func(row uint32))
	rowInfo(row uint32) (birth, audience uint32)
	card(row uint32) []byte
	audienceName(n uint32) string
}

// A search is one question under way.
type search struct {
	shelves []shelf
	allowed [][]int8 // of each shelf's audiences: 1 yes, -1 no, 0 not asked yet
	options Options
	total   float64
	births  []match.Birth
	offers  []offer
	found   map[place64]*candidate
	seen    map[term]bool // groups that were walked over
	budget  int
}

// place64 is a row of a shelf.
type place64 uint64

func at(shelf int, row uint32) place64 { return place64(shelf)<<32 | place64(row) }

// An offer is a list of rows that share a term with the person asked for.
type offer struct {
	points float32
	shelf  int8
	part   int8 // 0: a whole name
	kind   int8
	list   list
}

// A candidate collects what speaks for a row.
type candidate struct {
	at      place64
	whole   float32 // the best of its whole names
	parts   float32 // sum over parts of a name
	numbers float32
	had     uint32 // parts that counted already
	points  float32
}

func (s *search) ask(q *match.Person) []*candidate {
	s.births = q.Births
	r := &reader{width: asking}
	for _, n := range q.Names[:min(len(q.Names), mostNames)] {
		r.name(n.Name, true)
	}
	quick := s.options.Quick && len(q.Births) > 0
	near := wholeApart
	if quick {
		near, s.budget = quickApart, min(s.budget, quickRows)
	}
	for i, t := range r.terms {
		switch kind := t.kind(); {
		case quick && kind == partKind:
		case kind == wholeKind || kind == partKind:
			s.sound(t, r.tags[i], near, 0)
		default:
			s.hash(t, 1)
		}
	}
	for i, t := range r.terms {
		if t.kind() == wholeKind && r.tags[i].likely && !quick {
			s.mistakes(t, r.tags[i])
		}
	}
	for _, t := range r.dates(q.Births, true) {
		s.hash(t, 0)
	}
	for _, key := range q.Identifiers {
		s.hash(hashed(numberKind, hash(key)), 6)
	}
	for _, h := range q.Photos {
		for _, t := range photoTerms(h) {
			s.hash(t, 0)
		}
	}
	s.read()
	return s.best()
}

func (s *search) hash(t term, bonus float32) {
	for i, shelf := range s.shelves {
		if l := shelf.exact(t); l.count > 0 {
			s.offers = append(s.offers, offer{points: s.rarity(l.count) + bonus, shelf: int8(i), kind: int8(t.kind()), list: l})
		}
	}
}

// rarity is how much it tells to be one of so many, in log odds.
func (s *search) rarity(n int) float32 {
	return float32(math.Log((s.total + 1) / float64(max(n, 1))))
}

// sound offers the lists of a group whose vowels are near. How much one tells is
// how many are as near or nearer.
func (s *search) sound(t term, of tag, most int, costs float32) {
	var counts [wholeApart + 1]int
	begin := len(s.offers)
	for i, shelf := range s.shelves {
		shelf.group(t.group(), mostTerms, func(other term, l list) {
			if d := apart(t, other); d <= most {
				counts[d] += l.count
				s.offers = append(s.offers, offer{points: float32(d), shelf: int8(i), part: of.part, kind: int8(t.kind()), list: l})
			}
		})
	}
	if begin == len(s.offers) {
		return
	}
	var points [wholeApart + 1]float32
	sum := 0
	for d := range points {
		sum += counts[d]
		points[d] = s.rarity(sum) - perApart*float32(d) - costs
	}
	for i := begin; i < len(s.offers); i++ {
		s.offers[i].points = points[int(s.offers[i].points)]
	}
}

// mistakes asks for a whole name with one consonant of another class, one too
// many or one missing.
func (s *search) mistakes(t term, of tag) {
	s.seen[t.group()] = true
	other := func(t term) {
		if !s.seen[t.group()] {
			s.seen[t.group()] = true
			s.sound(t, of, mistakeApart, mistakeCosts)
		}
	}
	n := t.length()
	for i := range n {
		for class := term(opening); class <= liquid; class++ {
			if (class == opening) == (i == 0) || class != opening {
				other(t.with(i, class))
				other(t.insert(i, class))
			}
		}
		if n > 1 {
			other(t.without(i))
		}
	}
	for class := term(labial); class <= liquid; class++ {
		other(t.insert(n, class))
	}
}

// read goes through the offers, what tells most first, until the budget is used
// up.
func (s *search) read() {
	slices.SortFunc(s.offers, func(a, b offer) int {
		if a.points != b.points {
			return cmp.Compare(b.points, a.points)
		}
		return cmp.Compare(a.list.at, b.list.at)
	})
	for i := range s.offers {
		if s.budget <= 0 {
			return
		}
		s.take(&s.offers[i])
	}
}

func (s *search) take(o *offer) {
	shelf := s.shelves[o.shelf]
	count := func(row uint32) { s.credit(o, row) }
	most := min(s.budget, mostOfList)
	if len(s.births) == 0 || o.list.count <= shortList {
		shelf.rows(o.list, 0, 0, most, count)
		return
	}
	for _, b := range s.births {
		shelf.rows(o.list, yearStart(b.Year-1), yearStart(b.Year+2), most, count)
	}
	shelf.rows(o.list, 0, 1, min(most, mostUnborn), count)
}

func (s *search) credit(o *offer, row uint32) {
	s.budget--
	_, audience := s.shelves[o.shelf].rowInfo(row)
	if !s.mayKnow(int(o.shelf), audience) {
		return
	}
	key := at(int(o.shelf), row)
	c := s.found[key]
	if c == nil {
		c = &candidate{at: key}
		s.found[key] = c
	}
	switch {
	case o.kind == numberKind || o.kind == photoKind:
		c.numbers += o.points
	case o.kind == dateKind: // the birth counts below
		c.whole = max(c.whole, o.points-dateTells)
	case o.part == 0:
		c.whole = max(c.whole, o.points)
	case c.had&(1<<o.part) == 0:
		c.had |= 1 << o.part
		c.parts += o.points
	}
}

func (s *search) mayKnow(shelf int, audience uint32) bool {
	if s.options.Allowed == nil {
		return true
	}
	for int(audience) >= len(s.allowed[shelf]) {
		s.allowed[shelf] = append(s.allowed[shelf], 0)
	}
	a := &s.allowed[shelf][audience]
	if *a == 0 {
		*a = -1
		if s.options.Allowed(s.shelves[shelf].audienceName(audience)) {
			*a = 1
		}
	}
	return *a > 0
}

// best are the candidates worth scoring.
func (s *search) best() []*candidate {
	out := make([]*candidate, 0, len(s.found))
	for key, c := range s.found {
		birth, _ := s.shelves[key>>32].rowInfo(uint32(key))
		c.points = max(c.whole, c.parts) + c.numbers + s.born(birth)
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *candidate) int {
		if a.points != b.points {
			return cmp.Compare(b.points, a.points)
		}
		return cmp.Compare(a.at, b.at)
	})
	return out[:min(len(out), s.options.Score)]
}

// born is roughly what package match makes of two births.
func (s *search) born(code uint32) float32 {
	best := float32(0)
	if code == 0 {
		return 0
	}
	for i, b := range s.births {
		d := bornAs(birthCode(b), code)
		if i == 0 || d > best {
			best = d
		}
	}
	return best
}

func bornAs(a, b uint32) float32 {
	years := int(a>>9) - int(b>>9)
	day, month, otherDay, otherMonth := a&31, a>>5&15, b&31, b>>5&15
	switch {
	case a == 0:
		return 0
	case years == 0 && (day == 0 || otherDay == 0):
		return 3
	case years == 0 && day == otherDay && month == otherMonth:
		return 6
	case years == 0 && day == otherMonth && month == otherDay:
		return 5
	case years == 0 && (day == otherDay || month == otherMonth):
		return 3
	case years == 0:
		return 1
	case day == otherDay && month == otherMonth && day > 0:
		return 2
	case years == 1 || years == -1:
		return 0
	}
	return -4
}

// Find returns those filed that may be the person, the likeliest first. A record
// stands once.
func (x *Index) Find(q *match.Person, o Options) []Candidate {
	o.Limit, o.Score = cmp.Or(o.Limit, 50), cmp.Or(o.Score, 200)
	x.mu.RLock()
	defer x.mu.RUnlock()
	s := x.search(o)
	var out []Candidate
	enough := enough{}
	for _, c := range s.ask(q) {
		if enough.reached(c.points) {
			break
		}
		id, facts, err := parseCard(s.shelves[c.at>>32].card(uint32(c.at)))
		if err != nil {
			continue
		}
		p := facts.Person()
		out = append(out, Candidate{id, match.Likelihood(q, p, s.count), p})
		enough.note(c.points, out[len(out)-1].Score)
	}
	return o.sift(out)
}

// enough says when the rest need not be scored: when they are far behind the
// best, and what came of late was unlikely.
type enough struct {
	top   float32
	count int
	poor  int // scores in a row that are unlikely
}

const (
	farBehind = 6
	leastDone = 24
	poorInRow = 40
	unlikely  = 0.02
)

func (e *enough) note(points float32, score float64) {
	if e.count == 0 {
		e.top = points
	}
	e.count++
	if e.poor++; score >= unlikely {
		e.poor = 0
	}
}

func (e *enough) reached(points float32) bool {
	return e.count >= leastDone && points < e.top-farBehind && e.poor >= leastDone/2 || e.poor >= poorInRow && points < e.top-farBehind/2
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

func (x *Index) search(o Options) *search {
	s := &search{options: o, found: map[place64]*candidate{}, seen: map[term]bool{}, budget: mostRows}
	s.shelves = x.shelves()
	s.allowed = make([][]int8, len(s.shelves))
	s.total = float64(x.size())
	return s
}

// count is a match.Frequency over those that the asker may know of, up to a
// little more than where a value stops to tell anything.
func (s *search) count(value string) int {
	n := 0
	for _, kind := range [...]int{numberKind, placeKind} {
		t := hashed(kind, hash(value))
		for i, shelf := range s.shelves {
			shelf.rows(shelf.exact(t), 0, 0, 4*match.CommonLimit, func(row uint32) {
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
		return x.search(Options{Allowed: allowed}).count(value)
	}
}
