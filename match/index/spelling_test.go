package index

import (
	"testing"

	"pgregory.net/rapid"

	"lanna/match"
	"lanna/names"
)

// plainEdits is Levenshtein's distance by the book.
func plainEdits(a, b []byte) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			v := min(diagonal, row[j], row[j+1]) + 1
			if a[i] == b[j] {
				v = diagonal
			}
			diagonal, row[j+1] = row[j+1], v
		}
	}
	return row[len(b)]
}

func TestEditsOfPatterns(t *testing.T) {
	letters := rapid.SliceOfN(rapid.ByteRange(1, letterClasses), 1, mostLetters)
	rapid.Check(t, func(t *rapid.T) {
		a, b := letters.Draw(t, "a"), letters.Draw(t, "b")
		p := patternOf(a)
		whole, begins := p.edits(b)
		if whole != plainEdits(a, b) {
			t.Errorf("%d letters to change, not %d", plainEdits(a, b), whole)
		}
		least := len(a)
		for end := range len(b) + 1 {
			least = min(least, plainEdits(a, b[:end]))
		}
		if begins != least {
			t.Errorf("%d letters to change where text goes on, not %d", least, begins)
		}
	})
}

// Spellings of one invented person by different hands are near, those of others
// are not.
func TestNearness(t *testing.T) {
	near := func(asked, filed string) float32 {
		question := &search{}
		question.spellings(&match.Person{Names: []*match.Name{match.Prepare(names.Parse(asked))}})
		var card []byte
		for _, s := range spellings(names.Parse(filed), false) {
			card = append(append(card, byte(len(s))), s...)
		}
		return question.nearness(card, 1)
	}
	for _, p := range [][2]string{{"陈伟明", "CHEN WEIMING"}, {"WEIMING CHEN", "陈伟明"}, {"CHAN Wai Ming", "陈伟明"}, {"Jaidee Somchai", "สมชาย ใจดี"}, {"Aung Thein Tun", "အောင်သိန်းထွန်း"}, {"Somchai", "Somchai Jaidee"}} {
		if d := near(p[0], p[1]); d > 0.35 {
			t.Errorf("%s and %s differ by %.2f", p[0], p[1], d)
		}
	}
	for _, p := range [][2]string{{"陈伟明", "Robert Taylor"}, {"Aung Thein Tun", "สมชาย ใจดี"}, {"CHEN WEIMING", "欧阳文"}} {
		if d := near(p[0], p[1]); d < 0.5 {
			t.Errorf("%s and %s differ by %.2f alone", p[0], p[1], d)
		}
	}
}
