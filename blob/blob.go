// Package blob keeps pictures and files, each encrypted under a random key of
// its own and named by the digest of its ciphertext. Name, key and size are a
// Ref, which stands in a claim: when the claim is erased, the picture is
// unreadable wherever copies of it lie. docs/spec/blob.md specifies the bytes.
package blob

import (
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"

	"lanna"
)

// header opens every blob; the digest of the plain bytes is bound to the key
// by standing in the same claim.
const header = "lanna/blob/v1\n"

// chunkSize is how many plain bytes are sealed at a time, so that a piece can
// be read or sent without the rest.
const chunkSize = 64 << 10

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

// Seal encrypts data under a fresh key and returns the ciphertext with its Ref.
//
// The ciphertext is the header and then chunks of 64 KiB, each sealed with
// ChaCha20-Poly1305 under a nonce of the chunk's number (11 bytes, big endian)
// and one byte that is 1 for the last chunk (the STREAM construction of Hoang,
// Reyhanitabar, Rogaway and Vizár, 2015, as age uses it).
func Seal(data []byte, mediaType string) ([]byte, Ref, error) {
	if len(data) > MaxSize {
		return nil, Ref{}, ErrTooLarge
	}
	ref := Ref{Key: make([]byte, chacha20poly1305.KeySize), Size: int64(len(data)), SHA256: sha256.Sum256(data), Type: mediaType}
	rand.Read(ref.Key)
	aead, err := chacha20poly1305.New(ref.Key)
	if err != nil {
		return nil, Ref{}, err
	}
	chunks := max(1, (len(data)+chunkSize-1)/chunkSize)
	out := append(make([]byte, 0, len(header)+len(data)+chunks*aead.Overhead()), header...)
	for i := range chunks {
		end := min((i+1)*chunkSize, len(data))
		out = aead.Seal(out, nonce(i, i == chunks-1), data[i*chunkSize:end], nil)
	}
	ref.Name = sha256.Sum256(out)
	return out, ref, nil
}

// Open decrypts a ciphertext and checks it against its Ref.
func Open(sealed []byte, ref Ref) ([]byte, error) {
	if lanna.Digest(sha256.Sum256(sealed)) != ref.Name || len(sealed) < len(header) || string(sealed[:len(header)]) != header {
		return nil, ErrDamaged
	}
	aead, err := chacha20poly1305.New(ref.Key)
	if err != nil {
		return nil, ErrDamaged
	}
	plain, err := openChunks(aead, sealed[len(header):])
	if err != nil || lanna.Digest(sha256.Sum256(plain)) != ref.SHA256 {
		return nil, ErrDamaged
	}
	return plain, nil
}

func openChunks(aead cipher.AEAD, sealed []byte) ([]byte, error) {
	plain := make([]byte, 0, len(sealed))
	step := chunkSize + aead.Overhead()
	for i := 0; ; i++ {
		last := len(sealed) <= step
		var err error
		plain, err = aead.Open(plain, nonce(i, last), sealed[:min(step, len(sealed))], nil)
		if err != nil {
			return nil, ErrDamaged
		}
		if last {
			return plain, nil
		}
		sealed = sealed[step:]
	}
}

func nonce(i int, last bool) []byte {
	n := make([]byte, chacha20poly1305.NonceSize)
	for k := range 8 {
		n[10-k] = byte(uint64(i) >> (8 * k))
	}
	if last {
		n[11] = 1
	}
	return n
}

// A Folder keeps blobs as files, in 256 folders by the first byte of the name.
type Folder struct {
	dir  string
	mu   sync.Mutex
	made map[string]bool // folders whose own entry is on the disk
}

// NewFolder returns the folder at dir, which it makes.
func NewFolder(dir string) (*Folder, error) {
	f := &Folder{dir: dir, made: map[string]bool{}}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return f, err
	}
	return f, syncDir(filepath.Dir(dir))
}

func (f *Folder) path(name lanna.Digest) string {
	s := name.String()
	return filepath.Join(f.dir, s[:2], s)
}

// Put seals data and keeps it. When it returns, the file and its folder entry
// are on the disk; a crash before that leaves at most a file that no claim names.
func (f *Folder) Put(data []byte, mediaType string) (Ref, error) {
	sealed, ref, err := Seal(data, mediaType)
	if err != nil {
		return Ref{}, err
	}
	return ref, f.write(ref.Name, sealed)
}

func (f *Folder) write(name lanna.Digest, sealed []byte) error {
	path := f.path(name)
	if err := f.make(filepath.Dir(path)); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // gone after the rename
	_, err = tmp.Write(sealed)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
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
	sealed, err := os.ReadFile(f.path(ref.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return Open(sealed, ref)
}

// Remove removes a blob's file. Its bytes may stay on the disk; without the
// key, which was in the erased claim, they tell nothing.
func (f *Folder) Remove(name lanna.Digest) error {
	err := os.Remove(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
