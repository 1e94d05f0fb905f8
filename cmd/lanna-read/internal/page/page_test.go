package page

import (
	"image"
	"testing"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/ground"
	"lanna/cmd/lanna-read/internal/recognise"
	"lanna/extract/reading"
)

func spelt(text string, confidence float64) []recognise.Char {
	runes := []rune(text)
	var out []recognise.Char
	for i, r := range runes {
		n := float64(len(runes))
		out = append(out, recognise.Char{Rune: r, Confidence: confidence, Left: float64(i) / n, Right: float64(i+1) / n})
	}
	return out
}

func text(chars []recognise.Char) string {
	var out []rune
	for _, c := range chars {
		out = append(out, c.Rune)
	}
	return string(out)
}

func TestNoughtsAndLetters(t *testing.T) {
	cases := []struct{ read, want string }{
		{"250,oo0", "250,000"}, {"80ok baht", "800k baht"},
		{"l0ng", "long"}, {"boss", "boss"}, {"A0B", "A0B"}, {"60", "60"}, {"wo", "wo"},
	}
	for _, sure := range []float64{0.7, 0.99} {
		if got := text(mendNoughts(spelt("3,0o0", sure))); got != "3,000" {
			t.Errorf("between digits at %v: %q", sure, got)
		}
	}
	for _, c := range cases {
		if got := text(mendNoughts(spelt(c.read, 0.7))); got != c.want {
			t.Errorf("%q became %q, want %q", c.read, got, c.want)
		}
		if got := text(mendNoughts(spelt(c.read, 0.99))); got != c.read {
			t.Errorf("%q was read surely and became %q", c.read, got)
		}
	}
}

func TestStarsAreCountedInThePicture(t *testing.T) {
	// Eleven signs of 20 columns: 3505, ten stars, 1234; the model saw six.
	var chars []recognise.Char
	at := func(r rune, from, to int) {
		chars = append(chars, recognise.Char{Rune: r, Confidence: 0.9, Left: float64(from) / 360, Right: float64(to) / 360})
	}
	for i, r := range "3505" {
		at(r, 20*i, 20*i+20)
	}
	for i := range 6 {
		at('*', 80+i*33, 80+i*33+33)
	}
	for i, r := range "1234" {
		at(r, 280+20*i, 300+20*i)
	}
	var gaps []ground.Gap
	for i := range 17 {
		gaps = append(gaps, ground.Gap{From: float64(20*i+18) / 360, To: float64(20*i+22) / 360})
	}
	if got := text(mendStars(chars, gaps)); got != "3505**********1234" {
		t.Errorf("got %q", got)
	}
	if got := text(mendStars(chars, nil)); got != "3505******1234" {
		t.Errorf("without gaps that could be counted: %q", got)
	}
}

func TestSpacesBetweenLatinWordsAlone(t *testing.T) {
	gap := []ground.Gap{{From: 0.48, To: 0.52}}
	if got := text(addSpaces(spelt("forthem", 0.9)[:6], []ground.Gap{{From: 0.41, To: 0.45}}, 6)); got != "for the" {
		t.Errorf("got %q", got)
	}
	for _, s := range []string{"悬赏人民", "奖励60万", "a b ", "0691 943"[:4] + "9435"} {
		if got := text(addSpaces(spelt(s, 0.9), gap, 6)); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestSpecksAndPiecesOfLines(t *testing.T) {
	quad := func(x0, y0, x1, y1 float64) detect.Quad {
		return detect.Quad{CX: (x0 + x1) / 2, CY: (y0 + y1) / 2, HW: (x1 - x0) / 2, HH: (y1 - y0) / 2, DX: 1}
	}
	got := tidy([]detect.Quad{
		quad(10, 10, 100, 40), quad(30, 12, 40, 18), // a line and a mark within it
		quad(104, 11, 180, 41), // its other half
		quad(220, 10, 300, 40), // another column
		quad(10, 50, 180, 80),  // the next line
	})
	if len(got) != 3 || got[0].Bounds() != image.Rect(10, 10, 180, 41) {
		for _, q := range got {
			t.Log(q.Bounds())
		}
		t.Errorf("%d lines", len(got))
	}
}

func TestALargePictureIsLookedAtSmaller(t *testing.T) {
	line := func(h float64) detect.Quad { return detect.Quad{HW: 100, HH: h / 2, DX: 1} }
	if s := firstScale(1170, 2532); s > 0.4 || s < 0.3 {
		t.Errorf("a telephone at 3x: %.2f", s)
	}
	if s := firstScale(375, 667); s != 1 {
		t.Errorf("a telephone at 1x: %.2f", s)
	}
	if by := enlarge([]detect.Quad{line(60), line(60)}, 0.4); by != 1 {
		t.Errorf("lines of 24 pixels are looked at again, by %.2f", by)
	}
	if by := enlarge([]detect.Quad{line(20), line(60)}, 0.4); by < 2 {
		t.Errorf("lines of 8 pixels are enlarged by %.2f", by)
	}
}

func TestRowsAreReadFromLeftToRight(t *testing.T) {
	at := func(text string, x, y, h int) reading.Line {
		return reading.Line{Text: text, Box: reading.Box{X: x, Y: y, W: 50, H: h}}
	}
	lines := []reading.Line{at("d", 10, 60, 20), at("b", 100, 9, 18), at("c", 200, 14, 20), at("a", 10, 12, 22), at("e", 10, 90, 20)}
	inOrder(lines)
	got := ""
	for _, l := range lines {
		got += l.Text
	}
	if got != "abcde" {
		t.Errorf("order %s", got)
	}
}

func TestTextAndEdgesOfALine(t *testing.T) {
	f := Found{Quad: detect.Quad{CX: 60, CY: 20, HW: 50, HH: 10, DX: 1}, Chars: spelt(" 悬赏60万 ", 0.9)}
	l, ok := f.line(f.Quad.Bounds())
	if !ok || l.Text != "悬赏60万" || l.Script != reading.ScriptHan || len(l.Edges) != 6 {
		t.Fatalf("%+v, %v", l, ok)
	}
	if l.Edges[0] <= l.Box.X || l.Edges[5] >= l.Box.Right() {
		t.Errorf("edges %v take in the spaces that were cut off", l.Edges)
	}
	if _, ok := (Found{Chars: spelt("  ", 0.9)}).line(image.Rect(0, 0, 9, 9)); ok {
		t.Error("a line of spaces was told")
	}
}

func TestRowsOfADenseListAreParted(t *testing.T) {
	row := func(y0, y1 float64) detect.Quad {
		return detect.Quad{CX: 300, CY: (y0 + y1) / 2, HW: 280, HH: (y1 - y0) / 2, DX: 1}
	}
	quads := []detect.Quad{row(354, 411), row(397, 454), row(440, 497), row(520, 560), row(558, 600)}
	part(quads)
	want := []image.Rectangle{image.Rect(20, 354, 580, 404), image.Rect(20, 404, 580, 447), image.Rect(20, 447, 580, 497), image.Rect(20, 520, 580, 560), image.Rect(20, 558, 580, 600)}
	for i, q := range quads {
		if got := q.Bounds(); got.Min.Y < want[i].Min.Y-1 || got.Min.Y > want[i].Min.Y+1 || got.Max.Y < want[i].Max.Y-1 || got.Max.Y > want[i].Max.Y+1 {
			t.Errorf("row %d: %v, want %v", i, got, want[i])
		}
	}
}
