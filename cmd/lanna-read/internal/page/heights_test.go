package page

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/ground"
	"lanna/cmd/lanna-read/internal/recognise"
)

// drawn is a line of blocks 16 columns wide and 4 apart, black on white: small
// letters from row 20 to 40, tall ones from 10, commas from 36 to 46. tops has
// s, t, c (comma) or p (full stop), or a space, for each sign of text.
func drawn(text, tops string) (*image.RGBA, Found) {
	runes := []rune(text)
	img := image.NewRGBA(image.Rect(0, 0, 20*len(runes), 50))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	f := Found{Quad: detect.Quad{CX: 10 * float64(len(runes)), CY: 25, HW: 10 * float64(len(runes)), HH: 25, DX: 1}}
	f.Ground, f.Ink = ground.Colour{255, 255, 255}, ground.Colour{}
	rows := map[byte][2]int{'s': {20, 40}, 't': {10, 40}, 'c': {36, 46}, 'p': {36, 40}}
	for i, r := range runes {
		if y, ok := rows[tops[i]]; ok {
			draw.Draw(img, image.Rect(20*i+2, y[0], 20*i+18, y[1]), image.NewUniform(color.Black), image.Point{}, draw.Src)
		}
		n := float64(len(runes))
		f.Chars = append(f.Chars, recognise.Char{Rune: r, Confidence: 0.99, Left: float64(i) / n, Right: float64(i+1) / n})
	}
	return img, f
}

func TestHeightsTellLettersApart(t *testing.T) {
	cases := []struct{ name, read, tops, want string }{
		{"a capital within a name", "ReWard", "tsssst", "Reward"},
		{"a nought within a word", "Passp0rt", "tsssssss", "Passport"},
		{"a small letter in a currency", "8000 UsD paid", "tttt ttt ssst", "8000 USD paid"},
		{"the letter o in an amount", "8,00o THB me", "tcttt ttt ss", "8,000 THB me"},
		{"a nought stays", "P10 men", "ttt sss", "P10 men"},
		{"a full stop in thousands", "80.000 men", "ttcttt sss", "80,000 men"},
		{"a full stop stays", "80.50 men", "ttptt sss", "80.50 men"},
		{"no small letter to compare with", "COX", "ttt", "COX"},
		{"old-style figures say nothing", "R10 me", "tss ss", "R10 me"},
	}
	for _, c := range cases {
		img, f := drawn(c.read, c.tops)
		if got := text(mendHeights(img, f, f.Chars)); got != c.want {
			t.Errorf("%s: %q became %q, want %q", c.name, c.read, got, c.want)
		}
	}
}

func TestLettersThatTouchAreLeftAlone(t *testing.T) {
	img, f := drawn("ReWard", "tsssst")
	draw.Draw(img, image.Rect(0, 30, 120, 32), image.NewUniform(color.Black), image.Point{}, draw.Src)
	if got := text(mendHeights(img, f, f.Chars)); got != "ReWard" {
		t.Errorf("got %q", got)
	}
}

func TestSpacesAreWideByTheMeasureOfTheirLine(t *testing.T) {
	line := image.Rect(0, 0, 1000, 40)
	gaps := func(widths ...int) (all []ground.Gap) {
		at := 0
		for _, w := range widths {
			all = append(all, ground.Gap{From: float64(at) / 1000, To: float64(at+w) / 1000})
			at += w + 20
		}
		return all
	}
	cases := []struct {
		name string
		gaps []ground.Gap
		want int
	}{
		{"two spaces among letters", gaps(3, 4, 14, 3, 4, 3, 15, 4), 2},
		{"a wide gap beside an r is none", gaps(3, 4, 16, 3, 9, 3, 17, 4), 2},
		{"letters that stand far apart", gaps(10, 11, 12, 10, 11, 12), 0},
		{"no gap at all", nil, 0},
	}
	for _, c := range cases {
		if got := wide(c.gaps, line); len(got) != c.want {
			t.Errorf("%s: %d spaces, want %d", c.name, len(got), c.want)
		}
	}
}
