package page

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/ground"
)

// written is a page with bars of 16 rows for lines, 22 rows from one to the
// next, with marks in every gap that the rows of ink must see through.
func written(widths ...int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 320, 40+22*len(widths)))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	for i, w := range widths {
		for x := 20; x < 20+w; x++ {
			if x%5 < 3 {
				for y := 20 + 22*i; y < 36+22*i; y++ {
					img.SetRGBA(x, y, color.RGBA{A: 255})
				}
			}
		}
		for y := 36 + 22*i; y < 42+22*i && i+1 < len(widths); y++ {
			img.SetRGBA(24, y, color.RGBA{A: 255})
		}
	}
	return img
}

func boxes(rects ...image.Rectangle) []Found {
	var found []Found
	for _, r := range rects {
		found = append(found, Found{
			Quad: detect.Quad{CX: float64(r.Min.X+r.Max.X) / 2, CY: float64(r.Min.Y+r.Max.Y) / 2,
				HW: float64(r.Dx()) / 2, HH: float64(r.Dy()) / 2, DX: 1},
			Ground: ground.Colour{255, 255, 255},
		})
	}
	return found
}

func TestTangledLinesAreDrawnAnew(t *testing.T) {
	img := written(260, 40, 260, 160)
	found := restack(img, boxes(
		image.Rect(16, 17, 284, 58), // a line and the piece below it
		image.Rect(16, 40, 64, 62),
		image.Rect(16, 60, 284, 86),
		image.Rect(16, 84, 184, 106),
	))
	want := []image.Rectangle{image.Rect(20, 20, 280, 36), image.Rect(20, 42, 60, 58), image.Rect(20, 64, 280, 80), image.Rect(20, 86, 180, 102)}
	if len(found) != len(want) {
		t.Fatalf("%d lines, want %d", len(found), len(want))
	}
	for i, f := range found {
		got := f.Quad.Bounds()
		if !want[i].Inset(1).In(got) || !got.In(want[i].Inset(-7)) {
			t.Errorf("line %d: %v, want about %v", i, got, want[i])
		}
	}
}

func TestLinesThatStandWellStayAsTheyWereFound(t *testing.T) {
	img := written(260, 40, 260)
	well := boxes(image.Rect(16, 17, 284, 39), image.Rect(16, 39, 64, 61), image.Rect(16, 61, 284, 83))
	found := restack(img, well)
	if len(found) != len(well) {
		t.Fatalf("%d lines of %d", len(found), len(well))
	}
	for i, f := range found {
		if f.Quad != well[i].Quad {
			t.Errorf("line %d became %v", i, f.Quad.Bounds())
		}
	}
}

func TestAPictureWithoutRowsIsNotCut(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 320, 120))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	for y := 20; y < 90; y++ { // strokes from top to bottom
		for x := 20; x < 280; x += 3 {
			img.SetRGBA(x, y, color.RGBA{A: 255})
		}
	}
	found := restack(img, boxes(image.Rect(16, 17, 284, 60), image.Rect(16, 40, 284, 66), image.Rect(16, 64, 284, 92)))
	if len(found) != 3 {
		t.Errorf("%d lines of three", len(found))
	}
}
