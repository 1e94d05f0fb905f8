// Package detect finds the lines of text in a picture with the DBNet model of
// PP-OCR: a map that says of each pixel how likely it lies in the middle of a
// line, cut at a threshold, each area grown to the line's outline.
//
// Liao et al., "Real-time Scene Text Detection with Differentiable
// Binarization", AAAI 2020. The numbers are those of PP-OCRv4's configuration
// unless a comment says why not.
package detect

import (
	"fmt"
	"image"
	"math"

	"lanna/cmd/lanna-read/internal/infer"
	"lanna/cmd/lanna-read/internal/picture"
)

const (
	pixelThreshold = 0.3 // a pixel of the map belongs to a line
	scoreThreshold = 0.5 // mean of an area to be a line; 0.6 drops pale timestamps
	unclip         = 1.6 // the model marks lines shrunk by this much
	minSide        = 3   // pixels of the map
	multiple       = 32  // sizes that the model takes
	maxTilePixels  = 600_000
)

// Find returns the lines of text of a picture. scale is the size of the picture
// that the model sees against the picture given, at most 1; the quads are in
// pixels of the picture given.
func Find(m infer.Model, img *image.RGBA, scale float64) ([]Quad, error) {
	w := max(1, int(math.Round(float64(img.Rect.Dx())*scale)))
	h := max(1, int(math.Round(float64(img.Rect.Dy())*scale)))
	small := picture.Shrink(img, w, h)
	sx, sy := float64(img.Rect.Dx())/float64(small.Rect.Dx()), float64(img.Rect.Dy())/float64(small.Rect.Dy())
	var found []Quad
	for _, tile := range tiles(small, maxTilePixels) {
		quads, err := findIn(m, small, tile)
		if err != nil {
			return nil, err
		}
		for _, q := range quads {
			found = append(found, q.scaled(sx, sy).within(img.Rect))
		}
	}
	return found, nil
}

// findIn runs the model over the rows of one tile.
func findIn(m infer.Model, img *image.RGBA, tile image.Rectangle) ([]Quad, error) {
	w, h := roundUp(tile.Dx()), roundUp(tile.Dy())
	out, shape, err := m.Run(tensor(img, tile, w, h), []int64{1, 3, int64(h), int64(w)})
	if err != nil {
		return nil, err
	}
	if len(shape) != 4 || int(shape[2]) != h || int(shape[3]) != w || len(out) != w*h {
		return nil, fmt.Errorf("detect: output of shape %v", shape)
	}
	var quads []Quad
	for _, a := range areas(out, w, h) {
		q, ok := a.outline()
		if ok {
			quads = append(quads, q.moved(float64(tile.Min.X), float64(tile.Min.Y)))
		}
	}
	return quads, nil
}

func roundUp(n int) int { return (n + multiple - 1) / multiple * multiple }

// tensor is the tile as planes of blue, green and red, normalised as the model
// was trained (ImageNet's means and deviations); the padding repeats the edge.
func tensor(img *image.RGBA, tile image.Rectangle, w, h int) []float32 {
	mean := [3]float32{0.485, 0.456, 0.406}
	deviation := [3]float32{0.229, 0.224, 0.225}
	var table [3][256]float32
	for c := range table {
		for v := range table[c] {
			table[c][v] = (float32(v)/255 - mean[c]) / deviation[c]
		}
	}
	t := make([]float32, 3*w*h)
	for y := range h {
		row := img.Pix[(tile.Min.Y+min(y, tile.Dy()-1))*img.Stride+tile.Min.X*4:]
		for x := range w {
			p := row[min(x, tile.Dx()-1)*4:]
			at := y*w + x
			t[at] = table[0][p[2]]
			t[w*h+at] = table[1][p[1]]
			t[2*w*h+at] = table[2][p[0]]
		}
	}
	return t
}
