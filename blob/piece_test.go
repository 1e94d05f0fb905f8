package blob_test

import (
	"bytes"
	"errors"
	"testing"

	"lanna"
	"lanna/blob"
)

func folder(t *testing.T) *blob.Folder {
	f, err := blob.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestPiecesMakeTheBlob(t *testing.T) {
	here, there := folder(t), folder(t)
	plain := bytes.Repeat([]byte("EXERCISE "), 20_000)
	ref, err := here.Put(plain, "image/png")
	if err != nil {
		t.Fatal(err)
	}
	offset, size := int64(0), int64(1)
	for offset < size {
		data, whole, err := here.Piece(ref.Name, offset, 7000)
		if err != nil {
			t.Fatal(err)
		}
		size = whole
		for range 2 { // a piece that comes twice changes nothing
			complete, err := there.AddPiece(ref.Name, size, offset, data)
			if err != nil || complete != (offset+int64(len(data)) == size) {
				t.Fatalf("piece at %d of %d: complete %v, %v", offset, size, complete, err)
			}
		}
		offset += int64(len(data))
	}
	if got, err := there.Get(ref); err != nil || !bytes.Equal(got, plain) {
		t.Fatalf("the blob is not what was sent: %v", err)
	}
}

func TestPiecesThatMakeAnotherBlobAreThrownAway(t *testing.T) {
	f, name := folder(t), lanna.Digest{1}
	if _, err := f.AddPiece(name, 20, 10, make([]byte, 5)); !errors.Is(err, blob.ErrPiece) {
		t.Errorf("a piece behind a gap: %v", err)
	}
	if _, err := f.AddPiece(name, 20, 18, make([]byte, 5)); !errors.Is(err, blob.ErrPiece) {
		t.Errorf("a piece past the end: %v", err)
	}
	if _, err := f.AddPiece(name, 20, 0, make([]byte, 20)); !errors.Is(err, blob.ErrDamaged) {
		t.Errorf("a blob under another's name: %v", err)
	}
	if f.Has(name) {
		t.Error("it is there all the same")
	}
	if _, _, err := f.Piece(name, 0, 10); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("a piece of a blob that is not here: %v", err)
	}
}
