package extract

import (
	"regexp"
	"strings"
)

const anyDigit = "0123456789"

// perLine is FindAllStringSubmatchIndex for forms that lie within one line,
// over the lines that hold one of the signs without which none matches. On
// short texts the regexp package takes its fast way, on a long one it does not.
func perLine(form *regexp.Regexp, s, signs string) [][]int {
	var out [][]int
	for start := 0; start < len(s); {
		line := untilLine(s[start:])
		if strings.ContainsAny(line, signs) {
			for _, m := range form.FindAllStringSubmatchIndex(line, -1) {
				for i := range m {
					if m[i] >= 0 {
						m[i] += start
					}
				}
				out = append(out, m)
			}
		}
		start += len(line) + 1
	}
	return out
}
