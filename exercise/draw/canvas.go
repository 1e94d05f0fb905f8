package draw

import (
	"image"
	"image/color"
	stddraw "image/draw"
	"math"

	"golang.org/x/image/vector"
)

// canvas draws shapes in points: a point is scale pixels, as on a phone.
type canvas struct {
	img    *image.RGBA
	scale  float64
	raster vector.Rasterizer
	pen    *Pen
	lines  []Line
}

// A Line is a line of text as it was drawn, for measuring a reader. Box is in
// pixels: x, y, width, height.
type Line struct {
	Text string `json:"text"`
	Box  [4]int `json:"box"`
}

func newCanvas(w, h, scale float64, pen *Pen, ground color.Color) *canvas {
	c := &canvas{scale: scale, pen: pen}
	c.img = image.NewRGBA(image.Rect(0, 0, int(math.Round(w*scale)), int(math.Round(h*scale))))
	stddraw.Draw(c.img, c.img.Bounds(), image.NewUniform(ground), image.Point{}, stddraw.Src)
	return c
}

func blend(dst *image.RGBA, r image.Rectangle, src *image.Uniform, m *image.Alpha, mp image.Point) {
	stddraw.DrawMask(dst, r, src, image.Point{}, m, mp, stddraw.Over)
}

// A path is a closed outline in points.
type path struct {
	ops []op
}

type op struct {
	kind           byte // M, L, C, Z
	x, y           float64
	x1, y1, x2, y2 float64
}

func (p *path) move(x, y float64) { p.ops = append(p.ops, op{kind: 'M', x: x, y: y}) }
func (p *path) line(x, y float64) { p.ops = append(p.ops, op{kind: 'L', x: x, y: y}) }
func (p *path) cube(x1, y1, x2, y2, x, y float64) {
	p.ops = append(p.ops, op{'C', x, y, x1, y1, x2, y2})
}
func (p *path) close() { p.ops = append(p.ops, op{kind: 'Z'}) }

// polygon is a closed path through points x0,y0,x1,y1…
func polygon(xy ...float64) *path {
	p := &path{}
	p.move(xy[0], xy[1])
	for i := 2; i < len(xy); i += 2 {
		p.line(xy[i], xy[i+1])
	}
	p.close()
	return p
}

const kappa = 0.5523 // cubic approximation of a quarter circle

func ellipse(cx, cy, rx, ry float64) *path {
	p := &path{}
	kx, ky := rx*kappa, ry*kappa
	p.move(cx+rx, cy)
	p.cube(cx+rx, cy+ky, cx+kx, cy+ry, cx, cy+ry)
	p.cube(cx-kx, cy+ry, cx-rx, cy+ky, cx-rx, cy)
	p.cube(cx-rx, cy-ky, cx-kx, cy-ry, cx, cy-ry)
	p.cube(cx+kx, cy-ry, cx+rx, cy-ky, cx+rx, cy)
	p.close()
	return p
}

// rounded is a rectangle with a radius for each corner, clockwise from the
// upper left.
func rounded(x, y, w, h float64, r [4]float64) *path {
	p := &path{}
	k := 1 - kappa
	p.move(x+r[0], y)
	p.line(x+w-r[1], y)
	p.cube(x+w-r[1]*k, y, x+w, y+r[1]*k, x+w, y+r[1])
	p.line(x+w, y+h-r[2])
	p.cube(x+w, y+h-r[2]*k, x+w-r[2]*k, y+h, x+w-r[2], y+h)
	p.line(x+r[3], y+h)
	p.cube(x+r[3]*k, y+h, x, y+h-r[3]*k, x, y+h-r[3])
	p.line(x, y+r[0])
	p.cube(x, y+r[0]*k, x+r[0]*k, y, x+r[0], y)
	p.close()
	return p
}

func (p *path) box() (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.MaxFloat64, math.MaxFloat64, -math.MaxFloat64, -math.MaxFloat64
	put := func(x, y float64) {
		x0, x1 = min(x0, x), max(x1, x)
		y0, y1 = min(y0, y), max(y1, y)
	}
	for _, o := range p.ops {
		switch o.kind {
		case 'C':
			put(o.x1, o.y1)
			put(o.x2, o.y2)
			put(o.x, o.y)
		case 'M', 'L':
			put(o.x, o.y)
		}
	}
	return
}

// fill paints a path.

