package index

// few reports that the spellings of the years asked for are so few that they are
// gone through; where they are more, names are looked up by how they sound.
func (s *search) few() bool {
	spellings := 0
	for k, shelf := range s.shelves {
		for i := range s.windows[k] {
			shelf.place(&s.windows[k][i])
		}
		for i := range s.daysOf[k] {
			shelf.place(&s.daysOf[k][i])
		}
		for _, w := range s.yearsOf(k) {
			shelf.stretches(w, func(_ *stretch, from, to int) { spellings += to - from })
		}
	}
	s.spelled = spellings
	return spellings <= mostSpelled
}

// affords is how many of so many spellings of a Han name are asked for, the most
// usual first: each goes through all spellings of the years.
func (s *search) affords(n int) int {
	return min(n, max(1, mostPasses/max(s.spelled, 1)))
}

const (
	gramsTell    = 11   // log odds that are taken away where no gram is the same
	partsLack    = 4    // log odds that are taken from what parts of a name tell before its spelling is looked at
	shareOfGrams = 0.3  // in the guess, beside edits
	leastShared  = 50   // in a hundred grams of the question
	mostOfYears  = 400  // spellings that are taken of one stretch of years
	mostOfAll    = 1200 // and where nothing is known of the birth
	mostRead     = 600  // cards that are read to compare spellings, beside those of the day
)

// mostSpelled is how many spellings are gone through: of a million persons whose
// births are all asked for, or of ten million those of some years.
const mostSpelled = 5_000_000

// mostPasses bounds how many are gone through over all spellings of the question.
const mostPasses = 8_000_000

// yearsOf are the stretches of births that the question is about.
func (s *search) yearsOf(k int) []window {
	if len(s.births) == 0 {
		return everybody
	}
	return s.windows[k]
}

var everybody = []window{always}

// alike goes through the spellings of the years asked for and takes who shares
// most grams with the question, and through those of the days.
func (s *search) alike() {
	most := mostOfYears
	if len(s.births) == 0 {
		most = mostOfAll
	}
	s.grams.other = (3 - sexCode(s.sex)) % 3
	var sets [mostAsked][]uint8
	var room [mostAsked][mostLetters + 1]uint8
	n := 0
	for i := range s.asked {
		if s.asked[i].systems != 0 { // other orders of the same parts share their grams
			sets[n] = gramsOf(room[n][:0], s.asked[i].text)
			sets[n] = sets[n][:min(len(sets[n]), mostAdd)]
			n++
		}
	}
	for k := range s.shelves {
		for _, w := range s.yearsOf(k) {
			s.alikeIn(k, w, sets[:s.affords(n)], leastShared, most)
		}
		for _, w := range s.daysOf[k] {
			s.alikeIn(k, w, sets[:n], 0, mostOfDay)
		}
	}
}

// alikeIn goes through a stretch of births, and takes so many of whom share so
// many grams, in a hundred of the question, or at least one.
func (s *search) alikeIn(k int, w window, sets [][]uint8, share, most int) {
	shelf := s.shelves[k]
	for _, asked := range sets {
		least := max(1, (len(asked)*share+99)/100)
		if share > 0 {
			least = max(2, least)
		}
		shelf.stretches(w, func(st *stretch, from, to int) { s.grams.add(st, from, to, asked, least, 2*most) })
	}
	s.grams.best(func(h gramHit) bool {
		row, ok := shelf.spelledBy(h.slot)
		if !ok {
			return true
		}
		birth, audience := shelf.rowInfo(row)
		if !s.mayKnow(k, audience) {
			return true
		}
		c := s.found.of(at(k, row))
		if !c.dated {
			c.birth, c.dated = s.bornAs(birth), true
		}
		if c.alike == 0 {
			most--
		}
		c.alike, c.sex = max(c.alike, h.alike), h.sex
		return most > 0
	})
}
