// Package recognise reads lines of Chinese, Latin letters and digits with the
// recognition model of PP-OCR (SVTR-LCNet trained with CTC).
package recognise

import (
	"fmt"
	"image"
	"math"
	"slices"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/infer"
)

const (
	lineHeight = 48   // pixels that the model takes
	minWidth   = 64   // pixels; shorter lines are padded
	maxWidth   = 4096 // pixels; longer lines are squeezed, which no screenshot needs
	stride     = 8    // pixels a step of the model
)

// Reader reads lines.
type Reader struct {
	Model      infer.Model
	Dictionary Dictionary
}

// Read returns the characters of each line, in the order of the lines; each lies
// in the image of the same index.
func (r Reader) Read(images []*image.RGBA, lines []detect.Quad) ([][]Char, error) {
	all := make([][]Char, len(lines))
	for _, b := range batches(lines) {
		if err := r.readBatch(images, lines, b, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// A batch is lines of nearly one width: padding costs as much as letters do.
type batch struct {
	lines []int
	width int
}

const (
	maxBatch    = 4
	maxSpare    = 1.12 // width of a batch against its narrowest line
	batchPixels = 4 * 640
)

func batches(lines []detect.Quad) []batch {
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return targetWidth(lines[b]) - targetWidth(lines[a]) })
	var all []batch
	for _, i := range order {
		w := targetWidth(lines[i])
		if n := len(all); n > 0 {
			b := &all[n-1]
			if len(b.lines) < maxBatch && float64(b.width) <= maxSpare*float64(w) && b.width*(len(b.lines)+1) <= batchPixels {
				b.lines = append(b.lines, i)
				continue
			}
		}
		all = append(all, batch{[]int{i}, max(minWidth, (w+stride-1)/stride*stride)})
	}
	return all
}

// targetWidth is how wide a line is when it is lineHeight high.
func targetWidth(q detect.Quad) int {
	if q.HH <= 0 {
		return 1
	}
	return max(1, min(maxWidth, int(math.Round(lineHeight*q.HW/q.HH))))
}

func (r Reader) readBatch(images []*image.RGBA, lines []detect.Quad, b batch, all [][]Char) error {
	plane := lineHeight * b.width
	in := make([]float32, len(b.lines)*3*plane)
	for k, i := range b.lines {
		fill(in[k*3*plane:(k+1)*3*plane], b.width, images[i], lines[i], min(targetWidth(lines[i]), b.width))
	}
	out, shape, err := r.Model.Run(in, []int64{int64(len(b.lines)), 3, lineHeight, int64(b.width)})
	if err != nil {
		return err
	}
	if len(shape) != 3 || int(shape[0]) != len(b.lines) || int(shape[2]) != len(r.Dictionary) {
		return fmt.Errorf("recognise: output of shape %v with %d characters", shape, len(r.Dictionary))
	}
	size := int(shape[1] * shape[2])
	for k, i := range b.lines {
		filled := float64(min(targetWidth(lines[i]), b.width)) / float64(b.width)
		all[i] = decode(out[k*size:(k+1)*size], int(shape[2]), r.Dictionary, filled)
	}
	return nil
}
