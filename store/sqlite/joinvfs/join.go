// Package joinvfs joins the small writes that SQLite makes to its write-ahead
// log into large ones.
//
// A log holds frames: a page of 4,096 bytes behind a header of 24. Written one
// by one, each frame lies across two blocks of an encrypting VFS below, which
// must then read, decrypt and encrypt both again. Joined, only the first and
// the last block of a transaction are written in part.
//
// Nothing is joined across a sync, so that what SQLite believes to be on disk
// is. What waits is given out to every connection of this process that reads
// there; another process must not have the database open.
package joinvfs

import (
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// maxWaiting is how much waits at most before it is written, in bytes.
const maxWaiting = 1 << 20

// Wrap returns base with joined writes to write-ahead logs.
func Wrap(base vfs.VFS) vfs.VFS { return &joinVFS{VFS: base, logs: map[string]*log{}} }

type joinVFS struct {
	vfs.VFS
	mu   sync.Mutex
	logs map[string]*log // by name, while they are open
}

// log is one write-ahead log with what waits to be written to it.
type log struct {
	name string
	open int // files; guarded by joinVFS.mu

	mu      sync.Mutex
	writer  *file // through which the waiting bytes came
	waiting []byte
	start   int64        // where they belong
	from    atomic.Int64 // start, or the end of the world when nothing waits
}

// file is one connection's log file. Its own lock keeps the file below to one
// goroutine at a time, because another connection may have to write through it.
type file struct {
	vfs.File
	fs  *joinVFS
	log *log
	mu  sync.Mutex
}

// Open opens a file without a name.
func (j *joinVFS) Open(name string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return vfsutil.WrapOpen(j.VFS, name, flags)
}

// OpenFilename opens a file; logs are joined, all others go straight through.
func (j *joinVFS) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := vfsutil.WrapOpenFilename(j.VFS, name, flags)
	if err != nil || flags&vfs.OPEN_WAL == 0 {
		return f, flags, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	l := j.logs[name.String()]
	if l == nil {
		l = &log{name: name.String()}
		l.from.Store(math.MaxInt64)
		j.logs[l.name] = l
	}
	l.open++
	return &file{File: f, fs: j, log: l}, flags, nil
}

// WriteAt lets p wait behind what waits already, or in place of a part of it.
func (f *file) WriteAt(p []byte, off int64) (int, error) {
	l := f.log
	l.mu.Lock()
	defer l.mu.Unlock()
	end := l.start + int64(len(l.waiting))
	if len(l.waiting) > 0 && (l.writer != f || off < l.start || off > end || len(l.waiting) >= maxWaiting && off == end) {
		if err := l.flush(); err != nil {
			return 0, err
		}
	}
	if len(l.waiting) == 0 {
		l.writer, l.start = f, off
		l.from.Store(off)
	}
	n := copy(l.waiting[off-l.start:], p)
	l.waiting = append(l.waiting, p[n:]...)
	return len(p), nil
}

// flush writes what waits. After an error it waits still: SQLite then takes the
// transaction back and writes over it. The log's lock is held.
func (l *log) flush() error {
	if len(l.waiting) == 0 {
		return nil
	}
	l.writer.mu.Lock()
	defer l.writer.mu.Unlock()
	if _, err := l.writer.File.WriteAt(l.waiting, l.start); err != nil {
		return full(err)
	}
	l.drop()
	return nil
}

// full gives a disk without room the code that says so. Without one, SQLite
// would call it a failed sync, and its cause would be lost with the next call.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return vfs.SystemError(err, sqlite3.FULL)
	}
	return err
}

func (l *log) drop() {
	l.waiting = l.waiting[:0]
	l.from.Store(math.MaxInt64)
}

// settle writes what waits, so that the file below is as SQLite sees it.
func (f *file) settle() error {
	f.log.mu.Lock()
	defer f.log.mu.Unlock()
	return f.log.flush()
}

// ReadAt reads what is in the file and what waits behind it.
func (f *file) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.log.from.Load() {
		if n, ok, err := f.readWaiting(p, off); ok || err != nil {
			return n, err
		}
	}
	return f.readFile(p, off)
}

func (f *file) readFile(p []byte, off int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.File.ReadAt(p, off)
}

// readWaiting reads where something waits: its beginning from the file, the
// rest from memory. Where old bytes of the file lie behind what waits, that is
// written first; ok is then false, as it is when nothing waits any more.
func (f *file) readWaiting(p []byte, off int64) (n int, ok bool, err error) {
	l := f.log
	l.mu.Lock()
	defer l.mu.Unlock()
	last := off + int64(len(p))
	if len(l.waiting) == 0 || last <= l.start {
		return 0, false, nil // written in the meantime
	}
	if last > l.start+int64(len(l.waiting)) {
		return 0, false, l.flush()
	}
	if off < l.start {
		n = int(l.start - off)
		if n, err = f.readFile(p[:n], off); err != nil {
			return n, false, err
		}
	}
	return n + copy(p[n:], l.waiting[off+int64(n)-l.start:]), true, nil
}

// Truncate cuts the log, and what waits behind the cut.
func (f *file) Truncate(size int64) error {
	f.log.mu.Lock()
	defer f.log.mu.Unlock()
	if size <= f.log.start {
		f.log.drop()
	}
	if err := f.log.flush(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.File.Truncate(size)
}

// Sync brings everything to disk.
func (f *file) Sync(flags vfs.SyncFlag) error {
	if err := f.settle(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.File.Sync(flags)
}

// Size is the log's size with what waits.
func (f *file) Size() (int64, error) {
	if err := f.settle(); err != nil {
		return 0, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.File.Size()
}

// Close writes what came through this file and closes it. What cannot be
// written was never acknowledged, or is in the log twice.
func (f *file) Close() error {
	l := f.log
	l.mu.Lock()
	if l.writer == f {
		_ = l.flush()
		l.drop()
		l.writer = nil
	}
	l.mu.Unlock()
	f.fs.mu.Lock()
	if l.open--; l.open == 0 {
		delete(f.fs.logs, l.name)
	}
	f.fs.mu.Unlock()
	return f.File.Close()
}

// Unwrap returns the file below.
func (f *file) Unwrap() vfs.File { return f.File }
