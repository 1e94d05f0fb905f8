package ground

import (
	"image"
)

// Photographs are told from drawn surfaces by cells of many colours: letters
// and flat surfaces blend two colours, a photograph holds a dozen.
const (
	cellSide    = 8
	manyColours = 10 // of 4 bits a channel in one cell
	leastCells  = 12 // a photograph covers at least so many cells
)

// Photographs returns the boxes of embedded photographs, lines of text left out.
func Photographs(img *image.RGBA, lines []image.Rectangle) []image.Rectangle {
	w, h := img.Rect.Dx()/cellSide, img.Rect.Dy()/cellSide
	busy := make([]bool, w*h)
	for y := range h {
		for x := range w {
			busy[y*w+x] = coloursIn(img, x*cellSide, y*cellSide) >= manyColours
		}
	}
	for _, l := range lines {
		for y := l.Min.Y / cellSide; y <= l.Max.Y/cellSide && y < h; y++ {
			for x := l.Min.X / cellSide; x <= l.Max.X/cellSide && x < w; x++ {
				busy[y*w+x] = false
			}
		}
	}
	var found []image.Rectangle
	for i := range busy {
		if box, cells := collect(busy, w, h, i); cells >= leastCells && cells*2 >= box.Dx()*box.Dy() {
			found = append(found, image.Rect(box.Min.X*cellSide, box.Min.Y*cellSide, box.Max.X*cellSide, box.Max.Y*cellSide))
		}
	}
	return found
}

func coloursIn(img *image.RGBA, x0, y0 int) int {
	var seen [cellSide * cellSide]uint16
	n := 0
	for y := y0; y < y0+cellSide; y++ {
	next:
		for x := x0; x < x0+cellSide; x++ {
			p := img.Pix[y*img.Stride+x*4:]
			key := uint16(p[0]>>4)<<8 | uint16(p[1]>>4)<<4 | uint16(p[2]>>4)
			for _, k := range seen[:n] {
				if k == key {
					continue next
				}
			}
			seen[n] = key
			n++
		}
	}
	return n
}

// collect takes the connected busy cells around cell i out of the grid.
func collect(busy []bool, w, h, i int) (box image.Rectangle, cells int) {
	stack := []int{i}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !busy[i] {
			continue
		}
		busy[i] = false
		cells++
		x, y := i%w, i/w
		box = box.Union(image.Rect(x, y, x+1, y+1))
		for dy := -1; dy <= 1; dy++ {
			for dx := -1; dx <= 1; dx++ {
				if nx, ny := x+dx, y+dy; nx >= 0 && nx < w && ny >= 0 && ny < h {
					stack = append(stack, ny*w+nx)
				}
			}
		}
	}
	return box, cells
}
