package picture

import "image"

// Shrink makes a picture smaller by area averaging, which keeps thin strokes
// as grey where sampling would lose them. w and h are the new size and not
// larger than the old one; the same size returns the picture itself.
func Shrink(src *image.RGBA, w, h int) *image.RGBA {
	sw, sh := src.Rect.Dx(), src.Rect.Dy()
	if w >= sw && h >= sh {
		return src
	}
	w, h = max(1, min(w, sw)), max(1, min(h, sh))
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	columns := weights(sw, w)
	sums := make([]uint32, w*3)
	for y, rows := range weights(sh, h) {
		clear(sums)
		for i, weight := range rows.weight {
			addRow(sums, src.Pix[(rows.from+i)*src.Stride:], columns, weight)
		}
		out := dst.Pix[y*dst.Stride:]
		for x := range w {
			out[x*4] = uint8((sums[x*3] + 1<<15) >> 16)
			out[x*4+1] = uint8((sums[x*3+1] + 1<<15) >> 16)
			out[x*4+2] = uint8((sums[x*3+2] + 1<<15) >> 16)
			out[x*4+3] = 255
		}
	}
	return dst
}

// window is the stretch of source pixels that one target pixel covers, with
// weights that sum to 256.
type window struct {
	from   int
	weight []uint32
}

func weights(from, to int) []window {
	all := make([]window, to)
	for i := range all {
		lo := float64(i) * float64(from) / float64(to)
		hi := float64(i+1) * float64(from) / float64(to)
		w := window{from: int(lo)}
		left := uint32(256)
		for p := int(lo); p < from && float64(p) < hi-1e-9; p++ {
			part := (min(hi, float64(p+1)) - max(lo, float64(p))) / (hi - lo)
			v := min(left, uint32(part*256+0.5))
			w.weight = append(w.weight, v)
			left -= v
		}
		w.weight[len(w.weight)-1] += left
		all[i] = w
	}
	return all
}

func addRow(sums []uint32, row []uint8, columns []window, weight uint32) {
	for x := range columns {
		c := &columns[x]
		var r, g, b uint32
		p := row[c.from*4:]
		for i, v := range c.weight {
			q := p[i*4 : i*4+3]
			r += uint32(q[0]) * v
			g += uint32(q[1]) * v
			b += uint32(q[2]) * v
		}
		s := sums[x*3 : x*3+3]
		s[0] += r * weight
		s[1] += g * weight
		s[2] += b * weight
	}
}
