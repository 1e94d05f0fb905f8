package index

// best are the candidates worth scoring that were not scored yet: those with
// most points by what they were found for, and of these the ones that are spelled
// most alike.
func (s *search) best(most int) []int32 {
	s.order = s.found.best(s.mostCompared()+s.ofDays, s.order, func(c *candidate) float32 {
		s.date(c)
		if s.columns {
			return s.guessAlike(c)
		}
		return max(c.whole, c.parts) + c.numbers + c.birth
	})
	s.compare(s.order)
	for _, i := range s.order {
		c := &s.found.list[i]
		c.points = s.guess(c)
	}
	s.order = s.bornThatDay(s.found.sorted(s.order), most)
	return s.order
}

// mostCompared is how many cards are read to compare spellings, beside those of
// the day.
func (s *search) mostCompared() int {
	switch {
	case s.columns && len(s.births) == 0: // names are all there is
		return mostOfAll
	case s.columns:
		return mostRead
	case s.quick():
		return quickCompared
	}
	return mostCompared
}

// date sets what the births of a candidate say.
func (s *search) date(c *candidate) {
	if !c.dated {
		birth, _ := s.shelves[c.at>>32].rowInfo(uint32(c.at))
		c.birth, c.dated = s.bornAs(birth), true
	}
}

// bornThatDay keeps the first, and the first of those who were born on the day
// asked for: spellings are compared roughly, days exactly.
func (s *search) bornThatDay(sorted []int32, most int) []int32 {
	kept, days := sorted[:0], 0
	for k, i := range sorted {
		sameDay := s.found.list[i].birth >= swappedDay
		if sameDay {
			days++
		}
		if k < most || sameDay && days <= most/shareOfDays {
			kept = append(kept, i)
		}
	}
	return kept
}

// guess is roughly what package match makes of a candidate, in log odds.
func (s *search) guess(c *candidate) float32 {
	name := sameName - farCosts*c.near
	if s.columns {
		name = (1-shareOfGrams)*name + shareOfGrams*c.spelledAlike()
	}
	name = max(name, soundTells-c.far, partsTell*c.parts-sameName)
	return s.sexed(c, name) + c.numbers + c.birth
}

// guessAlike is guess before any card is read.
func (s *search) guessAlike(c *candidate) float32 {
	return s.sexed(c, max(c.spelledAlike(), soundTells-c.far, c.parts-partsLack)) + c.numbers + c.birth
}

// spelledAlike is what the grams of two spellings tell.
func (c *candidate) spelledAlike() float32 { return sameName - gramsTell*(1-float32(c.alike)/255) }

// sexed bounds what a name tells, and takes something away where the sex is
// another.
func (s *search) sexed(c *candidate, name float32) float32 {
	name = min(max(name, -sameName), sameName)
	if own := sexCode(s.sex); c.sex != 0 && own != 0 && c.sex != own {
		name -= otherSex
	}
	return name
}

// bornAs is roughly what package match makes of two births.
func (s *search) bornAs(code uint32) float32 {
	best := float32(0)
	if code == 0 {
		return 0
	}
	for i, own := range s.codes {
		d := bornAs(own, code)
		if i == 0 || d > best {
			best = d
		}
	}
	return best
}

const swappedDay = 3.2

func bornAs(a, b uint32) float32 {
	years := int(a>>9) - int(b>>9)
	day, month, otherDay, otherMonth := a&31, a>>5&15, b&31, b>>5&15
	switch {
	case a == 0:
		return 0
	case years == 0 && (day == 0 || otherDay == 0):
		return 1.4
	case years == 0 && day == otherDay && month == otherMonth:
		return 4.5
	case years == 0 && day == otherMonth && month == otherDay:
		return swappedDay
	case years == 0 && (day == otherDay || month == otherMonth):
		return 1.8
	case years == 0:
		return -1
	case (years == 1 || years == -1) && day == otherDay && month == otherMonth && day > 0:
		return 1.8
	case years == 1 || years == -1:
		return -0.3
	case years <= 3 && years >= -3:
		return -2
	}
	return -6
}

// compare sets sex and spelling of candidates from their cards. Where each of them
// lies is looked up for all first: cards lie anywhere, and waiting for the memory
// of one after the other is what most of the time would go into.
func (s *search) compare(list []int32) {
	s.cards = s.cards[:0]
	for _, i := range list {
		if c := &s.found.list[i]; !c.seen {
			s.cards = append(s.cards, cardOf{i: i, at: s.shelves[c.at>>32].cardAt(uint32(c.at))})
		}
	}
	for k := range s.cards {
		one := &s.cards[k]
		c := &s.found.list[one.i]
		one.card = s.shelves[c.at>>32].cardFrom(one.at)
	}
	for k := range s.cards {
		c, card := &s.found.list[s.cards[k].i], s.cards[k].card
		c.sex, c.seen = sexCode(cardSex(card)), true
		c.near = s.nearness(cardSpellings(card), s.apartFor(c, s.leastLack(c)))
	}
	clear(s.cards)
}

// cardOf is the card of a candidate.
type cardOf struct {
	i    int32
	at   int64
	card []byte
}

// For the rows of a list, nobody is scored whose spelling is further away than those
// of names that bring what is lacking: the more is lacking, the nearer they are.
// Set by 462,000 candidates of two crowds: of those that an officer would be shown
// this leaves out 3 in 100; the ones behind them that are scored instead, 24 in
// place of 12, bring more; half as many are scored.
const (
	farthest    = 0.45
	perLack     = 0.06 // for each log odds
	mostBesides = 1.3  // log odds that sex, nationality and place tell at most
)

// apartFor is how far the spelling of a candidate may be away whose names lack so
// many log odds; more than that is as good as any.
func (s *search) apartFor(c *candidate, lack float32) float32 {
	if !s.quick() || c.numbers != 0 || s.photos {
		return 1
	}
	return min(1, farthest-perLack*lack)
}

// leastLack is the least that names can lack, before a card is read.
func (s *search) leastLack(c *candidate) float32 {
	return s.leastOdds - s.sexed(c, 0) - c.birth - mostBesides
}
