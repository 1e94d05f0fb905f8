// Package tuned holds what tesseract's networks for Thai, Burmese and Lao learned
// of lines as screens show them, as differences of their weights, and puts it into
// the data that Debian and npm bring. docs/design/reading.md tells how it was
// learned.
package tuned

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

//go:embed *.txt
var patches embed.FS

// Languages that were learned, by tesseract's codes.
var Languages = []string{"tha", "mya", "lao"}

// Folder, beside the models, is where changed data lie.
const Folder = "tuned"

// Write writes the changed data of each language into a folder. What they are made
// of is looked for in other folders; ErrOther where it is not there as it was
// learned from, when the rest is written all the same.
func Write(into string, from ...string) error {
	if err := os.MkdirAll(into, 0o755); err != nil {
		return fmt.Errorf("tuned: %w", err)
	}
	var errs []error
	for _, l := range Languages {
		errs = append(errs, write(filepath.Join(into, l+".traineddata"), l, from))
	}
	return errors.Join(errs...)
}

func write(file, language string, from []string) error {
	patch, err := patches.ReadFile(language + ".txt")
	if err != nil {
		return fmt.Errorf("tuned: %w", err)
	}
	err = fmt.Errorf("%w: %s", ErrOther, language)
	for _, folder := range from {
		data, missing := os.ReadFile(filepath.Join(folder, language+".traineddata"))
		if missing != nil {
			continue
		}
		if changed, other := Apply(data, string(patch)); other == nil {
			return replace(file, changed)
		}
	}
	return err
}

// replace writes a file whole or not at all, and only where it differs.
func replace(file string, data []byte) error {
	if old, err := os.ReadFile(file); err == nil && bytes.Equal(old, data) {
		return nil
	}
	if err := os.WriteFile(file+".part", data, 0o644); err != nil {
		return fmt.Errorf("tuned: %w", err)
	}
	return os.Rename(file+".part", file)
}
