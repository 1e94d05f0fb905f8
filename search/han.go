package search

import (
	_ "embed"
	"strings"
	"unicode/utf8"
)

// A name is written in simplified characters in one place and in traditional
// ones in another. Both are folded to one of them; which one nobody sees. Where
// one simplified character stands for several traditional ones, all are one:
// finding too much is better than missing a person.
//
//go:generate go run gen.go /usr/share/unicode/Unihan_Variants.txt.bz2
//go:embed han.txt
var hanForms string

// hanFirst and hanLast bound the characters of the first plane that hanNear
// has; the others are in hanFar. Zero stands for itself.
const (
	hanFirst = 0x3400
	hanLast  = 0x9fff
)

var hanNear, hanFar = readHan(hanForms)

func readHan(forms string) (near [hanLast - hanFirst + 1]uint16, far map[rune]rune) {
	far = map[rune]rune{}
	for line := range strings.Lines(forms) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		line = strings.TrimSpace(line)
		first, n := utf8.DecodeRuneInString(line)
		for _, r := range line[n:] {
			if r <= hanLast { // then so is the first, which is the smallest
				near[r-hanFirst] = uint16(first)
			} else {
				far[r] = first
			}
		}
	}
	return near, far
}

// foldHan returns the form under which a Han character is indexed.
func foldHan(r rune) rune {
	if r >= hanFirst && r <= hanLast {
		if f := hanNear[r-hanFirst]; f != 0 {
			return rune(f)
		}
		return r
	}
	if f, ok := hanFar[r]; ok {
		return f
	}
	return r
}
