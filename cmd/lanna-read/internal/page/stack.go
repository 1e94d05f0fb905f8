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
// overlap. Ink knows better: between lines there is least of it.
const (
	leastPitch = 0.70 // from line to line, of the usual height of a box
	mostPitch  = 1.50
	shift      = 0.20 // of the pitch: how far a cut may lie from its even place
	flank      = 0.30 // of the pitch: rows beside a cut that hold the letters of both lines
	muchInk    = 0.50 // at the cuts, of the most on their flanks: no lines to be told apart
	forSeen    = 0.10 // what the number that the model saw is worth
	bridged    = 1.6  // of the height: wider gaps stand between columns
)

// restack draws the lines of tangled stacks anew, where the rows of ink show
// them.
func restack(img *image.RGBA, found []Found) []Found {
	usual := usualHeight(found)
	var out []Found
	for _, s := range stacks(found, usual) {
		if lines := s.lines(img, usual); lines != nil {
			out = append(out, lines...)
		} else {
			out = append(out, s...)
		}
	}
	return out
}

// usualHeight is the middle height of all boxes, weighed by their length.
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

// A stack is lines of one colour of ground that stand close below one another.
type stack []Found

func stacks(found []Found, usual float64) []stack {
	var all []stack
	for _, f := range found {
		mine := stack{f}
		rest := all[:0:0]
		for _, s := range all {
			if slices.ContainsFunc(s, func(o Found) bool { return close(f, o, usual) }) {
				mine = append(s, mine...)
			} else {
				rest = append(rest, s)
			}
		}
		all = append(rest, mine)
	}
	return all
}

// close boxes may hold letters of the same line.
func close(a, b Found, usual float64) bool {
	p, q := a.Quad, b.Quad
	if !p.Upright() || !q.Upright() || !ground.Near(a.Ground, b.Ground) {
		return false
	}
	aside := max(p.CX-p.HW, q.CX-q.HW) - min(p.CX+p.HW, q.CX+q.HW)
	apart := max(p.CY-p.HH, q.CY-q.HH) - min(p.CY+p.HH, q.CY+q.HH)
	return aside < -usual/2 && apart < usual/4 && alikeHigh(p, usual) && alikeHigh(q, usual)
}

func alikeHigh(q detect.Quad, usual float64) bool {
	return 2*q.HH > 0.4*usual && 2*q.HH < 2.6*usual
}

// tangled: a box reaches deep into another one, or heights differ as those of
// one font do not.
func (s stack) tangled() bool {
	low, high := math.Inf(1), 0.0
	for i, a := range s {
		low, high = min(low, a.Quad.HH), max(high, a.Quad.HH)
		for _, b := range s[:i] {
			shared := min(a.Quad.CY+a.Quad.HH, b.Quad.CY+b.Quad.HH) - max(a.Quad.CY-a.Quad.HH, b.Quad.CY-b.Quad.HH)
			if shared > 0.3*min(a.Quad.HH, b.Quad.HH) {
				return true
			}
		}
	}
	return high > 1.45*low
}

// lines are the lines of a tangled stack by its ink; nil where it is not
// tangled or the ink does not part.
func (s stack) lines(img *image.RGBA, usual float64) []Found {
	if len(s) < 2 || !s.tangled() {
		return nil
	}
	var box image.Rectangle
	for _, f := range s {
		box = box.Union(f.Quad.Bounds())
	}
	box = box.Intersect(img.Rect)
	ink := ground.RowInk(img, box, s[0].Ground, s[0].Ink)
	top, bottom := inkedSpan(ink)
	cuts := evenCuts(ink[top:bottom], usual, s.rows(usual))
	if cuts == nil {
		return nil
	}
	var out []Found
	from := top
	for _, c := range append(cuts, bottom-top) {
		row := image.Rect(box.Min.X, box.Min.Y+from, box.Max.X, box.Min.Y+top+c)
		out = append(out, s[0].columns(img, row)...)
		from = top + c
	}
	return out
}

func inkedSpan(ink []int) (top, bottom int) {
	bottom = len(ink)
	for top < bottom && ink[top] == 0 {
		top++
	}
	for bottom > top && ink[bottom-1] == 0 {
		bottom--
	}
	return top, bottom
}

// evenCuts are the rows at which a stretch falls into lines of nearly one
// pitch. Of the numbers of lines that are possible it takes the one whose cuts
// go through least ink, and rather the number that the model saw: every second
// cut alone goes through little ink too.
func evenCuts(ink []int, usual float64, seen int) []int {
	if len(ink) == 0 || usual <= 0 {
		return nil
	}
	var best []int
	least := muchInk
	height := float64(len(ink))
	for n := max(2, int(math.Ceil(height/(mostPitch*usual)))); float64(n) <= height/(leastPitch*usual); n++ {
		cuts, through := cutsOf(ink, n)
		if n == seen {
			through -= forSeen
		}
		if through <= least {
			best, least = cuts, through
		}
	}
	return best
}

// rows counts the boxes that stand at heights of their own.
func (s stack) rows(usual float64) int {
	var middles []float64
	for _, f := range s {
		middles = append(middles, f.Quad.CY)
	}
	slices.Sort(middles)
	n, last := 0, math.Inf(-1)
	for _, m := range middles {
		if m-last > 0.35*usual {
			n, last = n+1, m
		}
	}
	return n
}

// cutsOf cuts into n lines, each cut at the row near its even place that holds
// least of the ink on its flanks; through is the mean of these shares. Ink as
// such would prefer the middle of a short line to the foot of a long one.
func cutsOf(ink []int, n int) (cuts []int, through float64) {
	pitch := float64(len(ink)) / float64(n)
	for i := 1; i < n; i++ {
		even := float64(i) * pitch
		at, least := int(even), math.Inf(1)
		for y := int(even - shift*pitch); y <= min(int(even+shift*pitch), len(ink)-1); y++ {
			share := shareOfFlanks(ink, y, int(flank*pitch+0.5)) + 0.4*math.Abs(float64(y)-even)/pitch
			if share < least {
				at, least = y, share
			}
		}
		cuts = append(cuts, at)
		through += least
	}
	return cuts, through / float64(n-1)
}

func shareOfFlanks(ink []int, y, reach int) float64 {
	most := slices.Max(ink[max(0, y-reach):min(len(ink), y+reach+1)])
	return float64(ink[y]) / float64(max(1, most))
}

// columns are the boxes of a row: from ink to ink, parted at wide gaps.
func (f Found) columns(img *image.RGBA, row image.Rectangle) []Found {
	width, height := float64(row.Dx()), float64(row.Dy())
	var out []Found
	start := 0.0
	add := func(from, to float64) {
		if (to-from)*width < 0.3*height {
			return
		}
		const air = 3 // pixels beside the letters
		x0, x1 := float64(row.Min.X)+from*width-air, float64(row.Min.X)+to*width+air
		g := f
		g.Quad.CX, g.Quad.HW = (x0+x1)/2, (x1-x0)/2
		g.Quad.CY, g.Quad.HH = float64(row.Min.Y+row.Max.Y)/2, height/2
		g.Ground, g.Ink = ground.Colours(img, g.Quad.Bounds())
		out = append(out, g)
	}
	for _, gap := range ground.Gaps(img, row, f.Ground, f.Ink, 1) {
		switch {
		case gap.From <= start:
			start = gap.To
		case (gap.To-gap.From)*width > bridged*height || gap.To >= 1:
			add(start, gap.From)
			start = gap.To
		}
	}
	if start < 1 {
		add(start, 1)
	}
	return out
}
