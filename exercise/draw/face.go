package draw

import (
	"image"
	"image/color"
	"math/rand/v2"
)

var (
	skins  = []color.Color{rgb(0xF0C9A4), rgb(0xE3B58C), rgb(0xC98F64), rgb(0xF5D5B8), rgb(0xB97F58)}
	hairs  = []color.Color{rgb(0x1C1A19), rgb(0x2E2420), rgb(0x4A3427), rgb(0x6B6B6B)}
	shirts = []color.Color{rgb(0x3F6B8C), rgb(0x7A3B47), rgb(0x4C6B4C), rgb(0x2B2B33), rgb(0xC9C4B8), rgb(0x8C6D3F)}
	walls  = []color.Color{rgb(0xBFD4E0), rgb(0xE3D3BF), rgb(0xC8D9C3), rgb(0xD7C7DE), rgb(0xB9C0C9), rgb(0xE8D9D2)}
)

// portrait draws an invented face of simple shapes into a square or disc.
func (c *canvas) portrait(seed uint64, x, y, w, h float64, round bool) {
	r := rand.New(rand.NewPCG(seed, 7))
	tmp := &canvas{img: image.NewRGBA(c.img.Bounds().Intersect(image.Rect(
		int(x*c.scale)-2, int(y*c.scale)-2, int((x+w)*c.scale)+3, int((y+h)*c.scale)+3))), scale: c.scale, pen: c.pen}
	if tmp.img.Bounds().Empty() {
		return
	}
	wall, skin, hair, shirt := pick(r, walls), pick(r, skins), pick(r, hairs), pick(r, shirts)
	cx, s := x+w/2, w
	tmp.rect(x-1, y-1, w+3, h+3, wall)
	long := r.IntN(2) == 0
	head := y + h*0.44
	if long {
		tmp.fill(rounded(cx-s*0.27, head-s*0.24, s*0.54, s*0.66, [4]float64{s * 0.26, s * 0.26, s * 0.08, s * 0.08}), hair)
	}
	tmp.fill(rounded(cx-s*0.40, y+h*0.80, s*0.80, h*0.4, [4]float64{s * 0.24, s * 0.24, 0, 0}), shirt)
	tmp.fill(rounded(cx-s*0.09, head+s*0.12, s*0.18, s*0.28, [4]float64{0, 0, s * 0.08, s * 0.08}), skin)
	tmp.fill(ellipse(cx, head, s*0.205, s*0.25), skin)
	tmp.fill(polygon(cx-s*0.21, head-s*0.05, cx-s*0.17, head-s*0.24, cx, head-s*0.30, cx+s*0.17, head-s*0.24,
		cx+s*0.21, head-s*0.05, cx+s*0.14, head-s*0.14, cx-s*(0.02+0.1*r.Float64()), head-s*0.17), hair)
	eye := rgb(0x2A211C)
	for _, d := range []float64{-1, 1} {
		tmp.fill(ellipse(cx+d*s*0.085, head-s*0.005, s*0.022, s*0.020), eye)
		tmp.stroke(cx+d*s*0.055, head-s*0.065, cx+d*s*0.12, head-s*0.06, s*0.014, hair)
	}
	tmp.stroke(cx, head+s*0.03, cx-s*0.014, head+s*0.075, s*0.012, shade(skin))
	tmp.stroke(cx-s*0.05, head+s*0.135, cx+s*0.05, head+s*(0.125+0.02*r.Float64()), s*0.016, rgb(0xA5564D))
	if r.IntN(3) == 0 {
		for _, d := range []float64{-1, 1} {
			tmp.ring(cx+d*s*0.085, head, s*0.062, s*0.011, eye)
		}
	}
	clip := rounded(x, y, w, h, [4]float64{4, 4, 4, 4})
	if round {
		clip = ellipse(x+w/2, y+h/2, w/2, h/2)
	}
	c.fillFrom(tmp.img, clip)
}

// ring is a circle line of thin strokes.
func (c *canvas) ring(cx, cy, radius, w float64, col color.Color) {
	p := ellipse(cx, cy, radius, radius)
	in := ellipse(cx, cy, radius-w, radius-w)
	// The inner outline runs the other way, so that it is cut out.
	rev := &path{}
	rev.move(in.ops[4].x, in.ops[4].y)
	for i := 4; i >= 1; i-- {
		o := in.ops[i]
		rev.cube(o.x2, o.y2, o.x1, o.y1, in.ops[i-1].x, in.ops[i-1].y)
	}
	rev.close()
	p.ops = append(p.ops, rev.ops...)
	c.fill(p, col)
}

func shade(col color.Color) color.Color {
	r, g, b, _ := col.RGBA()
	return color.RGBA{uint8(r >> 8 * 4 / 5), uint8(g >> 8 * 4 / 5), uint8(b >> 8 * 4 / 5), 255}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// Portrait fills a picture with the drawn face of a seed, the same that a page
// with that Photo shows, over a band that says EXERCISE.
func Portrait(img *image.RGBA, seed uint64, band color.Color) error {
	pen, err := penFor("Noto Sans", "en")
	if err != nil {
		return err
	}
	defer release("Noto Sans", "en", pen)
	c := &canvas{img: img, scale: 1, pen: pen}
	b := img.Bounds()
	w, h := float64(b.Dx()), float64(b.Dy())
	c.portrait(seed, 0, 0, w, h-36, false)
	c.rect(0, h-36, w, 36, band)
	c.centred(Watermark, w/2, h-11, 20, rgb(0xFFFFFF), true)
	return nil
}
