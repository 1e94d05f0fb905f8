package ground

import "image"

// Rows returns the first row of ink and the row after the last around the
// middle of a box, looking at most beyond rows above and below it; false where
// there is none. Rows without ink inside a line, as under a tone mark, are
// bridged up to an eighth of its height.
func Rows(img *image.RGBA, box image.Rectangle, behind, letters Colour, beyond int) (top, bottom int, ok bool) {
	area := image.Rect(box.Min.X, box.Min.Y-beyond, box.Max.X, box.Max.Y+beyond).Intersect(img.Rect)
	threshold := distance(behind, letters) / 3
	if area.Empty() || threshold == 0 {
		return 0, 0, false
	}
	inked := make([]bool, area.Dy())
	for y := range inked {
		row := img.Pix[(area.Min.Y+y)*img.Stride+area.Min.X*4:]
		n := 0
		for x := range area.Dx() {
			if p := row[x*4 : x*4+3]; distance(Colour{p[0], p[1], p[2]}, behind) > threshold {
				n++
			}
		}
		inked[y] = n > 0 && n < area.Dx()*9/10 // a row that is all ink is a border
	}
	middle := (box.Min.Y+box.Max.Y)/2 - area.Min.Y
	bridge := max(1, box.Dy()/8)
	up, down := middle, middle
	for y, blank := middle, 0; y >= 0 && blank <= bridge; y-- {
		if blank++; inked[y] {
			up, blank = y, 0
		}
	}
	for y, blank := middle, 0; y < len(inked) && blank <= bridge; y++ {
		if blank++; inked[y] {
			down, blank = y+1, 0
		}
	}
	return area.Min.Y + up, area.Min.Y + down, down > up
}
