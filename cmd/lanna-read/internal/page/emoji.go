package page

import (
	"image"
	"image/color"
	"image/draw"

	"lanna/cmd/lanna-read/internal/ground"
)

// withoutEmoji is the picture with the emoji of upright lines painted over in the
// ground's colour, their lines measured anew, and without the lines that were nothing
// else. The picture itself where it has none.
func withoutEmoji(img *image.RGBA, found []Found) (*image.RGBA, []Found) {
	clean := img
	kept := found[:0:0]
	for _, f := range found {
		var emoji []image.Rectangle
		if f.Quad.Upright() {
			emoji = ground.Emoji(img, longer(f.Quad.Bounds()), f.Ground, f.Ink)
		}
		if len(emoji) == 0 {
			kept = append(kept, f)
			continue
		}
		if clean == img {
			clean = image.NewRGBA(img.Rect)
			copy(clean.Pix, img.Pix)
		}
		for _, e := range emoji {
			paint(clean, e, f.Ground)
		}
		if behind, letters := ground.Colours(clean, f.Quad.Bounds()); !ground.Alike(behind, letters) {
			f.Ground, f.Ink = behind, letters
			f.Quad = tighten(clean, f)
			kept = append(kept, f)
		}
	}
	return clean, kept
}

// longer is a line and what stands left and right of it: the detector often leaves
// emoji at its ends out, and rows that are drawn anew take them in again.
func longer(line image.Rectangle) image.Rectangle {
	const heights = 6
	return image.Rect(line.Min.X-heights*line.Dy(), line.Min.Y, line.Max.X+heights*line.Dy(), line.Max.Y)
}

// paint covers a box, its blurred rim and what of it reaches out of the line.
func paint(img *image.RGBA, box image.Rectangle, c ground.Colour) {
	b := image.Rect(box.Min.X-2, box.Min.Y-box.Dy()/6, box.Max.X+2, box.Max.Y+box.Dy()/6).Intersect(img.Rect)
	draw.Draw(img, b, image.NewUniform(color.RGBA{c[0], c[1], c[2], 255}), image.Point{}, draw.Src)
}
