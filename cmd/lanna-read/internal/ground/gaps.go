package ground

import "image"

// Gap is a stretch of columns of a line without ink, as shares of its width.
type Gap struct{ From, To float64 }

// Gaps returns the stretches without ink of at least least pixels within a box.
// A pixel is inked when it has gone a third of the way to the letters' colour.
func Gaps(img *image.RGBA, box image.Rectangle, behind, letters Colour, least int) []Gap {
	box = box.Intersect(img.Rect)
	threshold := distance(behind, letters) / 3
	if box.Empty() || threshold == 0 {
		return nil
	}
	inked := make([]bool, box.Dx())
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := img.Pix[y*img.Stride+box.Min.X*4:]
		for x := range inked {
			if p := row[x*4 : x*4+3]; !inked[x] && distance(Colour{p[0], p[1], p[2]}, behind) > threshold {
				inked[x] = true
			}
		}
	}
	var gaps []Gap
	for x := 0; x < len(inked); {
		from := x
		for x < len(inked) && !inked[x] {
			x++
		}
		if x-from >= max(1, least) {
			gaps = append(gaps, Gap{float64(from) / float64(len(inked)), float64(x) / float64(len(inked))})
		}
		x++
	}
	return gaps
}
