// Package picture decodes pictures of strangers and makes pictures of them:
// upright, without metadata, cut, or redrawn.
//
// What a file is, is judged by its content. Size and format are read from the
// header, and refused there, before a pixel is decoded.
package picture

import (
	"bufio"
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"lanna/extract/reading"
)

// Refused says why a picture was not decoded. It carries a code and nothing of
// the picture.
type Refused struct{ Code reading.Code }

func (r *Refused) Error() string { return "picture: refused: " + string(r.Code) }

func refuse(c reading.Code) error { return &Refused{c} }

// maxDecoded bounds the bytes that the pixels of one picture take while they
// are decoded, so that the process stays under 600 MB.
const maxDecoded = 200 << 20

type format struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// sniff finds the format by the first bytes; nil where it is none of ours.
func sniff(data []byte) *format {
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return &format{png.DecodeConfig, png.Decode}
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return &format{jpeg.DecodeConfig, jpeg.Decode}
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return &format{webp.DecodeConfig, webp.Decode}
	}
	return nil
}

// Decode decodes a PNG, JPEG or WebP. The picture that it returns is upright
// (EXIF orientation applied), opaque (transparent pixels on white) and starts
// at 0,0. Errors are *Refused.
func Decode(data []byte) (*image.RGBA, error) {
	if len(data) == 0 {
		return nil, refuse(reading.CodeEmpty)
	}
	f := sniff(data)
	if f == nil {
		return nil, refuse(reading.CodeUnknownFormat)
	}
	c, err := f.config(bytes.NewReader(data))
	if err != nil {
		return nil, refuse(reading.CodeDamaged)
	}
	if tooLarge(c) {
		return nil, refuse(reading.CodeTooLarge)
	}
	if c.Width <= 0 || c.Height <= 0 {
		return nil, refuse(reading.CodeDamaged)
	}
	img, err := f.decode(bufio.NewReader(bytes.NewReader(data)))
	if err != nil || img.Bounds().Empty() {
		return nil, refuse(reading.CodeDamaged)
	}
	if b := img.Bounds(); b.Dx() > c.Width || b.Dy() > c.Height {
		return nil, refuse(reading.CodeDamaged) // the header lied about the size
	}
	return upright(opaque(img), orientation(data)), nil
}

func tooLarge(c image.Config) bool {
	if c.Width > reading.MaxSide || c.Height > reading.MaxSide {
		return true
	}
	pixels := int64(c.Width) * int64(c.Height)
	return pixels > reading.MaxPixels || pixels*bytesPerPixel(c.ColorModel) > maxDecoded
}

func bytesPerPixel(m color.Model) int64 {
	switch m {
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	case color.Gray16Model:
		return 2
	}
	return 4
}
