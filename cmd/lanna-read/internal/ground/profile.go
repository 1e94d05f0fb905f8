package ground

import "image"

// Span is the inked columns of one row, the right one not included; empty where
// there is no ink.
type Span struct{ Left, Right int }

// Width is the number of columns from the first inked one to the last.
func (s Span) Width() int { return s.Right - s.Left }

// Spans returns the outline of the ink in a box, row by row.
func Spans(img *image.RGBA, box image.Rectangle, behind, letters Colour) []Span {
	box = box.Intersect(img.Rect)
	threshold := distance(behind, letters) / 2
	out := make([]Span, box.Dy())
	for y := range out {
		row := img.Pix[(box.Min.Y+y)*img.Stride:]
		for x := box.Min.X; x < box.Max.X; x++ {
			if p := row[x*4 : x*4+3]; distance(Colour{p[0], p[1], p[2]}, behind) > threshold {
				if out[y].Right == 0 {
					out[y].Left = x
				}
				out[y].Right = x + 1
			}
		}
	}
	return out
}
