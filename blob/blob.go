// Package blob keeps pictures and files, each encrypted under a random key of
// its own and named by the digest of its ciphertext. Name, key and size are a
// Ref, which stands in a claim: when the claim is erased, the picture is
// unreadable wherever copies of it lie. docs/spec/blob.md specifies the bytes.
package blob

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"

	"lanna"
)

// MaxSize is the largest blob, in plain bytes.
const MaxSize = 256 << 20

// A Ref is what a claim says of a blob: where it lies and how to read it.
type Ref struct {
	Name   lanna.Digest `json:"name"`   // SHA-256 of the ciphertext
	Key    []byte       `json:"key"`    // 32 bytes
	Size   int64        `json:"size"`   // plain bytes
	SHA256 lanna.Digest `json:"sha256"` // of the plain bytes
	Type   string       `json:"type"`   // media type as judged by content
	Width  int          `json:"width,omitempty"`
	Height int          `json:"height,omitempty"`
}

// String returns the form of a Ref in a claim's value.
func (r Ref) String() string {
	b, err := json.Marshal(r)
	if err != nil {
		panic("blob: a ref is plain data and always has a JSON form")
	}
	return string(b)
}

// ParseRef reads what String writes.
func ParseRef(s string) (Ref, error) {
	var r Ref
	err := json.Unmarshal([]byte(s), &r)
	if err == nil && len(r.Key) != chacha20poly1305.KeySize {
		err = ErrDamaged
	}
	return r, err
}

// Errors of blobs.
var (
	ErrDamaged  = errors.New("blob is damaged or not the one that was named")
	ErrNotFound = errors.New("blob is not here")
	ErrTooLarge = errors.New("blob is too large")
)

// unfinished is what blobs are called while they are written.
const unfinished = ".new-*"

// A Folder keeps blobs as files, in 256 folders by the first byte of the name.
type Folder struct {
	dir  string
	mu   sync.Mutex
	made map[string]bool // folders whose own entry is on the disk
}

// NewFolder returns the folder at dir, which it makes, and clears away what a
// crash left half-written. One process at a time may have it.
func NewFolder(dir string) (*Folder, error) {
	f := &Folder{dir: dir, made: map[string]bool{}}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return f, err
	}
	left, err := filepath.Glob(filepath.Join(dir, unfinished))
	if err != nil {
		return f, err
	}
	for _, path := range left {
		if err := os.Remove(path); err != nil {
			return f, err
		}
	}
	return f, syncDir(filepath.Dir(dir))
}

func (f *Folder) path(name lanna.Digest) string {
	s := name.String()
	return filepath.Join(f.dir, s[:2], s)
}

// Put seals data and keeps it.
func (f *Folder) Put(data []byte, mediaType string) (Ref, error) {
	w, err := f.Create()
	if err != nil {
		return Ref{}, err
	}
	defer w.Discard()
	if _, err := w.Write(data); err != nil {
		return Ref{}, err
	}
	return w.Keep(mediaType)
}

// A Writer is a blob in the making. What is written is sealed on its way to the
// disk, so that a large picture lies neither in memory nor open in a file.
type Writer struct {
	f    *Folder
	file *os.File // nil once it was kept or discarded
	*sealer
}

// Create begins a blob. The caller must Keep or Discard it.
func (f *Folder) Create() (*Writer, error) {
	if err := os.MkdirAll(f.dir, 0o700); err != nil { // it may lie on a disk that was away
		return nil, err
	}
	file, err := os.CreateTemp(f.dir, unfinished)
	if err != nil {
		return nil, err
	}
	w := &Writer{f: f, file: file}
	if w.sealer, err = newSealer(file); err != nil {
		w.Discard()
		return nil, err
	}
	return w, nil
}

// Keep ends the blob and names it. When it returns, the file and its folder
// entry are on the disk; a crash before that leaves at most a file that no claim
// names.
func (w *Writer) Keep(mediaType string) (Ref, error) {
	defer w.Discard()
	ref, err := w.finish(mediaType)
	if err := errors.Join(err, w.file.Sync()); err != nil {
		return Ref{}, err
	}
	path := w.f.path(ref.Name)
	if err := w.f.make(filepath.Dir(path)); err != nil {
		return Ref{}, err
	}
	if err := os.Rename(w.file.Name(), path); err != nil {
		return Ref{}, err
	}
	err = w.file.Close()
	w.file = nil
	return ref, errors.Join(err, syncDir(filepath.Dir(path)))
}

// Size is how many bytes were written.
func (w *Writer) Size() int64 { return w.size }

// Discard removes a blob that was not kept.
func (w *Writer) Discard() {
	if w.file == nil {
		return
	}
	w.file.Close()
	os.Remove(w.file.Name())
	w.file = nil
}

// make makes the folder of a blob and syncs the one above it: a file that is
// on the disk is lost all the same when the folder that holds it is not.
func (f *Folder) make(dir string) error {
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

// Get reads and decrypts a blob.
func (f *Folder) Get(ref Ref) ([]byte, error) {
	r, err := f.Open(ref)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.all()
}

// A Reader decrypts a blob as it is read.
type Reader struct {
	*opener
	file *os.File
}

// Open opens a blob for reading, once its ciphertext was found whole.
func (f *Folder) Open(ref Ref) (*Reader, error) {
	file, err := os.Open(f.path(ref.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	if _, err = io.Copy(sum, file); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err == nil && lanna.Digest(sum.Sum(nil)) != ref.Name {
		err = ErrDamaged
	}
	r := &Reader{file: file}
	if err == nil {
		r.opener, err = newOpener(file, ref)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return r, nil
}

// Close closes the blob's file.
func (r *Reader) Close() error { return r.file.Close() }

// Remove removes a blob's file. Its bytes may stay on the disk; without the
// key, which was in the erased claim, they tell nothing.
func (f *Folder) Remove(name lanna.Digest) error {
	err := os.Remove(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
