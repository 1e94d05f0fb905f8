package page

import (
	"image"
	"slices"

	"lanna/cmd/lanna-read/internal/ground"
	"lanna/cmd/lanna-read/internal/recognise"
)

// unsure is the confidence below which a character may be mended by what
// stands around it.
const unsure = 0.9

// A space between Latin words is at least wordSpace of the height of the line
// wide, and nearly twice as wide as the usual gap between its letters.
const (
	wordSpace = 0.22
	wideTimes = 1.8
	// alike is the least width of a space against the middle one of its line.
	alike = 0.6
	// digitSpace parts groups of digits: a one stands in much air.
	digitSpace = 0.34
)

// mend corrects what the model is known to get wrong.
func mend(img *image.RGBA, f Found) []recognise.Char {
	chars := mendNoughts(f.Chars)
	if !f.Quad.Upright() || !anyPlainPair(chars) {
		return chars
	}
	b := f.Quad.Bounds()
	gaps := ground.Gaps(img, b, f.Ground, f.Ink, 1)
	chars = mendStrokes(img, f, mendHeights(img, f, chars))
	return addSpaces(mendStars(chars, gaps), wide(gaps, b), float64(b.Dx())/float64(b.Dy()))
}

// mendNoughts tells noughts from the letter o where the model was unsure: among
// digits it is a nought, among small letters a letter. Between two digits it is
// a nought however sure the model was.
func mendNoughts(chars []recognise.Char) []recognise.Char {
	for i := range chars {
		if i == 0 {
			continue
		}
		if (chars[i].Rune == 'o' || chars[i].Rune == 'O') && digit(chars[i-1].Rune) && i+1 < len(chars) && digit(chars[i+1].Rune) {
			chars[i].Rune = '0'
		}
		if chars[i].Confidence >= unsure {
			continue
		}
		before, after := chars[i-1].Rune, ' '
		if i+1 < len(chars) {
			after = chars[i+1].Rune
		}
		switch chars[i].Rune {
		case 'o', 'O':
			if numeral(before) && (numeral(after) || after == 'o' || after == 'O' || after == 'k' || after == ' ') {
				chars[i].Rune = '0'
			}
		case '0':
			if small(before) && small(after) {
				chars[i].Rune = 'o'
			}
		}
	}
	return chars
}

// wide leaves the gaps that part words. What is wide shows in the line itself:
// letters that stand far apart, or in large type, have wide gaps without being
// words, and the spaces of one line are alike.
func wide(gaps []ground.Gap, line image.Rectangle) []ground.Gap {
	widths := make([]float64, len(gaps)) // pixels
	for i, g := range gaps {
		widths[i] = (g.To - g.From) * float64(line.Dx())
	}
	sorted := slices.Sorted(slices.Values(widths))
	if len(sorted) == 0 {
		return nil
	}
	usual := sorted[len(sorted)/2]
	least := max(wordSpace*float64(line.Dy()), wideTimes*usual)
	first, _ := slices.BinarySearch(sorted, least)
	if spaces := sorted[first:]; len(spaces) > 0 {
		least = max(least, alike*spaces[len(spaces)/2])
	}
	var out []ground.Gap
	for i, g := range gaps {
		if widths[i] >= least {
			out = append(out, g)
		}
	}
	return out
}

// mendStars counts the stars of a masked number in the picture: of a run of
// equal signs the model drops some. A run of three and more stars is as long as
// there are inked pieces between the middles of its neighbours.
func mendStars(chars []recognise.Char, gaps []ground.Gap) []recognise.Char {
	for from := 0; from < len(chars); from++ {
		to := from
		for to < len(chars) && (chars[to].Rune == '*' || to > from && chars[to].Rune == ' ') {
			to++
		}
		for to > from && chars[to-1].Rune == ' ' {
			to--
		}
		if to-from < 3 || from == 0 || to == len(chars) {
			from = max(from, to-1)
			continue
		}
		left := (chars[from-1].Left + chars[from-1].Right) / 2
		right := (chars[to].Left + chars[to].Right) / 2
		n := 0
		for _, g := range gaps {
			if g.From > left && g.To < right {
				n++
			}
		}
		if n--; n < to-from || n > 2*(to-from)+2 {
			from = to - 1
			continue // pieces that touch, or something else than stars
		}
		stars := make([]recognise.Char, n)
		step := (chars[to].Left - chars[from-1].Right) / float64(n)
		for k := range stars {
			at := chars[from-1].Right + float64(k)*step
			stars[k] = recognise.Char{Rune: '*', Confidence: chars[from].Confidence, Left: at, Right: at + step}
		}
		chars = slices.Replace(chars, from, to, stars...)
		from += n - 1
	}
	return chars
}

// addSpaces puts in the spaces that the model left out between Latin words.
// length is that of the line in its heights.
func addSpaces(chars []recognise.Char, gaps []ground.Gap, length float64) []recognise.Char {
	var out []recognise.Char
	for i, c := range chars {
		if i > 0 && plain(chars[i-1].Rune) && plain(c.Rune) {
			before := chars[i-1]
			for _, g := range gaps {
				if digit(before.Rune) && digit(c.Rune) && (g.To-g.From)*length < digitSpace {
					continue // the air beside a one
				}
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

func small(r rune) bool { return r >= 'a' && r <= 'z' }

func digit(r rune) bool { return r >= '0' && r <= '9' }
