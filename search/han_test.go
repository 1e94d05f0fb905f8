package search

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Every group is folded to its first character, and stays there.
func TestHanFormsFoldToOne(t *testing.T) {
	groups := 0
	for line := range strings.Lines(hanForms) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		groups++
		first, _ := utf8.DecodeRuneInString(line)
		for _, r := range line {
			if r < hanFirst || r < 0x10000 && r > hanLast {
				t.Errorf("%q is no Han character of the table", r)
			}
			if got := foldHan(r); got != first {
				t.Errorf("%q is folded to %q, want %q", r, got, first)
			}
			if _, s := classOf(r); s != han {
				t.Errorf("%q is not read as Han", r)
			}
		}
	}
	if groups < 4000 {
		t.Errorf("%d groups", groups)
	}
	for _, r := range "一人王李々〇あa" {
		if foldHan(r) != r {
			t.Errorf("%q is folded to %q", r, foldHan(r))
		}
	}
}
