package picture

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"

	"lanna/extract/reading"
)

// Encode writes a PNG: pixels only, no metadata.
func Encode(img image.Image) ([]byte, error) {
	var out bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	err := e.Encode(&out, img)
	return out.Bytes(), err
}

// Crop encodes what lies in the box. A box that reaches over the edge is cut;
// one that lies wholly outside is refused.
func Crop(img *image.RGBA, box reading.Box) (encoded []byte, size image.Point, err error) {
	r, err := inside(img, box)
	if err != nil {
		return nil, image.Point{}, err
	}
	encoded, err = Encode(img.SubImage(r))
	return encoded, r.Size(), err
}

// Redraw makes a white page of the same size on which only the boxes are kept.
func Redraw(img *image.RGBA, boxes []reading.Box) (*image.RGBA, error) {
	page := image.NewRGBA(img.Rect)
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	for _, box := range boxes {
		r, err := inside(img, box)
		if err != nil {
			return nil, err
		}
		draw.Draw(page, r, img, r.Min, draw.Src)
	}
	return page, nil
}

func inside(img *image.RGBA, box reading.Box) (image.Rectangle, error) {
	const far = 1 << 30 // keeps the sums of a hostile box from wrapping
	if box.Empty() || max(box.X, box.Y, box.W, box.H) > far || min(box.X, box.Y) < -far {
		return image.Rectangle{}, refuse(reading.CodeBadBox)
	}
	r := box.Rectangle().Intersect(img.Rect)
	if r.Empty() {
		return image.Rectangle{}, refuse(reading.CodeBadBox)
	}
	return r, nil
}
