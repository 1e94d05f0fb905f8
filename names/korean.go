package names

import "strings"

var koreanInitials = [...]struct {
	yale  string
	forms []string
}{
	{"kk", []string{"kk", "g"}}, {"ch", []string{"ch"}}, {"c", []string{"j", "ch"}}, {"kh", []string{"k"}}, {"th", []string{"t"}}, {"ph", []string{"p"}},
	{"k", []string{"k", "g"}}, {"t", []string{"d", "t"}}, {"p", []string{"b", "p"}}, {"ss", []string{"ss"}}, {"s", []string{"s", "sh"}},
	{"h", []string{"h"}}, {"m", []string{"m"}}, {"n", []string{"n"}}, {"l", []string{"r", "l", "n", ""}},
}

var koreanVowels = [...]struct {
	yale  string
	forms []string
}{
	{"yey", []string{"ye"}}, {"yay", []string{"yae"}}, {"way", []string{"wae"}}, {"wey", []string{"we"}}, {"ya", []string{"ya"}}, {"ye", []string{"yeo", "you", "yu", "yo"}}, {"yo", []string{"yo"}}, {"yu", []string{"yu"}},
	{"wa", []string{"wa"}}, {"we", []string{"wo"}}, {"wi", []string{"wi"}}, {"wu", []string{"u", "oo"}}, {"ay", []string{"ae", "ai"}}, {"ey", []string{"e"}}, {"oy", []string{"oe", "oi"}}, {"uy", []string{"ui", "eui"}},
	{"a", []string{"a"}}, {"e", []string{"eo", "u", "o"}}, {"o", []string{"o"}}, {"u", []string{"eu", "u"}}, {"i", []string{"i", "ee"}},
}

// koreanForms spells a syllable of the Yale system, which Unihan uses, in the
// Revised system and in common spellings.
func koreanForms(s string) []string {
	initial, rest := []string{""}, s
	for _, i := range koreanInitials {
		if r, ok := strings.CutPrefix(s, i.yale); ok && r != "" {
			initial, rest = i.forms, r
			break
		}
	}
	for _, v := range koreanVowels {
		if final, ok := strings.CutPrefix(rest, v.yale); ok {
			var out []string
			for _, vowel := range v.forms {
				for _, i := range initial {
					out = append(out, i+vowel+final)
				}
			}
			return out[:min(len(out), 4)]
		}
	}
	return []string{s}
}
