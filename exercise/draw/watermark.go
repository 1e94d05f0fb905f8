package draw

import (
	"image"
	"image/color"
	stddraw "image/draw"
	"math"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// watermark repeats the words over the whole picture, faint enough that a
// reader of text passes over them.
func (c *canvas) watermark(dark bool) {
	ink := color.Color(faint(0x000000, 10))
	if dark {
		ink = faint(0xFFFFFF, 12)
	}
	size := 26.0
	w := c.width(Watermark, size, true)
	stamp := image.NewRGBA(image.Rect(0, 0, int((w+8)*c.scale), int(size*1.6*c.scale)))
	c.pen.Text(stamp, Watermark, 4*c.scale, size*1.2*c.scale, c.style(size, ink, true))
	slant := c.turned(stamp, -24*math.Pi/180)
	b := c.img.Bounds()
	stepX, stepY := int((w+70)*c.scale), int(190*c.scale)
	for row, y := 0, int(70*c.scale); y < b.Dy(); row, y = row+1, y+stepY {
		for x := -int(90*c.scale) + row%2*stepX/2; x < b.Dx(); x += stepX {
			at := slant.Bounds().Add(image.Pt(x, y))
			stddraw.Draw(c.img, at, slant, image.Point{}, stddraw.Over)
		}
	}
}

func (c *canvas) turned(src *image.RGBA, angle float64) *image.RGBA {
	w, h := float64(src.Bounds().Dx()), float64(src.Bounds().Dy())
	cos, sin := math.Cos(angle), math.Sin(angle)
	outW := math.Abs(w*cos) + math.Abs(h*sin)
	outH := math.Abs(w*sin) + math.Abs(h*cos)
	dst := image.NewRGBA(image.Rect(0, 0, int(outW)+2, int(outH)+2))
	m := f64.Aff3{
		cos, -sin, outW/2 - cos*w/2 + sin*h/2,
		sin, cos, outH/2 - sin*w/2 - cos*h/2,
	}
	draw.BiLinear.Transform(dst, m, src, src.Bounds(), draw.Src, nil)
	return dst
}
