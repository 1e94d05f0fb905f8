package names

import "strings"

func asItIs(s string) []string { return []string{s} }

// pinyinForms spells a syllable of Hanyu Pinyin as passports do: ü is yu on
// passports since 2012, u or v before.
func pinyinForms(s string) []string {
	if base, ok := strings.CutSuffix(s, "v"); ok && (base == "l" || base == "n") {
		return []string{base + "yu", base + "u", base + "v"}
	}
	if strings.Contains(s, "v") {
		return []string{strings.ReplaceAll(s, "v", "u"), strings.ReplaceAll(s, "v", "ue")}
	}
	return []string{s}
}

// Initials of Wade-Giles without apostrophes, as passports write them.
var wadeInitials = [][2]string{
	{"zh", "ch"}, {"ch", "ch"}, {"sh", "sh"}, {"b", "p"}, {"p", "p"}, {"m", "m"}, {"f", "f"}, {"d", "t"}, {"t", "t"}, {"n", "n"}, {"l", "l"},
	{"g", "k"}, {"k", "k"}, {"h", "h"}, {"j", "ch"}, {"q", "ch"}, {"x", "hs"}, {"r", "j"}, {"z", "ts"}, {"c", "ts"}, {"s", "s"},
}

var wadeWhole = map[string][]string{
	"zhi": {"chih"}, "chi": {"chih"}, "shi": {"shih"}, "ri": {"jih"}, "zi": {"tzu", "tze"}, "ci": {"tzu", "tse"}, "si": {"szu", "ssu", "sze"},
	"yi": {"i", "yi"}, "ye": {"yeh"}, "yan": {"yen"}, "you": {"yu"}, "yong": {"yung"}, "er": {"erh"}, "yue": {"yueh"},
	"ge": {"ko", "ke"}, "ke": {"ko", "ke"}, "he": {"ho"}, "e": {"o", "e"}, "gui": {"kuei"}, "kui": {"kuei"}, "xu": {"hsu", "shu"}, "ran": {"jan"},
	"guo": {"kuo"}, "kuo": {"kuo"}, "huo": {"huo"}, "shuo": {"shuo"},
}

// wadeGilesForms spells a syllable of Hanyu Pinyin in Wade-Giles.
func wadeGilesForms(s string) []string {
	if whole := wadeWhole[s]; whole != nil {
		return whole
	}
	initial, final := "", s
	for _, i := range wadeInitials {
		if rest, ok := strings.CutPrefix(s, i[0]); ok {
			initial, final = i[1], rest
			break
		}
	}
	front := strings.HasPrefix(s, "j") || strings.HasPrefix(s, "q") || strings.HasPrefix(s, "x")
	switch {
	case final == "ong":
		final = "ung"
	case final == "iong":
		final = "iung"
	case final == "ian":
		final = "ien"
	case final == "ie":
		final = "ieh"
	case final == "uo":
		final = "o"
	case final == "ue", final == "ve":
		final = "ueh"
	case final == "v":
		final = "u"
	case final == "iu", final == "ui", front && final == "u":
	}
	forms := []string{initial + final}
	if initial == "hs" { // passports and papers also drop the h
		forms = append(forms, "s"+final, "sh"+final)
	}
	return forms
}
