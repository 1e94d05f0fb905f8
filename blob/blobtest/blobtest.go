// Package blobtest is what every shelf of blobs passes.
package blobtest

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"slices"
	"sync"
	"testing"

	"lanna"
	"lanna/blob"
)

// Run tries a store. open returns it empty at the first call, and as a further
// process sees it at later ones.
func Run(t *testing.T, open func(t *testing.T) func() *blob.Store) {
	for name, test := range map[string]func(*testing.T, func() *blob.Store){
		"what was put comes back":                comesBack,
		"what was not kept is not there":         notKept,
		"what was removed is gone, pieces too":   removed,
		"pieces make the blob":                   pieces,
		"another process goes on with pieces":    piecesElsewhere,
		"pieces of another blob are thrown away": foreignPieces,
		"all are listed in order":                listed,
		"a copy is checked":                      copied,
		"several at the same time":               together,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func fill(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func comesBack(t *testing.T, open func() *blob.Store) {
	s := open()
	for _, n := range []int{0, 1, 65535, 65536, 65537, 200_000} { // around the edges of chunks
		plain := fill(n)
		ref, err := s.Put(plain, "image/png")
		must(t, err)
		got, err := open().Get(ref)
		if err != nil || !bytes.Equal(got, plain) || ref.SHA256 != sha256.Sum256(plain) {
			t.Errorf("%d bytes: %d came back, %v", n, len(got), err)
		}
		if there, err := s.Has(ref.Name); !there || err != nil {
			t.Errorf("%d bytes: not here, %v", n, err)
		}
	}
	if _, err := s.Get(blob.Ref{Name: lanna.Digest{1}, Key: make([]byte, 32)}); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("a blob that is not here: %v", err)
	}
}

func notKept(t *testing.T, open func() *blob.Store) {
	s := open()
	for _, discard := range []bool{true, false} { // an officer who gave up, one who is still sending
		w, err := s.Create()
		must(t, err)
		_, err = w.Write(fill(200_000))
		must(t, err)
		if discard {
			w.Discard()
		} else {
			defer w.Discard()
		}
	}
	if list := names(t, s); len(list) != 0 {
		t.Errorf("%d are listed", len(list))
	}
	w, err := s.Create()
	must(t, err)
	_, err = w.Write([]byte("EXERCISE"))
	must(t, err)
	other := open() // another process starts meanwhile, and leaves the draft alone
	ref, err := w.Keep("text/plain")
	must(t, err)
	if got, err := other.Get(ref); err != nil || string(got) != "EXERCISE" {
		t.Errorf("%q, %v", got, err)
	}
}

func names(t *testing.T, s *blob.Store) (list []lanna.Digest) {
	t.Helper()
	must(t, s.Each(func(b blob.Found) error { list = append(list, b.Name); return nil }))
	return list
}

func removed(t *testing.T, open func() *blob.Store) {
	s := open()
	ref, err := s.Put([]byte("EXERCISE"), "text/plain")
	must(t, err)
	part := lanna.Digest{7}
	_, err = s.AddPiece(part, 20, 0, make([]byte, 10))
	must(t, err)
	for _, name := range []lanna.Digest{ref.Name, part, {9}} { // the last was never here
		for range 2 {
			must(t, s.Remove(name))
		}
		if there, err := open().Has(name); there || err != nil {
			t.Errorf("%s: here %v, %v", name, there, err)
		}
	}
	if _, err := s.Get(ref); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("after removal: %v", err)
	}
	if _, err := s.AddPiece(part, 20, 10, make([]byte, 5)); !errors.Is(err, blob.ErrPiece) {
		t.Errorf("its first piece is still here: %v", err)
	}
}

// sealed returns a ciphertext.
func sealed(t *testing.T, n int) ([]byte, blob.Ref) {
	t.Helper()
	data, ref, err := blob.Seal(fill(n), "image/png")
	must(t, err)
	return data, ref
}

func pieces(t *testing.T, open func() *blob.Store) {
	s := open()
	data, ref := sealed(t, 60_000)
	for at := 0; at < len(data); at += 7000 {
		end := min(at+7000, len(data))
		for range 2 { // a piece that comes twice changes nothing
			complete, err := s.AddPiece(ref.Name, int64(len(data)), int64(at), data[at:end])
			must(t, err)
			if complete != (end == len(data)) {
				t.Fatalf("piece at %d: complete %v", at, complete)
			}
		}
	}
	for at := 0; at < len(data); at += 9000 {
		got, size, err := s.Piece(ref.Name, int64(at), 9000)
		if err != nil || size != int64(len(data)) || !bytes.Equal(got, data[at:min(at+9000, len(data))]) {
			t.Fatalf("piece at %d: %d bytes of %d, %v", at, len(got), size, err)
		}
	}
	if got, size, err := s.Piece(ref.Name, int64(len(data)), 10); len(got) != 0 || size != int64(len(data)) || err != nil {
		t.Errorf("past the end: %d bytes of %d, %v", len(got), size, err)
	}
	_, err := s.Get(ref)
	must(t, err)
}

func piecesElsewhere(t *testing.T, open func() *blob.Store) {
	data, ref := sealed(t, 60_000)
	for at, step := 0, 5000; at < len(data); step += 1000 {
		end := min(at+step, len(data))
		_, err := open().AddPiece(ref.Name, int64(len(data)), int64(at), data[at:end])
		must(t, err)
		at = max(end-min(1000, end), end*(end/len(data))) // the next begins before this one ended
	}
	_, err := open().Get(ref)
	must(t, err)
}

func foreignPieces(t *testing.T, open func() *blob.Store) {
	s, name := open(), lanna.Digest{1}
	if _, err := s.AddPiece(name, 20, 10, make([]byte, 5)); !errors.Is(err, blob.ErrPiece) {
		t.Errorf("a piece behind a gap: %v", err)
	}
	if _, err := s.AddPiece(name, 20, 18, make([]byte, 5)); !errors.Is(err, blob.ErrPiece) {
		t.Errorf("a piece past the end: %v", err)
	}
	_, err := s.AddPiece(name, 20, 0, make([]byte, 10))
	must(t, err)
	if _, err := s.AddPiece(name, 20, 10, make([]byte, 10)); !errors.Is(err, blob.ErrDamaged) {
		t.Errorf("a blob under another's name: %v", err)
	}
	if there, err := s.Has(name); there || err != nil {
		t.Errorf("it is there all the same: %v", err)
	}
	if _, err := s.AddPiece(name, 20, 10, make([]byte, 5)); !errors.Is(err, blob.ErrPiece) {
		t.Errorf("its pieces were not thrown away: %v", err)
	}
	if _, _, err := s.Piece(name, 0, 10); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("a piece of a blob that is not here: %v", err)
	}
}

