package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"lanna"
)

// ErrPiece says that a piece does not continue what is here of its blob.
var ErrPiece = errors.New("piece does not continue the blob")

// Piece returns up to n bytes of a blob's ciphertext from offset on, and the
// size of the whole in bytes. It needs no key.
func (f *Folder) Piece(name lanna.Digest, offset int64, n int) ([]byte, int64, error) {
	file, err := os.Open(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNotFound
	}
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

// Has reports whether the whole blob is here.
func (f *Folder) Has(name lanna.Digest) bool {
	_, err := os.Stat(f.path(name))
	return err == nil
}

// AddPiece keeps a piece of a blob that comes from elsewhere; pieces come in
// order, and one that came before is written again. When it returns, the piece
// is on the disk. With the last piece the whole is checked against its name and
// is a blob; where it is another, all of it is thrown away.
func (f *Folder) AddPiece(name lanna.Digest, size, offset int64, data []byte) (complete bool, err error) {
	if f.Has(name) {
		return true, nil
	}
	if offset < 0 || size > MaxSize+MaxSize/chunkSize*16+64 || offset+int64(len(data)) > size {
		return false, ErrPiece
	}
	path := f.path(name)
	if err := f.make(filepath.Dir(path)); err != nil {
		return false, err
	}
	part := filepath.Join(filepath.Dir(path), ".part-"+filepath.Base(path))
	file, err := os.OpenFile(part, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return false, err
	}
	whole := offset+int64(len(data)) == size
	err = addAt(file, offset, data)
	if err == nil && whole {
		err = checkName(file, name)
	}
	if err = errors.Join(err, file.Close()); err != nil || !whole {
		if errors.Is(err, ErrDamaged) {
			err = errors.Join(err, os.Remove(part))
		}
		return false, err
	}
	if err := os.Rename(part, path); err != nil {
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

// checkName checks a file against the digest that names it.
func checkName(file *os.File, name lanna.Digest) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return err
	}
	if lanna.Digest(h.Sum(nil)) != name {
		return ErrDamaged
	}
	return nil
}

// Found is a blob that is in a folder.
type Found struct {
	Name lanna.Digest
	Size int64 // of the ciphertext, bytes
}

// Each calls f with every blob of the folder, in the order of names.
func (f *Folder) Each(each func(b Found) error) error {
	folders, err := os.ReadDir(f.dir)
	if err != nil {
		return err
	}
	for _, e := range folders {
		if !e.IsDir() {
			continue
		}
		files, err := os.ReadDir(filepath.Join(f.dir, e.Name()))
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
	}
	return nil
}

// copied is how much of a blob is copied at a time, in bytes.
const copied = 4 << 20

// CopyTo copies a blob to another folder, unless it is there. The copy is
// checked against its name. It needs no key.
func (f *Folder) CopyTo(to *Folder, b Found) error {
	if b.Size == 0 || to.Has(b.Name) {
		return nil
	}
	for offset := int64(0); offset < b.Size; offset += copied {
		data, size, err := f.Piece(b.Name, offset, copied)
		if err != nil {
			return err
		}
		if size != b.Size {
			return ErrDamaged
		}
		if _, err := to.AddPiece(b.Name, size, offset, data); err != nil {
			return err
		}
	}
	return nil
}
