package web

import (
	"image"

	"lanna/desk"
)

// placePins puts each box's number where it hides the least of what can be
// read, in a size that can be read however large the picture is: beside the box
// where there is room, else at a corner.
func placePins(p *picturePart, lines []desk.ReadLine) {
	var taken []image.Rectangle
	for _, l := range lines {
		taken = append(taken, l.Box.Rectangle())
	}
	for i := range p.Boxes {
		for _, b := range p.Boxes[i].Boxes {
			taken = append(taken, b.Rectangle())
		}
	}
	size := max(11, p.W*12/400) // 12 px where the picture is shown 400 px wide
	for i := range p.Boxes {
		b := &p.Boxes[i]
		b.PinW, b.PinH = size*len(b.Key)*2/3+size*2/3, size*7/6
		at := b.pin(image.Rect(0, 0, p.W, p.H), taken)
		taken = append(taken, at, at) // a number on a number is worse than one on a line
		b.PinX, b.PinY = at.Min.X, at.Min.Y
		b.TextX, b.TextY, b.TextSize = b.PinX+b.PinW/2, b.PinY+b.PinH-size/5, size
	}
}

// pin chooses, of the places around a box and along its line, the one that
// covers the least; of equals the nearest, and of those the one to the right.
func (b *boxPart) pin(page image.Rectangle, taken []image.Rectangle) image.Rectangle {
	best := image.Rect(0, 0, b.PinW, b.PinH) // in a picture smaller than a number
	least := -1
	for _, from := range b.pinPlaces(page) {
		at := image.Rectangle{from, from.Add(image.Pt(b.PinW, b.PinH))}
		if !at.In(page) {
			continue
		}
		covers := 0
		for _, t := range taken {
			o := at.Intersect(t)
			covers += o.Dx() * o.Dy()
		}
		if covers < b.PinW*b.PinH/20 { // the edge of a letter's box is white
			covers = 0
		}
		if least < 0 || covers < least {
			best, least = at, covers
		}
	}
	return best
}

// pinPlaces lists where a number may stand, the nearest first: beside the box,
// further along its line on both sides, at its corners, and on its own end.
func (b *boxPart) pinPlaces(page image.Rectangle) []image.Point {
	box := b.Boxes[0].Rectangle()
	gap := b.PinH / 8
	middle := (box.Min.Y + box.Max.Y - b.PinH) / 2
	var out []image.Point
	for off := gap; off < page.Dx(); off += b.PinW/4 + 1 {
		out = append(out, image.Pt(box.Max.X+off, middle), image.Pt(box.Min.X-off-b.PinW, middle))
	}
	return append(out,
		image.Pt(box.Max.X-b.PinW, box.Min.Y-gap-b.PinH), image.Pt(box.Max.X-b.PinW, box.Max.Y+gap),
		image.Pt(box.Min.X, box.Min.Y-gap-b.PinH), image.Pt(box.Min.X, box.Max.Y+gap),
		image.Pt(box.Max.X-b.PinW, middle))
}
