package page

import (
	"cmp"
	"image"
	"math"
	"slices"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/ground"
)

// Marks above and below Burmese, Lao and Thai letters reach into the next line.
// The model then joins pieces of two lines into one box, or makes boxes that
// overlap. Ink knows better: a row of letters is a dense band.
const (
	closeRows  = 0.30 // of the usual height: boxes nearer than this are of one stack
	spill      = 0.35 // of it: ink looked for above and below the boxes of a stack
	smooth     = 0.30 // of it: rows over which ink is averaged to find the bands
	leastPitch = 0.55 // of it: two bands stand no nearer
	valley     = 0.80 // of a band's ink: there is less between it and the next
	faintBand  = 0.30 // of the strongest band: less must be where the model saw a line
	wideGap    = 1.50 // of it: columns
	smallGap   = 0.30 // of it: a gap here parts pieces that the model saw apart
	farthest   = 0.70 // of it: ink further from the letters of its row is none of it
	atFoot     = 0.12 // of it: what begins so little below the letters belongs to them
	bodyInk    = 0.50 // of a band's ink: rows that its letters fill
	sameEdge   = 0.10 // of it: a row whose box was right already
)

// Restack draws the rows of stacked lines anew by their ink. A row whose box
// was right stays as it is; the others get a picture of their own, without the
// marks of their neighbours, and are yet to be read.
func Restack(img *image.RGBA, found []Found) []Found {
	var out []Found
	for _, s := range stacks(found) {
		out = append(out, s.rows(img)...)
	}
	return out
}

// A stack is lines on one ground that stand close below or beside one another.
type stack []Found

func stacks(found []Found) []stack {
	usual := usualHeight(found)
	var all []stack
	for _, f := range found {
		mine := stack{f}
		rest := all[:0:0]
		for _, s := range all {
			if slices.ContainsFunc(s, func(o Found) bool { return near(f, o, usual) }) {
				mine = append(s, mine...)
			} else {
				rest = append(rest, s)
			}
		}
		all = append(rest, mine)
	}
	return all
}

// usualHeight is the middle height of the boxes, weighed by their length.
func usualHeight(found []Found) float64 {
	sorted := slices.Clone(found)
	slices.SortFunc(sorted, func(a, b Found) int { return cmp.Compare(a.Quad.HH, b.Quad.HH) })
	total, below := 0.0, 0.0
	for _, f := range sorted {
		total += f.Quad.HW
	}
	for _, f := range sorted {
		if below += f.Quad.HW; 2*below >= total {
			return 2 * f.Quad.HH
		}
	}
	return 0
}

// near boxes may share ink or a row.
func near(a, b Found, usual float64) bool {
	p, q := a.Quad, b.Quad
	if !p.Upright() || !q.Upright() || !ground.Alike(a.Ground, b.Ground) {
		return false
	}
	aside := max(p.CX-p.HW, q.CX-q.HW) - min(p.CX+p.HW, q.CX+q.HW)
	apart := max(p.CY-p.HH, q.CY-q.HH) - min(p.CY+p.HH, q.CY+q.HH)
	if aside < 0 {
		return apart < closeRows*usual
	}
	return aside < usual && apart < -0.3*min(p.HH, q.HH)
}

func (s stack) box() image.Rectangle {
	var b image.Rectangle
	for _, f := range s {
		b = b.Union(f.Quad.Bounds())
	}
	return b
}

// ground and ink of a stack are those of its longest line.
func (s stack) longest() Found {
	return slices.MaxFunc(s, func(a, b Found) int { return cmp.Compare(a.Quad.HW, b.Quad.HW) })
}

// rows are the lines of a stack by its ink.
func (s stack) rows(img *image.RGBA) []Found {
	usual := usualHeight(s)
	if len(s) == 1 && !s[0].Quad.Upright() || usual < 4 {
		return s
	}
	like := s.longest()
	blobs, area := s.blobs(img, like, usual)
	if len(blobs) == 0 {
		return s
	}
	bands := s.bands(blobs, area, usual)
	if len(bands) == 0 {
		return s
	}
	ink := profile(blobs, area)
	cuts := cutsBetween(bands, ink)
	for i := range cuts {
		cuts[i] += area.Min.Y
	}
	var out []Found
	for i, row := range assign(blobs, bodies(bands, averaged(ink, 1), area.Min.Y), cuts, usual) {
		out = append(out, s.pieces(img, row, like, usual, area.Min.Y+bands[i])...)
	}
	return out
}

