// Package faultvfs is a disk for tests that forgets what was not synced.
//
// It is a VFS of ncruces/go-sqlite3 that keeps its files in memory, each as it
// is on the platter and as the program sees it. A crash loses the difference:
// of every write since the last sync, each 512-byte sector is kept or lost on
// its own, as a disk with a cache may do; truncations, new files and removed
// files likewise. The disk can also fill up, fail a sync, or be cut off in the
// middle of a write. Everything follows from a seed.
//
// Encryption is stacked on top: adiantum.Wrap(disk, nil).
package faultvfs

import (
	"errors"
	"math/rand/v2"
	"sync"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// SectorSize is what the disk writes as a whole, in bytes.
const SectorSize = 512

// errDown is what everything answers between a crash and the next boot.
var errDown = vfs.SystemError(errors.New("the machine is off"), sqlite3.IOERR)

// Disk is a VFS. It is safe for concurrent use.
type Disk struct {
	dir string // for the index of the write-ahead log, which is memory and not disk

	mu       sync.Mutex
	rnd      *rand.Rand
	files    map[string]*inode
	boot     int   // grows with each crash: files opened before it are dead
	down     bool  // cut off, and not crashed yet
	steps    int64 // writes, truncations, syncs and removals so far
	cutAt    int64 // at this step the machine is cut off; 0 never
	failSync int64 // at this step a sync fails; 0 never
	free     int64 // bytes that may still be added; negative without limit
}

// inode is a file.
type inode struct {
	synced  []byte   // on the platter
	now     []byte   // as the program sees it
	changes []change // between the two, in order
	exists  bool     // for the program
	durable bool     // its name is on the platter
	lock    fileLock
}

// change is a write, or a truncation where data is nil.
type change struct {
	off  int64
	data []byte
}

// New returns an empty disk. dir is a real folder of the test's own, for shared
// memory.
func New(dir string, seed uint64) *Disk {
	return &Disk{dir: dir, rnd: rand.New(rand.NewPCG(seed, 1)), files: map[string]*inode{}, free: -1}
}

// Steps is how many steps the disk has done: writes, truncations, syncs and
// removals.
func (d *Disk) Steps() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.steps
}

// CutAfter cuts the machine off n steps from now. The step itself is begun: a
// write may reach the platter in part.
func (d *Disk) CutAfter(n int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cutAt = d.steps + max(n, 1)
}

// FailSyncAfter lets the first sync fail that comes n steps from now or later.
// What it was to sync stays unsynced.
func (d *Disk) FailSyncAfter(n int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failSync = d.steps + max(n, 1)
}

// SetFree fills the disk but for n bytes; a negative n empties it again.
func (d *Disk) SetFree(n int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.free = n
}

// Flip turns over one bit of a file, on the platter and for the program.
func (d *Disk) Flip(name string, off int64, bit uint) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.files[name]
	if f == nil || off >= int64(len(f.now)) || off >= int64(len(f.synced)) {
		return false
	}
	f.now[off] ^= 1 << (bit % 8)
	f.synced[off] ^= 1 << (bit % 8)
	return true
}

// Content returns a copy of a file as the program sees it.
func (d *Disk) Content(name string) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f := d.files[name]; f != nil && f.exists {
		return append([]byte{}, f.now...)
	}
	return nil
}

// Crash ends the power and starts the machine again: of all that was not
// synced, a random part is left. Files that are open answer errors from now on.
func (d *Disk) Crash() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.boot++
	d.down, d.cutAt, d.failSync, d.free = false, 0, 0, -1
	keep := d.rnd.IntN(4) // all lost, all kept, and twice sector by sector
	for name, f := range d.files {
		if f.survive(d.rnd, keep); !f.exists {
			delete(d.files, name)
		}
	}
}

// survive makes of a file what a crash leaves.
func (f *inode) survive(rnd *rand.Rand, keep int) {
	lucky := func() bool { return keep == 1 || keep > 1 && rnd.IntN(2) == 0 }
	switch {
	case f.exists && !f.durable:
		f.exists = lucky()
	case !f.exists && f.durable:
		f.exists = !lucky() // the removal may not have reached the platter
	}
	for _, c := range f.changes {
		if c.data == nil {
			if lucky() {
				f.synced = resize(f.synced, c.off)
			}
			continue
		}
		for n := 0; n < len(c.data); {
			end := min(len(c.data), n+SectorSize-int((c.off+int64(n))%SectorSize))
			if lucky() {
				f.synced = write(f.synced, c.data[n:end], c.off+int64(n))
			}
			n = end
		}
	}
	f.changes, f.now, f.durable = nil, append([]byte{}, f.synced...), f.exists
	f.lock = fileLock{}
}

func resize(b []byte, size int64) []byte {
	if size <= int64(len(b)) {
		return b[:size]
	}
	return append(b, make([]byte, size-int64(len(b)))...)
}

func write(b, data []byte, off int64) []byte {
	if end := off + int64(len(data)); end > int64(len(b)) {
		b = resize(b, end)
	}
	copy(b[off:], data)
	return b
}

// step counts a step and says whether the machine is cut off at it. The lock is held.
func (d *Disk) step() (cut bool) {
	d.steps++
	cut = d.cutAt != 0 && d.steps >= d.cutAt
	d.down = d.down || cut
	return cut
}

// syncNames brings the names of all files to the platter. The lock is held.
func (d *Disk) syncNames() {
	for name, f := range d.files {
		if f.durable = f.exists; !f.exists {
			delete(d.files, name)
		}
	}
}
