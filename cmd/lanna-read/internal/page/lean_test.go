package page

import (
	"image"
	"image/color"
	"math"
	"testing"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/picture"
	"lanna/extract/reading"
)

// Screens are level, whatever single lines seem to do; a poster leans as a whole.
func TestLean(t *testing.T) {
	quads := func(leans ...float64) (qs []detect.Quad) {
		for _, l := range leans {
			qs = append(qs, detect.Quad{Lean: l, Long: true})
		}
		return append(qs, detect.Quad{Lean: 0.5}) // a short word stands at any angle
	}
	for name, c := range map[string]struct {
		of   []detect.Quad
		want float64
	}{
		"a screen":        {quads(0, 0.001, -0.002, 0.003), 0},
		"one ragged line": {quads(0, 0, 0, 0.03), 0},
		"a poster":        {quads(0.02, 0.021, 0.019, 0), 0.02},
		"too few lines":   {quads(0.02, 0.02), 0},
		"a sign post":     {quads(0.02, -0.03, 0.05, -0.01, 0.03), 0},
	} {
		if got := leanOf(c.of); math.Abs(got-c.want) > 0.0011 {
			t.Errorf("%s leans by %.4f, want %.4f", name, got, c.want)
		}
	}
}

// What is found in the levelled picture is told where it stands in the picture.
func TestTurnedLevelAndBack(t *testing.T) {
	const slope = 0.03
	img := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	turn := picture.Level(img.Rect, slope)
	for x := 60; x < 340; x++ { // a falling stroke
		y := 80 + int(math.Round(float64(x-60)*slope/math.Sqrt(1-slope*slope)))
		for k := range 6 {
			img.Set(x, y+k, color.Black)
		}
	}
	level := turn.Of(img)
	box := image.Rectangle{}
	for y := range 300 {
		for x := range 400 {
			if level.RGBAAt(x, y).R < 100 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if box.Dy() > 8 || box.Dx() < 270 {
		t.Fatalf("the stroke covers %v in the levelled picture", box)
	}
	out := &reading.Reading{Width: 400, Height: 300, Lines: []reading.Line{{Box: reading.BoxOf(box), Edges: []int{box.Min.X, box.Max.X}}}}
	turnBack(out, turn)
	got := out.Lines[0]
	if x, y := got.Box.X+got.Box.W/2, got.Box.Y+got.Box.H/2; math.Abs(float64(x)-200) > 2 || math.Abs(float64(y)-(80+140*slope+3)) > 2 {
		t.Errorf("its middle is told to be at %d, %d", x, y)
	}
	if got.Edges[0] != got.Box.X {
		t.Errorf("its first edge is at %d, its box at %d", got.Edges[0], got.Box.X)
	}
}
