package names

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Romanised writes a name in Latin letters as its likeliest reading spells it,
// for readers of other scripts: 陈伟明 is "Chen Weiming". It is empty where the
// name stands in Latin letters already or has none. It is for showing; what is
// compared are all readings.
func Romanised(written string) string {
	n := Parse(written)
	if n.Script == Latin || n.Script == NoScript {
		return ""
	}
	var out []string
	for i := range n.Parts {
		if word := n.Parts[i].Letters; word != "" {
			first, size := utf8.DecodeRuneInString(word)
			out = append(out, string(unicode.ToUpper(first))+word[size:])
		}
	}
	return strings.Join(out, " ")
}
