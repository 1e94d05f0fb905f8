package page

import (
	"image"

	"lanna/cmd/lanna-read/internal/ground"
	"lanna/cmd/lanna-read/internal/recognise"
)

// unsure is the confidence below which a character may be mended by what
// stands around it.
const unsure = 0.9

// wordSpace is the least width of a space between Latin words, as a share of
// the height of the line's box, which is some 1.4 times its letters.
const wordSpace = 0.17

// mend corrects what the model is known to get wrong.
func mend(img *image.RGBA, f Found) []recognise.Char {
	chars := f.Chars
	for i := 1; i+1 < len(chars); i++ {
		r := chars[i].Rune
		if (r == 'o' || r == 'O') && chars[i].Confidence < unsure && numeral(chars[i-1].Rune) && numeral(chars[i+1].Rune) {
			chars[i].Rune = '0' // the model takes a thin nought among noughts for a letter
		}
	}
	if !f.Quad.Upright() || !anyPlainPair(chars) {
		return chars
	}
	least := int(2*f.Quad.HH*wordSpace + 0.5)
	return addSpaces(chars, ground.Gaps(img, f.Quad.Bounds(), f.Ground, f.Ink, least))
}

// addSpaces puts in the spaces that the model left out between Latin words.
func addSpaces(chars []recognise.Char, gaps []ground.Gap) []recognise.Char {
	var out []recognise.Char
	for i, c := range chars {
		if i > 0 && plain(chars[i-1].Rune) && plain(c.Rune) {
			before := chars[i-1]
			for _, g := range gaps {
				middle := (g.From + g.To) / 2
				if middle > (before.Left+before.Right)/2 && middle < (c.Left+c.Right)/2 {
					out[len(out)-1].Right = g.From
					out = append(out, recognise.Char{Rune: ' ', Confidence: min(before.Confidence, c.Confidence), Left: g.From, Right: g.To})
					c.Left = g.To
					break
				}
			}
		}
		out = append(out, c)
	}
	return out
}

// plain signs stand apart by spaces; Chinese and its punctuation do not.
func plain(r rune) bool { return r > ' ' && r < 0x2e80 }

func anyPlainPair(chars []recognise.Char) bool {
	for i := 1; i < len(chars); i++ {
		if plain(chars[i-1].Rune) && plain(chars[i].Rune) {
			return true
		}
	}
	return false
}

func numeral(r rune) bool { return r >= '0' && r <= '9' || r == ',' || r == '.' }
