package tess

import (
	"bytes"
	"encoding/binary"
	"image"
)

// pages writes grey pictures as the pages of one TIFF without compression
// (baseline TIFF 6.0). Tesseract reads it from standard input, so that many
// lines cost one start of the program, and no picture touches a disk.
func pages(lines []*image.Gray) []byte {
	var out bytes.Buffer
	le := binary.LittleEndian
	out.WriteString("II*\x00")
	next := out.Len() // where the offset of the next directory goes
	out.Write(make([]byte, 4))
	for _, l := range lines {
		pixels := out.Len()
		w, h := l.Rect.Dx(), l.Rect.Dy()
		for y := range h {
			out.Write(l.Pix[y*l.Stride : y*l.Stride+w])
		}
		if out.Len()%2 == 1 {
			out.WriteByte(0)
		}
		le.PutUint32(out.Bytes()[next:], uint32(out.Len()))
		entries := []struct{ tag, value uint32 }{
			{256, uint32(w)}, {257, uint32(h)}, // width, height
			{258, 8}, {259, 1}, {262, 1}, // bits, no compression, black is zero
			{273, uint32(pixels)}, {277, 1}, // where the strip is, samples
			{278, uint32(h)}, {279, uint32(w * h)}, // rows and bytes of the strip
		}
		out.Write(le.AppendUint16(nil, uint16(len(entries))))
		for _, e := range entries {
			entry := le.AppendUint16(nil, uint16(e.tag))
			entry = le.AppendUint16(entry, 4) // LONG
			entry = le.AppendUint32(entry, 1)
			out.Write(le.AppendUint32(entry, e.value))
		}
		next = out.Len()
		out.Write(make([]byte, 4))
	}
	return out.Bytes()
}
