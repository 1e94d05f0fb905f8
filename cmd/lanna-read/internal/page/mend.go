package page

import (
	"image"

	"lanna/cmd/lanna-read/internal/recognise"
)

// unsure is the confidence below which a character may be mended by what
// stands around it.
const unsure = 0.9

// mend corrects what the model is known to get wrong.
func mend(_ *image.RGBA, f Found) []recognise.Char {
	chars := f.Chars
	for i := 1; i+1 < len(chars); i++ {
		r := chars[i].Rune
		if (r == 'o' || r == 'O') && chars[i].Confidence < unsure && numeral(chars[i-1].Rune) && numeral(chars[i+1].Rune) {
			chars[i].Rune = '0' // the model takes a thin nought among noughts for a letter
		}
	}
	return chars
}

func numeral(r rune) bool { return r >= '0' && r <= '9' || r == ',' || r == '.' }
