package match

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanna"
	"lanna/names"
)

// Facts are what is known of somebody, as it is kept: a [Person] before its
// names are read.
type Facts struct {
	Names         []string // as written, in any script
	Births        []Birth
	Sex           string   // f, m, x, or nothing
	Nationalities []string // ISO 3166-1 alpha-2
	Identifiers   []string // keys of names.IdentifierKey, sorted
	Places        []string // folded
	Photos        []uint64 // perceptual hashes
}

// Person makes the facts ready to be compared.
func (f *Facts) Person() *Person { return f.PersonBy(nil) }

// PersonBy is Person with names by a reader.
func (f *Facts) PersonBy(r *Reader) *Person {
	p := f.Nameless()
	p.Names = r.Names(f.Names)
	return p
}

// A Comparison is two persons of whom all but the names was compared, because it
// is names that take time.
type Comparison struct {
	judge
	asked *Person
	facts *Facts
}

// Beside compares what is known of somebody beside names with the facts.
func (f *Facts) Beside(q *Person, count Frequency) Comparison {
	c := Comparison{judge: judge{weights: shipped().Person, count: count, quiet: true}, asked: q, facts: f}
	c.beside(q, f.Nameless())
	return c
}

// Lacks is how much names must tell for the whole to come to a score, in log odds.
func (c *Comparison) Lacks(least float64) float64 { return math.Log(least/(1-least)) - c.odds }

// Likelihood is LikelihoodFrom, with names by a reader: they are read only where
// the score can be reached, and the person is nil where it cannot. Of who is asked
// for with names that come to a score, one whose names come to less may get any
// score below the full one.
func (c *Comparison) Likelihood(least, named float64, r *Reader) (float64, *Person) {
	if !c.reaches(least) {
		return 0, nil
	}
	p := c.facts.PersonBy(r)
	c.least, c.leastName = least, named
	c.name(c.asked, p)
	return c.score(), p
}

// Nameless are the facts without their names, which are what takes time and room.
func (f *Facts) Nameless() *Person {
	return &Person{Births: f.Births, Sex: f.Sex, Nationalities: f.Nationalities, Identifiers: f.Identifiers, Places: f.Places, Photos: f.Photos}
}

// PersonFrom reads claims about one person. An age counts on the day it was said.
func PersonFrom(claims map[lanna.Property][]string, said time.Time) *Person {
	f := FactsFrom(claims, said)
	return f.Person()
}

// FactsFrom reads claims about one person. An age counts on the day it was said.
// What stands for "unknown" is left out.
func FactsFrom(claims map[lanna.Property][]string, said time.Time) Facts {
	f := Facts{}
	for _, property := range [...]lanna.Property{lanna.Name, lanna.Alias} {
		for _, v := range claims[property] {
			if len(f.Names) < MostNames && !Stopped(v) && !slices.Contains(f.Names, v) {
				f.Names = append(f.Names, v)
			}
		}
	}
	f.births(claims, said)
	if v := claims[lanna.Sex]; len(v) == 1 {
		f.Sex = strings.ToLower(v[0])
	}
	for _, v := range claims[lanna.Nationality] {
		f.Nationalities = append(f.Nationalities, strings.ToUpper(v))
	}
	for property, values := range claims {
		for _, v := range values {
			if key, ok := names.IdentifierKey(property, v); ok && !Stopped(v) {
				f.Identifiers = append(f.Identifiers, key)
			}
		}
	}
	slices.Sort(f.Identifiers)
	f.Identifiers = slices.Compact(f.Identifiers)
	for _, property := range [...]lanna.Property{lanna.Place, lanna.LastPlace, lanna.Compound} {
		for _, v := range claims[property] {
			if w := strings.ToLower(strings.Join(strings.Fields(v), " ")); !Stopped(w) {
				f.Places = append(f.Places, w)
			}
		}
	}
	for _, v := range claims[lanna.PHash] {
		if h, err := strconv.ParseUint(v, 16, 64); err == nil && h != 0 {
			f.Photos = append(f.Photos, h)
		}
	}
	return f
}

func (f *Facts) births(claims map[lanna.Property][]string, said time.Time) {
	for _, v := range claims[lanna.BirthDate] {
		if b := ParseBirth(v); len(f.Births) < mostBirths && b.Year > 0 && !slices.Contains(f.Births, b) {
			f.Births = append(f.Births, b)
		}
	}
	if len(f.Births) > 0 {
		return
	}
	for _, v := range claims[lanna.Age] {
		if age, err := strconv.Atoi(names.FoldDigits(strings.TrimSpace(v))); err == nil {
			if b := BirthFromAge(age, said); b.Year > 0 {
				f.Births = append(f.Births, b)
			}
		}
	}
}
