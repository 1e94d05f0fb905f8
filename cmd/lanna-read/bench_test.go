//go:build cgo

package main

import (
	"context"
	"slices"
	"testing"
	"time"

	"lanna/cmd/lanna-read/internal/infer"
	"lanna/cmd/lanna-read/internal/picture"
	"lanna/cmd/lanna-read/internal/recognise"
	"lanna/exercise"
	"lanna/exercise/wording"
)

// recorded keeps the tensors that a model was given.
type recorded struct {
	infer.Model
	inputs [][]float32
	shapes [][]int64
}

func (r *recorded) Run(in []float32, shape []int64) ([]float32, []int64, error) {
	r.inputs = append(r.inputs, slices.Clone(in))
	r.shapes = append(r.shapes, slices.Clone(shape))
	return r.Model.Run(in, shape)
}

// again runs the model over all that it was given.
func (r *recorded) again(b *testing.B) {
	for i := range r.inputs {
		if _, _, err := r.Model.Run(r.inputs[i], r.shapes[i]); err != nil {
			b.Fatal(err)
		}
	}
}

// chineseChat is a drawn screenshot at 2x.
func chineseChat(b *testing.B) []byte {
	b.Helper()
	pictures, err := exercise.Pictures(3, 1, exercise.Options{Split: wording.Dev, Languages: []string{"zh"}})
	if err != nil {
		b.Skip(err)
	}
	return pictures[0].Bytes
}

// BenchmarkReadAgainstBareInference is the wall time of decoding and reading a
// picture against the models alone on the same tensors, in one run: the metric
// "ratio". The bar is 1.3.
func BenchmarkReadAgainstBareInference(b *testing.B) {
	files := infer.FilesBeside(binFolder)
	if m := files.Missing(); len(m) > 0 {
		b.Skipf("models are missing (run scripts/fetch-models): %v", m)
	}
	reader, err := openReader(files, 0)
	if err != nil {
		b.Fatal(err)
	}
	data := chineseChat(b)
	detection, recognition := &recorded{Model: reader.Detection}, &recorded{Model: reader.Lines.Model}
	plain := *reader
	reader.Detection, reader.Lines = detection, recognise.Reader{Model: recognition, Dictionary: plain.Lines.Dictionary}
	img, err := picture.Decode(data)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := reader.Read(img); err != nil {
		b.Fatal(err)
	}
	var whole, bare time.Duration
	for b.Loop() {
		begin := time.Now()
		img, err := picture.Decode(data)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := plain.Read(img); err != nil {
			b.Fatal(err)
		}
		whole += time.Since(begin)
		begin = time.Now()
		detection.again(b)
		recognition.again(b)
		bare += time.Since(begin)
	}
	b.ReportMetric(whole.Seconds()/bare.Seconds(), "ratio")
	b.ReportMetric(whole.Seconds()/float64(b.N), "s/picture")
}

// BenchmarkReadingProcess is a picture through the process and back, with the
// largest memory that the process took.
func BenchmarkReadingProcess(b *testing.B) {
	c, process := client(b)
	data := chineseChat(b)
	for b.Loop() {
		if _, err := c.Read(context.Background(), data); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(peakMB(b, process())), "peak-MB")
}
