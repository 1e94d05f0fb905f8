package backup

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanna"
	"lanna/blob"
)

// Names in a folder of backups.
const (
	manifestFile = "manifest"
	storeFile    = "store.age"
	listFile     = "blobs"
	blobFolder   = "blobs"
	cutPrefix    = ".cut-" // of one that is being made, or was cut off
	stamp        = "20060102T150405Z"
)

// A Found backup is a whole one.
type Found struct {
	Path string
	*Manifest
}

// List returns the whole backups of a folder, the newest last. One whose
// manifest does not hold is in the error, and not in the list.
func List(dir string) ([]Found, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []Found
	for _, e := range entries {
		if !e.IsDir() || e.Name() == blobFolder || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		one, bad := Open(filepath.Join(dir, e.Name()))
		if errors.Is(bad, ErrNone) {
			continue // somebody else's folder
		}
		if bad != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", e.Name(), bad))
			continue
		}
		out = append(out, *one)
	}
	slices.SortStableFunc(out, func(a, b Found) int { return int(a.Made - b.Made) })
	return out, err
}

// Open returns one backup.
func Open(path string) (*Found, error) {
	b, err := os.ReadFile(filepath.Join(path, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, err
	}
	m, err := parseManifest(b)
	return &Found{path, m}, err
}

// Newest returns the backup at path, or the newest of the folder that path is.
func Newest(path string) (*Found, error) {
	if one, err := Open(path); !errors.Is(err, ErrNone) {
		return one, err
	}
	list, err := List(path)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, ErrNone
	}
	return &list[len(list)-1], nil
}

// folder is the one in which a backup lies.
func (f *Found) folder() string { return filepath.Dir(f.Path) }

// Age is how old a backup is.
func (f *Found) Age(now time.Time) time.Duration { return now.Sub(f.Made.Time()) }

// check reads a part and compares size and digest.
func (f *Found) check(name string, p Part) error {
	got, err := measure(filepath.Join(f.Path, name))
	if err != nil {
		return damaged(name+" cannot be read", err)
	}
	if got != p {
		return damaged(name+" is not what the manifest says", nil)
	}
	return nil
}

func measure(path string) (Part, error) {
	file, err := os.Open(path)
	if err != nil {
		return Part{}, err
	}
	defer file.Close() // read only
	h := sha256.New()
	n, err := io.Copy(h, file)
	return Part{n, lanna.Digest(h.Sum(nil))}, err
}

// eachBlob calls f with the pictures of a backup.
func (f *Found) eachBlob(each func(b blob.Found) error) error {
	file, err := os.Open(filepath.Join(f.Path, listFile))
	if err != nil {
		return damaged("the list of pictures cannot be read", err)
	}
	defer file.Close() // read only
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		name, size, _ := strings.Cut(lines.Text(), " ")
		var b blob.Found
		raw, err := hex.DecodeString(name)
		n, bad := strconv.ParseInt(size, 10, 64)
		if err != nil || bad != nil || len(raw) != len(b.Name) {
			return damaged("the list of pictures is malformed", nil)
		}
		b.Name, b.Size = lanna.Digest(raw), n
		if err := each(b); err != nil {
			return err
		}
	}
	return lines.Err()
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
