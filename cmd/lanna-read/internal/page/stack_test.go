package page

import (
	"image"
	"image/color"
	"slices"
	"testing"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/recognise"
)

// written is a white picture with rows of letters from x 20 on, each letter 8
// wide and 20 high, and marks that hang below or stand above some of them.
func written(rows map[int]int, marks ...image.Rectangle) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 400, 200))
	fill := func(r image.Rectangle, c color.Color) {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				img.Set(x, y, c)
			}
		}
	}
	fill(img.Rect, color.White)
	for y, letters := range rows {
		for i := range letters {
			fill(image.Rect(20+12*i, y, 28+12*i, y+20), color.Black)
		}
	}
	for _, m := range marks {
		fill(m, color.Black)
	}
	return img
}

func seen(boxes ...image.Rectangle) []Found {
	var all []Found
	for _, b := range boxes {
		all = append(all, Found{Quad: detect.Upright(b), Ground: [3]uint8{255, 255, 255}, Chars: []recognise.Char{{Rune: 'x'}}})
	}
	return all
}

func TestRowsThatReachIntoEachOtherAreParted(t *testing.T) {
	below, above := image.Rect(32, 42, 40, 50), image.Rect(68, 47, 76, 56)
	img := written(map[int]int{20: 20, 58: 14}, below, above)
	got := Restack(img, seen(image.Rect(16, 15, 264, 60), image.Rect(16, 40, 190, 84)))
	if len(got) != 2 {
		t.Fatalf("%d lines", len(got))
	}
	slices.SortFunc(got, func(a, b Found) int { return int(a.Quad.CY - b.Quad.CY) })
	for i, own := range []image.Rectangle{below, above} {
		f := got[i]
		if f.Sheet == nil || f.Chars != nil {
			t.Fatalf("line %d was not drawn anew", i)
		}
		at := func(r image.Rectangle) color.Color {
			p := r.Min.Add(image.Pt(3, 3)).Sub(f.Quad.Bounds().Min)
			if !p.In(f.Sheet.Rect) {
				return color.White
			}
			return f.Sheet.At(p.X, p.Y)
		}
		other := []image.Rectangle{above, below}[i]
		if r, _, _, _ := at(own).RGBA(); r != 0 {
			t.Errorf("line %d lost its mark", i)
		}
		if r, _, _, _ := at(other).RGBA(); r == 0 {
			t.Errorf("line %d has its neighbour's mark", i)
		}
	}
}

func TestACommaBelongsToTheRowAtWhoseFootItStands(t *testing.T) {
	comma, markOfNext := image.Rect(28, 41, 32, 47), image.Rect(27, 51, 37, 57)
	img := written(map[int]int{20: 20, 58: 14}, comma, markOfNext)
	got := Restack(img, seen(image.Rect(16, 15, 264, 60), image.Rect(16, 40, 190, 84)))
	slices.SortFunc(got, func(a, b Found) int { return int(a.Quad.CY - b.Quad.CY) })
	if len(got) != 2 || got[0].Quad.Bounds().Max.Y < comma.Max.Y {
		t.Fatalf("%d lines, the first %v", len(got), got[0].Quad.Bounds())
	}
	p := comma.Min.Add(image.Pt(2, 3)).Sub(got[0].Quad.Bounds().Min)
	if got[0].Sheet == nil {
		t.Fatal("the first row was not drawn anew")
	}
	if r, _, _, _ := got[0].Sheet.At(p.X, p.Y).RGBA(); r != 0 {
		t.Error("the row lost its comma")
	}
}

func TestALineWhoseBoxWasRightStays(t *testing.T) {
	img := written(map[int]int{20: 20})
	got := Restack(img, seen(image.Rect(17, 19, 259, 41)))
	if len(got) != 1 || got[0].Sheet != nil || got[0].Chars == nil {
		t.Errorf("%+v", got)
	}
}

func TestOneBoxOverThreeRowsBecomesThree(t *testing.T) {
	img := written(map[int]int{20: 20, 58: 14, 96: 18})
	got := Restack(img, seen(image.Rect(16, 17, 262, 42), image.Rect(16, 54, 240, 122), image.Rect(20, 95, 240, 118)))
	if len(got) != 3 {
		t.Errorf("%d lines", len(got))
	}
}

func TestATimeBesideALineStaysApart(t *testing.T) {
	img := written(map[int]int{20: 20, 58: 14}, image.Rect(300, 62, 308, 74), image.Rect(312, 62, 320, 74))
	got := Restack(img, seen(image.Rect(16, 15, 264, 60), image.Rect(16, 40, 190, 84), image.Rect(296, 60, 324, 76)))
	if len(got) != 3 {
		t.Errorf("%d lines", len(got))
	}
}

func TestAPictureWithoutInkChangesNothing(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 50, 50))
	in := seen(image.Rect(5, 5, 45, 20), image.Rect(5, 15, 45, 30))
	for i := range in {
		in[i].Ground = [3]uint8{}
	}
	if got := Restack(img, in); len(got) != len(in) {
		t.Errorf("%d lines", len(got))
	}
}
