package blob

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"hash"
	"io"

	"golang.org/x/crypto/chacha20poly1305"

	"lanna"
)

// header opens every blob; the digest of the plain bytes is bound to the key
// by standing in the same claim.
const header = "lanna/blob/v1\n"

// chunkSize is how many plain bytes are sealed at a time, so that a piece can
// be read or sent without the rest.
const chunkSize = 64 << 10

// Seal encrypts data under a fresh key and returns the ciphertext with its Ref.
//
// The ciphertext is the header and then chunks of 64 KiB, each sealed with
// ChaCha20-Poly1305 under a nonce of the chunk's number (11 bytes, big endian)
// and one byte that is 1 for the last chunk (the STREAM construction of Hoang,
// Reyhanitabar, Rogaway and Vizár, 2015, as age uses it).
func Seal(data []byte, mediaType string) ([]byte, Ref, error) {
	var out bytes.Buffer
	s, err := newSealer(&out)
	if err == nil {
		_, err = s.Write(data)
	}
	if err != nil {
		return nil, Ref{}, err
	}
	ref, err := s.finish(mediaType)
	return out.Bytes(), ref, err
}

// Open decrypts a ciphertext and checks it against its Ref.
func Open(sealed []byte, ref Ref) ([]byte, error) {
	if lanna.Digest(sha256.Sum256(sealed)) != ref.Name {
		return nil, ErrDamaged
	}
	o, err := newOpener(bytes.NewReader(sealed), ref)
	if err != nil {
		return nil, err
	}
	return o.all()
}

// A sealer encrypts what is written to it, a chunk at a time.
type sealer struct {
	to            io.Writer
	aead          cipher.AEAD
	key           []byte
	chunk         []byte // not sealed yet: whether it is the last is known when more comes
	sealed        []byte // room for one
	chunks        int
	size          int64
	plain, cipher hash.Hash
}

func newSealer(to io.Writer) (*sealer, error) {
	s := &sealer{to: to, key: make([]byte, chacha20poly1305.KeySize), plain: sha256.New(), cipher: sha256.New()}
	rand.Read(s.key)
	var err error
	if s.aead, err = chacha20poly1305.New(s.key); err != nil {
		return nil, err
	}
	s.chunk = make([]byte, 0, chunkSize)
	s.sealed = make([]byte, 0, chunkSize+s.aead.Overhead())
	return s, s.emit([]byte(header))
}

func (s *sealer) Write(p []byte) (n int, err error) {
	if s.size += int64(len(p)); s.size > MaxSize {
		return 0, ErrTooLarge
	}
	s.plain.Write(p)
	for len(p) > 0 {
		if len(s.chunk) == chunkSize {
			if err := s.flush(false); err != nil {
				return n, err
			}
		}
		part := min(chunkSize-len(s.chunk), len(p))
		s.chunk = append(s.chunk, p[:part]...)
		p, n = p[part:], n+part
	}
	return n, nil
}

func (s *sealer) flush(last bool) error {
	s.sealed = s.aead.Seal(s.sealed[:0], nonce(s.chunks, last), s.chunk, nil)
	s.chunk, s.chunks = s.chunk[:0], s.chunks+1
	return s.emit(s.sealed)
}

func (s *sealer) emit(b []byte) error {
	s.cipher.Write(b)
	_, err := s.to.Write(b)
	return err
}

// finish seals the last chunk. An empty blob has one, too.
func (s *sealer) finish(mediaType string) (Ref, error) {
	ref := Ref{Key: s.key, Size: s.size, Type: mediaType}
	if err := s.flush(true); err != nil {
		return Ref{}, err
	}
	s.plain.Sum(ref.SHA256[:0])
	s.cipher.Sum(ref.Name[:0])
	return ref, nil
}

// An opener decrypts a ciphertext as it is read. What it returns before io.EOF
// is what was sealed, and only with io.EOF it is known to be all of it.
type opener struct {
	from   io.Reader
	aead   cipher.AEAD
	ref    Ref
	buf    []byte // one chunk of ciphertext and a byte of the next
	ahead  []byte // of buf, what was not opened
	open   []byte // plain bytes that were not handed out
	room   []byte
	chunks int
	plain  hash.Hash
	last   bool
}

func newOpener(from io.Reader, ref Ref) (*opener, error) {
	head := make([]byte, len(header))
	if _, err := io.ReadFull(from, head); err != nil || string(head) != header {
		return nil, ErrDamaged
	}
	aead, err := chacha20poly1305.New(ref.Key)
	if err != nil {
		return nil, ErrDamaged
	}
	return &opener{from: from, aead: aead, ref: ref, plain: sha256.New(),
		buf: make([]byte, chunkSize+aead.Overhead()+1), room: make([]byte, 0, chunkSize)}, nil
}

func (o *opener) Read(p []byte) (int, error) {
	for len(o.open) == 0 {
		if o.last {
			var sum lanna.Digest
			if o.plain.Sum(sum[:0]); sum != o.ref.SHA256 {
				return 0, ErrDamaged
			}
			return 0, io.EOF
		}
		if err := o.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, o.open)
	o.open = o.open[n:]
	return n, nil
}

// next opens one chunk. It reads a byte further, to know whether it is the last.
func (o *opener) next() error {
	buf, step := o.buf, len(o.buf)-1
	had := copy(buf, o.ahead)
	n, err := io.ReadFull(o.from, buf[had:])
	n += had
	switch err {
	case nil:
	case io.EOF, io.ErrUnexpectedEOF:
		o.last = true
	default:
		return err
	}
	end := min(n, step)
	if o.open, err = o.aead.Open(o.room[:0], nonce(o.chunks, o.last), buf[:end], nil); err != nil {
		return ErrDamaged
	}
	o.ahead, o.chunks = buf[end:n], o.chunks+1
	o.plain.Write(o.open)
	return nil
}

func (o *opener) all() ([]byte, error) {
	plain := bytes.NewBuffer(make([]byte, 0, max(0, min(o.ref.Size, MaxSize))+bytes.MinRead))
	_, err := plain.ReadFrom(o)
	if err != nil {
		return nil, err
	}
	return plain.Bytes(), nil
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
