// Package hanwords knows the common Chinese words of two signs. A run of signs
// that begins like a name and is such a word (包庇, 关机, 公园) is hardly one.
package hanwords

import (
	_ "embed"
	"sort"
)

// words.txt holds sorted lines of eight bytes: two signs and a digit. gen.go
// makes it.
//
//go:embed words.txt
var words string

const size = len("包庇1\n")

// Rank is 0 for two signs that are no common word, 1 for a common word and 2
// for a very common one. s begins with the two signs, in UTF-8 and simplified.
func Rank(s string) int {
	const word = size - 2
	if len(s) < word {
		return 0
	}
	s = s[:word]
	n := len(words) / size
	i := sort.Search(n, func(i int) bool { return words[i*size:i*size+word] >= s })
	if i == n || words[i*size:i*size+word] != s {
		return 0
	}
	return int(words[i*size+word] - '0')
}