// blobs are the letters and marks in and around the boxes. What touches the rim
// of the area and reaches far is a border or a picture.
func (s stack) blobs(img *image.RGBA, like Found, usual float64) ([]ground.Blob, image.Rectangle) {
	b := s.box()
	beyond := int(spill*usual + 0.5)
	area := image.Rect(b.Min.X-beyond/2, b.Min.Y-beyond, b.Max.X+beyond/2, b.Max.Y+beyond).Intersect(img.Rect)
	all := ground.Blobs(img, area, like.Ground, like.Ink)
	return slices.DeleteFunc(all, func(o ground.Blob) bool {
		above := o.Box.Min.Y == area.Min.Y || o.Box.Max.Y == area.Max.Y
		aside := o.Box.Min.X == area.Min.X || o.Box.Max.X == area.Max.X
		outside := o.Box.Intersect(b).Empty()
		large := float64(o.Box.Dx()) > 1.5*usual || float64(o.Box.Dy()) > 1.5*usual
		return above || aside && (outside || large) || float64(o.Box.Dy()) > 3*usual
	}), area
}

// profile is the ink of each row of the area.
func profile(blobs []ground.Blob, area image.Rectangle) []float64 {
	ink := make([]float64, area.Dy())
	for _, b := range blobs {
		for _, r := range b.Runs {
			ink[r.Y-area.Min.Y] += float64(r.X1 - r.X0)
		}
	}
	return ink
}

// bands are the middles of the rows of letters, from the top.
func (s stack) bands(blobs []ground.Blob, area image.Rectangle, usual float64) []int {
	ink := averaged(profile(blobs, area), int(smooth*usual/2+0.5))
	order := make([]int, len(ink))
	for y := range order {
		order[y] = y
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ink[b], ink[a]) })
	strongest := ink[order[0]]
	var bands []int
	for _, y := range order {
		if ink[y] <= 0 || ink[y] < faintBand*strongest && !s.sawAt(float64(area.Min.Y+y), usual) {
			continue
		}
		if !slices.ContainsFunc(bands, func(o int) bool { return sameBand(ink, y, o, usual) }) {
			bands = append(bands, y)
		}
	}
	for i, y := range bands {
		bands[i] = middleOf(ink, y)
	}
	slices.Sort(bands)
	return bands
}

// middleOf is the middle of the rows around y that hold nearly as much ink.
func middleOf(ink []float64, y int) int {
	from, to := y, y
	for from > 0 && ink[from-1] >= 0.95*ink[y] {
		from--
	}
	for to+1 < len(ink) && ink[to+1] >= 0.95*ink[y] {
		to++
	}
	return (from + to) / 2
}

// sawAt: the model saw a line of usual height whose middle lies there.
func (s stack) sawAt(y, usual float64) bool {
	return slices.ContainsFunc(s, func(f Found) bool {
		return math.Abs(f.Quad.CY-y) < 0.3*usual && 2*f.Quad.HH < 1.5*usual
	})
}

// sameBand: y lies in the band around o, or on a slope to it.
func sameBand(ink []float64, y, o int, usual float64) bool {
	if math.Abs(float64(y-o)) < leastPitch*usual {
		return true
	}
	from, to := min(y, o), max(y, o)
	return slices.Min(ink[from:to+1]) > valley*ink[y]
}

func averaged(v []float64, reach int) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		for k := max(0, i-reach); k <= min(len(v)-1, i+reach); k++ {
			out[i] += v[k]
		}
		out[i] /= float64(2*reach + 1)
	}
	return out
}

// cutsBetween are the rows of least ink between the bands, rather near the
// middle.
func cutsBetween(bands []int, ink []float64) []int {
	fine := averaged(ink, 1)
	var cuts []int
	for i := 1; i < len(bands); i++ {
		a, b := bands[i-1], bands[i]
		most := min(fine[a], fine[b])
		at, least := (a+b)/2, math.Inf(1)
		for y := a + 1; y < b; y++ {
			off := math.Abs(float64(2*y-a-b)) / float64(b-a)
			if cost := fine[y] + 0.3*most*off; cost < least {
				at, least = y, cost
			}
		}
		cuts = append(cuts, at)
	}
	return cuts
}

// A body is the rows that the letters of a line fill, marks left out.
type body struct{ top, bottom int }

