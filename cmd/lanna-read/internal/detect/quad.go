package detect

import (
	"image"
	"math"
	"slices"
)

type point struct{ x, y float64 }

// Quad is a rectangle at any angle: a centre, half its sides, and a direction.
type Quad struct {
	CX, CY float64 // centre
	HW, HH float64 // half the length along the line, half the height across it
	DX, DY float64 // unit vector along the line, to the right
	Score  float64 // how sure the model is, 0 to 1
	Lean   float64 // slope of a long line, as measured, also where it counts as level
	Long   bool    // long enough for that
}

// Upright reports whether the quad lies along the pixels.
func (q Quad) Upright() bool { return q.DY == 0 && q.DX == 1 }

// Upright is the quad of an upright box.
func Upright(r image.Rectangle) Quad {
	return Quad{
		CX: float64(r.Min.X+r.Max.X) / 2, CY: float64(r.Min.Y+r.Max.Y) / 2,
		HW: float64(r.Dx()) / 2, HH: float64(r.Dy()) / 2, DX: 1, Score: 1,
	}
}

// Bounds is the smallest upright rectangle around the quad.
func (q Quad) Bounds() image.Rectangle {
	w := math.Abs(q.HW*q.DX) + math.Abs(q.HH*q.DY)
	h := math.Abs(q.HW*q.DY) + math.Abs(q.HH*q.DX)
	return image.Rect(int(math.Round(q.CX-w)), int(math.Round(q.CY-h)), int(math.Round(q.CX+w)), int(math.Round(q.CY+h)))
}

// At is the point at u along the line (0 left, 1 right) and v across it (0 top,
// 1 bottom).
func (q Quad) At(u, v float64) (x, y float64) {
	a, b := (2*u-1)*q.HW, (2*v-1)*q.HH
	return q.CX + a*q.DX - b*q.DY, q.CY + a*q.DY + b*q.DX
}

func (q Quad) sides() (float64, float64) { return 2 * q.HW, 2 * q.HH }

func (q Quad) grown(by float64) Quad {
	q.HW += by
	q.HH += by
	return q
}

func (q Quad) moved(x, y float64) Quad {
	q.CX += x
	q.CY += y
	return q
}

// scaled stretches the picture under the quad. The two factors differ only by
// rounding, so the direction stays.
func (q Quad) scaled(sx, sy float64) Quad {
	q.CX, q.CY, q.HW, q.HH = q.CX*sx, q.CY*sy, q.HW*sx, q.HH*sy
	return q
}

// within cuts an upright quad at the edge of the picture.
func (q Quad) within(r image.Rectangle) Quad {
	if !q.Upright() {
		return q
	}
	x0, x1 := max(q.CX-q.HW, float64(r.Min.X)), min(q.CX+q.HW, float64(r.Max.X))
	y0, y1 := max(q.CY-q.HH, float64(r.Min.Y)), min(q.CY+q.HH, float64(r.Max.Y))
	q.CX, q.HW, q.CY, q.HH = (x0+x1)/2, (x1-x0)/2, (y0+y1)/2, (y1-y0)/2
	return q
}

// level is the slope below which a line counts as upright: screenshots are,
// and the model's ragged ends must not tilt them.
const level = 0.035 // two degrees

// leastRectangle is the rectangle of least area around the points, one side of
// which lies on a side of their convex hull.
func leastRectangle(points []point) Quad {
	hull := convexHull(points)
	best, least := upright(points), math.Inf(1)
	uprightArea := best.HW * best.HH
	lean, leastLean := best, uprightArea
	for i, p := range hull {
		n := hull[(i+1)%len(hull)]
		length := math.Hypot(n.x-p.x, n.y-p.y)
		if length == 0 {
			continue
		}
		q := around(hull, (n.x-p.x)/length, (n.y-p.y)/length)
		if q.HW*q.HH < leastLean {
			lean, leastLean = q, q.HW*q.HH
		}
		if a := q.HW * q.HH; a < least && math.Abs(q.DY) > level {
			best, least = q, a
		}
	}
	// Short words have round areas whose least rectangle stands at any angle;
	// a tilt is believed only where it saves much and the line is long.
	if least > 0.8*uprightArea || best.HW < 3*best.HH {
		best = upright(points)
	}
	best.Lean, best.Long = lean.DY, lean.HW > 6*lean.HH
	return best
}

func upright(points []point) Quad { return around(points, 1, 0) }

// around is the rectangle with the given direction around the points, its
// longer side turned to be the line, and the line to run to the right.
func around(points []point, dx, dy float64) Quad {
	minA, maxA, minB, maxB := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, p := range points {
		a, b := p.x*dx+p.y*dy, p.y*dx-p.x*dy
		minA, maxA = min(minA, a), max(maxA, a)
		minB, maxB = min(minB, b), max(maxB, b)
	}
	a, b := (minA+maxA)/2, (minB+maxB)/2
	q := Quad{CX: a*dx - b*dy, CY: a*dy + b*dx, HW: (maxA - minA) / 2, HH: (maxB - minB) / 2, DX: dx, DY: dy}
	if math.Abs(q.DY) > math.Abs(q.DX) { // the other side is nearer to level
		q.HW, q.HH = q.HH, q.HW
		q.DX, q.DY = -q.DY, q.DX
	}
	if q.DX < 0 {
		q.DX, q.DY = -q.DX, -q.DY
	}
	return q
}

// convexHull by Andrew's monotone chain.
func convexHull(points []point) []point {
	p := slices.Clone(points)
	slices.SortFunc(p, func(a, b point) int {
		if a.x != b.x {
			return int(math.Copysign(1, a.x-b.x))
		}
		return int(math.Copysign(min(1, math.Abs(a.y-b.y)), a.y-b.y))
	})
	p = slices.Compact(p)
	if len(p) < 3 {
		return p
	}
	half := func(p []point) []point {
		var h []point
		for _, c := range p {
			for len(h) >= 2 && cross(h[len(h)-2], h[len(h)-1], c) <= 0 {
				h = h[:len(h)-1]
			}
			h = append(h, c)
		}
		return h[:len(h)-1]
	}
	lower := half(p)
	slices.Reverse(p)
	return append(lower, half(p)...)
}

func cross(a, b, c point) float64 {
	return (b.x-a.x)*(c.y-a.y) - (b.y-a.y)*(c.x-a.x)
}
