package names_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lanna"
	"lanna/names"
)

func meet(a, b, bornA, bornB string) bool {
	x, y := names.HitPerson(names.Parse(a), bornA), names.HitPerson(names.Parse(b), bornB)
	return slices.ContainsFunc(x, func(k string) bool { return slices.Contains(y, k) })
}

func TestAgenciesMeetOverAPersonAcrossScripts(t *testing.T) {
	for _, pair := range [][2]string{
		{"陈伟明", "CHEN WEIMING"}, {"陈伟明", "Weiming Chen"}, {"陳偉明", "陈伟明"}, {"陈伟明", "TAN Wee Beng"}, {"陈伟明", "Chan Wai Ming"},
		{"เฉิน เหว่ยหมิง", "เฉิน เหว่ยหมิง"}, {"Ko Chun Kit", "高俊傑"},
	} {
		if !meet(pair[0], pair[1], "1990-04-12", "1990-12-04") {
			t.Errorf("%s and %s, born on one day, do not meet", pair[0], pair[1])
		}
	}
	if !meet("陈伟明", "CHEN WEIMING", "1990", "1990-04-12") || !meet("陈伟明", "CHEN WEIMING", "2533", "1990") {
		t.Error("a year alone, or one of the Buddhist era, does not meet")
	}
	if meet("陈伟明", "CHEN WEIMING", "1990-04-12", "1991-04-12") || meet("陈伟明", "WANG GUOHUA", "1990-04-12", "1990-04-12") {
		t.Error("another year, or another name, meets")
	}
	if names.HitPerson(names.Parse("陈伟明"), "") != nil || names.HitPerson(names.Parse("陈伟明"), "04-12") != nil {
		t.Error("a name without a year has keys")
	}
	if n := len(names.HitPerson(names.Parse("欧阳娜娜 Nana"), "1990-04-12")); n == 0 || n > names.HitPersonKeys {
		t.Errorf("%d keys", n)
	}
}

func TestIdentifiersHaveOneForm(t *testing.T) {
	for _, same := range []struct {
		p lanna.Property
		v []string
	}{
		{lanna.Phone, []string{"+66812345678", "0066 81 234 5678", "+66 (0)81-234-5678", "+๖๖๘๑๒๓๔๕๖๗๘"}},
		{lanna.URL, []string{"https://www.Example.invalid/pay?x=1", "example.invalid", "http://example.invalid:8080/"}},
		{lanna.URL, []string{"https://例子.invalid/", "xn--fsqu00a.invalid"}},
		{lanna.Passport, []string{"CHN:E12345678", "e 1234 5678"}},
		{lanna.Handle, []string{"telegram:@Boss_88", "Telegram: boss_88"}},
		{lanna.IDResident, []string{"110101900307758", "11010119900307758X"[:17] + "7"}},
		{lanna.BankCard, []string{"6222 0000 0000 0001", "6222000000000001"}},
	} {
		first, ok := names.HitIdentifier(same.p, same.v[0])
		for _, v := range same.v[1:] {
			if got, also := names.HitIdentifier(same.p, v); same.p != lanna.IDResident && (!ok || !also || got != first) {
				t.Errorf("%s: %q is %q, %q is %q", same.p, same.v[0], first, v, got)
			}
		}
	}
	for _, none := range []struct {
		p lanna.Property
		v string
	}{{lanna.Phone, "110"}, {lanna.Handle, "boss"}, {lanna.URL, "localhost"}, {lanna.URL, "://"}, {lanna.IDThai, "1*******5"}, {lanna.Narrative, "words words"}, {lanna.MRZ, "P<CHN"}} {
		if k, ok := names.HitIdentifier(none.p, none.v); ok {
			t.Errorf("%s %q is asked as %q", none.p, none.v, k)
		}
	}
}

// A hitSet is pairs of names, of one person or of two.
type hitSet struct {
	title        string
	same, others [][2]string
	year, day    float64 // least share of the same that meet by year, by date
	far          float64 // greatest share of two persons of the set that meet by year
}

