package names_test

import (
	"strings"
	"testing"

	"lanna/names"
)

// Twice the text is at most about twice the work, for every reader of names. What
// is allocated stands for it, because it is the same on every machine.
func TestTwiceTheTextIsTwiceTheWork(t *testing.T) {
	readers := map[string]func(string){
		"parse":         func(s string) { names.Parse(s) },
		"keys":          func(s string) { names.Keys(names.Parse(s)) },
		"romanised":     func(s string) { names.Romanised(s) },
		"letters":       func(s string) { names.Letters(s) },
		"skeleton":      func(s string) { names.Skeleton(names.Letters(s)) },
		"zawgyi":        func(s string) { names.Zawgyi(s); names.FromZawgyi(s) },
		"simplified":    func(s string) { names.Simplified(s) },
		"chinese":       func(s string) { names.Sino(names.Letters(s)) },
		"thai abroad":   func(s string) { names.WrittenAbroad(names.Thai, s) },
		"burmese words": func(s string) { names.WrittenAbroad(names.Burmese, s) },
	}
	for _, piece := range []string{"陈", "เห", "เฉิน", "ချ", "်", "လ", "a-b ", "e\u0301", "ຄຳ", "ន", "👮", "1", "ab"} {
		for name, read := range readers {
			once, twice := strings.Repeat(piece, 3000), strings.Repeat(piece, 6000)
			read(once) // tables
			a := testing.AllocsPerRun(3, func() { read(once) })
			b := testing.AllocsPerRun(3, func() { read(twice) })
			if b > 2.5*a+50 {
				t.Errorf("%s of %q: %.0f allocations, %.0f for twice the text", name, piece, a, b)
			}
		}
	}
}
