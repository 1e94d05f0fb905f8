package names

import "strings"

// Initials and finals of Jyutping in the spellings of Hong Kong: the first is
// the one that the government's offices use most. From the Hong Kong Government
// Cantonese Romanisation as seen in names of streets and people.
var hongKongInitials = map[string][]string{
	"b": {"p", "b"}, "p": {"p"}, "m": {"m"}, "f": {"f"}, "d": {"t", "d"}, "t": {"t"}, "n": {"n", "l"}, "l": {"l"}, "g": {"k", "g"}, "k": {"k"},
	"ng": {"ng", ""}, "h": {"h"}, "gw": {"kw", "gw"}, "kw": {"kw"}, "w": {"w"}, "z": {"ch", "ts", "j", "tz"}, "c": {"ch", "ts"}, "s": {"s", "sh"}, "j": {"y"}, "": {""},
}

var hongKongFinals = map[string][]string{
	"aa": {"a", "ah"}, "aai": {"ai"}, "aau": {"au", "aw"}, "aam": {"am"}, "aan": {"an"}, "aang": {"ang"}, "aap": {"ap"}, "aat": {"at"}, "aak": {"ak"}, "a": {"a"},
	"ai": {"ai"}, "au": {"au", "ow"}, "am": {"am", "um"}, "an": {"an", "un"}, "ang": {"ang", "ung"}, "ap": {"ap", "up"}, "at": {"at", "ut"}, "ak": {"ak", "uk"},
	"e": {"e", "eh"}, "ei": {"ei", "ee", "ay", "i"}, "eu": {"eu"}, "em": {"em"}, "eng": {"eng", "ing"}, "ek": {"ek", "ik"}, "i": {"i", "ee"},
	"iu": {"iu", "ew"}, "im": {"im"}, "in": {"in", "een"}, "ing": {"ing"}, "ip": {"ip"}, "it": {"it"}, "ik": {"ik", "ick"},
	"o": {"o", "oh", "or"}, "oi": {"oi", "oy"}, "on": {"on"}, "ong": {"ong"}, "ot": {"ot"}, "ok": {"ok"}, "ou": {"o", "ou", "ow"},
	"u": {"u", "oo"}, "ui": {"ui"}, "un": {"un", "oon"}, "ung": {"ung"}, "ut": {"ut"}, "uk": {"uk"},
	"oe": {"eu", "oe"}, "oeng": {"eung", "eong"}, "oek": {"euk"}, "eoi": {"ui", "eui"}, "eon": {"un", "eun"}, "eot": {"ut"},
	"yu": {"u", "ue"}, "yun": {"uen", "un"}, "yut": {"uet", "ut"}, "m": {"m"}, "ng": {"ng"},
}

// Syllables whose spelling no rule gives.
var hongKongWhole = map[string][]string{
	"si": {"sze", "si", "see"}, "zi": {"chi", "tsz", "tze", "tse"}, "ci": {"chi", "tsz", "tse", "chee"}, "ji": {"yi", "yee", "i"},
	"jyu": {"yu", "yue"}, "ng": {"ng"}, "m": {"m", "ng"}, "jiu": {"yiu", "yew"}, "ze": {"che", "tse"}, "ce": {"che"},
	"syu": {"shu", "shue"}, "gei": {"kei", "ki", "kee"}, "sau": {"sau", "shau"}, "siu": {"siu", "shiu"}, "wu": {"wu", "woo"}, "jau": {"yau", "yow"},
}

// cantoneseForms spells a syllable of Jyutping, tone already taken away.
func cantoneseForms(s string) []string {
	if whole := hongKongWhole[s]; whole != nil {
		return whole
	}
	initial, final := jyutping(s)
	var out []string
	for _, f := range hongKongFinals[final] {
		for _, i := range hongKongInitials[initial] {
			out = append(out, i+f)
		}
	}
	if out == nil {
		return []string{s}
	}
	return out[:min(len(out), 6)]
}

func jyutping(s string) (initial, final string) {
	for _, i := range [...]string{"gw", "kw", "ng", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "w", "z", "c", "s", "j"} {
		if rest, ok := strings.CutPrefix(s, i); ok && rest != "" {
			if i == "j" && strings.HasPrefix(rest, "yu") {
				return "j", rest // jyun: yuen
			}
			return i, rest
		}
	}
	return "", s
}
