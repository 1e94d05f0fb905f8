package index

import (
	"bytes"
	"math"
	"slices"
	"sync"

	"lanna/match"
	"lanna/names"
)

// Budgets of one question, so that a name that everybody bears or a number that
// a whole compound uses costs no more than another.
const (
	mostTerms     = 6000 // terms of one group that are looked at
	mostRows      = 3000 // rows that are looked at
	mostOfList    = 1200 // of them from one list
	mostOfDay     = 4000 // born on one day
	mostAsked     = 24   // spellings of the question that cards are compared with
	mostCompared  = 600  // cards that are compared with them where sounds found them, beside those of the day
	sameName      = 6    // log odds of a name that is the same
	farCosts      = 18   // taken away where all letters are others
	soundTells    = 4.5  // log odds of a name that sounds the same
	partsTell     = 0.6  // of what parts of a name tell by their rarity
	otherSex      = 3.5
	dayTells      = 6   // so that everybody born that day is compared
	shareOfDays   = 4   // one in so many that are scored is of them, however others are spelled
	mostUnborn    = 600 // rows without a birth, where the question has one
	wholeApart    = 6   // how far vowels may be apart
	mistakeApart  = 3   // where a consonant is another as well
	perApart      = 0.8 // log odds that each step takes away
	mistakeCosts  = 2.0
	quickRows     = 400
	partRows      = 800
	partApart     = 2
	quickApart    = 3
	quickCompared = 200
	sure          = 0.9 // of so likely a person with the day of birth no slips are looked for
)

// A shelf is a base or a delta.
type shelf interface {
	near(t term, most int, out []offer) []offer
	exact(t term) list
	window(lo, hi uint32) window
	rows(l list, w window, most int, f func(row uint32))
	born(w window, most int, f func(row uint32))
	rowInfo(row uint32) (birth, audience uint32)
	card(row uint32) []byte
	cardAt(row uint32) int64 // where its card lies
	cardFrom(at int64) []byte
	audienceName(n uint32) string
	place(w *window)
	stretches(w window, f func(st *stretch, from, to int))
	spelledBy(slot uint32) (row uint32, ok bool)
}

// A window is a stretch of births, from lo to before hi, and where rows stand in
// their order, the rows of it.
type window struct {
	lo, hi      uint32
	first, last uint32
	from, to    int // their spellings, once they were looked for
}

// always is a window of all rows.
var always = window{hi: 1<<32 - 1, last: 1<<32 - 1, to: 1<<32 - 1}

// A search is one question under way; its memory is used again.
type search struct {
	shelves   []shelf
	allowed   [][]int8   // of each shelf's audiences: 1 yes, -1 no, 0 not asked yet
	windows   [][]window // of each shelf: the years around each birth, those without one
	daysOf    [][]window // of each shelf: the days asked for
	options   Options
	total     float64
	births    []match.Birth
	codes     []uint32 // of the births
	sex       byte
	reader    reader
	asked     []askedSpelling // spellings of the question, that cards are compared with
	systems   int             // in which a Han name is spelled that is all the question has; 0 for others
	offers    []offer
	near      []offer // of one group
	taken     offer   // whose rows are credited
	credits   func(row uint32)
	keys      least // of offers: how little they tell, and their places
	found     found
	cards     []cardOf
	photos    bool    // the question has some
	leastOdds float32 // of the score that candidates without the number must come to
	order     []int32
	ofDays    int           // rows of the days asked for
	seen      map[term]bool // groups that were walked over
	budget    int
	surest    float64 // score of the likeliest
	surestAt  float32 // its points
	isClear   bool    // who it is
	others    int     // scored, and not clearly meant
	scored    int     // in all
	telling   bool    // more is known than a name and a year
	last      float32 // points of the last that was scored
	grams     gramCounter
	columns   bool // spellings were gone through, not sounds
	spelled   int  // how many
}

var searches = sync.Pool{New: func() any {
	s := &search{seen: map[term]bool{}, reader: reader{width: asking}}
	s.credits = s.credit
	return s
}}

func (x *Index) search(o Options) *search {
	s := searches.Get().(*search)
	s.options, s.budget, s.births, s.ofDays = o, mostRows, nil, 0
	s.shelves = x.shelves(s.shelves[:0])
	s.allowed = make([][]int8, len(s.shelves))
	s.total = float64(x.size())
	s.offers, s.codes, s.windows, s.daysOf = s.offers[:0], s.codes[:0], s.windows[:0], s.daysOf[:0]
	s.found.clear()
	s.surest, s.surestAt, s.others, s.scored, s.isClear = 0, 0, 0, 0, false
	clear(s.seen)
	return s
}

