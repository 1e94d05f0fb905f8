package page

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/recognise"
)

// masked draws digits as tall blocks and stars as low ones, so many pixels apart.
func masked(digits, stars, behind, apart int) (*image.RGBA, Found) {
	img := image.NewRGBA(image.Rect(0, 0, 400, 24))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	x := 4
	block := func(w, top, bottom, step int) {
		for i := range w { // darkest in the middle, as a star is
			shade := uint8(40 * max(w/2-i, i-w/2) / max(1, w/2))
			draw.Draw(img, image.Rect(x+i, top, x+i+1, bottom), image.NewUniform(color.Gray{shade}), image.Point{}, draw.Src)
		}
		x += step
	}
	for range digits {
		block(7, 3, 21, 9)
	}
	for range stars {
		block(6, 4, 11, 6+apart)
	}
	x += 3
	for range behind {
		block(7, 3, 21, 9)
	}
	f := Found{Quad: detect.Upright(image.Rect(0, 0, x, 24)), Ground: [3]uint8{255, 255, 255}}
	from, to := float64(4+9*digits), float64(x-9*behind)
	for i := range 3 { // the model saw three stars
		at := (from + (to-from)*(float64(i)+0.5)/3) / float64(x)
		f.Chars = append(f.Chars, recognise.Char{Rune: '*', Left: at, Right: at})
	}
	return img, f
}

func TestStarsAreCountedByTheirInk(t *testing.T) {
	for _, c := range []struct{ digits, stars, behind, apart int }{{4, 10, 4, 2}, {6, 8, 4, 1}, {6, 8, 4, 0}, {10, 4, 4, 0}} {
		img, f := masked(c.digits, c.stars, c.behind, c.apart)
		run, ok := maskIn(img, f)
		if !ok || run.n != c.stars {
			t.Errorf("%+v: %d stars, %v", c, run.n, ok)
			continue
		}
		first, last := f.Quad.HW*2*run.from, f.Quad.HW*2*run.to
		if least := float64(4 + 9*c.digits - 3); first < least || first > least+4 || last < first+float64(c.stars*6-2) {
			t.Errorf("%+v: from %.1f to %.1f", c, first, last)
		}
	}
}

func TestNumbersWithoutStarsAreLeft(t *testing.T) {
	img, f := masked(4, 10, 4, 2)
	f.Chars = spelt("35051234", 0.9)
	if run, ok := maskIn(img, f); ok {
		t.Errorf("%+v where the model saw no star", run)
	}
	img, f = masked(18, 0, 0, 2)
	f.Chars = append(f.Chars, recognise.Char{Rune: '*', Left: 0.4, Right: 0.4})
	if run, ok := maskIn(img, f); ok {
		t.Errorf("%+v among digits of one height", run)
	}
}

func TestStarsStandBetweenWhatWasReadBesideThem(t *testing.T) {
	run := maskRun{from: 0.25, to: 0.75, n: 10}
	chars := run.between(spelt("4302 ", 0.9), spelt(" 4453", 0.9))
	if got := text(chars); got != "4302**********4453" {
		t.Errorf("got %q", got)
	}
	for i := 1; i < len(chars); i++ {
		if chars[i].Left < chars[i-1].Left {
			t.Errorf("sign %d stands left of the one before", i)
		}
	}
}
