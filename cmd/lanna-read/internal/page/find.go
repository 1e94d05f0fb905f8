package page

import (
	"image"
	"slices"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/infer"
)

// The model finds lines of 15 to some 100 pixels. A telephone draws three
// pixels where the eye sees one, so most pictures are looked at smaller, which
// costs a ninth. How much smaller shows in a first look.
const (
	firstWidth  = 416  // of an upright picture: a telephone at 1x and a little
	firstWide   = 1000 // of a picture that is wider than high
	leastHeight = 14.0 // of nearly all lines, in the picture that the model sees
	goodHeight  = 20.0
)

// find returns the lines of text, looking again at a larger scale where the
// first look shows lines that are too small.
func find(m infer.Model, img *image.RGBA) ([]detect.Quad, error) {
	scale := firstScale(img.Rect.Dx(), img.Rect.Dy())
	quads, err := detect.Find(m, img, scale)
	if err != nil {
		return nil, err
	}
	if scale < 1 {
		if by := enlarge(quads, scale); by > 1 {
			if quads, err = detect.Find(m, img, min(1, scale*by)); err != nil {
				return nil, err
			}
		}
	}
	return tidy(quads), nil
}

func firstScale(w, h int) float64 {
	width := firstWide
	if h*5 > w*6 {
		width = firstWidth
	}
	return min(1, float64(width)/float64(w))
}

// enlarge says by how much the picture must be larger; 1 where it is well.
func enlarge(quads []detect.Quad, scale float64) float64 {
	if len(quads) == 0 {
		return 2.5
	}
	heights := make([]float64, len(quads))
	for i, q := range quads {
		heights[i] = 2 * q.HH * scale
	}
	slices.Sort(heights)
	if low := heights[len(heights)/8]; low < leastHeight {
		return max(1.3, goodHeight/low)
	}
	return 1
}

// tidy drops specks: marks above and below Burmese and Thai letters that the
// model found by themselves lie within the line that they belong to.
func tidy(quads []detect.Quad) []detect.Quad {
	var kept []detect.Quad
	for i, q := range quads {
		b := q.Bounds()
		inside := false
		for k, other := range quads {
			o := other.Bounds()
			common := b.Intersect(o)
			if i != k && area(o) > 4*area(b) && area(common)*2 > area(b) {
				inside = true
			}
		}
		if !inside && !b.Empty() {
			kept = append(kept, q)
		}
	}
	return kept
}

func area(r image.Rectangle) int { return r.Dx() * r.Dy() }
