package ground

import "image"

const (
	emojiInk    = 36   // of a channel, from the ground: what is drawn at all
	otherHue    = 48   // of a channel, off the blend of two colours
	emojiOff    = 0.30 // of its pixels are no blend of the ground and the letters' colour
	emojiHues   = 0.15 // nor of the ground and its own strongest colour: letters of another colour are
	emojiFull   = 0.70 // or they fill so much of their box, which strokes do not
	emojiHigh   = 0.5  // of the line's height, at least
	emojiNarrow = 0.6  // of its own height, at least
	emojiWide   = 1.6  // at most; what is longer are letters on a photograph
)

// Emoji are the small pictures between the letters of a line: as high and as wide as
// a sign, and of several colours. A reader makes letters of them.
func Emoji(img *image.RGBA, line image.Rectangle, behind, letters Colour) []image.Rectangle {
	line = line.Intersect(img.Rect)
	var found []image.Rectangle
	for x := line.Min.X; x < line.Max.X; x++ {
		from := x
		for x < line.Max.X && drawnIn(img, image.Rect(x, line.Min.Y, x+1, line.Max.Y), behind) {
			x++
		}
		if from < x {
			if box := drawn(img, image.Rect(from, line.Min.Y, x, line.Max.Y), behind); emojiShaped(box, line) && hued(img, box, behind, letters) {
				found = append(found, box)
			}
		}
	}
	return found
}

func drawnIn(img *image.RGBA, box image.Rectangle, behind Colour) bool {
	return !drawn(img, box, behind).Empty()
}

// drawn is the box around what is drawn in a box.
func drawn(img *image.RGBA, box image.Rectangle, behind Colour) (around image.Rectangle) {
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if distance(at(img, x, y), behind) > emojiInk {
				around = around.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return around
}

func at(img *image.RGBA, x, y int) Colour {
	p := img.Pix[y*img.Stride+x*4:]
	return Colour{p[0], p[1], p[2]}
}

// emojiShaped: as high as letters at least, and about as wide.
func emojiShaped(b, line image.Rectangle) bool {
	w, h := float64(b.Dx()), float64(b.Dy())
	return b.Dy() >= 8 && h >= emojiHigh*float64(line.Dy()) && w >= emojiNarrow*h && w <= emojiWide*h
}

// hued: many pixels are no blend of the ground and the letters' colour, and they are
// of several colours or fill their box.
func hued(img *image.RGBA, box image.Rectangle, behind, letters Colour) bool {
	own := strongest(img, box, behind)
	all, off, offOwn := 0, 0, 0
	each(img, box, func(c Colour) {
		if distance(c, behind) <= emojiInk {
			return
		}
		all++
		if offBlend(c, behind, letters) > otherHue {
			off++
		}
		if offBlend(c, behind, own) > otherHue {
			offOwn++
		}
	})
	full := float64(all) >= emojiFull*float64(box.Dx()*box.Dy())
	return float64(off) >= emojiOff*float64(all) && (full || float64(offOwn) >= emojiHues*float64(all))
}

// offBlend is how far a colour lies from the straight line between two others.
func offBlend(c, from, to Colour) int {
	var dot, long float64
	for i := range c {
		d := float64(to[i]) - float64(from[i])
		dot += d * (float64(c[i]) - float64(from[i]))
		long += d * d
	}
	share := 0.0
	if long > 0 {
		share = max(0, min(1, dot/long))
	}
	off := 0
	for i := range c {
		d := int(float64(from[i]) + share*(float64(to[i])-float64(from[i])) - float64(c[i]))
		off = max(off, d, -d)
	}
	return off
}
