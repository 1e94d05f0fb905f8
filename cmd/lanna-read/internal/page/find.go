package page

import (
	"cmp"
	"image"
	"math"
	"slices"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/ground"
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
// first look shows lines that are too small, and how far all of them lean.
func find(m infer.Model, img *image.RGBA) (quads []detect.Quad, lean float64, err error) {
	scale := firstScale(img.Rect.Dx(), img.Rect.Dy())
	if quads, err = detect.Find(m, img, scale); err != nil {
		return nil, 0, err
	}
	if scale < 1 {
		if by := enlarge(quads, scale); by > 1 {
			if quads, err = detect.Find(m, img, min(1, scale*by)); err != nil {
				return nil, 0, err
			}
		}
	}
	return tidy(quads), leanOf(quads), nil
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
	quads = slices.Clone(quads)
	slices.SortFunc(quads, func(a, b detect.Quad) int { return cmp.Compare(a.HH, b.HH) })
	total, below := 0.0, 0.0
	for _, q := range quads {
		total += q.HW
	}
	for _, q := range quads { // by length: specks and single letters say little of lines
		if below += q.HW; below*8 > total {
			if height := 2 * q.HH * scale; height < leastHeight {
				return max(1.3, goodHeight/height)
			}
			break
		}
	}
	return 1
}

// tidy joins and drops what the model found in pieces.
func tidy(quads []detect.Quad) []detect.Quad {
	return dropSpecks(joinNeighbours(quads))
}

// dropSpecks leaves out boxes that lie within a larger one: marks above and
// below Burmese and Thai letters that the model found by themselves.
func dropSpecks(quads []detect.Quad) []detect.Quad {
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

// joinNeighbours makes one line of upright boxes that stand side by side: the
// round letters of Burmese are found one by one where they are drawn large.
func joinNeighbours(quads []detect.Quad) []detect.Quad {
	joined := slices.Clone(quads)
	slices.SortFunc(joined, func(a, b detect.Quad) int { return cmp.Compare(a.CX-a.HW, b.CX-b.HW) })
	for i := 0; i < len(joined); i++ {
		for k := i + 1; k < len(joined); k++ {
			if neighbours(joined[i], joined[k]) {
				joined[i] = around(joined[i], joined[k])
				joined = slices.Delete(joined, k, k+1)
				k = i // what is longer now may reach others
			}
		}
	}
	return joined
}

// neighbours overlap in height by more than half of the lower one, are of
// similar height, stand no further apart than a third of it, and make no line
// that is much higher than they are: else two lines grow into one.
func neighbours(a, b detect.Quad) bool {
	if !a.Upright() || !b.Upright() {
		return false
	}
	low, high := min(a.HH, b.HH), max(a.HH, b.HH)
	overlap := min(a.CY+a.HH, b.CY+b.HH) - max(a.CY-a.HH, b.CY-b.HH)
	apart := math.Abs(a.CX-b.CX) - a.HW - b.HW
	together := max(a.CY+a.HH, b.CY+b.HH) - min(a.CY-a.HH, b.CY-b.HH)
	return overlap > 1.1*low && together < 2.6*high && low > 0.5*high && apart < 0.66*low && apart > -2*low
}

func around(a, b detect.Quad) detect.Quad {
	x0, x1 := min(a.CX-a.HW, b.CX-b.HW), max(a.CX+a.HW, b.CX+b.HW)
	y0, y1 := min(a.CY-a.HH, b.CY-b.HH), max(a.CY+a.HH, b.CY+b.HH)
	a.CX, a.HW, a.CY, a.HH = (x0+x1)/2, (x1-x0)/2, (y0+y1)/2, (y1-y0)/2
	a.Score = min(a.Score, b.Score)
	return a
}

func area(r image.Rectangle) int { return r.Dx() * r.Dy() }

// tighten moves the upper and lower side of an upright box to the ink. The model
// looked at a small picture, so its boxes are a pixel or four too high; letters
// that fill the height of the crop stand further apart for the reader, and a
// run of equal digits is not merged.
func tighten(img *image.RGBA, f Found) detect.Quad {
	q := f.Quad
	if !q.Upright() {
		return q
	}
	const (
		beyond = 0.12 // of the height: marks that the model cut off
		least  = 0.70 // of the height: a line of commas is no line of large letters
		air    = 0.07 // of the inked height, above and below
	)
	b := q.Bounds()
	top, bottom, ok := ground.Rows(img, b, f.Ground, f.Ink, int(beyond*float64(b.Dy())+0.5))
	if !ok {
		return q
	}
	margin := max(1, air*float64(bottom-top))
	y0, y1 := float64(top)-margin, float64(bottom)+margin
	if y1-y0 < least*2*q.HH {
		return q
	}
	q.CY, q.HH = (y0+y1)/2, (y1-y0)/2
	return q
}

// part cuts upright lines that overlap one below the other in the middle of what
// they share. Bars and ticks as high as the row join the ink of a dense list, and
// in a box that holds parts of its neighbours letters come out too small.
func part(quads []detect.Quad) {
	const least = 0.15 // of the height of the lower one; marks may reach so far
	for i := range quads {
		for k := range quads {
			a, b := &quads[i], &quads[k]
			shared := a.CY + a.HH - (b.CY - b.HH)
			aside := min(a.CX+a.HW, b.CX+b.HW)-max(a.CX-a.HW, b.CX-b.HW) < min(a.HW, b.HW)
			low := min(a.HH, b.HH)
			if !a.Upright() || !b.Upright() || aside || a.CY >= b.CY || shared < least*2*low || shared > low {
				continue
			}
			a.CY, a.HH = a.CY-shared/4, a.HH-shared/4
			b.CY, b.HH = b.CY+shared/4, b.HH-shared/4
		}
	}
}
