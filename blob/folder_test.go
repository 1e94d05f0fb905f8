package blob_test

import (
	"os"
	"path/filepath"
	"testing"

	"lanna/blob"
	"lanna/blob/blobtest"
)

func TestFolder(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) func() *blob.Store {
		dir := filepath.Join(t.TempDir(), "blobs")
		return func() *blob.Store {
			s, err := blob.NewFolder(dir)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
	})
}

func TestWhatACrashLeftIsClearedAway(t *testing.T) {
	dir := t.TempDir()
	left := filepath.Join(dir, ".new-EXERCISE")
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.NewFolder(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}
