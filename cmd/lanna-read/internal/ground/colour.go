// Package ground finds what lies around the letters: the colour behind them,
// their own colour, the bubble that they stand in, and photographs.
package ground

import (
	"image"
)

// Colour is red, green, blue.
type Colour = [3]uint8

// Colours returns the colour behind the letters in a box and the colour of the
// letters. Behind is the most frequent colour along the rim of the box, where
// letters are few; of the letters, the mean of what differs most from it,
// because their edges are blends of the two.
func Colours(img *image.RGBA, box image.Rectangle) (behind, letters Colour) {
	box = box.Intersect(img.Rect)
	if box.Empty() {
		return Colour{255, 255, 255}, Colour{}
	}
	behind = mostFrequent(img, rim(box, img.Rect))
	if inside := mostFrequent(img, []image.Rectangle{box}); distance(inside, behind) > tolerance && share(img, box, inside) > 0.4 {
		behind = inside // a box larger than the bubble: the rim lies on the page
	}
	return behind, strongest(img, box, behind)
}

// strongest is the mean of the colours that differ most from the ground.
func strongest(img *image.RGBA, box image.Rectangle, behind Colour) Colour {
	farthest := 0
	each(img, box, func(c Colour) { farthest = max(farthest, distance(c, behind)) })
	var sum [3]int
	n := 0
	each(img, box, func(c Colour) {
		if distance(c, behind)*4 >= farthest*3 && farthest > 0 {
			for i := range sum {
				sum[i] += int(c[i])
			}
			n++
		}
	})
	if n == 0 {
		return behind
	}
	return Colour{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n)}
}

// rim is the upper, lower, left and right edge of a box, an eighth of its height
// thick and half of that outside.
func rim(box, within image.Rectangle) []image.Rectangle {
	thick := max(2, box.Dy()/8)
	o := box.Inset(-thick / 2).Intersect(within)
	return []image.Rectangle{
		image.Rect(o.Min.X, o.Min.Y, o.Max.X, min(o.Max.Y, o.Min.Y+thick)),
		image.Rect(o.Min.X, max(o.Min.Y, o.Max.Y-thick), o.Max.X, o.Max.Y),
		image.Rect(o.Min.X, o.Min.Y, min(o.Max.X, o.Min.X+thick), o.Max.Y),
		image.Rect(max(o.Min.X, o.Max.X-thick), o.Min.Y, o.Max.X, o.Max.Y),
	}
}

// mostFrequent counts colours at 4 bits a channel, which bears the noise of
// JPEG, and returns the mean of the fullest cell.
func mostFrequent(img *image.RGBA, boxes []image.Rectangle) Colour {
	type cell struct{ n, r, g, b int }
	cells := map[uint16]*cell{}
	var fullest *cell
	count := func(c Colour) {
		key := uint16(c[0]>>4)<<8 | uint16(c[1]>>4)<<4 | uint16(c[2]>>4)
		k := cells[key]
		if k == nil {
			k = &cell{}
			cells[key] = k
		}
		k.n, k.r, k.g, k.b = k.n+1, k.r+int(c[0]), k.g+int(c[1]), k.b+int(c[2])
		if fullest == nil || k.n > fullest.n {
			fullest = k
		}
	}
	for _, box := range boxes {
		each(img, box, count)
	}
	return Colour{uint8(fullest.r / fullest.n), uint8(fullest.g / fullest.n), uint8(fullest.b / fullest.n)}
}

func each(img *image.RGBA, box image.Rectangle, f func(Colour)) {
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := img.Pix[y*img.Stride+box.Min.X*4 : y*img.Stride+box.Max.X*4]
		for ; len(row) >= 4; row = row[4:] {
			f(Colour{row[0], row[1], row[2]})
		}
	}
}

// distance is the largest difference of a channel.
func distance(a, b Colour) int {
	d := 0
	for i := range a {
		v := int(a[i]) - int(b[i])
		d = max(d, v, -v)
	}
	return d
}

// Alike: two colours of ground that JPEG may have made of one.
func Alike(a, b Colour) bool { return distance(a, b) <= tolerance }

// share of the pixels of a box that are of one colour.
func share(img *image.RGBA, box image.Rectangle, c Colour) float64 {
	n := 0
	each(img, box, func(p Colour) {
		if distance(p, c) <= tolerance {
			n++
		}
	})
	return float64(n) / float64(box.Dx()*box.Dy())
}
