// Package infer runs the models of PP-OCR on ONNX Runtime.
//
// It is the only package that needs cgo. Everything else sees a Model: floats
// and a shape in, floats and a shape out, so that tests need no library.
package infer

import (
	"errors"
	"os"
	"path/filepath"
)

// Model is one network.
type Model interface {
	// Run feeds one tensor, in C order, and returns the one that comes out.
	// The input is not kept and not changed; the output belongs to the caller.
	Run(in []float32, shape []int64) (out []float32, outShape []int64, err error)
}

// ErrUnavailable is returned where the library or a model is not there, or the
// program was built without cgo.
var ErrUnavailable = errors.New("infer: models or ONNX Runtime are not available")

// Files says where the models and the library lie.
type Files struct {
	Library     string // libonnxruntime.so.1
	Detection   string // DBNet, PP-OCRv4 mobile
	Recognition string // SVTR-LCNet with CTC, PP-OCRv4 mobile
	Dictionary  string // one character a line, in the order of the classes
}

// FilesBeside returns the files in the layout that scripts/fetch-models makes:
// models/ and lib/ in one folder.
func FilesBeside(folder string) Files {
	return Files{
		Library:     filepath.Join(folder, "lib", "libonnxruntime.so.1"),
		Detection:   filepath.Join(folder, "models", "ch_PP-OCRv4_det_infer.onnx"),
		Recognition: filepath.Join(folder, "models", "ch_PP-OCRv4_rec_infer.onnx"),
		Dictionary:  filepath.Join(folder, "models", "ppocr_keys_v1.txt"),
	}
}

// Missing lists the files that are not there, by their base names.
func (f Files) Missing() []string {
	var missing []string
	for _, p := range []string{f.Library, f.Detection, f.Recognition, f.Dictionary} {
		if info, err := os.Stat(p); err != nil || info.Size() == 0 {
			missing = append(missing, filepath.Base(p))
		}
	}
	return missing
}
