package recognise

import (
	"image"
	"math"

	"lanna/cmd/lanna-read/internal/detect"
)

// fill samples a line into the planes blue, green, red of one item of a batch,
// -1 to 1, and pads with 0. Each target pixel is the mean of the source pixels
// that it covers (up to 4 x 4 samples), so that letters that shrink keep their
// thin strokes.
func fill(planes []float32, width int, img *image.RGBA, q detect.Quad, filled int) {
	samples := max(1, min(4, int(math.Ceil(2*q.HH/lineHeight))))
	n := float32(samples * samples)
	size := lineHeight * width
	for y := range lineHeight {
		for x := range filled {
			var c [3]float32
			for s := range samples * samples {
				u := (float64(x) + (float64(s%samples)+0.5)/float64(samples)) / float64(filled)
				v := (float64(y) + (float64(s/samples)+0.5)/float64(samples)) / lineHeight
				px, py := q.At(u, v)
				addSample(&c, img, px-0.5, py-0.5)
			}
			at := y*width + x
			planes[at] = c[2]/n/127.5 - 1
			planes[size+at] = c[1]/n/127.5 - 1
			planes[2*size+at] = c[0]/n/127.5 - 1
		}
	}
}

// addSample adds the colour at a point between pixels, bilinear.
func addSample(c *[3]float32, img *image.RGBA, x, y float64) {
	x = max(0, min(x, float64(img.Rect.Dx()-1)))
	y = max(0, min(y, float64(img.Rect.Dy()-1)))
	x0, y0 := int(x), int(y)
	x1, y1 := min(x0+1, img.Rect.Dx()-1), min(y0+1, img.Rect.Dy()-1)
	fx, fy := float32(x-float64(x0)), float32(y-float64(y0))
	top, bottom := img.Pix[y0*img.Stride:], img.Pix[y1*img.Stride:]
	a, b := top[x0*4:x0*4+3], top[x1*4:x1*4+3]
	d, e := bottom[x0*4:x0*4+3], bottom[x1*4:x1*4+3]
	for i := range c {
		t := float32(a[i]) + (float32(b[i])-float32(a[i]))*fx
		u := float32(d[i]) + (float32(e[i])-float32(d[i]))*fx
		c[i] += t + (u-t)*fy
	}
}
