package match

import (
	"testing"

	"lanna/match/drawn"
	"lanna/names"
)

// Rows that are reckoned at once come to what letter by letter comes to.
func TestLanesCountAsLettersDo(t *testing.T) {
	if !byLanes {
		t.Skip("no lanes on this processor")
	}
	defer func() { byLanes = true }()
	a := drawn.New(23, 1)
	var list []*Name
	for _, draw := range []func() string{a.HanName, a.ForeignName, a.ThaiName, a.BurmeseName, a.LaoName} {
		for range 8 {
			list = append(list, Prepare(names.Parse(draw())))
		}
	}
	for _, v := range []string{"TAN Wee Beng", "CHEN WEIMING", "W. M. Chan", "S. Jaidee", "O", "Aung Thein Tun", "Wongsaisuwanakun", "Wongsaisuwanak", "Abdul Hakim al-Uchebi", "LI NA"} {
		list = append(list, Prepare(names.Parse(v)))
	}
	told := 0
	for _, x := range list {
		for _, y := range list {
			byLanes = true
			lanes, lanesFrom := Score(x, y), ScoreFrom(0.3, x, y)
			byLanes = false
			letters, lettersFrom := Score(x, y), ScoreFrom(0.3, x, y)
			if lanes != letters || lanesFrom != lettersFrom && max(lanesFrom, lettersFrom) >= 0.3 {
				t.Errorf("%s and %s: %.9f by lanes, %.9f by letters", x.Text, y.Text, lanes, letters)
			}
			if letters > 0.002 {
				told++
			}
		}
	}
	if told < 5*len(list) {
		t.Errorf("%d scores are too few to tell anything", told)
	}
}
