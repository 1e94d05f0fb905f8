package names

import "strings"

// Initials of the Taiwan Hakka system in the spellings of Malaysia and of
// mission writing. Plain and aspirated stops are often written alike.
var hakkaInitials = [...]struct {
	own   string
	forms []string
}{
	{"ng", []string{"ng"}}, {"b", []string{"p", "b"}}, {"p", []string{"p", "ph"}}, {"m", []string{"m"}}, {"f", []string{"f"}}, {"v", []string{"v", "w", "b"}},
	{"d", []string{"t", "d"}}, {"t", []string{"t", "th"}}, {"n", []string{"n"}}, {"l", []string{"l"}}, {"g", []string{"k", "g"}}, {"k", []string{"k", "kh"}},
	{"h", []string{"h"}}, {"j", []string{"ch", "j", "ts"}}, {"q", []string{"ch", "ts"}}, {"x", []string{"s", "sh", "hs"}},
	{"z", []string{"ch", "ts", "j"}}, {"c", []string{"ch", "ts"}}, {"s", []string{"s", "sh"}},
}

var hakkaVowels = map[string][]string{
	"ii": {"i", "u", "e"}, "iim": {"im"}, "iin": {"in"}, "iib": {"ip"}, "iid": {"it"}, "ien": {"ian", "ien", "en"}, "ied": {"iat", "iet", "et"}, "eu": {"eu", "ew", "iau"},
	"oi": {"oi", "oy"}, "ung": {"ung", "oong"}, "ug": {"uk"}, "iung": {"iung", "yung", "ung"}, "iug": {"iuk", "uk"}, "iong": {"iong", "yong", "ong"}, "iu": {"iu", "ew", "iew"},
	"iau": {"iau", "iew", "eow"}, "ian": {"ian", "ien"}, "in": {"in"}, "en": {"en", "in"}, "ui": {"ui", "wui"}, "ad": {"at"}, "ab": {"ap"}, "ag": {"ak"}, "id": {"it"}, "ib": {"ip"}, "ud": {"ut"},
	"ed": {"et"}, "od": {"ot"}, "og": {"ok"}, "iag": {"iak"}, "iab": {"iap"}, "iog": {"iok"}, "uad": {"wat", "uat"}, "ued": {"wet", "et", "uet"}, "uan": {"uan", "wan"}, "ua": {"ua", "wa"}, "uang": {"wang"},
	"uai": {"wai", "uai"}, "eb": {"ep"}, "au": {"au", "ow"}, "ia": {"ia", "ya"},
}

// hakkaForms spells a syllable of the Sixian accent, tone already taken away.
func hakkaForms(s string) []string {
	initial, final := []string{""}, s
	for _, i := range hakkaInitials {
		if rest, ok := strings.CutPrefix(s, i.own); ok && rest != "" {
			initial, final = i.forms, rest
			break
		}
	}
	finals := hakkaVowels[final]
	if finals == nil {
		finals = []string{final}
	}
	var out []string
	for _, f := range finals {
		for _, i := range initial {
			if i == "" && len(f) > 1 && f[0] == 'i' {
				g := f[1:]
				if strings.IndexByte("aeiou", g[0]) < 0 {
					g = f
				}
				out = append(out, "y"+g) // yap, yong, yin
			}
			out = append(out, i+f)
		}
	}
	return out[:min(len(out), 8)]
}