func (s *search) done() {
	clear(s.shelves)
	s.births, s.options = nil, Options{}
	searches.Put(s)
}

// An offer is a list of rows that share a term with the person asked for.
type offer struct {
	points float32
	shelf  int8
	part   int8 // 0: a whole name
	kind   int8
	far    int8    // of the vowels
	costs  float32 // of what differs
	list   list
}

// ask collects who is spelled like the person or shares a number, and whoever was
// born that day.
func (s *search) ask(q *match.Person) {
	s.born(q.Births)
	if s.sex = 0; len(q.Sex) == 1 {
		s.sex = q.Sex[0]
	}
	s.spellings(q)
	s.photos = len(q.Photos) > 0
	s.leastOdds = oddsOf(max(s.options.Least, s.options.Bare))
	s.telling = s.dated() || len(q.Identifiers) > 0
	s.numbers(q)
	if s.columns = !s.quick() && s.few(); s.columns {
		if len(s.births) == 0 {
			s.parts(q)
		}
		s.read()
		s.days()
		s.alike()
		return
	}
	s.sounds(q)
	s.read()
	s.days()
}

// numbers offers who has the same signs, numbers or photos.
func (s *search) numbers(q *match.Person) {
	for _, n := range q.Names[:min(len(q.Names), mostNames)] {
		for _, one := range append([]*names.Name{n.Name}, n.Name.Others...) {
			if t, ok := signTerm(one); ok {
				s.hash(t, 1)
			}
		}
	}
	for _, key := range q.Identifiers {
		s.hash(hashed(numberKind, hash(key)), 6)
	}
	for _, h := range q.Photos {
		for _, t := range photoTerms(h) {
			s.hash(t, 0)
		}
	}
}

// sounds offers whose names and parts of names sound alike.
func (s *search) sounds(q *match.Person) {
	r := &s.reader
	r.terms, r.tags = r.terms[:0], r.tags[:0]
	for _, n := range q.Names[:min(len(q.Names), mostNames)] {
		r.name(n.Name, true)
	}
	near, quick := wholeApart, s.quick()
	if quick {
		near, s.budget = quickApart, min(s.budget, quickRows)
	}
	for i, t := range r.terms {
		if kind := t.kind(); kind == wholeKind || kind == partKind && !quick {
			s.sound(t, r.tags[i], near, 0)
		}
	}
}

// parts offers who shares a part of a name, where names are gone through whole and
// nothing else is known: of two that differ in length the whole tells little.
func (s *search) parts(q *match.Person) {
	r := &s.reader
	r.terms, r.tags = r.terms[:0], r.tags[:0]
	for _, n := range q.Names[:min(len(q.Names), mostNames)] {
		r.name(n.Name, false)
	}
	s.budget = partRows
	for i, t := range r.terms {
		if t.kind() == partKind {
			s.sound(t, r.tags[i], partApart, 0)
		}
	}
}

// quick reports that little is asked for, and enough known to find it so.
func (s *search) quick() bool { return s.options.Quick && len(s.births) > 0 }

// spellings sets what cards are compared with: names in their own order first.
func (s *search) spellings(q *match.Person) {
	s.asked, s.systems = s.asked[:0], 0
	list := q.Names[:min(len(q.Names), mostNames)]
	for _, n := range list {
		own := spellings(n.Name, false)
		for k, one := range own {
			s.compareWith(one, 1<<k)
		}
		if n.Script == names.Han && len(list) == 1 && len(own) >= hanSpellings {
			s.systems = len(own)
		}
	}
	for _, n := range list {
		for _, one := range spellings(n.Name, true) {
			s.compareWith(one, 0)
		}
	}
}

// compareWith adds a spelling, once.
func (s *search) compareWith(text []byte, systems uint32) {
	for i := range s.asked {
		if bytes.Equal(s.asked[i].text, text) {
			s.asked[i].systems |= systems
			return
		}
	}
	if len(s.asked) < mostAsked {
		s.asked = append(s.asked, askedSpelling{patternOf(text), text, bagOf(text), systems})
	}
}

// askWider collects whoever has a consonant that is another, one more or one
// less.
func (s *search) askWider() {
	s.offers, s.budget = s.offers[:0], mostRows/2
	for i, t := range s.reader.terms {
		if t.kind() == wholeKind && s.reader.tags[i].likely {
			s.mistakes(t, s.reader.tags[i])
		}
	}
	s.read()
}

