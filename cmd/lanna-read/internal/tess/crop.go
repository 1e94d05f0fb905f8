package tess

import (
	"image"
	"slices"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/digits"
	"lanna/cmd/lanna-read/internal/ground"
)

const (
	cropHeight = 56   // pixels of a line with its margins; letters of some 30
	margin     = 12   // white around it
	reach      = 0.12 // of the height taken above and below: tone marks stick out
)

// crop is a line as tesseract likes it: dark on white, of one height, with a
// margin. It remembers where in the line a column lies.
type crop struct {
	grey   *image.Gray
	inner  int            // width without margins
	groups []digits.Group // of its ink
}

// signs is the number of pieces of ink in a stretch of the line.
func (c crop) signs(from, to float64) int {
	n := 0
	for _, g := range c.groups {
		if m := c.at((g.Box.Min.X + g.Box.Max.X) / 2); m >= from && m <= to {
			n++
		}
	}
	return n
}

// at is the share of the line's length at a column of the crop.
func (c crop) at(x int) float64 {
	return max(0, min(1, float64(x-margin)/float64(c.inner)))
}

// newCrop cuts a line. Brightness is the place of a pixel on the way from the
// colour of the letters to the ground, so that white on green and black on
// white look alike.
func newCrop(img *image.RGBA, q detect.Quad, behind, letters ground.Colour) crop {
	inner := max(1, int(cropHeight*q.HW/(q.HH*(1+2*reach))+0.5))
	c := crop{grey: image.NewGray(image.Rect(0, 0, inner+2*margin, cropHeight+2*margin)), inner: inner}
	for i := range c.grey.Pix {
		c.grey.Pix[i] = 255
	}
	samples := max(1, min(4, int(2*q.HH*(1+2*reach)/cropHeight+0.99)))
	for y := range cropHeight {
		for x := range inner {
			sum := 0.0
			for s := range samples * samples {
				u := (float64(x) + (float64(s%samples)+0.5)/float64(samples)) / float64(inner)
				v := (float64(y) + (float64(s/samples)+0.5)/float64(samples)) / cropHeight
				px, py := q.At(u, v*(1+2*reach)-reach)
				sum += light(img, px-0.5, py-0.5, behind, letters)
			}
			c.grey.Pix[(y+margin)*c.grey.Stride+x+margin] = uint8(255*sum/float64(samples*samples) + 0.5)
		}
	}
	c.groups = digits.Groups(c.grey, c.area())
	return c
}

// light is 0 for the colour of the letters and 1 for the ground, bilinear
// between pixels.
func light(img *image.RGBA, x, y float64, behind, letters ground.Colour) float64 {
	x = max(0, min(x, float64(img.Rect.Dx()-1)))
	y = max(0, min(y, float64(img.Rect.Dy()-1)))
	x0, y0 := int(x), int(y)
	x1, y1 := min(x0+1, img.Rect.Dx()-1), min(y0+1, img.Rect.Dy()-1)
	fx, fy := x-float64(x0), y-float64(y0)
	var along, length float64
	for i := range 3 {
		at := func(x, y int) float64 { return float64(img.Pix[y*img.Stride+x*4+i]) }
		top := at(x0, y0) + (at(x1, y0)-at(x0, y0))*fx
		bottom := at(x0, y1) + (at(x1, y1)-at(x0, y1))*fx
		value := top + (bottom-top)*fy
		way := float64(behind[i]) - float64(letters[i])
		along += (value - float64(letters[i])) * way
		length += way * way
	}
	if length == 0 {
		return 1
	}
	return max(0, min(1, along/length))
}

// shrunk is a line at a share of its size; each pixel is the mean of what it
// covers.
func shrunk(g *image.Gray, by float64) *image.Gray {
	const samples = 3
	out := image.NewGray(image.Rect(0, 0, int(float64(g.Rect.Dx())*by), int(float64(g.Rect.Dy())*by)))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			sum := 0
			for s := range samples * samples {
				u := (float64(x) + (float64(s%samples)+0.5)/samples) / by
				v := (float64(y) + (float64(s/samples)+0.5)/samples) / by
				sum += int(g.Pix[int(v)*g.Stride+int(u)])
			}
			out.Pix[y*out.Stride+x] = uint8(sum / (samples * samples))
		}
	}
	return out
}

// A space is at least spaceWidth columns wide and more than wideTimes the usual
// gap between letters of its line.
const (
	spaceWidth = 8
	wideTimes  = 2.2
	alike      = 65 // hundredths of the middle one that a space is wide at least
)

// gaps are the middles of the spaces.
func (c crop) gaps() []int {
	type stretch struct{ from, to int }
	var all []stretch
	for x := margin; x < margin+c.inner; x++ {
		switch n := len(all); {
		case !c.blank(x):
		case n > 0 && all[n-1].to == x:
			all[n-1].to++
		default:
			all = append(all, stretch{x, x + 1})
		}
	}
	var widths []int
	for _, s := range all {
		widths = append(widths, s.to-s.from)
	}
	slices.Sort(widths)
	least := spaceWidth
	if n := len(widths); n > 0 {
		least = max(least, int(wideTimes*float64(widths[n/2]))+1)
	}
	first, _ := slices.BinarySearch(widths, least)
	if spaces := widths[first:]; len(spaces) > 0 { // those of one line are alike
		least = max(least, spaces[len(spaces)/2]*alike/100)
	}
	var found []int
	for _, s := range all {
		if s.from > margin && s.to < margin+c.inner && s.to-s.from >= least && !c.underlined(s.from, s.to) && !c.pointAt(s.to) {
			found = append(found, (s.from+s.to)/2)
		}
	}
	return found
}

// pointAt: a comma or full stop begins at a column; no word does so.
func (c crop) pointAt(x int) bool {
	return slices.ContainsFunc(c.groups, func(g digits.Group) bool {
		b := g.Box
		return b.Min.X >= x-2 && b.Min.X <= x+2 && b.Dy() < cropHeight*3/10 && b.Dx() < cropHeight/5 && b.Min.Y > margin+cropHeight/2
	})
}

// underlined: a low stroke fills the columns, which is an underscore and no
// space.
func (c crop) underlined(from, to int) bool {
	for y := margin + cropHeight*3/5; y < margin+cropHeight; y++ {
		n := 0
		for _, p := range c.grey.Pix[y*c.grey.Stride+from : y*c.grey.Stride+to] {
			if p < 150 {
				n++
			}
		}
		if n*10 >= (to-from)*6 {
			return true
		}
	}
	return false
}

// blank leaves the outer fifths out: marks of the lines above and below.
func (c crop) blank(x int) bool {
	const edge = cropHeight / 5
	for y := margin + edge; y < margin+cropHeight-edge; y++ {
		if c.grey.Pix[y*c.grey.Stride+x] < 150 {
			return false
		}
	}
	return true
}

// area is the line without its margins.
func (c crop) area() image.Rectangle { return c.grey.Rect.Inset(margin) }
