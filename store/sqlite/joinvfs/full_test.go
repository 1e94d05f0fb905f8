package joinvfs

import (
	"io"
	"io/fs"
	"syscall"
	"testing"

	"github.com/ncruces/go-sqlite3/vfs"
)

// failing is a file that fails as the system does.
type failing struct {
	vfs.File
	err error
}

func (f failing) WriteAt([]byte, int64) (int, error) {
	return 0, &fs.PathError{Op: "write", Path: "node.db-wal", Err: f.err}
}

// A log is written at a sync: SQLite must hear that there is no room, and not
// that the sync failed.
func TestASyncOnAFullDiskSaysSo(t *testing.T) {
	plain := io.ErrClosedPipe
	for _, errno := range []error{syscall.ENOSPC, syscall.EDQUOT, plain} {
		l := &log{name: "node.db-wal"}
		f := &file{File: failing{err: errno}, log: l}
		if _, err := f.WriteAt([]byte("frame"), 0); err != nil {
			t.Fatal(err)
		}
		_, raw := f.Sync(0).(*fs.PathError)
		if raw != (errno == plain) {
			t.Errorf("%v: without a code for SQLite: %v", errno, raw)
		}
		if string(l.waiting) != "frame" {
			t.Error("what waits was dropped")
		}
	}
}
