package page

import (
	"image"
	"math"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/picture"
	"lanna/extract/reading"
)

const (
	leastLean = 0.008 // slope: over a line twenty times as long as high, a sixth of its height
	mostLean  = 0.060 // beyond, lines are cut along their own slopes
	sameLean  = 0.006 // by which half of the lines may differ from the middle one
	longLines = 3     // at least
)

// leanOf is the slope that most long lines share, as on a poster that was
// photographed or pinned askew; 0 where they are level, as on screens, or differ.
func leanOf(quads []detect.Quad) float64 {
	var leans []float64
	for _, q := range quads {
		if q.Long {
			leans = append(leans, q.Lean)
		}
	}
	if len(leans) < longLines {
		return 0
	}
	lean := median(leans)
	off := make([]float64, len(leans))
	for i, l := range leans {
		off[i] = math.Abs(l - lean)
	}
	if a := math.Abs(lean); a < leastLean || a > mostLean || median(off) > sameLean {
		return 0
	}
	return lean
}

// turnBack moves what was found in a picture turned level to where it stands in the
// picture itself. Boxes keep their size: they stay level where the lines lean.
func turnBack(out *reading.Reading, turn picture.Turn) {
	move := func(b reading.Box) reading.Box {
		if b.Empty() {
			return b
		}
		x, y := turn.Source(float64(b.X)+float64(b.W)/2, float64(b.Y)+float64(b.H)/2)
		b.X, b.Y = int(math.Round(x-float64(b.W)/2)), int(math.Round(y-float64(b.H)/2))
		return reading.BoxOf(b.Rectangle().Intersect(image.Rect(0, 0, out.Width, out.Height)))
	}
	for i := range out.Lines {
		l := &out.Lines[i]
		before := l.Box.X
		l.Box, l.Bubble = move(l.Box), move(l.Bubble)
		for k := range l.Edges {
			l.Edges[k] += l.Box.X - before
		}
	}
	for i := range out.Pictures {
		out.Pictures[i] = move(out.Pictures[i])
	}
}
