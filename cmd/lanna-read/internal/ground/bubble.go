package ground

import (
	"image"
)

// tolerance is how far a pixel may be from the ground colour and still belong
// to the area: JPEG at quality 60 moves flat colours by up to 10; the greys of
// a white bubble and its page differ by 16 and more.
const tolerance = 10

// Areas finds the connected areas of one colour of a picture, each once.
type Areas struct {
	img    *image.RGBA
	label  []int32 // index of the area + 1; 0 where none was filled
	filled []filledArea
}

type filledArea struct {
	colour Colour
	box    image.Rectangle
	pixels int
}

// NewAreas prepares a picture; letters of some 10 pixels are enough.
func NewAreas(img *image.RGBA) *Areas {
	return &Areas{img: img, label: make([]int32, img.Rect.Dx()*img.Rect.Dy())}
}

// Around returns the area of the ground colour that surrounds the box of a
// line; false where that is the page, which is to say it reaches from the left
// edge of the picture to the right one, or where there is no such area.
func (a *Areas) Around(line image.Rectangle, behind Colour) (image.Rectangle, bool) {
	line = line.Intersect(a.img.Rect)
	best := -1
	for _, seed := range seeds(line) {
		if i := a.at(seed, behind); i >= 0 && (best < 0 || a.filled[i].pixels > a.filled[best].pixels) {
			best = i
		}
	}
	if best < 0 {
		return image.Rectangle{}, false
	}
	box := a.filled[best].box
	w := a.img.Rect.Dx()
	if margin := max(1, w/200); box.Min.X <= margin && box.Max.X >= w-margin {
		return image.Rectangle{}, false
	}
	if box.Intersect(line).Dx()*10 < line.Dx()*8 {
		return image.Rectangle{}, false // a hollow of a letter, not what surrounds it
	}
	return box, true
}

// seeds are points on the outline of the line's box, where ground is likely.
func seeds(line image.Rectangle) []image.Point {
	var all []image.Point
	if line.Empty() {
		return nil
	}
	for i := range 9 {
		x := line.Min.X + (line.Dx()-1)*i/8
		all = append(all, image.Pt(x, line.Min.Y), image.Pt(x, line.Max.Y-1))
	}
	middle := (line.Min.Y + line.Max.Y) / 2
	return append(all, image.Pt(line.Min.X, middle), image.Pt(line.Max.X-1, middle))
}

// at is the area of the colour at a point, filled if it was not yet; -1 where
// the point has another colour.
func (a *Areas) at(p image.Point, c Colour) int {
	if !p.In(a.img.Rect) || !a.near(p.X, p.Y, c) {
		return -1
	}
	w := a.img.Rect.Dx()
	if l := a.label[p.Y*w+p.X]; l > 0 {
		return int(l - 1)
	}
	return a.fill(p, c)
}

func (a *Areas) near(x, y int, c Colour) bool {
	p := a.img.Pix[y*a.img.Stride+x*4:]
	return distance(Colour{p[0], p[1], p[2]}, c) <= tolerance
}

// fill labels the area around a point, row by row.
func (a *Areas) fill(p image.Point, c Colour) int {
	index := len(a.filled)
	area := filledArea{colour: c, box: image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))}}
	w, h := a.img.Rect.Dx(), a.img.Rect.Dy()
	free := func(x, y int) bool { return a.label[y*w+x] == 0 && a.near(x, y, c) }
	stack := []image.Point{p}
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !free(p.X, p.Y) {
			continue
		}
		x0, x1 := p.X, p.X+1
		for x0 > 0 && free(x0-1, p.Y) {
			x0--
		}
		for x1 < w && free(x1, p.Y) {
			x1++
		}
		for x := x0; x < x1; x++ {
			a.label[p.Y*w+x] = int32(index + 1)
		}
		area.pixels += x1 - x0
		area.box = area.box.Union(image.Rect(x0, p.Y, x1, p.Y+1))
		for _, y := range []int{p.Y - 1, p.Y + 1} {
			if y < 0 || y >= h {
				continue
			}
			for x := x0; x < x1; x++ {
				if free(x, y) && (x == x0 || !free(x-1, y)) {
					stack = append(stack, image.Pt(x, y))
				}
			}
		}
	}
	a.filled = append(a.filled, area)
	return index
}
