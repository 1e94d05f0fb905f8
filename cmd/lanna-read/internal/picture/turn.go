package picture

import (
	"image"
	"math"
)

// A Turn levels a picture of which the lines have a slope.
type Turn struct {
	cx, cy   float64
	sin, cos float64
}

// Level is the turn for a picture whose lines have a slope, the sine of their angle;
// positive where they fall to the right.
func Level(r image.Rectangle, slope float64) Turn {
	return Turn{float64(r.Min.X+r.Max.X) / 2, float64(r.Min.Y+r.Max.Y) / 2, slope, math.Sqrt(1 - slope*slope)}
}

// Source is the place in the picture that stands at x, y in the turned one.
func (t Turn) Source(x, y float64) (float64, float64) {
	dx, dy := x-t.cx, y-t.cy
	return t.cx + dx*t.cos - dy*t.sin, t.cy + dx*t.sin + dy*t.cos
}

// Of is the picture turned, of the same size; what lies beyond its edge is as the
// edge.
func (t Turn) Of(img *image.RGBA) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		to := out.Pix[out.PixOffset(img.Rect.Min.X, y):]
		for x := img.Rect.Min.X; x < img.Rect.Max.X; x++ {
			sx, sy := t.Source(float64(x)+0.5, float64(y)+0.5)
			blend(to[4*(x-img.Rect.Min.X):], img, sx-0.5, sy-0.5)
		}
	}
	return out
}

// blend sets a pixel to what the four around a place come to.
func blend(to []uint8, img *image.RGBA, x, y float64) {
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := x-x0, y-y0
	a, b := pixel(img, int(x0), int(y0)), pixel(img, int(x0)+1, int(y0))
	c, d := pixel(img, int(x0), int(y0)+1), pixel(img, int(x0)+1, int(y0)+1)
	for i := range 4 {
		upper := float64(a[i])*(1-fx) + float64(b[i])*fx
		lower := float64(c[i])*(1-fx) + float64(d[i])*fx
		to[i] = uint8(upper*(1-fy) + lower*fy + 0.5)
	}
}

func pixel(img *image.RGBA, x, y int) []uint8 {
	x, y = min(max(x, img.Rect.Min.X), img.Rect.Max.X-1), min(max(y, img.Rect.Min.Y), img.Rect.Max.Y-1)
	return img.Pix[img.PixOffset(x, y):]
}
