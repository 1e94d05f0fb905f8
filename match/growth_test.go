package match

import (
	"fmt"
	"strings"
	"testing"

	"lanna/names"
)

// Twice as long a name against another is twice the work: places that alignments
// reckon and letters that words compare are counted, because they are the same on
// every machine. Beyond [names.MaxRunes] nothing is read.
func TestTwiceTheNameIsTwiceTheWork(t *testing.T) {
	against := []string{"TAN Wee Beng", "陈伟明", "สมชาย ใจดี", "အောင်သန်းထွန်း", "Abdul Hakim al-Uchebi"}
	for _, piece := range []string{"陈伟", "สมชาย", "အောင်", "abdul", "wei ", "a b ", "ສົມ", "น", "xyz-"} {
		for _, other := range against {
			for _, n := range []int{5, 10, 20, 200} {
				once, twice := workOf(strings.Repeat(piece, n), other), workOf(strings.Repeat(piece, 2*n), other)
				if twice > 2*once+once/2+400 {
					t.Errorf("%d times %q against %q: %d, twice as long %d", n, piece, other, once, twice)
				}
			}
		}
	}
}

func workOf(a, b string) int {
	s := &scratch{}
	s.best(Prepare(names.Parse(a)), Prepare(names.Parse(b)))
	return s.work + s.word.work
}

// Names behind the first two dozen are not compared, however many there are.
func TestNamesBehindTheFirstAreNotCompared(t *testing.T) {
	asked := &Person{Names: []*Name{Prepare(names.Parse("陈伟明"))}}
	many := &Person{}
	for i := range MostNames {
		many.Names = append(many.Names, Prepare(names.Parse("Somchai Jaidee "+strings.Repeat("o", i%9))))
	}
	without := Likelihood(asked, many, nil)
	many.Names = append(many.Names, asked.Names[0])
	if got := Likelihood(asked, many, nil); got != without {
		t.Errorf("a name behind the first brings %.4f, without it %.4f", got, without)
	}
	many.Names[0] = asked.Names[0]
	if got := Likelihood(asked, many, nil); got < 0.5 || got < 2*without {
		t.Errorf("the same name in front brings %.4f", got)
	}
}

// A number among thousands is found as it is among a few.
func TestANumberAmongThousands(t *testing.T) {
	p, q := &Person{}, &Person{Identifiers: []string{"phone:+00000003999"}}
	for i := range 4000 {
		p.Identifiers = append(p.Identifiers, fmt.Sprintf("phone:+00%09d", i))
	}
	alone := &Person{Identifiers: []string{"phone:+00000003999"}}
	if a, b, c := Likelihood(p, q, nil), Likelihood(q, p, nil), Likelihood(alone, q, nil); a != c || b != c {
		t.Errorf("%.6f and %.6f among thousands, %.6f alone", a, b, c)
	}
}
