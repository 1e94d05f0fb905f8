package faultvfs

import (
	"fmt"
	"io"
	"path/filepath"
	"sort"
	"strings"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

var (
	_ vfs.VFS              = (*Disk)(nil)
	_ vfs.FileSharedMemory = (*file)(nil)
	_ vfs.FileLockState    = (*file)(nil)
)

// Open opens a file.
func (d *Disk) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down {
		return nil, flags, errDown
	}
	f := d.files[name]
	switch {
	case name == "":
		f = &inode{exists: true} // a temporary file has no name
	case f == nil || !f.exists:
		if flags&vfs.OPEN_CREATE == 0 {
			return nil, flags, sqlite3.CANTOPEN
		}
		if f == nil {
			f = &inode{}
			d.files[name] = f
		}
		f.now, f.exists = nil, true
		f.changes = append(f.changes, change{})
	}
	h := &file{disk: d, inode: f, boot: d.boot}
	if flags&vfs.OPEN_MAIN_DB != 0 {
		shm := fmt.Sprintf("%s-%d-shm", strings.ReplaceAll(name, "/", "_"), d.boot)
		h.shm = vfs.NewSharedMemory(filepath.Join(d.dir, shm), flags)
	}
	return h, flags, nil
}

// Delete removes a file.
func (d *Disk) Delete(name string, syncDir bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down {
		return errDown
	}
	f := d.files[name]
	if f == nil || !f.exists {
		return sqlite3.IOERR_DELETE_NOENT
	}
	f.exists = false
	if d.step() {
		return errDown
	}
	if syncDir {
		d.syncNames()
	}
	return nil
}

// Access reports whether a file is there.
func (d *Disk) Access(name string, _ vfs.AccessFlag) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down {
		return false, errDown
	}
	f := d.files[name]
	return f != nil && f.exists, nil
}

// FullPathname gives a name back: there are no folders.
func (d *Disk) FullPathname(name string) (string, error) { return name, nil }

// Files lists the files that are there.
func (d *Disk) Files() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []string
	for name, f := range d.files {
		if f.exists {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}

// file is an open file.
type file struct {
	disk  *Disk
	inode *inode
	boot  int
	level vfs.LockLevel
	shm   vfs.SharedMemory
}

// enter takes the disk's lock; dead files and a machine that is off get an error.
func (f *file) enter() error {
	f.disk.mu.Lock()
	if f.boot != f.disk.boot || f.disk.down {
		f.disk.mu.Unlock()
		return errDown
	}
	return nil
}

func (f *file) Close() error {
	if f.shm != nil {
		_ = f.shm.Close()
	}
	_ = f.Unlock(vfs.LOCK_NONE)
	return nil
}

func (f *file) ReadAt(p []byte, off int64) (int, error) {
	if err := f.enter(); err != nil {
		return 0, err
	}
	defer f.disk.mu.Unlock()
	if off >= int64(len(f.inode.now)) {
		return 0, io.EOF
	}
	n := copy(p, f.inode.now[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (f *file) WriteAt(p []byte, off int64) (int, error) {
	if err := f.enter(); err != nil {
		return 0, err
	}
	d := f.disk
	defer d.mu.Unlock()
	if more := off + int64(len(p)) - int64(len(f.inode.now)); more > 0 && d.free >= 0 {
		if more > d.free {
			return 0, sqlite3.FULL
		}
		d.free -= more
	}
	cut := d.step()
	if cut { // the write goes on until somewhere inside
		p = p[:d.rnd.IntN(len(p)+1)]
	}
	f.inode.now = write(f.inode.now, p, off)
	f.inode.changes = append(f.inode.changes, change{off, append(make([]byte, 0, len(p)), p...)})
	if cut {
		return 0, errDown
	}
	return len(p), nil
}

func (f *file) Truncate(size int64) error {
	if err := f.enter(); err != nil {
		return err
	}
	defer f.disk.mu.Unlock()
	cut := f.disk.step()
	f.inode.now = resize(f.inode.now, size)
	f.inode.changes = append(f.inode.changes, change{off: size})
	if cut {
		return errDown
	}
	return nil
}

// Sync brings a file to the platter. The first sync of a new file brings the
// folder too, and with it what became of other names: so does the VFS of the
// file system.
func (f *file) Sync(vfs.SyncFlag) error {
	if err := f.enter(); err != nil {
		return err
	}
	d := f.disk
	defer d.mu.Unlock()
	if d.step() {
		return errDown
	}
	if d.failSync != 0 && d.steps >= d.failSync {
		d.failSync = 0
		return sqlite3.IOERR_FSYNC
	}
	for _, c := range f.inode.changes {
		if c.data == nil {
			f.inode.synced = resize(f.inode.synced, c.off)
		} else {
			f.inode.synced = write(f.inode.synced, c.data, c.off)
		}
	}
	f.inode.changes = nil
	if !f.inode.durable {
		d.syncNames()
	}
	return nil
}

func (f *file) Size() (int64, error) {
	if err := f.enter(); err != nil {
		return 0, err
	}
	defer f.disk.mu.Unlock()
	return int64(len(f.inode.now)), nil
}

// SectorSize is that of the VFS of the file system.
func (f *file) SectorSize() int { return 4096 }

// DeviceCharacteristics promises nothing: not that a write leaves its
// neighbours alone, nor that any is whole.
func (f *file) DeviceCharacteristics() vfs.DeviceCharacteristic { return 0 }

// SharedMemory is the index of the write-ahead log.
func (f *file) SharedMemory() vfs.SharedMemory { return f.shm }
