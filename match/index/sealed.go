package index

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"

	"github.com/edsrzf/mmap-go"
)

// A sealed file is a row of chunks, each under AES-256-GCM with a nonce of its
// own and its place as associated data, and a trailer sealed like them:
//
//	magic[8] salt[32] | chunk… | trailer | length of the trailer (4)
//	chunk: nonce[12] text tag[16]
//
// The key of the file is HKDF-SHA256 of the caller's key and the salt.
const (
	magic      = "lannaix1"
	saltSize   = 32
	headSize   = int64(len(magic) + saltSize)
	nonceSize  = 12
	tagSize    = 16
	chunkSize  = 16 << 10
	sealedSize = nonceSize + chunkSize + tagSize
	trailerAt  = ^uint64(0) // place of the trailer, as associated data
)

// KeySize is the length of the key that an index is sealed under, in bytes.
const KeySize = 32

// ErrUnfit is returned for a file that is damaged, of another version or sealed
// under another key. An index is derived: delete it and make it anew.
var ErrUnfit = errors.New("index does not fit and must be made anew")

func fileCipher(key, salt []byte) (cipher.AEAD, error) {
	k, err := hkdf.Key(sha256.New, key, salt, "lanna match index", KeySize)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(k)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func place(n uint64) []byte { return binary.LittleEndian.AppendUint64(nil, n) }

// seal appends nonce, ciphertext and tag.
func seal(aead cipher.AEAD, dst, text []byte, at uint64) []byte {
	start := len(dst)
	dst = append(dst, make([]byte, nonceSize)...)
	rand.Read(dst[start:])
	return aead.Seal(dst, dst[start:start+nonceSize], text, place(at))
}

// A sealedWriter writes a sealed file from front to end.
type sealedWriter struct {
	file  *os.File
	out   *bufio.Writer
	aead  cipher.AEAD
	chunk []byte
	buf   []byte
	n     uint64 // chunks written
}

func createSealed(path string, key []byte) (*sealedWriter, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, saltSize)
	rand.Read(salt)
	aead, err := fileCipher(key, salt)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	w := &sealedWriter{file: f, out: bufio.NewWriterSize(f, 1<<20), aead: aead, chunk: make([]byte, 0, chunkSize)}
	w.out.WriteString(magic)
	w.out.Write(salt)
	return w, nil
}

// offset is where the next byte will stand.
func (w *sealedWriter) offset() int64 { return int64(w.n)*chunkSize + int64(len(w.chunk)) }

func (w *sealedWriter) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		k := copy(w.chunk[len(w.chunk):chunkSize], b)
		w.chunk, b = w.chunk[:len(w.chunk)+k], b[k:]
		if len(w.chunk) == chunkSize {
			if err := w.flush(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

func (w *sealedWriter) flush() error {
	w.buf = seal(w.aead, w.buf[:0], w.chunk, w.n)
	w.n++
	w.chunk = w.chunk[:0]
	_, err := w.out.Write(w.buf)
	return err
}

// align fills up to a multiple of 8.
func (w *sealedWriter) align() error {
	_, err := w.Write(make([]byte, (8-w.offset()%8)%8))
	return err
}

// finish fills the last chunk, writes the trailer and syncs.
func (w *sealedWriter) finish(t trailer) error {
	if len(w.chunk) > 0 {
		if _, err := w.Write(make([]byte, chunkSize-len(w.chunk))); err != nil {
			return err
		}
	}
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	b := seal(w.aead, nil, text, trailerAt)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(b)))
	if _, err := w.out.Write(b); err != nil {
		return err
	}
	return errors.Join(w.out.Flush(), w.file.Sync())
}

// A space is the content of a sealed file in memory that no disk backs. A chunk
// is opened when it is first asked for.
type space struct {
	file   *os.File
	aead   cipher.AEAD
	data   mmap.MMap
	opened []atomic.Bool
	mu     sync.Mutex
	bad    atomic.Bool // a chunk did not open: the index is to be made anew
	buf    []byte
}

// openSealed reads the trailer and nothing else.
func openSealed(path string, key []byte) (*space, trailer, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, trailer{}, err
	}
	s := &space{file: f}
	t, err := s.open(key)
	if err != nil {
		return nil, t, errors.Join(err, f.Close())
	}
	return s, t, nil
}

func (s *space) open(key []byte) (t trailer, err error) {
	head := make([]byte, headSize)
	info, err := s.file.Stat()
	if err != nil {
		return t, err
	}
	size := info.Size()
	if _, err := s.file.ReadAt(head, 0); err != nil || string(head[:len(magic)]) != magic || size < headSize+4 {
		return t, ErrUnfit
	}
	if s.aead, err = fileCipher(key, head[len(magic):]); err != nil {
		return t, err
	}
	end := make([]byte, 4)
	if _, err := s.file.ReadAt(end, size-4); err != nil {
		return t, ErrUnfit
	}
	n := int64(binary.LittleEndian.Uint32(end))
	chunks := (size - 4 - n - headSize) / sealedSize
	if n < nonceSize || n > 64<<20 || chunks < 0 || (size-4-n-headSize)%sealedSize != 0 {
		return t, ErrUnfit
	}
	b := make([]byte, n)
	if _, err := s.file.ReadAt(b, size-4-n); err != nil {
		return t, ErrUnfit
	}
	text, err := s.aead.Open(nil, b[:nonceSize], b[nonceSize:], place(trailerAt))
	if err != nil || json.Unmarshal(text, &t) != nil {
		return t, ErrUnfit
	}
	s.opened = make([]atomic.Bool, chunks)
	s.buf = make([]byte, sealedSize)
	if chunks > 0 {
		s.data, err = newSpace(int(chunks * chunkSize))
	}
	return t, err
}

// bytes are n bytes from off on; nothing where they cannot be read, which the
// index notices by its mark.
func (s *space) bytes(off int64, n int) []byte {
	if off < 0 || n < 0 || off+int64(n) > int64(len(s.data)) {
		s.bad.Store(true)
		return nil
	}
	for c := off / chunkSize; c*chunkSize < off+int64(n); c++ {
		if !s.opened[c].Load() && !s.openChunk(c) {
			return nil
		}
	}
	return s.data[off : off+int64(n)]
}

func (s *space) openChunk(c int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened[c].Load() {
		return true
	}
	_, err := s.file.ReadAt(s.buf, headSize+c*sealedSize)
	if err == nil {
		at := c * chunkSize
		_, err = s.aead.Open(s.data[at:at:at+chunkSize], s.buf[:nonceSize], s.buf[nonceSize:], place(uint64(c)))
	}
	if err != nil {
		s.bad.Store(true)
		return false
	}
	s.opened[c].Store(true)
	return true
}

// save seals the chunks of a stretch again after it was changed in memory. The
// ciphertext that lay there is written over.
func (s *space) save(off int64, n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := off / chunkSize; c*chunkSize < off+int64(n); c++ {
		b := seal(s.aead, nil, s.data[c*chunkSize:(c+1)*chunkSize], uint64(c))
		if _, err := s.file.WriteAt(b, headSize+c*sealedSize); err != nil {
			return err
		}
	}
	return nil
}

func (s *space) sync() error { return s.file.Sync() }

func (s *space) close() error {
	var err error
	if s.data != nil {
		err = s.data.Unmap()
		s.data = nil
	}
	return errors.Join(err, s.file.Close())
}

var _ io.Writer = (*sealedWriter)(nil)
