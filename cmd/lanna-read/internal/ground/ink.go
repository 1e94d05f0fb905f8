package ground

import "image"

// RowInk counts the inked pixels of each row of a box, with the threshold of
// Gaps.
func RowInk(img *image.RGBA, box image.Rectangle, behind, letters Colour) []int {
	box = box.Intersect(img.Rect)
	threshold := distance(behind, letters) / 3
	if box.Empty() || threshold == 0 {
		return nil
	}
	ink := make([]int, box.Dy())
	for y := range ink {
		row := img.Pix[(box.Min.Y+y)*img.Stride+box.Min.X*4:]
		for x := range box.Dx() {
			if p := row[x*4 : x*4+3]; distance(Colour{p[0], p[1], p[2]}, behind) > threshold {
				ink[y]++
			}
		}
	}
	return ink
}

// Near reports whether two colours are one to the eye, JPEG's noise aside.
func Near(a, b Colour) bool { return distance(a, b) <= tolerance }
