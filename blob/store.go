package blob

import (
	"crypto/sha256"
	"errors"
	"io"

	"lanna"
)

// A Shelf keeps ciphertexts by their names. It needs no key and knows none. What
// it kept is whole or absent, whatever is cut off; blob/blobtest is what every
// shelf passes. All methods may be called at the same time, by several processes.
type Shelf interface {
	// Draft begins a ciphertext whose name is known only at its end.
	Draft() (Draft, error)
	// Fetch returns a whole ciphertext from its first byte on. Whether it is what
	// its name says is not checked. ErrNotFound if it is not here.
	Fetch(name lanna.Digest) (io.ReadSeekCloser, error)
	// Piece returns up to n bytes of a ciphertext from offset on, and the size of
	// the whole in bytes. ErrNotFound if it is not here.
	Piece(name lanna.Digest, offset int64, n int) (data []byte, size int64, err error)
	// AddPiece keeps a piece of a ciphertext that comes from elsewhere; pieces come
	// in order, and one that came before is written again. When it returns, the
	// piece is durable. With the last piece the whole is checked against its name
	// and is a blob; where it is another (ErrDamaged), all of it is thrown away.
	AddPiece(name lanna.Digest, size, offset int64, data []byte) (complete bool, err error)
	// Has reports whether the whole ciphertext is here.
	Has(name lanna.Digest) (bool, error)
	// Each calls f with every ciphertext, in the order of names.
	Each(f func(Found) error) error
	// Remove removes a ciphertext, pieces and older versions of it too. It is no
	// error that it was not here.
	Remove(name lanna.Digest) error
}

// A Draft is a ciphertext that is being written.
type Draft interface {
	io.Writer
	// Keep ends it under its name. When it returns nil, it is durable.
	Keep(name lanna.Digest) error
	// Discard removes what was not kept; after Keep it does nothing.
	Discard()
}

// Found is a ciphertext on a shelf.
type Found struct {
	Name lanna.Digest
	Size int64 // bytes
}

// A Store seals blobs onto a shelf and opens them.
type Store struct{ Shelf }

// Put seals data and keeps it.
func (s *Store) Put(data []byte, mediaType string) (Ref, error) {
	w, err := s.Create()
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
// shelf, so that a large picture lies neither in memory nor open in a file.
type Writer struct {
	draft Draft
	*sealer
}

// Create begins a blob. The caller must Keep or Discard it.
func (s *Store) Create() (*Writer, error) {
	d, err := s.Draft()
	if err != nil {
		return nil, err
	}
	w := &Writer{draft: d}
	if w.sealer, err = newSealer(d); err != nil {
		d.Discard()
		return nil, err
	}
	return w, nil
}

// Keep ends the blob and names it. When it returns, the blob is durable; a crash
// before that leaves at most a ciphertext that no claim names.
func (w *Writer) Keep(mediaType string) (Ref, error) {
	defer w.Discard()
	ref, err := w.finish(mediaType)
	if err == nil {
		err = w.draft.Keep(ref.Name)
	}
	if err != nil {
		return Ref{}, err
	}
	return ref, nil
}

// Size is how many bytes were written.
func (w *Writer) Size() int64 { return w.size }

// Discard removes a blob that was not kept.
func (w *Writer) Discard() { w.draft.Discard() }

// Get reads and decrypts a blob.
func (s *Store) Get(ref Ref) ([]byte, error) {
	r, err := s.Open(ref)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.all()
}

// A Reader decrypts a blob as it is read.
type Reader struct {
	*opener
	from io.Closer
}

// Open opens a blob for reading, once its ciphertext was found whole.
func (s *Store) Open(ref Ref) (*Reader, error) {
	from, err := s.Fetch(ref.Name)
	if err != nil {
		return nil, err
	}
	r := &Reader{from: from}
	if err = CheckName(from, ref.Name); err == nil {
		_, err = from.Seek(0, io.SeekStart)
	}
	if err == nil {
		r.opener, err = newOpener(from, ref)
	}
	if err != nil {
		return nil, errors.Join(err, from.Close())
	}
	return r, nil
}

// Close lets go of the ciphertext.
func (r *Reader) Close() error { return r.from.Close() }

// CopyTo copies a ciphertext to another store, unless it is there. The copy is
// checked against its name before it is kept. It needs no key.
func (s *Store) CopyTo(to *Store, b Found) error {
	if there, err := to.Has(b.Name); err != nil || there {
		return err
	}
	from, err := s.Fetch(b.Name)
	if err != nil {
		return err
	}
	defer from.Close() // read only
	d, err := to.Draft()
	if err != nil {
		return err
	}
	defer d.Discard()
	if err := CheckName(io.TeeReader(from, d), b.Name); err != nil {
		return err
	}
	return d.Keep(b.Name)
}

// CheckName reads all of a ciphertext; ErrDamaged if it is not what its name says.
func CheckName(from io.Reader, name lanna.Digest) error {
	h := sha256.New()
	if _, err := io.Copy(h, from); err != nil {
		return err
	}
	if lanna.Digest(h.Sum(nil)) != name {
		return ErrDamaged
	}
	return nil
}
