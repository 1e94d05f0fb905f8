package names_test

import (
	"slices"
	"testing"

	"lanna/names"
)

func TestChineseSyllablesAbroad(t *testing.T) {
	for _, test := range []struct {
		script names.Script
		word   string
		want   string // signs that it may stand for, a syllable each
	}{
		{names.Thai, "เฉิน", "陈"},
		{names.Thai, "เหว่ยหมิง", "伟明"},
		{names.Thai, "เฉินเหว่ยหมิง", "陈伟明"},
		{names.Thai, "หวง", "黄"},
		{names.Burmese, "ချန်ဝေမင်း", "陈伟明"},
		{names.Thai, "สมชาย", ""},
		{names.Burmese, "", ""},
		{names.Latin, "Chen", ""},
	} {
		ways := names.WrittenAbroad(test.script, test.word)
		found := slices.ContainsFunc(ways, func(way []names.Abroad) bool {
			signs := []rune(test.want)
			return len(signs) == len(way) && !slices.ContainsFunc(way, func(a names.Abroad) bool {
				r := signs[0]
				signs = signs[1:]
				return !standsFor(a.Given, r) && !standsFor(a.Surname, r)
			})
		})
		if found != (test.want != "") {
			t.Errorf("%s is read in %d ways, and %v is one: %v", test.word, len(ways), test.want, found)
		}
	}
}

func standsFor(s *names.Spelling, r rune) bool {
	if s == nil {
		return false
	}
	for _, signs := range s {
		if slices.ContainsFunc(signs, func(l names.Likely) bool { return l.Sign == r }) {
			return true
		}
	}
	return false
}

func FuzzWrittenAbroad(f *testing.F) {
	for _, s := range []string{"เฉินเหว่ยหมิง", "ချန်ဝေမင်း", "ห", "เเเเ", "်", "หหหหหห"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, script := range []names.Script{names.Thai, names.Burmese} {
			for _, way := range names.WrittenAbroad(script, s) {
				if len(way) == 0 || len(way) > 3 {
					t.Errorf("%d syllables", len(way))
				}
			}
		}
	})
}