func listed(t *testing.T, open func() *blob.Store) {
	s := open()
	var put []lanna.Digest
	for range 20 {
		ref, err := s.Put(fill(10), "image/png")
		must(t, err)
		put = append(put, ref.Name)
	}
	_, err := s.AddPiece(lanna.Digest{1}, 20, 0, make([]byte, 5)) // is none yet
	must(t, err)
	slices.SortFunc(put, func(a, b lanna.Digest) int { return bytes.Compare(a[:], b[:]) })
	if got := names(t, s); !slices.Equal(got, put) {
		t.Errorf("%d are listed, of %d", len(got), len(put))
	}
}

func copied(t *testing.T, open func() *blob.Store) {
	s := open()
	other, err := blob.NewFolder(t.TempDir())
	must(t, err)
	data, ref := sealed(t, 100_000)
	_, err = other.AddPiece(ref.Name, int64(len(data)), 0, data)
	must(t, err)
	for range 2 {
		must(t, other.CopyTo(s, blob.Found{Name: ref.Name, Size: int64(len(data))}))
	}
	_, err = s.Get(ref)
	must(t, err)
	back, err := blob.NewFolder(t.TempDir())
	must(t, err)
	must(t, s.CopyTo(back, blob.Found{Name: ref.Name, Size: int64(len(data))}))
	_, err = back.Get(ref)
	must(t, err)
}

func together(t *testing.T, open func() *blob.Store) {
	s, data := open(), fill(10_000)
	large, ref := sealed(t, 20_000)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			ref, err := s.Put(data, "image/png")
			if err == nil {
				_, err = s.Get(ref)
			}
			if err != nil {
				t.Error(err)
			}
		})
		all.Go(func() { // one picture that several partners send
			if _, err := s.AddPiece(ref.Name, int64(len(large)), 0, large); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	_, err := s.Get(ref)
	must(t, err)
}