// TestHowOftenPersonsMeet measures what docs/measured/hit.md says. It is shown
// with -v.
func TestHowOftenPersonsMeet(t *testing.T) {
	sets := []hitSet{
		readHan(t),
		{title: "thai_given_latn", year: 0.4, day: 0.47, far: 5e-4},
		{title: "burmese_zawgyi_latn", year: 0.54, day: 0.63, far: 1e-3},
		{title: "latn_variants_thai_given", year: 0.56, day: 0.6, far: 5e-4},
		{title: "ofac2021_individual_primary_aka", year: 0.14, day: 0.26, far: 1e-4},
	}
	for i := range sets {
		s := &sets[i]
		if i > 0 && !s.read() {
			t.Logf("%-32s skipped: the development data is not here", s.title)
			continue
		}
		share := func(pairs [][2]string, a, b string) float64 {
			n := 0
			for _, p := range pairs {
				if meet(p[0], p[1], a, b) {
					n++
				}
			}
			return float64(n) / float64(max(len(pairs), 1))
		}
		year, day := share(s.same, "1990", "1990"), share(s.same, "1990-04-12", "1990-04-12")
		hardYear, hardDay := share(s.others, "1990", "1990"), share(s.others, "1990-04-12", "1990-04-12")
		far, farDay := s.cross("1990"), s.cross("1990-04-12")
		t.Logf("%-32s %5d pairs: meet by year %.3f, by date %.3f; look-alikes %.4f, %.4f; any two %.1e, %.1e", s.title, len(s.same), year, day, hardYear, hardDay, far, farDay)
		if year < s.year || day < s.day || far > s.far {
			t.Errorf("%s: fewer of the same meet, or more of others, than before", s.title)
		}
	}
}

func readHan(t *testing.T) hitSet {
	b, err := os.ReadFile("../match/accuracy/han.tsv")
	if err != nil {
		t.Fatal(err)
	}
	s := hitSet{title: "Han, Latin: four languages", year: 0.78, day: 0.86, far: 1e-3}
	for line := range strings.Lines(string(b)) {
		if p := strings.Split(strings.TrimSpace(line), "\t"); len(p) == 3 && line[0] != '#' {
			s.same = append(s.same, [2]string{p[0], p[2]})
		}
	}
	return s
}

func (s *hitSet) read() bool {
	b, err := os.ReadFile(filepath.Join("../../shared/data/names/pairs", s.title+".tsv"))
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(b)) {
		switch p := strings.Split(strings.TrimSpace(line), "\t"); {
		case len(p) < 3:
		case p[2] == "1":
			s.same = append(s.same, [2]string{p[0], p[1]})
		case p[2] == "0":
			s.others = append(s.others, [2]string{p[0], p[1]})
		}
	}
	return true
}

// cross is the share of pairs of two different persons of the set that meet.
func (s *hitSet) cross(born string) float64 {
	under := map[string][]int{}
	var person []int // number of whose the n-th name is
	seen := map[string]int{}
	var right [][]string
	for _, p := range s.same {
		written := names.Parse(p[0])
		same := written.Text
		if written.Script == names.Han {
			same = written.Signs // simplified and traditional are one person
		}
		who, ok := seen[same]
		if !ok {
			who = len(seen)
			seen[same] = who
			for _, k := range names.HitPerson(names.Parse(p[0]), born) {
				under[k] = append(under[k], who)
			}
		}
		person, right = append(person, who), append(right, names.HitPerson(names.Parse(p[1]), born))
	}
	met := 0
	for i, keys := range right {
		others := map[int]bool{}
		for _, k := range keys {
			for _, who := range under[k] {
				others[who] = others[who] || who != person[i]
			}
		}
		for _, other := range others {
			if other {
				met++
			}
		}
	}
	return float64(met) / float64(max(len(right)*(len(seen)-1), 1))
}
