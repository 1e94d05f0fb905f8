package page

import (
	"image"
	"math"
	"slices"
	"strings"

	"lanna/cmd/lanna-read/internal/ground"
	"lanna/cmd/lanna-read/internal/recognise"
)

// mendStrokes looks at the signs of account names that the models confuse or
// drop: a one has a flag at its head and an l has none; underscores are as many
// as their stroke is long.
func mendStrokes(img *image.RGBA, f Found, chars []recognise.Char) []recognise.Char {
	if !nameLike(chars) {
		return chars
	}
	box := f.Quad.Bounds()
	all := ground.Pieces(img, box, f.Ground, f.Ink)
	own := ownPieces(chars, all)
	for i, p := range own {
		if p == nil || !strings.ContainsRune("1lI|", chars[i].Rune) || !inName(chars, i) {
			continue
		}
		x0, x1 := columnsOf(*p, box)
		spans := ground.Spans(img, image.Rect(x0, p.Top, x1, p.Bottom), f.Ground, f.Ink)
		switch strokeOf(spans) {
		case bar:
			if chars[i].Rune == '1' {
				chars[i].Rune = 'l'
			}
		case flagged:
			chars[i].Rune = '1'
		}
	}
	return mendUnderscores(chars, own, levelsOf(chars, own), box)
}

// nameLike: the line may hold an account name.
func nameLike(chars []recognise.Char) bool {
	return slices.ContainsFunc(chars, func(c recognise.Char) bool { return c.Rune == '_' || c.Rune == '@' }) ||
		slices.ContainsFunc(chars, func(c recognise.Char) bool { return small(c.Rune) }) &&
			slices.ContainsFunc(chars, func(c recognise.Char) bool { return digit(c.Rune) })
}

// inName: the word around a sign holds small letters beside digits or an
// underscore; neither a number nor a word of a language is meant.
func inName(chars []recognise.Char, i int) bool {
	from, to := i, i
	for from > 0 && nameSign(chars[from-1].Rune) {
		from--
	}
	for to < len(chars) && nameSign(chars[to].Rune) {
		to++
	}
	letters, others := 0, 0
	for k, c := range chars[from:to] {
		switch {
		case from+k == i:
		case c.Rune == '_' || c.Rune == '@' || digit(c.Rune):
			others++
		case small(c.Rune):
			letters++
		}
	}
	return letters > 0 && others > 0
}

func nameSign(r rune) bool {
	return r == '_' || r == '@' || r == '|' || digit(r) || small(r) || capital(r)
}

func columnsOf(p ground.Piece, box image.Rectangle) (x0, x1 int) {
	w := float64(box.Dx())
	return box.Min.X + int(p.From*w+0.5), box.Min.X + int(p.To*w+0.5)
}

type stroke int

const (
	unclear stroke = iota
	bar            // the same width from head to foot
	flagged        // a flag to the left of its head, and no foot
)

// strokeOf tells the shapes of thin signs. Fonts with serifs draw l and one
// alike, which stays unclear.
func strokeOf(spans []ground.Span) stroke {
	h := len(spans)
	if h < 9 {
		return unclear
	}
	var widths []int
	for _, s := range spans[h*2/5 : h*4/5] {
		if s.Width() <= 0 {
			return unclear
		}
		widths = append(widths, s.Width())
	}
	slices.Sort(widths)
	stem := widths[len(widths)/2]
	if widths[len(widths)-1] > stem+1 || stem*3 > h {
		return unclear
	}
	middle := spans[h*3/5]
	reach := func(part []ground.Span) (left, right int) {
		for _, s := range part {
			if s.Width() > 0 {
				left, right = max(left, middle.Left-s.Left), max(right, s.Right-middle.Right)
			}
		}
		return left, right
	}
	headLeft, headRight := reach(spans[:h*2/5])
	footLeft, footRight := reach(spans[h-max(1, h/6):])
	far := max(2, (stem+1)/2, h/9)
	switch {
	case headLeft <= 1 && headRight <= 1 && footLeft <= 1 && footRight <= 1:
		return bar
	case headLeft >= far && headRight <= 1 && footLeft <= 1 && footRight <= 1:
		return flagged
	}
	return unclear
}

// ofDigit is the width of an underscore against the height of a digit: 0.62 to
// 0.78 in common fonts.
const ofDigit = 0.72

// mendUnderscores makes a run of underscores as long as its stroke.
func mendUnderscores(chars []recognise.Char, own []*ground.Piece, l levels, box image.Rectangle) []recognise.Char {
	if l.tall < 0 || l.base-l.tall < 6 {
		return chars
	}
	var out []recognise.Char
	for i, c := range chars {
		out = append(out, c)
		if c.Rune != '_' || own[i] == nil || i > 0 && chars[i-1].Rune == '_' || i+1 < len(chars) && chars[i+1].Rune == '_' {
			continue
		}
		p := *own[i]
		if float64(p.Top) < l.base-0.15*(l.base-l.tall) {
			continue // more than an underscore
		}
		long := (p.To - p.From) * float64(box.Dx())
		for n := int(math.Round(long / (ofDigit * (l.base - l.tall)))); n > 1 && n <= 4; n-- {
			out = append(out, c)
		}
	}
	return out
}
