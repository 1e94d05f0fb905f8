package ground

import "image"

// A Blob is ink that hangs together: a letter, a mark above or below one, or
// letters that touch.
type Blob struct {
	Box    image.Rectangle
	Runs   []Run
	Pixels int
}

// A Run is a stretch of inked pixels of one row.
type Run struct{ Y, X0, X1 int }

// Blobs returns the connected ink of a box. A pixel is inked when it has gone a
// third of the way to the letters' colour.
func Blobs(img *image.RGBA, box image.Rectangle, behind, letters Colour) []Blob {
	box = box.Intersect(img.Rect)
	threshold := distance(behind, letters) / 3
	if box.Empty() || threshold == 0 {
		return nil
	}
	runs, parent := inkedRuns(img, box, behind, threshold)
	index := map[int]int{}
	var blobs []Blob
	for i, r := range runs {
		top := rootOf(parent, i)
		k, ok := index[top]
		if !ok {
			k = len(blobs)
			index[top] = k
			blobs = append(blobs, Blob{})
		}
		b := &blobs[k]
		b.Runs = append(b.Runs, r)
		b.Pixels += r.X1 - r.X0
		b.Box = b.Box.Union(image.Rect(r.X0, r.Y, r.X1, r.Y+1))
	}
	return blobs
}

// inkedRuns finds the runs of each row and joins those that touch the row
// above, corners included.
func inkedRuns(img *image.RGBA, box image.Rectangle, behind Colour, threshold int) (runs []Run, parent []int) {
	above := 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		start, touching := len(runs), above
		row := img.Pix[y*img.Stride:]
		inked := func(x int) bool {
			p := row[x*4 : x*4+3]
			return distance(Colour{p[0], p[1], p[2]}, behind) > threshold
		}
		for x := box.Min.X; x < box.Max.X; x++ {
			if !inked(x) {
				continue
			}
			r := Run{Y: y, X0: x}
			for x < box.Max.X && inked(x) {
				x++
			}
			r.X1 = x
			i := len(runs)
			runs, parent = append(runs, r), append(parent, i)
			for touching < start && runs[touching].X1 < r.X0 {
				touching++
			}
			for k := touching; k < start && runs[k].X0 <= r.X1; k++ {
				parent[rootOf(parent, i)] = rootOf(parent, k)
			}
		}
		above = start
	}
	return runs, parent
}

func rootOf(parent []int, i int) int {
	for parent[i] != i {
		parent[i] = parent[parent[i]]
		i = parent[i]
	}
	return i
}
