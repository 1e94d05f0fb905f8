package ground

import "image"

// A Column is the ink of one column of a box: its first row and the row after its
// last, equal where it has none, and how dark it is in all.
type Column struct{ Top, Bottom, Ink int }

// Empty reports a column without ink.
func (c Column) Empty() bool { return c.Top == c.Bottom }

// Columns returns the columns of a box. A pixel is inked when it has gone a third of
// the way to the letters' colour.
func Columns(img *image.RGBA, box image.Rectangle, behind, letters Colour) []Column {
	box = box.Intersect(img.Rect)
	threshold := distance(behind, letters) / 3
	cols := make([]Column, box.Dx())
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for i := range cols {
			d := distance(at(img, box.Min.X+i, y), behind)
			cols[i].Ink += d
			if d <= threshold {
				continue
			}
			if cols[i].Empty() {
				cols[i].Top = y
			}
			cols[i].Bottom = y + 1
		}
	}
	return cols
}
