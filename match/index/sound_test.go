package index

import (
	"testing"

	"lanna/match"
	"lanna/names"
)

func heard(letters string) term {
	var s sounder
	s.feed(letters)
	return s.term(wholeKind)
}

func TestSpellingsThatSoundAlike(t *testing.T) {
	for _, pair := range [][2]string{
		{"zhangguoxiong", "changkuohsiung"}, {"aungthantun", "aungthanhtun"}, {"somphon", "somporn"}, {"htarhtar", "tata"}, {"wong", "vong"}, {"kyaw", "kyo"}, {"tsai", "chai"},
	} {
		a, b := heard(pair[0]), heard(pair[1])
		if a.group() != b.group() || apart(a, b) > 3 {
			t.Errorf("%s and %s: %x %x", pair[0], pair[1], a, b)
		}
	}
	for _, pair := range [][2]string{{"chen", "tan"}, {"somchai", "somsak"}, {"ali", "omar"}} {
		if heard(pair[0]).group() == heard(pair[1]).group() {
			t.Errorf("%s and %s sound alike", pair[0], pair[1])
		}
	}
}

// A mistake turned back is the term it was.
func TestMistakes(t *testing.T) {
	for _, name := range []string{"chenweiming", "aung", "somchaijaidee", "li"} {
		a := heard(name)
		for i := range min(a.length()+1, maxSounds-1) {
			if b := a.insert(i, velar); a.length() < maxSounds && b.without(i).group() != a.group() {
				t.Errorf("%s at %d: %x %x", name, i, a, b)
			}
		}
	}
}

func FuzzTerms(f *testing.F) {
	for _, s := range []string{"陈伟明", "เฉิน เหว่ยหมิง", "ချန်ဝေမင်း", "Abdul al-Hakim", "a", "ng", "rtrtrt", "欧阳·修"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := &reader{width: asking}
		r.name(names.Parse(s), true)
		if len(r.terms) > 2000 {
			t.Errorf("%d terms", len(r.terms))
		}
		for _, x := range r.terms {
			if k := x.kind(); k < wholeKind || k > recordKind {
				t.Errorf("kind %d", k)
			}
		}
	})
}

func FuzzCard(f *testing.F) {
	f.Add(appendCard(nil, [16]byte{1}, &match.Facts{Names: []string{"陈伟明"}, Sex: "m", Births: []match.Birth{{Year: 1990}}, Photos: []uint64{1}}, [][]byte{{7, 8}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		id, facts, err := parseCard(b)
		if err != nil {
			return
		}
		if _, again, err := parseCard(appendCard(nil, id, &facts, nil)); err != nil || len(again.Names) != len(facts.Names) {
			t.Errorf("not the same again: %v", err)
		}
	})
}
