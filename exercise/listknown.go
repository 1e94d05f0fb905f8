package exercise

import "time"

// knownEvery is in how many rows a list names one whom a family misses.
const knownEvery = 1300

// known makes row i one of somebody whom a family misses, where one is due. The list has the
// name in Latin letters alone and no document, as an office writes that cannot
// read Chinese; what the two have in common is how the name sounds, and the date
// of birth.
func (g *lister) known(i int) bool {
	if len(g.missed) == 0 || i < knownEvery*(len(g.l.Truth.Missed)+1) {
		return false
	}
	f := g.missed[0]
	g.missed = g.missed[1:]
	birth, err := time.Parse(time.DateOnly, f.Person.Birth)
	name, ok := Spell(f.Person.Names[0])
	if err != nil || !ok {
		return false
	}
	p := listed{row: i, name: listName{native: name, latin: name, variant: name}, sex: f.Person.Sex, birth: birth, lang: "zh"}
	g.people = append(g.people, p)
	g.l.Truth.Missed[i] = f.ID
	g.row(i, p, "一般")
	return true
}

// Spell writes a Chinese name as a passport does, for names of three characters
// that the exercise has a spelling of.
func Spell(name string) (latin string, ok bool) {
	r := []rune(name)
	if len(r) != 3 {
		return "", false
	}
	for i, table := range [][]spelt{hanSurnames, hanFirst, hanSecond} {
		found := ""
		for _, s := range table {
			if s.native == string(r[i]) {
				found = s.latin[0]
			}
		}
		if found == "" {
			return "", false
		}
		if i == 1 {
			latin += " "
		}
		latin += found
	}
	return latin, true
}

// Missed are the reports of families that miss somebody whom a list could name
// in Latin letters.
func (s *Set) Missed() []FamilyReport {
	var out []FamilyReport
	for i := range s.Families {
		f := &s.Families[i]
		_, err := time.Parse(time.DateOnly, f.Person.Birth)
		if _, ok := Spell(f.Person.Names[0]); ok && err == nil && f.Status == "open" {
			out = append(out, *f)
		}
	}
	return out
}
