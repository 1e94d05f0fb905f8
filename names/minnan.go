package names

import "strings"

// Initials of Tâi-lô in the spellings of passports, Singapore and Malaysia.
// Aspiration is often not written.
var minNanInitials = [...]struct {
	tailo string
	forms []string
}{
	{"tsh", []string{"ch", "chh"}}, {"ts", []string{"ch", "ts", "j"}}, {"ph", []string{"ph", "p"}}, {"th", []string{"th", "t"}}, {"kh", []string{"kh", "k"}},
	{"ng", []string{"ng"}}, {"p", []string{"p", "b"}}, {"t", []string{"t", "d"}}, {"k", []string{"k", "g"}}, {"b", []string{"b", "m"}}, {"g", []string{"g", "ng"}},
	{"j", []string{"j", "l", "y"}}, {"m", []string{"m"}}, {"n", []string{"n"}}, {"l", []string{"l"}}, {"h", []string{"h"}}, {"s", []string{"s"}},
}

var minNanFinals = map[string][]string{
	"a": {"a", "ah"}, "ai": {"ai"}, "au": {"au", "ow"}, "o": {"o", "oh"}, "oo": {"oo", "oh", "o", "aw"}, "i": {"i"}, "e": {"e", "ay"}, "u": {"u"},
	"ia": {"ia", "eah", "ya"}, "iau": {"iau", "eow", "iao"}, "io": {"io", "eo", "eoh"}, "iu": {"iu", "ew", "iew"}, "ua": {"ua", "wa", "oa"}, "uai": {"uai", "wai"},
	"ue": {"ue", "oe", "uay", "wey"}, "ui": {"ui", "wee", "uei", "ooi"}, "ing": {"eng", "ing"}, "ik": {"ek", "ik", "eck"}, "in": {"in", "een"}, "it": {"it"},
	"ian": {"ian", "ien", "yan", "een"}, "iat": {"iat", "iet"}, "iong": {"iong", "eong", "yong"}, "iok": {"iok", "eok"}, "iang": {"iang", "eang"}, "uan": {"uan", "wan", "oan"},
	"uat": {"uat", "wat", "oat"}, "un": {"un", "oon"}, "ut": {"ut"}, "ong": {"ong"}, "ok": {"ok"}, "ang": {"ang"}, "ak": {"ak"}, "an": {"an"}, "at": {"at"},
	"im": {"im"}, "iam": {"iam"}, "am": {"am"}, "ip": {"ip"}, "iap": {"iap"}, "ap": {"ap"}, "ng": {"ng"},
}

// minNanForms spells a syllable of Tâi-lô, tone already taken away, in
// Pe̍h-ōe-jī and in the free spellings of South East Asia.
func minNanForms(s string) []string {
	initial, final := []string{""}, s
	for _, i := range minNanInitials {
		if rest, ok := strings.CutPrefix(s, i.tailo); ok && rest != "" && rest != "h" {
			initial, final = i.forms, rest
			break
		}
	}
	nasal := strings.TrimSuffix(final, "nn")
	finals := minNanFinals[strings.TrimSuffix(nasal, "h")]
	if finals == nil {
		finals = []string{nasal}
	}
	var out []string
	for _, f := range finals {
		for _, i := range initial {
			if i == "" && (strings.HasPrefix(f, "ia") || strings.HasPrefix(f, "io") || strings.HasPrefix(f, "iu")) {
				out = append(out, "y"+f[1:]) // yong, yew, yap
			}
			out = append(out, i+f)
		}
	}
	return out[:min(len(out), 8)]
}
