package names

import (
	"strings"
	"testing"
	"unicode"
)

// Usual letters are passed over wherever text is parted or tidied: none of them is
// anything but a letter or a mark of its script.
func TestUsualLettersAreNothingElse(t *testing.T) {
	for r := range rune(0x20000) {
		usual := usualScript(r)
		if usual == NoScript {
			continue
		}
		_, isDigit := digit(r)
		if !(unicode.IsLetter(r) || unicode.IsMark(r)) || scriptOf(r) != usual || isDigit {
			t.Errorf("%U is no letter or mark of %s", r, usual)
		}
		if strings.ContainsRune(separators+dots+joiners+"၊;/；／、", r) || unicode.In(r, unicode.Cf, unicode.So, unicode.Co) {
			t.Errorf("%U parts names, or is taken out of them", r)
		}
	}
}
