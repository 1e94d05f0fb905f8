package match_test

import (
	"math"
	"testing"

	"lanna"
	"lanna/match"
	"lanna/match/drawn"
	"lanna/names"
)

// Scores that are asked for from some number on are the full ones there, and lie
// below it where those do: names and persons of five scripts, alike and unlike.
func TestBoundedScoresAreFullScores(t *testing.T) {
	a := drawn.New(11, 1)
	a.Plain = 0.5
	var list []*match.Name
	var people []*match.Person
	for _, draw := range []func() string{a.HanName, a.ForeignName, a.ThaiName, a.BurmeseName, a.LaoName} {
		for i := range 6 {
			name := draw()
			for _, v := range []string{name, a.Slip(spelledBy(a, name))} {
				list = append(list, match.Prepare(names.Parse(v)))
				birth := []string{"1990-04-12", "1990", "1971-01-02"}[i%3]
				people = append(people, match.PersonFrom(claims{lanna.Name: {v}, lanna.BirthDate: {birth}}, day))
			}
		}
	}
	above := 0
	for _, least := range []float64{0.002, 0.05, 0.3, 0.9} {
		for i := range list {
			for j := range list {
				full, bounded := match.Score(list[i], list[j]), match.ScoreFrom(least, list[i], list[j])
				above += agree(t, least, full, bounded)
				full, bounded = match.Likelihood(people[i], people[j], nil), match.LikelihoodFrom(least, people[i], people[j], nil)
				above += agree(t, least, full, bounded)
			}
		}
	}
	if above < 20*len(list) {
		t.Errorf("%d scores above are too few to tell anything", above)
	}
}

func agree(t *testing.T, least, full, bounded float64) int {
	t.Helper()
	if full < least {
		if bounded >= least {
			t.Errorf("%.6f is %.6f where %.3f is asked for", full, bounded, least)
		}
		return 0
	}
	if math.Abs(full-bounded) > 1e-9 {
		t.Errorf("%.9f is %.9f where %.3f is asked for", full, bounded, least)
	}
	return 1
}
