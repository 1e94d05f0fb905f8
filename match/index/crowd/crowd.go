// Package crowd makes as many invented persons as an index is to be measured
// with: in five scripts, with common names and rare ones, numbers that half a
// compound shares, and births that are missing or short. Each is a pure function
// of the seed and a number, so that nothing needs to be kept to ask for one again
// as somebody else would have written it down.
package crowd

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"

	"lanna"
	"lanna/match"
	"lanna/match/drawn"
	"lanna/match/index"
)

// A Crowd is the persons of one seed.
type Crowd struct{ Seed uint64 }

// Someone is a person in truth; a register and a question each know a part.
type someone struct {
	*drawn.Artist
	native func() string
	spell  func(string) string
	name   string // in the script of the person's own language
	birth  match.Birth
	sex    string
	nation string
	number string // of a document; "" where none is known
	phone  string
	place  string
}

// Streams of chance of one person: what is true, how it was registered, how it
// is asked for.
const (
	truth = iota
	registered
	asked
)

// plain is how often a syllable is spelled as most people do; the others have any
// of the spellings in use, and six in a hundred a slip besides.
const plain = 0.6

func (c Crowd) draw(i int) *someone {
	s := &someone{Artist: drawn.New(c.Seed+uint64(i)*3+truth, 7)}
	s.Plain = plain
	s.language()
	s.name = s.native()
	s.birth = match.Birth{Year: 1950 + s.IntN(58), Month: 1 + s.IntN(12), Day: 1 + s.IntN(28)}
	s.sex = []string{"m", "m", "m", "f", "f"}[s.IntN(5)]
	if s.Chance(0.3) {
		s.number = fmt.Sprintf("passport:EXR%c%08d", 'A'+rune(s.IntN(26)), s.IntN(100_000_000))
	}
	if s.Chance(0.3) {
		s.phone = fmt.Sprintf("phone:+00%09d", s.IntN(1_000_000_000))
	}
	if s.Chance(0.02) { // the switchboard of a compound
		s.phone = fmt.Sprintf("phone:+00999%03d", s.IntN(40))
	}
	if s.Chance(0.2) {
		s.place = fmt.Sprintf("exercise park %d", s.IntN(200))
	}
	return s
}

// language is that of the name: of 20, nine are Chinese, one a foreigner in
// Chinese signs, four Thai, four Burmese, two Lao.
func (s *someone) language() {
	switch n := s.IntN(20); {
	case n < 9:
		family := s.Community() // one family does not spell CHEN today and TAN tomorrow
		s.native, s.nation = s.HanName, "CN"
		s.spell = func(name string) string { return s.SpellHanIn(name, family) }
	case n < 10:
		s.native, s.spell, s.nation = s.ForeignName, s.SpellForeign, "US"
	case n < 14:
		s.native, s.spell, s.nation = s.thai, s.SpellNative, "TH"
	case n < 18:
		s.native, s.spell, s.nation = s.BurmeseName, s.SpellNative, "MM"
	default:
		s.native, s.spell, s.nation = s.LaoName, s.SpellNative, "LA"
	}
}

// thai names on documents have a surname.
func (s *someone) thai() string {
	return s.Pick("thai") + s.Pick("thai") + " " + s.Pick("thai") + s.Pick("thai")
}

// as goes on with another stream of chance.
func (s *someone) as(c Crowd, i, stream int) {
	s.Rand = rand.New(rand.NewPCG(c.Seed+uint64(i)*3+uint64(stream), 7))
}

// written is the name as somebody writes it down: in its own script, or in
// letters by one of the spellings that people use.
func (s *someone) written(inLetters float64) string {
	if !s.Chance(inLetters) {
		return s.name
	}
	text := s.spell(s.name)
	switch words := strings.Fields(text); {
	case s.Chance(0.5):
		return strings.ToUpper(text)
	case len(words) == 2 && s.Chance(0.15):
		return words[1] + ", " + words[0]
	}
	return text
}

// Registered is the entry of a person: half of the names are in letters.
func (c Crowd) Registered(i int) index.Entry {
	s := c.draw(i)
	s.as(c, i, registered)
	f := match.Facts{Names: []string{s.written(0.5)}, Sex: s.sex, Nationalities: []string{s.nation}}
	switch n := s.IntN(10); {
	case n < 8:
		f.Births = []match.Birth{s.birth}
	case n < 9:
		f.Births = []match.Birth{{Year: s.birth.Year}}
	}
	for _, key := range []string{s.number, s.phone} {
		if key != "" {
			f.Identifiers = append(f.Identifiers, key)
		}
	}
	if s.place != "" {
		f.Places = []string{s.place}
	}
	return index.Entry{Record: ID(i), Audience: "all", Facts: f}
}

// Asked is the person as another agency asks: the name written by somebody else,
// the birth in full eight times in ten (in one of these with day and month
// swapped or a day wrong), the year alone once, nothing once; one in five knows a
// number.
func (c Crowd) Asked(i int) match.Facts {
	s := c.draw(i)
	s.as(c, i, asked)
	f := match.Facts{Names: []string{s.written(0.6)}, Sex: s.sex}
	birth := s.birth
	switch n := s.IntN(20); {
	case n < 14:
		f.Births = []match.Birth{birth}
	case n < 15:
		birth.Month, birth.Day = min(birth.Day, 12), birth.Month
		f.Births = []match.Birth{birth}
	case n < 16:
		birth.Day = 1 + s.IntN(28)
		f.Births = []match.Birth{birth}
	case n < 18:
		f.Births = []match.Birth{{Year: birth.Year}}
	}
	if s.Chance(0.2) {
		for _, key := range []string{s.number, s.phone} {
			if key != "" {
				f.Identifiers = append(f.Identifiers, key)
			}
		}
	}
	return f
}

// ID is the record of person i.
func ID(i int) (id lanna.RecordID) {
	binary.LittleEndian.PutUint64(id[:], uint64(i+1)*0x9E3779B97F4A7C15)
	binary.BigEndian.PutUint64(id[8:], uint64(i))
	return id
}
