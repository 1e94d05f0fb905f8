package joinvfs

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3/vfs"
	"pgregory.net/rapid"

	"lanna/store/sqlite/faultvfs"
)

// oneFile is a VFS on which every name is the same file.
type oneFile struct{ *faultvfs.Disk }

func (o oneFile) Open(_ string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return o.Disk.Open("log", flags)
}

func open(t testing.TB, j vfs.VFS) vfs.File {
	f, _, err := j.(vfs.VFSFilename).OpenFilename(nil, vfs.OPEN_WAL|vfs.OPEN_CREATE|vfs.OPEN_READWRITE)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestIsAFile does random reads, writes, cuts and syncs on two open files and
// compares with bytes in memory: joining must not show.
func TestIsAFile(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		disk := faultvfs.New(dir, 1)
		j := Wrap(oneFile{disk})
		files := []vfs.File{open(t, j), open(t, j)}
		var model []byte
		at := 0
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			f := files[rapid.IntRange(0, 1).Draw(rt, "file")]
			switch rapid.IntRange(0, 9).Draw(rt, "what") {
			case 0: // a write anywhere
				at = rapid.IntRange(0, len(model)).Draw(rt, "at")
				fallthrough
			case 1, 2, 3, 4: // a write behind the last
				at = min(at, len(model))
				p := bytes.Repeat([]byte{rapid.Byte().Draw(rt, "byte")}, rapid.IntRange(1, 6000).Draw(rt, "length"))
				if _, err := f.WriteAt(p, int64(at)); err != nil {
					rt.Fatal(err)
				}
				model = append(model, make([]byte, max(0, at+len(p)-len(model)))...)
				at += copy(model[at:], p)
			case 5, 6:
				from := rapid.IntRange(0, len(model)).Draw(rt, "from")
				p := make([]byte, rapid.IntRange(1, 9000).Draw(rt, "length"))
				n, err := f.ReadAt(p, int64(from))
				wanted := model[from:min(from+len(p), len(model))]
				if !bytes.Equal(p[:n], wanted) || n < len(p) && !errors.Is(err, io.EOF) {
					rt.Fatalf("read %d bytes of %d at %d: %v", n, len(wanted), from, err)
				}
			case 7:
				size := rapid.IntRange(0, len(model)).Draw(rt, "size")
				if err := f.Truncate(int64(size)); err != nil {
					rt.Fatal(err)
				}
				model = model[:size]
			case 8:
				if size, err := f.Size(); size != int64(len(model)) || err != nil {
					rt.Fatalf("size is %d, %v, want %d", size, err, len(model))
				}
			case 9:
				if err := f.Sync(0); err != nil {
					rt.Fatal(err)
				}
				if !bytes.Equal(disk.Content("log"), model) {
					rt.Fatal("a sync left something waiting")
				}
			}
		}
		for _, f := range files {
			if err := f.Close(); err != nil {
				rt.Fatal(err)
			}
		}
		if !bytes.Equal(disk.Content("log"), model) {
			rt.Fatal("closing lost something")
		}
	})
}

// TestReadBesideWriter reads what is there already while another file writes on.
func TestReadBesideWriter(t *testing.T) {
	j := Wrap(oneFile{faultvfs.New(t.TempDir(), 1)})
	w, r := open(t, j), open(t, j)
	done := make(chan int64, 1000)
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := range done {
			p := make([]byte, 512)
			if _, err := r.ReadAt(p, (n-1)*512); err != nil || p[0] != byte(n) {
				t.Errorf("block %d begins with %d, %v", n, p[0], err)
			}
		}
	})
	for n := int64(1); n <= 1000; n++ {
		if _, err := w.WriteAt(bytes.Repeat([]byte{byte(n)}, 512), (n-1)*512); err != nil {
			t.Fatal(err)
		}
		if n%17 == 0 {
			if err := w.Sync(0); err != nil {
				t.Fatal(err)
			}
		}
		done <- n
	}
	close(done)
	wg.Wait()
}
