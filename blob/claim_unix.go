//go:build unix

package blob

import (
	"os"

	"golang.org/x/sys/unix"
)

// claim takes a draft for as long as it is open, across machines as well; false
// where somebody has it. The kernel lets go of it however its process ends.
func claim(file *os.File) bool {
	return unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil
}
