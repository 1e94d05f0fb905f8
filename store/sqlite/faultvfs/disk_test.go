package faultvfs

import (
	"bytes"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

func create(t *testing.T, d *Disk, name string) vfs.File {
	t.Helper()
	f, _, err := d.Open(name, vfs.OPEN_CREATE|vfs.OPEN_READWRITE)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func mustWrite(t *testing.T, f vfs.File, s []byte, off int64) {
	t.Helper()
	if _, err := f.WriteAt(s, off); err != nil {
		t.Fatal(err)
	}
}

// TestCrashKeepsOnlyWhatWasSynced looks at every outcome that seeds bring: what
// was synced is always there, what was not is there in any mixture of sectors.
func TestCrashKeepsOnlyWhatWasSynced(t *testing.T) {
	var lost, kept, torn, unnamed int
	for seed := range uint64(200) {
		d := New(t.TempDir(), seed)
		f := create(t, d, "a")
		mustWrite(t, f, bytes.Repeat([]byte{1}, 4*SectorSize), 0)
		if err := f.Sync(0); err != nil {
			t.Fatal(err)
		}
		mustWrite(t, create(t, d, "never synced"), []byte{1}, 0)
		mustWrite(t, f, bytes.Repeat([]byte{2}, 2*SectorSize), SectorSize)
		d.Crash()
		if _, err := f.WriteAt([]byte{1}, 0); err == nil {
			t.Fatal("a file opened before the crash still writes")
		}
		b := d.Content("a")
		if len(b) != 4*SectorSize || b[0] != 1 || b[3*SectorSize] != 1 {
			t.Fatal("a synced sector is lost")
		}
		switch [2]byte{b[SectorSize], b[2*SectorSize]} {
		case [2]byte{1, 1}:
			lost++
		case [2]byte{2, 2}:
			kept++
		default:
			torn++
		}
		if len(d.Files()) == 1 {
			unnamed++
		}
	}
	if lost == 0 || kept == 0 || torn == 0 || unnamed == 0 || unnamed == 200 {
		t.Errorf("lost %d, kept %d, torn %d, without the unsynced file %d: every outcome should occur", lost, kept, torn, unnamed)
	}
}

func TestFullDisk(t *testing.T) {
	d := New(t.TempDir(), 1)
	f := create(t, d, "a")
	d.SetFree(1000)
	mustWrite(t, f, make([]byte, 1000), 0)
	if _, err := f.WriteAt([]byte{1}, 1000); err != sqlite3.FULL {
		t.Errorf("error is %v", err)
	}
	mustWrite(t, f, []byte{1}, 5) // in place
	d.SetFree(-1)
	mustWrite(t, f, []byte{1}, 1000)
}

func TestCutAndFailedSync(t *testing.T) {
	d := New(t.TempDir(), 1)
	f := create(t, d, "a")
	mustWrite(t, f, []byte("12345678"), 0)
	d.FailSyncAfter(1)
	if f.Sync(0) == nil {
		t.Error("the sync did not fail")
	}
	if err := f.Sync(0); err != nil {
		t.Error("the next sync failed")
	}
	d.CutAfter(2)
	mustWrite(t, f, []byte("x"), 0)
	if _, err := f.WriteAt([]byte("y"), 1); err == nil {
		t.Error("the write was not cut")
	}
	if _, err := f.ReadAt(make([]byte, 1), 0); err == nil {
		t.Error("a machine that is off reads")
	}
	if _, _, err := d.Open("b", vfs.OPEN_CREATE); err == nil {
		t.Error("a machine that is off opens files")
	}
	d.Crash()
	g := create(t, d, "a")
	if n, err := g.ReadAt(make([]byte, 8), 0); n != 8 || err != nil {
		t.Errorf("read %d, %v", n, err)
	}
}