// born sets the stretches of births that are looked through, and of days that
// are taken whole: those asked for, and those with day and month swapped.
func (s *search) born(births []match.Birth) {
	s.births = births
	var days []uint32
	for _, b := range births {
		code := birthCode(b)
		s.codes = append(s.codes, code)
		if b.Day == 0 || b.Month == 0 || code == 0 {
			continue
		}
		days = append(days, code)
		if b.Day <= 12 && b.Day != b.Month {
			b.Day, b.Month = b.Month, b.Day
			days = append(days, birthCode(b))
		}
	}
	for _, shelf := range s.shelves {
		var years, ofDays []window
		for _, b := range births {
			years = append(years, shelf.window(yearStart(b.Year-1), yearStart(b.Year+2)))
		}
		for _, code := range days {
			ofDays = append(ofDays, shelf.window(code, code+1))
		}
		s.windows = append(s.windows, append(years, shelf.window(0, 1)))
		s.daysOf = append(s.daysOf, ofDays)
	}
}

// dated reports whether a day of birth is known.
func (s *search) dated() bool {
	return slices.ContainsFunc(s.codes, func(code uint32) bool { return code&31 != 0 })
}

// days takes everybody who was born on one of the days.
func (s *search) days() {
	for i, shelf := range s.shelves {
		for _, w := range s.daysOf[i] {
			shelf.born(w, mostOfDay, func(row uint32) {
				if _, audience := shelf.rowInfo(row); !s.mayKnow(i, audience) {
					return
				}
				c := s.found.of(at(i, row))
				c.whole = max(c.whole, dayTells)
				s.ofDays++
			})
		}
	}
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
// how many are as near or nearer; where the nearest are more than are read, the
// others are left out.
func (s *search) sound(t term, of tag, most int, costs float32) {
	var counts [wholeApart + 1]int
	s.near = s.near[:0]
	for i, shelf := range s.shelves {
		from := len(s.near)
		s.near = shelf.near(t, most, s.near)
		for k := from; k < len(s.near); k++ {
			o := &s.near[k]
			o.shelf, o.part, o.kind = int8(i), of.part, int8(t.kind())
			counts[o.far] += o.list.count
		}
	}
	if len(s.near) == 0 {
		return
	}
	var points [wholeApart + 1]float32
	sum, widest := 0, most
	for d := range most + 1 {
		sum += counts[d]
		points[d] = s.rarity(sum) - perApart*float32(d) - costs
		if sum > s.enough() {
			widest = d
			break
		}
	}
	for _, o := range s.near {
		if int(o.far) <= widest {
			o.points, o.costs = points[o.far], perApart*float32(o.far)+costs
			s.offers = append(s.offers, o)
		}
	}
}

// enough is how many rows of one group are as many as will be read: of those
// with a birth one in fifteen is near enough.
func (s *search) enough() int {
	if len(s.births) > 0 {
		return 15 * mostRows
	}
	return 2 * mostRows
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
	s.keys = s.keys[:0]
	for i := range s.offers {
		points := uint64((mostPoints - min(max(s.offers[i].points, -mostPoints), mostPoints)) * 1024)
		s.keys = append(s.keys, points<<32|uint64(i))
	}
	for s.keys.order(); len(s.keys) > 0 && s.budget > 0; {
		s.take(&s.offers[uint32(s.keys.pop())])
	}
}

// mostPoints bounds what one offer tells.
const mostPoints = 100

func (s *search) take(o *offer) {
	shelf, count := s.shelves[o.shelf], s.credits
	s.taken = *o
	most := min(s.budget, mostOfList)
	if len(s.births) == 0 {
		shelf.rows(o.list, always, most, count)
		return
	}
	windows := s.windows[o.shelf]
	last := len(windows) - 1
	for _, w := range windows[:last] {
		shelf.rows(o.list, w, most, count)
	}
	shelf.rows(o.list, windows[last], min(most, mostUnborn), count)
}

func (s *search) credit(row uint32) {
	o := &s.taken
	s.budget--
	if s.options.Allowed != nil {
		if _, audience := s.shelves[o.shelf].rowInfo(row); !s.mayKnow(int(o.shelf), audience) {
			return
		}
	}
	c := s.found.of(at(int(o.shelf), row))
	switch {
	case o.kind == numberKind || o.kind == photoKind:
		c.numbers += o.points
	case o.part == 0:
		c.whole = max(c.whole, o.points)
		c.far = min(c.far, o.costs)
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

func oddsOf(p float64) float32 { return float32(math.Log(p / (1 - p))) }
