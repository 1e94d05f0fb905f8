package detect

// area is one connected piece of the map above the threshold.
type area struct {
	points []point // outermost pixels of each row: enough for the hull
	pixels int
	sum    float64
	minX   int
	maxX   int
	minY   int
	maxY   int
}

type run struct{ y, x0, x1, label int }

// areas labels the 8-connected pieces of the map, by runs of rows and
// union-find.
func areas(m []float32, w, h int) []*area {
	runs, parent := connect(m, w, h)
	byLabel := map[int]*area{}
	var found []*area
	for _, r := range runs {
		label := root(parent, r.label)
		a := byLabel[label]
		if a == nil {
			a = &area{minX: r.x0, maxX: r.x1 - 1, minY: r.y, maxY: r.y}
			byLabel[label] = a
			found = append(found, a)
		}
		a.add(r, m[r.y*w:])
	}
	return found
}

func (a *area) add(r run, row []float32) {
	a.points = append(a.points, point{float64(r.x0), float64(r.y)}, point{float64(r.x1), float64(r.y)},
		point{float64(r.x0), float64(r.y + 1)}, point{float64(r.x1), float64(r.y + 1)})
	a.minX, a.maxX = min(a.minX, r.x0), max(a.maxX, r.x1-1)
	a.minY, a.maxY = min(a.minY, r.y), max(a.maxY, r.y)
	a.pixels += r.x1 - r.x0
	for _, v := range row[r.x0:r.x1] {
		a.sum += float64(v)
	}
}

// connect finds the runs of each row and joins those that touch.
func connect(m []float32, w, h int) (runs []run, parent []int) {
	above := 0 // first run of the row above
	for y := range h {
		start := len(runs)
		touching := above
		for x := 0; x < w; {
			if m[y*w+x] <= pixelThreshold {
				x++
				continue
			}
			r := run{y: y, x0: x, label: len(parent)}
			for x < w && m[y*w+x] > pixelThreshold {
				x++
			}
			r.x1 = x
			parent = append(parent, r.label)
			for touching < start && runs[touching].x1 < r.x0 {
				touching++
			}
			for k := touching; k < start && runs[k].x0 <= r.x1; k++ {
				parent[root(parent, r.label)] = root(parent, runs[k].label)
			}
			runs = append(runs, r)
		}
		above = start
	}
	return runs, parent
}

func root(parent []int, i int) int {
	for parent[i] != i {
		parent[i] = parent[parent[i]]
		i = parent[i]
	}
	return i
}

// outline is the rectangle of least area around the piece, grown by what the
// model shrinks its lines; false where the piece is too small or too unsure.
func (a *area) outline() (Quad, bool) {
	if a.maxX-a.minX+1 < minSide || a.maxY-a.minY+1 < minSide {
		return Quad{}, false
	}
	score := a.sum / float64(a.pixels)
	if score < scoreThreshold {
		return Quad{}, false
	}
	q := leastRectangle(a.points)
	long, short := q.sides()
	if min(long, short) < minSide {
		return Quad{}, false
	}
	q = q.grown(long * short * unclip / (2 * (long + short)))
	q.Score = score
	return q, true
}
