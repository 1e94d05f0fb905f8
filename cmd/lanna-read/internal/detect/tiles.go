package detect

import (
	"image"
)

// tiles cuts a tall picture into bands of at most maxPixels. Each cut lies at
// the row with the least contrast near the end of the band, so that it passes
// between lines and no line is found in halves.
func tiles(img *image.RGBA, maxPixels int) []image.Rectangle {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	tall := max(multiple, maxPixels/w/multiple*multiple)
	if h <= tall {
		return []image.Rectangle{img.Rect}
	}
	var all []image.Rectangle
	for top := 0; top < h; {
		bottom := h
		if h-top > tall {
			bottom = quietestRow(img, top+tall*2/3, top+tall)
		}
		all = append(all, image.Rect(0, top, w, bottom))
		top = bottom
	}
	return all
}

// quietestRow is the row in [from, to) in whose neighbourhood colours change
// least from pixel to pixel; of several, the last.
func quietestRow(img *image.RGBA, from, to int) int {
	best, least := to-1, int(^uint(0)>>1)
	for y := from; y < to; y++ {
		c := contrast(img, y-1) + contrast(img, y) + contrast(img, y+1)
		if c <= least {
			best, least = y, c
		}
	}
	return best
}

func contrast(img *image.RGBA, y int) int {
	if y < 0 || y >= img.Rect.Dy() {
		return 0
	}
	row := img.Pix[y*img.Stride : y*img.Stride+img.Rect.Dx()*4]
	sum := 0
	for x := 4; x < len(row); x += 4 {
		d := int(row[x+1]) - int(row[x-3])
		if d = max(d, -d); d > 12 { // less is the noise of JPEG
			sum += d
		}
	}
	return sum
}
