package blob_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"lanna"
	"lanna/blob"
)

func fill(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{1})
	r.Read(b)
	return b
}

func TestOneChangedBitIsFound(t *testing.T) {
	plain := fill(70_000)
	sealed, ref, err := blob.Seal(plain, "image/png")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		damaged := bytes.Clone(sealed)
		damaged[rapid.IntRange(0, len(sealed)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		forged := ref
		if rapid.Bool().Draw(t, "a forger fixes the name") {
			forged.Name = nameOf(damaged)
		}
		if _, err := blob.Open(damaged, forged); !errors.Is(err, blob.ErrDamaged) {
			t.Fatalf("damage went unseen: %v", err)
		}
	})
}

func TestCutOrReorderedChunksAreFound(t *testing.T) {
	sealed, ref, err := blob.Seal(fill(3*65536), "image/png")
	if err != nil {
		t.Fatal(err)
	}
	const head, step = 14, 65536 + 16
	swapped := bytes.Clone(sealed)
	copy(swapped[head:], sealed[head+step:head+2*step])
	copy(swapped[head+step:], sealed[head:head+step])
	for name, b := range map[string][]byte{"cut at a chunk": sealed[:head+2*step], "two chunks swapped": swapped, "nothing": nil} {
		forged := ref
		forged.Name = nameOf(b)
		if _, err := blob.Open(b, forged); !errors.Is(err, blob.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnErasedKeyLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	f, err := blob.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	words := []byte("EXERCISE planted words")
	ref, err := f.Put(words, "text/plain")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, words) {
			t.Errorf("%s holds plain words", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Remove(ref.Name); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Get(ref); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("after removal: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	sealed, ref, err := blob.Seal([]byte("EXERCISE"), "text/plain")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Fuzz(func(t *testing.T, b []byte) {
		forged := ref
		forged.Name = nameOf(b)
		if got, err := blob.Open(b, forged); err == nil && string(got) != "EXERCISE" {
			t.Fatal("opened to something else")
		}
	})
}

func nameOf(b []byte) lanna.Digest { return lanna.Digest(sha256.Sum256(b)) }

func TestABlobIsWrittenInPieces(t *testing.T) {
	dir := t.TempDir()
	f, err := blob.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 65535, 65536, 65537, 3 * 65536} {
		w, err := f.Create()
		if err != nil {
			t.Fatal(err)
		}
		plain := fill(n)
		for rest := plain; len(rest) > 0; rest = rest[min(40_000, len(rest)):] {
			if _, err := w.Write(rest[:min(40_000, len(rest))]); err != nil {
				t.Fatal(err)
			}
		}
		ref, err := w.Keep("image/png")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := f.Get(ref); err != nil || !bytes.Equal(got, plain) || ref.SHA256 != sha256.Sum256(plain) {
			t.Errorf("%d bytes came back as %d: %v", n, len(got), err)
		}
	}
}
