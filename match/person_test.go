package match_test

import (
	"math"
	"testing"
	"time"

	"lanna"
	"lanna/match"
	"lanna/match/drawn"
	"lanna/names"
)

type claims = map[lanna.Property][]string

var day = time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)

func persons(a, b claims, count match.Frequency) match.Explanation {
	return match.Persons(match.PersonFrom(a, day), match.PersonFrom(b, day), count)
}

// Invented people. The first claims are a family's report.
func TestPersons(t *testing.T) {
	family := claims{lanna.Name: {"陈伟明"}, lanna.BirthDate: {"1990-04-12"}, lanna.Sex: {"m"}, lanna.Nationality: {"CN"}, lanna.Phone: {"+8613800000000"}}
	for _, test := range []struct {
		name  string
		other claims
		same  bool
	}{
		{"passport", claims{lanna.Name: {"CHEN WEIMING"}, lanna.BirthDate: {"1990-04-12"}, lanna.Sex: {"m"}, lanna.Nationality: {"CN"}}, true},
		{"day and month swapped", claims{lanna.Name: {"CHEN WEIMING"}, lanna.BirthDate: {"1990-12-04"}}, true},
		{"Buddhist era, Thai digits", claims{lanna.Name: {"เฉิน เหว่ยหมิง"}, lanna.BirthDate: {"๑๒/๐๔/๒๕๓๓"}}, true},
		{"year only", claims{lanna.Name: {"TAN Wee Beng"}, lanna.BirthDate: {"1990"}, lanna.Sex: {"m"}}, true},
		{"age", claims{lanna.Name: {"CHEN WEIMING"}, lanna.Age: {"34"}}, true},
		{"another sex and year", claims{lanna.Name: {"CHEN WEIMING"}, lanna.BirthDate: {"1975-01-30"}, lanna.Sex: {"f"}}, false},
		{"same name, born decades apart", claims{lanna.Name: {"CHEN WEIMING"}, lanna.BirthDate: {"1962-08-02"}}, false},
		{"another name, same day", claims{lanna.Name: {"LIN SHUFEN"}, lanna.BirthDate: {"1990-04-12"}}, false},
		{"another name, same phone", claims{lanna.Name: {"Ah Ming"}, lanna.Phone: {"+86 138-0000-0000"}}, false},
	} {
		if e := persons(family, test.other, nil); e.Same != test.same {
			t.Errorf("%s: %.3f %+v", test.name, e.Score, e.Reasons)
		}
	}
}

func TestSharedDocumentOutweighsTheName(t *testing.T) {
	a := claims{lanna.Name: {"陈伟明"}, lanna.Passport: {"XXX:E12345670"}}
	b := claims{lanna.Name: {"Weimin Chan"}, lanna.Passport: {"xxx:e1234 5670"}}
	if e := persons(a, b, nil); !e.Same {
		t.Errorf("%.3f %+v", e.Score, e.Reasons)
	}
}

// A number that half a compound shares draws nobody together.
func TestCommonValuesWeighLess(t *testing.T) {
	a := claims{lanna.Name: {"Somchai Jaidee"}, lanna.Phone: {"+66810000001"}, lanna.Compound: {"Exercise Park"}}
	b := claims{lanna.Name: {"Somsak Rakthai"}, lanna.Phone: {"+66810000001"}, lanna.Compound: {"Exercise Park"}}
	rare := persons(a, b, func(string) int { return 2 })
	some := persons(a, b, func(string) int { return 20 })
	many := persons(a, b, func(string) int { return 5000 })
	if !(rare.Score > some.Score && some.Score > many.Score) || many.Same {
		t.Errorf("2 records %.4f, 20 %.4f, 5000 %.4f", rare.Score, some.Score, many.Score)
	}
	alone := persons(claims{lanna.Name: a[lanna.Name]}, claims{lanna.Name: b[lanna.Name]}, nil)
	if many.Score > alone.Score {
		t.Errorf("a common value adds: %.4f, without it %.4f", many.Score, alone.Score)
	}
}

func TestStopValuesJoinNobody(t *testing.T) {
	for _, v := range []string{"unknown", "无", "ไม่ทราบ", "0000000000", "123456789", "-", "๑๑๑๑๑๑"} {
		if !match.Stopped(v) {
			t.Errorf("%q counts", v)
		}
		a := claims{lanna.Name: {"Somchai Jaidee"}, lanna.IDOther: {v}, lanna.Phone: {v}}
		if p := match.PersonFrom(a, day); len(p.Identifiers) > 0 {
			t.Errorf("%q became %v", v, p.Identifiers)
		}
	}
	if match.Stopped("+66812345670") || match.Stopped("Somchai") {
		t.Error("a value is stopped")
	}
}

func TestParseBirth(t *testing.T) {
	for text, want := range map[string]match.Birth{
		"1990-04-12": {Year: 1990, Month: 4, Day: 12}, "1990-04": {Year: 1990, Month: 4}, "1990": {Year: 1990}, "19900412": {Year: 1990, Month: 4, Day: 12},
		"12/04/1990": {Year: 1990, Month: 4, Day: 12}, "12.4.2533": {Year: 1990, Month: 4, Day: 12, Buddhist: true}, "၁၉၉၀": {Year: 1990}, "1990年4月12日": {Year: 1990, Month: 4, Day: 12},
		"1990-25-11": {Year: 1990, Month: 11, Day: 25}, "": {}, "spring": {}, "99": {}, "1-2-3-4": {}, "99999999999999999999": {},
	} {
		if got := match.ParseBirth(text); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func FuzzParseBirth(f *testing.F) {
	f.Add("12/04/2533")
	f.Fuzz(func(t *testing.T, s string) {
		if b := match.ParseBirth(s); b.Year != 0 && (b.Year < 1850 || b.Year > 2150 || b.Month > 12 || b.Day > 31) {
			t.Errorf("%+v", b)
		}
	})
}

// Many candidates are scored without saying why; what comes out is the same as
// with the reasons, for names of five scripts that are alike and unlike.
func TestLikelihoodIsThatOfPersons(t *testing.T) {
	a := drawn.New(7, 1)
	a.Plain = 0.5
	var list []claims
	for _, draw := range []func() string{a.HanName, a.ForeignName, a.ThaiName, a.BurmeseName, a.LaoName, a.KhmerName} {
		for range 6 {
			name := draw()
			list = append(list, claims{lanna.Name: {name}}, claims{lanna.Name: {a.Slip(spelledBy(a, name))}})
		}
	}
	told := 0
	for i := range list {
		for j := range list {
			x, y := match.PersonFrom(list[i], day), match.PersonFrom(list[j], day)
			want, got := match.Persons(x, y, nil).Score, match.Likelihood(x, y, nil)
			if math.Abs(want-got) > 1e-9 {
				t.Errorf("%v and %v: %.6f with reasons, %.6f without", list[i], list[j], want, got)
			}
			if want > 0.5 && i != j {
				told++
			}
		}
	}
	if told < len(list)/3 {
		t.Errorf("%d pairs alike are too few to tell anything", told)
	}
}

func spelledBy(a *drawn.Artist, name string) string {
	if names.Parse(name).Script == names.Han {
		return a.SpellHan(name)
	}
	return a.SpellNative(name)
}