// bodies counts rows from top.
func bodies(bands []int, ink []float64, top int) []body {
	var all []body
	for _, y := range bands {
		b := body{y, y + 1}
		for b.top > 0 && ink[b.top-1] >= bodyInk*ink[y] {
			b.top--
		}
		for b.bottom < len(ink) && ink[b.bottom] >= bodyInk*ink[y] {
			b.bottom++
		}
		all = append(all, body{b.top + top, b.bottom + top})
	}
	return all
}

// apart is the number of rows between a body and a blob; below 0 they share as
// many.
func (b body) apart(o image.Rectangle) int { return max(b.top, o.Min.Y) - min(b.bottom, o.Max.Y) }

// assign gives each blob to the row whose letters it is, and marks to the row of
// the ink that they stand next to; a blob that is letters of two rows that touch
// is cut. Cuts count from the top of the picture.
func assign(blobs []ground.Blob, rows []body, cuts []int, usual float64) [][]ground.Blob {
	out := make([][]ground.Blob, len(rows))
	home := make([]int, len(blobs))
	for i, b := range blobs {
		var letters int
		if home[i], letters = homeOf(b.Box, rows); letters > 1 {
			for k, p := range cut(b, cuts) {
				if p.Pixels > 0 {
					out[k] = append(out[k], p)
				}
			}
		}
	}
	settle(blobs, home, rows, usual)
	for i, b := range blobs {
		if home[i] >= 0 {
			out[home[i]] = append(out[home[i]], b)
		}
	}
	return out
}

// What home is not a row.
const (
	floating = -1 - iota // a mark that is in no row yet
	nowhere              // cut, or too far from all
)

// homeOf is the row whose letters a box shares, and of how many rows it does.
func homeOf(box image.Rectangle, rows []body) (home, letters int) {
	home, most := floating, 0
	for k, r := range rows {
		shared := -r.apart(box)
		if shared > most {
			home, most = k, shared
		}
		if shared*4 > r.bottom-r.top {
			letters++
		}
	}
	if letters > 1 {
		return nowhere, letters
	}
	return home, letters
}

// settle finds homes for marks, which may stand on one another.
func settle(blobs []ground.Blob, home []int, rows []body, usual float64) {
	const storeys = 3
	for range storeys {
		next := slices.Clone(home)
		for i := range blobs {
			if home[i] != floating {
				continue
			}
			k := beside(blobs, i, usual)
			if foot := footOf(blobs[i].Box, rows, usual); foot >= 0 && (k < 0 || rows[foot].apart(blobs[i].Box) < gapTo(blobs[i].Box, blobs[k].Box)) {
				next[i] = foot
			} else if k >= 0 {
				next[i] = max(home[k], floating)
			}
		}
		copy(home, next)
	}
	for i, b := range blobs {
		if home[i] != floating {
			continue
		}
		home[i] = nowhere
		for k, r := range rows {
			if apart := r.apart(b.Box); float64(apart) <= farthest*usual && (home[i] < 0 || apart < rows[home[i]].apart(b.Box)) {
				home[i] = k
			}
		}
	}
}

// footOf is the row at whose foot a box stands, as commas and underscores do;
// -1 where there is none.
func footOf(box image.Rectangle, rows []body, usual float64) int {
	for k, r := range rows {
		if gap := box.Min.Y - r.bottom; gap >= 0 && float64(gap) <= max(1, atFoot*usual) {
			return k
		}
	}
	return -1
}

// gapTo is the number of rows between two boxes.
func gapTo(a, b image.Rectangle) int { return max(a.Min.Y, b.Min.Y) - min(a.Max.Y, b.Max.Y) }

// beside is the blob nearest above or below another one; -1 where there is none.
func beside(blobs []ground.Blob, i int, usual float64) int {
	b := blobs[i].Box
	best, least := -1, int(farthest*usual)
	for k, o := range blobs {
		shared := min(b.Max.X, o.Box.Max.X) - max(b.Min.X, o.Box.Min.X)
		if k == i || shared*3 <= b.Dx() {
			continue
		}
		if gap := gapTo(b, o.Box); gap < least {
			best, least = k, gap
		}
	}
	return best
}

// cut divides a blob at the cuts.
func cut(b ground.Blob, cuts []int) []ground.Blob {
	parts := make([]ground.Blob, len(cuts)+1)
	for _, r := range b.Runs {
		k, _ := slices.BinarySearch(cuts, r.Y+1)
		p := &parts[k]
		p.Runs = append(p.Runs, r)
		p.Pixels += r.X1 - r.X0
		p.Box = p.Box.Union(image.Rect(r.X0, r.Y, r.X1, r.Y+1))
	}
	return parts
}

