package exercise

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// WriteAccuracySet draws n pictures into dir, with truth.json beside them: a
// JSON list of Truth in the order of the files. split is dev, held or all.
func WriteAccuracySet(dir string, seed uint64, n int, split string) error {
	s, err := SplitOf(split)
	if err != nil {
		return err
	}
	return WritePictures(dir, seed, n, Options{Split: s}, nil)
}

// WritePictures is WriteAccuracySet with options and progress (may be nil).
func WritePictures(dir string, seed uint64, n int, o Options, progress func(done, total int)) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	truths := []Truth{}
	err := eachPicture(seed, n, o, func(p Picture) error {
		truths = append(truths, p.Truth)
		if progress != nil {
			progress(len(truths), n)
		}
		return os.WriteFile(filepath.Join(dir, p.File), p.Bytes, 0o644)
	})
	if err != nil {
		return err
	}
	return writeJSON(filepath.Join(dir, "truth.json"), truths)
}

func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Errorf("exercise: %w", err)
	}
	return os.WriteFile(path, append(b, '\n'), 0o644)
}
