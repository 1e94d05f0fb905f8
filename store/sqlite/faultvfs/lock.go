package faultvfs

import (
	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// fileLock is the locks on one file by the open files of this process
// (https://sqlite.org/lockingv3.html).
type fileLock struct {
	shared   int
	reserved *file
	pending  *file // waits for the readers to leave, or has the file alone
}

// Lock raises the lock to a level.
func (f *file) Lock(level vfs.LockLevel) error {
	if err := f.enter(); err != nil {
		return err
	}
	defer f.disk.mu.Unlock()
	l := &f.inode.lock
	if f.level >= level {
		return nil
	}
	switch level {
	case vfs.LOCK_SHARED:
		if l.pending != nil {
			return sqlite3.BUSY
		}
		l.shared++
	case vfs.LOCK_RESERVED:
		if l.reserved != nil {
			return sqlite3.BUSY
		}
		l.reserved = f
	case vfs.LOCK_EXCLUSIVE:
		if l.pending != nil && l.pending != f || l.reserved != nil && l.reserved != f {
			return sqlite3.BUSY
		}
		l.pending = f
		if l.shared > 1 {
			f.level = vfs.LOCK_PENDING
			return sqlite3.BUSY
		}
	}
	f.level = level
	return nil
}

// Unlock lowers the lock to a level.
func (f *file) Unlock(level vfs.LockLevel) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.boot != f.disk.boot || f.level <= level {
		return nil
	}
	l := &f.inode.lock
	if l.reserved == f {
		l.reserved = nil
	}
	if l.pending == f {
		l.pending = nil
	}
	if level == vfs.LOCK_NONE {
		l.shared--
	}
	f.level = level
	return nil
}

// CheckReservedLock reports whether anybody means to write.
func (f *file) CheckReservedLock() (bool, error) {
	if err := f.enter(); err != nil {
		return false, err
	}
	defer f.disk.mu.Unlock()
	return f.inode.lock.reserved != nil, nil
}

// LockState is the level that this open file has.
func (f *file) LockState() vfs.LockLevel { return f.level }
