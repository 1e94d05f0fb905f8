package blob

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"lanna"
)

// unfinished is what blobs are called while they are written.
const unfinished = ".new-*"

// A folder is a Shelf of files, in 256 folders by the first byte of the name. It
// may be shared, as by NFS.
type folder struct {
	dir  string
	mu   sync.Mutex
	made map[string]bool // folders whose own entry is on the disk
}

// NewFolder returns a store in the folder at dir, which it makes, and clears away
// what a crash left half-written. Drafts of processes that live stay.
func NewFolder(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	left, err := filepath.Glob(filepath.Join(dir, unfinished))
	if err != nil {
		return nil, err
	}
	for _, path := range left {
		if err := removeLeft(path); err != nil {
			return nil, err
		}
	}
	return &Store{&folder{dir: dir, made: map[string]bool{}}}, syncDir(filepath.Dir(dir))
}

// removeLeft removes a draft that nobody writes any more.
func removeLeft(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	if !claim(file) {
		return nil
	}
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f *folder) path(name lanna.Digest) string {
	s := name.String()
	return filepath.Join(f.dir, s[:2], s)
}

func (f *folder) part(name lanna.Digest) string {
	s := name.String()
	return filepath.Join(f.dir, s[:2], ".part-"+s)
}

type fileDraft struct {
	*os.File
	f    *folder
	done bool
}

func (f *folder) Draft() (Draft, error) {
	if err := os.MkdirAll(f.dir, 0o700); err != nil { // it may lie on a disk that was away
		return nil, err
	}
	file, err := os.CreateTemp(f.dir, unfinished)
	if err != nil {
		return nil, err
	}
	claim(file) // where that cannot be, nobody can claim it to remove it either
	return &fileDraft{File: file, f: f}, nil
}

func (d *fileDraft) Keep(name lanna.Digest) error {
	defer d.Discard()
	if err := d.Sync(); err != nil {
		return err
	}
	path := d.f.path(name)
	if err := d.f.make(filepath.Dir(path)); err != nil {
		return err
	}
	if err := os.Rename(d.Name(), path); err != nil {
		return err
	}
	d.done = true
	return errors.Join(d.Close(), syncDir(filepath.Dir(path)))
}

func (d *fileDraft) Discard() {
	if !d.done {
		d.done = true
		os.Remove(d.Name())
		d.Close()
	}
}

// make makes the folder of a blob and syncs the one above it: a file that is
// on the disk is lost all the same when the folder that holds it is not.
func (f *folder) make(dir string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.made[dir] {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := syncDir(f.dir); err != nil {
		return err
	}
	f.made[dir] = true
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (f *folder) Fetch(name lanna.Digest) (io.ReadSeekCloser, error) {
	file, err := f.open(name)
	if err != nil {
		return nil, err // not a nil file that is no nil interface
	}
	return file, nil
}

func (f *folder) open(name lanna.Digest) (*os.File, error) {
	file, err := os.Open(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	return file, err
}

func (f *folder) Piece(name lanna.Digest, offset int64, n int) ([]byte, int64, error) {
	file, err := f.open(name)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close() // read only
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	left := info.Size() - offset
	if offset < 0 || left <= 0 || n <= 0 {
		return nil, info.Size(), nil
	}
	data := make([]byte, min(int64(n), left))
	_, err = file.ReadAt(data, offset)
	return data, info.Size(), err
}

func (f *folder) Has(name lanna.Digest) (bool, error) {
	_, err := os.Stat(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func (f *folder) AddPiece(name lanna.Digest, size, offset int64, data []byte) (complete bool, err error) {
	if there, err := f.Has(name); err != nil || there {
		return there, err
	}
	if offset < 0 || size > MaxSealed || offset+int64(len(data)) > size {
		return false, ErrPiece
	}
	path, part := f.path(name), f.part(name)
	if err := f.make(filepath.Dir(path)); err != nil {
		return false, err
	}
	file, err := os.OpenFile(part, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return false, err
	}
	whole := offset+int64(len(data)) == size
	err = addAt(file, offset, data)
	if err == nil && whole {
		err = CheckName(io.NewSectionReader(file, 0, MaxSealed), name)
	}
	if err = errors.Join(err, file.Close()); err != nil || !whole {
		if errors.Is(err, ErrDamaged) {
			err = errors.Join(err, os.Remove(part))
		}
		return false, err
	}
	if err := os.Rename(part, path); errors.Is(err, fs.ErrNotExist) {
		return f.Has(name) // the same piece came twice at the same time
	} else if err != nil {
		return false, err
	}
	return true, syncDir(filepath.Dir(path))
}

func addAt(file *os.File, offset int64, data []byte) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < offset {
		return fmt.Errorf("%w: %d bytes are here, it begins at %d", ErrPiece, info.Size(), offset)
	}
	if _, err := file.WriteAt(data, offset); err != nil {
		return err
	}
	return file.Sync()
}

func (f *folder) Each(each func(Found) error) error {
	folders, err := os.ReadDir(f.dir)
	if err != nil {
		return err
	}
	for _, e := range folders {
		if !e.IsDir() {
			continue
		}
		if err := eachIn(filepath.Join(f.dir, e.Name()), each); err != nil {
			return err
		}
	}
	return nil
}

func eachIn(dir string, each func(Found) error) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range files {
		raw, err := hex.DecodeString(e.Name())
		if err != nil || len(raw) != len(lanna.Digest{}) {
			continue // in the making
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // erased meanwhile
		}
		if err == nil {
			err = each(Found{lanna.Digest(raw), info.Size()})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Remove removes a blob's file. Its bytes may stay on the disk; without the
// key, which was in the erased claim, they tell nothing.
func (f *folder) Remove(name lanna.Digest) error {
	for _, path := range []string{f.path(name), f.part(name)} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
