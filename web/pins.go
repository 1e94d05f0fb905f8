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

// pin chooses, of the places around a box, the one that covers the least. Of
// equals it is the first: to the right, to the left, then the corners.
func (b *boxPart) pin(page image.Rectangle, taken []image.Rectangle) image.Rectangle {
	box := b.Boxes[0].Rectangle()
	gap := b.PinH / 8
	middle := (box.Min.Y + box.Max.Y - b.PinH) / 2
	var best image.Rectangle
	least := -1
	for _, from := range []image.Point{
		{box.Max.X + gap, middle}, {box.Min.X - gap - b.PinW, middle},
		{box.Max.X - b.PinW, box.Min.Y - gap - b.PinH}, {box.Max.X - b.PinW, box.Max.Y + gap},
		{box.Min.X, box.Min.Y - gap - b.PinH}, {box.Min.X, box.Max.Y + gap},
		{box.Max.X - b.PinW, middle}, // on the box's own end, where nothing else is free
	} {
		at := image.Rectangle{from, from.Add(image.Pt(b.PinW, b.PinH))}
		if !at.In(page) {
			continue
		}
		covers := 0
		for _, t := range taken {
			o := at.Intersect(t)
			covers += o.Dx() * o.Dy()
		}
		if least < 0 || covers < least {
			best, least = at, covers
		}
	}
	if least < 0 { // a picture smaller than a number
		best = image.Rect(0, 0, b.PinW, b.PinH)
	}
	return best
}
