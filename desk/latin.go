package desk

import (
	"strings"
	"unicode"

	"lanna/names"
)

// Latin is how a name is said in Latin letters, in its likeliest reading; "" of
// one that is in Latin letters, or has nothing to be said.
func Latin(name string) string {
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) }) {
		return ""
	}
	var out []string
	for _, p := range names.Parse(name).Parts {
		if said := p.Letters; said != "" {
			first := []rune(said)
			first[0] = unicode.ToUpper(first[0])
			out = append(out, string(first))
		}
	}
	return strings.Join(out, " ")
}
