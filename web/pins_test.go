package web

import (
	"image"
	"testing"

	"lanna/desk"
	"lanna/extract/reading"
)

// In a picture whose lines stand close together, no number covers a line.
func TestPinsCoverNoLine(t *testing.T) {
	p := &picturePart{W: 400, H: 300}
	var lines []desk.ReadLine
	for i := range 8 {
		box := reading.Box{X: 20, Y: 20 + 22*i, W: 180 + 10*i, H: 20}
		lines = append(lines, desk.ReadLine{Box: box})
		p.Boxes = append(p.Boxes, boxPart{Key: "1a", Boxes: []reading.Box{box}})
	}
	placePins(p, lines)
	for i, b := range p.Boxes {
		pin := image.Rect(b.PinX, b.PinY, b.PinX+b.PinW, b.PinY+b.PinH)
		for k, l := range lines {
			if pin.Overlaps(l.Box.Rectangle()) {
				t.Errorf("the number of line %d covers line %d", i, k)
			}
		}
		if !pin.In(image.Rect(0, 0, p.W, p.H)) {
			t.Errorf("the number of line %d leaves the picture", i)
		}
	}
}

// Two fields of one line have a number each, and neither hides the other's.
func TestPinsDoNotCoverOneAnother(t *testing.T) {
	p := &picturePart{W: 400, H: 60, Boxes: []boxPart{
		{Key: "1a", Boxes: []reading.Box{{X: 10, Y: 20, W: 180, H: 20}}},
		{Key: "1b", Boxes: []reading.Box{{X: 190, Y: 20, W: 200, H: 20}}},
		{Key: "1c", Boxes: []reading.Box{{X: 10, Y: 20, W: 180, H: 20}}},
	}}
	placePins(p, nil)
	for i, a := range p.Boxes {
		for _, b := range p.Boxes[i+1:] {
			if image.Rect(a.PinX, a.PinY, a.PinX+a.PinW, a.PinY+a.PinH).Overlaps(image.Rect(b.PinX, b.PinY, b.PinX+b.PinW, b.PinY+b.PinH)) {
				t.Errorf("%s covers %s", a.Key, b.Key)
			}
		}
	}
}
