package digits

import (
	"image"
	"slices"
)

const (
	inked   = 90   // darkness, of 255, of a pixel that is ink
	stacked = 0.50 // of the narrower: parts that overlap so far are one sign
	speck   = 0.07 // of the height of the line: less is dirt; a comma of 1x has 0.08
	rimmed  = 0.20 // of it: what lies wholly in the rim is of another line
)

// Group is ink that stands in the same columns: a sign with its marks, or signs
// that touch.
type Group struct {
	Box image.Rectangle
}

// Groups are the signs of a line from left to right. The line is dark on white;
// area is where it lies in the picture.
func Groups(line *image.Gray, area image.Rectangle) []Group {
	return groupsOf(blobs(line, area, inked), area)
}

func groupsOf(parts []image.Rectangle, area image.Rectangle) []Group {
	high := float64(area.Dy())
	parts = slices.DeleteFunc(parts, func(b image.Rectangle) bool {
		inRim := float64(b.Max.Y-area.Min.Y) < rimmed*high || float64(area.Max.Y-b.Min.Y) < rimmed*high
		return float64(max(b.Dx(), b.Dy())) < speck*high || inRim && (b.Min.Y <= area.Min.Y || b.Max.Y >= area.Max.Y)
	})
	slices.SortFunc(parts, func(a, b image.Rectangle) int { return a.Min.X - b.Min.X })
	var all []Group
	for _, p := range parts {
		if n := len(all); n > 0 {
			last := &all[n-1].Box
			shared := min(last.Max.X, p.Max.X) - max(last.Min.X, p.Min.X)
			if float64(shared) > stacked*float64(min(last.Dx(), p.Dx())) {
				*last = last.Union(p)
				continue
			}
		}
		all = append(all, Group{p})
	}
	return all
}

// blobs are the boxes of the connected ink of at least a darkness.
func blobs(g *image.Gray, area image.Rectangle, least uint8) []image.Rectangle {
	area = area.Intersect(g.Rect)
	seen := make([]bool, area.Dx()*area.Dy())
	dark := func(x, y int) bool { return 255-g.Pix[y*g.Stride+x] >= least }
	var out []image.Rectangle
	var stack []image.Point
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if seen[(y-area.Min.Y)*area.Dx()+x-area.Min.X] || !dark(x, y) {
				continue
			}
			var box image.Rectangle
			stack = append(stack[:0], image.Pt(x, y))
			for len(stack) > 0 {
				p := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				if !p.In(area) || seen[(p.Y-area.Min.Y)*area.Dx()+p.X-area.Min.X] || !dark(p.X, p.Y) {
					continue
				}
				seen[(p.Y-area.Min.Y)*area.Dx()+p.X-area.Min.X] = true
				box = box.Union(image.Rect(p.X, p.Y, p.X+1, p.Y+1))
				for dy := -1; dy <= 1; dy++ {
					for dx := -1; dx <= 1; dx++ {
						stack = append(stack, image.Pt(p.X+dx, p.Y+dy))
					}
				}
			}
			out = append(out, box)
		}
	}
	return out
}

// UsualHeight is the middle height of the signs that are no specks.
func UsualHeight(groups []Group, area image.Rectangle) int {
	var heights []int
	for _, g := range groups {
		if h := g.Box.Dy(); 5*h > area.Dy() {
			heights = append(heights, h)
		}
	}
	if len(heights) == 0 {
		return max(1, area.Dy()/2)
	}
	slices.Sort(heights)
	return heights[len(heights)/2]
}

// InputOf is what stands in a box of a line, as the net sees it.
func InputOf(line *image.Gray, area, box image.Rectangle, usual int) *Input {
	box = shrink(line, box)
	var in Input
	if box.Empty() {
		return &in
	}
	scale := min(float64(wide)/float64(box.Dx()), float64(high)/float64(box.Dy()))
	left := (wide - scale*float64(box.Dx())) / 2
	top := (high - scale*float64(box.Dy())) / 2
	const samples = 3
	for y := range high {
		for x := range wide {
			sum := 0.0
			for s := range samples * samples {
				u := (float64(x)+(float64(s%samples)+0.5)/samples-left)/scale + float64(box.Min.X)
				v := (float64(y)+(float64(s/samples)+0.5)/samples-top)/scale + float64(box.Min.Y)
				sum += darkness(line, box, u-0.5, v-0.5)
			}
			in[y*wide+x] = float32(sum / (samples * samples))
		}
	}
	shape := in[wide*high:]
	shape[0] = float32(box.Dy()) / float32(area.Dy())
	shape[1] = float32(box.Min.Y-area.Min.Y) / float32(area.Dy())
	shape[2] = min(2, float32(box.Dx())/float32(box.Dy()))
	shape[3] = min(2, float32(box.Dy())/float32(usual))
	return &in
}

// darkness between pixels, bilinear; 0 outside of the box.
func darkness(g *image.Gray, box image.Rectangle, x, y float64) float64 {
	x0, y0 := int(x+1)-1, int(y+1)-1
	fx, fy := x-float64(x0), y-float64(y0)
	at := func(x, y int) float64 {
		if !image.Pt(x, y).In(box) {
			return 0
		}
		return float64(255-g.Pix[y*g.Stride+x]) / 255
	}
	above := at(x0, y0) + (at(x0+1, y0)-at(x0, y0))*fx
	below := at(x0, y0+1) + (at(x0+1, y0+1)-at(x0, y0+1))*fx
	return above + (below-above)*fy
}

// shrink draws a box close around its ink.
func shrink(g *image.Gray, box image.Rectangle) image.Rectangle {
	var out image.Rectangle
	box = box.Intersect(g.Rect)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if 255-g.Pix[y*g.Stride+x] >= inked {
				out = out.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return out
}

// Cuts are columns at which signs that touch may be parted: where a column has
// less ink than those beside it.
func Cuts(line *image.Gray, box image.Rectangle) []int {
	ink := make([]int, box.Dx())
	for x := range ink {
		for y := box.Min.Y; y < box.Max.Y; y++ {
			ink[x] += int(255 - line.Pix[y*line.Stride+box.Min.X+x])
		}
	}
	const reach = 4
	var cuts []int
	for x := reach; x < len(ink)-reach; x++ {
		around := ink[max(0, x-reach):min(len(ink), x+reach+1)]
		if ink[x] == slices.Min(around) && slices.Max(around) > ink[x]*5/4 && (len(cuts) == 0 || box.Min.X+x-cuts[len(cuts)-1] >= reach) {
			cuts = append(cuts, box.Min.X+x)
		}
	}
	return cuts
}
