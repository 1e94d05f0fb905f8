package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation finds the EXIF orientation (1 to 8, TIFF tag 0x0112) of a JPEG,
// PNG or WebP; 1 where there is none or where it does not parse.
func orientation(data []byte) int {
	at := bytes.Index(data[:min(len(data), 256<<10)], []byte("Exif\x00\x00"))
	if at >= 0 {
		return tiffOrientation(data[at+6:])
	}
	for _, mark := range []string{"eXIf", "EXIF"} { // chunks of PNG and WebP
		if at = bytes.Index(data, []byte(mark)); at < 0 {
			continue
		}
		rest := data[at+4:]
		if mark == "EXIF" && len(rest) > 4 {
			rest = rest[4:] // the chunk's length stands after its name
		}
		return tiffOrientation(rest)
	}
	return 1
}

func tiffOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == 0x0112 {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}

// upright applies an EXIF orientation.
func upright(src *image.RGBA, o int) *image.RGBA {
	if o <= 1 || o > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if o >= 5 {
		dst = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		row := src.Pix[y*src.Stride:]
		for x := range w {
			dx, dy := turned(o, x, y, w, h)
			copy(dst.Pix[dy*dst.Stride+dx*4:][:4], row[x*4:x*4+4])
		}
	}
	return dst
}

// turned says where the stored pixel x, y of a w x h picture belongs.
func turned(o, x, y, w, h int) (int, int) {
	switch o {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}
