package relay

import (
	"math"

	"golang.org/x/sys/unix"
)

// freeBytes is what is free for this process on the disk of a folder. A disk that
// does not tell counts as empty: a full one refuses the write itself.
func freeBytes(dir string) int64 {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil || s.Bavail > math.MaxInt64/uint64(s.Bsize) {
		return math.MaxInt64
	}
	return int64(s.Bavail) * s.Bsize
}
