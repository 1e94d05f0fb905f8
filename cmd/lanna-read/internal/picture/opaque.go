package picture

import (
	"image"
	"image/color"
	"image/draw"
)

// opaque turns any picture into RGBA on white. It reuses the pixels where it
// can, because a second copy of 40 megapixels is 160 MB.
func opaque(img image.Image) *image.RGBA {
	b := img.Bounds()
	switch src := img.(type) {
	case *image.RGBA:
		if b.Min == (image.Point{}) && src.Opaque() {
			return src
		}
	case *image.NRGBA:
		if b.Min == (image.Point{}) {
			return onWhite(src)
		}
	}
	dst := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(dst, dst.Bounds(), img, b.Min, draw.Over)
	return dst
}

// onWhite blends in place: NRGBA and RGBA have the same layout.
func onWhite(src *image.NRGBA) *image.RGBA {
	p := src.Pix
	for i := 0; i+3 < len(p); i += 4 {
		a := uint32(p[i+3])
		if a == 255 {
			continue
		}
		for c := range 3 {
			p[i+c] = uint8((uint32(p[i+c])*a + 255*(255-a) + 127) / 255)
		}
		p[i+3] = 255
	}
	return &image.RGBA{Pix: p, Stride: src.Stride, Rect: src.Rect}
}
