package match

import (
	"fmt"
	"strings"
	"testing"

	"lanna/names"
)

// Twice as long a name against another is twice the work: places that alignments
// reckon and letters that words compare are counted, because they are the same on
// every machine. Beyond [names.MaxRunes], or sixteen parts, nothing is read.
func TestTwiceTheNameIsTwiceTheWork(t *testing.T) {
	against := []string{"TAN Wee Beng", "陈伟明", "สมชาย ใจดี", "အောင်သန်းထွန်း", "Abdul Hakim al-Uchebi"}
	for _, name := range []struct {
		piece string
		most  int // so often it is read
	}{{"陈伟", 120}, {"สมชาย", 48}, {"အောင်", 48}, {"abdul", 48}, {"wei ", 16}, {"a b ", 8}, {"ສົມ", 80}, {"น", 240}, {"xyz-", 16}} {
		for _, other := range against {
			work := func(n int) int { return workOf(strings.Repeat(name.piece, n), other) }
			half, whole := work(name.most/2), work(name.most)
			if whole > 2*half+half/2 {
				t.Errorf("%d times %q against %q: %d, twice as long %d", name.most/2, name.piece, other, half, whole)
			}
			if once := work(name.most / 4); name.most >= 16 && half > 2*once+once/2 {
				t.Errorf("%d times %q against %q: %d, twice as long %d", name.most/4, name.piece, other, once, half)
			}
			if more := work(2 * name.most); more != whole {
				t.Errorf("%q against %q: %d as long as it is read, %d beyond", name.piece, other, whole, more)
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