// pieces are the lines of one row, parted at gaps.
func (s stack) pieces(img *image.RGBA, row []ground.Blob, like Found, usual float64, middle int) []Found {
	slices.SortFunc(row, func(a, b ground.Blob) int { return a.Box.Min.X - b.Box.Min.X })
	var out []Found
	for from := 0; from < len(row); {
		right, to := row[from].Box.Max.X, from+1
		for to < len(row) {
			gap := float64(row[to].Box.Min.X - right)
			if gap > wideGap*usual || gap > smallGap*usual && s.parted(right, row[to].Box.Min.X, middle) {
				break
			}
			right = max(right, row[to].Box.Max.X)
			to++
		}
		if f, ok := s.piece(img, row[from:to], like, usual); ok {
			out = append(out, f)
		}
		from = to
	}
	return out
}

// parted: the model saw a line end before the gap and another begin after it.
func (s stack) parted(left, right, y int) bool {
	ends, begins := false, false
	for _, f := range s {
		b := f.Quad.Bounds()
		if y < b.Min.Y || y >= b.Max.Y {
			continue
		}
		if b.Min.X < left && b.Max.X > right {
			return false
		}
		ends = ends || b.Min.X < left && b.Max.X <= right
		begins = begins || b.Max.X > right && b.Min.X >= left-(right-left)/2
	}
	return ends && begins
}

// piece is one line of its blobs; false for specks that the model did not see.
func (s stack) piece(img *image.RGBA, blobs []ground.Blob, like Found, usual float64) (Found, bool) {
	var box image.Rectangle
	for _, b := range blobs {
		box = box.Union(b.Box)
	}
	if !s.saw(box, float64(box.Dy()) < 0.3*usual && float64(box.Dx()) < 1.5*usual) {
		return Found{}, false
	}
	const beside = 3
	margin := max(1, int(0.07*float64(box.Dy())+0.5))
	outer := image.Rect(box.Min.X-beside, box.Min.Y-margin, box.Max.X+beside, box.Max.Y+margin)
	if f, ok := s.known(outer, usual); ok {
		return f, true
	}
	f := Found{Quad: detect.Upright(outer), Ground: like.Ground}
	f.Sheet = alone(img, outer, blobs, like.Ground)
	f.On = detect.Upright(outer.Sub(outer.Min))
	_, f.Ink = ground.Colours(f.Sheet, f.Sheet.Rect)
	return f, true
}

// saw: the model saw a line there; of specks, one that lies around their middle.
func (s stack) saw(box image.Rectangle, speck bool) bool {
	return slices.ContainsFunc(s, func(f Found) bool {
		b := f.Quad.Bounds()
		if speck {
			return image.Pt(int(f.Quad.CX), int(f.Quad.CY)).In(box)
		}
		return !b.Intersect(box).Empty()
	})
}

// known is the line of the model that has this box already, and alone.
func (s stack) known(box image.Rectangle, usual float64) (Found, bool) {
	edge := max(2, sameEdge*usual)
	for _, f := range s {
		b := f.Quad.Bounds()
		off := func(a, b int, by float64) bool { return math.Abs(float64(a-b)) > by }
		if off(b.Min.Y, box.Min.Y, edge) || off(b.Max.Y, box.Max.Y, edge) || off(b.Min.X, box.Min.X, 3*edge) || off(b.Max.X, box.Max.X, 3*edge) {
			continue
		}
		return f, true
	}
	return Found{}, false
}

// alone is a piece of the picture that holds the blobs and nothing else. Their
// edges are softer than ink, so a rim of a pixel or two comes along.
func alone(img *image.RGBA, box image.Rectangle, blobs []ground.Blob, behind ground.Colour) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, box.Dx(), box.Dy()))
	for i := 0; i < len(out.Pix); i += 4 {
		copy(out.Pix[i:], []uint8{behind[0], behind[1], behind[2], 255})
	}
	const rim = 2
	for _, b := range blobs {
		for _, r := range b.Runs {
			for y := r.Y - rim; y <= r.Y+rim; y++ {
				x0, x1 := max(r.X0-rim, box.Min.X, 0), min(r.X1+rim, box.Max.X, img.Rect.Max.X)
				if y < max(box.Min.Y, 0) || y >= min(box.Max.Y, img.Rect.Max.Y) || x0 >= x1 {
					continue
				}
				copy(out.Pix[(y-box.Min.Y)*out.Stride+(x0-box.Min.X)*4:], img.Pix[y*img.Stride+x0*4:y*img.Stride+x1*4])
			}
		}
	}
	return out
}