func (c *canvas) fill(p *path, col color.Color) {
	x0, y0, x1, y1 := p.box()
	s := c.scale
	left, top := int(math.Floor(x0*s))-1, int(math.Floor(y0*s))-1
	w, h := int(math.Ceil(x1*s))+1-left, int(math.Ceil(y1*s))+1-top
	c.raster.Reset(w, h)
	pt := func(x, y float64) (float32, float32) {
		return float32(x*s - float64(left)), float32(y*s - float64(top))
	}
	for _, o := range p.ops {
		x, y := pt(o.x, o.y)
		switch o.kind {
		case 'M':
			c.raster.MoveTo(x, y)
		case 'L':
			c.raster.LineTo(x, y)
		case 'C':
			ax, ay := pt(o.x1, o.y1)
			bx, by := pt(o.x2, o.y2)
			c.raster.CubeTo(ax, ay, bx, by, x, y)
		case 'Z':
			c.raster.ClosePath()
		}
	}
	alpha := image.NewAlpha(image.Rect(0, 0, w, h))
	c.raster.Draw(alpha, alpha.Bounds(), image.Opaque, image.Point{})
	blend(c.img, alpha.Bounds().Add(image.Pt(left, top)), image.NewUniform(col), alpha, image.Point{})
}

func (c *canvas) rect(x, y, w, h float64, col color.Color) {
	s := c.scale
	r := image.Rect(int(math.Round(x*s)), int(math.Round(y*s)), int(math.Round((x+w)*s)), int(math.Round((y+h)*s)))
	stddraw.Draw(c.img, r, image.NewUniform(col), image.Point{}, stddraw.Over)
}

// hair is a line one pixel high.
func (c *canvas) hair(x, y, w float64, col color.Color) { c.rect(x, y, w, 1/c.scale, col) }

func (c *canvas) round(x, y, w, h, r float64, col color.Color) {
	c.fill(rounded(x, y, w, h, [4]float64{r, r, r, r}), col)
}

func (c *canvas) disc(cx, cy, r float64, col color.Color) { c.fill(ellipse(cx, cy, r, r), col) }

// stroke paints a thick line with round ends.
func (c *canvas) stroke(x0, y0, x1, y1, w float64, col color.Color) {
	dx, dy := x1-x0, y1-y0
	l := math.Hypot(dx, dy)
	nx, ny := -dy/l*w/2, dx/l*w/2
	c.fill(polygon(x0+nx, y0+ny, x1+nx, y1+ny, x1-nx, y1-ny, x0-nx, y0-ny), col)
	c.disc(x0, y0, w/2, col)
	c.disc(x1, y1, w/2, col)
}

// style turns points into pixels.
func (c *canvas) style(size float64, col color.Color, bold bool) Style {
	return Style{Size: size * c.scale, Color: col, Bold: bold}
}

func (c *canvas) width(s string, size float64, bold bool) float64 {
	return c.pen.Width(s, c.style(size, nil, bold)) / c.scale
}

func (c *canvas) wrap(s string, width, size float64, bold bool) []string {
	return c.pen.Wrap(s, width*c.scale, c.style(size, nil, bold))
}

// text draws furniture: words that belong to the program, not to the message.
func (c *canvas) text(s string, x, y, size float64, col color.Color, bold bool) {
	c.pen.Text(c.img, s, x*c.scale, y*c.scale, c.style(size, col, bold))
}

func (c *canvas) centred(s string, cx, y, size float64, col color.Color, bold bool) {
	c.text(s, cx-c.width(s, size, bold)/2, y, size, col, bold)
}

// said draws a line of a message and remembers it for the ground truth.
func (c *canvas) said(s string, x, y, size float64, col color.Color, bold bool) {
	if s == "" {
		return
	}
	x0, y0 := x*c.scale, y*c.scale
	x1 := c.pen.Text(c.img, s, x0, y0, c.style(size, col, bold))
	h := size * c.scale
	c.lines = append(c.lines, Line{s, [4]int{int(x0), int(y0 - h), int(math.Ceil(x1 - x0)), int(math.Ceil(h * 1.3))}})
}

func rgb(v uint32) color.RGBA {
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

// faint is a colour with an opacity of a in 255.
func faint(v uint32, a uint8) color.NRGBA {
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), a}
}

// fillFrom paints a path with another picture that lies at the same place.
func (c *canvas) fillFrom(src *image.RGBA, p *path) {
	x0, y0, x1, y1 := p.box()
	m := &canvas{img: image.NewRGBA(image.Rect(
		int(x0*c.scale)-1, int(y0*c.scale)-1, int(x1*c.scale)+2, int(y1*c.scale)+2)), scale: c.scale}
	m.fill(p, color.White)
	alpha := image.NewAlpha(m.img.Bounds())
	for i := range alpha.Pix {
		alpha.Pix[i] = m.img.Pix[4*i+3]
	}
	r := alpha.Bounds()
	stddraw.DrawMask(c.img, r, src, r.Min, alpha, r.Min, stddraw.Over)
}
