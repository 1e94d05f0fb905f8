package page

import (
	"image"
	"math"
	"slices"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/ground"
	"lanna/cmd/lanna-read/internal/recognise"
)

// leastStars is how many equal pieces in a row are the stars of a masked number.
const leastStars = 3

// A maskRun is the stars of a masked number, as their ink shows them.
type maskRun struct {
	from, to float64 // shares of the line's width: the first star's left side, the last one's right
	n        int
}

// readMasks reads masked numbers anew. Of a run of equal signs the model drops some,
// and with them digits beside them; so what stands before the stars and behind them is
// read by itself, and the stars are counted by their ink.
func (r Reader) readMasks(images []*image.RGBA, quads []detect.Quad, lines []Found) error {
	var at []int
	var runs []maskRun
	var sides []detect.Quad
	var on []*image.RGBA
	for i, f := range lines {
		there := f
		there.Quad = quads[i]
		run, ok := maskIn(images[i], there)
		if !ok {
			continue
		}
		at, runs = append(at, i), append(runs, run)
		sides = append(sides, sideOf(quads[i], 0, run.from), sideOf(quads[i], run.to, 1))
		on = append(on, images[i], images[i])
	}
	if len(at) == 0 {
		return nil
	}
	chars, err := r.Lines.Read(on, sides)
	if err != nil {
		return err
	}
	for k, i := range at {
		lines[i].Chars = runs[k].between(chars[2*k], chars[2*k+1])
	}
	return nil
}

// sideOf is a part of an upright line, by shares of its width.
func sideOf(q detect.Quad, from, to float64) detect.Quad {
	left := q.CX - q.HW
	q.CX, q.HW = left+(from+to)*q.HW, (to-from)*q.HW
	return q
}

// maskIn finds the stars of a line in which the model saw some: a stretch of ink
// that keeps within few rows, where digits take all.
func maskIn(img *image.RGBA, f Found) (maskRun, bool) {
	stars := slices.DeleteFunc(slices.Clone(f.Chars), func(c recognise.Char) bool { return c.Rune != '*' && c.Rune != '＊' })
	if len(stars) == 0 || !f.Quad.Upright() {
		return maskRun{}, false
	}
	box := f.Quad.Bounds().Intersect(img.Rect)
	cols := ground.Columns(img, box, f.Ground, f.Ink)
	wide := float64(len(cols))
	for from := 0; from < len(cols); {
		b, to := bandAt(cols, from)
		if from == to {
			from++
			continue
		}
		left, right := b.reach(cols, from)
		run := maskRun{float64(left) / wide, float64(right) / wide, b.count(cols[left:right])}
		if run.n >= leastStars && b.lowAmong(cols, left, right) && run.holds(stars) {
			return run.widened(cols, left, right), true
		}
		from = to
	}
	return maskRun{}, false
}

// A band is the rows that the stars take.
type band struct{ top, bottom int }

// bandAt is the band of the piece of ink that begins at a column, and its end.
func bandAt(cols []ground.Column, from int) (b band, to int) {
	b.top = 1 << 30
	for to = from; to < len(cols) && !cols[to].Empty(); to++ {
		b.top, b.bottom = min(b.top, cols[to].Top), max(b.bottom, cols[to].Bottom)
	}
	return b, to
}

func (b band) has(c ground.Column) bool {
	return c.Empty() || c.Top >= b.top-1 && c.Bottom <= b.bottom+1
}

// lowAmong: what stands left and right of the stars is higher than they are.
func (b band) lowAmong(cols []ground.Column, left, right int) bool {
	for left--; left >= 0 && cols[left].Empty(); left-- {
	}
	for right < len(cols) && cols[right].Empty() {
		right++
	}
	if left < 0 || right == len(cols) {
		return false
	}
	start := left
	for start > 0 && !cols[start-1].Empty() {
		start--
	}
	before, _ := bandAt(cols, start)
	behind, _ := bandAt(cols, right)
	return (b.bottom-b.top)*5 <= 4*min(before.bottom-before.top, behind.bottom-behind.top)
}

// reach is how far the ink from a column on keeps within the band. Where it leaves it
// within a piece, as a star that touches a digit does, less than a star is not taken.
func (b band) reach(cols []ground.Column, from int) (left, right int) {
	high := b.bottom - b.top
	left, right = from, from
	for start := from; start < len(cols); {
		end := start
		for end < len(cols) && !cols[end].Empty() && b.has(cols[end]) {
			end++
		}
		whole := end == len(cols) || cols[end].Empty()
		if end == start || !whole && (end-start)*5 < high*4 {
			break
		}
		right = end
		for start = end; start < len(cols) && cols[start].Empty(); start++ {
		}
		if !whole || start-end > high {
			break
		}
	}
	return left, right
}

// count is how many stars a stretch holds: its pieces where they are equal; where
// stars touch, how often its darkness rises and falls, each about as wide as high.
func (b band) count(cols []ground.Column) int {
	high := b.bottom - b.top
	n, least, most := 0, 1<<30, 0
	for i := 0; i < len(cols); i++ {
		start := i
		for i < len(cols) && !cols[i].Empty() {
			i++
		}
		if i > start {
			n, least, most = n+1, min(least, i-start), max(most, i-start)
		}
	}
	if slack := 1 + high/8; most-least <= slack && most*2 <= high*3 {
		return n
	}
	return waves(cols, int(math.Ceil(float64(len(cols))/(1.7*float64(high)))), int(float64(len(cols))/(0.7*float64(high))))
}

// waves is how many periods, between two bounds, the darkness of columns shows most.
func waves(cols []ground.Column, least, most int) int {
	best, strongest := 0, 0.0
	for n := max(2, least); n <= most; n++ {
		var re, im float64
		for i, c := range cols {
			a := 2 * math.Pi * float64(n) * (float64(i) + 0.5) / float64(len(cols)+1)
			re, im = re+float64(c.Ink)*math.Cos(a), im+float64(c.Ink)*math.Sin(a)
		}
		if power := re*re + im*im; power > strongest {
			best, strongest = n, power
		}
	}
	return best
}

// holds: most of the stars that the model saw stand there.
func (m maskRun) holds(stars []recognise.Char) bool {
	in := 0
	for _, c := range stars {
		if middle := (c.Left + c.Right) / 2; middle > m.from && middle < m.to {
			in++
		}
	}
	return in*2 > len(stars)
}

// widened takes half of the air on both sides.
func (m maskRun) widened(cols []ground.Column, left, right int) maskRun {
	l, r := left, right
	for l > 0 && cols[l-1].Empty() {
		l--
	}
	for r < len(cols) && cols[r].Empty() {
		r++
	}
	wide := float64(2 * len(cols))
	m.from, m.to = float64(l+left)/wide, float64(r+right)/wide
	return m
}

// between puts the stars between what was read before and behind them.
func (m maskRun) between(before, behind []recognise.Char) []recognise.Char {
	var out []recognise.Char
	part := func(chars []recognise.Char, from, to float64) {
		for _, c := range trim(chars) {
			c.Left, c.Right = from+c.Left*(to-from), from+c.Right*(to-from)
			if c.Centre > 0 {
				c.Centre = from + c.Centre*(to-from)
			}
			out = append(out, c)
		}
	}
	part(before, 0, m.from)
	step := (m.to - m.from) / float64(m.n)
	for k := range m.n {
		at := m.from + float64(k)*step
		out = append(out, recognise.Char{Rune: '*', Confidence: 0.95, Left: at, Right: at + step, Centre: at + step/2})
	}
	part(behind, m.to, 1)
	return out
}
