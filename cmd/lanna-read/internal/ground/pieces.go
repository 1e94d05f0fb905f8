package ground

import "image"

// Piece is a stretch of inked columns of a line, a letter or letters that
// touch, with the rows that its ink takes.
type Piece struct {
	From, To    float64 // shares of the width of the box
	Top, Bottom int     // rows of the picture, the lower one not included
}

// Pieces returns the inked stretches between the gaps of a box.
func Pieces(img *image.RGBA, box image.Rectangle, behind, letters Colour) []Piece {
	box = box.Intersect(img.Rect)
	var all []Piece
	at := 0.0
	for _, g := range append(Gaps(img, box, behind, letters, 1), Gap{1, 1}) {
		if g.From > at {
			p := Piece{From: at, To: g.From}
			x0, x1 := box.Min.X+int(at*float64(box.Dx())+0.5), box.Min.X+int(g.From*float64(box.Dx())+0.5)
			p.Top, p.Bottom = inkedRows(img, image.Rect(x0, box.Min.Y, x1, box.Max.Y), behind, letters)
			if p.Bottom > p.Top {
				all = append(all, p)
			}
		}
		at = g.To
	}
	return all
}

// inkedRows is the first row of ink in a box and the row after the last.
func inkedRows(img *image.RGBA, box image.Rectangle, behind, letters Colour) (top, bottom int) {
	threshold := distance(behind, letters) / 3
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := img.Pix[y*img.Stride+box.Min.X*4:]
		for x := range box.Dx() {
			if p := row[x*4 : x*4+3]; distance(Colour{p[0], p[1], p[2]}, behind) > threshold {
				if bottom == 0 {
					top = y
				}
				bottom = y + 1
				break
			}
		}
	}
	return top, bottom
}
