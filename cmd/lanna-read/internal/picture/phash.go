package picture

import (
	"image"
	"math"
	"slices"
)

const hashSide = 32

// Hash is the perceptual hash of a picture: grey at 32 x 32, the 8 x 8 lowest
// frequencies of its cosine transform, one bit each for above the median. The
// first (the mean brightness) is left out of the median, so that a brighter
// copy keeps its hash.
func Hash(img *image.RGBA) uint64 {
	low := frequencies(greyGrid(img))
	sorted := slices.Clone(low[1:])
	slices.Sort(sorted)
	median := sorted[len(sorted)/2]
	var hash uint64
	for i, v := range low {
		if v > median {
			hash |= 1 << i
		}
	}
	return hash
}

// greyGrid is the brightness of the picture at hashSide x hashSide.
func greyGrid(img *image.RGBA) [hashSide * hashSide]float64 {
	small := Shrink(img, hashSide, hashSide)
	w, h := small.Rect.Dx(), small.Rect.Dy() // smaller than the grid for a tiny picture
	var grid [hashSide * hashSide]float64
	for y := range hashSide {
		for x := range hashSide {
			p := small.Pix[(y*h/hashSide)*small.Stride+(x*w/hashSide)*4:]
			grid[y*hashSide+x] = 0.299*float64(p[0]) + 0.587*float64(p[1]) + 0.114*float64(p[2])
		}
	}
	return grid
}

// frequencies is the 8 x 8 corner of the two-dimensional DCT-II.
func frequencies(grid [hashSide * hashSide]float64) []float64 {
	var rows [hashSide][8]float64
	for y := range hashSide {
		for u := range 8 {
			for x := range hashSide {
				rows[y][u] += grid[y*hashSide+x] * cosines[u][x]
			}
		}
	}
	low := make([]float64, 64)
	for v := range 8 {
		for u := range 8 {
			for y := range hashSide {
				low[v*8+u] += rows[y][u] * cosines[v][y]
			}
		}
	}
	return low
}

var cosines = func() (table [8][hashSide]float64) {
	for u := range 8 {
		for x := range hashSide {
			table[u][x] = math.Cos(math.Pi * float64(u) * (2*float64(x) + 1) / (2 * hashSide))
		}
	}
	return table
}()
